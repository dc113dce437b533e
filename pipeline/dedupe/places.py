"""Where a paper was published: the numbers, the year and the venue that a journal reference names."""

from __future__ import annotations

import re
from typing import Final

import msgspec

from pipeline.dedupe.folding import fold_text

YEAR_RE = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
YEAR_BRACKETED_RE = re.compile(r"\(\D{0,12}((?:19|20)\d\d)\.?\)")
ERRATUM_RE = re.compile(r"\berrat(?:um|a)\b.*", re.DOTALL)
ISSUE_RE = re.compile(r"\([^()]*\)|\b(?:suppl[a-z]*|nos?|issues?|iss|num|number)\b[.\s]*\d+(?:-\d+)?")
"""The number of an issue or supplement: too many articles share it, and many styles leave it out. What stands in brackets is one, or a date."""
MEETING_RE = re.compile(r"(?<=[A-Za-z])\s?[-'’](?=\d\d\b)\d\d|\b\d+(?:st|nd|rd|th)\b")
"""`AAAI-20`, `VLDB '98`, `the 37th conference`: which meeting it was, which is neither volume nor page."""
PAGES_RE = re.compile(r"\b(?:pp?|pages?|pgs?)\b[.\s]*(?:[a-z]{0,3}\d+[^\w()]{0,3}){1,2}")
DIGITS_RE = re.compile(r"\d+")
WORD_RE = re.compile(r"[^\W\d_]+")
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


class Place(msgspec.Struct, frozen=True):
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
    folded = ERRATUM_RE.sub("", fold_text(MEETING_RE.sub(" ", journal_ref)))
    years = YEAR_BRACKETED_RE.findall(folded)[:1] or YEAR_RE.findall(folded)[-1:]
    year = years[0] if years else ""
    marked = PAGES_RE.search(folded)
    pages = _list_numbers(marked[0], year) if marked else ()
    others = _list_numbers(ISSUE_RE.sub(" ", PAGES_RE.sub(" ", folded) if marked else folded), year)
    words = [word for word in WORD_RE.findall(folded) if word not in SMALL_WORDS]
    acronym = "".join(word[0] for word in words)[:VENUE_LETTERS]
    venue = [word[:VENUE_LETTERS] for word in words if word not in NO_VENUE]
    return Place(
        volume=int(others[0][:VOLUME_DIGITS]) if others else 0,
        pages=pages or others[1:],
        year=int(year or 0),
        venue=tuple(dict.fromkeys([*venue, acronym] if len(acronym) == VENUE_LETTERS else venue)),
    )


def name_first_page(place: Place) -> str:
    """The page where it begins, with the volume where it is one of the first pages, as many begin there; empty where no page is named.

    >>> name_first_page(Place(76, ("1309",))), name_first_page(Place(76, ("1",))), name_first_page(Place(76))
    ('1309', '76 1', '')
    """
    if not place.pages:
        return ""
    volume = f"{place.volume} " if len(place.pages[0]) < OWN_PAGE_DIGITS else ""
    return f"{volume}{place.pages[0]}"


def _list_numbers(text: str, year: str) -> tuple[str, ...]:
    """The numbers in a text but for the year, each once, without leading zeros."""
    return tuple(dict.fromkeys(run.lstrip("0") or "0" for run in DIGITS_RE.findall(text) if run != year))
