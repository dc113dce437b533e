"""How a command that makes a corpus is watched while it works, and how it ends."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from pipeline import stages
from pipeline.plan import Order
from pipeline.records import Manifest
from pipeline.write.card import format_sum


def run_order(out: Path, order: Order, workers: int, quiet: bool) -> Manifest:
    """Run all stages, with a progress bar where a person is watching."""
    console = Console(stderr=True)
    where = Path(os.path.abspath(out))
    if quiet or not console.is_terminal:
        return stages.run(where, order, workers)
    with Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=console, transient=True) as bar:
        task = bar.add_task("read")
        return stages.run(where, order, workers, lambda stage, done, total: bar.update(task, description=stage, completed=done, total=total))


def finish(manifest: Manifest, strict: bool, quiet: bool) -> None:
    """Print warnings and the closing sum, and leave with the status that the run has earned."""
    for warning in manifest.warnings:
        print(f"warning: {warning}", file=sys.stderr)
    if not quiet:
        print(format_sum(manifest.counts), file=sys.stderr)
    if strict and (manifest.warnings or manifest.counts["write"]["rejected"]):
        raise typer.Exit(1)
