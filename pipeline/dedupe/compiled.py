"""Loops that numba compiles: for tables so large that numpy, or Python itself, would be slow.

Importing numba takes a second, so few records do without: whoever calls `compile_loop` asks `is_large` first, and has
another way to the same result. What is compiled is kept beside the code, and made anew only when the code changes.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from pipeline.dedupe.table import I64, U8, U32, U64

LARGE: Final = 5_000
"""From so many records on compiled loops pay."""
SHORT_RUN: Final = 48
"""A range of so many keys is sorted by insertion."""


def is_large(records: int) -> bool:
    """Whether a table of so many records is worth compiled loops."""
    return records >= LARGE


@cache
def compile_loop(loop: Callable[..., Any]) -> Callable[..., Any]:
    """The loop compiled; it lets other threads run meanwhile.

    Its arrays are handed over as read-only where it only reads them: maps of files are, and each type would be compiled by itself.
    """
    compiled: Callable[..., Any] = import_module("numba").njit(cache=True, nogil=True)(loop)
    return compiled


def freeze(array: NDArray[Any]) -> NDArray[Any]:
    """A read-only view of an array."""
    view = array.view(np.ndarray)
    view.flags.writeable = False
    return view


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


def join_rows(roots: I64, a: I64, b: I64, joined: NDArray[np.bool_]) -> None:
    """Join `a[i]` and `b[i]` in turn, noting in `joined` which were not one before; the root of a set is its lowest row."""
    for link in range(len(a)):
        one, other = a[link], b[link]
        while roots[one] != one:
            roots[one] = roots[roots[one]]
            one = roots[one]
        while roots[other] != other:
            roots[other] = roots[roots[other]]
            other = roots[other]
        joined[link] = one != other
        if one < other:
            roots[other] = one
        else:
            roots[one] = other


def settle_roots(roots: I64) -> None:
    """Let every row point at its root itself: roots are the lowest rows of their sets, so one pass upwards does it."""
    for row in range(len(roots)):
        roots[row] = roots[roots[row]]
