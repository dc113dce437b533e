"""What a format sees of an entry, whatever it is written in: named parts, each of which knows the path that leads to it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Protocol, TypeAlias

import msgspec

from pipeline.raw import Item, Piece, RawField, RawRecord

Found: TypeAlias = "Piece | Item | None"


class Node(Protocol):
    """A value inside an entry: a JSON value, an XML element, a row of a table, an entry of a bibliography.

    Looking for what is not there gives a node that is empty, so that a format reads as a table of names.
    """

    def find(self, *names: str) -> Node:
        """The part that the names lead to, one inside the other; the first where there are several."""

    def find_all(self, name: str) -> Sequence[Node]:
        """All parts of that name; of a JSON list its elements, of any other value the value alone."""

    def names(self) -> list[str]:
        """The names of the parts, each once, in order."""

    def piece(self) -> Piece | None:
        """The text, and the path to it; None where there is none."""

    def text(self, name: str) -> Piece | None:
        """The text of the part of that name; None where there is none."""
        return self.find(name).piece()

    def pieces(self, *names: str) -> Item:
        """The texts of the parts of these names, without those that are absent or blank."""
        return tuple(piece for name in names if (piece := self.text(name)) is not None and piece.text.strip())


class NotPaper(msgspec.Struct, frozen=True):
    """What a format gives for an entry that it knows and that is no paper: boilerplate, by this rule."""

    rule: str


class Fields:
    """Gathers the fields of one record; what is empty is left out."""

    def __init__(self) -> None:
        self._fields: dict[str, RawField] = {}

    def add(self, name: str, *found: Found) -> bool:
        """Add a field with one text, the first of those given that is not empty; says whether there was any.

        A field that is there already stays as it is.
        """
        if name in self._fields:
            return False
        for one in found:
            if one is not None and (item := _to_item(one)):
                self._fields[name] = RawField(name, items=(item,))
                return True
        return False

    def add_list(self, name: str, found: Iterable[Found]) -> bool:
        """Add a field with several items, or one whose lines these are; says whether there was any."""
        items = tuple(item for one in found if (item := _to_item(one)))
        if items and name not in self._fields:
            self._fields[name] = RawField(name, items=items)
        return bool(items)

    def add_field(self, field: RawField) -> None:
        """Add a field that is made already."""
        self._fields.setdefault(field.name, field)

    def __contains__(self, name: str) -> bool:
        return name in self._fields

    def record(self, flags: tuple[str, ...] = ()) -> RawRecord:
        """The record; one without fields is no record."""
        return RawRecord(tuple(self._fields.values()), flags)


def _to_item(found: Found) -> Item:
    """The pieces that are not blank."""
    if isinstance(found, Piece):
        return (found,) if found.text.strip() else ()
    return tuple(piece for piece in found or () if piece.text.strip())


def each_once(pieces: Iterable[Piece | None]) -> list[Piece]:
    """The pieces that are there, each text once, where it stands first: a primary category that the list of all of them repeats."""
    first: dict[str, Piece] = {}
    for piece in pieces:
        if piece is not None:
            first.setdefault(piece.text.strip(), piece)
    return list(first.values())


def parts_of(piece: Piece | None, pattern: re.Pattern[str]) -> list[Piece]:
    r"""The parts of a piece that a pattern finds: of each match its group `part`, or all of it.

    >>> [part.text for part in parts_of(Piece("json", "/categories", "cs.CL cs.LG"), re.compile(r"\S+"))]
    ['cs.CL', 'cs.LG']
    """
    if piece is None:
        return []
    group: int | str = "part" if "part" in pattern.groupindex else 0
    return [piece.part(*match.span(group)) for match in pattern.finditer(piece.text)]
