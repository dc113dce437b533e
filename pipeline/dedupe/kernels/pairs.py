"""Pairs of rows: sets of their codes, and how much the sets of two rows have in common."""

from __future__ import annotations

import math

import numpy as np

from pipeline.dedupe.kernels.arrays import Sets
from pipeline.dedupe.kernels.compile import compile_loop
from pipeline.dedupe.overlap import ROUNDING
from pipeline.dedupe.table import I64, U64


@compile_loop
def add_codes(slots: U64, codes: U64, added: U64, mix: np.uint64) -> int:
    """Put codes that are not 0 into a hash set of 2 ** k slots, of which half stay free; gather the new ones and give their number."""
    mask = np.uint64(len(slots) - 1)
    count = 0
    for place in range(len(codes)):
        code = codes[place]
        slot = ((code * mix) >> np.uint64(24)) & mask
        while slots[slot] != np.uint64(0) and slots[slot] != code:
            slot = (slot + np.uint64(1)) & mask
        if slots[slot] == np.uint64(0):
            slots[slot] = code
            added[count] = code
            count += 1
    return count


@compile_loop
def merge_runs(sets: Sets, a: I64, b: I64, share: float, common: I64) -> None:
    """Count into `common[i]` the hashes that the sorted sets `a[i]` and `b[i]` share, in one walk over both.

    Where they cannot be such a share of both sizes together any more the walk ends, and -1 is written.
    """
    values, starts, sizes = sets
    for pair in range(len(a)):
        left, right = np.uint64(starts[a[pair]]), np.uint64(starts[b[pair]])
        left_end, right_end = left + np.uint64(sizes[a[pair]]), right + np.uint64(sizes[b[pair]])
        count, wanted = np.uint64(0), np.uint64(math.ceil(share * (sizes[a[pair]] + sizes[b[pair]]) - ROUNDING))
        while left < left_end and right < right_end and count + (left_end - left) >= wanted and count + (right_end - right) >= wanted:
            one, other = values[left], values[right]
            count += np.uint64(one == other)
            left += np.uint64(one <= other)
            right += np.uint64(other <= one)
        common[pair] = count if count >= wanted else -1
