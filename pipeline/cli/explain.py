"""`papersieve explain`."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from pipeline.cli.options import DEFAULT_OUT, Json, Out
from pipeline.cli.printing import print_json, print_lines


class Kind(StrEnum):
    """What a name is the name of."""

    PAPER = "paper"
    DUMP = "dump"


def explain_command(
    names: Annotated[
        list[str],
        typer.Argument(
            metavar="ID | ID ID | DUMP[:START,END]",
            help="A paper or record: its id, an alias, an arXiv id, a DOI, a link to either, or words of its title. Two of them. Or a dump: "
            "its name, path or 'sha256:' and its first digits, with a range of bytes, or one byte, if it is not all of it.",
        ),
    ],
    out: Out = DEFAULT_OUT,
    kind: Annotated[Kind | None, typer.Option("--as", metavar="paper|dump", help="What the name is of, where it could be of either.")] = None,
    all_of_it: Annotated[bool, typer.Option("--all", help="Show whole abstracts, all evidence, and all papers that depend on a dump.")] = False,
    as_json: Json = False,
) -> None:
    """Show why a paper is one paper, why two are or are not one, or what depends on a dump.

    Of a paper: its records, the evidence between them as a tree, whose value won
    each field and why the others lost, and every edit of every value. Of two:
    what was compared, which row of the decision table or which veto decided, and
    what would have to be otherwise. Of a dump, or bytes of it: what it became,
    which papers depend on it, and what those would be without it.
    """
    from pipeline.cli.explaining import explain, show

    account = explain(out, names, None if kind is None else kind.value, all_of_it=all_of_it)
    if as_json:
        print_json(account)
    else:
        print_lines(show(account, all_of_it=all_of_it))
