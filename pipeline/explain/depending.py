"""What depends on a dump, or on a stretch of one: what its bytes became, which papers have records or values from it, what these would be without it."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import partial
from typing import Final, TypeAlias

import msgspec

from pipeline.dedupe import dedupe
from pipeline.explain.accounts import Dependence, DumpAccount, FieldChange, StretchAccount
from pipeline.explain.keys import compare_records, fill_record, read_settings
from pipeline.explain.originals import Originals
from pipeline.explain.targets import Target
from pipeline.locators import read_bytes, split_steps
from pipeline.lookup import DIGEST_CHARS, RECORD_ID, Lookup
from pipeline.merge import Member, merge_cluster, to_member
from pipeline.records import CleanRecord, Paper, Record, Span, Stretch
from pipeline.shard import CONTENT_FIELDS, IDENTIFIER_PREFIX

MANY_RECORDS: Final = 20_000
"""Of a dump with more records, all papers of the corpus are read once, rather than each by itself."""
SHARED_REF: Final = "page/"
MAX_TEXT_BYTES: Final = 1 << 20

Touched: TypeAlias = Mapping[str, AbstractSet[str]]
"""For records of a dump the fields that have a value from the stretch."""


class _Role(msgspec.Struct, frozen=True):
    """A paper and what it has from a dump."""

    id: str
    records: tuple[str, ...]
    others: int
    fields: tuple[str, ...]

    @property
    def rank(self) -> int:
        """Those that have records from elsewhere come first: what becomes of the others is plain."""
        return 2 if not self.others else 0 if self.fields else 1


class _Origin(msgspec.Struct, frozen=True):
    record: str


class _Sources(msgspec.Struct, frozen=True):
    """What of a paper's line says where it is from."""

    id: str
    records: tuple[str, ...]
    origins: dict[str, _Origin]


def explain_dump(lookup: Lookup, originals: Originals, target: Target, most: int) -> DumpAccount:
    """The account of a dump or a stretch of it, with `most` of the papers that depend on it."""
    line, span = target.line, target.span
    inside = [stretch for stretch in originals.read_stretches(line) if stretch.start < span[1] and stretch.end > span[0]]
    touched = None if target.is_whole else find_touched(lookup, target, inside)
    counts: Counter[int] = Counter()
    first: list[_Role] = []
    records = 0
    for role in _list_roles(lookup, target, touched):
        counts[role.rank] += 1
        records += len(role.records)
        first.append(role)
        first = _keep_first(first, most) if len(first) > 2 * most else first
    depending = [_find_fate(lookup, role, touched) for role in _keep_first(first, most)]
    shown = inside[:most] if not target.is_whole else []
    return DumpAccount(
        **{name: getattr(line, name) for name in ("dump", "sha256", "bytes", "charset", "formats", "found", "claimed", "kept", "rejected", "copies")},
        start=span[0],
        end=span[1],
        kinds=_count_kinds(inside, span),
        stretches=tuple(StretchAccount(stretch, _read_text(originals, target, stretch)) for stretch in shown),
        records=records,
        papers=counts.total(),
        only_here=counts[2],
        values_here=counts[0],
        evidence_here=counts[1],
        depending=tuple(depending),
        left_off=counts.total() - len(depending),
    )


def find_touched(lookup: Lookup, target: Target, inside: Sequence[Stretch]) -> Touched:
    """The records of a dump that have values from a stretch of it, and the fields that are."""
    touched: dict[str, AbstractSet[str]] = {}
    for record in _list_near(lookup, target, inside):
        fields = {name for name, field in record.fields.items() if _touches(field.locator, target.span)}
        if fields:
            touched[record.id] = fields
    return touched


def _list_near(lookup: Lookup, target: Target, inside: Sequence[Stretch]) -> Iterator[Record]:
    """The records that may have values from a stretch: in a dump of a million, those that stand there; all, where all have the page's date."""
    line = target.line
    owners = [stretch.ref.rpartition("/")[0] for stretch in inside if stretch.kind == "field" and stretch.ref]
    if line.kept <= MANY_RECORDS or any(stretch.ref and stretch.ref.startswith(SHARED_REF) for stretch in inside):
        yield from lookup.list_dump_records(line.dump, line.sha256)
    elif owners:
        for record in lookup.list_dump_records(line.dump, line.sha256, owners[0]):
            if read_bytes(split_steps(record.locator)[0][1])[0][0] >= target.span[1]:
                return
            yield record


def _touches(locator: str, span: Span) -> bool:
    """Whether a locator leads into the bytes; one that begins without bytes is of the whole dump.

    >>> _touches("bytes=10,20&json=/title", (19, 25)), _touches("bytes=10,20;30,40", (20, 30)), _touches("xpath=/html[1]", (0, 1))
    (True, False, True)
    """
    kind, value = split_steps(locator)[0]
    return kind != "bytes" or any(start < span[1] and end > span[0] for start, end in read_bytes(value))


