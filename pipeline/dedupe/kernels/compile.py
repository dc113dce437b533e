"""How loops are compiled, and what they are told and write to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar, cast

import numba
import numpy as np

from pipeline.dedupe.table import I64, U8, U32, U64

Loop = TypeVar("Loop", bound=Callable[..., Any])


def compile_loop(loop: Loop) -> Loop:
    """The loop, compiled when it is first called; other threads run meanwhile.

    Arrays that it only reads are handed over as `engines.freeze` gives them: maps of files are read-only, and each type would be
    compiled by itself.
    """
    return cast(Loop, numba.njit(cache=True, nogil=True)(loop))


def inline_loop(loop: Loop) -> Loop:
    """A loop that becomes part of those that call it: a call with arrays costs more than a few look-ups."""
    return cast(Loop, numba.njit(inline="always")(loop))


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


class Names(NamedTuple):
    """Where the hashes of names go: of each author how the surname was found and what it is, and the words of all names."""

    states: U8
    surnames: U32
    words: U32
    word_starts: I64
