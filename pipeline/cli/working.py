"""How a command that makes a corpus works, and how it ends."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import msgspec
import typer

from pipeline import stages
from pipeline.cli.printing import print_json
from pipeline.cli.watching import Watch, format_seconds, watch
from pipeline.plan import Order
from pipeline.records import Manifest
from pipeline.report import REPORT
from pipeline.show.characters import show_line
from pipeline.write.card import format_sum

SLOW_SECONDS = 5.0
"""A run that took longer says where the time went."""


class Manner(msgspec.Struct, frozen=True):
    """How a command that makes a corpus says what it has done."""

    strict: bool = False
    quiet: bool = False
    json: bool = False


class Made(msgspec.Struct, frozen=True):
    """What a command that makes a corpus prints with `--json`: where the corpus is and what it holds, as in its manifest."""

    folder: str
    papersieve: str
    sum: str
    counts: dict[str, dict[str, int]]
    warnings: tuple[str, ...]
    passed_over: tuple[str, ...]
    """Dumps that were found and not read, as they were removed before."""
    outputs: dict[str, str]


def make_corpus(out: Path, order: Order, workers: int, manner: Manner) -> None:
    """Run all stages, watched where a person is looking, print what came of it, and leave with the status that it has earned."""
    manifest, watched = run_order(out, order, workers, quiet=manner.quiet)
    if manner.json:
        print_json(describe_corpus(out, manifest))
    finish(out, manifest, watched, manner)


def run_order(out: Path, order: Order, workers: int, *, quiet: bool) -> tuple[Manifest, Watch]:
    """Run all stages; gives the manifest of the corpus, and how the time went."""
    with watch(quiet=quiet) as watched:
        try:
            manifest = stages.run(Path(os.path.abspath(out)), order, workers, watched.tell)
        except OSError as error:
            # A write that fails does not say where; it is in the corpus that a run writes.
            error.filename = error.filename or str(out)
            raise
        watched.stop()
    return manifest, watched


def describe_corpus(out: Path, manifest: Manifest) -> Made:
    """What a script is told of a corpus that was just made."""
    passed_over = stages.load_plan(out).passed_over
    return Made(str(out), manifest.papersieve, format_sum(manifest.counts), manifest.counts, manifest.warnings, passed_over, manifest.outputs)


def finish(out: Path, manifest: Manifest, watched: Watch, manner: Manner) -> None:
    """Print warnings and the closing sum, and leave with the status that the run has earned."""
    for warning in manifest.warnings:
        print(show_line(f"warning: {warning}"), file=sys.stderr)
    if not manner.quiet:
        for name in stages.load_plan(out).passed_over:
            print(show_line(f"note: {name}: passed over, as it was removed"), file=sys.stderr)
        print(format_sum(manifest.counts), file=sys.stderr)
    if watched.is_seen:
        _say_more(out, manifest, watched)
    if manner.strict and (manifest.warnings or manifest.counts["write"]["rejected"]):
        raise typer.Exit(1)


def _say_more(out: Path, manifest: Manifest, watched: Watch) -> None:
    """Say to a person where the time went, if it was long, and where to look now."""
    if sum(watched.seconds.values()) >= SLOW_SECONDS:
        print("took " + ", ".join(f"{stage} {format_seconds(seconds)}" for stage, seconds in watched.seconds.items()), file=sys.stderr)
    print(f"look at {out / REPORT}" if REPORT in manifest.outputs else f"the papers are in {out / 'papers.jsonl'}", file=sys.stderr)
