"""Pairs of records worth comparing: found by sorting keys, part by part, within a memory that is set."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import msgspec
import numpy as np

from pipeline.dedupe.buckets import Buckets, Keys, decode_pairs, group_rows, link_oversized, pair_small, read_part
from pipeline.dedupe.ids import ID_SCHEMES
from pipeline.dedupe.ranks import Ranks, first_members
from pipeline.dedupe.settings import DedupeSettings
from pipeline.dedupe.signatures import make_bands
from pipeline.dedupe.table import I64, U64, KeyTable

SOURCES: Final = ("all", *ID_SCHEMES, "text", "title", "opening", "minhash")
"""Where a candidate pair comes from. `all` is every pair, where there are only few records."""
HELD_BYTES: Final = 16
"""Of a key that was read and waits for its turn, with its row."""
SORT_BYTES: Final = 64
"""Of a key whose column is being sorted, at most."""
CODE_BYTES: Final = 32
"""Of a pair, while those found are being sorted."""
MIB: Final = 1 << 20
BAND_SPLITS: Final = 3
"""An oversized bucket of a band is split by so many of the bands that follow."""


class Candidates(msgspec.Struct, frozen=True, eq=False):
    """Pairs of rows `a[i]`, `b[i]`, each once, the lower row first and sorted, and how they were found."""

    a: I64
    b: I64
    found: dict[str, int]
    """How many pairs each source gave."""
    oversized: int
    """How many buckets had more rows than are paired all with all."""


class _Pairs:
    """Codes of pairs, each kept once. Mutable: it grows, and sorts what it holds whenever there is much of it."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._codes = np.zeros(0, np.uint64)
        self._waiting: list[U64] = []
        self._count = 0

    def add(self, codes: U64) -> None:
        self._waiting.append(codes)
        self._count += len(codes)
        if self._count > self._limit:
            self.settle()

    def settle(self) -> U64:
        """All codes so far, sorted."""
        if self._waiting:
            self._codes = sort_codes([self._codes, *self._waiting])
            self._waiting, self._count = [], 0
        return self._codes


def find_candidates(table: KeyTable, ranks: Ranks, settings: DedupeSettings, workers: int = 1) -> Candidates:
    """All candidate pairs. They depend on the records alone, not on their order, the memory or the number of workers."""
    n = len(table)
    if n < settings.exact_below or n < 2:
        a, b = np.triu_indices(n, 1)
        return Candidates(a.astype(np.int64), b.astype(np.int64), {"all": len(a)} if len(a) else {}, 0)
    budget = settings.candidate_memory * MIB
    keys = list(list_keys(table, settings))
    pairs = {one.source: _Pairs(budget // CODE_BYTES) for one in keys}
    together, parts = plan_reading(n, len(keys), budget)
    oversized = 0
    with ThreadPoolExecutor(workers) as pool:
        for some in (keys[start : start + together] for start in range(0, len(keys), together)):
            for part in range(parts):
                held = read_part([one.column for one in some], part, parts)
                grouped = pool.map(lambda column: _group_column(column, n, settings), held)
                for one, (buckets, codes) in zip(some, grouped, strict=True):
                    pairs[one.source].add(codes)
                    pairs[one.source].add(link_oversized(buckets, one.splits, ranks, settings))
                    oversized += int((buckets.sizes > settings.max_bucket).sum())
    merged = {source: codes.settle() for source, codes in pairs.items()}
    a, b = decode_pairs(sort_codes(list(merged.values())))
    return Candidates(a, b, {source: len(codes) for source, codes in merged.items() if len(codes)}, oversized)


def plan_reading(records: int, columns: int, budget: int) -> tuple[int, int]:
    """How many columns to read together, and in how many parts, so that they are read least often.

    >>> plan_reading(1_000_000, 32, 512 * MIB), plan_reading(10_000_000, 32, 512 * MIB)
    ((16, 1), (8, 4))
    """

    def count_parts(together: int) -> int:
        needed = -(-records * (HELD_BYTES * together + SORT_BYTES) // budget)
        return 1 << (needed - 1).bit_length()

    choices = [min(1 << power, columns) for power in range(columns.bit_length() + 1)]
    best = min(choices, key=lambda together: (-(-columns // together) * count_parts(together), together))
    return best, count_parts(best)


def list_keys(table: KeyTable, settings: DedupeSettings) -> Iterator[Keys]:
    """All keys that pairs are found by."""
    names = first_members(table, np.arange(len(table)))
    for column, scheme in enumerate(ID_SCHEMES):
        yield Keys(scheme, table.id_keys[:, column], (table.title_keys, table.text_keys))
    yield Keys("text", table.text_keys, (table.title_keys, names))
    yield Keys("title", table.title_keys, (names, table.years, table.text_keys))
    yield Keys("opening", table.openings[:, 0], (table.openings[:, 1], table.title_keys))
    bands = make_bands(table.shingles, settings) if table.bands is None else table.bands
    for band in range(settings.bands):
        following = [(band + step) % settings.bands for step in range(1, BAND_SPLITS + 1)]
        yield Keys("minhash", bands[:, band], tuple(bands[:, other] for other in following))


def sort_codes(codes: Sequence[U64]) -> U64:
    """All codes once, sorted."""
    merged = np.concatenate(codes) if codes else np.zeros(0, np.uint64)
    merged.sort()
    is_new = np.ones(len(merged), np.bool_)
    is_new[1:] = merged[1:] != merged[:-1]
    return merged[is_new]


def _group_column(column: tuple[U64, I64], records: int, settings: DedupeSettings) -> tuple[Buckets, U64]:
    """The buckets of a column, and the pairs in those that are not oversized."""
    buckets = group_rows(*column, records)
    return buckets, pair_small(buckets, settings)
