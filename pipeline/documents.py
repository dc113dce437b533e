"""Documents: the stretches of a text that a parser reads, found by how they begin; what is between them is plain text.

A dump may hold several, one after the other, with text between them: pages joined by `cat`, JSON pasted under a note. What looks
like a document and holds nothing that a format knows is left to the text formats, unless it cannot be text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from pipeline.formats.kinds import Cut, EntryFormat, Format, PageFormat, Region
from pipeline.page import Page
from pipeline.raw import RawField, RawRecord
from pipeline.records import RejectReason, Span
from pipeline.syntax import json_values, xml_entries
from pipeline.syntax.nodes import Node, NotPaper

START_RE = re.compile(
    r"(?P<page><!doctype\s+html|<html(?=[\s>]))"
    r"|(?P<xml><\?xml\b)"
    r"|(?:^|(?<=\ufeff))[ \t]*(?:(?P<tag><[A-Za-z][\w:.-]*(?=[\s/>]))|(?P<json>[\[{](?=\s*[\[{\"'\]}])))",
    re.IGNORECASE | re.MULTILINE,
)
PAGE_END_RE = re.compile(r"</html\s*>", re.IGNORECASE)
PAGE_START_RE = re.compile(r"<!doctype\s+html|<html(?=[\s>])", re.IGNORECASE)
FRAGMENTS = frozenset({"head", "body", "main", "div", "article", "section", "table", "dl", "ul", "ol"})
"""An element that begins a line and is closed may be part of a page that somebody cut out."""


def find_documents(text: str, formats: Sequence[Format]) -> Iterator[Region]:
    """The regions of a text that are documents, in order. A document in which no format finds anything is a region without records."""
    position = 0
    finder = _Finder(text, formats)
    while (start := START_RE.search(text, position)) is not None:
        regions = list(finder.read(start))
        yield from regions
        position = max((region.span[1] for region in regions), default=start.end())


class _Finder:
    """The formats that read documents, and the text they are found in."""

    def __init__(self, text: str, formats: Sequence[Format]) -> None:
        self.text = text
        entries = [format for format in formats if isinstance(format, EntryFormat)]
        self.json = [format for format in entries if format.syntax == "json"]
        self.xml = [format for format in entries if format.syntax == "xml"]
        self.pages = [format for format in formats if isinstance(format, PageFormat)]
        self.tags = tuple(sorted({tag for format in self.xml for tag in format.tags}))
        self.roots = {root for format in self.xml for root in format.roots}

    def read(self, start: re.Match[str]) -> Iterable[Region]:
        """The regions of the document that begins at `start`; none where there is none."""
        kind = start.lastgroup
        low = start.start(str(kind))
        if kind == "json":
            return self._json(low)
        if kind == "page":
            return self._page(low, self._page_end(low), is_whole=True)
        if kind == "xml":
            root = self._root(low)
            return self._page(low, self._page_end(low), is_whole=True) if root.casefold() == "html" else self._xml(low)
        name = start.group(kind)[1:] if kind else ""
        if name in self.tags or name in self.roots:
            return self._xml(low)
        return self._fragment(low, name.casefold()) if name.casefold() in FRAGMENTS else []

    def _json(self, low: int) -> Iterable[Region]:
        def knows(node: Node) -> bool:
            return any(format.knows(node) for format in self.json)

        block = json_values.find_block(self.text, low, knows)
        if block is None:
            return
        if not block.entries:
            yield from self._unread(block.span, claimed=block.claimed)
            return
        found = [(entry.span, self._read_entry(self.json, json_values.JsonNode(entry.value))) for entry in block.entries]
        lost: list[tuple[Span, RejectReason]] = [(span, "malformed") for span in block.malformed]
        lost.extend((span, "unrecognised") for span in block.unknown)
        yield from _group(block.span, found, lost, block.claimed, "json.envelope")

    def _xml(self, low: int) -> Iterable[Region]:
        block = xml_entries.find_block(self.text, low, self.tags)
        if block is None:
            return
        lost: list[tuple[Span, RejectReason]] = [(span, "malformed") for span in block.malformed]
        found: list[tuple[Span, tuple[str, RawRecord | NotPaper | None]]] = []
        for entry in block.entries:
            root = xml_entries.parse_entry(self.text[slice(*entry.span)])
            if root is None:
                lost.append((entry.span, "malformed"))
                continue
            formats = [format for format in self.xml if entry.name in format.tags]
            name, read = self._read_entry(formats, xml_entries.XmlNode(root, f"/{xml_entries.name_of(root)}"))
            found.append((entry.span, (name, self._share(name, read, entry.gap))))
        outside = "".join(self.text[low:high] for low, high in _gaps(block.span, [entry.span for entry in block.entries]))
        reader = next((format for format in self.xml if block.root in format.roots), None)
        names = {name for _, (name, read) in found if isinstance(read, RawRecord)}
        claims = [format.claim(outside) for format in self.xml if format.claim and (format.name in names or format is reader)]
        claimed = next((claim for claim in claims if claim is not None), None)
        if not found and not lost and reader is None:
            yield from self._unread(block.span)
            return
        yield from _group(block.span, found, lost, claimed, "xml.envelope", "" if reader is None else reader.name)

    def _share(self, name: str, read: RawRecord | NotPaper | None, gap: Span) -> RawRecord | NotPaper | None:
        """The record with the fields that the text before it gives to all that follow."""
        shared = next((format.shared for format in self.xml if format.name == name), None)
        if not isinstance(read, RawRecord) or shared is None:
            return read
        have = {field.name for field in read.fields}
        more = [RawField(field, ((gap[0] + low, gap[0] + high),), is_shared=True) for field, (low, high) in shared(self.text[slice(*gap)]) if field not in have]
        return RawRecord((*read.fields, *more), read.flags)

    def _page(self, low: int, high: int, *, is_whole: bool) -> Iterable[Region]:
        page = Page(self.text[low:high])
        chosen = choose_cut(page, self.pages)
        if chosen is not None:
            name, cut = chosen
            yield Region(name, (low, high), cut, "page.outside", page)
        elif is_whole:
            yield from self._unread((low, high))

    def _fragment(self, low: int, name: str) -> Iterable[Region]:
        end = _close(self.text, low, name)
        return [] if end is None else self._page(low, end, is_whole=False)

    def _page_end(self, low: int) -> int:
        """Behind the page that begins at `low`: its closing tag with what hangs on to it, the start of the next, or the end of the text."""
        prolog = xml_entries.PROLOG_RE.match(self.text, low)
        begins = self.text.find(">", low if prolog is None else prolog.end())
        tag = PAGE_START_RE.search(self.text, max(begins, low + 1))
        limit = len(self.text) if tag is None else tag.start()
        close = PAGE_END_RE.search(self.text, low, limit)
        return limit if close is None else close.end()

    def _root(self, low: int) -> str:
        prolog = xml_entries.PROLOG_RE.match(self.text, low)
        root = xml_entries.OPEN_RE.match(self.text, low if prolog is None else prolog.end())
        return "" if root is None else root["name"]

    def _read_entry(self, formats: Sequence[EntryFormat], node: Node) -> tuple[str, RawRecord | NotPaper | None]:
        for format in formats:
            if format.knows(node):
                return format.name, format.read(node)
        return "", None

    def _unread(self, span: Span, claimed: int | None = None) -> Iterator[Region]:
        yield Region("", span, Cut((), rejected=((span, "unrecognised"),), claimed=claimed), "document.unread")


def choose_cut(page: Page, formats: Sequence[PageFormat]) -> tuple[str, Cut] | None:
    """The name of the format that reads a page, and its cut; None where none does."""
    for rank in sorted({format.rank for format in formats}):
        cuts = [(format.name, cut) for format in formats if format.rank == rank and (cut := format.cut(page)) is not None]
        if cuts:
            return max(cuts, key=lambda item: _weigh(item[1]))
    return None


def _weigh(cut: Cut) -> int:
    """How many characters are in fields of the records of a cut."""
    fields = [field for record in cut.records for field in record.fields]
    return sum(end - start for field in fields for start, end in field.spans) + sum(
        len(piece.text) for field in fields for item in field.items for piece in item
    )


def _group(
    span: Span,
    found: Sequence[tuple[Span, tuple[str, RawRecord | NotPaper | None]]],
    lost: Sequence[tuple[Span, RejectReason]],
    claimed: int | None,
    outside: str,
    default: str = "",
) -> Iterator[Region]:
    """One region for each run of entries of one format; the first begins and the last ends with the document, and the claim is the first one's."""
    parts: list[tuple[Span, str, RawRecord | NotPaper | RejectReason]] = []
    for place, (name, read) in found:
        parts.append((place, name, "orphan" if read is None or (isinstance(read, RawRecord) and not read.fields) else read))
    parts.extend((place, "", reason) for place, reason in lost)
    parts.sort(key=lambda part: part[0])
    names = [name for _, name, _ in parts if name]
    name = names[0] if names else default
    runs: list[tuple[str, list[tuple[Span, RawRecord | NotPaper | RejectReason]]]] = [(name, [])]
    for place, other, part in parts:
        if other and other != runs[-1][0]:
            runs.append((other, []))
        runs[-1][1].append((place, part))
    start = span[0]
    for index, (name, run) in enumerate(runs):
        end = span[1] if index == len(runs) - 1 else run[-1][0][1]
        yield Region(name, (start, end), _to_cut(run, claimed if index == 0 else None), outside)
        start = end


def _to_cut(run: Sequence[tuple[Span, RawRecord | NotPaper | RejectReason]], claimed: int | None) -> Cut:
    records = tuple(RawRecord(read.fields, read.flags, place=place) for place, read in run if isinstance(read, RawRecord))
    boilerplate = tuple((place, read.rule) for place, read in run if isinstance(read, NotPaper))
    rejected = tuple((place, read) for place, read in run if isinstance(read, str))
    return Cut(records, boilerplate, rejected, claimed)


def _gaps(span: Span, taken: Iterable[Span]) -> Iterator[Span]:
    position = span[0]
    for start, end in sorted(taken):
        yield position, start
        position = end
    yield position, span[1]


def _close(text: str, low: int, name: str) -> int | None:
    """Behind the tag that closes the element of that name which opens at `low`; None where none does."""
    depth = 0
    for tag in re.compile(rf"<(?P<close>/?){name}(?=[\s/>])[^>]*>", re.IGNORECASE).finditer(text, low):
        depth += -1 if tag["close"] else 1
        if depth == 0:
            return tag.end()
    return None
