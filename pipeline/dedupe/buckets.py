"""Rows that share a key, and which pairs of them are worth comparing: never more than a fixed number a row and key."""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType
from typing import Any, Final, TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

from pipeline.dedupe.engines import freeze, load_kernels
from pipeline.dedupe.pairs import MIX, encode_pairs
from pipeline.dedupe.ranks import Ranks
from pipeline.dedupe.settings import DedupeSettings
from pipeline.dedupe.table import I64, U64, spread_ranges

Column: TypeAlias = tuple[NDArray[Any], ...]
"""A value for each row, piece by piece: bands lie where they were stored."""

KEYS_A_LOT: Final = 4_096
"""Keys are dealt out into lots of about so many, which fit the nearest cache."""
KEYS_A_RANGE: Final = 8
SHORT_RUN: Final = 48
"""A range of so many keys is sorted by insertion."""


class Keys(msgspec.Struct, frozen=True, eq=False):
    """Keys that pairs are found by, and by what rows of one key are told apart where there are too many of them."""

    source: str
    column: Column
    """0 where there is no key. May be views of mapped files."""
    splits: tuple[Column, ...] = ()
    """The weightiest first."""


class Buckets(msgspec.Struct, frozen=True, eq=False):
    """Rows grouped by a key that at least two of them have: one bucket behind another, bucket i from `starts[i]` on."""

    rows: I64
    starts: I64
    sizes: I64

    def select(self, chosen: NDArray[np.bool_]) -> Buckets:
        """Some of the buckets."""
        return Buckets(self.rows, self.starts[chosen], self.sizes[chosen])


def as_column(array: NDArray[Any]) -> Column:
    """A column in one piece."""
    return (np.ascontiguousarray(array),)


def pick_values(column: Column, rows: I64) -> NDArray[Any]:
    """The values of some rows of a column.

    >>> pick_values((np.array([7, 8]), np.array([9])), np.array([2, 0, 2])).tolist()
    [9, 7, 9]
    """
    ends = np.cumsum([len(piece) for piece in column])
    owners = np.searchsorted(ends, rows, "right")
    picked = np.empty(len(rows), column[0].dtype)
    for number in np.unique(owners).tolist():
        chosen = owners == number
        picked[chosen] = column[number][rows[chosen] - (ends[number] - len(column[number]))]
    return picked


def group_rows(column: Column, part: tuple[int, int] = (0, 0)) -> Buckets:
    """The rows whose key another row has, grouped, in the order of the mixed keys.

    Of a part these are only those whose first bits, as many as the second number says, are the first number.
    """
    number, bits = part
    if (kernels := load_kernels(sum(map(len, column)))) is not None:
        keys, rows = _pick_repeated(kernels, column, part)
        order = _sort_compiled(kernels, keys, bits)
    else:
        keys = np.concatenate(column) * MIX
        rows = np.flatnonzero((keys != 0) & (keys >> np.uint64(64 - bits) == number) if bits else keys)
        keys = keys[rows]
        order = np.argsort(keys, kind="stable")
    keys, rows = keys[order], rows[order]
    is_first = np.ones(len(keys), np.bool_)
    is_first[1:] = keys[1:] != keys[:-1]
    starts = np.flatnonzero(is_first)
    sizes = np.diff(np.append(starts, len(keys)))
    return Buckets(rows, starts, sizes).select(sizes > 1)


def _pick_repeated(kernels: ModuleType, column: Column, part: tuple[int, int]) -> tuple[U64, I64]:
    """The mixed keys of a part that may occur more than once, and their rows, in the order of the first bits of the keys."""
    bits = part[1]
    ranges = 1 << (sum(map(len, column)) // (KEYS_A_LOT << bits)).bit_length()
    ends = np.zeros(ranges + 1, np.int64)
    chosen = (MIX, *part)
    for piece in column:
        kernels.count_keys(freeze(piece), chosen, ends)
    ends = np.cumsum(ends)
    dealt = (np.empty(ends[-1], np.uint64), np.empty(ends[-1], np.int64))
    at, row = ends.copy(), 0
    for piece in column:
        kernels.deal_keys((freeze(piece), row), chosen, at, dealt)
        row += len(piece)
    count = kernels.pick_repeated(dealt, freeze(ends), bits)
    return dealt[0][:count], dealt[1][:count]


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
    columns = [pick_values(split, members) for split in splits]
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
