"""What titles and abstracts of many records say of their roles and numbers, asked only where the answer may not be the usual one.

Most name no role and no number, and whether one may is seen from the folded tokens: only then is `titles` asked.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Final

import numpy as np

from pipeline.dedupe.hashing import hash_values
from pipeline.dedupe.table import U8, U64
from pipeline.dedupe.texts import ALIGNMENT, FoldedTexts
from pipeline.dedupe.titles import NOTE_MARKS, PART_WORDS, ROMAN, drop_notes, find_numbers, find_role, role_names

TITLE_STEMS: Final = tuple(
    re.findall(
        r"\w+",
        """addend appendix comment correction corrigend critique discussion errat expression publisher rebuttal rejoinder remark reply
        response retract supplement withdraw""",
    )
)
"""What a word begins with in a folded title that has a role: every rule asks for one of these. A test holds them against the rules."""
TITLE_STEMS_RE: Final = re.compile(rf"(?<![^ ])(?:{'|'.join(TITLE_STEMS)})".encode())
STEM_BYTES: Final = 5
"""No stem is shorter: a word that begins with other bytes begins with none."""
HAS_NUMBER, HAS_STEM = 1, 2
"""What is noted of a title: that it may have a number, or a role."""
ABSTRACT_STEMS: Final = (b"withdrawn", b"retracted")
"""The same for an abstract."""
HEAD_BYTES = 128
"""So far from its beginning an abstract is looked at for them: every rule asks that it begin with few words before."""
NUMBER_TOKENS: Final = frozenset({*ROMAN, *PART_WORDS, "i", "v", "x"})
"""A folded title with a number has one of these tokens, or a digit."""


def drop_all_notes(titles: Sequence[str]) -> tuple[Sequence[str], frozenset[int]]:
    """The titles without what catalogues append to them, and the rows of those that had something appended."""
    bare = {row: drop_notes(titles[row]) for row in find_marked(titles, NOTE_MARKS)}
    noted = frozenset(row for row, title in bare.items() if title != titles[row])
    return [bare[row] if row in noted else title for row, title in enumerate(titles)] if noted else titles, noted


def find_marked(texts: Sequence[str], marks: Sequence[str]) -> set[int]:
    """The rows of texts that hold one of the marks: each is searched for once in all texts together.

    >>> sorted(find_marked(["on sheep", "[wool]", "", "wool [review]"], ["[", "sheep"]))
    [0, 1, 3]
    """
    joined = "\n".join(texts)
    ends = list(accumulate(len(text) + 1 for text in texts))
    rows = set()
    for mark in marks:
        place = joined.find(mark)
        while place >= 0:
            row = bisect_right(ends, place)
            rows.add(row)
            place = joined.find(mark, ends[row])
    return rows


def find_roles(texts: tuple[Sequence[str], Sequence[str]], hints: U8, noted: frozenset[int], abstracts_folded: FoldedTexts) -> U8:
    """The place of each record's role in `role_names()`; `texts` are titles and abstracts.

    `hints` are of the titles without notes, `noted` are the rows of those that had some.
    """
    titles, abstracts = texts
    roles = np.zeros(len(titles), np.uint8)
    for row in sorted({*np.flatnonzero(hints & HAS_STEM).tolist(), *noted, *find_abstracts(abstracts_folded)}):
        roles[row] = role_names().index(find_role(titles[row], abstracts[row]))
    return roles


def find_abstracts(abstracts: FoldedTexts) -> Iterator[int]:
    """The rows of abstracts that may begin with naming a role, and perhaps some more."""
    words = abstracts.data.view(np.uint64)
    places = abstracts.starts[:, None] // ALIGNMENT + np.arange(HEAD_BYTES // ALIGNMENT)
    heads = words[np.minimum(places, len(words) - 1)].tobytes()
    for stem in ABSTRACT_STEMS:
        place = heads.find(stem)
        while place >= 0:
            yield place // HEAD_BYTES
            place = heads.find(stem, place + 1)


def hash_numbers(titles: Sequence[str], hints: U8) -> U64:
    """Of each title the key of the numbers in it; `hints` are of the folded titles, and markup may hide some from them."""
    has_number = (hints & HAS_NUMBER).tolist()
    rows = [row for row, title in enumerate(titles) if has_number[row] or "\\" in title or "<" in title]
    keys = np.zeros(len(titles), np.uint64)
    if rows:
        keys[rows] = hash_values("numbers", [" ".join(find_numbers(titles[row])).encode() for row in rows])
    return keys
