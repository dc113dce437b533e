"""A dump that joins pieces of several formats is cut as the pieces alone are."""

from __future__ import annotations

import random
from collections import Counter
from functools import cache
from pathlib import Path
from typing import TypeAlias

import pytest
from corpora import SEEDS

from pipeline.charset import decode, is_binary
from pipeline.split import split

Shown: TypeAlias = tuple[str, tuple[tuple[str, tuple[str, ...]], ...]]

DUMPS = Path(__file__).parent / "dumps"
SEPARATORS = {"line end": "\n", "blank line": "\n\n", "rule": "\n---\n"}
JOINS = 60
PIECES = 5
_UNTOLD = "it has no mark of its own where it begins or ends, so what stands beside it may be its own"
_CLIMBS = "the page of another site above or below it is found by climbing over short lines, which it ends or begins with"
_DATED = "a mail without a head of its own is of the day that heads the mail above"
_BROKEN = "where JSON is broken in a string, nothing tells where the text goes on"
_OPEN = "what was cut out of a page goes on with the elements below it, be they of another document"
_CUT = "a feed that breaks off goes on to the tag that closes another"
EXCEPTIONS: dict[str, str] = {
    "arxiv-abs-text/dump-bare.md": _UNTOLD, "arxiv-abs-text/dump-reading-service.md": _CLIMBS, "arxiv-listing-text": _CLIMBS,
    "arxiv-mail/dump-abs-2007.txt": _DATED, "arxiv-mail/dump-listing-1992.txt": _DATED, "arxiv-mail/dump-listing-1994.txt": _DATED,
    "arxiv-abs/dump-2026-fragment.html": _OPEN, "arxiv-list/dump-2026-fragment.html": _OPEN, "arxiv-rss/dump-tail.xml": _CUT,
    "arxiv-rss/dump-2025.xml": _CUT, "bare-abstracts": _UNTOLD, "glued-ids-forms": _UNTOLD, "hf-page-cards": _UNTOLD, "hf-page-links": _UNTOLD,
    "hf-page-markdown": _CLIMBS, "hf-paper-text": _CLIMBS, "json-broken": _BROKEN, "markdown-headings": _CLIMBS, "markdown-tables": _CLIMBS,
    "labelled-text": _UNTOLD, "newsletter-lists": _CLIMBS, "openreview-text": _CLIMBS, "table-broken": _UNTOLD, "rejected-whole": _UNTOLD, "no-listing": _UNTOLD,
}  # fmt: skip
"""Cases, or dumps of them, that may be read otherwise beside others, with the reason."""
JOINED = {
    "a digest, an aggregator, a feed, JSON, abstracts": (
        "markdown-headings/dump-2025-bold-labels.md", "aggregator-dates/dump.txt", "arxiv-atom/dump-2026.xml", "openreview/dump-v1.json",
        "bare-abstracts/dump-blocks.txt",
    ),
    "a feed and a list that break off, each before another": (
        "json-broken/dump-cut.json", "aggregator-dates/dump.txt", "crossref/dump-works.json", "arxiv-rss/dump-tail.xml", "arxiv-rss/dump-2025.xml",
    ),
    "a mail, a page, notes with front matter, a table": (
        "arxiv-mail/dump-digest-2026.txt", "hf-page/dump-2024.html", "arxiv-abs-text/dump-glued.md", "hf-page-markdown/dump-links.md",
        "table/dump-api.csv",
    ),
}  # fmt: skip


@cache
def list_pieces() -> dict[str, str]:
    """The texts of all dumps of the cases and of the seeds, by name."""
    paths = [*sorted(DUMPS.glob("*/dump*")), *sorted(SEEDS.iterdir())]
    read = {f"{path.parent.name}/{path.name}": path.read_bytes() for path in paths if path.is_file()}
    return {name: decode(data).text for name, data in read.items() if not is_binary(data)}


def is_excepted(name: str) -> bool:
    """Whether a dump or its case is an exception."""
    return name in EXCEPTIONS or name.split("/", maxsplit=1)[0] in EXCEPTIONS


def show(text: str) -> Counter[Shown]:
    """The records of a text, as the texts of their fields."""
    shown: Counter[Shown] = Counter()
    for region in split(text):
        source = text if region.page is None else region.page.text
        shown.update((region.format, tuple((field.name, tuple(field.texts(source))) for field in record.fields)) for record in region.cut.records)
    return shown


@cache
def show_piece(name: str) -> Counter[Shown]:
    """The records of a dump alone."""
    return show(list_pieces()[name])


def check_join(names: tuple[str, ...], separator: str) -> None:
    """Assert that joined dumps give the records of each alone."""
    joined = show(separator.join(list_pieces()[name] for name in names))
    alone: Counter[Shown] = Counter()
    for name in names:
        alone.update(show_piece(name))
    assert (alone - joined, joined - alone) == (Counter(), Counter()), names


@pytest.mark.parametrize("seed", range(JOINS))
def test_joined_dumps_give_the_records_of_each(seed: int) -> None:
    """Five dumps of any formats, joined in any order, give the records that each gives alone."""
    chosen = random.Random(seed)
    names = chosen.sample([name for name in sorted(list_pieces()) if not is_excepted(name)], PIECES)
    check_join(tuple(names), chosen.choice(sorted(SEPARATORS.values())))


@pytest.mark.parametrize("separator", SEPARATORS.values(), ids=SEPARATORS)
@pytest.mark.parametrize("names", JOINED.values(), ids=JOINED)
def test_five_formats_are_cut_as_alone(names: tuple[str, ...], separator: str) -> None:
    """Five dumps of other formats each give what they give alone, whatever stands between them."""
    check_join(names, separator)


def test_exceptions_name_what_there_is() -> None:
    """Every exception is a dump or a case, and has its reason."""
    known = {part for name in list_pieces() for part in (name, name.split("/")[0])}
    assert set(EXCEPTIONS) <= known
    assert all(EXCEPTIONS.values())
