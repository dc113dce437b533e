"""Pairs of records worth comparing: found by sorting keys, never more than a fixed number a record and key."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from pipeline.dedupe.ids import ID_SCHEMES
from pipeline.dedupe.settings import DedupeSettings
from pipeline.dedupe.table import I64, IS_CUT, U32, U64, KeyTable, spread_ranges

SOURCES: Final = ("all", *ID_SCHEMES, "text", "title", "opening", "place", "minhash")
"""Where a candidate pair comes from. `all` is every pair, where there are only few records."""
SCREEN_CHUNK = 200_000
SCREEN_MARGIN = 0.15
"""Four standard deviations of the estimate."""
MIX: Final = np.uint64(0x9E3779B97F4A7C15)


class Candidates(msgspec.Struct, frozen=True, eq=False):
    """Pairs of rows `a[i]`, `b[i]`, each once, the lower in rank first, and how they were found."""

    a: I64
    b: I64
    found: dict[str, int]
    """How many pairs each source gave."""
    oversized: int
    screened: int
    """Pairs that nothing but MinHash proposed and whose signatures are too far apart for any rule."""


def find_candidates(table: KeyTable, signatures: U32 | None, rank: I64, settings: DedupeSettings) -> Candidates:
    """All candidate pairs. `rank` is the place of each row in an order that only content decides."""
    n = len(table)
    if n < settings.exact_below or signatures is None:
        rows = np.argsort(rank)
        a, b = np.triu_indices(n, 1)
        return Candidates(rows[a], rows[b], {"all": len(a)} if len(a) else {}, 0, 0)
    found: dict[str, int] = {}
    oversized = 0
    codes: dict[str, list[U64]] = {}
    for source, keys, ties in _list_keys(table, signatures, settings):
        pairs, count = link_buckets(keys, (*ties, rank), settings)
        codes.setdefault(source, []).append(_encode_pairs(pairs, rank))
        oversized += count
    merged = {source: np.unique(np.concatenate(parts)) for source, parts in codes.items()}
    found = {source: len(pairs) for source, pairs in merged.items() if len(pairs)}
    by_key = np.unique(np.concatenate([pairs for source, pairs in merged.items() if source != "minhash"]))
    by_text = np.setdiff1d(merged["minhash"], by_key, assume_unique=True)
    kept = _screen_pairs(table, signatures, by_text, (rank, settings))
    rows = np.argsort(rank)
    ranks = np.concatenate([by_key, kept])
    ranks.sort()
    return Candidates(rows[ranks >> np.uint64(32)], rows[ranks & np.uint64(0xFFFFFFFF)], found, oversized, len(by_text) - len(kept))


def _list_keys(table: KeyTable, signatures: U32, settings: DedupeSettings) -> Iterator[tuple[str, U64, tuple[NDArray[np.generic], ...]]]:
    """Each key with its source and what its bucket is sorted by where that is oversized (the weightiest last)."""
    names = first_members(table)
    for column, scheme in enumerate(ID_SCHEMES):
        yield scheme, table.id_keys[:, column], (table.text_keys, table.title_keys)
    yield "text", table.text_keys, (names, table.title_keys)
    yield "title", table.title_keys, (table.text_keys, names)
    yield "opening", table.openings[:, 0], (table.title_keys, table.openings[:, 1])
    yield "place", table.place_keys, (names, table.title_keys)
    bands = hash_bands(signatures, settings)
    bands[table.shingles.sizes == 0] = 0
    for band in range(settings.bands):
        # An oversized bucket is split by the rows of the next bands.
        yield "minhash", bands[:, band], (bands[:, (band + 2) % settings.bands], bands[:, (band + 1) % settings.bands])


def first_members(table: KeyTable) -> U32:
    """Of each record the least hash of its surnames, 0 where there are none: common to most records of one paper."""
    first = np.zeros(len(table), np.uint32)
    has_names = table.surnames.sizes > 0
    first[has_names] = table.surnames.values[table.surnames.starts[:-1][has_names]]
    return first


def hash_bands(signatures: U32, settings: DedupeSettings) -> U64:
    """The bands [n, bands] of signatures, each hashed to one key that is not 0."""
    used = signatures[:, : settings.bands * settings.rows].reshape(len(signatures), settings.bands, settings.rows)
    keys = np.zeros(used.shape[:2], np.uint64)
    for row in range(settings.rows):
        keys = (keys ^ used[:, :, row]) * MIX
        keys ^= keys >> np.uint64(29)
    return np.maximum(keys, np.uint64(1))


def link_buckets(keys: U64, ties: Sequence[NDArray[np.generic]], settings: DedupeSettings) -> tuple[tuple[I64, I64], int]:
    """Pairs of rows with one key, and how many buckets were oversized. A key of 0 is no key.

    A bucket of up to `max_bucket` rows gives all its pairs. In a larger one, sorted by `ties` (the last one first), each
    row is linked to its next neighbours and to the first of the bucket: linear, and what is most alike still meets.
    """
    rows = np.flatnonzero(keys)
    rows = rows[np.argsort(keys[rows], kind="stable")]
    is_first = np.ones(len(rows), bool)
    is_first[1:] = keys[rows[1:]] != keys[rows[:-1]]
    starts = np.flatnonzero(is_first)
    sizes = np.diff(np.append(starts, len(rows)))
    is_oversized = sizes > settings.max_bucket
    small = (sizes > 1) & ~is_oversized
    pairs = [_link_neighbours(rows, starts[small], sizes[small], settings.max_bucket)]
    if is_oversized.any():
        starts, sizes = starts[is_oversized], sizes[is_oversized]
        members = rows[spread_ranges(starts, sizes)]
        bucket = np.repeat(np.arange(len(starts)), sizes)
        members = members[np.lexsort((*(tie[members] for tie in (ties[-1], *ties[:-1])), bucket))]
        starts = np.cumsum(sizes) - sizes
        pairs.append(_link_neighbours(members, starts, sizes, settings.bucket_window))
        first = members[np.repeat(starts, sizes)]
        pairs.append((first[first != members], members[first != members]))
    return (np.concatenate([a for a, _ in pairs]), np.concatenate([b for _, b in pairs])), int(is_oversized.sum())


def _link_neighbours(rows: I64, starts: I64, sizes: I64, distance: int) -> tuple[I64, I64]:
    """All pairs of rows at most `distance` apart within the ranges."""
    left, right = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for step in range(1, distance + 1):
        wide = sizes > step
        if not wide.any():
            break
        at = spread_ranges(starts[wide], sizes[wide] - step)
        left.append(rows[at])
        right.append(rows[at + step])
    return np.concatenate(left), np.concatenate(right)


def _encode_pairs(pairs: tuple[I64, I64], rank: I64) -> U64:
    """Pairs as numbers: the lower rank above the higher."""
    first, second = rank[pairs[0]], rank[pairs[1]]
    return (np.minimum(first, second).astype(np.uint64) << np.uint64(32)) | np.maximum(first, second).astype(np.uint64)


def _screen_pairs(table: KeyTable, signatures: U32, codes: U64, order: tuple[I64, DedupeSettings]) -> U64:
    """The pairs that may be near, or one in the other, by their signatures.

    No rule merges two texts of other titles below `near_jaccard` unless one holds the other. 128 rows estimate a Jaccard of
    0.75 to within 0.04; a text that holds another has the Jaccard that their sizes allow.
    """
    rank, settings = order
    rows = np.argsort(rank)
    is_cut = (table.flags & IS_CUT) > 0
    sizes = table.shingles.sizes
    kept = [np.zeros(0, np.uint64)]
    for start in range(0, len(codes), SCREEN_CHUNK):
        chunk = codes[start : start + SCREEN_CHUNK]
        a, b = rows[chunk >> np.uint64(32)], rows[chunk & np.uint64(0xFFFFFFFF)]
        alike = (signatures[a] == signatures[b]).mean(axis=1)
        most = np.minimum(sizes[a], sizes[b]) / np.maximum(np.maximum(sizes[a], sizes[b]), 1)
        least = np.minimum(settings.near_jaccard - SCREEN_MARGIN, most * (1 - SCREEN_MARGIN))
        kept.append(chunk[(alike >= least) | is_cut[a] | is_cut[b]])
    return np.concatenate(kept)
