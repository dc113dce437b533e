"""Rows that share a key, and which pairs of them are worth comparing: never more than a fixed number a row and key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

from pipeline.dedupe.compiled import compile_loop, freeze, is_large, pick_repeated, sort_keys
from pipeline.dedupe.ranks import Ranks
from pipeline.dedupe.settings import DedupeSettings
from pipeline.dedupe.table import I64, U64, spread_ranges

Column: TypeAlias = NDArray[Any]

MIX: Final = np.uint64(0x9E3779B97F4A7C15)
"""An odd number: no two keys are one after multiplication by it, and their highest bits are as good as random."""
CHUNK_ROWS: Final = 16_384
"""So many rows are read at a time: bands stand row by row, and so many of them fit a cache."""
KEYS_A_SLOT: Final = 8


class Keys(msgspec.Struct, frozen=True, eq=False):
    """Keys that pairs are found by, and by what rows of one key are told apart where there are too many of them."""

    source: str
    column: Column
    """[n], 0 where there is no key. May be a view of a mapped file."""
    splits: tuple[Column, ...] = ()
    """[n] each, the weightiest first."""


class Buckets(msgspec.Struct, frozen=True, eq=False):
    """Rows grouped by a key that at least two of them have: one bucket behind another, bucket i from `starts[i]` on."""

    rows: I64
    starts: I64
    sizes: I64

    def select(self, chosen: NDArray[np.bool_]) -> Buckets:
        """Some of the buckets."""
        return Buckets(self.rows, self.starts[chosen], self.sizes[chosen])


def read_part(columns: Sequence[Column], part: int, parts: int) -> list[tuple[U64, I64]]:
    """Of each column the mixed keys whose highest bits are `part`, and their rows.

    All columns are read together, some rows at a time, so that bands that stand row by row pass through memory once.
    """
    shift = np.uint64(65 - parts.bit_length())
    found: list[list[tuple[U64, I64]]] = [[] for _ in columns]
    for start in range(0, len(columns[0]), CHUNK_ROWS):
        for column, some in zip(columns, found, strict=True):
            keys = column[start : start + CHUNK_ROWS] * MIX
            is_chosen = keys != 0
            if parts > 1:
                is_chosen &= keys >> shift == part
            rows = np.flatnonzero(is_chosen)
            if len(rows):
                some.append((keys[rows], rows + start))
    empty = (np.zeros(0, np.uint64), np.zeros(0, np.int64))
    return [(np.concatenate([keys for keys, _ in some]), np.concatenate([rows for _, rows in some])) if some else empty for some in found]


def group_rows(keys: U64, rows: I64, records: int) -> Buckets:
    """The rows whose key another row has, grouped; `keys` are mixed, `records` is the size of the whole table."""
    if is_large(records):
        repeated = _find_repeated(keys)
        keys, rows = keys[repeated], rows[repeated]
        order = _sort_compiled(keys)
    else:
        order = np.argsort(keys, kind="stable")
    keys, rows = keys[order], rows[order]
    is_first = np.ones(len(keys), np.bool_)
    is_first[1:] = keys[1:] != keys[:-1]
    starts = np.flatnonzero(is_first)
    sizes = np.diff(np.append(starts, len(keys)))
    return Buckets(rows, starts, sizes).select(sizes > 1)


def _find_repeated(keys: U64) -> NDArray[np.bool_]:
    """Which keys may occur more than once; most do not, and need not be sorted."""
    bits = max(10, (KEYS_A_SLOT * len(keys)).bit_length())
    seen, again = np.zeros(1 << (bits - 3), np.uint8), np.zeros(1 << (bits - 3), np.uint8)
    repeated = np.zeros(len(keys), np.bool_)
    compile_loop(pick_repeated)(freeze(keys), seen, again, bits, repeated)
    return repeated


def _sort_compiled(keys: U64) -> I64:
    """The places of the keys in sorted order, equal ones in their own."""
    bits = max(1, (len(keys) // KEYS_A_SLOT).bit_length())
    order = np.zeros(len(keys), np.int64)
    compile_loop(sort_keys)(freeze(keys), bits, np.zeros((1 << bits) + 1, np.int64), order)
    return order


def pair_small(buckets: Buckets, settings: DedupeSettings) -> U64:
    """The codes of all pairs in buckets of up to `max_bucket` rows."""
    return pair_neighbours(buckets.select(buckets.sizes <= settings.max_bucket), settings.max_bucket)


def link_oversized(buckets: Buckets, splits: Sequence[Column], ranks: Ranks, settings: DedupeSettings) -> U64:
    """The codes of pairs in buckets of more rows, their number linear in that of the rows.

    Sorted by the splits, and then by content, each row is linked to its next neighbours and to the first of the bucket. Rows that
    the splits tell apart into few enough are also paired all with all.
    """
    large = buckets.select(buckets.sizes > settings.max_bucket)
    if not len(large.sizes):
        return np.zeros(0, np.uint64)
    members = large.rows[spread_ranges(large.starts, large.sizes)]
    bucket = np.repeat(np.arange(len(large.sizes)), large.sizes)
    columns = [split[members] for split in splits]
    order = np.lexsort((ranks.of(members), *reversed(columns), bucket))
    members = members[order]
    whole = Buckets(members, np.cumsum(large.sizes) - large.sizes, large.sizes)
    first = members[np.repeat(whole.starts, whole.sizes)]
    codes = [pair_neighbours(whole, settings.bucket_window), encode_pairs(first[first != members], members[first != members])]
    is_open, is_first = np.ones(len(members), np.bool_), np.zeros(len(members), np.bool_)
    is_first[whole.starts] = True
    for column in columns:
        is_first[1:] |= column[order][1:] != column[order][:-1]
        starts = np.flatnonzero(is_first)
        sizes = np.diff(np.append(starts, len(members)))
        some = Buckets(members, starts, sizes).select((sizes <= settings.max_bucket) & is_open[starts])
        codes.append(pair_neighbours(some, settings.max_bucket))
        is_open = np.repeat(sizes > settings.max_bucket, sizes)
    return np.concatenate(codes)


def pair_neighbours(buckets: Buckets, distance: int) -> U64:
    """The codes of all pairs of rows at most `distance` apart within the buckets."""
    codes = [np.zeros(0, np.uint64)]
    for step in range(1, distance + 1):
        buckets = buckets.select(buckets.sizes > step)
        if not len(buckets.sizes):
            break
        at = spread_ranges(buckets.starts, buckets.sizes - step)
        codes.append(encode_pairs(buckets.rows[at], buckets.rows[at + step]))
    return np.concatenate(codes)


def encode_pairs(a: I64, b: I64) -> U64:
    """Pairs of rows as numbers: the lower row above the higher."""
    return (np.minimum(a, b).astype(np.uint64) << np.uint64(32)) | np.maximum(a, b).astype(np.uint64)


def decode_pairs(codes: U64) -> tuple[I64, I64]:
    """The pairs of rows that numbers stand for.

    >>> [rows.tolist() for rows in decode_pairs(encode_pairs(np.array([7]), np.array([3])))]
    [[3], [7]]
    """
    return (codes >> np.uint64(32)).astype(np.int64), (codes & np.uint64(0xFFFFFFFF)).astype(np.int64)
