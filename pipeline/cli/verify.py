"""`papersieve verify`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from pipeline.cli.options import DEFAULT_OUT, Json, Quiet
from pipeline.cli.printing import print_json
from pipeline.errors import CorpusError
from pipeline.show.characters import show_characters
from pipeline.show.counts import say_count

if TYPE_CHECKING:
    from pipeline.verify import Problem

MAX_PROBLEMS_SHOWN = 50


class Verdict(msgspec.Struct, frozen=True):
    """What `verify --json` prints."""

    folder: str
    holds: bool
    dumps: int
    papers: int
    values: int
    problems: tuple[Problem, ...]


def verify_command(
    out: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of the corpus.")] = DEFAULT_OUT,
    dumps: Annotated[Path | None, typer.Option("--dumps", metavar="DIR", help="Folder below which the dumps lie now.")] = None,
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Replay every value of a corpus from the dumps' bytes.

    Goes back to the dumps, repeats the listed edits, and checks that every value of
    the corpus comes out, that every file is the one the run wrote, and that
    boilerplate and rejects are what they are said to be. The dumps must be at hand:
    where they were when they were read, or below --dumps.
    """
    from pipeline.cli.watching import watch
    from pipeline.verify import verify_corpus
    from pipeline.write.publish import recover

    recover(out)
    with watch(quiet=quiet) as watched:
        verified = verify_corpus(out, dumps, watched.follow("verify"))
        watched.stop()
    if json:
        print_json(Verdict(str(out), not verified.problems, verified.dumps, verified.papers, verified.values, verified.problems))
    else:
        for problem in verified.problems[:MAX_PROBLEMS_SHOWN]:
            print(show_characters(str(problem)))
        if len(verified.problems) > MAX_PROBLEMS_SHOWN:
            print(f"and {len(verified.problems) - MAX_PROBLEMS_SHOWN} more")
    if verified.problems:
        raise CorpusError(
            f"{out}: {say_count(len(verified.problems), 'problem')}. Restore the files named above. "
            "Where that cannot be, 'papersieve run --replace' makes the corpus anew, of the dumps alone whose files are still there."
        )
    if not json and not quiet:
        print(f"{say_count(verified.values, 'value')} of {say_count(verified.papers, 'paper')} replayed from {say_count(verified.dumps, 'dump')}: all hold")
