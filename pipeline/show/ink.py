"""How lines are written: wrapped and coloured for a terminal, plain and as long as they are where nobody is watching."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from rich.cells import cell_len
from rich.color import ColorSystem
from rich.console import Console
from rich.style import Style

MIN_WIDTH = 24
"""On narrower terminals lines are cut by the terminal itself."""
COLOR_SYSTEMS = {"standard": ColorSystem.STANDARD, "256": ColorSystem.EIGHT_BIT, "truecolor": ColorSystem.TRUECOLOR, "windows": ColorSystem.STANDARD}


class Ink(msgspec.Struct, frozen=True):
    """How lines are written: at most so many cells wide (None: as wide as they are), in which colours (None: none at all)."""

    width: int | None = None
    colors: ColorSystem | None = None

    def paint(self, text: str, style: str) -> str:
        """The text in a style, as rich names it; as it is where there are no colours."""
        return text if self.colors is None or not style or not text else Style.parse(style).render(text, color_system=self.colors)


def choose_ink(console: Console) -> Ink:
    """The ink for what a console writes to: colours and wrapping for a terminal alone; no escape at all with NO_COLOR.

    With FORCE_COLOR there are colours in a pipe too, where lines stay whole all the same.
    """
    if not console.is_terminal:
        return Ink()
    is_plain = console.no_color or console.color_system is None
    return Ink(max(MIN_WIDTH, console.width) if console.file.isatty() else None, None if is_plain else COLOR_SYSTEMS[str(console.color_system)])


def wrap(text: str, width: int | None, rest: int | None = None) -> list[str]:
    """The lines of a text, each at most so many cells wide (from the second on `rest`), parted between words where that can be.

    >>> wrap("We count to four.", 10), wrap("一二三四五", 6), wrap("a\\nb c", None), wrap("a b c d", 1, 3)
    (['We count', 'to four.'], ['一二三', '四五'], ['a', 'b c'], ['a', 'b c', 'd'])
    """
    lines = text.split("\n")
    if width is None:
        return lines
    rest = width if rest is None else rest
    return [part for number, line in enumerate(lines) for part in _wrap_line(line, rest if number else width, rest)]


def _wrap_line(line: str, width: int, rest: int) -> Iterator[str]:
    if cell_len(line) <= width:
        yield line
        return
    row, used = "", 0
    for word in line.split(" "):
        size = cell_len(word)
        if row and used + 1 + size > width:
            yield row
            row, used, width = "", 0, rest
        row, used = (f"{row} {word}", used + 1 + size) if row else (word, size)
        while used > width:
            head = _take_cells(row, width)
            yield head
            row, width = row[len(head) :], rest
            used = cell_len(row)
    yield row


def _take_cells(text: str, width: int) -> str:
    """The start of a text that fills the width, at least one character."""
    used = 0
    for index, char in enumerate(text):
        used += cell_len(char)
        if used > width:
            return text[: max(1, index)]
    return text
