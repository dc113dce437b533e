"""JSON Schemas of papers and records, generated from the types and the words of `pipeline.write.descriptions`."""

from __future__ import annotations

from inspect import cleandoc
from typing import Any

import msgspec

from pipeline.records import FLAGS, SCHEMA_VERSION, Paper, Record
from pipeline.write.descriptions import EXAMPLES, PROPERTIES

PAPERS_SCHEMA = "papers.schema.json"
RECORDS_SCHEMA = "records.schema.json"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
PAPER_ID_PATTERN = r"^(arxiv|doi|acl|openreview|text):\S+$"
RECORD_ID_PATTERN = r"^sha256:[0-9a-f]{16}#."
EDTF_PATTERN = r"^(\d{4}|XXXX)(-(\d{2}|XX)(-(\d{2}|XX))?)?$"
FLAGS_PATTERN = rf"^({'|'.join(sorted(FLAGS))})(:.+)?$"
EDTF = {"anyOf": [{"type": "string", "pattern": EDTF_PATTERN}, {"type": "null"}]}
FORMS: dict[str, dict[str, dict[str, Any]]] = {
    "Paper": {
        "id": {"pattern": PAPER_ID_PATTERN},
        "records": {"items": {"type": "string", "pattern": RECORD_ID_PATTERN}, "minItems": 1},
        "flags": {"items": {"type": "string", "pattern": FLAGS_PATTERN}},
        **dict.fromkeys(("published", "updated", "listed"), EDTF),
    },
    "Record": {"id": {"pattern": RECORD_ID_PATTERN}, "paper": {"pattern": PAPER_ID_PATTERN}, "flags": {"items": {"type": "string", "pattern": FLAGS_PATTERN}}},
    "Evidence": {"score": {"minimum": 0, "maximum": 1}},
}
"""What the types cannot say: the form of ids, dates and flags, the range of a score."""
LEFT_OUT = {"Field": {"value"}, "Edit": {"args"}}
"""Properties that may be left out; all others are always there, whatever their types allow."""


def make_schema(kind: type[msgspec.Struct], name: str) -> bytes:
    """The JSON Schema of a type, with the version of the layout in its `$id`. Unknown keys are not allowed."""
    (schema,), components = msgspec.json.schema_components([kind], ref_template="#/$defs/{name}")
    document = {
        "$schema": DIALECT,
        "$id": f"urn:papersieve:{name}:{SCHEMA_VERSION}",
        "title": name,
        "description": cleandoc(kind.__doc__ or ""),
        **schema,
        "$defs": {key: _describe(key, value) for key, value in sorted(components.items(), key=lambda item: (item[1].get("type") != "object", item[0]))},
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"


def _describe(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of a type with what each property is, its form, and an example."""
    if schema.get("type") != "object":
        return schema
    properties = {
        key: {"description": PROPERTIES[name][key]} | value | FORMS.get(name, {}).get(key, {}) | _show_example(name, key)
        for key, value in schema["properties"].items()
    }  # fmt: skip
    required = [key for key in properties if key not in LEFT_OUT.get(name, ())]
    return schema | {"description": cleandoc(schema["description"]), "properties": properties, "required": required, "additionalProperties": False}


def _show_example(name: str, key: str) -> dict[str, Any]:
    example = EXAMPLES.get(name, {}).get(key)
    return {} if example is None else {"examples": [example]}


def make_schemas() -> dict[str, bytes]:
    """The schema files of a corpus, by name."""
    return {PAPERS_SCHEMA: make_schema(Paper, "papers"), RECORDS_SCHEMA: make_schema(Record, "records")}
