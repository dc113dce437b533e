"""What `split` finds, before anything is cleaned: raw records and their fields, with the places they were found at.

A field is found in one of two ways. In a text, and in the visible text of a page, it is a span: `[start, end)` in characters. In
what must be parsed (a JSON value, an element's attribute, a cell) it is a piece: a text, and the path that leads to it.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec

from pipeline.records import PlanStep, Span

Selector: TypeAlias = Literal["json", "xml", "xpath", "cell", "bibtex", "ris"]
"""How a path is to be read: a JSON Pointer, an XPath in an XML entry, an XPath in a page, a column, a field or tag of a bibliography."""


class Piece(msgspec.Struct, frozen=True, gc=False):
    """A text that a path leads to, or the part `[start, end)` of it, in characters.

    `base` holds the steps of the locator that come before the path, where there are any (`xpath=/html[1]/body[1]/div[1]/@data-props`).
    """

    selector: Selector
    path: str
    text: str
    base: str = ""
    start: int = 0
    is_part: bool = False

    def part(self, start: int, end: int) -> Piece:
        """The piece for `text[start:end]`, without the white space at its ends."""
        text = self.text[start:end]
        start += len(text) - len(text.lstrip())
        return Piece(self.selector, self.path, text.strip(), self.base, self.start + start, is_part=True)


Item: TypeAlias = tuple[Piece, ...]
"""The pieces that make one text, joined by a space: a forename and a surname."""


class RawField(msgspec.Struct, frozen=True, gc=False):
    """A field as `split` found it, nothing cleaned: spans of the text, or pieces.

    A list field has a span, or an item of pieces, for each of its items; a text field with several is their texts joined by
    line feeds. `plan` is how ftfy undoes the mojibake of the lines the field stands in, if there is any.
    """

    name: str
    spans: tuple[Span, ...] = ()
    plan: tuple[PlanStep, ...] = ()
    is_shared: bool = False
    """True for a field of the whole page (the date that heads it), which stands outside the record."""
    items: tuple[Item, ...] = ()

    def texts(self, text: str) -> list[str]:
        """The texts of the field's items, where `text` is what its spans are of."""
        if self.items:
            return [" ".join(piece.text for piece in item) for item in self.items]
        return [text[start:end] for start, end in self.spans]


class RawRecord(msgspec.Struct, frozen=True, gc=False):
    """One entry of a listing as `split` found it."""

    fields: tuple[RawField, ...]
    flags: tuple[str, ...] = ()
    place: Span | None = None
    """Where the whole entry stands, for one that is parsed and for a block of a page; else from its first field to its last."""
    base: str = ""
    """The steps that lead to the entry, for one that stands in an attribute or a script of a page."""

    @property
    def span(self) -> Span:
        """The place of the entry; else from the first to the last character of the record's own fields."""
        if self.place is not None:
            return self.place
        spans = [span for field in self.fields if not field.is_shared for span in field.spans]
        return min(start for start, _ in spans), max(end for _, end in spans)
