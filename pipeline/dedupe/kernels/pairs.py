"""Pairs of rows: sets of their codes, and how much the sets of two rows have in common."""

from __future__ import annotations

import numpy as np

from pipeline.dedupe.kernels.compile import compile_loop
from pipeline.dedupe.table import I64, U32, U64


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
def merge_runs(values: U32, starts: I64, a: I64, b: I64, common: I64) -> None:
    """Count into `common[i]` the hashes that the sorted sets `a[i]` and `b[i]` share, in one walk over both."""
    for pair in range(len(a)):
        left, left_end = starts[a[pair]], starts[a[pair] + 1]
        right, right_end = starts[b[pair]], starts[b[pair] + 1]
        count = 0
        while left < left_end and right < right_end:
            one, other = values[left], values[right]
            count += one == other
            left += one <= other
            right += other <= one
        common[pair] = count
