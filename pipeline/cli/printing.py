"""What commands print: JSON for a script, lines for a person."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from functools import wraps
from typing import ParamSpec

import msgspec
from rich.console import Console
from rich.padding import Padding

from pipeline.show.changes import Line

P = ParamSpec("P")

INDENT = 2


def end_with_reader(command: Callable[P, None]) -> Callable[P, None]:
    """The command, which ends quietly where the reader of a pipe has seen enough: `papersieve formats | head -1`."""

    @wraps(command)
    def call(*arguments: P.args, **options: P.kwargs) -> None:
        try:
            command(*arguments, **options)
            sys.stdout.flush()
        except BrokenPipeError:
            # What is still in the buffer must go nowhere as Python ends.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    return call


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
