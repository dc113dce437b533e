"""Whether two records have one content: the same of every key that a verdict depends on."""

from __future__ import annotations

from typing import Final

import numpy as np

from pipeline.dedupe.engines import freeze, freeze_sets, load_kernels
from pipeline.dedupe.pairs import MIX
from pipeline.dedupe.table import ARRAYS, I64, SETS, U64, HashSets, KeyTable, spread_ranges

SPREAD: Final = np.uint64(32)


def digest_rows(table: KeyTable, rows: I64) -> U64:
    """Of each of the rows a number that two have in common if all their keys are the same, but for the bands."""
    flat = (getattr(table, name)[rows].astype(np.uint64) for name in ARRAYS)
    columns = [column for array in flat for column in (array.T if array.ndim > 1 else (array,))]
    columns += [_sum_members(getattr(table, name), rows) for name in SETS]
    digests = np.zeros(len(rows), np.uint64)
    for column in columns:
        digests = _mix(digests + column)
    return digests


def _sum_members(sets: HashSets, rows: I64) -> U64:
    """Of each of the rows the sum of the mixed members of its set, and of how many they are."""
    if (kernels := load_kernels(len(rows))) is not None:
        sums = np.empty(len(rows), np.uint64)
        kernels.sum_members(freeze_sets(sets), freeze(rows), sums)
        return sums
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
