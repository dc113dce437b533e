"""The records of JSON Lines, cleaned field by field: all titles of a shard, then all abstracts, and so on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import compress

from pipeline.entry_lines import LineEntry
from pipeline.formats.kinds import LineField
from pipeline.record_table import Column, Heads, RecordTable
from pipeline.records import Value
from pipeline.repair import EARNS_FLAGS, Repaired, find_flags, repair_column


def clean_lines(lines: Sequence[LineEntry], locators: Sequence[str], dump_id: str, captured_on: str | None) -> RecordTable:
    """The records of these lines, which have these locators in a dump that record ids begin with."""
    columns: dict[str, Column] = {}
    names = [[name for name, _, _ in entry.fields] for entry in lines]
    for name, (rows, found) in _gather(lines).items():
        repaired = repair_column(name, [texts for _, texts, _ in found], captured_on)
        for row, done in zip(rows, repaired, strict=True):
            if done.value is None:
                names[row].remove(name)
        columns[name] = _to_column(rows, found, repaired)
    heads = Heads(
        ids=[f"{dump_id}#{locator}" for locator in locators],
        formats=[entry.format for entry in lines],
        locators=locators,
        flags=_flag(lines, columns),
        names=list(map(tuple, names)),
    )
    return RecordTable(heads, columns)


def _gather(lines: Sequence[LineEntry]) -> dict[str, tuple[list[int], list[LineField]]]:
    """For each field the lines that have it, by number, and what they have."""
    gathered: dict[str, tuple[list[int], list[LineField]]] = {}
    for row, entry in enumerate(lines):
        for field in entry.fields:
            if field[0] not in gathered:
                gathered[field[0]] = [], []
            rows, found = gathered[field[0]]
            rows.append(row)
            found.append(field)
    return gathered


def _to_column(rows: Sequence[int], found: Sequence[LineField], repaired: Sequence[Repaired]) -> Column:
    """The column of a field, without the texts that are no value of its kind."""
    is_kept = [done.value is not None for done in repaired]
    return Column(
        rows=list(compress(rows, is_kept)),
        places=[place for _, _, place in compress(found, is_kept)],
        edits=[done.edits for done in compress(repaired, is_kept)],
        values=[done.value for done in repaired if done.value is not None],
    )


def _flag(lines: Sequence[LineEntry], columns: dict[str, Column]) -> list[tuple[str, ...]]:
    """The flags of each record; those that its values earn are looked for where one of them is odd."""
    flags = [entry.flags for entry in lines]
    odd: defaultdict[int, dict[str, Value]] = defaultdict(dict)
    for name, row, value in _find_odd(columns):
        odd[row][name] = value
    for row, values in odd.items():
        flags[row] = tuple(sorted({*flags[row], *find_flags(values)}))
    return flags


def _find_odd(columns: dict[str, Column]) -> Iterator[tuple[str, int, Value]]:
    for name, earns in EARNS_FLAGS.items():
        if name in columns:
            column = columns[name]
            yield from ((name, row, value) for row, value in zip(column.rows, column.values, strict=True) if earns(value))
