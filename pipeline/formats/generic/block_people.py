"""Who wrote the paper of a block: names in elements for them, in italics, or on lines that hold nothing but names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from pipeline.formats.arxiv.page_block import subtract
from pipeline.formats.arxiv.people_row import is_people
from pipeline.formats.generic.block_rest import list_lines
from pipeline.formats.generic.page_marks import Block, Mark, Marks, meets
from pipeline.formats.people import find_et_al, split_people
from pipeline.page import Page
from pipeline.records import Span

MAX_NAME_CHARS = 80
MAX_LINE_CHARS = 3_000
"""A line with more is none of names, or of a collaboration that is called by one."""
PEOPLE_LABEL_RE = re.compile(r"\s*(?:authors?(?:\(s\))?\s*[:：]|by\s+(?=[A-ZÀ-Þ]))\s*", re.IGNORECASE)
BESIDE_RE = re.compile(r"\b(?:authors?|by|and|et al|show|see|more|others?|less|all)\b", re.IGNORECASE)
"""Words between names that are links."""
JOB_RE = re.compile(
    r"\b(?:director|officer|engineer|editor|manager|counsel|attorney|president|chair(?:s|man|woman)?|professor|reporter|staff|analyst|developer|designer|researcher|founder"
    r"|ceo|cto|intern|fellow|coordinator|support|contributions|committee)\b", re.IGNORECASE,
)  # fmt: skip
"""What people are called, which looks like a name beside a name."""
NO_NAME_RE = re.compile(r"[/@=<>]|http|\d{3}")
YEAR_TAIL_RE = re.compile(r"[\s,.;:]*(?:\(?(?:19|20)\d\d[a-z]?\)?[\s,.;:]*)?[\"“]?$")
"""What stands between names and the title they stand before."""
MORE_RE = re.compile(r"\+ ?\d{1,3} (?:more )?authors?")
LEAD_RE = re.compile(r"[\s,;:.|·•–—-]*(?:\bby\s+)?")


class People(msgspec.Struct, frozen=True):
    """The names in a block; `is_listed` says that an element, a label or their number shows that they are the authors'. `et_al` says that some are left out."""

    names: tuple[Span, ...] = ()
    is_listed: bool = False
    et_al: Span | None = None


def find_people(page: Page, marks: Marks, block: Block, taken: Sequence[Span]) -> People:
    """The authors of a block, outside what is known to be something else."""
    names, is_listed = _find_names(page, marks, block, taken)
    return People(names, is_listed, _find_et_al(page, names) if names else None)


def _find_et_al(page: Page, people: Sequence[Span]) -> Span | None:
    """Where the list of names says that it leaves some out."""
    start, end = people[0][0], people[-1][1]
    more = MORE_RE.search(page.text, start, end + MAX_NAME_CHARS)
    if more is not None:
        return more.span()
    stop = page.text.find("\n", end)
    rest = find_et_al(page.text[end : min(len(page.text) if stop < 0 else stop, end + MAX_NAME_CHARS)])
    is_next = rest is not None and not any(map(str.isalpha, page.text[end : end + rest[0]]))
    return (end + rest[0], end + rest[1]) if rest is not None and is_next else None


def _find_names(page: Page, marks: Marks, block: Block, taken: Sequence[Span]) -> tuple[tuple[Span, ...], bool]:
    """The names, and whether it is sure that they are the authors'."""
    marked = [mark for mark in _outermost(marks, marks.find("people", block.low, block.high)) if not meets(mark.span, taken)]
    lists = [names for mark in marked if (names := tuple(_split_names(page, marks, mark)))]
    if lists:
        # One list, maybe a second time in short, or an element for each person.
        return (lists[0] if len(lists[0]) > 1 else tuple(name for names in lists if len(names) == 1 for name in names)), True
    italic = [mark.span for mark in marks.find("italic", block.low, block.high) if not meets(mark.span, taken)]
    slanted = [tuple(_split(page, span)) for span in italic if is_people(page.text[slice(*span)].rstrip(" ,;."))]
    several = next((names for names in slanted if len(names) > 1), None)
    if several is not None:
        return several, True
    lined = _find_named_lines(page, block, taken)
    return lined if lined[1] or not slanted else (slanted[0], False)


