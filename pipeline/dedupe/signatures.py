"""Sets of hashes, MinHash signatures as datasketch makes them, and their bands.

A shingle is three tokens in a row, as its CRC-32: the same in every process and on every machine, which Python's own
`hash` is not. The hashes are what is stored and compared; a signature is made of nothing else, so it can be made at
any time.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from functools import cache
from importlib import import_module
from itertools import accumulate, chain
from typing import Final

import numpy as np

from pipeline.dedupe.engines import freeze_sets, load_kernels
from pipeline.dedupe.settings import DedupeSettings
from pipeline.dedupe.table import U32, U64, HashSets

SHINGLE_TOKENS = 3
SCHEME: Final = "affine32"
"""Of the schemes of datasketch the one that takes hashes of 32 bits."""
BAND_MIX: Final = np.uint64(0x9E3779B97F4A7C15)
LEAST_KEY: Final = np.uint64(1)
MIX_1: Final = np.uint32(0x85EBCA6B)
MIX_2: Final = np.uint32(0xC2B2AE35)
PERMUTATIONS_TOGETHER: Final = 4
"""So many are made at a time, their least values kept in registers."""


def hash_set(items: Iterable[str]) -> U32:
    """The hashes of the items as a set.

    >>> hash_set(["b", "a", "a"]).tolist()
    [1908338681, 3904355907]
    """
    return gather_hashes(zlib.crc32(encode_token(item)) for item in items)


def hash_shingles(tokens: Sequence[bytes]) -> U32:
    """The set of hashed shingles of a text; none where it has fewer than three tokens.

    >>> len(hash_shingles(b"a rose is a rose is a rose".split()))
    3
    """
    data = b" ".join(tokens)
    # Where each token ends, in bytes: shingles are cut from one piece rather than joined each by itself.
    ends = list(accumulate(map(len, tokens), lambda end, length: end + 1 + length))
    starts = chain((0,), (end + 1 for end in ends))
    return gather_hashes([zlib.crc32(data[start:end]) for start, end in zip(starts, ends[SHINGLE_TOKENS - 1 :], strict=False)])


def encode_token(token: str) -> bytes:
    """The bytes of a token; lone surrogates, which a broken text may hold, do not stop it."""
    return token.encode("utf-8", "surrogatepass")


def gather_hashes(hashes: Iterable[int]) -> U32:
    """Hashes as a sorted array without repetition."""
    return np.array(sorted(set(hashes)), np.uint32)


@cache
def make_permutations(num_perm: int) -> tuple[U32, U32]:
    """The factors and summands of datasketch's permutations (its scheme `affine32`).

    datasketch takes half a second to import: only where signatures are made, which a few records do without.
    """
    factors, summands = import_module("datasketch").MinHash(num_perm, scheme=SCHEME).permutations
    return np.asarray(factors, np.uint32), np.asarray(summands, np.uint32)


def sign_sets(shingles: HashSets, num_perm: int) -> U32:
    """The MinHash signatures [n, num_perm] of sets of shingles. An empty set has none: its row is zeros, which no text gives."""
    permutations = make_permutations(num_perm)
    signatures = np.zeros((len(shingles.sizes), num_perm), np.uint32)
    if (kernels := load_kernels(len(signatures))) is not None:
        kernels.sign_rows(freeze_sets(shingles), pad_permutations(permutations), signatures, np.zeros((0, 0), np.uint64), 0)
        return signatures
    for row, (start, size) in enumerate(zip(shingles.starts.tolist(), shingles.sizes.tolist(), strict=True)):
        if size:
            signatures[row] = sign_set(shingles.values[start : start + size], permutations)
    return signatures


def sign_set(hashes: U32, permutations: tuple[U32, U32]) -> U32:
    """The signature of one set: of each permutation the least value. The hashes are first mixed, as MurmurHash3 does at its end."""
    factors, summands = permutations
    mixed = (hashes ^ (hashes >> np.uint32(16))) * MIX_1
    mixed = (mixed ^ (mixed >> np.uint32(13))) * MIX_2
    mixed ^= mixed >> np.uint32(16)
    least: U32 = (mixed[:, None] * factors + summands).min(axis=0)
    return least


def make_bands(shingles: HashSets, settings: DedupeSettings) -> U64:
    """The bands [bands, n] of the signatures of sets of shingles, each hashed to one key; 0 where there is no shingle.

    Raises `ValueError` where the settings ask for more bands than a signature has rows for.
    """
    if settings.bands * settings.rows > settings.num_perm:
        raise ValueError(f"{settings.bands} bands of {settings.rows} rows need more than num_perm = {settings.num_perm}")
    bands = np.zeros((settings.bands, len(shingles.sizes)), np.uint64)
    if (kernels := load_kernels(bands.shape[1])) is not None:
        permutations = pad_permutations(make_permutations(settings.num_perm))
        kernels.sign_rows(freeze_sets(shingles), permutations, np.zeros((0, 0), np.uint32), bands, settings.rows)
        return bands
    signatures = sign_sets(shingles, settings.num_perm)
    for row in range(settings.rows):
        bands = (bands ^ signatures[:, row : settings.bands * settings.rows : settings.rows].T) * BAND_MIX
        bands ^= bands >> np.uint64(29)
    bands = np.maximum(bands, LEAST_KEY)
    bands[:, shingles.sizes == 0] = 0
    return bands


def pad_permutations(permutations: tuple[U32, U32]) -> tuple[U32, U32]:
    """Permutations made up to a multiple of those that compiled loops make at a time."""
    spare = -len(permutations[0]) % PERMUTATIONS_TOGETHER
    return np.pad(permutations[0], (0, spare)), np.pad(permutations[1], (0, spare))
