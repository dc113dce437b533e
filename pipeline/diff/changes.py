"""The nouns of a comparison: what became of a paper, field by field, with the causes."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

import msgspec

from pipeline.diff.kinds import ChangeKind
from pipeline.resolution import EdgeKind

CauseKind: TypeAlias = Literal["dump-added", "dump-removed", "capture-date", "version", "settings", "code", "other-papers"]
"""Why something is different.

dump-added, dump-removed: a record of a dump that only one of the two was made from. capture-date: the dump was said to be captured on another day.
version, settings: the two were made by another version of papersieve, or with other settings. code: by other code of the same version, as nothing
else differs. other-papers: dumps differ, but none that this paper is from: it is what other papers say that made the difference (a shared abstract, an id
that two claim).
"""


class Cause(msgspec.Struct, frozen=True, order=True):
    """One cause of a change; `what` names the dump, or the setting or version before and after."""

    kind: CauseKind
    what: str


class Source(msgspec.Struct, frozen=True):
    """Where a value is from: the record that won, its dump, and the rule of precedence."""

    record: str
    dump: str
    rule: str


class FieldChange(msgspec.Struct, frozen=True):
    """A field that says something else, or has it from another record, with both values and where they are from."""

    field: str
    old: Any
    new: Any
    old_source: Source | None
    new_source: Source | None


class Tie(msgspec.Struct, frozen=True):
    """Verified evidence between two records that were, or are, in different papers."""

    records: tuple[str, str]
    dumps: tuple[str, str]
    kind: EdgeKind
    score: float


class IdSource(msgspec.Struct, frozen=True):
    """What gives a paper its id: the field, and where its value is from."""

    field: str
    source: Source


class Change(msgspec.Struct, frozen=True):
    """What became of a paper. `old` and `new` are ids; `records_came` and `records_went` are of the corpus as a whole, not moved from another paper."""

    kind: ChangeKind
    old: tuple[str, ...]
    new: tuple[str, ...]
    title: str | None
    fields: tuple[FieldChange, ...]
    records_came: tuple[str, ...]
    records_went: tuple[str, ...]
    ties: tuple[Tie, ...]
    """Of a merge what ties the papers' records now; of a split what tied them before."""
    id_source: IdSource | None
    """Of a paper that goes by another id, what gives it."""
    causes: tuple[Cause, ...]


class Side(msgspec.Struct, frozen=True):
    """One of two corpora."""

    folder: str
    papersieve: str
    dumps: int
    records: int
    papers: int


class Summary(msgspec.Struct, frozen=True, tag_field="kind", tag="summary"):
    """What all changes come to, and what differs in what the two were made from."""

    old: Side
    new: Side
    same: int
    """Papers that are the same, byte for byte."""
    counts: dict[ChangeKind, int]
    fields: dict[str, int]
    """How many papers say something else in each field."""
    dumps_added: tuple[str, ...]
    dumps_removed: tuple[str, ...]
    dumps_renamed: tuple[tuple[str, str], ...]
    differences: tuple[Cause, ...]
    """What else the two were made with: version, settings, days of capture."""
    files: tuple[str, ...]
    """The files of the corpus that are not the same."""
