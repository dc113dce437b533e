"""The account of a dump for a person: a sequence of parts, from its first byte to its last, and what became of each."""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec

from pipeline.records import Edit, Rejection, StretchKind, Url, Value

Within: TypeAlias = Literal["dump", "page", "entry"]
"""What a part is a part of: the dump (`start` and `end` are bytes), the visible text of a page (characters), or an entry that a parser reads (no places)."""

PartKind: TypeAlias = StretchKind | Literal["unused"]
"""As in the ledger; `unused` is a key of an entry that no field was made from."""

Shown: TypeAlias = Value | Url
"""A value, or one item of it."""


class Part(msgspec.Struct, frozen=True, omit_defaults=True):
    """A stretch of a dump or of a page in it, or a value inside an entry, and what became of it.

    The parts of a dump are sorted and disjoint and leave nothing out, and so are those of the visible text of each page; a page's or
    an entry's parts follow the part of the dump that holds them.
    """

    within: Within
    kind: PartKind
    start: int | None = None
    end: int | None = None
    text: str | None = None
    """The text as it stands there; None for one whose parts follow, and for bytes that are no text."""
    holds: Literal["page", "entry"] | None = None
    """What the part is, where its own parts follow."""
    format: str | None = None
    record: int | None = None
    """The number of the record, from 1 in each dump."""
    field: str | None = None
    """The field, also of a text that was to be one and came to nothing."""
    is_shared: bool = False
    """Whether the field is of all records of the page."""
    rule: str | None = None
    """The rule by which it is boilerplate, or the reason for which it is rejected."""
    locator: str | None = None
    element: str | None = None
    """The way to it in few words: the element of a page, the keys of an entry, the column of a table."""
    value: Shown | None = None
    """What `repair` made of the text, where that is another; None where it is the text."""
    edits: tuple[Edit, ...] = ()
    """By which rules."""
    source: str | None = None
    """All the text that the value was made from, where this is the last of several parts of it."""


class RegionPart(msgspec.Struct, frozen=True):
    """A stretch of the dump in one format, in bytes; `why` is why it is in that format, in a sentence. No format: nothing recognises it."""

    start: int
    end: int
    format: str | None
    records: int
    claimed: int | None
    why: str


class RecordHead(msgspec.Struct, frozen=True):
    """What a list of records says of one of them."""

    number: int
    id: str
    format: str
    locator: str
    title: str | None


class Account(msgspec.Struct, frozen=True):
    """The account of a dump, or of the bytes `[start, end)` of a large one."""

    dump: str
    sha256: str
    bytes: int
    start: int
    end: int
    charset: str | None
    formats: tuple[str, ...]
    claimed: int | None
    """How many entries it says it holds; None where it does not say."""
    covered: int
    """How many of its bytes are in a part."""
    visible: dict[str, int] | None
    """The visible characters of its pages by kind; None where there is no page."""
    regions: tuple[RegionPart, ...]
    records: tuple[RecordHead, ...]
    rejected: tuple[Rejection, ...]
    parts: tuple[Part, ...]


class Sum(msgspec.Struct, frozen=True):
    """What a dump came to, all its accounts together."""

    dump: str
    bytes: int
    records: int = 0
    rejected: int = 0
    reasons: dict[str, int] = {}
    claimed: int | None = None
    covered: int = 0


def add_account(before: Sum, account: Account) -> Sum:
    """The sum with one more account of the same dump."""
    reasons = dict(before.reasons)
    for item in account.rejected:
        reasons[item.reason] = reasons.get(item.reason, 0) + 1
    return Sum(
        dump=before.dump,
        bytes=before.bytes,
        records=before.records + len(account.records),
        rejected=before.rejected + len(account.rejected),
        reasons=reasons,
        claimed=before.claimed if account.claimed is None else account.claimed + (before.claimed or 0),
        covered=before.covered + account.covered,
    )


def select_records(account: Account, numbers: range) -> Account:
    """The account with the parts from the first of these records to the last, and what stands between them.

    Where all of its records are among them it stays whole.
    """
    records = tuple(record for record in account.records if record.number in numbers)
    if records == account.records:
        return account
    inside = [index for index, part in enumerate(account.parts) if part.record is not None and part.record in numbers]
    parts = account.parts[inside[0] : inside[-1] + 1] if inside else ()
    return msgspec.structs.replace(account, parts=parts, records=records)


def limit_parts(account: Account, most: int) -> Account:
    """The account with no more than so many of its first parts; the last record that does not fit goes as a whole, unless it is the first."""
    if len(account.parts) <= most:
        return account
    parts = account.parts[: max(0, most)]
    numbers = sorted({part.record for part in parts if part.record is not None})
    if len(numbers) > 1:
        return select_records(account, range(numbers[0], numbers[-1]))
    return msgspec.structs.replace(account, parts=parts, records=tuple(record for record in account.records if record.number in numbers))
