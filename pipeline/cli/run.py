"""`papersieve run`."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.cli.options import CORES, DEFAULT_IN, DEFAULT_OUT, CapturedOn, Dumps, Formats, Json, Out, Quiet, SettingsPath, Strict, Workers


def run_command(
    dumps: Dumps = [DEFAULT_IN],  # noqa: B006 - typer copies it
    out: Out = DEFAULT_OUT,
    replace: Annotated[bool, typer.Option("--replace", help="Make the corpus anew even if it holds dumps that are not named.")] = False,
    captured_on: CapturedOn = None,
    formats: Formats = None,
    settings: SettingsPath = None,
    workers: Workers = CORES,
    strict: Strict = False,
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Make the corpus of exactly these dumps.

    Papers go to papers.jsonl in DIR, the records they were merged from to
    records.jsonl, what is in no paper to rejected.jsonl with the reason, and the
    account of every dump to ledger.jsonl. A run that was stopped goes on where it
    was; a second one does only what is new.
    """
    from pipeline.cli.working import Manner, make_corpus
    from pipeline.plan import Order, check_date
    from pipeline.settings import load_settings

    order = Order(tuple(dumps), replaces=replace, captured_on=check_date(captured_on), formats=tuple(formats or ()), settings=load_settings(settings))
    make_corpus(out, order, workers, Manner(strict, quiet, json))
