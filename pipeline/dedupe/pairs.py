"""Pairs of rows as numbers, and sets of them."""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType
from typing import Final

import numpy as np

from pipeline.dedupe.engines import freeze
from pipeline.dedupe.table import I64, U64

MIX: Final = np.uint64(0x9E3779B97F4A7C15)
"""An odd number: no two keys are one after multiplication by it, and their highest bits are as good as random."""
FEWEST_SLOTS: Final = 1 << 12
CHUNK_CODES: Final = 1 << 18
"""So many codes are added at a time, lest room is made for codes that are there already."""


class PairSet:
    """A set of codes of pairs. Mutable: bands find the same pairs again and again, and they are not all held until the end."""

    def __init__(self, kernels: ModuleType | None) -> None:
        self._kernels = kernels
        self._count = 0
        self._slots = np.zeros(FEWEST_SLOTS, np.uint64)
        self._codes: list[U64] = []

    def add(self, codes: U64) -> None:
        """Add the codes that are not in the set."""
        if self._kernels is None:
            self._codes.append(codes)  # Few, and sorted out in the end.
            return
        for start in range(0, len(codes), CHUNK_CODES):
            some = codes[start : start + CHUNK_CODES]
            self._make_room(len(some), self._kernels)
            added = np.empty(len(some), np.uint64)
            count = self._kernels.add_codes(self._slots, freeze(some), added, MIX)
            self._codes.append(added[:count].copy())
            self._count += count

    def list_codes(self) -> Sequence[U64]:
        """All codes of the set, each once, in no order."""
        return self._codes if self._kernels else [sort_codes(self._codes)]

    def _make_room(self, more: int, kernels: ModuleType) -> None:
        size = len(self._slots)
        while size < 2 * (self._count + more):
            size *= 2
        if size > len(self._slots):
            self._slots = np.zeros(size, np.uint64)
            for codes in self._codes:
                kernels.add_codes(self._slots, freeze(codes), np.empty(len(codes), np.uint64), MIX)


def sort_codes(codes: Sequence[U64]) -> U64:
    """All codes once, sorted.

    >>> sort_codes([np.array([5, 3], np.uint64), np.array([3], np.uint64)]).tolist()
    [3, 5]
    """
    merged = np.concatenate(codes) if codes else np.zeros(0, np.uint64)
    merged.sort()
    is_new = np.ones(len(merged), np.bool_)
    is_new[1:] = merged[1:] != merged[:-1]
    return merged[is_new]


def encode_pairs(a: I64, b: I64) -> U64:
    """Pairs of rows as numbers: the lower row above the higher."""
    return (np.minimum(a, b).astype(np.uint64) << np.uint64(32)) | np.maximum(a, b).astype(np.uint64)


def decode_pairs(codes: U64) -> tuple[I64, I64]:
    """The pairs of rows that numbers stand for.

    >>> [rows.tolist() for rows in decode_pairs(encode_pairs(np.array([7]), np.array([3])))]
    [[3], [7]]
    """
    return (codes >> np.uint64(32)).astype(np.int64), (codes & np.uint64(0xFFFFFFFF)).astype(np.int64)
