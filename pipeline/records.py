"""The nouns: what a dump, a record and a paper are. Imports no stage; the nouns of deduplication are in `pipeline.resolution`.

All are frozen. Positions inside a text are half-open `[start, end)`: in characters of the decoded text
while a shard is cut (`Span`), in bytes of the dump in everything that is written (`locator`, `stretches`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias

import msgspec

from pipeline.resolution import EdgeKind

SCHEMA_VERSION = 1
"""Version of the files' layout. It is part of the `$id` of both JSON Schemas."""

Span: TypeAlias = tuple[int, int]
"""`(start, end)` in characters of a decoded text, end excluded."""

RejectReason: TypeAlias = Literal["empty", "binary", "too-large", "broken-archive", "malformed", "unrecognised", "orphan", "unreadable", "no-content"]
"""Why a stretch is in no paper: the closed set.

empty: no bytes, or nothing but white space. binary: not text. too-large: over the `max_dump_bytes` setting.
broken-archive: the rest of an archive that ends early. malformed: an entry of JSON, XML or a table that cannot be parsed, mostly because it ends
early. unrecognised: no format accepts it. orphan: inside a listing,
but part of no record and of no known boilerplate. unreadable: the text of a field that is no value of its kind (30
February). no-content: a record that is left without title, abstract and identifier once it is clean.
"""

RejectStage: TypeAlias = Literal["read", "split", "strip", "repair"]
"""Which stage rejected it."""

StretchKind: TypeAlias = Literal["field", "boilerplate", "separator", "rejected"]


class Url(msgspec.Struct, frozen=True, gc=False):
    """A link of a paper and what is behind it (`pdf`, `html`, `code`, ...)."""

    url: str
    kind: str


FLAGS: dict[str, str] = {
    "abstract-damaged": "the abstract holds what is left of destroyed text ('sim6%' for '∼6%'); it stays as it is",
    "abstract-shared": "another paper that is known to be different has the same abstract, or nearly; 'abstract-shared:ID' names it (of many the first five)",
    "category-ambiguous": "a category code belongs to several archives and stays as the page has it",
    "date-ambiguous": "a date could be day/month or month/day; only its year is kept",
    "id-disputed": "another paper has the same identifier, but title, authors and text have nothing in common",
    "seam-doubtful": "title and authors were glued, and another place to part them is nearly as likely",
    "year-unknown": "a date has no year, and nothing said when the dump was captured",
}
"""What a record or a paper can be marked with: the closed set, and what each means."""


def flag_dates(dates: Sequence[str]) -> list[str]:
    """The flags that EDTF dates earn.

    >>> flag_dates(["2025-01-12", "XXXX-01-12"])
    ['year-unknown']
    """
    flags = []
    if any(date.endswith("-XX-XX") for date in dates):
        flags.append("date-ambiguous")
    if any(date.startswith("XXXX") for date in dates):
        flags.append("year-unknown")
    return flags


Value: TypeAlias = str | bool | int | list[str | Url]
"""The value of a field: text, a yes or no, a number, or a list."""

PlanStep: TypeAlias = tuple[str, str]
"""One step of an ftfy explanation, e.g. `("encode", "sloppy-windows-1252")`."""