def _find_named_lines(page: Page, block: Block, taken: Sequence[Span]) -> tuple[tuple[Span, ...], bool]:
    """The names on the first lines that hold nothing but names: several on one line, or one on each of several lines. A name alone is not sure."""
    names: list[Span] = []
    for low, high in _list_rests(page, block, taken):
        label = PEOPLE_LABEL_RE.match(page.text, low, high)
        text = page.text[label.end() if label else low : high].strip(" ,;.|")
        found = list(_split(page, (low, high))) if 0 < len(text) <= MAX_LINE_CHARS and not JOB_RE.search(text) and is_people(text) else []
        if label is not None and found:
            return tuple(found), True
        if not found and names:
            break
        names.extend(found)
        if len(found) > 1:
            break
    return tuple(names), len(names) > 1


def _list_rests(page: Page, block: Block, taken: Sequence[Span]) -> Iterator[Span]:
    """The lines of a block, and what stands on a line behind what is known."""
    for low, high in list_lines(page, block.span):
        before = min([high, *(start for start, _ in taken if low <= start < high)])
        if low < before < high:
            yield low, before - len(YEAR_TAIL_RE.search(page.text[low:before])[0])  # type: ignore[index]  # it matches at the end at least
        start = max([low, *(end for _, end in taken if low < end <= high)])
        lead = LEAD_RE.match(page.text, start, high) if start > low else None
        start = start if lead is None else lead.end()
        if start < high and not meets((start, high), taken):
            yield start, high


def _outermost(marks: Marks, found: Sequence[Mark]) -> Iterator[Mark]:
    """The marks that are in no other of them."""
    end = -1
    for mark in found:
        if mark.order >= end and mark.span[0] < mark.span[1]:
            end = marks.ends[id(mark.tag)]
            yield mark


def _split_names(page: Page, marks: Marks, mark: Mark) -> Iterator[Span]:
    """The names in an element for authors: those of its links where there is nothing but links, else those of its text but for what is in italics."""
    low, high = mark.order + 1, marks.ends[id(mark.tag)]
    inner = [other.span for other in _outermost(marks, marks.find("people", low, high))] or [link.span for link in marks.find("link", low, high)]
    inner = [span for span in inner if span[0] < span[1]]
    beside = "".join(page.text[slice(*gap)] for gap in subtract(mark.span, inner))
    if len(inner) > 1 and not any(map(str.isalpha, BESIDE_RE.sub("", beside))):
        yield from (part for span in inner for part in _split(page, span))
        return
    places = [italic.span for italic in marks.find("italic", low, high)]
    gaps = [gap for gap in subtract(mark.span, places) if any(map(str.isalpha, page.text[slice(*gap)]))]
    yield from (part for gap in gaps or [mark.span] for part in _split(page, _trim(page, gap)))


def _trim(page: Page, span: Span) -> Span:
    """The span without what parts names at its ends."""
    text = page.text[slice(*span)]
    start = span[0] + len(text) - len(text.lstrip(" ,;\n"))
    return start, max(start, span[0] + len(text.rstrip(" ,;\n")))


def _split(page: Page, span: Span) -> Iterator[Span]:
    """The names in a span, without what no name looks like."""
    text = page.text[slice(*span)]
    for low, high in split_people(text):
        name = text[low:high]
        if high - low <= MAX_NAME_CHARS and sum(map(str.isalpha, name)) > 1 and not any(map(str.isdigit, name[:1])) and not NO_NAME_RE.search(name):
            yield span[0] + low, span[0] + high
