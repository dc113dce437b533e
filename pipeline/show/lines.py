"""Lines for a person: texts in styles, with what stands before them, laid out for a terminal or whole for a pipe."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

import msgspec
from rich.cells import cell_len

from pipeline.show.characters import show_exactly
from pipeline.show.ink import Ink, wrap

Piece: TypeAlias = tuple[str, str]
"""A text, and its style as rich names it."""
Part: TypeAlias = str | Piece

MIN_CELLS = 24
"""A narrower column is not wrapped to: words would fall apart."""


class Line(msgspec.Struct, frozen=True):
    """A line, what stands before it, and before its continuations. Its text may go on below a line break."""

    pieces: tuple[Piece, ...] = ()
    first: tuple[Piece, ...] = ()
    rest: tuple[Piece, ...] = ()


def write(*parts: Part, first: str = "", rest: str | None = None) -> Line:
    """A line of texts, each plain or with its style. Nothing in them is markup, and nothing acts on the terminal."""
    pieces = ((part, "") if isinstance(part, str) else part for part in parts)
    return Line(tuple((show_exactly(text), style) for text, style in pieces), _dim(first), _dim(first if rest is None else rest))


def indent(lines: Iterable[Line], first: str = "  ", rest: str | None = None) -> Iterator[Line]:
    """The lines set in: the first with one prefix, all others and continuations with another."""
    begin, go_on = _dim(first), _dim(first if rest is None else rest)
    for number, line in enumerate(lines):
        yield Line(line.pieces, (go_on if number else begin) + line.first, go_on + line.rest)


def head(title: str) -> Iterator[Line]:
    """The heading of a part, with a blank line above."""
    yield Line()
    yield write((title, "bold underline"))


def _dim(text: str) -> tuple[Piece, ...]:
    return ((text, "dim" if text.strip() else ""),) if text else ()


def lay_out(line: Line, ink: Ink) -> Iterator[str]:
    """The line as it is written: wrapped to the width of a terminal below where it begins, or whole.

    >>> list(lay_out(write("one two ", ("three four five six", "bold"), first="- ", rest="  "), Ink(26)))
    ['- one two three four five', '  six']
    """
    text = _join(line.pieces)
    widths = [None if ink.width is None else max(MIN_CELLS, ink.width - cell_len(_join(prefix))) for prefix in (line.first, line.rest)]
    prefix, end = line.first, 0
    for row in wrap(text, *widths):
        start = text.index(row, end)
        end = start + len(row)
        shown = start + len(row.rstrip())
        pieces = tuple(_cut(line.pieces, start, shown))
        yield "".join(ink.paint(piece, style) for piece, style in (prefix + pieces if pieces else _strip(prefix)))
        prefix = line.rest


def _cut(pieces: Sequence[Piece], start: int, end: int) -> Iterator[Piece]:
    """What of the pieces stands between two places of their text."""
    low = 0
    for text, style in pieces:
        part = text[max(0, start - low) : max(0, end - low)]
        if part:
            yield part, style
        low += len(text)


def _strip(prefix: Sequence[Piece]) -> tuple[Piece, ...]:
    """A prefix with nothing behind it, without the spaces it ends with."""
    return tuple(_cut(prefix, 0, len(_join(prefix).rstrip())))


def _join(pieces: Sequence[Piece]) -> str:
    return "".join(text for text, _ in pieces)
