"""Parquet: everything that `papers.jsonl` holds comes back from the file, typed."""

from __future__ import annotations

import typing
from collections.abc import Mapping
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline import Corpus, Paper, Record
from pipeline.corpus import Lines
from pipeline.export import Options, export_corpus, parquet
from pipeline.export.layout import make_layout
from pipeline.export.writing import Export


def export(corpus: Corpus, path: Path, *, records: bool = False) -> pa.Table:
    export_corpus(corpus, Export(parquet.TARGET, path, Options(records=records)))
    return pq.read_table(path)


def join_value(value: Mapping[str, object] | None) -> object:
    """A value of one of several kinds from its columns; what is absent is `UNSET`."""
    given = [kind for kind in (value or {}).values() if kind is not None]
    assert len(given) <= 1
    return given[0] if given else msgspec.UNSET


def drop_unset(field: dict[str, object]) -> dict[str, object]:
    value = join_value(typing.cast("Mapping[str, object] | None", field["value"]))
    edits = [
        {"rule": edit["rule"], "args": [arg[0] if len(arg) == 1 else arg for arg in edit["args"]]}
        for edit in typing.cast("list[dict[str, list[list[str]]]]", field["edits"])
    ]
    return {"locator": field["locator"], "edits": edits, **({} if value is msgspec.UNSET else {"value": value})}


@pytest.mark.parametrize("name", ["seed_corpus", "odd_corpus"])
def test_papers_come_back(name: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """Each row, read back, is the paper it was made from: every field, every kind of value that lost."""
    corpus = request.getfixturevalue(name)
    rows = export(corpus, tmp_path / "papers.parquet").to_pylist()
    for row in rows:
        row["origins"] = dict(row["origins"])
        row["conflicts"] = [{**conflict, "value": join_value(conflict["value"])} for conflict in row["conflicts"]]
    assert msgspec.convert(rows, list[Paper]) == [msgspec.convert(msgspec.to_builtins(paper), Paper) for paper in corpus]


def test_records_come_back(seed_corpus: Corpus, tmp_path: Path) -> None:
    """With records a row is a record, its edits and their arguments in it."""
    rows = export(seed_corpus, tmp_path / "records.parquet", records=True).to_pylist()
    for row in rows:
        row["fields"] = {name: drop_unset(field) for name, field in row["fields"]}
    found = msgspec.convert(rows, list[Record])
    assert [msgspec.to_builtins(record) for record in found] == [msgspec.to_builtins(record) for record in seed_corpus.records]


def test_columns_do_not_depend_on_the_rows(seed_corpus: Corpus, odd_corpus: Corpus, tmp_path: Path) -> None:
    """Columns that are empty in all of a corpus have the same type as in any other."""
    assert export(seed_corpus, tmp_path / "a").schema.equals(export(odd_corpus, tmp_path / "b").schema)


def test_schema_names_its_source(seed_corpus: Corpus, tmp_path: Path) -> None:
    """The metadata of the schema say which papersieve and which corpus it is from."""
    metadata = export(seed_corpus, tmp_path / "papers.parquet").schema.metadata
    assert set(metadata) == {b"papersieve.version", b"papersieve.schema_version", b"papersieve.manifest_sha256"}
    assert len(metadata[b"papersieve.manifest_sha256"]) == 64


def test_same_corpus_same_bytes(seed_corpus: Corpus, tmp_path: Path) -> None:
    """Two exports of one corpus are one file."""
    export(seed_corpus, tmp_path / "a")
    export(seed_corpus, tmp_path / "b")
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_rows_are_streamed(seed_corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row group holds no more rows than are held at a time, and each group is compressed with zstd."""
    monkeypatch.setattr(parquet, "ROWS", 10)
    export(seed_corpus, tmp_path / "papers.parquet")
    metadata = pq.ParquetFile(tmp_path / "papers.parquet").metadata
    assert [metadata.row_group(index).num_rows for index in range(metadata.num_row_groups)] == [10, 10, 6]
    assert metadata.row_group(0).column(0).compression == "ZSTD"


def test_an_empty_table_has_its_columns(seed_corpus: Corpus) -> None:
    """No rows make a table with all columns."""
    layout = make_layout(Paper)
    assert layout.build([]).schema.names == list(Paper.__struct_fields__)
    assert list(parquet.read_batches(Lines(Path("/dev/null"), Paper, 0), layout)) == []


def test_a_type_without_column_is_refused() -> None:
    """A struct with a field that Arrow has no column for is a `TypeError`, not a column of something else."""

    class Odd(msgspec.Struct):
        when: complex | bytes

    with pytest.raises(TypeError):
        make_layout(Odd)
