"""Pages of HTML, whole or cut out: where they end, and which format reads them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from pipeline.documents.fragments import BESIDE, find_run_end
from pipeline.formats.kinds import Cut, PageFormat, Region
from pipeline.page import Page
from pipeline.records import Span
from pipeline.syntax import xml_entries

PAGE_END_RE = re.compile(r"</html\s*>(?!['\"`])", re.IGNORECASE)
PAGE_START_RE = re.compile(r"(?<!['\"`])<(?P<name>!doctype\s+html|html(?=[\s>]))", re.IGNORECASE)
"""In quotation marks it is a page that a script writes."""
CONTENT_RE = re.compile(r"<(?:(?!html\b)[a-z]|/html\s*>(?!\s*<!\[endif))", re.IGNORECASE)
"""What there is not between a document type and its page but where another page begins: old pages have an `<html>` for each browser, in comments."""
MAX_PAGE_CHARS = 1 << 25
"""A larger page is rejected. A tree takes some twenty times the memory of its page, and a listing of 2,000 papers with abstracts has 6 million characters."""
FRAGMENTS = frozenset({"head", "body", "main", "div", "article", "section", "table", "dl", "ul", "ol"})
"""An element that begins a line and is closed may be part of a page that somebody cut out."""
MIN_TAGS = 6
"""Fewer tags in a run say nothing of a paper; notes in Markdown have such on many lines."""
MAX_FAILED = 64
"""After so many runs that no format knows no more are tried: each is parsed."""
UNREAD = "document.unread"
OUTSIDE = "page.outside"


class PageReader:
    """The formats of pages, and the text they are found in."""

    def __init__(self, text: str, formats: Sequence[PageFormat]) -> None:
        self._text = text
        self._formats = formats
        self._ends: dict[str, dict[int, int]] = {}
        self._tried = 0
        """How far the last run of elements went that no format knew: no other is begun in it."""
        self._failed = 0
        self._limit = -1
        """Where the next whole page begins."""

    def read_page(self, low: int) -> Iterator[Region]:
        """The region of the page that begins at `low`, without records where no format knows it."""
        high = self._find_end(low)
        yield self._read(low, high) or Region("", (low, high), Cut((), rejected=(((low, high), "unrecognised"),)), UNREAD)

    def read_fragment(self, low: int, name: str) -> Iterator[Region]:
        """The region of the element of that name which begins at `low`, or of the run of elements it begins, where a format knows it."""
        region = self._read_element(low, name) or self._read_run(low, name)
        if region is not None:
            yield region

    def _read_element(self, low: int, name: str) -> Region | None:
        """An element that is closed."""
        if name not in FRAGMENTS:
            return None
        if name not in self._ends:
            self._ends[name] = dict(_match_tags(self._text, name))
        high = self._ends[name].get(low)
        return None if high is None else self._read(low, high)

    def _read_run(self, low: int, name: str) -> Region | None:
        """Elements side by side, the last of which may be broken off."""
        if low < self._tried or self._failed == MAX_FAILED or (name not in FRAGMENTS and name not in BESIDE):
            return None
        if self._limit < low:
            tag = PAGE_START_RE.search(self._text, low)
            self._limit = len(self._text) if tag is None else tag.start()
        high = find_run_end(self._text, low, self._limit)
        if high == self._ends.get(name, {}).get(low) or self._text.count("<", low, high) < MIN_TAGS:
            return None
        region = self._read(low, high) if high - low <= MAX_PAGE_CHARS else None
        self._tried = high
        self._failed += region is None
        return region

    def _read(self, low: int, high: int) -> Region | None:
        if high - low > MAX_PAGE_CHARS:
            return Region("", (low, high), Cut((), rejected=(((low, high), "too-large"),)), UNREAD)
        page = Page(self._text[low:high])
        chosen = choose_cut(page, self._formats)
        return None if chosen is None else Region(chosen[0], (low, high), chosen[1], OUTSIDE, page)

    def _find_end(self, low: int) -> int:
        """Behind the page that begins at `low`: its closing tag, the start of the next, or the end of the text."""
        prolog = xml_entries.PROLOG_RE.match(self._text, low)
        position = max(self._text.find(">", low if prolog is None else prolog.end()), low + 1)
        limit = len(self._text)
        for tag in PAGE_START_RE.finditer(self._text, position):
            if tag["name"].casefold() != "html" or CONTENT_RE.search(self._text, position, tag.start()):
                limit = tag.start()
                break
            position = tag.end()
        close = PAGE_END_RE.search(self._text, position, limit)
        return limit if close is None else close.end()


def _match_tags(text: str, name: str) -> Iterator[Span]:
    """Where each element of a name begins and ends, of those that are closed."""
    opened: list[int] = []
    for tag in re.compile(rf"<(?P<close>/?){name}(?=[\s/>])[^>]*>", re.IGNORECASE).finditer(text):
        if not tag["close"]:
            opened.append(tag.start())
        elif opened:
            yield opened.pop(), tag.end()


def choose_cut(page: Page, formats: Sequence[PageFormat]) -> tuple[str, Cut] | None:
    """The name of the format that reads a page, and its cut; None where none does."""
    for rank in sorted({format.rank for format in formats}):
        cuts = list_cuts(page, [format for format in formats if format.rank == rank])
        if cuts:
            return max(cuts, key=lambda item: weigh(item[1]))
    return None


def list_cuts(page: Page, formats: Iterable[PageFormat]) -> list[tuple[str, Cut]]:
    """What each of the formats that know a page makes of it."""
    asked = [format for format in formats if not format.marks or any(mark in page.source for mark in format.marks)]
    return [(format.name, cut) for format in asked if (cut := format.cut(page)) is not None]


def weigh(cut: Cut) -> int:
    """How many characters are in fields of the records of a cut."""
    fields = [field for record in cut.records for field in record.fields]
    return sum(end - start for field in fields for start, end in field.spans) + sum(
        len(piece.text) for field in fields for item in field.items for piece in item
    )
