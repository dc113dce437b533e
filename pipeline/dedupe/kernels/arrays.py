"""What compiled loops are told, and what they write to: arrays by name, as NamedTuples, which numba takes."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import numpy as np

from pipeline.dedupe.table import I64, U8, U32, U64

Sets: TypeAlias = tuple[U32, I64, U32]
"""The columns of `HashSets`: members, where each set begins, how many it has."""


class Folded(NamedTuple):
    """The columns of `FoldedTexts`, with its bytes once more as words of eight."""

    data: U8
    words: U64
    starts: I64
    ends: I64


class Authors(NamedTuple):
    """Names as they are written, `raw[raw_starts[i]:raw_starts[i + 1]]`, and folded."""

    raw: U8
    raw_starts: I64
    folded: Folded


class Digests(NamedTuple):
    """Where the digests of texts go."""

    counts: I64
    keys: U64
    openings: U64
    shingles: U32
    shingle_starts: I64
    words: U32
    word_starts: I64


class Salts(NamedTuple):
    """What parts the keys of texts from those of openings."""

    text: np.uint64
    opening: np.uint64


class TitleTables(NamedTuple):
    """What is looked up of the words of titles."""

    bytes: U32
    """`CrcTables.bytes`"""
    articles: U32
    """Their hashes."""
    number_tokens: U32
    """The hashes of words that say that there is a number."""
    stems: U32
    """The registers of CRC-32 after the first bytes of words that may name a role."""


class Titles(NamedTuple):
    """Where the digests of titles go."""

    keys: U64
    hints: U8
    words: U32
    word_starts: I64


class Names(NamedTuple):
    """Where the hashes of names go: of each author how the surname was found and what it is, and the words of all names."""

    states: U8
    surnames: U32
    words: U32
    word_starts: I64
