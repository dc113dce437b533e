"""Locators: where in a dump a value is, as a text; how one is written, and how it leads back to the text it stands for.

A locator is a chain of steps joined by `&`, each of which leads from a text to a text inside it:

    bytes=120,200           these bytes of the dump, decoded
    json=/papers/3/title    a JSON Pointer (RFC 6901)
    xml=/entry/author[2]    an XPath in an entry that is XML
    xpath=/html[1]/body[1]  an XPath in a page (HTML); its visible text, or with `/@name` at its end an attribute
    cell=,3                 a cell of a table: the delimiter and the column, from 0
    bibtex=author, ris=T1   a field of a bibliography's entry; `ris=AU/2` is the third of its kind

The last step may name several texts, `;` between the items of a list and `+` between what makes one item. A path may
end in `{start,end}`: only these characters of its text. What has a meaning here is percent-encoded in a path.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TypeAlias

from pipeline.raw import Item, Piece

STEP_RE = re.compile(r"(?:^|&)(bytes|json|xml|xpath|cell|bibtex|ris)=")
PART_RE = re.compile(r"^(?P<path>.*?)(?:\{(?P<start>\d+),(?P<end>\d+)\})?$", re.DOTALL)
RESERVED_RE = re.compile("[%&;+{}]")

Pick: TypeAlias = Callable[[str, str], str]
"""The text that a path leads to inside a text. Raises `ValueError` or `LookupError` where it leads nowhere."""


def write_bytes(spans: Sequence[tuple[int, int]]) -> str:
    """The locator of byte ranges.

    >>> write_bytes([(0, 12), (14, 20)])
    'bytes=0,12;14,20'
    """
    return "bytes=" + ";".join(f"{start},{end}" for start, end in spans)


def write_items(items: Sequence[Item]) -> str:
    """The locator of a field's pieces, from where the record stands.

    Raises `ValueError` where they are not all found in the same way in the same place.

    >>> write_items([(Piece("json", "/a/0", "x"),), (Piece("json", "/a/1", "y").part(0, 1),)])
    'json=/a/0;/a/1{0,1}'
    """
    base, selector = items[0][0].base, items[0][0].selector
    written = ""
    for item in items:
        for piece in item:
            if piece.base != base or piece.selector != selector:
                raise ValueError(f"pieces of one field from several places: {selector} and {piece.selector} at '{base}' and '{piece.base}'")
            written += _write_piece(piece) + "+"
        written = written[:-1] + ";"
    return join_steps(base, f"{selector}={written[:-1]}")


def write_path(selector: str, path: str) -> str:
    """One step.

    >>> write_path("json", "/a;b")
    'json=/a%3Bb'
    """
    return f"{selector}={_escape(path)}"


def join_steps(*steps: str) -> str:
    """A chain of steps without those that are empty.

    >>> join_steps("bytes=0,9", "", "json=/title")
    'bytes=0,9&json=/title'
    """
    return "&".join([step for step in steps if step])


def split_steps(locator: str) -> list[tuple[str, str]]:
    """The steps of a locator, each as its kind and its value. Raises `ValueError` for a text that is no locator.

    >>> split_steps("bytes=0,9&json=/title")
    [('bytes', '0,9'), ('json', '/title')]
    """
    marks = list(STEP_RE.finditer(locator))
    if not marks or marks[0].start() != 0:
        raise ValueError(f"not a locator: {locator}")
    ends = [*(mark.start() for mark in marks[1:]), len(locator)]
    return [(mark[1], locator[mark.end() : end]) for mark, end in zip(marks, ends, strict=True)]


def read_bytes(value: str) -> list[tuple[int, int]]:
    """The byte ranges of a `bytes` step. Raises `ValueError` for a value of another form.

    >>> read_bytes("0,12;14,20")
    [(0, 12), (14, 20)]
    """
    return [(int(start), int(end)) for start, end in (part.split(",") for part in value.split(";"))]


def resolve_items(value: str, text: str, pick: Pick) -> list[str]:
    """The texts that the last step of a locator stands for inside a text. Errors as for `Pick`."""
    return [" ".join(_resolve_part(part, text, pick) for part in item.split("+")) for item in value.split(";")]


def _resolve_part(part: str, text: str, pick: Pick) -> str:
    match = PART_RE.match(part)
    if match is None:  # pragma: no cover - the pattern takes every text
        raise ValueError(part)
    found = pick(text, _unescape(match["path"]))
    return found if match["start"] is None else found[int(match["start"]) : int(match["end"])]


def _write_piece(piece: Piece) -> str:
    path = piece.path
    if RESERVED_RE.search(path):
        path = _escape(path)
    return f"{path}{{{piece.start},{piece.start + len(piece.text)}}}" if piece.is_part else path


def _escape(path: str) -> str:
    return RESERVED_RE.sub(lambda match: f"%{ord(match.group()):02X}", path)


def _unescape(path: str) -> str:
    return re.sub("%([0-9A-F]{2})", lambda match: chr(int(match[1], 16)), path)
