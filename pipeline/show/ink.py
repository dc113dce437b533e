"""Lines for a terminal: wrapped to its width and coloured, or plain and as long as they are where nobody is watching."""

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
    """The ink for what a console writes to: colours and wrapping for a terminal alone, and no escape at all with NO_COLOR."""
    if not console.is_terminal:
        return Ink()
    is_plain = console.no_color or console.color_system is None
    return Ink(max(MIN_WIDTH, console.width), None if is_plain else COLOR_SYSTEMS[str(console.color_system)])


def wrap(text: str, width: int | None) -> list[str]:
    """The lines of a text, each at most so many cells wide, parted between words where that can be.

    >>> wrap("We count to four.", 10), wrap("一二三四五", 6), wrap("a\\nb c", None)
    (['We count', 'to four.'], ['一二三', '四五'], ['a', 'b c'])
    """
    lines = text.split("\n")
    return lines if width is None else [part for line in lines for part in _wrap_line(line, width)]


def _wrap_line(line: str, width: int) -> Iterator[str]:
    if cell_len(line) <= width:
        yield line
        return
    row, used = "", 0
    for word in line.split(" "):
        size = cell_len(word)
        if row and used + 1 + size > width:
            yield row
            row, used = "", 0
        row, used = (f"{row} {word}", used + 1 + size) if row else (word, size)
        while used > width:
            head = _take_cells(row, width)
            yield head
            row = row[len(head) :]
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
