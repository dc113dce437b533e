"""The figures behind the charts of a report, from counts and columns: no record is read for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec
import numpy as np

from pipeline.report.sources import Source, find_day, group_dumps
from pipeline.report.subject import Subject
from pipeline.report.words import EVIDENCE
from pipeline.resolution import KINDS
from pipeline.stored import ShardNote

MAX_RULES = 15
"""So many rules are told apart; the others are one bar."""
MAX_DAYS = 93
"""So many days are shown by day: a quarter. A longer time is shown by month."""
MAX_MONTHS = 120
UNKNOWN = "?"
SIZES = ((1, 1), (2, 2), (3, 3), (4, 4), (5, 5), (6, 10), (11, 20), (21, 50), (51, 0))
"""Clusters of these sizes, from and to, are counted together."""
SCORE_STEP = 0.05
SCORED_KINDS = ("jaccard", "containment", "title-authors", "title")
"""Evidence whose score is a similarity; a shared id or an equal text has none."""


class Bar(msgspec.Struct, frozen=True):
    """A bar of a chart and what it counts."""

    name: str
    count: int


class Flow(msgspec.Struct, frozen=True):
    """What a source gave: records, and stretches that were rejected."""

    source: str
    dumps: int
    records: int
    rejected: int


class Period(msgspec.Struct, frozen=True):
    """The records that a source gave for a day, a month or a year."""

    source: str
    period: str
    records: int


class Timeline(msgspec.Struct, frozen=True):
    """When the records of each source are from."""

    unit: str
    """`day`, `month` or `year`."""
    sources: list[str]
    periods: list[Period]
    unknown: int
    """Records of which nothing says when they are from."""


class Charts(msgspec.Struct, frozen=True):
    """The figures of all charts."""

    flow: list[Flow]
    papers: int
    merged: int
    timeline: Timeline
    sizes: list[Bar]
    evidence: list[Bar]
    scores: list[Bar]
    """Pairs by similarity: the name is where a step begins."""
    edits: list[Bar]


def make_charts(subject: Subject) -> Charts:
    """The figures of a corpus."""
    sources, notes = group_dumps(subject.ledger), subject.load_notes()
    merge = subject.counts["merge"]
    kinds = np.bincount(subject.resolution.edges.kinds, minlength=len(KINDS)).tolist()
    return Charts(
        flow=[_follow(source, subject) for source in sources],
        papers=merge["papers"],
        merged=merge["merged"],
        timeline=_make_timeline(sources, _add_days(subject, notes)),
        sizes=_count_sizes(subject),
        evidence=[Bar(EVIDENCE[kind], count) for kind, count in zip(KINDS, kinds, strict=True) if count],
        scores=_count_scores(subject),
        edits=_rank(_add_edits(notes)),
    )


def _follow(source: Source, subject: Subject) -> Flow:
    lines = [subject.ledger[number] for number in source.dumps]
    return Flow(source.name, len(lines), sum(line.kept for line in lines), sum(line.rejected for line in lines))


def _make_timeline(sources: Sequence[Source], days: Sequence[Counter[str]]) -> Timeline:
    """Records by source and by when they are from: the day they were listed, else that of the dump, else the month they were published."""
    counts: dict[str, Counter[str]] = {source.name: Counter() for source in sources}
    for source in sources:
        for number in source.dumps:
            counts[source.name].update(days[number])
    known = sorted({day for count in counts.values() for day in count} - {UNKNOWN})
    unit, width = _choose_unit(known)
    periods: Counter[tuple[str, str]] = Counter()
    for source in sources:
        for day, count in counts[source.name].items():
            if day != UNKNOWN:
                periods[source.name, day[:width]] += count
    listed = [Period(name, period, count) for (name, period), count in sorted(periods.items())]
    return Timeline(unit, [source.name for source in sources], listed, sum(count[UNKNOWN] for count in counts.values()))


def _add_days(subject: Subject, notes: Sequence[ShardNote]) -> list[Counter[str]]:
    """Of each dump how many records are from when."""
    days: list[Counter[str]] = [Counter() for _ in subject.ledger]
    for note, number in zip(notes, subject.number_dumps().tolist(), strict=True):
        own = find_day(subject.ledger[number])
        for day, count in note.days.items():
            is_known = day[:4].isdecimal()
            days[number][day if is_known and (len(day) == len("2026-02-01") or own is None) else own or UNKNOWN] += count
        days[number][own or UNKNOWN] += note.kept - sum(note.days.values())
    return [+count for count in days]


def _choose_unit(known: Sequence[str]) -> tuple[str, int]:
    """The unit for these times, and how many characters of a date it takes.

    >>> _choose_unit(["2026-02-01", "2026-02-03"]), _choose_unit(["2025-11", "2026-02-03"]), _choose_unit(["1998-03", "2026-02"])
    (('day', 10), ('month', 7), ('year', 4))
    """
    if not known:
        return "day", 10
    if all(len(day) == len("2026-02-01") and "X" not in day for day in known) and _count_days(known[0], known[-1]) <= MAX_DAYS:
        return "day", 10
    is_monthly = all(day[5:7].isdecimal() for day in known)
    months = 12 * (int(known[-1][:4]) - int(known[0][:4]))
    return ("month", 7) if is_monthly and months <= MAX_MONTHS else ("year", 4)


def _count_days(first: str, last: str) -> int:
    return int((np.datetime64(last) - np.datetime64(first)).astype(int))


def _count_sizes(subject: Subject) -> list[Bar]:
    """Papers by how many records they were merged from."""
    sizes = np.bincount(np.bincount(subject.places.paper_of, minlength=subject.counts["merge"]["papers"]))
    bars = []
    for low, high in SIZES:
        name = f"{low} or more" if not high else str(low) if low == high else f"{low} to {high}"
        bars.append(Bar(name, int(sizes[low : high + 1 if high else None].sum())))
    while bars and not bars[-1].count:
        bars.pop()
    return bars


def _count_scores(subject: Subject) -> list[Bar]:
    """Pairs that were merged, by how similar they are."""
    edges = subject.resolution.edges
    scored = np.isin(edges.kinds, [KINDS.index(kind) for kind in SCORED_KINDS])
    steps = np.minimum((edges.scores[scored] / SCORE_STEP + 1e-9).astype(int), round(1 / SCORE_STEP) - 1)
    counts = np.bincount(steps, minlength=round(1 / SCORE_STEP)).tolist()
    first = next((number for number, count in enumerate(counts) if count), len(counts))
    return [Bar(f"{number * SCORE_STEP:.2f}", counts[number]) for number in range(first, len(counts))]


def _add_edits(notes: Sequence[ShardNote]) -> Counter[str]:
    edits: Counter[str] = Counter()
    for note in notes:
        edits.update(note.edits)
    return edits


def _rank(counts: Mapping[str, int]) -> list[Bar]:
    """The most frequent first, and the rest as one."""
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    rest = ranked[MAX_RULES:]
    bars = [Bar(name, count) for name, count in ranked[:MAX_RULES]]
    return [*bars, Bar(f"{len(rest)} other rules", sum(count for _, count in rest))] if rest else bars
