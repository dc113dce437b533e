"""Which words of two texts differ."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Final, Literal, TypeAlias

PieceKind: TypeAlias = Literal["same", "gone", "come"]
Piece: TypeAlias = tuple[PieceKind, str]

WORD_RE: Final = re.compile(r"\s+|\w+|[^\w\s]")
MAX_WORDS: Final = 4000
"""Longer texts are not compared word by word: it takes time that grows with the square."""
CONTEXT_CHARS: Final = 40
"""So much of what is the same is shown on either side of what is not."""


def compare_words(old: str, new: str) -> Iterator[Piece]:
    """The pieces of two texts, in order: what both have, what only the old one has, what only the new one has.

    >>> list(compare_words("a small cat", "a large cat"))
    [('same', 'a '), ('gone', 'small'), ('come', 'large'), ('same', ' cat')]
    """
    before, after = WORD_RE.findall(old), WORD_RE.findall(new)
    if max(len(before), len(after)) > MAX_WORDS:
        yield "gone", old
        yield "come", new
        return
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            yield "same", "".join(before[a:b])
        else:
            yield from ((kind, "".join(words)) for kind, words in (("gone", before[a:b]), ("come", after[c:d])) if words)  # type: ignore[misc]


def shorten_same(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """The pieces with less of what is the same: only so much that one sees where it is.

    >>> list(shorten_same(iter([("same", "a" * 50), ("come", "b")]))) == [("same", "…" + "a" * 40), ("come", "b")]
    True
    """
    items = list(pieces)
    for number, (kind, text) in enumerate(items):
        if kind != "same" or len(text) <= 2 * CONTEXT_CHARS:
            is_long_edge = kind == "same" and len(text) > CONTEXT_CHARS and number in (0, len(items) - 1)
            if not is_long_edge:
                yield kind, text
                continue
        head = text[:CONTEXT_CHARS] if number else ""
        tail = text[-CONTEXT_CHARS:] if number < len(items) - 1 else ""
        yield kind, f"{head}…{tail}"
