"""Where a paper was published: the numbers, the year and the venue that a journal reference names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import msgspec

from pipeline.dedupe.folding import fold_text

CENTURIES: Final = ("19", "20")
YEAR_DIGITS = 4
YEAR_BRACKETED_RE = re.compile(r"\(\D{0,12}((?:19|20)\d\d)\.?\)")
ERRATUM_RE = re.compile(r"\berrat(?:um|a)\b.*", re.DOTALL)
ISSUE_RE = re.compile(r"\([^()]*\)|\b(?:suppl[a-z]*|nos?|issues?|iss|num|number)\b[.\s]*\d+(?:-\d+)?")
"""The number of an issue or supplement: too many articles share it, and many styles leave it out. What stands in brackets is one, or a date."""
MEETING_RE = re.compile(r"(?<=[A-Za-z])\s?[-'’](?=\d\d\b)\d\d|\b\d+(?:st|nd|rd|th)\b")
"""`AAAI-20`, `VLDB '98`, `the 37th conference`: which meeting it was, which is neither volume nor page."""
PAGES_RE = re.compile(r"\b(?:pp?|pages?|pgs?)\b[.\s]*(?:[a-z]{0,3}\d+[^\w()]{0,3}){1,2}")
SEAM_RE = re.compile(r"[()]|\berrat|\b(?:suppl[a-z]*|nos?|issues?|iss|num|number|pp?|pages?|pgs?)\b[.\s]*[a-z]{0,3}$")
"""What is read together with a number that comes behind it."""
FIRST_DIGIT_RE = re.compile(r"[0-9]")
LETTER_RE = re.compile(r"[^\W\d_]")
DIGITS_RE = re.compile(r"\d+")
WORD_RE = re.compile(r"[^\W\d_]+")
KNOWN_HEADS: Final = 1 << 13
"""So many names of journals are kept in mind."""
VOLUME_DIGITS = 9
OWN_PAGE_DIGITS = 2
VENUE_LETTERS = 3
"""`Trans.`, `Transactions`: so many letters of a word are left by every abbreviation of it that is longer than an initial."""
SMALL_WORDS: Final = frozenset(re.findall(r"\w+", "the a an of on in for and at to de la le der die und fur du des et y e"))
NO_VENUE: Final = frozenset(
    re.findall(
        r"\w+",
        """proc proceedings procs conference conf international int intl annual ann symposium symp workshop meeting journal j
        vol volume no number issue pp p pages page supplement suppl part th nd rd st
        jan feb mar apr may jun jul aug sep oct nov dec""",
    )
)
"""Words that many venues have in their names, or that stand before a number."""


class Place(msgspec.Struct, frozen=True, gc=False):
    """What a journal reference says; what it leaves out is empty or 0."""

    volume: int = 0
    pages: tuple[str, ...] = ()
    year: int = 0
    venue: tuple[str, ...] = ()


NOWHERE = Place()


def fold_place(journal_ref: str | None) -> Place:
    """The volume, pages, year and venue of a journal reference, in any style; a page `S27` is the number 27.

    The venue is the first letters of its words, and its acronym.

    >>> fold_place("Phys.Rev.D76:013009,2007").pages == fold_place("Physical Review D, vol 76, no 1, 013009 (2007)").pages
    True
    >>> fold_place("Journal of High Energy Physics 10 (2007) 045")
    Place(volume=10, pages=('45',), year=2007, venue=('hig', 'ene', 'phy', 'jhe'))
    """
    if not journal_ref:
        return NOWHERE
    first = FIRST_DIGIT_RE.search(journal_ref)
    head = journal_ref[: first.start()] if first else journal_ref
    # The names of journals come again, and nearly always end before the first number.
    words = _read_head(head) if journal_ref.isascii() and "\\" not in journal_ref and "<" not in journal_ref else None
    tail = journal_ref if words is None else journal_ref[len(head) :]
    has_letters = LETTER_RE.search(tail) is not None
    folded = fold_text(tail)
    if has_letters:
        before = "" if words is None else head[-1:]
        folded = ERRATUM_RE.sub("", fold_text(MEETING_RE.sub(" ", before + tail)[len(before) :]))
    volume, pages, year = _read_numbers(folded, has_letters)
    return Place(volume, pages, year, _name_venue((words or ()) + (_list_words(folded) if has_letters else ())))


@lru_cache(maxsize=KNOWN_HEADS)
def _read_head(head: str) -> tuple[str, ...] | None:
    """The words that stand before the first number; None where the two must be read together: `pp. 12`, `VLDB '98`, `(May 2007)`."""
    folded = fold_text(head)
    return None if head.endswith(("-", "'")) or SEAM_RE.search(folded) else _list_words(folded)


def _list_words(folded: str) -> tuple[str, ...]:
    return tuple(word for word in WORD_RE.findall(folded) if word not in SMALL_WORDS)


@lru_cache(maxsize=KNOWN_HEADS)
def _name_venue(words: tuple[str, ...]) -> tuple[str, ...]:
    acronym = "".join(word[0] for word in words)[:VENUE_LETTERS]
    venue = [word[:VENUE_LETTERS] for word in words if word not in NO_VENUE]
    return tuple(dict.fromkeys([*venue, acronym] if len(acronym) == VENUE_LETTERS else venue))


def _read_numbers(folded: str, has_letters: bool) -> tuple[int, tuple[str, ...], int]:  # noqa: FBT001  # known to who calls, and looked for once
    """Volume, pages and year of a folded reference."""
    runs = DIGITS_RE.findall(folded)
    has_brackets = "(" in folded
    years = YEAR_BRACKETED_RE.findall(folded)[:1] if has_brackets else []
    year = (years or [run for run in runs if len(run) == YEAR_DIGITS and run.startswith(CENTURIES)][-1:] or [""])[0]
    pages: tuple[str, ...] = ()
    if has_letters and (marked := PAGES_RE.search(folded)):
        pages = _list_numbers(DIGITS_RE.findall(marked[0]), year)
        folded = PAGES_RE.sub(" ", folded)
    # Nearly always what stands in brackets is the year alone, which is left out in any case.
    has_issues = has_letters or (has_brackets and (folded.count("(") > 1 or f"({year})" not in folded))
    others = _list_numbers(DIGITS_RE.findall(ISSUE_RE.sub(" ", folded)) if has_issues else runs, year)
    return int(others[0][:VOLUME_DIGITS]) if others else 0, pages or others[1:], int(year or 0)


def name_first_page(place: Place) -> str:
    """The page where it begins, with the volume where it is one of the first pages, as many begin there; empty where no page is named.

    >>> name_first_page(Place(76, ("1309",))), name_first_page(Place(76, ("1",))), name_first_page(Place(76))
    ('1309', '76 1', '')
    """
    if not place.pages:
        return ""
    volume = f"{place.volume} " if len(place.pages[0]) < OWN_PAGE_DIGITS else ""
    return f"{volume}{place.pages[0]}"


def _list_numbers(runs: Sequence[str], year: str) -> tuple[str, ...]:
    """The runs of digits but for the year, each once, without leading zeros."""
    return tuple(dict.fromkeys([run.lstrip("0") or "0" for run in runs if run != year]))
