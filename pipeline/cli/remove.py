"""`papersieve remove`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.options import CORES, DEFAULT_OUT, Out, Quiet, SettingsPath, Workers
from pipeline.cli.working import finish, run_order
from pipeline.errors import OutputError
from pipeline.plan import Order
from pipeline.removal import Choice, Marking, choose_inputs, mark_files
from pipeline.settings import load_settings
from pipeline.write.publish import recover


def remove_command(
    dumps: Annotated[list[str], typer.Argument(metavar="DUMP...", help="Name or path of a dump, archive or folder of the corpus, or sha256: and its digits.")],
    out: Out = DEFAULT_OUT,
    all_copies: Annotated[bool, typer.Option("--all-copies", help="Take out the same bytes under other names too.")] = False,
    workers: Workers = CORES,
    settings: SettingsPath = None,
    quiet: Quiet = False,
) -> None:
    """Take dumps out of a corpus: what is left is the corpus as if they had never been read."""
    recover(out)
    choice = choose_inputs(out, dumps, all_copies=all_copies)
    order = Order((), removes=tuple((item.dump, item.sha256) for item in choice.inputs), settings=load_settings(settings))
    markings = mark_files(Path(os.path.abspath(out)), choice.inputs)
    manifest = run_order(out, order, workers, quiet)
    if not quiet:
        _tell(choice, markings)
    finish(manifest, strict=False, quiet=quiet)
    _require_marked(markings)


def _tell(choice: Choice, markings: list[Marking]) -> None:
    """Say on standard error what is still there of what was removed, and where."""
    for name, other in choice.staying:
        print(f"note: {name}: the same bytes are in the corpus as {other}, and stay. --all-copies takes them out too.", file=sys.stderr)
    for marking in markings:
        if marking.problem is None:
            print(f"note: {marking.path} still lies there. {marking.sidecar} now keeps runs from reading it again.", file=sys.stderr)


def _require_marked(markings: list[Marking]) -> None:
    """Raise `OutputError` where a file still lies in a folder and nothing keeps the next run from reading it again."""
    for marking in markings:
        if marking.problem is not None:
            raise OutputError(
                f"{marking.path}: is out of the corpus, but the file still lies there, and it could not be noted beside it that it was removed "
                f"({marking.problem}). Delete or move it, or the next run over its folder reads it again."
            )
