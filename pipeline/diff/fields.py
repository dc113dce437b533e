"""What a paper says otherwise, field by field, with where each value is from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import msgspec

from pipeline.diff.changes import FieldChange, IdSource, Source
from pipeline.records import Identifiers, Origin, Paper

IDENTIFIERS: Final = tuple(f"identifiers.{name}" for name in Identifiers.__struct_fields__)
PASSED_OVER: Final = ("id", "records", "origins", "identifiers")
"""Told by other parts of a change, or by their own parts."""
FIELDS: Final = tuple(
    part for name in Paper.__struct_fields__ for part in (IDENTIFIERS if name == "identifiers" else (name,) if name not in PASSED_OVER else ())
)
"""What is compared, in the order of a paper."""


class Dumps(msgspec.Struct, frozen=True):
    """What dumps are called, by the first 16 digits of their sha-256 as they stand in the ids of records."""

    names: Mapping[str, str]

    def name(self, record: str) -> str:
        """The name of the dump that a record is of."""
        return self.names.get(get_digest(record), "")


def get_digest(record: str) -> str:
    """The beginning of the dump's sha-256 in the id of a record.

    >>> get_digest("sha256:e83a37d5f807d139#bytes=0,247")
    'e83a37d5f807d139'
    """
    return record.removeprefix("sha256:").partition("#")[0]


def compare_fields(old: Paper, new: Paper, old_dumps: Dumps, new_dumps: Dumps) -> Iterator[FieldChange]:
    """The fields whose values differ, and those that have the same value from another record."""
    for name in FIELDS:
        before, after = _read_value(old, name), _read_value(new, name)
        old_origin, new_origin = old.origins.get(name), new.origins.get(name)
        if before != after or old_origin != new_origin:
            yield FieldChange(name, _to_json(before), _to_json(after), _find_source(old_origin, old_dumps), _find_source(new_origin, new_dumps))


def find_id_source(paper: Paper, dumps: Dumps) -> IdSource | None:
    """What gives a paper its id: the identifier it begins with, else the abstract or title that it is a hash of."""
    scheme = paper.id.partition(":")[0]
    names = (f"identifiers.{scheme}", "identifiers.arxiv") if f"identifiers.{scheme}" in IDENTIFIERS else ("abstract", "title")
    for name in names:
        source = _find_source(paper.origins.get(name), dumps)
        if source is not None:
            return IdSource(name, source)
    return None


def _read_value(paper: Paper, name: str) -> object:
    value: object = paper
    for part in name.split("."):
        value = getattr(value, part)
    return value


def _to_json(value: object) -> object:
    """A value as it stands in JSON: lists and objects, no tuples and structs."""
    return msgspec.json.decode(msgspec.json.encode(value))


def _find_source(origin: Origin | None, dumps: Dumps) -> Source | None:
    return None if origin is None else Source(origin.record, dumps.name(origin.record), origin.rule)
