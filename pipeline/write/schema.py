"""JSON Schemas of papers and records, generated from the types."""

from __future__ import annotations

import msgspec

from pipeline.records import SCHEMA_VERSION, Paper, Record

PAPERS_SCHEMA = "papers.schema.json"
RECORDS_SCHEMA = "records.schema.json"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
PAPER_ID_PATTERN = r"^(arxiv|doi|acl|openreview|text):\S+$"
EDTF_PATTERN = r"^(\d{4}|XXXX)(-(\d{2}|XX)(-(\d{2}|XX))?)?$"


def make_schema(kind: type[msgspec.Struct], name: str) -> bytes:
    """The JSON Schema of a type, with the version of the layout in its `$id`. Unknown keys are not allowed."""
    (schema,), components = msgspec.json.schema_components([kind], ref_template="#/$defs/{name}")
    definition = components[kind.__name__]
    definitions = {key: {**value, "additionalProperties": False} for key, value in sorted(components.items()) if value.get("type") == "object"}
    arrays = {key: value for key, value in sorted(components.items()) if value.get("type") != "object"}
    _tighten(definitions.get("Paper"))
    document = {
        "$schema": DIALECT,
        "$id": f"urn:papersieve:{name}:{SCHEMA_VERSION}",
        "title": name,
        "description": definition.get("description", ""),
        **schema,
        "$defs": {**definitions, **arrays},
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"


def _tighten(paper: dict[str, object] | None) -> None:
    """What the types cannot say: the form of ids and dates."""
    if paper is None:
        return
    properties: dict[str, dict[str, object]] = paper["properties"]  # type: ignore[assignment]
    properties["id"]["pattern"] = PAPER_ID_PATTERN
    for name in ("published", "updated", "listed"):
        properties[name] = {"anyOf": [{"type": "string", "pattern": EDTF_PATTERN}, {"type": "null"}]}


def make_schemas() -> dict[str, bytes]:
    """The schema files of a corpus, by name."""
    return {PAPERS_SCHEMA: make_schema(Paper, "papers"), RECORDS_SCHEMA: make_schema(Record, "records")}
