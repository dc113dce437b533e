"""`papersieve add`."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.cli.options import CORES, DEFAULT_OUT, CapturedOn, Formats, Json, Out, Quiet, SettingsPath, Strict, Workers


def add_command(
    dumps: Annotated[list[str], typer.Argument(metavar="DUMP|DIR", help="Dumps, folders of dumps, or - for standard input.")],
    out: Out = DEFAULT_OUT,
    captured_on: CapturedOn = None,
    formats: Formats = None,
    settings: SettingsPath = None,
    workers: Workers = CORES,
    strict: Strict = False,
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Add dumps to the corpus that is there.

    What comes out is the corpus that one run over all dumps would have made, byte
    for byte. Dumps that are in it already are not read again, and their files may
    have gone. Settings are those the corpus was made with, unless others are given.
    """
    from pipeline.cli.working import Manner, make_corpus
    from pipeline.plan import Order, check_date
    from pipeline.settings import load_settings

    order = Order(tuple(dumps), adds=True, captured_on=check_date(captured_on), formats=tuple(formats or ()), settings=load_settings(settings))
    make_corpus(out, order, workers, Manner(strict, quiet, json))
