"""What is counted of a paper, packed into one number: so that the counts of a corpus are sums of columns, and no paper is read again.

From the lowest bit: a bit for each field that the paper has, for each of two that can be cut short, for conflicts and for each flag; then
the day it was published, its licence and its language, each as a number that is 0 where nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Mapping
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

import numpy as np

from pipeline.census import OTHER, Census, Dates
from pipeline.columns import I64
from pipeline.licences import find_licence, list_licences
from pipeline.merge.member import COMPLETENESS
from pipeline.record_table import Column
from pipeline.records import FLAGS, Identifiers, Paper

PLAIN_FIELDS = (
    "title", "authors", "affiliations", "abstract", "categories", "published", "updated", "listed", "comments", "journal_ref", "urls", "has_code",
    "license", "language",
)  # fmt: skip
COUNTED_FIELDS = (*PLAIN_FIELDS, *(f"identifiers.{name}" for name in Identifiers.__struct_fields__))
"""The fields in the order of their bits."""
read_counted: Callable[[Paper], tuple[object, ...]] = attrgetter(*COUNTED_FIELDS)
LANGUAGES = (
    "en", "zh", "fr", "de", "es", "ru", "pt", "ja", "ko", "it", "pl", "nl", "uk", "tr", "ar", "cs", "sv", "fi", "da", "no", "hu", "ro", "el", "he", "fa",
    "id", "vi", "ca", "sr", "hr",
)  # fmt: skip
"""The languages that are told apart: those that papers are mostly written in."""
DATE_RE = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")


class Bits(NamedTuple):
    """Where in the number a smaller one stands."""

    at: int
    width: int

    def put(self, value: int) -> int:
        """The number that says this."""
        return value << self.at

    def take(self, column: I64) -> I64:
        """What each number of a column says."""
        return (column >> self.at) & ((1 << self.width) - 1)


MARKS = (*COUNTED_FIELDS, *COMPLETENESS, "conflicts", *sorted(FLAGS))
"""All that is one bit."""
BIT = {name: 1 << at for at, name in enumerate(MARKS)}
FIELD_BITS = tuple(BIT[name] for name in COUNTED_FIELDS)
PUBLISHED = Bits(len(MARKS), 21)
"""Year, month and day in 12, 4 and 5 bits."""
LICENCE = Bits(PUBLISHED.at + PUBLISHED.width, 6)
LANGUAGE = Bits(LICENCE.at + LICENCE.width, 5)
"""With it 63 bits are taken, all that a column of signed numbers has."""


def mark_fields(paper: Paper) -> int:
    """What is counted of a paper."""
    bits = mark_flags(paper.flags) if paper.flags else 0
    for bit, value in zip(FIELD_BITS, read_counted(paper), strict=True):
        if value or value is False:
            bits |= bit
    if paper.conflicts:
        bits |= BIT["conflicts"]
    if paper.authors_complete is False:
        bits |= BIT["authors_complete"]
    if paper.abstract_complete is False:
        bits |= BIT["abstract_complete"]
    if paper.published is not None:
        bits |= _mark_published(paper.published)
    if paper.license is not None:
        bits |= _mark_license(paper.license)
    if paper.language is not None:
        bits |= _mark_language(paper.language)
    return bits


def mark_names(names: Container[str]) -> int:
    """The bits of these fields, and of what else has a bit by its name."""
    return sum(bit for name, bit in BIT.items() if name in names)


def mark_values(columns: Mapping[str, Column], records: int) -> list[int]:
    """What is counted of the values of so many records, beside which fields they have and of flags."""
    marks = [0] * records
    for name, mark in VALUE_MARKS.items():
        if name in columns:
            for row, value in zip(columns[name].rows, columns[name].values, strict=True):
                marks[row] |= mark(str(value))
    for name, whole in COMPLETENESS.items():
        if name in columns and whole in columns:
            has_whole = set(columns[whole].rows)
            for row, value in zip(columns[name].rows, columns[name].values, strict=True):
                if value is False and row in has_whole:
                    marks[row] |= BIT[name]
    return marks


def mark_flags(flags: Iterable[str]) -> int:
    """The bits of flags; one that names another paper counts as its kind."""
    bits = 0
    for flag in flags:
        bits |= BIT[flag.partition(":")[0]]
    return bits


@lru_cache(1 << 16)
def _mark_published(date: str) -> int:
    match = DATE_RE.match(date)
    return PUBLISHED.put(int(match[1]) << 9 | int(match[2] or 0) << 5 | int(match[3] or 0)) if match else 0


@lru_cache(4096)
def _mark_license(text: str) -> int:
    licence = find_licence(text)
    return LICENCE.put(list_licences().index(licence) + 2 if licence else 1)


@lru_cache(4096)
def _mark_language(code: str) -> int:
    return LANGUAGE.put(LANGUAGES.index(code) + 2 if code in LANGUAGES else 1)


VALUE_MARKS = {"published": _mark_published, "license": _mark_license, "language": _mark_language}


def count_papers(presence: I64) -> Census:
    """The counts of all papers."""

    def count(names: Iterable[str]) -> dict[str, int]:
        return {name: int(np.count_nonzero(presence & BIT[name])) for name in names}

    return Census(
        papers=len(presence),
        fields=count(COUNTED_FIELDS),
        partial=dict(zip(COMPLETENESS.values(), count(COMPLETENESS).values(), strict=True)),
        conflicts=count(["conflicts"])["conflicts"],
        flags=count(sorted(FLAGS)),
        licences=_count_numbers(LICENCE.take(presence), [licence.id for licence in list_licences()]),
        languages=_count_numbers(LANGUAGE.take(presence), LANGUAGES),
        published=_count_dates(PUBLISHED.take(presence)),
    )


def _count_numbers(column: I64, names: Iterable[str]) -> dict[str, int]:
    """How often each name occurs, the most frequent first; 0 says nothing, 1 something that has no name."""
    counts = np.bincount(column).tolist()[1:]
    found = {name: count for name, count in zip((OTHER, *names), counts, strict=False) if count}
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def _count_dates(column: I64) -> Dates | None:
    dates = np.sort(column[column > 0])
    if not len(dates):
        return None
    first, early, late, last = (_write_date(int(dates[(len(dates) - 1) * share // 100])) for share in (0, 5, 95, 100))
    whole = dates[(dates & 31) > 0]
    return Dates(len(dates), first, early, late, last, _write_date(int(whole[-1])) if len(whole) else None)


def _write_date(number: int) -> str:
    """A date in EDTF.

    >>> _write_date(2024 << 9 | 5 << 5 | 7), _write_date(2024 << 9)
    ('2024-05-07', '2024')
    """
    parts = [f"{number >> 9:04}", f"{number >> 5 & 15:02}", f"{number & 31:02}"]
    return "-".join(part for part in parts if part != "00")
