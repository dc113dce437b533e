"""Parts of lines, and what gathers them into the records of a digest: fields, and boilerplate that only its place shows to be that."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

import msgspec

from pipeline.lines import Line
from pipeline.raw import RawField, RawRecord
from pipeline.records import Span

MARKUP_RE = re.compile(
    r"(?:[\s\[\](){}|*_~`>#!,;:.：，。；、·•+=&\\/-]|<sup>[^<>]{0,40}</sup>|</?[A-Za-z][A-Za-z0-9]{0,12}(?:\s[^<>]{0,120})?/?>|<https?://|&nbsp;|and(?![A-Za-z]))*"
)
"""What stands between the parts of an entry and says nothing: marks of Markdown, punctuation, tags."""


class Part(msgspec.Struct, frozen=True):
    """A part of a line, in characters of its look."""

    line: Line
    start: int
    end: int

    @property
    def text(self) -> str:
        """What it reads."""
        return self.line.look[self.start : self.end]

    @property
    def span(self) -> Span:
        """Where in the text it is, without white space at its ends."""
        return self.line.span(self.start, self.end)

    def part(self, start: int, end: int | None = None) -> Part:
        """The part `text[start:end]` of it, without white space at its ends."""
        piece = self.text[start:end]
        low = self.start + start + len(piece) - len(piece.lstrip())
        return Part(self.line, low, low + len(piece.strip()))


def whole(line: Line) -> Part:
    """All of a line but the white space at its ends."""
    return Part(line, 0, len(line.look)).part(0)


class Draft:
    """Gathers one record and what stands in it beside its fields."""

    def __init__(self) -> None:
        self._fields: dict[str, list[Part]] = {}
        self._known: list[tuple[Part, str]] = []

    def add(self, name: str, *parts: Part) -> bool:
        """Add a field, or items of a list; says whether there was anything to add. A text field that is there already stays as it is."""
        filled = [part for part in parts if part.text.strip()]
        if name in self._fields and name != "urls":
            return False
        if filled:
            self._fields.setdefault(name, []).extend(filled)
        return bool(filled)

    def drop(self, rule: str, *parts: Part) -> None:
        """Note what is boilerplate by its place."""
        self._known.extend((part, rule) for part in parts if part.text.strip())

    def text(self, name: str) -> str | None:
        """What the field reads; None where there is none."""
        parts = self._fields.get(name)
        return None if parts is None else "\n".join(part.text for part in parts)

    def __contains__(self, name: str) -> bool:
        return name in self._fields

    def record(self, shared: Sequence[RawField] = ()) -> RawRecord:
        """The record, with fields that it shares with others."""
        own = tuple(RawField(name, tuple(part.span for part in parts), _plan_of(parts)) for name, parts in self._fields.items())
        return RawRecord((*own, *(field for field in shared if field.name not in self._fields)))

    def boilerplate(self, lines: Sequence[Line]) -> Iterator[tuple[Span, str]]:
        """What is boilerplate in the lines of the record: what was noted, and the markup between all that is known."""
        taken: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for parts in self._fields.values():
            for part in parts:
                taken[part.line.start].append((part.start, part.end))
        for part, rule in self._known:
            for low, high in _free(part.start, part.end, sorted(taken[part.line.start])):
                piece = Part(part.line, low, high).part(0)
                if piece.text:
                    yield piece.span, "digest.markup" if _is_markup(piece.text) else rule
            taken[part.line.start].append((part.start, part.end))
        for line in lines:
            for low, high in _free(0, len(line.look), sorted(taken[line.start])):
                piece = Part(line, low, high).part(0)
                if piece.text and _is_markup(piece.text):
                    yield piece.span, "digest.markup"


def _is_markup(text: str) -> bool:
    """Whether a text has no words in it."""
    return not any(map(str.isalnum, text)) or MARKUP_RE.fullmatch(text) is not None


def _plan_of(parts: Sequence[Part]) -> tuple[tuple[str, str], ...]:
    """How the mojibake of the lines is undone, where one plan serves all of them."""
    plans = {part.line.plan for part in parts}
    return plans.pop() if len(plans) == 1 else ()


def _free(start: int, end: int, taken: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """What is left of `[start, end)` without what is taken (in order)."""
    for low, high in taken:
        if low > start:
            yield start, min(low, end)
        start = max(start, high)
        if start >= end:
            return
    if start < end:
        yield start, end
