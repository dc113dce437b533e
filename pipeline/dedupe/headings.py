"""What the titles of many records say, asked only where the answer may not be the usual one.

Most titles name no role and no number, and whether one may is seen from their folded tokens: only then is `titles` asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from pipeline.dedupe.table import U8, U64
from pipeline.dedupe.hashing import hash_values
from pipeline.dedupe.texts import FoldedTexts
from pipeline.dedupe.titles import PART_WORDS, ROMAN, find_numbers, find_role, fold_title, role_names

TITLE_STEMS_RE: Final = re.compile(
    rb"comment|remark|critique|repl[yi]|rejoinder|rebuttal|response|discussion|errat|corrigend|addend|correction"
    rb"|retract|publisher|expression of concern|supplement|appendix|withdraw"
)
"""What a title holds that has a role: every rule asks for one of these. A test holds them against the rules."""
ABSTRACT_STEMS: Final = (b"withdrawn", b"retracted")
"""The same for an abstract."""
NUMBER_TOKENS: Final = frozenset({*ROMAN, *PART_WORDS, "i", "v", "x"})
"""The tokens of a title with a number, where it has no digits."""


def find_roles(titles: Sequence[str | None], abstracts: Sequence[str | None], folded: tuple[FoldedTexts, FoldedTexts]) -> U8:
    """The place of each record's role in `role_names()`; `folded` are its title and its abstract."""
    asked = {*find_rows(folded[0], find_matches(folded[0])), *find_rows(folded[1], find_stems(folded[1]))}
    roles = np.zeros(len(titles), np.uint8)
    for row in asked:
        roles[row] = role_names().index(find_role(titles[row], abstracts[row]))
    return roles


def find_matches(titles: FoldedTexts) -> Iterator[int]:
    """Where in the titles a word begins that may name a role."""
    return (match.start() for match in TITLE_STEMS_RE.finditer(titles.data.data))


def find_stems(abstracts: FoldedTexts) -> Iterator[int]:
    """Where in the abstracts a word begins that may name a role."""
    data = abstracts.data.tobytes()
    for stem in ABSTRACT_STEMS:
        place = data.find(stem)
        while place >= 0:
            yield place
            place = data.find(stem, place + 1)


def find_rows(folded: FoldedTexts, places: Iterator[int]) -> list[int]:
    """The texts that the places are in."""
    rows: list[int] = np.unique(np.searchsorted(folded.starts, np.fromiter(places, np.int64), "right") - 1).tolist()
    return rows


def hash_titles(titles: Sequence[str], folded: FoldedTexts) -> tuple[U64, U64]:
    """Of each title the key by which titles meet, and the key of the numbers in it."""
    keys, numbers = [], []
    for title, text in zip(titles, folded, strict=True):
        tokens = text.decode().split()
        key = fold_title(tokens)
        keys.append(key.encode())
        has_numbers = not (key.isalpha() and NUMBER_TOKENS.isdisjoint(tokens))
        numbers.append(" ".join(find_numbers(title)).encode() if has_numbers else b"")
    return hash_values("title", keys), hash_values("numbers", numbers)