class Edit(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """One change to one field by the named rule. `args` is what the rule needs to be replayed, if anything."""

    rule: str
    args: tuple[str | PlanStep, ...] = ()


class Field(msgspec.Struct, frozen=True, gc=False):
    """A field of a record: where it is in the dump, what was done to it, what came out.

    In `records.jsonl` the value is left out where it equals the paper's.
    """

    locator: str
    edits: tuple[Edit, ...]
    value: Value | msgspec.UnsetType = msgspec.UNSET


class CleanRecord(msgspec.Struct, frozen=True, gc=False):
    """A record after `repair`: its fields with locators, edits and values."""

    id: str
    format: str
    locator: str
    fields: dict[str, Field]
    flags: tuple[str, ...] = ()

    def value(self, name: str) -> Value | None:
        """The value of a field, or None where the record does not have it."""
        field = self.fields.get(name)
        return None if field is None or isinstance(field.value, msgspec.UnsetType) else field.value


class Rejection(msgspec.Struct, frozen=True, gc=False):
    """A stretch of a shard that is in no paper. `text` is null where the bytes are no text."""

    locator: str
    stage: RejectStage
    reason: RejectReason
    text: str | None


class Rejected(msgspec.Struct, frozen=True):
    """A line of `rejected.jsonl`: a rejection with the dump it is from."""

    dump: str
    sha256: str
    locator: str
    stage: RejectStage
    reason: RejectReason
    text: str | None


class Stretch(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """`[start, end, kind, ref]` in bytes of the dump.

    `ref` of a field is `<locator of its record>/<field>` (`page/<field>` where the page's records share it), of an entry that was parsed, and of a
    page, `<locator>/*`; of boilerplate the rule, of a rejected stretch its reason; a separator has none.
    """

    start: int
    end: int
    kind: StretchKind
    ref: str | None


class Evidence(msgspec.Struct, frozen=True, gc=False):
    """A verified edge from the record that holds it to another of its cluster."""

    record: str
    kind: EdgeKind
    score: float


class Record(msgspec.Struct, frozen=True):
    """A line of `records.jsonl`: one entry of a listing that went into a paper."""

    id: str
    paper: str
    dump: str
    format: str
    locator: str
    fields: dict[str, Field]
    evidence: tuple[Evidence, ...]
    flags: tuple[str, ...]


class Identifiers(msgspec.Struct, frozen=True):
    """What a paper is called elsewhere. `arxiv` is without version; `doi` in lower case."""

    arxiv: str | None = None
    arxiv_version: int | None = None
    doi: str | None = None
    acl: str | None = None
    openreview: str | None = None
    semantic_scholar: str | None = None
    pmid: str | None = None


class Origin(msgspec.Struct, frozen=True, gc=False):
    """Whose value a field of a paper is, and by which rule of precedence it won."""

    record: str
    rule: str


class FieldConflict(msgspec.Struct, frozen=True, gc=False):
    """A value that lost and differs in meaning from the one that won."""

    field: str
    value: Value
    record: str


class Paper(msgspec.Struct, frozen=True):
    """A line of `papers.jsonl`: the merged record that stands for a cluster. Nothing is ever left out of it.

    Dates are EDTF (ISO 8601-2): `2024-05-07`, `2025-05`, `XXXX-01-12` where the page gives no year.
    """

    id: str
    aliases: tuple[str, ...]
    title: str | None
    authors: tuple[str, ...]
    authors_complete: bool | None
    affiliations: tuple[str, ...]
    abstract: str | None
    abstract_complete: bool | None
    identifiers: Identifiers
    categories: tuple[str, ...]
    published: str | None
    updated: str | None
    listed: str | None
    comments: str | None
    journal_ref: str | None
    urls: tuple[Url, ...]
    has_code: bool | None
    license: str | None
    language: str | None
    records: tuple[str, ...]
    origins: dict[str, Origin]
    conflicts: tuple[FieldConflict, ...]
    flags: tuple[str, ...]


class LedgerLine(msgspec.Struct, frozen=True):
    """A line of `ledger.jsonl`: the account of one dump."""

    dump: str
    sha256: str
    bytes: int
    charset: str | None
    formats: tuple[str, ...]
    found: int
    claimed: int | None
    kept: int
    rejected: int
    coverage: float
    miscounted: int
    """By how many entries what was found differs from what the dump claims, part by part; 0 where it claims nothing."""
    visible: dict[str, int] | None
    """The visible characters of the dump's pages by what became of them (as the kinds of stretches); null where there is no page."""
    captured_on: str | None
    copies: tuple[str, ...]
    stretches: tuple[Stretch, ...]


class Dump(msgspec.Struct, frozen=True):
    """One raw file (or what is packed in it): what it is called, where it lies now, what it is.

    `path` is absolute, or `-` for standard input; it is known to `.state/` only. `sha256` and `bytes` are of the unpacked
    content, `file_sha256` of the file where that is another.
    """

    name: str
    path: str
    sha256: str
    bytes: int
    file_sha256: str | None = None
    captured_on: str | None = None
    url: str | None = None
    member: str | None = None
    """Which member of the file it is: the way through its containers; empty for a file that is only compressed, None for one that is not packed."""
    unpacked: str | None = None
    """Where a member lies unpacked while a run lasts."""
    charset: str | None = None
    """The charset that a server or a mail declared."""
    problem: RejectReason | None = None
    """Why not all of it could be unpacked."""

    @property
    def content_path(self) -> str:
        """The file that holds its bytes now."""
        return self.path if self.member is None else self.unpacked or ""


class Shard(msgspec.Struct, frozen=True):
    """A dump, or a byte range of a large one at record boundaries, and the key its result is stored under."""

    dump: Dump
    start: int
    end: int
    charset: str | None
    """The charset, where it was settled for the whole of a large dump before it was cut."""
    key: str


class ShardResult(msgspec.Struct, frozen=True):
    """What the record-local stages made of a shard: all of it, so that counts can balance."""

    charset: str | None
    formats: tuple[str, ...]
    found: int
    records: Sequence[CleanRecord]
    rejected: tuple[Rejection, ...]
    stretches: tuple[Stretch, ...]
    claimed: int | None = None
    miscounted: int = 0
    """By how many entries what was found differs from what was claimed, region by region."""
    visible: dict[str, int] | None = None
    shown: tuple[str, ...] = ()
    """What a person sees of each record on its page, empty for one that is not from a page; none where no record is."""


class Plan(msgspec.Struct, frozen=True):
    """What a run has to do: kept in `.state/`, so that tasks on any worker are told no more than where the corpus is."""

    dumps: tuple[Dump, ...]
    shards: tuple[Shard, ...]
    batches: tuple[tuple[int, ...], ...]
    """The shards that have no stored result, by index, in batches for one task each."""
    run_key: str
    passed_over: tuple[str, ...] = ()
    """Dumps that were found and not read, as they were removed from a corpus."""


class BatchSummary(msgspec.Struct, frozen=True):
    """What a batch of shards came to."""

    shards: int
    records: int
    rejected: int


class Input(msgspec.Struct, frozen=True):
    """A dump file that the corpus was made from, as the manifest lists it."""

    dump: str
    sha256: str
    bytes: int
    file_sha256: str | None
    captured_on: str | None
    url: str | None
    member: str | None = None


class Manifest(msgspec.Struct, frozen=True):
    """`manifest.json`: what a corpus was made from, by which version and settings, and the counts, which balance."""

    papersieve: str
    schema_version: int
    settings: dict[str, str | int | float | bool | list[str] | dict[str, str | int | float | bool]]
    inputs: tuple[Input, ...]
    outputs: dict[str, str]
    counts: dict[str, dict[str, int]]
    warnings: tuple[str, ...]
