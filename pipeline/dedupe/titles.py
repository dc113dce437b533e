"""What a title says about which paper it is: its words, its numbers, its role."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from pipeline.dedupe.folding import split_tokens
from pipeline.rules import compile_rules

ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "xi": "11", "xii": "12", "xiii": "13"}
"""Numerals that are no word or letter of their own: they count wherever they stand."""
WORDS = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "first": "1", "second": "2", "third": "3"}
LONE = {"i": "1", "v": "5", "x": "10", **WORDS, **{letter: letter for letter in "abcd"}}
"""What is a number only after `part` and its like."""
PART_WORDS = frozenset(
    {"part", "parts", "pt", "paper", "volume", "vol", "chapter", "no", "number", "version", "phase", "episode", "lecture", "book", "section"}
)
ARTICLES = frozenset({"a", "an", "the"})
NOTE_MARKS = ("[", "LA:", "TO:", "<ORIGINAL>", "(in ", "(In ", "(article", "(Article")
"""Every note has one of these: most titles have none, and need no rule."""
LONG_PLURAL = 3
"""Longer tokens lose a last `s`."""
DIGITS_RE = re.compile(r"\d+")
LONE_NUMERAL_RE = re.compile(r"(?:^|(?<=[\s:.,(–—-]))([IVX])(?=\s*(?:[:.,)]|[–—-]\s|$))")
"""A single capital that closes the title or a part of it: `Jacobi expansions I: the heat semigroup`, `Systems. I`."""


def find_numbers(title: str) -> tuple[str, ...]:
    """The numbers in a title, sorted, numerals as digits: what tells the parts of a series, versions and years apart.

    >>> find_numbers("Saddle points -- Part II: methods"), find_numbers("Saddle points, part 2. Methods")
    (('2',), ('2',))
    >>> find_numbers("DeepSeek-V3"), find_numbers("Jacobi expansions I: the heat semigroup"), find_numbers("What can I know?")
    (('3',), ('1',), ())
    """
    found = []
    previous = ""
    for token in split_tokens(LONE_NUMERAL_RE.sub(r" part \1 ", title)):
        if token in ROMAN:
            found.append(ROMAN[token])
        elif previous in PART_WORDS and token in LONE:
            found.append(LONE[token])
        else:
            found.extend(run.lstrip("0") or "0" for run in DIGITS_RE.findall(token))
        previous = token
    return tuple(sorted(found))


def drop_notes(title: str) -> str:
    """The title without what catalogues append to it.

    >>> drop_notes("[Counting sheep at dusk] LA: Chi"), drop_notes("Counting sheep. [Erratum appears in J. Wool. 1989 Oct;24(4):629]")
    ('[Counting sheep at dusk]', 'Counting sheep')
    """
    if not any(mark in title for mark in NOTE_MARKS):
        return title
    for item in compile_rules("dedupe"):
        if item.rule.id.startswith("note."):
            title = item.regex.sub("", title) or title
    return title


def fold_title(tokens: Sequence[str]) -> str:
    """The tokens of a title as the key by which titles meet: without articles, plural endings and spaces.

    >>> fold_title(["the", "pre", "training", "of", "forests"]) == fold_title(["pretraining", "of", "a", "forest"])
    True
    """
    kept = [token for token in tokens if token not in ARTICLES] or tokens
    return "".join(token[:-1] if len(token) > LONG_PLURAL and token.endswith("s") else token for token in kept)


@cache
def role_names() -> tuple[str, ...]:
    """The roles a record can have towards a paper, in the order of their rules; the paper itself comes first."""
    families = dict.fromkeys(item.rule.id.removeprefix("role.").split("-")[0] for item in compile_rules("dedupe") if item.rule.id.startswith("role."))
    return "paper", *families


def find_role(title: str | None, abstract: str | None) -> str:
    """What a record is: the paper itself, or a comment on one, an erratum, a withdrawal notice, ...

    >>> find_role("Comment on 'Superluminal neutrinos'", None), find_role("Comments in source code", None)
    ('comment', 'paper')
    """
    for item in compile_rules("dedupe"):
        family, _, name = item.rule.id.partition(".")
        if family != "role":
            continue
        text = abstract if name.endswith("-abstract") else title
        if text and item.regex.search(text):
            return name.split("-")[0]
    return "paper"
