"""How many members two sets of hashes have in common: counted on the true sets, never estimated."""

from __future__ import annotations

from typing import Final

import numpy as np

from pipeline.dedupe.engines import freeze, freeze_sets, load_kernels
from pipeline.dedupe.table import I64, HashSets, spread_ranges

ROUNDING: Final = 1e-6
CHUNK_MEMBERS: Final = 4_000_000
"""So many hashes are compared at a time where the loop is not compiled: about 100 MB."""


def count_common(sets: HashSets, a: I64, b: I64, share: float = 0) -> I64:
    """How many hashes the sets of rows `a[i]` and `b[i]` have in common; -1 where they are less than a share of both sizes together.

    >>> sets = HashSets(np.array([1, 2, 3, 2, 3, 4], np.uint32), np.array([0, 3, 6]), np.array([3, 3, 0], np.uint32))
    >>> count_common(sets, np.array([0, 0, 1]), np.array([1, 2, 1])).tolist()
    [2, 0, 3]
    """
    kernels = load_kernels(len(sets.sizes))
    if kernels is None:
        common = count_by_sorting(sets, a, b)
        return np.where(common >= share * (sets.measure(a) + sets.measure(b)) - ROUNDING, common, -1)
    common = np.zeros(len(a), np.int64)
    kernels.merge_runs(freeze_sets(sets), freeze(a), freeze(b), float(share), common)
    return common


def count_by_sorting(sets: HashSets, a: I64, b: I64) -> I64:
    """As `count_common`, without compiled loops."""
    common = np.zeros(len(a), np.int64)
    load = np.cumsum(sets.measure(a) + sets.measure(b))
    start = 0
    while start < len(a):
        done = load[start - 1] if start else 0
        end = max(start + 1, int(np.searchsorted(load, done + CHUNK_MEMBERS)))
        common[start:end] = _count_chunk(sets, a[start:end], b[start:end])
        start = end
    return common


def _count_chunk(sets: HashSets, a: I64, b: I64) -> I64:
    """Within one pair a hash that both have stands twice in a row once all are sorted."""
    rows = np.concatenate([a, b])
    sizes = sets.measure(rows)
    pair = np.repeat(np.tile(np.arange(len(a), dtype=np.uint64), 2), sizes)
    keys = (pair << np.uint64(32)) | sets.values[spread_ranges(sets.starts[rows], sizes)]
    keys.sort()
    twice = keys[1:][keys[1:] == keys[:-1]] >> np.uint64(32)
    return np.bincount(twice.astype(np.int64), minlength=len(a))
