"""Words that a hyphen at a line's end cut in two, made whole again where the text itself shows how they are written."""

from __future__ import annotations

import re
from collections.abc import Callable

_WORD = r"[^\W\d_]+(?:-[^\W\d_]+)*"
WORD_RE = re.compile(_WORD)
LINE_END_RE = re.compile(rf"-[ \t]*\n[ \t]*(?P<second>{_WORD})")
"""A hyphen at a line's end and the word that opens the next line. The word before it is read backwards: to try one at each letter takes longest of all."""
MAX_SEARCHES = 16
"""With more line ends than this all words are listed once, which takes as long as so many searches."""


def join_hyphens(text: str) -> str:
    """Words cut by a hyphen at a line's end made whole again, as far as the text itself shows how they are written.

    Joining without evidence would lose hyphens that belong there (`state-of-` / `the-art`).

    >>> join_hyphens("a trans-\\nformer, as transformers are"), join_hyphens("one state-of-\\nthe-art, more state-of-the-art")
    ('a transformer, as transformers are', 'one state-of-the-art, more state-of-the-art')
    >>> join_hyphens("a trans-\\nformer")
    'a trans-\\nformer'
    """
    if LINE_END_RE.search(text) is None:
        return text
    matches = list(LINE_END_RE.finditer(text))
    is_written = _recall_words(text) if len(matches) > MAX_SEARCHES else _search_words(text)
    parts: list[str] = []
    done = last = 0  # what is copied, and where the last cut word ends: its second half is the first of no other
    for match in matches:
        start = _find_start(text, last, match.start())
        if start == match.start():
            continue
        first, second, last = text[start : match.start()], match["second"], match.end()
        whole = next((form for form in (f"{first}-{second}", first + second) if is_written(form.casefold())), None)
        if whole is not None:
            parts += (text[done:start], whole)
            done = last
    return "".join((*parts, text[done:])) if parts else text


def _find_start(text: str, first: int, end: int) -> int:
    """Where the word that ends here starts, which may hold hyphens; `end` if there is none."""
    start = end
    while start > first and _is_letter(text[start - 1]):
        start -= 1
        if start > first + 1 and text[start - 1] == "-" and _is_letter(text[start - 2]):
            start -= 1
    return start


def _is_letter(character: str) -> bool:
    return character.isalnum() and not character.isdecimal()


def _recall_words(text: str) -> Callable[[str], bool]:
    """Whether a word stands in the text, itself or in the plural, by a list of all its words."""
    words = set(WORD_RE.findall(text.casefold()))
    return lambda word: word in words or f"{word}s" in words


def _search_words(text: str) -> Callable[[str], bool]:
    """As `_recall_words`, by a search for each word."""
    folded = text.casefold()

    def is_written(word: str) -> bool:
        start = folded.find(word)
        while start >= 0:
            if _stands_alone(folded, start, start + len(word)):
                return WORD_RE.fullmatch(word) is not None  # folding a letter may have made it a letter and an accent
            start = folded.find(word, start + 1)
        return False

    return is_written


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether the word here is no part of a longer one, but for an `s` behind it."""
    if start and (_is_letter(text[start - 1]) or (text[start - 1] == "-" and start > 1 and _is_letter(text[start - 2]))):
        return False
    return _ends_here(text, end) or (text[end] == "s" and _ends_here(text, end + 1))


def _ends_here(text: str, end: int) -> bool:
    after = text[end : end + 2]
    return not after or not (_is_letter(after[0]) or (after[0] == "-" and _is_letter(after[1:])))
