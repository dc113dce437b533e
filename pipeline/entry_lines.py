"""JSON Lines and nothing else: each entry is its line, so there is nothing to look for.

What comes out is what `split` and `strip` would make of the text. They are asked where anything in it is not as it mostly is: another
document, a line that is no object, an object that no format knows.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from pipeline.documents import begins_inside
from pipeline.documents.runs import read_entry
from pipeline.formats.kinds import EntryFormat, Format, LineField
from pipeline.locators import write_items
from pipeline.raw import RawRecord
from pipeline.record_table import BELOW
from pipeline.records import Span
from pipeline.repair.values import is_cut
from pipeline.strip import is_trimmed, list_edged_fields, trim_record
from pipeline.syntax.json_values import BrokenJsonError, JsonNode, decode

EDGED_FIELDS = list_edged_fields()


class LineEntry(msgspec.Struct, frozen=True, gc=False):
    """An entry and where its line stands, in characters."""

    span: Span
    format: str
    fields: Sequence[LineField]
    flags: tuple[str, ...] = ()


def read_lines(text: str, formats: Sequence[Format]) -> list[LineEntry] | None:
    """The entries of a text all of whose lines are objects that a format knows as records; None for any other text."""
    readers = [format for format in formats if isinstance(format, EntryFormat) and format.syntax == "json"]
    if not text.startswith('{"') or "\r" in text or all(reader.read_line is None for reader in readers):
        return None
    if "</" in text and begins_inside(text, formats):
        return None
    entries = []
    start = 0
    for line in text.removesuffix("\n").split("\n"):
        entry = _read_line(line, (start, start + len(line)), readers)
        if entry is None:
            return None
        entries.append(entry)
        start += len(line) + 1
    return entries


def _read_line(line: str, span: Span, readers: Sequence[EntryFormat]) -> LineEntry | None:
    for reader in readers:
        if reader.read_line is not None and (found := reader.read_line(line)) is not None and (fields := _derive(found)) is not None:
            return LineEntry(span, reader.name, fields)
    if not (line.startswith('{"') and line.endswith("}")):
        return None
    try:
        node = JsonNode(decode(line))
    except BrokenJsonError:
        return None
    name, read = read_entry(readers, node)
    return _flatten(span, name, trim_record(line, read)) if isinstance(read, RawRecord) else None


def _flatten(span: Span, name: str, raw: RawRecord) -> LineEntry | None:
    """An entry that was read by way of nodes; None where nothing is left of it, or its fields are not found from the line itself."""
    if not raw.fields or raw.base or any(field.plan or not field.items for field in raw.fields):
        return None
    fields = [(field.name, field.texts(""), BELOW + write_items(field.items)) for field in raw.fields]
    return LineEntry(span, name, _add_teaser(fields), raw.flags)


def _derive(fields: list[LineField]) -> list[LineField] | None:
    """The fields of a line; None where there is boilerplate at the edge of a text."""
    for name, texts, _ in fields:
        if name in EDGED_FIELDS and is_trimmed(texts[0], name):
            return None
    return _add_teaser(fields)


def _add_teaser(fields: list[LineField]) -> list[LineField]:
    """The fields, and that the abstract is not complete where it breaks off."""
    for name, texts, place in fields:
        if name == "abstract" and is_cut(texts[-1].strip()):
            return [*fields, ("abstract_complete", texts, place)]
    return fields
