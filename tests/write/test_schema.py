"""The schemas that come with a corpus describe what is in it, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from corpora import Corpus, RunCorpus
from jsonschema import Draft202012Validator

from pipeline.records import Paper
from pipeline.write.descriptions import PROPERTIES
from pipeline.write.schema import make_schemas


@pytest.mark.parametrize("kind", ["papers", "records"])
@pytest.mark.parametrize("source", ["seeds", "mixed"])
def test_corpus_is_valid(seeds: Path, run_corpus: RunCorpus, mixed: Corpus, source: str, kind: str) -> None:
    """Every line of a corpus, of the seeds and of all test dumps, validates against the schema beside it."""
    files = (run_corpus("seeds") if source == "seeds" else mixed).files
    schema = json.loads(files[f"{kind}.schema.json"])
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    assert schema["$id"] == f"urn:papersieve:{kind}:1"
    assert [error.message for line in files[f"{kind}.jsonl"].splitlines() for error in validator.iter_errors(json.loads(line))] == []


@pytest.mark.parametrize(
    "change",
    [
        {"published": "22.1.2025"},
        {"id": "2405.14333"},
        {"colour": "red"},
        {"authors": "Ann Lee"},
        {"title": 7},
        {"flags": ["funny"]},
        {"records": []},
        {"identifiers": {"arxiv": "2405.14333"}},
    ],
    ids=lambda change: next(iter(change)),
)
def test_other_values_are_not_valid(seeds: Path, run_corpus: RunCorpus, change: dict[str, object]) -> None:
    """Dates that are no EDTF, ids without scheme, unknown keys and wrong types are refused."""
    files = run_corpus("seeds").files
    paper = json.loads(files["papers.jsonl"].splitlines()[0])
    assert list(Draft202012Validator(json.loads(files["papers.schema.json"])).iter_errors(paper | change))


def test_nothing_is_left_out(seeds: Path, run_corpus: RunCorpus) -> None:
    """Each paper has each field of the contract, absent ones as null or an empty list."""
    for line in run_corpus("seeds").files["papers.jsonl"].splitlines():
        assert tuple(json.loads(line)) == Paper.__struct_fields__


@pytest.mark.parametrize("kind", ["papers", "records"])
def test_every_property_is_described(kind: str) -> None:
    """Each property of each type says what it is, and what is described is there."""
    schema = json.loads(make_schemas()[f"{kind}.schema.json"])
    objects = {name: definition["properties"] for name, definition in schema["$defs"].items() if definition["type"] == "object"}
    assert {name: PROPERTIES[name].keys() for name in objects} == {name: properties.keys() for name, properties in objects.items()}
    assert all(value["description"] for properties in objects.values() for value in properties.values())
    assert "\n    " not in json.dumps(schema, indent=None).encode().decode("unicode_escape")


@pytest.mark.parametrize("kind", ["papers", "records"])
def test_examples_are_valid(kind: str) -> None:
    """What a schema gives as an example is what it allows."""
    schema = json.loads(make_schemas()[f"{kind}.schema.json"])
    checked = 0
    for name, definition in schema["$defs"].items():
        for key, value in definition.get("properties", {}).items():
            part = {**schema, "$ref": f"#/$defs/{name}/properties/{key}"}
            checked += len(value.get("examples", []))
            assert [error.message for example in value.get("examples", []) for error in Draft202012Validator(part).iter_errors(example)] == []
    assert checked
