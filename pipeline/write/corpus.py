"""`papers.jsonl` and `records.jsonl`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import msgspec

from pipeline.records import CleanRecord, Evidence, Field, Paper, Plan, Record, Value
from pipeline.resolution import KINDS, Edges

Line = TypeVar("Line")

PAPERS = "papers.jsonl"
RECORDS = "records.jsonl"
NUMBER_RE = re.compile(r"([0-9]+)")
ENCODER = msgspec.json.Encoder()


def stage_papers(folder: Path, papers: Sequence[Paper], records: Sequence[CleanRecord], edges: Edges, plan: Plan) -> None:
    """Write the papers, sorted by id, and their records, in the order of the dumps and of their places in them."""
    write_lines(folder / PAPERS, papers)
    evidence = _gather_evidence(edges, [record.id for record in records])
    owners = {record: paper for paper in papers for record in paper.records}
    names = name_contents(plan)
    lines = [_to_line(record, owners[record.id], names, evidence.get(record.id, ())) for record in records]
    lines.sort(key=lambda line: (line.dump, line.id.partition("#")[0], order_locator(line.locator)))
    write_lines(folder / RECORDS, lines)


def write_lines(path: Path, lines: Iterable[msgspec.Struct]) -> None:
    """Write one JSON object a line."""
    with path.open("wb") as file:
        for line in lines:
            file.write(ENCODER.encode(line))
            file.write(b"\n")


def name_contents(plan: Plan) -> dict[str, str]:
    """What each content goes by: the first name of its copies, by the first 16 hex digits of its sha-256 as in record ids."""
    return {dump.sha256[:16]: dump.name for dump in reversed(plan.dumps)}


def order_locator(locator: str) -> tuple[str | int, ...]:
    """A key that sorts locators of one dump by their places: numbers in them count as numbers.

    >>> sorted(["bytes=12,20", "bytes=2,11"], key=order_locator)
    ['bytes=2,11', 'bytes=12,20']
    """
    return tuple(int(part) if part.isdecimal() else part for part in NUMBER_RE.split(locator))


def _gather_evidence(edges: Edges, names: Sequence[str]) -> dict[str, tuple[Evidence, ...]]:
    """For each record the edges that tie it to others, each edge at both of its ends."""
    found: dict[str, list[Evidence]] = defaultdict(list)
    for a, b, kind, score in zip(edges.a.tolist(), edges.b.tolist(), edges.kinds.tolist(), edges.scores.tolist(), strict=True):
        found[names[a]].append(Evidence(names[b], KINDS[kind], score))
        found[names[b]].append(Evidence(names[a], KINDS[kind], score))
    return {record: tuple(sorted(items, key=lambda item: (item.record, item.kind))) for record, items in found.items()}


def _to_line(record: CleanRecord, paper: Paper, names: Mapping[str, str], evidence: tuple[Evidence, ...]) -> Record:
    content = record.id.removeprefix("sha256:").partition("#")[0]
    fields = {name: _leave_out(field, paper_value(paper, name)) for name, field in record.fields.items()}
    return Record(record.id, paper.id, names[content], record.format, record.locator, fields, evidence, record.flags)


def _leave_out(field: Field, value: Value | None) -> Field:
    """The field without its value where that equals the paper's."""
    return Field(field.locator, field.edits) if field.value == value else field


def paper_value(paper: Paper, name: str) -> Value | None:
    """The value of a paper's field by the name that records use, dotted where nested; None where it has none."""
    value: object = paper
    for part in name.split("."):
        value = getattr(value, part)
    return list(value) if isinstance(value, tuple) else value  # type: ignore[return-value]  # every field of a paper that a record can have is a Value


def read_lines(path: Path, kind: type[Line]) -> Iterator[Line]:
    """The objects of a file of JSON lines."""
    decoder = msgspec.json.Decoder(kind)
    with path.open("rb") as file:
        yield from map(decoder.decode, file)


def read_records(folder: Path) -> Iterator[Record]:
    """The records of a corpus, as written: values that equal their paper's are left out."""
    return read_lines(folder / RECORDS, Record)


def read_papers(folder: Path) -> Iterator[Paper]:
    """The papers of a corpus."""
    return read_lines(folder / PAPERS, Paper)
