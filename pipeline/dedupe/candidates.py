"""Pairs of records worth comparing: found by sorting keys, part by part, within a memory that is set."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import chain, product, repeat
from typing import Final

import msgspec
import numpy as np

from pipeline.dedupe.buckets import Buckets, Keys, as_column, group_rows, link_oversized, pair_small
from pipeline.dedupe.engines import load_kernels
from pipeline.dedupe.ids import ID_SCHEMES
from pipeline.dedupe.mapped import release_pages
from pipeline.dedupe.pairs import PairSet, decode_pairs, sort_codes
from pipeline.dedupe.ranks import Ranks, first_members
from pipeline.dedupe.settings import CANDIDATE_BYTES, DedupeSettings
from pipeline.dedupe.signatures import make_bands
from pipeline.dedupe.table import I64, U64, KeyTable

SOURCES: Final = ("all", *ID_SCHEMES, "text", "title", "opening", "place", "minhash")
"""Where a candidate pair comes from. `all` is every pair, where there are only few records."""
COLUMNS_AHEAD: Final = 8
"""So many columns are grouped before the pairs of the first are in their set, at most."""
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
    bits = part_keys(n, candidate_bytes, workers)
    oversized = 0

    def group(one: Keys, part: int) -> tuple[Keys, Buckets, U64]:
        buckets = group_rows(one.column, (part, bits))
        return one, buckets, pair_small(buckets, settings)

    with ThreadPoolExecutor(workers) as pool:
        for part, start in product(range(1 << bits), range(0, len(keys), COLUMNS_AHEAD)):
            some = keys[start : start + COLUMNS_AHEAD]
            for one, buckets, codes in pool.map(group, some, repeat(part)):
                pairs[one.source].add(codes)
                pairs[one.source].add(link_oversized(buckets, one.splits, ranks, settings))
                oversized += int((buckets.sizes > settings.max_bucket).sum())
            release_pages(*(piece for one in some for piece in one.column))
    merged = {source: some.list_codes() for source, some in pairs.items()}
    a, b = decode_pairs(sort_codes(list(chain.from_iterable(merged.values()))))
    return Candidates(a, b, {source: found for source, codes in merged.items() if (found := sum(map(len, codes)))}, oversized)


def part_keys(records: int, budget: int, workers: int) -> int:
    """By how many of their first bits keys are parted, lest grouping a column takes more memory than half the budget.

    >>> part_keys(1_000_000, 512 << 20, 2), part_keys(100_000_000, 512 << 20, 2)
    (0, 6)
    """
    parts = -(-records * SORT_BYTES * workers // (budget // 2))
    return (parts - 1).bit_length()


def list_keys(table: KeyTable, settings: DedupeSettings) -> Iterator[Keys]:
    """All keys that pairs are found by."""
    names, titles, texts = as_column(first_members(table, np.arange(len(table)))), as_column(table.title_keys), as_column(table.text_keys)
    for column, scheme in enumerate(ID_SCHEMES):
        yield Keys(scheme, as_column(table.id_keys[:, column]), (titles, texts))
    yield Keys("text", texts, (titles, names))
    yield Keys("title", titles, (names, as_column(table.years), texts))
    yield Keys("opening", as_column(table.openings[:, 0]), (as_column(table.openings[:, 1]), titles))
    yield Keys("place", as_column(table.place_keys), (names, titles))
    pieces = (make_bands(table.shingles, settings),) if table.bands is None else table.bands
    bands = [tuple(piece[band] for piece in pieces) for band in range(settings.bands)]
    for band, found in enumerate(bands):
        yield Keys("minhash", found, tuple(bands[(band + step) % settings.bands] for step in range(1, BAND_SPLITS + 1)))
