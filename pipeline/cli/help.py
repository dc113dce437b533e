"""What `--help` says below the options: examples of each command, and how all of them end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from inspect import cleandoc
from typing import Any, Final, TypeAlias

import msgspec
import typer
from rich.markup import escape
from typer.core import TyperCommand, TyperGroup

Internal: TypeAlias = Any
"""Contexts, formatters and parameters: typer has them, and no public names for them."""


class Example(msgspec.Struct, frozen=True):
    """A command line, and what it does."""

    command: str
    what: str


GROUPS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("Make a corpus", ("run", "add", "remove")),
    ("Look into it", ("inspect", "explain", "diff", "verify", "formats")),
    ("Take it away", ("export",)),
)
"""The commands by what a person wants to do, in the order in which `--help` lists them."""

EXAMPLES: Final[dict[str, tuple[Example, ...]]] = {
    "run": (
        Example("papersieve run", "the dumps in data/raw become the corpus in data/clean"),
        Example("papersieve run my-dumps/ page.html -o corpus", "a folder and a file; the corpus goes to corpus/"),
        Example("curl -s https://arxiv.org/list/cs.CL/new | papersieve run - -o today", "a page from a pipe"),
        Example("papersieve run dumps -o corpus --json | jq .counts.merge", "the counts, for a script"),
    ),
    "add": (
        Example("papersieve add data/raw", "whatever is new in data/raw goes into data/clean"),
        Example("papersieve add monday.html -o corpus --captured-on 2026-02-02", "a page, with the day it was saved"),
    ),
    "remove": (
        Example("papersieve remove data/raw/page.html --dry-run", "says which papers would go or change"),
        Example("papersieve remove data/raw/week.zip -o corpus", "an archive with all its members"),
        Example("papersieve remove sha256:b91cc614 -o corpus", "a content, under all its names"),
    ),
    "inspect": (
        Example("papersieve inspect page.html", "how a saved page is cut, stretch by stretch"),
        Example("papersieve inspect week.zip", "each member of an archive, one after another"),
        Example("papersieve inspect page.html --rejected", "what no field and no rule took, and what stands around it"),
        Example("papersieve inspect page.html --html cut.html", "the same as a page, to filter and to jump about in"),
        Example("curl -s https://arxiv.org/list/cs.CL/new | papersieve inspect -", "a page from a pipe"),
    ),
    "explain": (
        Example("papersieve explain 2405.14333 -o corpus", "a paper: its records, evidence, winners, losers, edits"),
        Example("papersieve explain 2405.14333 2412.19437", "why these two are, or are not, one paper"),
        Example("papersieve explain data/raw/page.txt:120,200", "what depends on these bytes of a dump"),
    ),
    "diff": (
        Example("papersieve diff before data/clean", "what a day brought; cp -r data/clean before it began"),
        Example("papersieve diff old new --stat", "the sum alone"),
        Example("papersieve diff old new --only merged --json", "JSON Lines, a change each; the sum comes last"),
    ),
    "verify": (
        Example("papersieve verify", "replays every value of data/clean"),
        Example("papersieve verify corpus --dumps /mnt/dumps", "where the dumps lie somewhere else now"),
    ),
    "formats": (
        Example("papersieve formats", "all formats, in the order in which they are asked"),
        Example("papersieve formats --json | jq -r .[].name", "their names, for --format"),
    ),
    "export": (
        Example("papersieve export parquet --to papers.parquet", "the papers of data/clean, nested types kept"),
        Example("papersieve export bibtex -o corpus --to -", "BibTeX on standard output"),
    ),
}

STATUSES: Final[dict[str, str]] = {
    "run": "0 done; 1 done, but with --strict something was rejected, a count did not match, or a dump gave nothing; 2 you must act.",
    "add": "0 done; 1 done, but with --strict something was rejected, a count did not match, or a dump gave nothing; 2 you must act.",
    "diff": "0 compared; 1 with --exit-code: papers differ; 2 you must act.",
    "verify": "0 all holds; 2 something does not, or you must act.",
}
"""Where a status means something of its own."""
STATUS: Final = "0 done; 2 you must act: the message says what, where, and what to do next."


def find_group(command: str) -> str:
    """The group that a command is listed in."""
    return next(title for title, commands in GROUPS if command in commands)


def write_epilog(command: str) -> str:
    """What stands below the options of a command, in rich's markup."""
    lines = [line for example in EXAMPLES[command] for line in (f"  [cyan]{escape(example.command)}[/cyan]", f"      {escape(example.what)}")]
    return "\n".join(["[bold]Examples[/bold]", *lines, "", f"[bold]Exit status[/bold]  {STATUSES.get(command, STATUS)}"])


def join_lines(text: str) -> str:
    """The paragraphs of a docstring, each on one line, as nobody knew how wide the terminal is; those that begin with `\\b` keep their lines.

    >>> join_lines("Do it.\\n\\nTwice, if\\nneed be.\\n\\n\\b\\n$ do it\\n  twice")
    'Do it.\\n\\nTwice, if need be.\\n\\n$ do it\\n  twice'
    """
    paragraphs = cleandoc(text).split("\n\n")
    return "\n\n".join(part.removeprefix("\b\n") if part.startswith("\b") else " ".join(part.split()) for part in paragraphs)


class PlainCommand(TyperCommand):
    """A command whose help says what a value means, not of which Python type it is."""

    def format_help(self, ctx: Internal, formatter: Internal) -> None:
        """Write the help."""
        _hide_types(self, ctx)
        self.help = join_lines(self.help or "")
        with _end_with_reader():
            super().format_help(ctx, formatter)

    def collect_usage_pieces(self, ctx: Internal) -> list[str]:
        """The words of the line that says how the command is used."""
        return [piece.replace("{", "").replace("}", "") for piece in super().collect_usage_pieces(ctx)]


class PlainGroup(TyperGroup):
    """As `PlainCommand`, for the program as a whole."""

    def format_help(self, ctx: Internal, formatter: Internal) -> None:
        """Write the help."""
        _hide_types(self, ctx)
        with _end_with_reader():
            super().format_help(ctx, formatter)


@contextmanager
def _end_with_reader() -> Iterator[None]:
    """Where the reader of a pipe has seen enough of a help, rich would end the program as if it had failed."""
    try:
        yield
    except SystemExit:
        raise typer.Exit from None


def _hide_types(command: Internal, ctx: Internal) -> None:
    """Let no parameter say `<bool>` or `<list[str]>`; what has a word for its value keeps it."""
    for parameter in command.get_params(ctx):
        if parameter.param_type_name == "argument" or not parameter.metavar:
            parameter.display_type_rich = lambda ctx: None  # noqa: ARG005 - called by this name
