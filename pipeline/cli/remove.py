"""`papersieve remove`."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.cli.completing import complete_dumps
from pipeline.cli.options import CORES, DEFAULT_OUT, Json, Out, Quiet, SettingsPath, Workers


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
    from pipeline.cli.removing import show_what_would_be, take_out
    from pipeline.cli.working import Manner
    from pipeline.plan import Order
    from pipeline.removal import choose_inputs
    from pipeline.settings import load_settings
    from pipeline.write.publish import recover

    recover(out)
    choice = choose_inputs(out, dumps, all_copies=all_copies)
    order = Order((), removes=tuple((item.dump, item.sha256) for item in choice.inputs), settings=load_settings(settings))
    act = show_what_would_be if dry_run else take_out
    act(out, choice, order, workers, Manner(quiet=quiet, json=json))
