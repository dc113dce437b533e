"""Stored lines read as far as merge needs them, and the lines that a cluster gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import attrgetter

import msgspec

from pipeline.merge.member import COMPLETENESS, Member
from pipeline.records import Identifiers, Paper, Url, Value
from pipeline.stored import DUMP_KEY

ENCODER = msgspec.json.Encoder()
PAPER_KEY, FORMAT_KEY, EVIDENCE_KEY, FLAGS_KEY, END = b',"paper":', b',"format":', b'},"evidence":', b',"flags":', b"}\n"
VALUE_KEY, NEXT_FIELD, NONE = b',"value":', b'},"', b"[]"


class RecordLine(msgspec.Struct, frozen=True):
    """A line of `records.jsonl` in JSON, cut at what merge changes. No text is decoded: in a text, every quote has a backslash before it."""

    id: bytes
    """All before the paper."""
    paper: bytes
    dump: bytes
    fields: bytes
    """Format, locator and fields, without the bracket that closes the fields."""
    evidence: bytes
    flags: bytes


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
    records: list[str]


VALUES = msgspec.json.Decoder(PaperValues)
PAPERS = msgspec.json.Decoder(Paper)
FIELDS = (*PaperValues.__struct_fields__[1:-1], *(f"identifiers.{name}" for name in Identifiers.__struct_fields__))
NAMES = tuple(name for name in FIELDS if name != "identifiers")
"""The names that records use, dotted where nested."""
read_all: Callable[[Paper | PaperValues], tuple[Value | None, ...]] = attrgetter(*NAMES)


def cut_record(line: bytes) -> RecordLine:
    """A line of `records.jsonl`, cut."""
    paper = line.index(PAPER_KEY)
    dump = line.index(DUMP_KEY, paper)
    format = line.index(FORMAT_KEY, dump)
    evidence = line.rindex(EVIDENCE_KEY)
    flags = line.index(FLAGS_KEY, evidence)
    return RecordLine(
        id=line[:paper],
        paper=line[paper + len(PAPER_KEY) : dump],
        dump=line[dump + len(DUMP_KEY) : format],
        fields=line[format:evidence],
        evidence=line[evidence + len(EVIDENCE_KEY) : flags],
        flags=line[flags + len(FLAGS_KEY) : -len(END)],
    )


def join_record(line: RecordLine) -> bytes:
    """The line again."""
    return b"".join(
        (line.id, PAPER_KEY, line.paper, DUMP_KEY, line.dump, line.fields, EVIDENCE_KEY, line.evidence, FLAGS_KEY, line.flags, END),
    )


def set_values(fields: bytes, own: Mapping[str, Value], values: Mapping[str, Value | None]) -> bytes:
    """Fields of a line, in which values of the record's own that are not its paper's are told, and those that are are not.

    Names that the line does not have are passed over.
    """
    is_told = VALUE_KEY in fields
    for name, value in own.items():
        if value != values.get(name):
            fields = _set_value(fields, name, VALUE_KEY + ENCODER.encode(value))
        elif is_told:
            fields = _set_value(fields, name, b"")
    return fields


def _set_value(fields: bytes, name: str, value: bytes) -> bytes:
    start, told, end = _find_field(fields, name)
    return fields[:told] + value + fields[end:] if start < end else fields


def read_value(fields: bytes, name: str) -> bytes:
    """The value of a field in JSON, as far as the line tells it."""
    _, told, end = _find_field(fields, name)
    return fields[told + len(VALUE_KEY) : end]


def _find_field(fields: bytes, name: str) -> tuple[int, int, int]:
    """Where a field begins, its value is told, and it ends; three times the end where the line does not have it."""
    start = fields.find(b'"%b":{"locator":' % name.encode())
    if start < 0:
        return len(fields), len(fields), len(fields)
    end = fields.find(NEXT_FIELD, start)
    end = len(fields) - 1 if end < 0 else end
    told = fields.find(VALUE_KEY, start, end)
    return start, end if told < 0 else told, end


def read_member(line: RecordLine, paper: PaperValues) -> Member:
    """A record that is alone in its paper as a member of a cluster."""
    values = {name: value for name, value in zip(NAMES, read_all(paper), strict=True) if value is not None and value != []}
    if VALUE_KEY in line.fields:
        # Said of a list or a text that the record does not have, so that its paper does not say it.
        told = {name: read_value(line.fields, name) for name in COMPLETENESS}
        values |= {name: msgspec.json.decode(value, type=bool) for name, value in told.items() if value}
    flags = () if line.flags == NONE else msgspec.json.decode(line.flags, type=tuple[str, ...])
    return Member(paper.records[0], paper.id, values, flags)


def read_id(line: bytes | memoryview) -> str:
    """The id of a line of `papers.jsonl`, which it begins with."""
    text = bytes(line)
    return msgspec.json.decode(text[len(b'{"id":') : text.index(b',"aliases":')], type=str)
