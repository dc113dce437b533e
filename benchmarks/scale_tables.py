"""The tables of `docs/scale.md`, from what `benchmarks/end_to_end.py` measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

STAGES = ("plan", "clean", "dedupe", "merge", "write")
FURTHER = (10_000_000, 250_000_000)
HOUR, MINUTE = 3_600, 120
GIGABYTE = 1e9
Row = Mapping[str, Any]


def print_tables(rows: Sequence[Row]) -> None:
    """All tables that the figures allow, as Markdown."""
    print_runs(rows)
    print_stages(rows)
    print_additions([row for row in rows if "add" in row])
    ordered = sorted(rows, key=lambda row: int(row["records"]))
    if len(ordered) > 1:
        print_outlook(ordered[-2], ordered[-1])


def print_runs(rows: Sequence[Row]) -> None:
    """A line for each run: how long, how much memory, how much data, how well."""
    print("\n| records | seconds | records/s | processor µs a record | peak MB | MB in | MB out | MB .state | orjson s | precision | recall |")
    print("|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|")
    for row in rows:
        run, records = row["run"], row["records"]
        time = f"{run['seconds']:,.1f} | {records / run['seconds']:,.0f} | {run['cpu_seconds'] / records * 1e6:,.0f} | {run['peak_mb']:,.0f}"
        data = f"{row['bytes_in'] / 1e6:,.0f} | {run['bytes_out'] / 1e6:,.0f} | {run['bytes_state'] / 1e6:,.0f} | {row['rewrite_seconds']:.1f}"
        print(f"| {records:,} | {time} | {data} | {_score(run)} |")


def print_stages(rows: Sequence[Row]) -> None:
    """The seconds of each stage of each run."""
    print(f"\n| records | {' | '.join(STAGES)} | start and end |\n|{'---:|' * (len(STAGES) + 2)}")
    for row in rows:
        stages = row["run"]["stages"]
        rest = row["run"]["seconds"] - sum(stages.values())
        print(f"| {row['records']:,} | {' | '.join(f'{stages[stage]:,.1f}' for stage in STAGES)} | {rest:.1f} |")


def print_additions(rows: Sequence[Row]) -> None:
    """A line for each addition: how long, by stage, and how well."""
    print(f"\n| added to | seconds | {' | '.join(STAGES)} | peak MB | precision | recall |\n|{'---:|' * (len(STAGES) + 5)}")
    for row in rows:
        add = row["add"]
        stages = " | ".join(f"{add['stages'][stage]:,.1f}" for stage in STAGES)
        print(f"| {row['records']:,} | {add['seconds']:,.1f} | {stages} | {add['peak_mb']:,.0f} | {_score(add)} |")


def print_outlook(small: Row, large: Row) -> None:
    """What each stage costs a record more, between two runs, and what that comes to for more records."""
    more = large["records"] - small["records"]
    slopes = {stage: (large["run"]["stages"][stage] - small["run"]["stages"][stage]) / more for stage in STAGES}
    memory = (large["run"]["peak_mb"] - small["run"]["peak_mb"]) * 1e6 / more
    disk = {name: large["run"][name] / large["records"] for name in ("bytes_out", "bytes_state")} | {"bytes_in": large["bytes_in"] / large["records"]}
    print(f"\nFrom {small['records']:,} to {large['records']:,} records, {large['workers']} workers:\n")
    print(f"| | a record | {' | '.join(f'{records:,} records' for records in FURTHER)} |\n|---|---:|{'---:|' * len(FURTHER)}")
    for stage, slope in (slopes | {"all stages": sum(slopes.values())}).items():
        print(f"| {stage} | {slope * 1e6:,.1f} µs | {' | '.join(write_seconds(slope * records) for records in FURTHER)} |")
    sizes = {"memory at the peak": memory, "dumps": disk["bytes_in"], "corpus": disk["bytes_out"], "`.state/`": disk["bytes_state"]}
    for name, size in sizes.items():
        print(f"| {name} | {size:,.0f} bytes | {' | '.join(f'{size * records / GIGABYTE:,.1f} GB' for records in FURTHER)} |")


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
