"""XML: feeds, OAI-PMH and catalogues, as entries: elements of the names that formats say their papers have.

Entries are found by their tags, not by parsing the document around them: so a document that breaks off, or begins in the middle, gives
all its whole entries, and each has its place in the text. What a document that begins in the middle has left of its first entry is an entry too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

import msgspec

from pipeline.records import Span
from pipeline.syntax.xml_values import MACHINE_PREFIX_RE, NAME, OPEN_RE, drop_prefix

# What it skips may not hold the beginning of another of its kind: so none is looked at twice, however many are never closed.
PROLOG_RE = re.compile(
    r"(?:\s|<\?[^<>]*\?>|<!--(?:[^-<]|-(?!->)|<(?!!--|\?xml))*-->|<!DOCTYPE\b[^\[<>]*(?:\[(?:[^\]<]|<(?!\?xml|!DOCTYPE))*\]\s*)?>)*", re.IGNORECASE
)
DECLARATION = "<?xml "
DOCUMENT_RE = re.compile(r"<\?xml\b|<!doctype\b|<html\b", re.IGNORECASE)
SKIPPED = {"<![CDATA[": "]]>", "<!--": "-->"}
"""What may hold the like of tags without being one, and how it ends."""
PAGE_RE = re.compile(r"^[ \t]*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.MULTILINE)
ANY_TAG_RE = re.compile(r"<!\[CDATA\[.*?\]\]>|</?[A-Za-z_][^<>]*>", re.DOTALL)
PARAGRAPH_END_RE = re.compile(r"\n[ \t\r]*\n")
STRANGE_RE = re.compile(r"^(?:[\[{](?=[ \t]*(?:\r?\n[ \t]*)?[\"'{])|---[ \t]*\r?$)", re.MULTILINE)
"""What begins below a document that is not closed: JSON, a rule, front matter."""
TAG_END_RE = re.compile(r"[^<>]*>")


class XmlEntry(msgspec.Struct, frozen=True):
    """An element that may be a paper: where it stands, and the last text with tags that stood between entries before it."""

    span: Span
    name: str
    gap: Span


class XmlBlock(msgspec.Struct, frozen=True):
    """An XML document, or what is left of one: its entries, and those that are not whole."""

    span: Span
    root: str
    entries: tuple[XmlEntry, ...]
    malformed: tuple[Span, ...]


def find_block(text: str, start: int, names: Sequence[str]) -> XmlBlock | None:
    """The document whose prolog or first element begins at `start`: to its closing tag, or as far as it goes; None where no element does."""
    prolog = PROLOG_RE.match(text, start)
    root = OPEN_RE.match(text, start if prolog is None else prolog.end())
    if root is None:
        return None
    limit = _find_next(text, root.end())
    name = root["name"]
    if drop_prefix(name) in names:
        return _find_bare(text, (start, limit), name, _find_entries(text, (start, limit), names))
    close = re.compile(rf"</{re.escape(name)}\s*>").search(text, root.end(), limit)
    stop = _find_tail(text, root.end(), limit) if close is None else close.end()
    return XmlBlock((start, stop), drop_prefix(name), *_find_entries(text, (start, stop), names))


def find_rest(text: str, names: Sequence[str], start: int = 0) -> tuple[XmlBlock | None, int]:
    """What is left of a document that begins at `start` inside an entry: that entry from its first tag on, and those behind it; None where no entry is so cut.

    Also how far that holds: from where on it is worth while to ask again. What is left of the element before the first tag is malformed, and so is
    all of an entry in which there is no other.
    """
    first = next(_find_tags(text, (start, len(text)), names), None)
    if first is None:
        return None, len(text)
    if not first.closes:
        return None, first.end
    begins = OPEN_RE.search(text, start, first.start)
    if (document := DOCUMENT_RE.search(text, start, first.start)) is not None:
        return None, document.end()
    if (document := STRANGE_RE.search(text, start, first.start)) is not None:
        return None, document.end()
    limit = _find_next(text, first.end)
    entries, malformed = _find_entries(text, (first.end, limit), names)
    low = first.end if begins is None else begins.start()
    if begins is not None:
        entries = (XmlEntry((low, first.end), first.name, (low, low)), *entries)
    if text[start:low].rstrip().endswith(">"):
        malformed = ((start, low), *malformed)
    return _find_bare(text, (start if malformed[:1] == ((start, low),) else low, limit), first.name, (entries, malformed)), first.end


def _find_tail(text: str, start: int, limit: int) -> int:
    """The end of a document that is not closed: of the paragraph behind its last tag, or where lines of a page or of JSON begin below that."""
    page = PAGE_RE.search(text, start, limit)
    limit = limit if page is None else page.start()
    last = start
    for tag in ANY_TAG_RE.finditer(text, start, limit):
        if STRANGE_RE.search(text, last, tag.start()) is not None:
            break
        last = tag.end()
    end = STRANGE_RE.search(text, last, limit)
    blank = PARAGRAPH_END_RE.search(text, last, limit)
    return min(limit if found is None else found.start() for found in (end, blank))


def _find_next(text: str, start: int) -> int:
    """Where the next document begins, or the end of the text."""
    found = text.find(DECLARATION, start)
    return len(text) if found < 0 else found


def _find_bare(text: str, span: Span, name: str, found: tuple[tuple[XmlEntry, ...], tuple[Span, ...]]) -> XmlBlock | None:
    """A document without its first element: to the last of its entries, with the tags behind it that close what has been opened before."""
    entries, malformed = found
    stop = max([entry.span[1] for entry in entries] + [high for _, high in malformed], default=span[0])
    tail = re.compile(rf"(?:\s|</{NAME}\s*>)*").match(text, stop, span[1])
    if tail is not None and tail.group().strip():
        stop += len(tail.group().rstrip())
    return None if stop <= span[0] else XmlBlock((span[0], stop), name, entries, malformed)


class _Tag(msgspec.Struct, frozen=True):
    """The tag of an entry."""

    name: str
    start: int
    end: int
    closes: bool
    is_empty: bool


def _find_entries(text: str, span: Span, names: Sequence[str]) -> tuple[tuple[XmlEntry, ...], tuple[Span, ...]]:
    """The entries in a span, and what opens as one and is not closed, be it that the text ends or that another of its name opens."""
    entries: list[XmlEntry] = []
    malformed: list[Span] = []
    opened: _Tag | None = None
    low, gap = span[0], (span[0], span[0])
    for tag in _find_tags(text, span, names):
        if opened is None or (tag.name == opened.name and not tag.closes):
            if tag.closes:
                continue
            if opened is not None:
                malformed.append((opened.start, tag.start))
            elif "<" in text[low : tag.start]:
                gap = (low, tag.start)
            opened = tag
        if tag.name == opened.name and (tag.closes or tag.is_empty):
            entries.append(XmlEntry((opened.start, tag.end), tag.name, gap))
            low, opened = tag.end, None
    if opened is not None:
        malformed.append((opened.start, span[1]))
    return tuple(entries), tuple(malformed)


def _find_tags(text: str, span: Span, names: Sequence[str]) -> Iterator[_Tag]:
    """The tags of entries that are in no comment and no CDATA section. What ends before its `>` is none."""
    pattern = _entry_tags(tuple(names))
    position = span[0]
    unclosed: set[str] = set()
    while (match := pattern.search(text, position, span[1])) is not None:
        position = match.end()
        name = match["name"]
        if name is None:
            closer = SKIPPED[match.group()]
            end = -1 if closer in unclosed else text.find(closer, position, span[1])
            position = position if end < 0 else end + len(closer)
            unclosed.update({closer} if end < 0 else ())
            continue
        end_of_tag = TAG_END_RE.match(text, position, span[1])
        if end_of_tag is not None:
            position = end_of_tag.end()
            yield _Tag(name, match.start(), position, bool(match["close"]), text[position - 2] == "/")


@cache
def _entry_tags(names: tuple[str, ...]) -> re.Pattern[str]:
    """Tags of entries, and what may hold the like of them without being one."""
    listed = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    return re.compile(rf"<!\[CDATA\[|<!--|<(?P<close>/?)(?:{MACHINE_PREFIX_RE.pattern})?(?P<name>{listed})(?=[\s/>])")
