"""What a command prints for a script: JSON on standard output, and nothing else there."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec


def print_json(document: object) -> None:
    """Print one JSON document, indented, of structs, numbers and texts."""
    print(msgspec.json.format(msgspec.json.encode(document), indent=2).decode())


def print_json_lines(items: Iterable[object]) -> None:
    """Print JSON Lines, an object each, as they come."""
    for item in items:
        print(msgspec.json.encode(item).decode())
