"""`papersieve remove`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from pipeline import stages
from pipeline.cli.completing import complete_dumps
from pipeline.cli.options import CORES, DEFAULT_OUT, Json, Out, Quiet, SettingsPath, Workers
from pipeline.cli.printing import print_json, print_json_lines, print_lines
from pipeline.cli.watching import watch
from pipeline.cli.working import Made, Manner, describe_corpus, finish, run_order
from pipeline.diff import compare_corpora
from pipeline.errors import OutputError
from pipeline.plan import Order
from pipeline.records import Input
from pipeline.removal import Choice, Marking, choose_inputs, mark_files, rehearse
from pipeline.settings import load_settings
from pipeline.show.changes import show_change, show_summary
from pipeline.show.characters import show_line
from pipeline.write.publish import recover


class Removed(msgspec.Struct, frozen=True):
    """What `remove --json` prints."""

    removed: tuple[Input, ...]
    staying: tuple[tuple[str, str], ...]
    """Names that went, each with the name under which the same bytes stay."""
    files: tuple[Marking, ...]
    """Files in which a removed dump still lies."""
    corpus: Made


def remove_command(
    dumps: Annotated[
        list[str],
        typer.Argument(metavar="DUMP", help="Names or paths of dumps, archives or folders; or sha256: and its digits.", autocompletion=complete_dumps),
    ],
    out: Out = DEFAULT_OUT,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Change nothing; show which papers would go or change. Takes as long.")] = False,
    all_copies: Annotated[bool, typer.Option("--all-copies", help="Take out the same bytes under other names too, as sha256: does.")] = False,
    settings: SettingsPath = None,
    workers: Workers = CORES,
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Take dumps out of a corpus, as if they had never been read.

    What is left is, byte for byte, the corpus that a run without them makes; what
    is stored of them in .state/ goes too. The other dumps' files may have gone.
    Files are not deleted: where one still lies, a note beside it
    (NAME.meta.json, "removed") keeps the next run from reading it again.
    """
    recover(out)
    choice = choose_inputs(out, dumps, all_copies=all_copies)
    order = Order((), removes=tuple((item.dump, item.sha256) for item in choice.inputs), settings=load_settings(settings))
    if dry_run:
        if not quiet:
            _tell(choice, [])
        _show_what_would_be(out, order, workers, Manner(quiet=quiet, json=json))
        return
    markings = mark_files(Path(os.path.abspath(out)), choice.inputs)
    manifest, watched = run_order(out, order, workers, quiet=quiet)
    if json:
        print_json(Removed(choice.inputs, choice.staying, tuple(markings), describe_corpus(out, manifest)))
    if not quiet:
        _tell(choice, markings)
    finish(out, manifest, watched, Manner(quiet=quiet))
    _require_marked(markings)


def _show_what_would_be(out: Path, order: Order, workers: int, manner: Manner) -> None:
    """Do it on the side, and show how that differs from what is there."""
    with watch(quiet=manner.quiet) as watched, rehearse(Path(os.path.abspath(out))) as trial:
        stages.run(trial, order, workers, watched.tell)
        with compare_corpora(out, trial, watched.tell_bytes("compare")) as comparison:
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
