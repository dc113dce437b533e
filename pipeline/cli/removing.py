"""How `remove` takes dumps out, or shows what would become of a corpus without them."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import msgspec

from pipeline import stages
from pipeline.cli.printing import print_json, print_json_lines, print_lines
from pipeline.cli.watching import watch
from pipeline.cli.working import Made, Manner, describe_corpus, finish, run_order
from pipeline.diff.compare import compare_corpora
from pipeline.errors import OutputError
from pipeline.plan import Order
from pipeline.records import Input
from pipeline.removal import Choice, Marking, mark_files, rehearse
from pipeline.show.changes import show_change, show_summary
from pipeline.show.characters import show_line


class Removed(msgspec.Struct, frozen=True):
    """What `remove --json` prints."""

    removed: tuple[Input, ...]
    staying: tuple[tuple[str, str], ...]
    """Names that went, each with the name under which the same bytes stay."""
    files: tuple[Marking, ...]
    """Files in which a removed dump still lies."""
    corpus: Made


def take_out(out: Path, choice: Choice, order: Order, workers: int, manner: Manner) -> None:
    """Make the corpus without the chosen dumps, mark their files, and say what is still there of them and where."""
    markings = mark_files(Path(os.path.abspath(out)), choice.inputs)
    manifest, watched = run_order(out, order, workers, quiet=manner.quiet)
    if manner.json:
        print_json(Removed(choice.inputs, choice.staying, tuple(markings), describe_corpus(out, manifest)))
    if not manner.quiet:
        _tell(choice, markings)
    finish(out, manifest, watched, Manner(quiet=manner.quiet))
    _require_marked(markings)


def show_what_would_be(out: Path, choice: Choice, order: Order, workers: int, manner: Manner) -> None:
    """Do it on the side, and show how that differs from what is there."""
    if not manner.quiet:
        _tell(choice, [])
    with watch(quiet=manner.quiet) as watched, rehearse(Path(os.path.abspath(out))) as trial:
        stages.run(trial, order, workers, watched.tell)
        with compare_corpora(out, trial, watched.follow("compare")) as comparison:
            watched.stop()
            if manner.json:
                print_json_lines(comparison.walk())
                print_json_lines([comparison.sum_up()])
                return
            print_lines(line for change in comparison.walk() for line in show_change(change))
            print_lines(show_summary(comparison.sum_up()))


def _tell(choice: Choice, markings: list[Marking]) -> None:
    """Say on standard error what is still there of what was removed, and where."""
    notes = [f"{name}: the same bytes are in the corpus as {other}, and stay. --all-copies takes them out too." for name, other in choice.staying]
    notes += [f"{item.path} still lies there. {item.sidecar} now keeps runs from reading it again." for item in markings if item.problem is None]
    for note in notes:
        print(show_line(f"note: {note}"), file=sys.stderr)


def _require_marked(markings: list[Marking]) -> None:
    """Raise `OutputError` where a file still lies in a folder and nothing keeps the next run from reading it again."""
    for marking in markings:
        if marking.problem is not None:
            raise OutputError(
                f"{marking.path}: is out of the corpus, but the file still lies there, and it could not be noted beside it that it was removed "
                f"({marking.problem}). Delete or move it, or the next run over its folder reads it again."
            )
