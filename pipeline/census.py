"""What is counted of the papers of a corpus: merge counts it, by columns, and write tells it."""

from __future__ import annotations

import msgspec

OTHER = "other"
"""What is counted together, as it is in no table."""


class Dates(msgspec.Struct, frozen=True):
    """When papers were published, in EDTF, as far as the year is known."""

    papers: int
    first: str
    early: str
    """One paper in twenty is older."""
    late: str
    """One paper in twenty is newer."""
    last: str
    last_day: str | None
    """The last of the dates that are whole."""


class Census(msgspec.Struct, frozen=True):
    """How many papers there are, and how many of each kind."""

    papers: int
    fields: dict[str, int]
    """Papers that have each field, by the names that records use, dotted where nested."""
    partial: dict[str, int]
    """Papers whose list of authors, or abstract, is not all there is."""
    conflicts: int
    """Papers over which records say different things."""
    flags: dict[str, int]
    licences: dict[str, int]
    """By the ids of `pipeline.licences`; `other` for what is none of these."""
    languages: dict[str, int]
    """By code; `other` for rare ones."""
    published: Dates | None
