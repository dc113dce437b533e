"""Documents: the stretches of a text that a parser reads, found by how they begin; what is between them is plain text.

A dump may hold several, one after the other, with text between them: pages joined by `cat`, JSON pasted under a note. What looks
like a document and holds nothing that a format knows is left to the text formats, unless it cannot be text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from pipeline.documents.pages import PageReader, list_cuts, weigh
from pipeline.documents.runs import EntryRun, Reading, SharedFields, list_gaps, read_entry, to_regions
from pipeline.documents.starts import find_solid, find_start
from pipeline.formats.kinds import Cut, EntryFormat, Format, PageFormat, Region, Syntax
from pipeline.raw import RawRecord
from pipeline.records import RejectReason, Span
from pipeline.syntax import bibtex, json_blocks, json_values, ris, tables, xml_entries, xml_values
from pipeline.syntax.nodes import Node

__all__ = ["begins_inside", "find_documents", "find_solid", "find_start", "list_cuts", "weigh"]


def find_documents(text: str, formats: Sequence[Format]) -> Iterator[Region]:
    """The regions of a text that are documents, in order. A document in which no format finds anything is a region without records."""
    finder = _Finder(text, formats)
    regions = list(finder.read_rest())
    yield from regions
    position = max((region.span[1] for region in regions), default=0)
    while (start := find_start(text, position)) is not None:
        regions = list(finder.read(start))
        yield from regions
        position = max((region.span[1] for region in regions), default=max(start.end(), finder.next_start))


def begins_inside(text: str, formats: Sequence[Format]) -> bool:
    """Whether a text begins with the rest of an entry, as what is left of a document does."""
    return any(True for _ in _Finder(text, formats).read_rest())


class _Finder:
    """The formats that read documents, and the text they are found in."""

    def __init__(self, text: str, formats: Sequence[Format]) -> None:
        self.text = text
        self.next_start = 0
        """Where the next document may begin, if the last was none."""
        self.rest_from = 0
        """Before here no document begins in the middle of an entry."""
        self.pages = PageReader(text, [format for format in formats if isinstance(format, PageFormat)])
        self.entries: dict[Syntax, list[EntryFormat]] = {"json": [], "xml": [], "table": [], "bibtex": [], "ris": []}
        for format in formats:
            if isinstance(format, EntryFormat):
                self.entries[format.syntax].append(format)
        self.tags = tuple(sorted({tag for format in self.entries["xml"] for tag in format.tags}))
        self.roots = {root for format in self.entries["xml"] for root in format.roots}

    def read(self, start: re.Match[str]) -> Iterable[Region]:
        """The regions of the document that begins at `start`; none where there is none."""
        kind = str(start.lastgroup)
        low = start.start(kind)
        if kind == "page":
            return self.pages.read_page(low)
        if kind == "xml":
            return self.pages.read_page(low) if self._root(low).casefold() == "html" else self._xml(low)
        if kind != "tag":
            return {"json": self._json, "table": self._table, "bibtex": self._bibtex, "ris": self._ris}[kind](low)
        name = xml_values.drop_prefix(start.group(kind)[1:])
        page = list(self.pages.read_fragment(low, name.casefold()))
        if page:
            return page
        return self._xml(low, is_whole=name in self.roots) if name in self.tags or name in self.roots else self.read_rest(low)

    def read_rest(self, low: int = 0) -> Iterable[Region]:
        """The regions of a document that begins at `low` in the middle of an entry that a format knows; none where it begins otherwise."""
        if low < self.rest_from:
            return []
        block, self.rest_from = xml_entries.find_rest(self.text, self.tags, low)
        return [] if block is None or not any(self._parse(entry)[1] for entry in block.entries) else self._read_block(block)

    def _json(self, low: int) -> Iterable[Region]:
        formats = self.entries["json"]
        block = json_blocks.find_block(self.text, low, lambda node: next((format for format in formats if format.knows(node)), None))
        if isinstance(block, int):
            self.next_start = block
            return []
        if not block.entries and block.claimed == 0:
            return [Region("", block.span, Cut((), claimed=0), "json.envelope")]
        if not block.entries:
            return [_leave_unread(block.span, block.claimed)]
        found = [(entry.span, entry.reader.name, entry.reader.read(json_values.JsonNode(entry.value))) for entry in block.entries]
        lost: list[tuple[Span, RejectReason]] = [(span, "malformed") for span in block.malformed]
        lost.extend((span, "unrecognised") for span in block.unknown)
        return to_regions(EntryRun(block.span, "json.envelope", found, lost, block.claimed))

    def _xml(self, low: int, *, is_whole: bool = True) -> Iterable[Region]:
        block = xml_entries.find_block(self.text, low, self.tags)
        if block is None:
            return []
        if not is_whole and not any(self._parse(entry)[1] for entry in block.entries):
            return []
        return self._read_block(block)

    def _read_block(self, block: xml_entries.XmlBlock) -> Iterable[Region]:
        formats = self.entries["xml"]
        lost: list[tuple[Span, RejectReason]] = [(span, "malformed") for span in block.malformed]
        found: list[tuple[Span, str, Reading]] = []
        shared = SharedFields(self.text, formats)
        for entry in block.entries:
            name, read = self._parse(entry)
            if name is None:
                lost.append((entry.span, "malformed"))
            else:
                found.append((entry.span, name, shared.add(name, read, entry.gap)))
        reader = next((format for format in formats if block.root in format.roots), None)
        if not found and not lost and reader is None:
            return [_leave_unread(block.span)]
        outside = "".join(self.text[low:high] for low, high in list_gaps(block.span, [entry.span for entry in block.entries]))
        names = {name for _, name, read in found if isinstance(read, RawRecord)}
        claims = [format.claim(outside) for format in formats if format.claim and (format.name in names or format is reader)]
        # What is counted may be no paper: the entry by which a query is refused.
        claimed = next((claim for claim in claims if claim is not None), None) if names or not found else None
        return to_regions(EntryRun(block.span, "xml.envelope", found, lost, claimed, "" if reader is None else reader.name))

    def _parse(self, entry: xml_entries.XmlEntry) -> tuple[str | None, Reading]:
        """The format of an entry of XML and what it reads there; no name where no parser can read it, an empty one where no format knows it."""
        root = xml_values.parse_entry(self.text[slice(*entry.span)])
        if root is None:
            return None, None
        formats = [format for format in self.entries["xml"] if entry.name in format.tags]
        return read_entry(formats, xml_values.XmlNode(root, f"/{xml_values.name_of(root)}"))

    def _table(self, low: int) -> Iterable[Region]:
        formats = self.entries["table"]
        block = tables.find_block(self.text, low, lambda row: any(format.knows(row) for format in formats))
        if block is None:
            return []
        rows = ((row.span, block.node(self.text, row)) for row in block.rows)
        return self._read_nodes(formats, EntryRun(block.span, "table.header", (), [(span, "malformed") for span in block.malformed]), rows)

    def _bibtex(self, low: int) -> Iterable[Region]:
        block = bibtex.find_block(self.text, low) if self.entries["bibtex"] else low
        if isinstance(block, int):
            self.next_start = block
            return []
        nodes = ((span, bibtex.BibtexNode(entry, given=given)) for (span, entry), given in zip(block.entries, block.given, strict=True))
        return self._read_nodes(self.entries["bibtex"], EntryRun(block.span, "bibtex.envelope", (), [(span, "malformed") for span in block.malformed]), nodes)

    def _ris(self, low: int) -> Iterable[Region]:
        block = ris.find_block(self.text, low) if self.entries["ris"] else low
        if isinstance(block, int):
            self.next_start = block
            return []
        nodes = ((span, ris.RisNode(ris.parse_entry(self.text[slice(*span)]))) for span in block.entries)
        return self._read_nodes(self.entries["ris"], EntryRun(block.span, "ris.envelope", (), [(span, "malformed") for span in block.malformed]), nodes)

    def _read_nodes(self, formats: Sequence[EntryFormat], run: EntryRun, nodes: Iterable[tuple[Span, Node]]) -> Iterable[Region]:
        """The regions of a run of entries; none where no format knows one."""
        read = [(place, *read_entry(formats, node)) for place, node in nodes]
        found = [(place, name, reading) for place, name, reading in read if name]
        lost: list[tuple[Span, RejectReason]] = [*run.lost, *((place, "unrecognised") for place, name, _ in read if not name)]
        self.next_start = run.span[1]
        return to_regions(EntryRun(run.span, run.outside, found, lost)) if found else []

    def _root(self, low: int) -> str:
        prolog = xml_entries.PROLOG_RE.match(self.text, low)
        root = xml_values.OPEN_RE.match(self.text, low if prolog is None else prolog.end())
        return "" if root is None else root["name"]


def _leave_unread(span: Span, claimed: int | None = None) -> Region:
    """A document in which no format knows anything."""
    return Region("", span, Cut((), rejected=((span, "unrecognised"),), claimed=claimed), "document.unread")
