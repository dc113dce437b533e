"""The dumps of a corpus as a person thinks of them: each by itself while they are few, else the series they belong to."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

import msgspec

from pipeline.records import LedgerLine
from pipeline.series import name_series

MAX_SOURCES = 12
"""So many are told apart in a chart; what is beyond is one more."""
DAY_RE = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])(?!\d)")


class Source(msgspec.Struct, frozen=True):
    """A dump or a series of them."""

    name: str
    dumps: tuple[int, ...]
    """By their numbers in the ledger."""


def group_dumps(ledger: Sequence[LedgerLine]) -> list[Source]:
    """The sources of a corpus, those of most records first."""
    names = [line.dump for line in ledger]
    if len(ledger) > MAX_SOURCES:
        names = [name_series(name) for name in names]
    members: dict[str, list[int]] = defaultdict(list)
    records: Counter[str] = Counter()
    for number, name in enumerate(names):
        members[name].append(number)
        records[name] += ledger[number].kept
    ranked = sorted(members, key=lambda name: (-records[name], name))
    sources = [Source(name if len(members[name]) > 1 else ledger[members[name][0]].dump, tuple(members[name])) for name in ranked[:MAX_SOURCES]]
    rest = [number for name in ranked[MAX_SOURCES:] for number in members[name]]
    return [*sources, Source(f"{len(ranked) - MAX_SOURCES} other sources", tuple(sorted(rest)))] if rest else sources


def find_day(line: LedgerLine) -> str | None:
    """The day a dump was captured, as far as anything says so: what was told of it, else its name."""
    return line.captured_on or read_day(line.dump)


def read_day(name: str) -> str | None:
    """The first day that a name holds.

    >>> read_day("raw/cs.CL-2026-02-01.html"), read_day("daily_20260201.json"), read_day("arxiv-2405.14333.html")
    ('2026-02-01', '2026-02-01', None)
    """
    match = DAY_RE.search(name)
    return None if match is None else "-".join(match.groups())
