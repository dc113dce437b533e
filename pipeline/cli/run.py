"""`papersieve run`."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.cli.options import CORES, DEFAULT_IN, DEFAULT_OUT, CapturedOn, Dumps, Formats, Out, Quiet, SettingsPath, Strict, Workers
from pipeline.cli.working import finish, run_order
from pipeline.plan import Order, check_date
from pipeline.settings import load_settings


def run_command(
    dumps: Dumps = [DEFAULT_IN],  # noqa: B006 - typer copies it
    out: Out = DEFAULT_OUT,
    workers: Workers = CORES,
    captured_on: CapturedOn = None,
    formats: Formats = None,
    settings: SettingsPath = None,
    strict: Strict = False,
    quiet: Quiet = False,
    replace: Annotated[bool, typer.Option("--replace", help="Make the corpus anew even if it holds dumps that are not named.")] = False,
) -> None:
    """Make the corpus of exactly these dumps."""
    order = Order(tuple(dumps), replaces=replace, captured_on=check_date(captured_on), formats=tuple(formats or ()), settings=load_settings(settings))
    finish(run_order(out, order, workers, quiet), strict, quiet)
