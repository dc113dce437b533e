"""Rows of authors on pages of arXiv as text: whether a row is one, and what is in it."""

from __future__ import annotations

import re

from pipeline.formats.arxiv.author_line import find_places
from pipeline.formats.arxiv.flow import Draft
from pipeline.formats.people import find_et_al, split_people
from pipeline.records import Span

LINKED_RE = re.compile(r"\[(?P<name>[^\[\]\n]{1,120})\]\((?:[^\s()]|\([^\s()]*\)){0,400}\)")
NAME_RE = re.compile(r"(?:[^\W\d_][\w.'’\-]*\s*){1,7}")
SMALL_WORDS = frozenset({"a", "an", "the", "of", "for", "and", "in", "on", "with"})
ARTICLES = frozenset({"A", "An", "The"})
MIN_CAPITALISED = 0.8
"""So many of the names must end in a word with a capital; some authors write theirs without."""


def is_people(text: str) -> bool:
    """Whether a row is a list of names and nothing else.

    >>> is_people("Ada Moss, Bo van der Wu"), is_people("A Study of Bees"), is_people("We count bees, and more.")
    (True, False, False)
    """
    names = [text[start:end] for start, end in split_people(text)]
    words = [name.split() for name in names]
    return (
        bool(names)
        and all(len(name) <= 6 and NAME_RE.fullmatch(" ".join(name)) for name in words)
        and sum(name[-1][:1].isupper() for name in words) >= MIN_CAPITALISED * len(words)
        and sum(len(name) > 1 for name in words) * 2 >= len(words)
        and not any(name[0] in ARTICLES or SMALL_WORDS.intersection(name) for name in words)
    )


def add_people(draft: Draft, place: Span | None) -> None:
    """The names in a stretch, the affiliations behind them, and whether the list breaks off."""
    if place is None:
        return
    draft.explain("arxiv.between-authors", place)
    text = draft.flow.text[slice(*place)]
    links = [match.span("name") for match in LINKED_RE.finditer(text)]
    names = links or split_people(text)
    draft.add_list("authors", [(place[0] + low, place[0] + high) for low, high in names])
    rest = find_et_al(text)
    if rest is not None:
        draft.add("authors_complete", (place[0] + rest[0], place[0] + rest[1]))
    if names and not links:
        draft.add_list("affiliations", find_places(draft.flow.text, place, place[0] + names[-1][1]))
