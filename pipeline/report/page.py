"""The page of a report, put together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
from markupsafe import Markup

from pipeline import __version__
from pipeline.pages import render_page
from pipeline.records import FLAGS, LedgerLine
from pipeline.report.charts import Charts, make_charts
from pipeline.report.choice import choose_papers
from pipeline.report.details import BLOCK_PAPERS, Details, choose_details, make_details
from pipeline.report.pack import pack
from pipeline.report.rows import Rows, make_rows
from pipeline.report.sources import find_day
from pipeline.report.subject import Subject
from pipeline.report.words import EVIDENCE, ORIGINS
from pipeline.resolution import EdgeKind

REPORT = "report.html"
MAX_BYTES = 27_000_000
"""Rows, pages of papers and names of dumps stay below it, and the whole below 28 MB: the rest is bounded, and takes less than 1 MB."""
MAX_DUMPS_LISTED = 300
"""So many dumps have a line in the table; those to look at come first."""
MAX_WARNINGS = 100
STYLES = ("report.css",)
SCRIPTS = ("report-text.js", "report-data.js", "report-charts.js", "report-table.js", "report-entry.js", "report-paper.js", "report.js")
VENDORED = ("d3-7.9.0", "d3-sankey-0.12.3", "plot-0.6.17", "diff-9.0.0")


class DumpRow(msgspec.Struct, frozen=True):
    """A line of the table of dumps."""

    line: LedgerLine
    day: str | None
    notes: tuple[str, ...]
    """What to look at."""


class Page(msgspec.Struct, frozen=True):
    """What the scripts of the page are told at once."""

    dumps: list[str]
    charts: Charts
    papers: int
    rows: int
    detailed: list[int]
    """The rows whose papers have a page, in the order of the blocks."""
    per_block: int
    flags: dict[str, str]
    evidence: dict[EdgeKind, str]
    origins: dict[str, str]


def make_report(subject: Subject, total: str) -> Iterator[bytes]:
    """The page in pieces. `total` is the closing sum of the run."""
    choice = choose_papers(subject.places, subject.number_dumps())
    rows = make_rows(subject.places, choice)
    charts = make_charts(subject)
    front = pack([line.dump for line in subject.ledger])
    room = MAX_BYTES - len(front) - sum(map(len, rows.blocks))
    details = make_details(subject, choice, choose_details(choice, rows), room)
    pieces = render_page(
        "report.html",
        "papersieve: report",
        STYLES,
        SCRIPTS,
        packed=VENDORED,
        **_summarise(subject),
        version=__version__,
        total=total,
        charts=charts,
        page=Markup(pack(_make_page(subject, charts, rows, details))),  # noqa: S704 - base64
        rows=[Markup(block) for block in rows.blocks],  # noqa: S704
        row_count=rows.count,
        details=[Markup(block) for block in details.blocks],  # noqa: S704
    )
    return (piece.encode() for piece in pieces)


def _summarise(subject: Subject) -> dict[str, object]:
    """What stands in the page as text: the counts, the warnings, the dumps."""
    dumps = [_make_row(line) for line in subject.ledger]
    dumps.sort(key=lambda row: (-len(row.notes), row.line.dump))
    return {
        "counts": subject.counts,
        "warnings": subject.warnings[:MAX_WARNINGS],
        "more_warnings": max(0, len(subject.warnings) - MAX_WARNINGS),
        "dumps": dumps[:MAX_DUMPS_LISTED],
        "more_dumps": _add_dumps(dumps[MAX_DUMPS_LISTED:]),
    }


def _make_page(subject: Subject, charts: Charts, rows: Rows, details: Details) -> Page:
    return Page(
        dumps=[line.dump for line in subject.ledger],
        charts=charts,
        papers=subject.counts["merge"]["papers"],
        rows=rows.count,
        detailed=details.rows,
        per_block=BLOCK_PAPERS,
        flags=FLAGS,
        evidence=EVIDENCE,
        origins=ORIGINS,
    )


def _make_row(line: LedgerLine) -> DumpRow:
    notes = []
    if not line.kept and line.claimed != 0:
        notes.append("no records")
    if line.miscounted:
        notes.append(f"count is off by {line.miscounted}")
    if line.rejected:
        notes.append(f"{line.rejected} rejected")
    return DumpRow(line, find_day(line), tuple(notes))


def _add_dumps(rows: Sequence[DumpRow]) -> dict[str, int] | None:
    """The sum of the dumps that have no line of their own; None where all have one."""
    lines = [row.line for row in rows]
    if not lines:
        return None
    return {
        "dumps": len(lines),
        "bytes": sum(line.bytes for line in lines),
        "found": sum(line.found for line in lines),
        "kept": sum(line.kept for line in lines),
        "rejected": sum(line.rejected for line in lines),
    }
