"""The parts of a dump: its bytes from the first to the last, and inside the entries that a parser reads the values and the keys that no field was made from."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from pipeline.account.changes import find_change
from pipeline.account.keys import list_paths, list_unused, name_columns, name_paths, read_node
from pipeline.account.parts import Part
from pipeline.account.source import Source
from pipeline.account.visible import PageParts
from pipeline.locators import read_bytes, split_steps, write_bytes
from pipeline.records import CleanRecord, Field, Span, Stretch


class DumpParts:
    """The parts of a shard."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._head = ""
        """The header of the table that the stretch stands in."""
        self._last: dict[str, int] = {}
        self._shown: set[tuple[int, int, str]] = set()
        for index, stretch in enumerate(source.result.stretches):
            if stretch.kind == "field":
                owner, _, name = str(stretch.ref).rpartition("/")
                self._last[owner] = index
                self._shown.add((stretch.start, stretch.end, name))
        self._lost: dict[Span, str | None] = {}
        """Which field the texts were found as that came to nothing."""
        if any(item.stage == "repair" for item in source.result.rejected):
            self._lost = {source.byte_span(found.span): found.ref for found in source.stripped.stretches if found.kind == "field"}
        self._shared = {
            (span, name): field
            for _, record in source.records.values()
            for name, field in record.fields.items()
            for span in _list_spans(field)
            if (*span, name) in self._shown
        }

    def list_parts(self) -> Iterator[Part]:
        """All parts of the shard, in order."""
        for index, stretch in enumerate(self._source.result.stretches):
            owner, _, name = str(stretch.ref).rpartition("/")
            if self._source.result.charset is None:
                yield Part("dump", stretch.kind, stretch.start, stretch.end, rule=stretch.ref, locator=_locate(stretch))
            elif (stretch.start, stretch.end) in self._source.pages:
                yield from self._read_page(stretch)
            elif stretch.kind == "field" and name == "*":
                yield from self._read_entry(stretch, owner)
            elif stretch.kind == "field":
                yield self._read_field(stretch, owner, name)
                if self._last[owner] == index and owner in self._source.records:
                    yield from self._list_loose(*self._source.records[owner])
            else:
                yield self._read_other(stretch)

    def _read_other(self, stretch: Stretch) -> Part:
        text = self._source.decode(stretch.start, stretch.end)
        if stretch.ref == "table.header":
            self._head = text
        locator = None if stretch.kind == "separator" else _locate(stretch)
        field = self._lost.get((stretch.start, stretch.end)) if stretch.kind == "rejected" else None
        return Part("dump", stretch.kind, stretch.start, stretch.end, text=text, field=field, rule=stretch.ref, locator=locator)

    def _read_field(self, stretch: Stretch, owner: str, name: str) -> Part:
        """A stretch of text that is a field, or one of its items."""
        span = (stretch.start, stretch.end)
        number, record = self._source.records.get(owner, (None, None))
        field = self._shared.get((span, name)) if record is None else record.fields.get(name)
        text = self._source.decode(*span)
        part = Part("dump", "field", *span, text=text, field=name, record=number, is_shared=record is None, locator=_locate(stretch))
        if field is None:
            return part
        spans = _list_spans(field)
        change = None if span not in spans else find_change(name, field, [self._source.decode(*other) for other in spans], spans.index(span))
        return msgspec.structs.replace(
            part,
            format=None if record is None else record.format,
            value=None if change is None else change.value,
            edits=() if change is None else change.edits,
            source=None if change is None else change.source,
        )

    def _list_loose(self, number: int, record: CleanRecord) -> Iterator[Part]:
        """The fields of a record of text that were made from what another of its fields shows."""
        for name, field in record.fields.items():
            if not any((*span, name) in self._shown for span in _list_spans(field)):
                yield self._read_value(number, record, name, "")

    def _read_page(self, stretch: Stretch) -> Iterator[Part]:
        yield Part("dump", stretch.kind, stretch.start, stretch.end, holds="page", locator=_locate(stretch))
        yield from PageParts(self._source, self._source.pages[stretch.start, stretch.end]).list_parts()

    def _read_entry(self, stretch: Stretch, owner: str) -> Iterator[Part]:
        """An entry: its values, and the keys that none was made from."""
        number, record = self._source.records[owner]
        yield Part("dump", "field", stretch.start, stretch.end, holds="entry", format=record.format, record=number, locator=owner)
        node = read_node(self._source.decode(stretch.start, stretch.end), self._source.syntaxes[record.format], self._head)
        columns = {} if node is None or self._source.syntaxes[record.format] != "table" else name_columns(node)
        for name, field in record.fields.items():
            paths = list_paths(field.locator)
            yield self._read_value(number, record, name, ", ".join(columns.get(path, "") for path in paths) if columns else name_paths(paths))
        for unused in () if node is None else list_unused(node, [field for field in record.fields.values() if "&" in field.locator]):
            element = columns.get(unused.path, unused.path)
            yield Part("entry", "unused", text=unused.text, format=record.format, record=number, element=element)

    def _read_value(self, number: int, record: CleanRecord, name: str, element: str) -> Part:
        field = record.fields[name]
        texts = self._source.find_texts(field.locator)
        change = find_change(name, field, texts)
        return Part(
            "entry",
            "field",
            text="; ".join(texts),
            format=record.format,
            record=number,
            field=name,
            locator=field.locator,
            element=element if "&" in field.locator else None,
            value=None if change is None else change.value,
            edits=() if change is None else change.edits,
            source=None if change is None else change.source,
        )


def _list_spans(field: Field) -> list[Span]:
    """The byte ranges of a field that is made from stretches of text; none for one that is read inside an entry."""
    steps = split_steps(field.locator)
    return read_bytes(steps[0][1]) if len(steps) == 1 and steps[0][0] == "bytes" else []


def _locate(stretch: Stretch) -> str:
    return write_bytes([(stretch.start, stretch.end)])
