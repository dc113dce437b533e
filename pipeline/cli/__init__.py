"""The command line: `papersieve`. One command a module; data goes to standard output, everything else to standard error.

A command's module says what it takes. What it needs to do its work is imported when it is called, so that help and completion wait for none of it.

Exit status: 0 done; 1 done, but with `--strict` something was rejected, a count did not match, or a dump gave nothing; 2 the person must act.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from concurrent.futures.process import BrokenProcessPool
from typing import Annotated

import typer

from pipeline import __version__
from pipeline.cli.add import add_command
from pipeline.cli.diff import diff_command
from pipeline.cli.explain import explain_command
from pipeline.cli.export import export_command
from pipeline.cli.formats import formats_command
from pipeline.cli.help import PlainCommand, PlainGroup, find_group, write_epilog
from pipeline.cli.inspect import inspect_command
from pipeline.cli.mistakes import USAGE_ERROR, explain_system_error, explain_usage_error
from pipeline.cli.printing import allow_any_text, end_with_reader
from pipeline.cli.remove import remove_command
from pipeline.cli.run import run_command
from pipeline.cli.verify import verify_command
from pipeline.errors import PapersieveError
from pipeline.show.characters import show_characters

COMMANDS: tuple[tuple[str, Callable[..., None]], ...] = (
    ("run", run_command),
    ("add", add_command),
    ("remove", remove_command),
    ("inspect", inspect_command),
    ("explain", explain_command),
    ("diff", diff_command),
    ("verify", verify_command),
    ("formats", formats_command),
    ("export", export_command),
)
"""All commands, in the order in which `--help` lists them."""

ABOUT = "Turn dumps of scraped paper listings into one clean, deduplicated JSONL corpus with provenance."
START = "[bold]Start[/bold]  papersieve run DUMPS -o corpus\n       papersieve COMMAND --help has examples of each."

ACT_STATUS = 2
STOPPED_STATUS = 130
"""As shells have it: 128 and the number of the signal."""
GOES_ON = ("run", "add", "remove")

app = typer.Typer(
    name="papersieve",
    cls=PlainGroup,
    help=ABOUT,
    epilog=START,
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)
for _name, _command in COMMANDS:
    app.command(_name, cls=PlainCommand, rich_help_panel=find_group(_name), epilog=write_epilog(_name))(end_with_reader(_command))


def _print_version(wanted: bool) -> None:
    if wanted:
        end_with_reader(print)(f"papersieve {__version__}")
        raise typer.Exit


@app.callback()
def start(
    _version: Annotated[bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and leave.")] = False,
) -> None:
    """Turn dumps of scraped paper listings into one clean, deduplicated JSONL corpus with provenance."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; gives the exit status."""
    allow_any_text()
    arguments = list(sys.argv[1:] if argv is None else argv)
    if "" in arguments:
        return _complain("an argument is empty, which would mean the current folder. Is a variable of the shell not set? Give . if it is meant.")
    try:
        status = app(args=arguments, prog_name="papersieve", standalone_mode=False)
    except SystemExit as leaving:  # Completion leaves so.
        return leaving.code if isinstance(leaving.code, int) else int(leaving.code is not None)
    except USAGE_ERROR as error:
        return _complain(explain_usage_error(error))
    except PapersieveError as error:
        return _complain(str(error))
    except BrokenProcessPool:
        return _complain("a worker process was ended by the system, most likely for want of memory. The same command with fewer --workers goes on from there.")
    except OSError as error:
        explained = explain_system_error(error)
        if explained is None:
            raise
        return _complain(explained)
    if status == STOPPED_STATUS:
        more = " What was done is stored; the same command goes on from there." if arguments[:1] and arguments[0] in GOES_ON else ""
        print(f"papersieve: stopped.{more}", file=sys.stderr)
    return int(status or 0)


def _complain(message: str) -> int:
    """Say what the person must do; gives the status for it."""
    if message:
        print(f"papersieve: {show_characters(message)}", file=sys.stderr)
    return ACT_STATUS
