"""Hashes made into sets, and sets into MinHash signatures and bands."""

from __future__ import annotations

import numpy as np

from pipeline.dedupe.contents import SPREAD
from pipeline.dedupe.crc import FULL
from pipeline.dedupe.kernels.arrays import Sets
from pipeline.dedupe.kernels.compile import compile_loop, compile_part, inline_part
from pipeline.dedupe.pairs import MIX
from pipeline.dedupe.signatures import BAND_MIX, LEAST_KEY, MIX_1, MIX_2, PERMUTATIONS_TOGETHER
from pipeline.dedupe.table import I64, U32, U64

SMALL_SET = 2_048
"""A set up to this size is dealt out by the highest bits of its hashes and then sorted by insertion; a larger one first by lower bits."""
PART_BITS = 8
PARTS = 1 << PART_BITS


@compile_part
def unite(found: U32, size: np.uint64, spare: U32, values: U32, at: np.uint64) -> np.uint64:
    """Write the first `size` hashes found to `values` from `at` on, sorted and each once; gives where they end."""
    one = np.uint64(1)
    counts = np.empty(PARTS + 1, np.uint32)
    for shift in range(32 - PART_BITS if size <= SMALL_SET else 0, 32, PART_BITS):
        deal_out(found, size, np.uint32(shift), counts, spare)
        found, spare = spare, found
    for place in range(one, size):
        value = found[np.uint64(place)]
        free = np.uint64(place)
        while free > 0 and found[free - one] > value:
            found[free] = found[free - one]
            free -= one
        found[free] = value
    first = at
    last = np.uint32(0)
    for place in range(size):
        value = found[np.uint64(place)]
        values[at] = value
        at += np.uint64((value != last) | (at == first))
        last = value
    return at


@inline_part
def deal_out(found: U32, size: np.uint64, shift: np.uint32, counts: U32, dealt: U32) -> None:
    """Write the first `size` hashes to `dealt`, sorted by `PART_BITS` of their bits, otherwise in the order they stand in."""
    mask = np.uint32(PARTS - 1)
    counts[:] = 0
    for place in range(size):
        counts[((found[np.uint64(place)] >> shift) & mask) + np.uint32(1)] += np.uint32(1)
    for part in range(1, PARTS):
        counts[part] += counts[part - 1]
    for place in range(size):
        value = found[np.uint64(place)]
        part = (value >> shift) & mask
        dealt[counts[part]] = value
        counts[part] += np.uint32(1)


@compile_loop
def unite_rows(found: U32, starts: I64, values: U32, ends: I64) -> None:
    """Write the sets of the hashes `found[starts[i]:starts[i + 1]]` to `values`, and where each ends to `ends[i + 1]`."""
    largest = 0
    for row in range(len(starts) - 1):
        largest = max(largest, starts[row + 1] - starts[row])
    own, spare = np.empty(largest, np.uint32), np.empty(largest, np.uint32)
    at = np.uint64(0)
    for row in range(len(starts) - 1):
        size = starts[row + 1] - starts[row]
        # By a loop here and below: numba takes two seconds to compile the assignment of a slice.
        for place in range(size):
            own[place] = found[starts[row] + place]
        at = unite(own, np.uint64(size), spare, values, at)
        ends[row + 1] = at


@compile_loop
def sum_members(sets: Sets, rows: I64, sums: U64) -> None:
    """Write of each of the rows the sum of the mixed members of its set and of how many they are, as `contents` does it."""
    values, starts, sizes = sets
    for place in range(len(rows)):
        start, size = np.uint64(starts[rows[place]]), np.uint64(sizes[rows[place]])
        total = size
        for member in range(start, start + size):
            mixed = (np.uint64(values[np.uint64(member)]) + np.uint64(1)) * MIX
            mixed = (mixed ^ (mixed >> SPREAD)) * MIX
            total += mixed ^ (mixed >> SPREAD)
        sums[place] = total


@compile_part
def is_among(value: np.uint32, values: U32) -> bool:
    """Whether a hash is one of a few."""
    for place in range(len(values)):  # noqa: SIM110  # numba compiles no generators
        if values[place] == value:
            return True
    return False


@compile_part
def mix_row(hashes: U32, mixed: U32) -> None:
    """Write the hashes mixed, as MurmurHash3 does at its end and datasketch before it permutes."""
    for place in range(len(hashes)):
        value = hashes[place]
        value = np.uint32(np.uint32(value ^ (value >> np.uint32(16))) * MIX_1)
        value = np.uint32(np.uint32(value ^ (value >> np.uint32(13))) * MIX_2)
        mixed[place] = value ^ (value >> np.uint32(16))


@compile_part
def sign_row(mixed: U32, factors: U32, summands: U32, signature: U32) -> None:
    """Write the signature of mixed hashes: of each permutation the least value. There are a multiple of `PERMUTATIONS_TOGETHER` permutations."""
    for row in range(0, len(signature), PERMUTATIONS_TOGETHER):
        a, b, c, d = factors[row], factors[row + 1], factors[row + 2], factors[row + 3]
        e, f, g, h = summands[row], summands[row + 1], summands[row + 2], summands[row + 3]
        one = two = three = four = FULL
        for place in range(len(mixed)):
            value = mixed[place]
            one = min(one, np.uint32(a * value + e))
            two = min(two, np.uint32(b * value + f))
            three = min(three, np.uint32(c * value + g))
            four = min(four, np.uint32(d * value + h))
        signature[row], signature[row + 1], signature[row + 2], signature[row + 3] = one, two, three, four


@compile_part
def band_row(signature: U32, rows: int, bands: U64) -> None:
    """Write the keys of the bands of a signature, so many rows each; none is 0."""
    for band in range(len(bands)):
        key = np.uint64(0)
        for row in range(band * rows, (band + 1) * rows):
            key = (key ^ np.uint64(signature[row])) * BAND_MIX
            key ^= key >> np.uint64(29)
        bands[band] = max(key, LEAST_KEY)


@compile_loop
def sign_rows(sets: Sets, permutations: tuple[U32, U32], signatures: U32, bands: U64, rows: int) -> None:
    """Write the signatures of sets where `signatures` has rows for them, and their bands of so many rows where `bands` has columns."""
    (values, starts, sizes), (factors, summands) = sets, permutations
    largest = 0
    for row in range(len(sizes)):
        largest = max(largest, sizes[row])
    mixed, signature = np.empty(largest, np.uint32), np.empty(len(factors), np.uint32)
    for row in range(len(sizes)):
        hashes = values[starts[row] : starts[row] + sizes[row]]
        if len(hashes) > 0:
            mix_row(hashes, mixed)
            sign_row(mixed[: len(hashes)], factors, summands, signature)
            if len(signatures) > 0:
                for place in range(signatures.shape[1]):
                    signatures[row, place] = signature[place]
            if len(bands) > 0:
                band_row(signature, rows, bands[:, row])
