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
MAX_TRIED = 20
MAX_CHILDREN = 3_000
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
    """The names in a block.

    `is_listed` says that an element, a label or their number shows that they are the authors', `is_told` that an element or a label does.
    `et_al` is where the list breaks off.
    """

    names: tuple[Span, ...] = ()
    is_listed: bool = False
    is_told: bool = False
    et_al: Span | None = None


def find_people(page: Page, marks: Marks, block: Block, title: Span, known: Sequence[Span]) -> People:
    """The authors of a block, outside what is known to be something else."""
    found = _find_marked(page, marks, block, [title, *known]) or _find_slanted(page, marks, block, [title, *known])
    if found is None or not found.is_listed:
        lined = _find_lined(page, block, title, known)
        found = lined if lined.names and (found is None or lined.is_listed) else found or People()
    return msgspec.structs.replace(found, et_al=_find_et_al(page, found.names)) if found.names else found


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


def _find_marked(page: Page, marks: Marks, block: Block, taken: Sequence[Span]) -> People | None:
    """The names in elements for authors: one list, maybe a second time in short, or an element for each person."""
    marked = [mark for mark in _outermost(marks, marks.find("people", block.low, block.high)) if not meets(mark.span, taken)]
    lists = [names for mark in marked if (names := tuple(_split_names(page, marks, mark)))]
    if not lists:
        return None
    names = lists[0] if len(lists[0]) > 1 else tuple(name for names in lists if len(names) == 1 for name in names)
    return People(names, is_listed=True, is_told=True)


def _find_slanted(page: Page, marks: Marks, block: Block, taken: Sequence[Span]) -> People | None:
    """The names in italics: several, or one, who may be something else."""
    italic = [mark.span for mark in marks.find("italic", block.low, block.high) if not meets(mark.span, taken)]
    lists = [tuple(_split(page, span)) for span in italic if is_people(page.text[slice(*span)].rstrip(" ,;."))]
    names = max(lists[:MAX_TRIED], key=len, default=())
    return People(names, is_listed=len(names) > 1, is_told=len(names) > 1) if names else None


def _find_lined(page: Page, block: Block, title: Span, known: Sequence[Span]) -> People:
    """The names behind a label, or right before or behind the title: on one line, or on several with a name each. A name alone is not sure."""
    names: list[Span] = []
    for (low, high), is_near in _list_rests(page, block, title, known):
        label = PEOPLE_LABEL_RE.match(page.text, low, high)
        text = page.text[label.end() if label else low : high].strip(" ,;.|")
        is_short = 0 < len(text) <= MAX_LINE_CHARS and (is_near or label is not None)
        found = list(_split(page, (low, high))) if is_short and not JOB_RE.search(text) and is_people(text) else []
        if label is not None and found:
            return People(tuple(found), is_listed=True, is_told=True)
        if not found and names:
            break
        names.extend(found)
        if len(found) > 1:
            break
    return People(tuple(names), is_listed=len(names) > 1)


def _list_rests(page: Page, block: Block, title: Span, known: Sequence[Span]) -> Iterator[tuple[Span, bool]]:
    """The lines of a block, the parts before and behind the title by themselves, and whether each follows upon the title or upon names that do."""
    is_near = False
    for low, high in list_lines(page, block.span):
        if low <= title[0] < high:
            tail = YEAR_TAIL_RE.search(page.text[low : title[0]])
            yield (low, title[0] - (0 if tail is None else len(tail.group()))), True
            lead = LEAD_RE.match(page.text, title[1], high)
            rest, is_near = (title[1] if lead is None else lead.end(), high), True
        else:
            rest = (low, high)
        if rest[0] < rest[1] and not meets(rest, known):
            yield rest, is_near
            text = page.text[slice(*rest)].strip(" ,;.|")
            is_near = is_near and len(text) <= MAX_NAME_CHARS and is_people(text)


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
    inner = [span for span in inner or map(page.span, mark.tag.find_all(["a", "span", "li", "div"], recursive=False, limit=MAX_CHILDREN)) if span[0] < span[1]]
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
