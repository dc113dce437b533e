"""The tables of `docs/scale.md`, from what `benchmarks/end_to_end.py` and `benchmarks/dedupe.py` measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

STAGES = ("plan", "clean", "dedupe", "merge", "write")
FURTHER = (10_000_000, 250_000_000)
HOUR, MINUTE = 3_600, 120
GIGABYTE = 1e9
Row = Mapping[str, Any]


def make_tables(rows: Sequence[Row]) -> dict[str, str]:
    """All tables that the figures of whole runs allow, as Markdown, by the names that the page has for them."""
    tables = {"runs": show_runs(rows), "stages": show_stages(rows)}
    added = [row for row in rows if "add" in row]
    if added:
        tables["additions"] = show_additions(added)
    ordered = sorted(rows, key=lambda row: int(row["records"]))
    if len(ordered) > 1:
        tables["outlook"] = show_outlook(ordered[-2], ordered[-1])
    return tables


def fill_page(page: Path, tables: Mapping[str, str]) -> None:
    """Put each table in the place of the one between its markers (`<!-- NAME -->`, `<!-- /NAME -->`). Raises `ValueError` where there are none."""
    text = page.read_text(encoding="utf-8")
    for name, table in tables.items():
        opening, closing = f"<!-- {name} -->", f"<!-- /{name} -->"
        before, is_open, rest = text.partition(opening)
        _, is_closed, after = rest.partition(closing)
        if not (is_open and is_closed):
            raise ValueError(f"{page}: there is no place for the table '{name}' between {opening} and {closing}")
        text = f"{before}{opening}\n{table}\n{closing}{after}"
    page.write_text(text, encoding="utf-8")


def show_runs(rows: Sequence[Row]) -> str:
    """A line for each run: how long, how much memory, how much data, how well."""
    lines = [
        "| records | seconds | records/s | processor µs a record | peak MB | MB in | MB out | MB .state | orjson s | precision | recall |",
        "|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for row in rows:
        run, records = row["run"], row["records"]
        time = f"{run['seconds']:,.1f} | {records / run['seconds']:,.0f} | {run['cpu_seconds'] / records * 1e6:,.0f} | {run['peak_mb']:,.0f}"
        data = f"{row['bytes_in'] / 1e6:,.0f} | {run['bytes_out'] / 1e6:,.0f} | {run['bytes_state'] / 1e6:,.0f} | {row['rewrite_seconds']:.1f}"
        lines.append(f"| {records:,} | {time} | {data} | {_score(run)} |")
    return "\n".join(lines)


def show_stages(rows: Sequence[Row]) -> str:
    """The seconds of each stage of each run."""
    lines = [f"| records | {' | '.join(STAGES)} | start and end |", f"|{'---:|' * (len(STAGES) + 2)}"]
    for row in rows:
        stages = row["run"]["stages"]
        rest = row["run"]["seconds"] - sum(stages.values())
        lines.append(f"| {row['records']:,} | {' | '.join(f'{stages[stage]:,.1f}' for stage in STAGES)} | {rest:.1f} |")
    return "\n".join(lines)


def show_additions(rows: Sequence[Row]) -> str:
    """A line for each addition: how long, by stage, and how well."""
    lines = [f"| added to | seconds | {' | '.join(STAGES)} | peak MB | precision | recall |", f"|{'---:|' * (len(STAGES) + 5)}"]
    for row in rows:
        add = row["add"]
        stages = " | ".join(f"{add['stages'][stage]:,.1f}" for stage in STAGES)
        lines.append(f"| {row['records']:,} | {add['seconds']:,.1f} | {stages} | {add['peak_mb']:,.0f} | {_score(add)} |")
    return "\n".join(lines)


def show_outlook(small: Row, large: Row) -> str:
    """What each stage costs a record more, between two runs, and what that comes to for more records."""
    more = large["records"] - small["records"]
    slopes = {stage: (large["run"]["stages"][stage] - small["run"]["stages"][stage]) / more for stage in STAGES}
    memory = (large["run"]["peak_mb"] - small["run"]["peak_mb"]) * 1e6 / more
    sizes = {"memory at the peak": memory, "dumps": large["bytes_in"] / large["records"]}
    sizes |= {name: large["run"][key] / large["records"] for name, key in (("corpus", "bytes_out"), ("`.state/`", "bytes_state"))}
    lines = [
        f"From {small['records']:,} to {large['records']:,} records, {large['workers']} workers:",
        "",
        f"| | a record | {' | '.join(f'{records:,} records' for records in FURTHER)} |",
        f"|---|---:|{'---:|' * len(FURTHER)}",
    ]
    for stage, slope in (slopes | {"all stages": sum(slopes.values())}).items():
        lines.append(f"| {stage} | {slope * 1e6:,.1f} µs | {' | '.join(write_seconds(slope * records) for records in FURTHER)} |")
    for name, size in sizes.items():
        lines.append(f"| {name} | {size:,.0f} bytes | {' | '.join(f'{size * records / GIGABYTE:,.1f} GB' for records in FURTHER)} |")
    return "\n".join(lines)


def show_dedupers(rows: Sequence[Row]) -> str:
    """A line for each tool and size: how fast, how much memory, how well."""
    lines = ["| records | tool | records/s | processor µs a record | peak MB | precision | recall |", "|---:|---|---:|---:|---:|---:|---:|"]
    for row in rows:
        head = f"| {row['records']:,} | {row['tool']} |"
        if "failed" in row:
            lines.append(f"{head} {row['failed']} | | | | |")
            continue
        cost = f"{row['records'] / row['seconds']:,.0f} | {row['cpu_seconds'] / row['records'] * 1e6:,.0f} | {row['peak_mb']:,.0f}"
        lines.append(f"{head} {cost} | {row['precision']:.4f} | {row['recall']:.4f} |")
    return "\n".join(lines)


def write_seconds(seconds: float) -> str:
    """The time in the unit that a person would take.

    >>> write_seconds(75), write_seconds(600), write_seconds(9000)
    ('75 s', '10 min', '2.5 h')
    """
    if seconds < MINUTE:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 2 * HOUR else f"{seconds / HOUR:.1f} h"


def _score(figures: Row) -> str:
    return f"{figures['precision']:.6f} | {figures['recall']:.6f}" if "precision" in figures else "| "
