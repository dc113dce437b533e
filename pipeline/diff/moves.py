"""Moves: which papers share records across two corpora, and what became of each paper by that."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from typing import TypeAlias

import msgspec
import numpy as np

from pipeline.columns import I64, U64
from pipeline.diff.align import ABSENT, Alignment, Lines
from pipeline.diff.kinds import ChangeKind
from pipeline.errors import CorpusError

Row: TypeAlias = int
"""The place of a paper in the alignment: the same for the old and the new paper of one id."""


class Fate(msgspec.Struct, frozen=True):
    """What became of papers: their rows in the old corpus and in the new."""

    kind: ChangeKind
    old: tuple[Row, ...]
    new: tuple[Row, ...]


class Links(msgspec.Struct, frozen=True, eq=False):
    """Names with the row that has them: sorted by a hash of the name."""

    hashes: U64
    rows: I64

    def find(self, name: str) -> Row | None:
        """The row of a name; None where no row has it."""
        wanted = np.uint64(_hash(name))
        place = int(np.searchsorted(self.hashes, wanted))
        return int(self.rows[place]) if place < len(self.hashes) and self.hashes[place] == wanted else None


class Moves(msgspec.Struct, frozen=True, eq=False):
    """Which records the papers that differ have lost and gained, and which papers they went to and came from."""

    lost: Links
    gained: Links
    targets: Mapping[Row, tuple[Row, ...]]
    """For a paper of the old corpus, the rows of other papers of the new one that have something of it."""
    sources: Mapping[Row, tuple[Row, ...]]


class _Keys(msgspec.Struct, frozen=True):
    """What a paper can be recognised by."""

    id: str
    aliases: tuple[str, ...]
    records: tuple[str, ...]


KEYS = msgspec.json.Decoder(_Keys)
NO_KEYS = _Keys("", (), ())


class _Column:
    """Names and rows as they are collected, in 16 bytes each."""

    def __init__(self) -> None:
        self._hashes = array("Q")
        self._rows = array("q")

    def add(self, names: Iterable[str], row: Row) -> None:
        """Take in the names of a row."""
        for name in names:
            self._hashes.append(_hash(name))
            self._rows.append(row)

    def sort(self) -> Links:
        """All of them, sorted by hash."""
        hashes, rows = np.array(self._hashes, np.uint64), np.array(self._rows, np.int64)
        order = np.argsort(hashes, kind="stable")
        return Links(hashes[order], rows[order])


def find_moves(alignment: Alignment, old: Lines, new: Lines) -> Moves:
    """What the papers that differ have to do with each other: by their records, else by the ids they also go by."""
    lost, gained = _Column(), _Column()
    old_ids, new_ids, old_aliases, new_aliases = _Column(), _Column(), _Column(), _Column()
    for row, (old_at, new_at) in enumerate(zip(alignment.old.tolist(), alignment.new.tolist(), strict=True)):
        before = _read_keys(old, old_at)
        after = _read_keys(new, new_at)
        had, has = set(before.records), set(after.records)
        lost.add((name for name in before.records if name not in has), row)
        gained.add((name for name in after.records if name not in had), row)
        old_aliases.add(before.aliases, row)
        new_aliases.add(after.aliases, row)
        if new_at == ABSENT:
            old_ids.add([before.id], row)
        if old_at == ABSENT:
            new_ids.add([after.id], row)
    by_records = list(_join(lost.sort(), gained.sort()))
    targets, sources = _group(by_records)
    by_id = [pair for pair in _join(old_ids.sort(), new_aliases.sort()) if pair[0] not in targets]
    by_id += [pair for pair in _join(old_aliases.sort(), new_ids.sort()) if pair[1] not in sources]
    targets, sources = _group([*by_records, *by_id])
    return Moves(lost.sort(), gained.sort(), targets, sources)


def list_fates(alignment: Alignment, moves: Moves) -> Iterator[Fate]:
    """What became of the papers that differ, in the order of the ids they are told by."""
    for row, (old_at, new_at) in enumerate(zip(alignment.old.tolist(), alignment.new.tolist(), strict=True)):
        stays = ABSENT not in (old_at, new_at)
        here = (row,) if stays else ()
        sources = tuple(sorted((*here, *moves.sources.get(row, ()))))
        targets = tuple(sorted((*here, *moves.targets.get(row, ()))))
        if new_at != ABSENT and len(sources) > 1:
            yield Fate("merged", sources, (row,))
        if old_at != ABSENT and len(targets) > 1:
            yield Fate("split", (row,), targets)
        if stays and sources == targets == here:
            yield Fate("changed", here, here)
        elif old_at == ABSENT and not sources:
            yield Fate("added", (), (row,))
        elif new_at == ABSENT and not targets:
            yield Fate("removed", (row,), ())
        elif old_at == ABSENT and len(sources) == 1 and moves.targets[sources[0]] == (row,) and alignment.new[sources[0]] == ABSENT:
            yield Fate("re-identified", sources, (row,))


def _read_keys(lines: Lines, at: int) -> _Keys:
    if at == ABSENT:
        return NO_KEYS
    try:
        return KEYS.decode(lines.read(at))
    except msgspec.DecodeError as error:
        raise CorpusError(f"papers.jsonl: the line at byte {at} is no paper ({error}). Make the corpus anew with 'papersieve run --replace'.") from error


def _join(first: Links, second: Links) -> Iterator[tuple[Row, Row]]:
    """The rows of the names that both have; never a row with itself."""
    begins = np.searchsorted(second.hashes, first.hashes, "left")
    ends = np.searchsorted(second.hashes, first.hashes, "right")
    for place in np.flatnonzero(ends > begins).tolist():
        row = int(first.rows[place])
        for other in second.rows[int(begins[place]) : int(ends[place])].tolist():
            if other != row:
                yield row, other


def _group(pairs: Iterable[tuple[Row, Row]]) -> tuple[dict[Row, tuple[Row, ...]], dict[Row, tuple[Row, ...]]]:
    """The pairs by their first rows, and by their second."""
    by_first: dict[Row, set[Row]] = defaultdict(set)
    by_second: dict[Row, set[Row]] = defaultdict(set)
    for first, second in pairs:
        by_first[first].add(second)
        by_second[second].add(first)
    return ({row: tuple(sorted(rows)) for row, rows in by_first.items()}, {row: tuple(sorted(rows)) for row, rows in by_second.items()})


def _hash(name: str) -> int:
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "little")
