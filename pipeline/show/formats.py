"""What a person is shown of the formats (`formats`)."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.formats import FORMATS
from pipeline.formats.describe import name_kind
from pipeline.show.lines import Line, write

HEADS = ("format", "kind", "what it looks like")


def show_formats() -> Iterator[Line]:
    """The formats, a line each, in the order in which they take lines."""
    rows = [(item.name, name_kind(item), item.summary) for item in FORMATS]
    name_width, kind_width = (max(len(row[column]) for row in (HEADS, *rows)) + 2 for column in (0, 1))
    rest = " " * (name_width + kind_width)
    for number, (name, kind, summary) in enumerate((HEADS, *rows)):
        style = "" if number else "bold"
        yield write((f"{name:<{name_width}}{kind:<{kind_width}}{summary}", style), rest=rest)
