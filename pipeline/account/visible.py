"""The parts of a page: its visible text in reading order, each stretch with the element it stands in, and what was read from where nobody sees it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

import msgspec

from pipeline.account.changes import find_change
from pipeline.account.elements import Elements
from pipeline.account.keys import list_paths, name_paths
from pipeline.account.parts import Part
from pipeline.account.source import Source
from pipeline.locators import join_steps, split_steps
from pipeline.raw import RawField
from pipeline.records import CleanRecord, Field, Span
from pipeline.strip import StrippedPage, TextStretch

LINE_RE = re.compile(r"[^\n]+|\n+")


class _Found(msgspec.Struct, frozen=True):
    """A record of a page as it was found, and what came of it."""

    number: int
    clean: CleanRecord
    fields: tuple[RawField, ...]


class PageParts:
    """The parts of one page."""

    def __init__(self, source: Source, number: int) -> None:
        self._source = source
        self._page: StrippedPage = source.stripped.pages[number]
        self._step = source.step_to(self._page)
        self._elements = Elements(self._page.page.soup)
        self._found: dict[int, _Found] = {}
        for index, record in enumerate(source.stripped.records):
            known = source.find_record(record, self._page) if record.page == number else None
            if known is not None:
                self._found[index] = _Found(known[0], known[1], record.raw.fields)
        self._shared = {span: found for found in self._found.values() for field in found.fields if field.is_shared for span in field.spans}

    def list_parts(self) -> Iterator[Part]:
        """What was read of records that show nowhere, then the visible text, each record's unseen values behind what is seen of it."""
        stretches = self._page.stretches
        last: dict[int, int] = {}
        shown: dict[int, set[Span]] = defaultdict(set)
        for index, stretch in enumerate(stretches):
            if stretch.record is not None:
                last[stretch.record] = index
                shown[stretch.record].add(stretch.span)
        for record in self._found:
            if record not in last:
                yield from self._list_unseen(record, set())
        for index, stretch in enumerate(stretches):
            yield from self._read_stretch(stretch)
            if stretch.record is not None and last[stretch.record] == index and stretch.record in self._found:
                yield from self._list_unseen(stretch.record, shown[stretch.record])

    def _read_stretch(self, stretch: TextStretch) -> Iterator[Part]:
        """The part that a stretch is; of boilerplate, which may go over much of a page, one for each line."""
        if stretch.kind != "boilerplate":
            yield self._read_span(stretch, stretch.span)
            return
        for match in LINE_RE.finditer(self._page.page.text, *stretch.span):
            if match.group().isspace():
                yield Part("page", "separator", *match.span(), text=match.group())
            else:
                yield self._read_span(stretch, match.span())

    def _read_span(self, stretch: TextStretch, span: Span) -> Part:
        text = self._page.page.text[slice(*span)]
        if stretch.kind == "separator":
            return Part("page", "separator", *span, text=text)
        step = self._page.page.locate(span)
        locator = join_steps(self._step, step)
        part = Part("page", stretch.kind, *span, text=text, locator=locator, element=self._elements.name(list_paths(step)[0]), rule=stretch.ref)
        lost = self._source.rejected.get(locator) if stretch.kind in ("field", "rejected") else None
        if lost is not None:
            return msgspec.structs.replace(part, kind="rejected", rule=lost.reason, field=stretch.ref if stretch.kind == "field" else None)
        return self._name_field(part, stretch) if stretch.kind == "field" else part

    def _name_field(self, part: Part, stretch: TextStretch) -> Part:
        """The part with its record, and with what came of it."""
        found = self._shared.get(stretch.span) if stretch.record is None else self._found.get(stretch.record)
        if found is None:
            return msgspec.structs.replace(part, rule=None, field=stretch.ref, is_shared=stretch.record is None)
        raw = next(field for field in found.fields if field.name == stretch.ref)
        field = found.clean.fields.get(raw.name)
        change = None if field is None else find_change(raw.name, field, raw.texts(self._page.page.text), raw.spans.index(stretch.span))
        return msgspec.structs.replace(
            part,
            rule=None,
            format=found.clean.format,
            record=None if stretch.record is None else found.number,
            field=raw.name,
            is_shared=stretch.record is None,
            value=None if change is None else change.value,
            edits=() if change is None else change.edits,
            source=None if change is None else change.source,
        )

    def _list_unseen(self, index: int, shown: set[Span]) -> Iterator[Part]:
        """The fields of a record that were made from attributes and scripts, or from what another field shows."""
        found = self._found[index]
        raws = {field.name: field for field in found.fields}
        for name, field in found.clean.fields.items():
            raw = raws.get(name)
            if raw is None or not (raw.spans and (raw.is_shared or shown.issuperset(raw.spans))):
                texts = self._source.find_texts(field.locator) if raw is None else raw.texts(self._page.page.text)
                yield self._read_value(found, name, field, texts)

    def _read_value(self, found: _Found, name: str, field: Field, texts: list[str]) -> Part:
        change = find_change(name, field, texts)
        return Part(
            "entry",
            "field",
            text="; ".join(texts),
            format=found.clean.format,
            record=found.number,
            field=name,
            locator=field.locator,
            element=self._name_steps(field.locator),
            value=None if change is None else change.value,
            edits=() if change is None else change.edits,
            source=None if change is None else change.source,
        )

    def _name_steps(self, locator: str) -> str:
        """Where a value stands, in few words: an element, and where it is JSON the keys in it."""
        names = []
        for kind, value in split_steps(locator):
            paths = list_paths(f"{kind}={value}")
            if kind == "xpath":
                names.append(", ".join(dict.fromkeys(self._elements.name(path) for path in paths[:1])) + (" …" if len(paths) > 1 else ""))
            elif kind != "bytes":
                names.append(name_paths(paths))
        return " ".join(names)
