"""CSV: what a spreadsheet shows, and what a program gets back."""

from __future__ import annotations

import csv
import io

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from loading import TEXTS

from pipeline import Corpus, Paper
from pipeline.export import Options, comma_separated
from pipeline.export.comma_separated import COLUMNS, IDENTIFIERS, guard_formula, split_list, strip_guard, write_cell


def write(corpus: Corpus, **options) -> str:  # type: ignore[no-untyped-def]
    stream = io.StringIO(newline="")
    assert list(comma_separated.write_csv(corpus, stream, Options(**options)))[-1] == len(corpus)
    return stream.getvalue()


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("name", ["seed_corpus", "odd_corpus"])
def test_values_come_back(name: str, request: pytest.FixtureRequest) -> None:
    """Texts and lists are got back from the cells as the papers have them."""
    corpus = request.getfixturevalue(name)
    rows = read(write(corpus))
    assert len(rows) == len(corpus)
    for row, paper in zip(rows, corpus, strict=True):
        for field in ("title", "abstract", "published", "comments", "journal_ref"):
            assert strip_guard(row[field]) == (getattr(paper, field) or "")
        for field in ("authors", "affiliations", "categories", "aliases", "records", "flags"):
            assert split_list(strip_guard(row[field])) == list(getattr(paper, field))
        assert [row[field] for field in IDENTIFIERS] == [
            "" if value is None else str(value) for value in (getattr(paper.identifiers, field) for field in IDENTIFIERS)
        ]


def test_columns_are_the_papers_fields() -> None:
    """Every field is a column but what says where values are from; identifiers are columns of their own."""
    assert set(COLUMNS) == set(Paper.__struct_fields__) - {"origins", "conflicts", "identifiers"} | set(IDENTIFIERS)


def test_a_formula_is_none(odd_corpus: Corpus) -> None:
    """A cell that a spreadsheet would run has an apostrophe before it, unless cells are wanted raw."""
    assert read(write(odd_corpus))[0]["comments"] == "'=1+1"
    assert read(write(odd_corpus, raw=True))[0]["comments"] == "=1+1"


def test_a_byte_order_mark_for_excel(seed_corpus: Corpus) -> None:
    """With `bom` the file begins with the mark, and is otherwise the same."""
    assert write(seed_corpus, bom=True) == "\ufeff" + write(seed_corpus)


def test_pandas_reads_it(seed_corpus: Corpus) -> None:
    """Pandas gets a row a paper, with no option but that absent cells stay empty."""
    frame = pd.read_csv(io.StringIO(write(seed_corpus)), dtype=str, keep_default_na=False)
    assert list(frame.columns) == list(COLUMNS)
    assert list(frame["id"]) == [paper.id for paper in seed_corpus]


@settings(deadline=None)
@given(st.lists(TEXTS.map(str.strip).filter(bool)))
def test_any_list_comes_back(items: list[str]) -> None:
    """Whatever is in the items of a list, the cell gives them back."""
    assert split_list(write_cell(tuple(items))) == items


@settings(deadline=None)
@given(TEXTS, st.integers(0, 3))
def test_no_cell_is_a_formula(text: str, quotes: int) -> None:
    """No guarded cell begins with a sign of a formula, and the guard comes off again."""
    cell = "'" * quotes + text
    assert guard_formula(cell)[0] not in "=+-@\t\r\n"
    assert strip_guard(guard_formula(cell)) == cell
