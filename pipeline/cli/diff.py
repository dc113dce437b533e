"""`papersieve diff`."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.options import SAYING, Json, Quiet
from pipeline.cli.printing import print_json_lines, print_lines
from pipeline.diff.kinds import CHANGE_KINDS
from pipeline.errors import SettingsError

Kinds = Annotated[
    list[str] | None,
    typer.Option(
        "--only",
        metavar="KIND",
        help=f"Show these changes alone: {', '.join(CHANGE_KINDS)}. May be repeated.",
        autocompletion=lambda incomplete: [kind for kind in CHANGE_KINDS if kind.startswith(incomplete)],
    ),
]


def diff_command(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="Folder of a corpus.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="Folder of the corpus to compare it with.")],
    only: Kinds = None,
    stat: Annotated[bool, typer.Option("--stat", help="Show the sum alone.")] = False,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit with 1 where papers differ.", rich_help_panel=SAYING)] = False,
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Show what became of the papers of one corpus in another, and why.

    Papers are found again by id, alias and record: added (+), removed (-),
    changed (~, each field with the record it is from), merged (>, with the
    evidence that ties them now), split (<), re-identified (=, with what gives
    the new id). Causes are new or missing dumps, another version, other
    settings. With --json each change is a line, and the last line is the sum.
    """
    from pipeline.cli.watching import watch
    from pipeline.diff.compare import compare_corpora
    from pipeline.show.changes import show_change, show_summary
    from pipeline.write.publish import recover

    kinds = _check_kinds(only or CHANGE_KINDS)
    for folder in (old, new):
        recover(folder)
    with watch(quiet=quiet) as watched, compare_corpora(old, new, watched.follow("compare")) as comparison:
        watched.stop()
        changes = (change for change in comparison.walk() if change.kind in kinds and not stat)
        if json:
            print_json_lines(changes)
            print_json_lines([comparison.sum_up()])
        else:
            print_lines(line for change in changes for line in show_change(change))
            print_lines(show_summary(comparison.sum_up()))
        differs = any(comparison.sum_up().counts.values())
    if exit_code and differs:
        raise typer.Exit(1)


def _check_kinds(names: Sequence[str]) -> Sequence[str]:
    """The kinds as given. Raises `SettingsError` for one that does not exist."""
    for name in names:
        if name not in CHANGE_KINDS:
            near = difflib.get_close_matches(name, CHANGE_KINDS, n=1)
            hint = f"Did you mean '{near[0]}'?" if near else f"There are {', '.join(CHANGE_KINDS)}."
            raise SettingsError(f"--only: '{name}' is no kind of change. {hint}")
    return names
