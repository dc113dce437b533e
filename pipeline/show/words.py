"""Which words of a text are others in what came of it."""

from __future__ import annotations

from difflib import SequenceMatcher

MAX_WORDS = 600
"""Longer texts are not compared: it takes time that grows with the square."""


def list_word_changes(before: str, after: str) -> list[tuple[str, str]] | None:
    """The runs of words that differ, each before and after; none where white space alone differs. None for texts too long to compare.

    >>> list_word_changes("up to 63.5\\\\% of  sums", "up to 63.5% of sums")
    [('63.5\\\\%', '63.5%')]
    """
    old, new = before.split(), after.split()
    if max(len(old), len(new)) > MAX_WORDS:
        return None
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [(" ".join(old[a:b]), " ".join(new[c:d])) for tag, a, b, c, d in codes if tag != "equal"]


def mark_words(before: str, after: str) -> list[tuple[str, str]]:
    """The words of both texts in runs, each with whether it is in the `old` one, the `new` one, or the `same` in both.

    >>> mark_words("up to 63.5\\\\% of", "up to 63.5% of")
    [('same', 'up to'), ('old', '63.5\\\\%'), ('new', '63.5%'), ('same', 'of')]
    """
    old, new = before.split(), after.split()
    if max(len(old), len(new)) > MAX_WORDS:
        return [("new", after)]
    marked: list[tuple[str, str]] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        runs = [("same", new[c:d])] if tag == "equal" else [("old", old[a:b]), ("new", new[c:d])]
        marked.extend((kind, " ".join(words)) for kind, words in runs if words)
    return marked
