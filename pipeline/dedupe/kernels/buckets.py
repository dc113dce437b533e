"""Keys that occur more than once, picked and sorted: what `buckets` does with numpy where there are few."""

from __future__ import annotations

import numpy as np

from pipeline.dedupe.buckets import SHORT_RUN
from pipeline.dedupe.kernels.compile import compile_loop, compile_part
from pipeline.dedupe.table import I64, U64

SLOT_BITS = 15
SLOTS = 1 << SLOT_BITS
"""Bits in a table of which keys were seen: some eight for each key of a range."""


@compile_loop
def count_keys(column: U64, chosen: tuple[np.uint64, int, int], counts: I64) -> None:
    """Add to `counts[i + 1]` how many mixed keys of a part go to range i; `chosen` is the factor, the part and the bits it is told by."""
    mix, part, bits = chosen
    left, right = np.uint64(64 - bits), _find_shift(len(counts) - 1)
    for row in range(len(column)):
        key = column[row] * mix
        if key != np.uint64(0) and (bits == 0 or (key >> left) == np.uint64(part)):
            counts[((key << np.uint64(bits)) >> np.uint64(1) >> right) + np.uint64(1)] += 1


@compile_loop
def deal_keys(column: tuple[U64, int], chosen: tuple[np.uint64, int, int], at: I64, dealt: tuple[U64, I64]) -> None:
    """Write the mixed keys and their rows to their ranges, the next of range i to `at[i]`; `column` are keys and the row of the first."""
    (values, first), (mix, part, bits), (keys, rows) = column, chosen, dealt
    left, right = np.uint64(64 - bits), _find_shift(len(at) - 1)
    for row in range(len(values)):
        key = values[row] * mix
        if key != np.uint64(0) and (bits == 0 or (key >> left) == np.uint64(part)):
            number = (key << np.uint64(bits)) >> np.uint64(1) >> right
            place = np.uint64(at[number])
            keys[place] = key
            rows[place] = first + row
            at[number] += 1


@compile_part
def _find_shift(ranges: int) -> np.uint64:
    """By how many bits a key of 63 bits is moved to tell its range; a shift by 64 is none at all."""
    shift = 63
    while ranges > 1:
        shift -= 1
        ranges >>= 1
    return np.uint64(shift)


@compile_loop
def pick_repeated(dealt: tuple[U64, I64], ends: I64, bits: int) -> int:
    """Move to the front of `dealt` the keys that may occur more than once within their range, and their rows; gives their number.

    Two passes over two tables of bits: a key whose bit was set before may be there again. Most keys occur once and are sorted out
    here; one that shares its bit with another is not. Range i ends at `ends[i + 1]`.
    """
    keys, rows = dealt
    shift = np.uint64(bits) + np.uint64(63) - _find_shift(len(ends) - 1)
    seen, again = np.zeros(SLOTS >> 3, np.uint8), np.zeros(SLOTS >> 3, np.uint8)
    below = np.uint64(64 - SLOT_BITS)
    count = np.uint64(0)
    for number in range(len(ends) - 1):
        seen[:] = 0
        again[:] = 0
        for place in range(np.uint64(ends[number]), np.uint64(ends[number + 1])):
            slot = (keys[place] << shift) >> below
            byte, bit = slot >> np.uint64(3), np.uint8(1) << np.uint8(slot & np.uint64(7))
            again[byte] |= seen[byte] & bit
            seen[byte] |= bit
        for place in range(np.uint64(ends[number]), np.uint64(ends[number + 1])):
            slot = (keys[place] << shift) >> below
            keys[count], rows[count] = keys[place], rows[place]
            count += np.uint64((again[slot >> np.uint64(3)] >> np.uint8(slot & np.uint64(7))) & np.uint8(1))
    return int(count)


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
