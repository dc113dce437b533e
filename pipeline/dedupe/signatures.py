"""Shingles and MinHash signatures, made with datasketch.

A shingle is three tokens in a row, as its CRC-32: the same in every process and on every machine, which Python's own
`hash` is not. The hashes are what is stored and compared; a signature is made of nothing else, so it can be made at
any time.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from itertools import accumulate, chain, pairwise
from operator import index
from typing import Final

import numpy as np

from pipeline.dedupe.settings import DedupeSettings
from pipeline.dedupe.table import U32, U64, HashSets

SHINGLE_TOKENS = 3
MIX: Final = np.uint64(0x9E3779B97F4A7C15)


def hash_set(items: Sequence[str]) -> U32:
    """The hashes of the items as a set.

    >>> hash_set(["b", "a", "a"]).tolist()
    [1908338681, 3904355907]
    """
    return gather_hashes([zlib.crc32(encode_token(item)) for item in items])


def hash_shingles(tokens: Sequence[str]) -> U32:
    """The set of hashed shingles of a text; none where it has fewer than three tokens.

    >>> len(hash_shingles("a rose is a rose is a rose".split()))
    3
    """
    text = " ".join(tokens)
    data = encode_token(text)
    # Where each token ends, in bytes: shingles are cut from one piece rather than joined each by itself.
    lengths = map(len, tokens) if text.isascii() else (len(encode_token(token)) for token in tokens)
    ends = list(accumulate(lengths, lambda end, length: end + 1 + length))
    starts = chain((0,), (end + 1 for end in ends))
    return gather_hashes([zlib.crc32(data[start:end]) for start, end in zip(starts, ends[SHINGLE_TOKENS - 1 :], strict=False)])


def encode_token(token: str) -> bytes:
    """The bytes of a token; lone surrogates, which a broken text may hold, do not stop it."""
    return token.encode("utf-8", "surrogatepass")


def gather_hashes(hashes: Sequence[int]) -> U32:
    """Hashes as a sorted array without repetition."""
    return np.array(sorted(set(hashes)), np.uint32)


def sign_sets(shingles: HashSets, num_perm: int) -> U32:
    """The MinHash signatures [n, num_perm] of sets of shingles. An empty set has none: its row is zeros, which no text gives.

    datasketch is imported here and not above: it takes most of a second, and a few records do not need it.
    """
    from datasketch import MinHash  # noqa: PLC0415

    signatures = np.zeros((len(shingles.starts) - 1, num_perm), np.uint32)
    blank = MinHash(num_perm=num_perm, hashfunc=index)  # The items are hashes already.
    bounds = shingles.starts.tolist()
    for row, (start, end) in enumerate(pairwise(bounds)):
        if end > start:
            minhash = blank.copy()
            minhash.update_batch(shingles.values[start:end].tolist())
            signatures[row] = minhash.hashvalues
    return signatures


def make_bands(shingles: HashSets, settings: DedupeSettings) -> U64:
    """The bands [n, bands] of the signatures of sets of shingles, each hashed to one key; 0 where there is no text."""
    used = sign_sets(shingles, settings.num_perm)[:, : settings.bands * settings.rows].reshape(-1, settings.bands, settings.rows)
    keys = np.zeros(used.shape[:2], np.uint64)
    for row in range(settings.rows):
        keys = (keys ^ used[:, :, row]) * MIX
        keys ^= keys >> np.uint64(29)
    keys = np.maximum(keys, np.uint64(1))
    keys[shingles.sizes == 0] = 0
    return keys
