"""Whether two records have one content: the same of every key that a verdict depends on."""

from __future__ import annotations

from typing import Final

import numpy as np

from pipeline.dedupe.pairs import MIX
from pipeline.dedupe.table import I64, U64, HashSets, KeyTable, spread_ranges

SPREAD: Final = np.uint64(32)


def digest_rows(table: KeyTable, rows: I64) -> U64:
    """Of each of the rows a number that two have in common if all their keys are the same, but for the bands."""
    columns = [*table.id_keys[rows].T, *table.openings[rows].T]
    columns += [column[rows].astype(np.uint64) for column in (table.text_keys, table.title_keys, table.number_keys, table.years, table.roles, table.flags)]
    columns += [_sum_members(sets, rows) for sets in (table.shingles, table.words, table.title_words, table.surnames, table.names)]
    digests = np.zeros(len(rows), np.uint64)
    for column in columns:
        digests = _mix(digests + column)
    return digests


def _sum_members(sets: HashSets, rows: I64) -> U64:
    """Of each of the rows the sum of the mixed members of its set, and of how many they are."""
    sizes = sets.measure(rows)
    sums = sizes.astype(np.uint64)
    held = np.flatnonzero(sizes)
    if len(held):
        members = _mix(sets.values[spread_ranges(sets.starts[rows], sizes)].astype(np.uint64) + np.uint64(1))
        sums[held] += np.add.reduceat(members, (np.cumsum(sizes) - sizes)[held])
    return sums


def _mix(values: U64) -> U64:
    mixed = values * MIX
    mixed ^= mixed >> SPREAD
    mixed *= MIX
    return mixed ^ (mixed >> SPREAD)
