"""Pairs of records worth comparing: found by sorting keys, part by part, within a memory that is set."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import msgspec
import numpy as np

from pipeline.dedupe.buckets import Buckets, Column, Keys, group_rows, link_oversized, pair_small, read_columns
from pipeline.dedupe.engines import load_kernels
from pipeline.dedupe.ids import ID_SCHEMES
from pipeline.dedupe.pairs import PairSet, decode_pairs, sort_codes
from pipeline.dedupe.ranks import Ranks, first_members
from pipeline.dedupe.settings import CANDIDATE_BYTES, DedupeSettings
from pipeline.dedupe.signatures import make_bands
from pipeline.dedupe.table import I64, U64, KeyTable

SOURCES: Final = ("all", *ID_SCHEMES, "text", "title", "opening", "place", "minhash")
"""Where a candidate pair comes from. `all` is every pair, where there are only few records."""
MOST_COLUMNS: Final = 8
"""So many bands of a record stand in one line of a cache, and are read together."""
HELD_BYTES: Final = 8
"""Of a key that was read and waits for its turn."""
SORT_BYTES: Final = 64
"""Of a key while its column is grouped, at most."""
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


def find_candidates(table: KeyTable, ranks: Ranks, settings: DedupeSettings, workers: int = 1, candidate_bytes: int = CANDIDATE_BYTES) -> Candidates:
    """All candidate pairs. They depend on the records alone, not on their order, the memory or the number of workers.

    With less memory beside the keys than they would take at once, they are gone over more often.
    """
    n = len(table)
    if n < settings.exact_below or n < 2:
        a, b = np.triu_indices(n, 1)
        return Candidates(a.astype(np.int64), b.astype(np.int64), {"all": len(a)} if len(a) else {}, 0)
    keys = list(list_keys(table, settings))
    kernels = load_kernels(n)
    pairs = {one.source: PairSet(kernels) for one in keys}
    together, bits = plan_reading(n, candidate_bytes, workers)
    oversized = 0
    with ThreadPoolExecutor(workers) as pool:
        for start in range(0, len(keys), together):
            some = keys[start : start + together]
            held = read_columns([one.column for one in some]) if together > 1 else [one.column for one in some]
            for part in range(1 << bits):
                grouped = pool.map(lambda column: _group_column(column, (part, bits), settings), held)  # noqa: B023  # done before the next part
                for one, (buckets, codes) in zip(some, grouped, strict=True):
                    pairs[one.source].add(codes)
                    pairs[one.source].add(link_oversized(buckets, one.splits, ranks, settings))
                    oversized += int((buckets.sizes > settings.max_bucket).sum())
    merged = {source: codes.sort() for source, codes in pairs.items()}
    a, b = decode_pairs(sort_codes(list(merged.values())))
    return Candidates(a, b, {source: len(codes) for source, codes in merged.items() if len(codes)}, oversized)


def plan_reading(records: int, budget: int, workers: int) -> tuple[int, int]:
    """How many columns to hold at a time, 1 for reading them where they lie, and by how many bits their keys are parted.

    >>> plan_reading(1_000_000, 512 << 20, 2), plan_reading(100_000_000, 512 << 20, 2)
    ((8, 0), (1, 6))
    """
    together = max(1, min(MOST_COLUMNS, budget // 2 // (HELD_BYTES * records)))
    parts = -(-records * SORT_BYTES * workers // (budget // 2))
    return together, (parts - 1).bit_length()


def list_keys(table: KeyTable, settings: DedupeSettings) -> Iterator[Keys]:
    """All keys that pairs are found by."""
    names = first_members(table, np.arange(len(table)))
    for column, scheme in enumerate(ID_SCHEMES):
        yield Keys(scheme, table.id_keys[:, column], (table.title_keys, table.text_keys))
    yield Keys("text", table.text_keys, (table.title_keys, names))
    yield Keys("title", table.title_keys, (names, table.years, table.text_keys))
    yield Keys("opening", table.openings[:, 0], (table.openings[:, 1], table.title_keys))
    yield Keys("place", table.place_keys, (names, table.title_keys))
    bands = make_bands(table.shingles, settings) if table.bands is None else table.bands
    for band in range(settings.bands):
        following = [(band + step) % settings.bands for step in range(1, BAND_SPLITS + 1)]
        yield Keys("minhash", bands[:, band], tuple(bands[:, other] for other in following))


def _group_column(column: Column, part: tuple[int, int], settings: DedupeSettings) -> tuple[Buckets, U64]:
    """The buckets of a part of a column, and the pairs in those that are not oversized."""
    buckets = group_rows(column, *part)
    return buckets, pair_small(buckets, settings)
