"""The lines of a record that is alone in its cluster: what `merge_cluster` gives, without asking who wins.

Most records are alone, or were when their shard was cleaned. So a shard is stored as the corpus it would be by itself. Its
records have their fields in a few combinations: for each there are two lines with places left open, and the values of many
records are encoded by one call.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

import msgspec

from pipeline.merge.lines import ENCODER
from pipeline.merge.member import COMPLETENESS
from pipeline.merge.paper import DATE_FIELDS, FLAGGED_FIELDS, IDENTIFIERS, Account, build_paper
from pipeline.merge.presence import mark_flags, mark_names, mark_values
from pipeline.record_table import BELOW, Column, RecordTable
from pipeline.records import CleanRecord, Edit, Identifiers, Paper, flag_dates

EMPTY = build_paper("", (), {}, Account((), {}, (), ()))
PLACE: Any = msgspec.Raw(b"%b")
LEAD = b"\0"
"""Stands for the locator of the record in its fields until they are joined. JSON never holds it as it is."""
NO_FLAGS = b"[]"
PAPER_ORDER = tuple(name for field in Paper.__struct_fields__ for name in (IDENTIFIERS if field == "identifiers" else (field,)))


class Alone(msgspec.Struct, frozen=True):
    """The lines that records and their papers have, and which fields the papers have."""

    records: list[bytes]
    papers: list[bytes]
    presence: list[int]


class _Written(msgspec.Struct, frozen=True):
    """A field of all records in JSON."""

    fields: Callable[[], bytes]
    """Gives the field of one record after the other, with `LEAD` for its locator and without its value."""
    values: Callable[[], bytes]
    """Gives the value of one after the other."""


class _Form(msgspec.Struct, frozen=True):
    """The lines of all records with the same fields in the same order, with places for what was encoded of one."""

    record: bytes
    told: tuple[int, ...]
    """The fields whose values the record tells, as the paper does not."""
    paper: bytes
    pick: Callable[[Sequence[bytes]], tuple[bytes, ...]]
    """Of id, values and record those that go into the places of the paper, but for the last two, which are the origins and the flags."""
    origins: tuple[bytes, ...]
    """They are joined by the id of the record."""
    presence: int


def write_alone(table: RecordTable, own_ids: Sequence[str], dump: str) -> Alone:
    """The lines of records of a dump as they are where each is alone and has the given id."""
    heads = table.heads
    written = {name: _write_column(name, column) for name, column in table.columns.items()}
    flags, kept_flags = [ENCODER.encode(own) if own else NO_FLAGS for own in heads.flags], [NO_FLAGS] * len(heads.ids)
    marks = mark_values(table.columns, len(heads.ids))
    for row in _list_flagged(table):
        kept = _keep_flags(table[row])
        kept_flags[row] = ENCODER.encode(kept)
        marks[row] |= mark_flags(kept)
    alone = Alone([], [], [])
    own = zip(_encode_all(heads.ids), _encode_all(own_ids), _encode_all(heads.locators), flags, kept_flags, strict=True)
    for names, format, mark, head in zip(heads.names, heads.formats, marks, own, strict=True):
        form = _make_form(names, format, dump)
        columns = [written[name] for name in names]
        fields, values = [column.fields() for column in columns], [column.values() for column in columns]
        record, paper = _fill(form, head, fields, values)
        alone.records.append(record)
        alone.papers.append(paper)
        alone.presence.append(form.presence | mark)
    return alone


def _fill(form: _Form, head: Sequence[bytes], fields: list[bytes], values: list[bytes]) -> tuple[bytes, bytes]:
    """The lines of a record and its paper."""
    record_id, own_id, locator, flags, kept_flags = head
    for at in form.told:
        fields[at] = fields[at][:-1] + b',"value":' + values[at] + b"}"
    written = b",".join(fields).replace(LEAD, locator[1:-1])
    record = form.record % (record_id, own_id, locator, written, flags)
    return record, form.paper % (*form.pick((own_id, *values, record_id)), record_id.join(form.origins), kept_flags)


def _encode_all(values: Sequence[Any]) -> list[bytes]:
    """Values in JSON, by one call for all of them."""
    return ENCODER.encode_lines(values).split(b"\n")[:-1]


def _write_column(name: str, column: Column) -> _Written:
    forms: dict[tuple[str, tuple[Edit, ...]], bytes] = {}
    fields = []
    for place, edits in zip(column.places, column.edits, strict=True):
        form = forms.get((place, edits))
        if form is None:
            form = forms[place, edits] = _write_field(name, place, edits)
        fields.append(form)
    return _Written(iter(fields).__next__, iter(_encode_all(column.values)).__next__)


def _write_field(name: str, place: str, edits: tuple[Edit, ...]) -> bytes:
    lead = LEAD if place.startswith(BELOW) else b""
    return b'%b:{"locator":"%b%b,"edits":%b}' % (ENCODER.encode(name), lead, ENCODER.encode(place)[1:], ENCODER.encode(edits))


def _list_flagged(table: RecordTable) -> set[int]:
    """The records whose papers may have flags: those that have some, and those whose dates earn one."""
    flagged = {row for row, own in enumerate(table.heads.flags) if own}
    for name in DATE_FIELDS:
        if name in table.columns:
            column = table.columns[name]
            flagged.update(row for row, date in zip(column.rows, column.values, strict=True) if "X" in str(date))
    return flagged


@lru_cache(maxsize=1024)
def _make_form(names: tuple[str, ...], format: str, dump: str) -> _Form:
    said = {name for name in names if name not in COMPLETENESS}
    silent = {flag for flag, name in COMPLETENESS.items() if name in said and flag not in names}
    said |= {flag for flag, name in COMPLETENESS.items() if name in said and flag in names}
    head = b'{"id":%%b,"paper":%%b,"dump":%b,"format":%b,"locator":%%b,"fields":{%%b},"evidence":[],"flags":%%b}\n'
    return _Form(
        record=head % (_quote(dump), _quote(format)),
        # Said of a list or a text that the record does not have: the paper does not say it.
        told=tuple(at for at, name in enumerate(names) if name not in said),
        paper=ENCODER.encode(_lay_out_paper(said, silent)) + b"\n",
        pick=itemgetter(0, *(1 + names.index(name) for name in PAPER_ORDER if name in said and name in names), -1),
        origins=_lay_out_origins(tuple(sorted(said | silent))),
        presence=mark_names(said - COMPLETENESS.keys()),
    )


def _quote(text: str) -> bytes:
    """A text in JSON, in which nothing is taken for a place."""
    return ENCODER.encode(text).replace(b"%", b"%%")


def _lay_out_paper(said: set[str], silent: set[str]) -> Paper:
    """A paper with places for the fields that are said; of what nothing is said is all there is."""
    values = {name: PLACE for name in said if name not in IDENTIFIERS} | dict.fromkeys(silent, True)
    identifiers = Identifiers(*[PLACE if name in said else None for name in IDENTIFIERS])
    return msgspec.structs.replace(EMPTY, id=PLACE, identifiers=identifiers, records=(PLACE,), origins=PLACE, flags=PLACE, **values)


def _lay_out_origins(names: Sequence[str]) -> tuple[bytes, ...]:
    """The origins of these fields in JSON, split where the record's id is to stand."""
    rules = {name: f"with-{COMPLETENESS[name]}" if name in COMPLETENESS else "only-value" for name in names}
    return tuple(ENCODER.encode({name: {"record": PLACE, "rule": rule} for name, rule in rules.items()}).split(PLACE))


def _keep_flags(record: CleanRecord) -> tuple[str, ...]:
    """The flags that hold for the paper: those of fields it has, and those its dates earn."""
    fields = record.fields
    dates = [str(fields[name].value) for name in DATE_FIELDS if name in fields]
    if not record.flags and "X" not in "".join(dates):
        return ()
    flags = {flag for flag in record.flags if any(name in fields for name in FLAGGED_FIELDS.get(flag, ()))}
    return tuple(sorted(flags.union(flag_dates(dates))))
