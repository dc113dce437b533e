"""The records of a shard by columns: each field of all of them side by side, as they are cleaned, keyed and stored.

What is done to a million records is done to a column at a time: it takes a fraction of what it takes record by record, where each value
is looked up, called for and wrapped by itself. A record is made of its columns where somebody asks for it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import overload

import msgspec

from pipeline.records import CleanRecord, Edit, Field, Value

BELOW = "&"
"""How a place begins that goes on from where its record stands, whose locator goes before. No locator begins so."""


class Column(msgspec.Struct, frozen=True, eq=False):
    """One field of all records that have it."""

    rows: Sequence[int]
    """Ascending."""
    places: Sequence[str]
    """Its locators; of one that goes on from the record's, what comes behind that."""
    edits: Sequence[tuple[Edit, ...]]
    values: Sequence[Value]


class Heads(msgspec.Struct, frozen=True, eq=False):
    """What each record has but its fields."""

    ids: Sequence[str]
    formats: Sequence[str]
    locators: Sequence[str]
    flags: Sequence[tuple[str, ...]]
    names: Sequence[tuple[str, ...]]
    """The fields it has, in their order."""


class RecordTable(Sequence[CleanRecord]):
    """Records by columns."""

    def __init__(self, heads: Heads, columns: dict[str, Column]) -> None:
        self.heads = heads
        self.columns = columns

    def __len__(self) -> int:
        return len(self.heads.ids)

    @overload
    def __getitem__(self, index: int) -> CleanRecord: ...
    @overload
    def __getitem__(self, index: slice) -> list[CleanRecord]: ...
    def __getitem__(self, index: int | slice) -> CleanRecord | list[CleanRecord]:
        rows = range(len(self))[index]
        return self._make_record(rows) if isinstance(rows, int) else list(map(self._make_record, rows))

    def __iter__(self) -> Iterator[CleanRecord]:
        return map(self._make_record, range(len(self)))

    def _make_record(self, row: int) -> CleanRecord:
        heads = self.heads
        locator = heads.locators[row]
        fields = {}
        for name in heads.names[row]:
            column = self.columns[name]
            at = bisect_left(column.rows, row)
            place = column.places[at]
            fields[name] = Field(locator + place if place.startswith(BELOW) else place, column.edits[at], column.values[at])
        return CleanRecord(heads.ids[row], heads.formats[row], locator, fields, heads.flags[row])

    def spread(self, name: str) -> list[Value | None]:
        """The values of a field, one for each record; None for those that do not have it."""
        values: list[Value | None] = [None] * len(self)
        if name in self.columns:
            column = self.columns[name]
            for row, value in zip(column.rows, column.values, strict=True):
                values[row] = value
        return values


def to_table(records: Sequence[CleanRecord]) -> RecordTable:
    """Records by columns; those that are so already stay as they are."""
    if isinstance(records, RecordTable):
        return records
    found: dict[str, list[tuple[int, Field]]] = {}
    for row, record in enumerate(records):
        for name, field in record.fields.items():
            found.setdefault(name, []).append((row, field))
    heads = Heads(
        ids=[record.id for record in records],
        formats=[record.format for record in records],
        locators=[record.locator for record in records],
        flags=[record.flags for record in records],
        names=[tuple(record.fields) for record in records],
    )
    return RecordTable(heads, {name: _to_column(cells) for name, cells in found.items()})


def _to_column(cells: Sequence[tuple[int, Field]]) -> Column:
    return Column(
        rows=[row for row, _ in cells],
        places=[field.locator for _, field in cells],
        edits=[field.edits for _, field in cells],
        values=[field.value for _, field in cells if not isinstance(field.value, msgspec.UnsetType)],
    )
