"""What commands print: JSON for a script, lines for a person."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from rich.console import Console
from rich.padding import Padding

from pipeline.show.changes import Line

INDENT = 2


def print_json(document: object) -> None:
    """Print one JSON document, indented, of structs, numbers and texts."""
    print(msgspec.json.format(msgspec.json.encode(document), indent=2).decode())


def print_json_lines(items: Iterable[object]) -> None:
    """Print JSON Lines, an object each, as they come."""
    for item in items:
        print(msgspec.json.encode(item).decode())


def print_lines(lines: Iterable[Line]) -> None:
    """Print lines: on a terminal wrapped below where they begin, in a pipe each on one line, however long."""
    console = Console(soft_wrap=True)
    for line in lines:
        if console.is_terminal:
            console.print(Padding(line.text, (0, 0, 0, INDENT * line.depth)), soft_wrap=False)
        else:
            print(f"{' ' * INDENT * line.depth}{line.text.plain}")
