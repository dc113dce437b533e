"""The line of authors on a page of arXiv's: names that are links, and what stands between and behind them.

    Ann Lee (1), Bob Ray (1 and 2), et al. (12 additional authors not shown) ((1) Example University, (2) Other Institute)

Where no name is a link, the line is cut as text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec
from bs4 import Tag

from pipeline.formats.people import split_people
from pipeline.page import Page
from pipeline.records import Span

ET_AL_RE = re.compile(r"\bet\s+al\b\.?", re.IGNORECASE)
MARKS_RE = re.compile(r"(?:[\d\s,;&*†‡§.-]|\band\b)+")
"""What stands in brackets behind a name to say which of the affiliations below are its own."""
LEGEND_RE = re.compile(r"\(\s*[\d*†‡§]{1,3}\s*\)|\[\s*\d{1,3}\s*\]")
"""The number in front of an affiliation in the legend."""
OTHERS_RE = re.compile(r"\d+ (?:additional )?authors? not shown|author list is unavailable$|(?:for|on behalf of|representing)\s", re.IGNORECASE)
"""What stands in brackets and is no affiliation."""
UNAVAILABLE_RE = re.compile(r"\(author list is unavailable\)", re.IGNORECASE)
EDGES = " \t\r\n,;.:"


class AuthorLine(msgspec.Struct, frozen=True):
    """The names and affiliations of a line of authors, and where it says that it breaks off."""

    names: tuple[Span, ...]
    affiliations: tuple[Span, ...]
    et_al: Span | None


def read_author_line(page: Page, tag: Tag, span: Span) -> AuthorLine:
    """The line in a span of the visible text, which is an element's or part of it."""
    names = [found for link in tag.find_all("a") if _is_name(link) for found in [page.span(link)] if span[0] <= found[0] < found[1] <= span[1]]
    if not names and not UNAVAILABLE_RE.fullmatch(page.text, *span):
        names = [(span[0] + start, span[0] + end) for start, end in split_people(page.text[slice(*span)])]
    last = names[-1][1] if names else span[0]
    # The rest of a long list is in the page, folded away: then `et al.` is but the handle to unfold it.
    et_al = None if tag.find(id="long-author-list") else ET_AL_RE.search(page.text, last, span[1])
    places = [page.trim(*place) for place in find_places(page.text, span, last)]
    return AuthorLine(tuple(names), tuple(place for place in places if not _overlaps(place, names)), None if et_al is None else et_al.span())


def _is_name(link: Tag) -> bool:
    """Whether a link of the line is a name: not the handle that unfolds a long list, nor an address in an affiliation."""
    return not str(link.get("href") or "").startswith("javascript:") and link.get("id") != "toggle" and "link-external" not in str(link.get("class"))


def find_places(text: str, span: Span, last: int) -> Iterator[Span]:
    """The affiliations: what stands in brackets behind a name, and the entries of a legend behind the last name."""
    brackets = list(_find_brackets(text, *span))
    has_legend = any(low >= last and LEGEND_RE.match(text, low + 1, high) for low, high in brackets)
    marks = [] if has_legend else [match.span() for match in LEGEND_RE.finditer(text, last, span[1]) if match.span() in brackets]
    entries = list(_find_entries(text, marks, span[1]))
    for low, high in brackets:
        inner = (low + 1, high - 1)
        if not (MARKS_RE.fullmatch(text, *inner) or OTHERS_RE.match(text, *inner) or _overlaps((low, high), entries)):
            yield from _cut_legend(text, inner)
    yield from entries


def _find_entries(text: str, marks: Sequence[Span], end: int) -> Iterator[Span]:
    """The entries of a legend that has no brackets round it: numbers in brackets, each with text behind it."""
    stops = [start for start, _ in marks[1:]] + [end]
    for (_, start), stop in zip(marks, stops, strict=False):
        for low, high in _strip(text, start, stop):
            if text[low].isalnum() and not ET_AL_RE.match(text, low, high):
                yield low, high


def _cut_legend(text: str, span: Span) -> Iterator[Span]:
    """The affiliations of `(1) Example University, (2) Other Institute`; the whole where there are no numbers."""
    marks = list(LEGEND_RE.finditer(text, *span)) if LEGEND_RE.match(text, span[0], span[1]) else []
    edges = [*(mark.start() for mark in marks[1:]), span[1]]
    starts = [mark.end() for mark in marks] or [span[0]]
    for start, end in zip(starts, edges, strict=True):
        yield from _strip(text, start, end)


def _strip(text: str, start: int, end: int) -> Iterator[Span]:
    """The span without what parts affiliations; nothing where no letter is left."""
    while start < end and text[start] in EDGES:
        start += 1
    while start < end and text[end - 1] in EDGES:
        end -= 1
    if any(char.isalpha() for char in text[start:end]) and text[start:end] != "and":
        yield start, end


def _find_brackets(text: str, start: int, end: int) -> Iterator[Span]:
    """The outermost pairs of round brackets."""
    depth, low = 0, start
    for match in re.compile(r"[()]").finditer(text, start, end):
        if match.group() == "(":
            low = match.start() if depth == 0 else low
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                yield low, match.end()


def _overlaps(span: Span, others: Sequence[Span]) -> bool:
    return any(low < span[1] and span[0] < high for low, high in others)
