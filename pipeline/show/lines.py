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


def say_count(number: int, noun: str) -> str:
    """A number with its noun.

    >>> say_count(1, "paper"), say_count(1234, "paper")
    ('1 paper', '1,234 papers')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def print_lines(console: Console, lines: Iterable[Line]) -> None:
    """Print lines: wrapped on a terminal, else each as it is, however long."""
    for line in lines:
        prefix = line.first
        for piece in _wrap(console, line) if console.is_terminal else [line.text]:
            console.print(Text.assemble((prefix, "dim"), piece), soft_wrap=True, highlight=False)
            prefix = line.rest


def _wrap(console: Console, line: Line) -> Iterator[Text]:
    """The text of a line in pieces that fit behind what stands before each of them."""
    text, prefix = line.text, line.first
    while True:
        pieces = text.wrap(console, max(LEAST_WIDTH, console.width - cell_len(prefix)))
        if len(pieces) < 2:
            yield text
            return
        behind = text.plain[len(pieces[0]) :]
        pieces[0].rstrip()
        yield pieces[0]
        text, prefix = text[len(text) - len(behind.lstrip()) :], line.rest
