"""The schemas that come with a corpus describe what is in it, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from corpora import RunCorpus
from jsonschema import Draft202012Validator

from pipeline.records import Paper


@pytest.mark.parametrize("kind", ["papers", "records"])
def test_corpus_is_valid(seeds: Path, run_corpus: RunCorpus, kind: str) -> None:
    """Every line of a corpus validates against the schema beside it."""
    files = run_corpus("seeds").files
    schema = json.loads(files[f"{kind}.schema.json"])
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    assert schema["$id"] == f"urn:papersieve:{kind}:1"
    assert [error.message for line in files[f"{kind}.jsonl"].splitlines() for error in validator.iter_errors(json.loads(line))] == []


@pytest.mark.parametrize(
    "change",
    [{"published": "22.1.2025"}, {"id": "2405.14333"}, {"colour": "red"}, {"authors": "Ann Lee"}, {"title": 7}],
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
