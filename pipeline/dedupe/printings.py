"""Journal references of many records made into keys and sets of hashes."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from typing import Final

import msgspec
import numpy as np

from pipeline.dedupe.hashing import STEP, hash_values, mix_words
from pipeline.dedupe.places import fold_place, name_first_page
from pipeline.dedupe.table import I64, U32, U64, HashSets, pack_sets

KNOWN_PLACES: Final = 1 << 14
"""So many journal references are kept in mind: those of proceedings come again."""


class HashedPlaces(msgspec.Struct, frozen=True, eq=False):
    """What journal references say, record by record; 0 or an empty set where one says nothing."""

    keys: U64
    """Volume and first page."""
    first_pages: U64
    """The page where it begins, as `name_first_page` tells it."""
    volumes: I64
    years: I64
    pages: HashSets
    venues: HashSets


class _Printing(msgspec.Struct, frozen=True, gc=False):
    """One journal reference, ready to be hashed."""

    place: bytes
    first_page: bytes
    volume: int
    year: int
    pages: tuple[int, ...]
    venue: tuple[int, ...]


def hash_places(journal_refs: Sequence[str | None]) -> HashedPlaces:
    """What each of the journal references says. Records without one take no time."""
    rows = [row for row, reference in enumerate(journal_refs) if reference]
    found = [_read_place(journal_refs[row] or "") for row in rows]
    keys, first_pages = np.zeros(len(journal_refs), np.uint64), np.zeros(len(journal_refs), np.uint64)
    volumes, years = np.zeros(len(journal_refs), np.int64), np.zeros(len(journal_refs), np.int64)
    if rows:
        keys[rows] = hash_values("place", [one.place for one in found])
        first_pages[rows] = hash_values("print", [one.first_page for one in found])
        volumes[rows], years[rows] = [one.volume for one in found], [one.year for one in found]
    pages, venues = [one.pages for one in found], [one.venue for one in found]
    return HashedPlaces(keys, first_pages, volumes, years, _spread_sets(pages, rows, len(journal_refs)), _spread_sets(venues, rows, len(journal_refs)))


def hash_prints(first_pages: U64, title_keys: U64) -> U64:
    """The keys of a title and the page where it begins; 0 where either is missing.

    >>> hash_prints(np.array([5, 5, 0], np.uint64), np.array([7, 0, 7], np.uint64)).astype(bool).tolist()
    [True, False, False]
    """
    mixed = np.maximum(mix_words(first_pages * np.uint64(STEP) + title_keys), np.uint64(1))
    return np.where((first_pages > 0) & (title_keys > 0), mixed, np.uint64(0))


@lru_cache(maxsize=KNOWN_PLACES)
def _read_place(journal_ref: str) -> _Printing:
    place = fold_place(journal_ref)
    key = f"{place.volume} {place.pages[0]}" if place.pages else ""
    return _Printing(key.encode(), name_first_page(place).encode(), place.volume, place.year, _hash_words(place.pages), _hash_words(place.venue))


@lru_cache(maxsize=KNOWN_PLACES)
def _hash_words(words: tuple[str, ...]) -> tuple[int, ...]:
    """The hashes of a few words as a set."""
    return tuple(sorted({zlib.crc32(word.encode()) for word in words}))


def _spread_sets(sets: Sequence[tuple[int, ...]], rows: Sequence[int], records: int) -> HashSets:
    """The sets of some rows as a column of all."""
    sizes = np.zeros(records, np.int64)
    sizes[rows] = [len(one) for one in sets]
    values: U32 = np.array(list(chain.from_iterable(sets)), np.uint32)
    return pack_sets(values, sizes)
