"""The command line: `papersieve`. One command a module; data goes to standard output, everything else to standard error.

Exit status: 0 done; 1 done, but with `--strict` something was rejected, a count did not match, or a dump gave nothing; 2 the person must act.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import Annotated

import typer

from pipeline import __version__
from pipeline.cli.add import add_command
from pipeline.cli.explain import explain_command
from pipeline.cli.formats import formats_command
from pipeline.cli.inspect import inspect_command
from pipeline.cli.remove import remove_command
from pipeline.cli.run import run_command
from pipeline.cli.verify import verify_command
from pipeline.errors import PapersieveError

COMMANDS: tuple[tuple[str, Callable[..., None]], ...] = (
    ("run", run_command),
    ("add", add_command),
    ("remove", remove_command),
    ("inspect", inspect_command),
    ("explain", explain_command),
    ("verify", verify_command),
    ("formats", formats_command),
)
"""All commands, in the order in which `--help` lists them."""

app = typer.Typer(
    name="papersieve",
    help="Turn dumps of scraped paper listings into one clean, deduplicated JSONL corpus with provenance.",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for _name, _command in COMMANDS:
    app.command(_name)(_command)


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"papersieve {__version__}")
        raise typer.Exit


@app.callback()
def start(
    _version: Annotated[bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and leave.")] = False,
) -> None:
    """Turn dumps of scraped paper listings into one clean, deduplicated JSONL corpus with provenance."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; gives the exit status."""
    try:
        app(args=list(sys.argv[1:] if argv is None else argv), prog_name="papersieve")
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else int(leaving.code is not None)
    except PapersieveError as error:
        print(f"papersieve: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("papersieve: stopped. What was done is stored; the same command goes on from there.", file=sys.stderr)
        return 130
    return 0
