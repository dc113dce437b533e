"""Keys that occur more than once, picked and sorted: what `buckets` does with numpy where there are few."""

from __future__ import annotations

import numpy as np

from pipeline.dedupe.buckets import SHORT_RUN
from pipeline.dedupe.kernels.compile import compile_loop
from pipeline.dedupe.table import I64, U8, U64


@compile_loop
def pick_repeated(column: U64, mix: np.uint64, part: tuple[int, int], tables: tuple[U8, U8], picked: tuple[U64, I64]) -> int:
    """Gather into `picked` the mixed keys of a part that may occur more than once, and their rows; gives their number.

    Two passes over two tables of bits that fit a cache: a key whose bit was set before may be there again. Most keys occur once
    and are sorted out here; one that shares its bit with another is not. `part` is the number of the part and that of the bits it
    is told by.
    """
    seen, again = tables
    keys, rows = picked
    number, bits = part
    highest = np.uint64(64 - bits)
    mask = np.uint64(8 * len(seen) - 1)
    for row in range(len(column)):
        key = column[row] * mix
        if key != np.uint64(0) and (bits == 0 or (key >> highest) == np.uint64(number)):
            slot = (key >> np.uint64(20)) & mask
            byte, bit = slot >> np.uint64(3), np.uint8(1) << np.uint8(slot & np.uint64(7))
            again[byte] |= seen[byte] & bit
            seen[byte] |= bit
    count = 0
    for row in range(len(column)):
        key = column[row] * mix
        if key != np.uint64(0) and (bits == 0 or (key >> highest) == np.uint64(number)):
            slot = (key >> np.uint64(20)) & mask
            if (again[slot >> np.uint64(3)] >> np.uint8(slot & np.uint64(7))) & np.uint8(1):
                keys[count] = key
                rows[count] = row
                count += 1
    return count


@compile_loop
def sort_keys(keys: U64, bits: int, shift: int, starts: I64, order: I64) -> None:
    """Fill `order` with the places of the keys in sorted order, equal keys in the order they stand in.

    Keys are dealt out by their highest bits below the first `shift`, in which all are one, to ranges short enough to be sorted by
    insertion. `starts` is zeros, 2 ** bits + 1 of them, and becomes the ends of the ranges. Longer ones, of equal keys or with some
    among others, are left to be sorted: to compile that as well takes seconds.
    """
    above, below = np.uint64(shift), np.uint64(64 - bits)
    for place in range(len(keys)):
        starts[((keys[place] << above) >> below) + np.uint64(1)] += 1
    for part in range(1, len(starts)):
        starts[part] += starts[part - 1]
    for place in range(len(keys)):
        part = (keys[place] << above) >> below
        order[starts[part]] = place
        starts[part] += 1
    start = 0
    for part in range(len(starts) - 1):
        end = starts[part]
        for place in range(start + 1, end if end - start <= SHORT_RUN else start):
            row = order[place]
            free = place
            while free > start and keys[order[free - 1]] > keys[row]:
                order[free] = order[free - 1]
                free -= 1
            order[free] = row
        start = end
