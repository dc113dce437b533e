"""The lines of a record that is alone in its cluster: what `merge_cluster` gives, without asking who wins.

Most records are alone, or were when their shard was cleaned. So a shard is stored as the corpus it would be by itself. Its
records have their fields in a few combinations: for each there are two lines with places left open, and the values of many
records are encoded by one call.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from operator import attrgetter, itemgetter
from typing import Any

import msgspec

from pipeline.merge.lines import ENCODER
from pipeline.merge.member import COMPLETENESS
from pipeline.merge.paper import DATE_FIELDS, FLAGGED_FIELDS, IDENTIFIERS, Account, build_paper
from pipeline.merge.presence import mark_names, mark_values
from pipeline.records import CleanRecord, Identifiers, Paper, Record, flag_dates

BATCH_RECORDS = 64
"""So many records are encoded at once: what they give, 300 kB, stays in the processor's cache."""

EMPTY = build_paper("", (), {}, Account((), {}, (), ()))
PLACE: Any = msgspec.Raw(b"%b")
ID, OWN_ID, LOCATOR, FLAGS, KEPT_FLAGS = HEAD = range(5)
"""What is encoded of a record before its fields."""
read_field: Callable[[Any], tuple[Any, ...]] = attrgetter("locator", "edits", "value")
FIELD_ITEMS = 3
PAPER_ORDER = tuple(name for field in Paper.__struct_fields__ for name in (IDENTIFIERS if field == "identifiers" else (field,)))


class Alone(msgspec.Struct, frozen=True):
    """The lines that a record and its paper have, and what is counted of the paper."""

    record: bytes
    paper: bytes
    presence: int


class _Form(msgspec.Struct, frozen=True):
    """The lines of all records with the same fields in the same order, with places for what was encoded of one."""

    record: bytes
    pick_record: Callable[[Sequence[bytes]], tuple[bytes, ...]]
    """Which of the encoded values go into the places."""
    paper: bytes
    pick_paper: Callable[[Sequence[bytes]], tuple[bytes, ...]]
    """All but the last two, which are the origins and the flags."""
    origins: tuple[bytes, ...]
    """They are joined by the id of the record."""
    presence: int


def write_alone(records: Sequence[CleanRecord], own_ids: Sequence[str], dump: str) -> Iterator[list[Alone]]:
    """The lines of records of a dump, in batches, as they are where each is alone and has the given id."""
    for first in range(0, len(records), BATCH_RECORDS):
        last = first + BATCH_RECORDS
        yield _write_batch(records[first:last], own_ids[first:last], dump)


def _write_batch(records: Sequence[CleanRecord], own_ids: Sequence[str], dump: str) -> list[Alone]:
    items: list[Any] = []
    kept_flags = list(map(_keep_flags, records))
    for record, own_id, flags in zip(records, own_ids, kept_flags, strict=True):
        items += (record.id, own_id, record.locator, record.flags, flags)
        items.extend(itertools.chain.from_iterable(map(read_field, record.fields.values())))
    encoded = ENCODER.encode_lines(items).split(b"\n")
    lines, first = [], 0
    for record, flags in zip(records, kept_flags, strict=True):
        last = first + len(HEAD) + FIELD_ITEMS * len(record.fields)
        own, form = encoded[first:last], _make_form(tuple(record.fields), record.format, dump)
        paper = form.paper % (*form.pick_paper(own), own[ID].join(form.origins), own[KEPT_FLAGS])
        lines.append(Alone(form.record % form.pick_record(own), paper, form.presence | mark_values(record.fields, flags)))
        first = last
    return lines


@lru_cache(maxsize=1024)
def _make_form(names: tuple[str, ...], format: str, dump: str) -> _Form:
    at = {name: len(HEAD) + FIELD_ITEMS * number for number, name in enumerate(names)}
    said = {name for name in names if name not in COMPLETENESS}
    silent = {flag for flag, name in COMPLETENESS.items() if name in said and flag not in names}
    said |= {flag for flag, name in COMPLETENESS.items() if name in said and flag in names}
    fields, picked = {}, [ID, OWN_ID, LOCATOR]
    for name in names:
        # Said of a list or a text that the record does not have: the paper does not say it.
        is_lost = name not in said
        fields[name] = {"locator": PLACE, "edits": PLACE} | ({"value": PLACE} if is_lost else {})
        picked += range(at[name], at[name] + (FIELD_ITEMS if is_lost else FIELD_ITEMS - 1))
    line = Record(PLACE, PLACE, _quote(dump), _quote(format), PLACE, fields, (), PLACE)  # type: ignore[arg-type]  # places for fields
    return _Form(
        record=ENCODER.encode(line) + b"\n",
        pick_record=itemgetter(*picked, FLAGS),
        paper=ENCODER.encode(_lay_out_paper(said, silent)) + b"\n",
        pick_paper=itemgetter(OWN_ID, *(at[name] + FIELD_ITEMS - 1 for name in PAPER_ORDER if name in said), ID),
        origins=_lay_out_origins(tuple(sorted(said | silent))),
        presence=mark_names(said - COMPLETENESS.keys()),
    )


def _quote(text: str) -> msgspec.Raw:
    """A text in JSON, in which nothing is taken for a place."""
    return msgspec.Raw(ENCODER.encode(text).replace(b"%", b"%%"))


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
