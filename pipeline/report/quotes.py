"""What a record looks like in its dump: the stretch it is from, and which of it became which field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from pipeline.charset import decode_range
from pipeline.copies import Copies
from pipeline.locators import read_bytes, split_steps
from pipeline.records import LedgerLine

MAX_QUOTE_BYTES = 6_000
"""So much of a record's stretch is quoted: an abstract takes 1,500, an entry of a catalogue with all its references more than anyone reads."""
MAX_SPANS = 40
"""So many stretches of one record are quoted: a paper of 3,000 authors may have a stretch for each."""
UNMARKED = frozenset({"abstract_complete", "authors_complete"})
"""Fields that are read off another field's text."""

Span = tuple[int, int]


class Quoted(msgspec.Struct, frozen=True):
    """What is read of a record to quote it."""

    id: str
    locator: str
    fields: dict[str, Place]


class Place(msgspec.Struct, frozen=True):
    """Where a field is."""

    locator: str


class Quote(msgspec.Struct, frozen=True, array_like=True):
    """A record's stretch of its dump."""

    kind: str
    """`text`: bytes of the dump, with its fields marked. `entry`: an entry that was parsed, as it stands in the dump. `page`: what the page shows."""
    parts: list[tuple[str, str]]
    """Texts, each with the field that it became, or none."""
    cut: int = 0
    """How much of it is left out: bytes, of what a page shows characters."""


def quote_bytes(record: Quoted, line: LedgerLine, copies: Copies) -> Quote | None:
    """The stretch of a record that is located by bytes; None where they are not at hand, or no text."""
    kind, value = split_steps(record.locator)[0]
    if kind != "bytes" or line.charset is None:
        return None
    spans = read_bytes(value)
    fields = dict(_list_fields(record.fields))
    is_text = "&" not in record.locator and bool(fields)
    pieces = _cut(spans, fields) if is_text else [(start, end, "") for start, end in spans]
    parts: list[tuple[str, str]] = []
    room, cut, at = MAX_QUOTE_BYTES, 0, pieces[0][0]
    for start, end, name in pieces:
        taken = min(end, start + room)
        cut += end - taken
        room -= taken - start
        data = copies.read(line.sha256, start, taken)
        if data is None:
            return None
        if data:
            parts += [("\n…\n", "")] if start != at else []
            parts.append((decode_range(data, line.charset), name))
        at = end
    return Quote("text" if is_text else "entry", parts, cut)


def quote_page(shown: str) -> Quote:
    """What a page shows of a record."""
    return Quote("page", [(shown[:MAX_QUOTE_BYTES], "")], max(0, len(shown) - MAX_QUOTE_BYTES))


def _list_fields(fields: Mapping[str, Place]) -> Iterator[tuple[Span, str]]:
    """The byte ranges of fields that stand in the text as they are."""
    for name, field in fields.items():
        if name not in UNMARKED and field.locator.startswith("bytes=") and "&" not in field.locator:
            for span in read_bytes(field.locator.removeprefix("bytes="))[:MAX_SPANS]:
                yield span, name


def _cut(spans: Sequence[Span], fields: Mapping[Span, str]) -> list[tuple[int, int, str]]:
    """The spans of a record, and what of its fields stands outside of them, cut where fields begin and end.

    >>> _cut([(0, 20)], {(0, 4): "title", (6, 20): "abstract", (40, 44): "listed"})
    [(0, 4, 'title'), (4, 6, ''), (6, 20, 'abstract'), (40, 44, 'listed')]
    """
    marked: list[tuple[int, int, str]] = []
    for (start, end), name in sorted(fields.items()):
        if not marked or start >= marked[-1][1]:
            marked.append((start, end, name))
    bare: list[tuple[int, int, str]] = []
    for low, high in spans:
        at = low
        for start, end, _ in marked:
            if at < start <= high:
                bare.append((at, min(start, high), ""))
            at = max(at, end) if start < high else at
        bare += [(at, high, "")] if at < high else []
    return sorted([*marked, *bare])
