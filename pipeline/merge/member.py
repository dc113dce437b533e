"""A record as merge sees it: its values, and the id it would have alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

import msgspec

from pipeline.records import CleanRecord, Value

Values: TypeAlias = Mapping[str, Value]
"""The values of one record, by field."""

COMPLETENESS = {"authors_complete": "authors", "abstract_complete": "abstract"}
"""Whether a list or a text is all there is said by the record whose list or text won."""


class Member(msgspec.Struct, frozen=True):
    """A record of a cluster."""

    id: str
    own_id: str
    """The id it would have alone."""
    values: Values
    flags: tuple[str, ...] = ()


def to_member(record: CleanRecord, own_id: str) -> Member:
    """A record as a member of a cluster."""
    values = {name: value for name in record.fields if (value := record.value(name)) is not None}
    return Member(record.id, own_id, values, record.flags)
