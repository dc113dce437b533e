"""`papersieve add`."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.cli.options import CORES, DEFAULT_OUT, CapturedOn, Formats, Out, Quiet, SettingsPath, Strict, Workers
from pipeline.cli.working import finish, run_order
from pipeline.plan import Order, check_date
from pipeline.settings import load_settings


def add_command(
    dumps: Annotated[list[str], typer.Argument(metavar="DUMP|DIR...", help="Dumps, folders of dumps, or - for standard input.")],
    out: Out = DEFAULT_OUT,
    workers: Workers = CORES,
    captured_on: CapturedOn = None,
    formats: Formats = None,
    settings: SettingsPath = None,
    strict: Strict = False,
    quiet: Quiet = False,
) -> None:
    """Add dumps to the corpus that is there: the same corpus as if all had been read at once."""
    order = Order(tuple(dumps), adds=True, captured_on=check_date(captured_on), formats=tuple(formats or ()), settings=load_settings(settings))
    finish(run_order(out, order, workers, quiet), strict, quiet)
