"""Hostile tables and bibliographies: the time grows with the text, nothing crashes, what is good is kept."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from corpora import Corpus
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.formats.generic import bibtex, medline, ris, table
from pipeline.split import split
from pipeline.verify import verify_corpus

RunText = Callable[..., Corpus]
FORMATS = (table.FORMAT, bibtex.FORMAT, ris.FORMAT, medline.FORMAT)
MAX_SECONDS = 10.0
"""Each takes well under one; what grows with its square takes minutes."""
HEADER = "title,authors,abstract\n"
GOOD = "Counting Bees,Ann Rabe,We count bees.\n"

LONG = {
    "header-alone": HEADER * 20_000,
    "header-and-stray-quote": f'{HEADER}x,y,"z\n' * 10_000,
    "header-and-junk": (HEADER + GOOD + "junk\n" * 25) * 1_000,
    "stray-quotes": HEADER + GOOD + 'a,"b\n' * 30_000,
    "quotes-that-swallow": HEADER + GOOD + 'a","b\n' * 30_000,
    "wide-row-of-quotes": ",".join(["title", "abstract", *(f"c{n}" for n in range(290))]) + "\n" + 'a","b\n' * 10_000,
    "blank-lines": HEADER + GOOD + "\n" * 200_000 + GOOD * 2,
    "rows-between-blank-lines": HEADER + GOOD + f"{GOOD}\n" * 2_000,
    "open-heads": "@a{x\n" * 20_000,
    "open-entries": "@a{x, title = {\n" * 20_000,
    "open-braces": "@a{x, title = {A}}\n@b{y, title = " + "{" * 200_000,
    "comments": "% x\n" * 50_000,
    "types-without-end": "TY  - JOUR\n" * 20_000,
    "numbers-alone": "PMID- 1\n" * 20_000,
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG.keys())
def test_time_grows_with_the_text(text: str) -> None:
    """No text is looked at again and again."""
    start = time.perf_counter()
    split(text, FORMATS)
    assert time.perf_counter() - start < MAX_SECONDS


def check(corpus: Corpus, kept: int) -> None:
    """All of it is accounted for, and every value can be found again."""
    assert sum(line.kept for line in corpus.ledger) == kept
    assert {line.coverage for line in corpus.ledger} == {1.0}
    assert verify_corpus(corpus.folder).problems == ()


def test_huge_cell_is_read(run_text: RunText) -> None:
    """A cell larger than Python's `csv` would take is a cell like any other."""
    corpus = run_text(HEADER + GOOD + 'Big,Bo Pica,"' + "Bees hum.\n" * 40_000 + '"\n', "dump.csv")
    check(corpus, 2)


def test_nul_and_odd_line_ends_are_text(run_text: RunText) -> None:
    """Characters that end no row of a table stay in their cells."""
    check(run_text(HEADER + "Bees\u2028Hum,Ann\x0bRabe,We \x85count.\n" + GOOD, "dump.csv"), 2)


def test_good_rows_survive_junk(run_text: RunText) -> None:
    """Between rows that are broken in every way the good ones are kept."""
    corpus = run_text(HEADER + '",,\n' + GOOD + '"""\n' + 'a,"b"c,d,e\n' + "Second Bees,Bo Pica,More bees.\n" + '\\",\\"\n', "dump.csv")
    check(corpus, 2)


def test_entries_survive_junk(run_text: RunText) -> None:
    """Between entries that are broken in every way the good ones are kept."""
    good = "@article{a, title = {Counting Bees}, author = {Rabe, Ann}, year = 2020}\n"
    check(run_text("@article{,,,}\n@article{x, = }\n@article{y, title = }\n" + good + "@article{z, title = {{}\n@{}\n", "dump.bib"), 1)


@settings(max_examples=150, deadline=None)
@given(
    st.text("\"\\,;\t\n\r {}@=#ab1$|'-", max_size=80),
    st.sampled_from([HEADER, HEADER.replace(",", "\t"), "@article{a, title={A}, ", "TY  - JOUR\nTI  - A\n", "PMID- 1\nTI  - A\n"]),
)
def test_any_text_behind_a_beginning_is_split(text: str, start: str) -> None:
    """Whatever follows a header or a head, the regions lie in the text in order, and every piece is found again by its path."""
    whole = start + text
    position = 0
    for region in split(whole, FORMATS):
        assert position <= region.span[0] < region.span[1] <= len(whole)
        position = region.span[1]
        for record in region.cut.records:
            entry = whole[slice(*record.span)]
            pieces = [piece for field in record.fields for item in field.items for piece in item if not piece.is_part]
            assert all(_pick(piece.selector, entry, piece.path) == piece.text for piece in pieces)


def _pick(selector: str, entry: str, path: str) -> str:
    from pipeline.replay import PICKERS

    return PICKERS[selector](entry, path)
