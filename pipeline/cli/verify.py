"""`papersieve verify`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.options import DEFAULT_OUT
from pipeline.errors import PapersieveError
from pipeline.verify import verify_corpus
from pipeline.write.publish import recover

MAX_PROBLEMS_SHOWN = 50


def verify_command(
    out: Annotated[Path, typer.Argument(metavar="[DIR]", help="Folder of the corpus.")] = DEFAULT_OUT,
    dumps: Annotated[Path | None, typer.Option("--dumps", metavar="DIR", help="Folder below which the dumps lie now.")] = None,
) -> None:
    """Go back to the dumps' bytes, repeat the listed edits, and check that every value of the corpus comes out."""
    recover(out)
    verified = verify_corpus(out, dumps)
    for problem in verified.problems[:MAX_PROBLEMS_SHOWN]:
        print(problem)
    if len(verified.problems) > MAX_PROBLEMS_SHOWN:
        print(f"and {len(verified.problems) - MAX_PROBLEMS_SHOWN} more")
    if verified.problems:
        raise PapersieveError(
            f"{out}: {len(verified.problems)} things do not hold. Restore the files named above, or make the corpus anew with 'papersieve run'."
        )
    print(f"{verified.values} values of {verified.papers} papers replayed from {verified.dumps} dumps: all hold")
