"""Keys of 64 bits: the same in every process and on every machine, made by numpy for many values at once.

A value is taken in words of eight bytes, each mixed with its place; the mixed words are added up, and the sum is mixed with the
length and the kind of the value. Mixing is the finalizer of SplitMix64 (Steele, Lea, Flood 2014), a bijection each of whose output
bits depends on all input bits. The compiled loops do the same word by word (`kernels/digests.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from hashlib import blake2b
from typing import Final

import numpy as np

from pipeline.dedupe.table import U64

STEP: Final = 0x9E3779B97F4A7C15
"""What parts the places of words; also the increment of SplitMix64."""
MIX_1: Final = 0xBF58476D1CE4E5B9
MIX_2: Final = 0x94D049BB133111EB
WORD: Final = 8
"""Bytes of a word."""


def hash_values(kind: str, values: Sequence[bytes]) -> U64:
    """The keys of values of some kind, never 0; 0 where there is no value.

    >>> keys = hash_values("title", [b"sheep", b"sheep", b"", b"wool"]).tolist()
    >>> keys[0] == keys[1] != keys[3], keys[2]
    (True, 0)
    """
    lengths = np.fromiter(map(len, values), np.int64, len(values))
    sizes = -(-lengths // WORD)
    padded = b"".join([value.ljust(-(-len(value) // WORD) * WORD, b"\0") for value in values])
    starts = np.cumsum(sizes) - sizes
    words = np.frombuffer(padded, "<u8")
    places = np.arange(1, len(words) + 1, dtype=np.uint64) - np.repeat(starts.astype(np.uint64), sizes)
    has_value = sizes > 0
    keys = np.zeros(len(values), np.uint64)
    if has_value.any():
        sums = np.add.reduceat(mix_words(words + places * np.uint64(STEP)), starts[has_value])
        lengths = lengths[has_value].astype(np.uint64)
        keys[has_value] = np.maximum(mix_words(sums ^ (lengths * np.uint64(MIX_1) + np.uint64(salt_kind(kind)))), np.uint64(1))
    return keys


def mix_words(words: U64) -> U64:
    """Words with all their bits mixed."""
    words = (words ^ (words >> np.uint64(30))) * np.uint64(MIX_1)
    words = (words ^ (words >> np.uint64(27))) * np.uint64(MIX_2)
    return words ^ (words >> np.uint64(31))


@cache
def salt_kind(kind: str) -> int:
    """What parts the keys of one kind of value from those of another."""
    return int.from_bytes(blake2b(kind.encode(), digest_size=8).digest(), "little")
