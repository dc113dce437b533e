"""Rows that share a key, and which pairs of them are worth comparing: never more than a fixed number a row and key."""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType
from typing import Any, Final, TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

from pipeline.dedupe.engines import freeze, load_kernels
from pipeline.dedupe.mapped import release_pages
from pipeline.dedupe.pairs import MIX, encode_pairs
from pipeline.dedupe.ranks import Ranks
from pipeline.dedupe.settings import DedupeSettings
from pipeline.dedupe.table import I64, U64, spread_ranges

Column: TypeAlias = NDArray[Any]

CHUNK_ROWS: Final = 16_384
"""So many rows are read at a time: bands stand row by row, and so many of them fit a cache."""
RELEASE_ROWS: Final = 16 * CHUNK_ROWS
KEYS_A_SLOT: Final = 8
"""Bits in a table of which keys were seen, for each key: one in eight that is not there again is sorted all the same."""
KEYS_A_RANGE: Final = 8
SHORT_RUN: Final = 48
"""A range of so many keys is sorted by insertion."""


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


def read_columns(columns: Sequence[Column]) -> Sequence[Column]:
    """The columns, each in one piece: read together, some rows at a time, so that bands that stand row by row are read once."""
    held = np.empty((len(columns), len(columns[0])), columns[0].dtype)
    for start in range(0, held.shape[1], CHUNK_ROWS):
        for row, column in zip(held, columns, strict=True):
            row[start : start + CHUNK_ROWS] = column[start : start + CHUNK_ROWS]
        if start % RELEASE_ROWS == 0:
            release_pages(*columns)
    return list(held)


def group_rows(column: Column, part: int = 0, bits: int = 0) -> Buckets:
    """The rows whose key another row has, grouped, in the order of the mixed keys; only those whose first `bits` bits are `part`."""
    if (kernels := load_kernels(len(column))) is not None:
        keys, rows = _pick_repeated(kernels, column, part, bits)
        order = _sort_compiled(kernels, keys, bits)
    else:
        keys = column * MIX
        rows = np.flatnonzero((keys != 0) & (keys >> np.uint64(64 - bits) == part) if bits else keys)
        keys = keys[rows]
        order = np.argsort(keys, kind="stable")
    keys, rows = keys[order], rows[order]
    is_first = np.ones(len(keys), np.bool_)
    is_first[1:] = keys[1:] != keys[:-1]
    starts = np.flatnonzero(is_first)
    sizes = np.diff(np.append(starts, len(keys)))
    return Buckets(rows, starts, sizes).select(sizes > 1)


def _pick_repeated(kernels: ModuleType, column: Column, part: int, bits: int) -> tuple[U64, I64]:
    """The mixed keys of a part that may occur more than once, and their rows."""
    table_bits = max(10, ((KEYS_A_SLOT * len(column)) >> bits).bit_length())
    tables = (np.zeros(1 << (table_bits - 3), np.uint8), np.zeros(1 << (table_bits - 3), np.uint8))
    picked = (np.empty(len(column), np.uint64), np.empty(len(column), np.int64))
    count = kernels.pick_repeated(freeze(column), MIX, (part, bits), tables, picked)
    return picked[0][:count], picked[1][:count]


def _sort_compiled(kernels: ModuleType, keys: U64, shift: int) -> I64:
    """The places of the keys in sorted order, equal ones in their own; their first `shift` bits are one."""
    bits = max(1, (len(keys) // KEYS_A_RANGE).bit_length())
    order, ends = np.empty(len(keys), np.int64), np.zeros((1 << bits) + 1, np.int64)
    kernels.sort_keys(freeze(keys), bits, shift, ends, order)
    for long in np.flatnonzero(np.diff(ends, prepend=0) > SHORT_RUN).tolist():
        some = slice(ends[long - 1] if long else 0, ends[long])
        order[some] = order[some][np.argsort(keys[order[some]], kind="stable")]
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
