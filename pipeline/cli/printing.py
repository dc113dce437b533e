"""What commands print: JSON for a script, lines for a person."""

from __future__ import annotations

import io
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import wraps
from typing import BinaryIO, ParamSpec, TextIO, cast

import msgspec
from rich.console import Console

from pipeline.errors import OutputError
from pipeline.show.ink import choose_ink
from pipeline.show.lines import Line, lay_out

P = ParamSpec("P")

UNSEEN_RE = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
"""Controls that JSON lets stand in a text, and what turns text around."""


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


def allow_any_text() -> None:
    """Let characters that the locale has no code for be printed as question marks: no arrow or accent may end a command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def print_json(document: object) -> None:
    """Print one JSON document, indented, of structs, numbers and texts."""
    _print_json(msgspec.json.format(msgspec.json.encode(document), indent=2))


def print_json_lines(items: Iterable[object]) -> None:
    """Print JSON Lines, an object each, as they come."""
    for item in items:
        _print_json(msgspec.json.encode(item))


def _print_json(document: bytes) -> None:
    """Print JSON in UTF-8, whatever the locale; what would act on a terminal is escaped, which changes no value."""
    if isinstance(sys.stdout, io.TextIOWrapper) and sys.stdout.encoding.casefold() != "utf-8":
        sys.stdout.reconfigure(encoding="utf-8")
    print(UNSEEN_RE.sub(lambda match: f"\\u{ord(match.group()):04x}", document.decode()))


def print_lines(lines: Iterable[Line], file: TextIO | None = None) -> None:
    """Print lines as they come, on standard output or in `file`: on a terminal wrapped below where they begin, in a pipe each whole, however long."""
    ink = choose_ink(Console(file=file))
    for line in lines:
        for row in lay_out(line, ink):
            print(row, file=file)


def page_lines(lines: Iterable[Line]) -> None:
    """Hand lines to the pager that the person has chosen, as they come. Raises `OutputError` where there is none."""
    command = shlex.split(os.environ.get("PAGER") or "less")
    environment = {**os.environ, "LESS": os.environ.get("LESS") or "-R"}
    ink = choose_ink(Console())
    try:
        pager = subprocess.Popen(command, stdin=subprocess.PIPE, env=environment)
    except OSError as error:
        raise OutputError(f"{command[0]}: the pager cannot be started ({error.strerror}). Name another one in PAGER, or leave out --pager.") from error
    with suppress(BrokenPipeError), io.TextIOWrapper(cast(BinaryIO, pager.stdin), encoding="utf-8", errors="replace") as pipe:
        pipe.writelines(f"{row}\n" for line in lines for row in lay_out(line, ink))
    pager.wait()
