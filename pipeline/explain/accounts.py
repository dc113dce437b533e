"""The nouns of explanations: accounts of a paper, of two, and of what depends on a dump. `--json` prints them as they are."""

from __future__ import annotations

from typing import Literal

import msgspec

from pipeline.records import Stretch, Value
from pipeline.resolution import EdgeKind


class Flag(msgspec.Struct, frozen=True):
    """A flag of a paper, and what it means."""

    flag: str
    means: str


class Change(msgspec.Struct, frozen=True):
    """A stretch of a text that an edit changed, with a little of what stands around it."""

    lead: str
    before: str
    after: str
    tail: str


class Step(msgspec.Struct, frozen=True):
    """One edit of a value, and what it changed; `left_off` says how many changes are not listed."""

    rule: str
    why: str
    args: tuple[str, ...]
    changes: tuple[Change, ...]
    left_off: int


class ValueAccount(msgspec.Struct, frozen=True):
    """A value of a record: where it is in the dump, and how it became what it is."""

    field: str
    locator: str
    value: Value | None
    won: bool
    raw: tuple[str, ...] | None
    """The texts that the locator leads to; None where the dump is not at hand."""
    steps: tuple[Step, ...]


class RecordAccount(msgspec.Struct, frozen=True):
    """A record of a paper. `problem` says why its edits could not be replayed, if they could not."""

    id: str
    dump: str
    format: str
    locator: str
    flags: tuple[str, ...]
    values: tuple[ValueAccount, ...]
    problem: str | None


class Loser(msgspec.Struct, frozen=True):
    """A value that did not win, the records that have it, and why. `differs` says that it differs in meaning (it is in the paper's `conflicts`)."""

    value: Value
    records: tuple[str, ...]
    rule: str
    why: str
    differs: bool


class FieldAccount(msgspec.Struct, frozen=True):
    """A field of a paper: its value, whose it is, by which rule it won, which other records have the same, and what lost.

    An identifier that another paper keeps has no value, and is nobody's.
    """

    field: str
    value: Value | None
    record: str
    dump: str
    rule: str
    why: str
    agreeing: tuple[str, ...]
    losers: tuple[Loser, ...]


class Edge(msgspec.Struct, frozen=True):
    """A verified edge between two records of a paper. `rule` is the row of the decision table that says so, where it does so still."""

    record: str
    other: str
    kind: EdgeKind
    score: float
    why: str
    rule: str | None


class Branch(msgspec.Struct, frozen=True):
    """A record in a tree of evidence: how far from its root it is, and the edge that ties it to the one it hangs on. A root has none."""

    record: str
    depth: int
    edge: Edge | None


class PaperAccount(msgspec.Struct, frozen=True):
    """Why a paper is one paper, and why it says what it says."""

    id: str
    title: str | None
    aliases: tuple[str, ...]
    flags: tuple[Flag, ...]
    records: tuple[RecordAccount, ...]
    evidence: tuple[Branch, ...]
    """The tree of the strongest edges that hold the records together: the record that gives the id, then each followed by those that hang on it."""
    further_evidence: tuple[Edge, ...]
    fields: tuple[FieldAccount, ...]


class Fact(msgspec.Struct, frozen=True):
    """What the decision table is told of two records in one respect, and with which answers its row would be the same."""

    fact: str
    says: str
    means: str
    measured: dict[str, float]
    """Of texts and titles `jaccard`, what they have in common of all, and `containment`, how much of the smaller lies in the larger."""
    a: str | None
    b: str | None
    demanded: tuple[str, ...]
    """The answers for which the row that decided would have decided too, all else as it is; empty where any would do."""


class SharedKey(msgspec.Struct, frozen=True):
    """A kind of key by which pairs are found, whether the two have it in common, and whether each has it at all."""

    key: str
    shared: bool
    a: bool
    b: bool


class Comparison(msgspec.Struct, frozen=True):
    """Two records compared as dedupe compares them."""

    a: str
    b: str
    verdict: EdgeKind | Literal["apart", "none"]
    veto: str | None
    rule: str | None
    """The row of the decision table that decides; None for a vetoed pair, which it is not asked about."""
    why: str
    facts: tuple[Fact, ...]
    keys: tuple[SharedKey, ...]
    compared: bool
    """Whether dedupe had reason to compare them: a key in common, or so few records that it compared all."""
    instead: tuple[str, ...]
    """What would have to be otherwise for them to be one paper, a fact at a time."""


class Side(msgspec.Struct, frozen=True):
    """One of two that are compared: what it was called, its paper, and the records that are meant."""

    name: str
    paper: str
    title: str | None
    records: tuple[str, ...]


Outcome = Literal["one-paper", "vetoed", "apart", "unproven", "never-compared", "cut"]
"""Why two are, or are not, one paper. unproven: no row of the table says that they are. cut: a row does, but their clusters contradict each other."""


class PairAccount(msgspec.Struct, frozen=True):
    """Why two papers or records are, or are not, one paper."""

    a: Side
    b: Side
    outcome: Outcome
    path: tuple[Edge, ...]
    """The shortest way of evidence from one to the other, where they are one paper."""
    comparisons: tuple[Comparison, ...]
    """The closest pairs of their records, the closest first; for two that were cut, then those that speak against it."""
    pairs: int
    """How many pairs of their records there are."""
    links: tuple[str, ...]
    """Flags by which one names the other."""
    warnings: tuple[str, ...]
    """Warnings of the run that name a record of each."""
    dumps: dict[str, str]
    """The dump that each of their records is from."""


class StretchAccount(msgspec.Struct, frozen=True):
    """A stretch of a dump, what it became, and its text where the dump is at hand."""

    stretch: Stretch
    text: str | None


class FieldChange(msgspec.Struct, frozen=True):
    """What a field would say without the dump."""

    field: str
    value: Value | None
    without: Value | None


class Dependence(msgspec.Struct, frozen=True):
    """How a paper depends on a dump, or a stretch of one."""

    paper: str
    title: str | None
    records: tuple[str, ...]
    """Those of its records that are from there."""
    others: int
    """How many it has from elsewhere."""
    fields: tuple[str, ...]
    """The fields that have their value from there."""
    without: Literal["gone", "split", "changed", "same"]
    """What would become of it without that."""
    changes: tuple[FieldChange, ...]


class DumpAccount(msgspec.Struct, frozen=True):
    """What depends on a dump, or on the bytes `[start, end)` of it."""

    dump: str
    sha256: str
    bytes: int
    charset: str | None
    formats: tuple[str, ...]
    found: int
    claimed: int | None
    kept: int
    rejected: int
    copies: tuple[str, ...]
    start: int
    end: int
    kinds: dict[str, int]
    """How many bytes of it became what."""
    stretches: tuple[StretchAccount, ...]
    records: int
    papers: int
    only_here: int
    """Papers of which all records are from there."""
    values_here: int
    """Papers that have records from elsewhere too, and values from there."""
    evidence_here: int
    """Papers that have only evidence from there."""
    depending: tuple[Dependence, ...]
    left_off: int
