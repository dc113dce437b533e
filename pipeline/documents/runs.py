"""Entries of a document, read: what each is, and the regions they make."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

import msgspec

from pipeline.formats.kinds import Cut, EntryFormat, Region
from pipeline.raw import RawField, RawRecord
from pipeline.records import RejectReason, Span
from pipeline.syntax.nodes import Node, NotPaper

Reading: TypeAlias = RawRecord | NotPaper | None
"""What a format makes of an entry: a record, a reason why it is none; None where no format knows it."""


class EntryRun(msgspec.Struct, frozen=True):
    """The entries of one document."""

    span: Span
    outside: str
    """The rule for what holds them together."""
    found: Sequence[tuple[Span, str, Reading]]
    """The place of each entry, the format that knows it, and what it makes of it."""
    lost: Sequence[tuple[Span, RejectReason]] = ()
    claimed: int | None = None
    format: str = ""
    """The format of a document without entries."""


def read_entry(formats: Sequence[EntryFormat], node: Node) -> tuple[str, Reading]:
    """The name of the first format that knows an entry, and what it makes of it; no name where none does."""
    for format in formats:
        if format.knows(node):
            return format.name, format.read(node)
    return "", None


class SharedFields:
    """What the text before an entry gives to all that follow, each stretch of it looked at once."""

    def __init__(self, text: str, formats: Sequence[EntryFormat]) -> None:
        self._text = text
        self._readers = {format.name: format.shared for format in formats if format.shared is not None}
        self._gaps: dict[str, Span] = {}
        self._fields: dict[str, dict[str, RawField]] = {}

    def add(self, name: str, read: Reading, gap: Span) -> Reading:
        """The record with these fields, as far as it has none of that name."""
        reader = self._readers.get(name)
        if not isinstance(read, RawRecord) or reader is None:
            return read
        if self._gaps.get(name) != gap:
            self._gaps[name] = gap
            spans: dict[str, list[Span]] = {}
            for field, (low, high) in reader(self._text[slice(*gap)]):
                spans.setdefault(field, []).append((gap[0] + low, gap[0] + high))
            self._fields.setdefault(name, {}).update({field: RawField(field, tuple(found), is_shared=True) for field, found in spans.items()})
        have = {field.name for field in read.fields}
        return RawRecord((*read.fields, *(field for key, field in self._fields[name].items() if key not in have)), read.flags)


def to_regions(run: EntryRun) -> Iterator[Region]:
    """One region for each run of entries of one format.

    The first begins and the last ends with the document; what it claims beyond the others is the last one's.
    """
    parts: list[tuple[Span, str, RawRecord | NotPaper | RejectReason]] = []
    for place, name, read in run.found:
        parts.append((place, name, "orphan" if read is None or (isinstance(read, RawRecord) and not read.fields) else read))
    parts.extend((place, "", reason) for place, reason in run.lost)
    parts.sort(key=lambda part: part[0])
    names = [name for _, name, _ in parts if name]
    groups: list[tuple[str, list[tuple[Span, RawRecord | NotPaper | RejectReason]]]] = [(names[0] if names else run.format, [])]
    for place, name, part in parts:
        if name and name != groups[-1][0]:
            groups.append((name, []))
        groups[-1][1].append((place, part))
    start, left = run.span[0], run.claimed
    for name, group in groups:
        is_last = group is groups[-1][1]
        share = left if left is None or is_last else min(left, len(group))
        end = run.span[1] if is_last else group[-1][0][1]
        yield Region(name, (start, end), _to_cut(group, share), run.outside)
        start, left = end, None if left is None or share is None else left - share


def _to_cut(group: Sequence[tuple[Span, RawRecord | NotPaper | RejectReason]], claimed: int | None) -> Cut:
    records = tuple(RawRecord(read.fields, read.flags, place=place) for place, read in group if isinstance(read, RawRecord))
    boilerplate = tuple((place, read.rule) for place, read in group if isinstance(read, NotPaper))
    rejected = tuple((place, read) for place, read in group if isinstance(read, str))
    return Cut(records, boilerplate, rejected, claimed, set_aside=len(boilerplate))


def list_gaps(span: Span, taken: Iterable[Span]) -> Iterator[Span]:
    """What is between the taken spans, in order; empty stretches too."""
    position = span[0]
    for start, end in sorted(taken):
        yield position, start
        position = end
    yield position, span[1]
