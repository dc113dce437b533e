"""Stored lines read as far as merge needs them, and the lines that a cluster gives."""

from __future__ import annotations

from collections.abc import Mapping
from operator import attrgetter

import msgspec

from pipeline.merge.member import Member
from pipeline.records import Evidence, Identifiers, Paper, Url, Value

ENCODER = msgspec.json.Encoder()


class FieldLine(msgspec.Struct, frozen=True):
    """A field of a line of `records.jsonl`; only its value is looked at."""

    locator: msgspec.Raw
    edits: msgspec.Raw
    value: Value | msgspec.UnsetType = msgspec.UNSET


class RecordLine(msgspec.Struct, frozen=True):
    """A line of `records.jsonl`; what merge does not change is not read."""

    id: str
    paper: str
    dump: msgspec.Raw
    format: msgspec.Raw
    locator: msgspec.Raw
    fields: dict[str, FieldLine]
    evidence: tuple[Evidence, ...]
    flags: tuple[str, ...]


class PaperValues(msgspec.Struct, frozen=True):
    """The values of a line of `papers.jsonl`."""

    id: str
    title: str | None
    authors: list[str]
    authors_complete: bool | None
    affiliations: list[str]
    abstract: str | None
    abstract_complete: bool | None
    identifiers: Identifiers
    categories: list[str]
    published: str | None
    updated: str | None
    listed: str | None
    comments: str | None
    journal_ref: str | None
    urls: list[Url]
    has_code: bool | None
    license: str | None
    language: str | None


RECORDS = msgspec.json.Decoder(RecordLine)
VALUES = msgspec.json.Decoder(PaperValues)
PAPERS = msgspec.json.Decoder(Paper)
FIELDS = (*PaperValues.__struct_fields__[1:], *(f"identifiers.{name}" for name in Identifiers.__struct_fields__))
READERS = {name: attrgetter(name) for name in FIELDS if name != "identifiers"}
"""How the value of a field is read from a paper, by the name that records use, dotted where nested."""


def read_member(record: RecordLine, paper: PaperValues) -> Member:
    """The record as a member of a cluster: a value that its line leaves out is that of the paper it was written with."""
    values: dict[str, Value] = {}
    for name, field in record.fields.items():
        value = READERS[name](paper) if field.value is msgspec.UNSET else field.value
        if value is not None:
            values[name] = value
    return Member(record.id, paper.id, values, record.flags)


def read_values(paper: Paper) -> dict[str, Value | None]:
    """The values of a paper by the names that records use."""
    values = {name: read(paper) for name, read in READERS.items()}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


def write_record(record: RecordLine, member: Member, paper_id: str, values: Mapping[str, Value | None]) -> bytes:
    """The line of a record of a paper with these values: its own are left out where they equal the paper's."""
    fields = {}
    for name, field in record.fields.items():
        value = member.values.get(name)
        if value is None or value == values.get(name):
            fields[name] = field if field.value is msgspec.UNSET else FieldLine(field.locator, field.edits)
        else:
            fields[name] = FieldLine(field.locator, field.edits, value)
    line = RecordLine(record.id, paper_id, record.dump, record.format, record.locator, fields, record.evidence, record.flags)
    return ENCODER.encode(line) + b"\n"


def read_id(line: bytes | memoryview) -> str:
    """The id of a line of `papers.jsonl`, which it begins with."""
    text = bytes(line)
    return msgspec.json.decode(text[len(b'{"id":') : text.index(b',"aliases":')], type=str)