def _list_roles(lookup: Lookup, target: Target, touched: Touched | None) -> Iterator[_Role]:
    """What each paper has from the dump, or from the stretch if the fields that it touched are given."""
    prefix = f"{RECORD_ID}{target.line.sha256[:DIGEST_CHARS]}#"
    for sources in _list_sources(lookup, target, touched):
        here = tuple(record for record in sources.records if (record.startswith(prefix) if touched is None else record in touched))
        if not here:
            continue
        won = ((name, origin.record) for name, origin in sources.origins.items() if origin.record in here)
        fields = tuple(name for name, record in won if touched is None or name in touched[record])
        yield _Role(sources.id, here, len(sources.records) - len(here), fields)


def _list_sources(lookup: Lookup, target: Target, touched: Touched | None) -> Iterator[_Sources]:
    """The papers that may have records from the dump, in the order of their ids."""
    decoder = msgspec.json.Decoder(_Sources)
    if touched is None and target.line.kept > MANY_RECORDS:
        mark = target.line.sha256[:DIGEST_CHARS].encode()
        yield from (decoder.decode(line) for line in lookup.walk_papers() if mark in line)
        return
    if touched is None:
        records: Iterable[Record | None] = lookup.list_dump_records(target.line.dump, target.line.sha256)
    else:
        records = map(lookup.get_record, touched)
    for paper_id in sorted({record.paper for record in records if record is not None}):
        paper = lookup.get_paper(paper_id)
        if paper is not None:
            yield _Sources(paper.id, paper.records, {name: _Origin(origin.record) for name, origin in paper.origins.items()})


def _keep_first(roles: Sequence[_Role], most: int) -> list[_Role]:
    return heapq.nsmallest(most, roles, key=lambda role: (role.rank, role.id))


def _find_fate(lookup: Lookup, role: _Role, touched: Touched | None) -> Dependence:
    """What would become of a paper without what it has from the dump: its other records are compared and merged once more."""
    paper = lookup.get_paper(role.id)
    if paper is None:
        raise LookupError(role.id)
    tell = partial(Dependence, paper.id, paper.title, role.records, role.others, role.fields)
    full = [fill_record(record, paper) for record in lookup.list_records(paper)]
    left = [part for record in full if (part := _take_away(record, role.records, touched)) is not None]
    if not left:
        return tell("gone", ())
    settings = read_settings(lookup.manifest)
    before, after = (compare_records(records, settings) for records in (full, left))
    if len(set(dedupe(after.table, settings).clusters.tolist())) > 1:
        return tell("split", ())
    members = [[to_member(record, own_id) for record, own_id in zip(one.records, one.table.own_ids, strict=True)] for one in (before, after)]
    changes = _list_changes(paper, *members)
    return tell("changed" if changes else "same", changes)


def _take_away(record: CleanRecord, records: Sequence[str], touched: Touched | None) -> CleanRecord | None:
    """What is left of a record; None where that says nothing any more."""
    if record.id not in records:
        return record
    if touched is None:
        return None
    fields = {name: field for name, field in record.fields.items() if name not in touched[record.id]}
    has_content = any(name in CONTENT_FIELDS or name.startswith(IDENTIFIER_PREFIX) for name in fields)
    return msgspec.structs.replace(record, fields=fields) if has_content else None


def _list_changes(paper: Paper, before: Sequence[Member], after: Sequence[Member]) -> tuple[FieldChange, ...]:
    """The fields, and the id, that merge would make other of fewer records."""
    old, new = merge_cluster(before), merge_cluster(after)
    names = sorted({*old.values, *new.values})
    changes = [FieldChange(name, old.values.get(name), new.values.get(name)) for name in names if old.values.get(name) != new.values.get(name)]
    is_named = old.paper.id == paper.id and new.paper.id != paper.id
    return tuple([FieldChange("id", paper.id, new.paper.id), *changes] if is_named else changes)


def _count_kinds(inside: Sequence[Stretch], span: Span) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for stretch in inside:
        counts[stretch.kind] += min(stretch.end, span[1]) - max(stretch.start, span[0])
    return dict(sorted(counts.items()))


def _read_text(originals: Originals, target: Target, stretch: Stretch) -> str | None:
    """The text of a stretch; None where the dump is not at hand, or it is no text or very long."""
    text = originals.open_text(target.line)
    if text is None or target.line.charset is None or stretch.end - stretch.start > MAX_TEXT_BYTES:
        return None
    try:
        return text.find(f"bytes={stretch.start},{stretch.end}")[0]
    except ValueError:
        return None
