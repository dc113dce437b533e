"""`papersieve explain`."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from pipeline.cli.options import DEFAULT_OUT, Out
from pipeline.show.paper import find_paper, show_paper
from pipeline.write import load_manifest
from pipeline.write.publish import recover


def explain_command(
    paper: Annotated[str, typer.Argument(metavar="ID", help="Id or alias of a paper, an arXiv id, or the id of a record.")],
    out: Out = DEFAULT_OUT,
) -> None:
    """Show why a paper is one paper: records, evidence, whose value won each field, edits, losers."""
    recover(out)
    load_manifest(out)
    Console().print(show_paper(*find_paper(out, paper)))
