"""Why a paper is one paper: its records, the evidence between them, whose value won each field, and what was done to every value."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from pipeline.explain.accounts import Flag, PaperAccount, RecordAccount, ValueAccount
from pipeline.explain.edits import to_step, trace_edits
from pipeline.explain.evidence import grow_tree, list_edges
from pipeline.explain.keys import Compared, compare_records, fill_record, read_settings
from pipeline.explain.originals import Originals
from pipeline.explain.winners import explain_fields
from pipeline.lookup import Lookup
from pipeline.merge import to_member
from pipeline.records import FLAGS, CleanRecord, Field, Paper, Record, Value
from pipeline.repair import replay
from pipeline.replay import DumpText

GONE = "the dump is not at hand: its file has gone, and no copy of it was kept"
CHANGED = "the file at hand is not the dump that was read: its text gives other values"


def explain_paper(lookup: Lookup, originals: Originals, paper: Paper) -> PaperAccount:
    """The account of a paper. Raises `CorpusError` where a record of it is missing."""
    records = lookup.list_records(paper)
    compared = compare_records([fill_record(record, paper) for record in records], read_settings(lookup.manifest))
    edges = list_edges(records, compared)
    tree, further = grow_tree(find_root(paper, compared), paper.records, edges)
    members = [to_member(record, own_id) for record, own_id in zip(compared.records, compared.table.own_ids, strict=True)]
    return PaperAccount(
        id=paper.id,
        title=paper.title,
        aliases=paper.aliases,
        flags=tuple(Flag(flag, FLAGS.get(flag.partition(":")[0], "")) for flag in paper.flags),
        records=tuple(_explain_record(paper, record, full, originals) for record, full in zip(records, compared.records, strict=True)),
        evidence=tree,
        further_evidence=further,
        fields=explain_fields(paper, records, members),
    )


def find_root(paper: Paper, compared: Compared) -> str:
    """The record that gives a paper its id; the first one where the id was made for the paper."""
    named = [record for record, own_id in zip(compared.table.records, compared.table.own_ids, strict=True) if own_id == paper.id]
    scheme = paper.id.partition(":")[0]
    origin = paper.origins.get(f"identifiers.{scheme}") or paper.origins.get("abstract") or paper.origins.get("title")
    if origin is not None and origin.record in named:
        return origin.record
    return (named or list(paper.records))[0]


def _explain_record(paper: Paper, record: Record, full: CleanRecord, originals: Originals) -> RecordAccount:
    line = originals.get_line(record)
    text = None if line is None else originals.open_text(line)
    problem = GONE if text is None else None
    explain = partial(_explain_value, paper, record.id)
    try:
        values = [explain(name, field, text) for name, field in full.fields.items()]
    except (ValueError, LookupError):
        problem = CHANGED
        values = [explain(name, field, None) for name, field in full.fields.items()]
    return RecordAccount(record.id, record.dump, record.format, record.locator, record.flags, tuple(values), problem)


def _explain_value(paper: Paper, record: str, name: str, field: Field, text: DumpText | None) -> ValueAccount:
    """What became of a value. Raises `ValueError` or `LookupError` where the text does not give it."""
    value: Value | None = field.value  # type: ignore[assignment]  # it was filled in
    raw = None if text is None else tuple(text.find(field.locator))
    won = name in paper.origins and paper.origins[name].record == record
    if raw is None:
        return ValueAccount(name, field.locator, value, won, None, tuple(to_step(edit) for edit in field.edits))
    if _replay(name, raw, field) != value:
        raise ValueError(f"{field.locator} of {record} gives another value of {name}")
    return ValueAccount(name, field.locator, value, won, raw, trace_edits(name, raw, field.edits))


def _replay(name: str, raw: Sequence[str], field: Field) -> Value | None:
    return replay(name, raw, field.edits)
