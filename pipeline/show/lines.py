"""Lines of an account for a terminal: wrapped to its width with what stands before them, or whole where nobody watches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from pipeline.show.visible import make_visible

LEAST_WIDTH = 24
"""A narrower column is not wrapped to: words would fall apart."""


class Line(msgspec.Struct, frozen=True):
    """A line, what stands before it, and before its continuations."""

    text: Text
    first: str = ""
    rest: str = ""


def write(*parts: str | tuple[str, str], first: str = "", rest: str | None = None) -> Line:
    """A line of texts, each plain or with its style. Nothing in them is markup, and nothing acts on the terminal."""
    shown = ((make_visible(part), "") if isinstance(part, str) else (make_visible(part[0]), part[1]) for part in parts)
    return Line(Text.assemble(*shown), first, first if rest is None else rest)


def indent(lines: Iterable[Line], first: str = "  ", rest: str | None = None) -> Iterator[Line]:
    """The lines set in: the first with one prefix, all others and continuations with another."""
    rest = first if rest is None else rest
    for number, line in enumerate(lines):
        yield Line(line.text, (rest if number else first) + line.first, rest + line.rest)


def head(title: str) -> Iterator[Line]:
    """The heading of a part, with a blank line above."""
    yield Line(Text())
    yield write((title, "bold underline"))


def print_lines(console: Console, lines: Iterable[Line]) -> None:
    """Print lines: wrapped on a terminal, else each as it is, however long."""
    for line in lines:
        room = max(LEAST_WIDTH, console.width - max(cell_len(line.first), cell_len(line.rest)))
        pieces = line.text.wrap(console, room) if console.is_terminal and line.text.plain else [line.text]
        for number, piece in enumerate(pieces):
            piece.rstrip()
            console.print(Text.assemble((line.rest if number else line.first, "dim"), piece), soft_wrap=True, highlight=False)
