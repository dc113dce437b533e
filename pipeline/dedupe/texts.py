"""Folded texts of many records in one piece of memory, and what dedupe keeps of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from pipeline.dedupe.table import I64, U8, U64, HashSets

OPENING_TOKENS = (10, 20)
"""A teaser and the whole text begin with the same ten tokens; twenty part those of a common opening."""
ALIGNMENT = 8
"""Texts begin at multiples of so many bytes, for hashing takes words of eight."""


class FoldedTexts(msgspec.Struct, frozen=True, eq=False):
    """Texts as tokens in UTF-8 with one space between them. Text i is `data[starts[i]:ends[i]]`.

    Behind each stand spaces up to the next multiple of `ALIGNMENT`, at least one, and as many again behind the last.
    """

    data: U8
    starts: I64
    ends: I64

    def __iter__(self) -> Iterator[bytes]:
        data = self.data.tobytes()
        return (data[start:end] for start, end in zip(self.starts.tolist(), self.ends.tolist(), strict=True))

    def drop(self, rows: NDArray[np.bool_]) -> FoldedTexts:
        """The texts, those of the rows marked taken as empty."""
        return FoldedTexts(self.data, self.starts, np.where(rows, self.starts, self.ends))


class TextDigests(msgspec.Struct, frozen=True, eq=False):
    """What is kept of texts, text by text."""

    counts: I64
    """How many tokens each has."""
    keys: U64
    """The keys of all their tokens, 0 for an empty text."""
    openings: U64
    """[n, 2]: the keys of their first tokens, as many as `OPENING_TOKENS` says; 0 where there are fewer."""
    shingles: HashSets
    words: HashSets
    """Their long words; shingles and words are empty where there are too few tokens."""


class TitleDigests(msgspec.Struct, frozen=True, eq=False):
    """What is kept of titles, title by title."""

    keys: U64
    """The keys by which titles meet."""
    hints: U8
    """What each may have: `headings.HAS_NUMBER`, `headings.HAS_STEM`."""
    words: HashSets


class Limits(msgspec.Struct, frozen=True):
    """What of a text goes into its sets."""

    min_tokens: int
    """A text with fewer has neither shingles nor words."""
    long_word: int
    """Words in ASCII with fewer letters are left out."""


def pack_texts(texts: Sequence[bytes]) -> FoldedTexts:
    """Texts that are folded already in one piece of memory.

    >>> list(pack_texts([b"on sheep", b"", b"wool"]))
    [b'on sheep', b'', b'wool']
    """
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    rooms = (lengths // ALIGNMENT + 1) * ALIGNMENT
    data = b"".join([*(text.ljust((len(text) // ALIGNMENT + 1) * ALIGNMENT) for text in texts), b" " * ALIGNMENT])
    starts = np.cumsum(rooms) - rooms
    return FoldedTexts(np.frombuffer(data, np.uint8), starts, starts + lengths)
