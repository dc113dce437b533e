"""The lines of a corpus that are not as they are stored: what one paper must say because of another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO, TypeAlias

import msgspec
import numpy as np

from pipeline.columns import I64, Spans
from pipeline.merge.ids import IdIndex
from pipeline.merge.lines import ENCODER, FLAGS_KEY, NAMES, PAPERS, cut_record, join_record, read_all, read_value, set_values
from pipeline.merge.naming import SHARED, drop_aliases, settle_ids
from pipeline.merge.papers import Papers, Sources
from pipeline.merge.presence import mark_fields, mark_flags
from pipeline.records import Paper
from pipeline.stored import rename_line

MAX_LINKS = 5
"""A paper names so many of those that share its abstract."""


class Change(msgspec.Struct, frozen=True):
    """A paper as it is stored and as it is in the corpus."""

    old: Paper
    new: Paper


Changes: TypeAlias = dict[int, Change]
"""The papers that change, by number."""
Links: TypeAlias = dict[int, tuple[str, ...]]
"""For papers that share their abstract, by number, the ids of those they share it with."""


class Changed(msgspec.Struct, frozen=True):
    """All that is to be changed of papers."""

    papers: Changes
    links: Links


def settle_claims(sources: Sources, papers: Papers, claims: IdIndex) -> Changes:
    """The papers that claim an id which another one claims too."""
    numbers = [number for clash in claims.clashes for number in clash]
    old = [PAPERS.decode(papers.read_line(sources.maps, number)) for number in numbers]
    return {number: Change(before, after) for number, before, after in zip(numbers, old, settle_ids(old), strict=True)}


def drop_taken_aliases(sources: Sources, papers: Papers, changes: Changes, index: IdIndex) -> Changes:
    """The papers with an alias that is another paper's id, without it."""
    suspects = set(changes)
    for number, part in enumerate(sources.parts):
        hits = np.flatnonzero(index.may_have(part.aliases))
        in_part = np.searchsorted(part.alias_starts, hits, "right") - 1
        here = np.flatnonzero(sources.found.part == number)
        groups = here[np.isin(sources.found.number[here], in_part)]
        suspects.update((len(papers.single_rows) + groups).tolist())
    dropped = {}
    for number in suspects:
        change = changes.get(number) or _keep(PAPERS.decode(papers.read_line(sources.maps, number)))
        without = drop_aliases(change.new, index)
        if without is not change.new:
            dropped[number] = Change(change.old, without)
    return dropped


def _keep(paper: Paper) -> Change:
    return Change(paper, paper)


def link_alike(a: I64, b: I64, index: IdIndex) -> Links:
    """For each paper of these pairs the ids of the first few papers that it is paired with."""
    rank = np.empty(len(index.order), np.int64)
    rank[index.order] = np.arange(len(index.order))
    is_pair = a != b
    pairs = np.unique(np.stack([np.concatenate([a[is_pair], b[is_pair]]), rank[np.concatenate([b[is_pair], a[is_pair]])]], axis=1), axis=0)
    begins = np.flatnonzero(np.diff(pairs[:, 0], prepend=-1))
    is_kept = np.arange(len(pairs)) - np.repeat(begins, np.diff(np.append(begins, len(pairs)))) < MAX_LINKS
    links: dict[int, list[str]] = {}
    for number, other in pairs[is_kept].tolist():
        links.setdefault(number, []).append(index.read_id(int(index.order[other])))
    return {number: tuple(ids) for number, ids in links.items()}


def write_changes(sources: Sources, papers: Papers, records: Spans, changed: Changed) -> tuple[Spans, Spans, I64]:
    """Write the lines that change into the last file; gives the spans of papers and records, and what is counted of the papers."""
    presence = papers.presence.copy()
    for number, change in changed.papers.items():
        presence[number] = mark_fields(change.new)
    presence[list(changed.links)] |= mark_flags([SHARED])
    with sources.maps.paths[-1].open("wb", buffering=1 << 20) as file:
        place = _Place(file, len(sources.maps.paths) - 1)
        lines = place.write(papers.lines, _rewrite_papers(sources, papers, changed))
        records = place.write(records, _rewrite_records(sources, papers, records, changed.papers))
    return lines, records, presence


class _Place(msgspec.Struct, frozen=True):
    """Where lines that change are written."""

    file: BinaryIO
    number: int

    def write(self, spans: Spans, lines: Iterable[tuple[int, bytes]]) -> Spans:
        """The spans with those of new lines, which are numbered by what they stand for."""
        which, at, size = [], [], []
        for number, line in lines:
            which.append(number)
            at.append(self.file.tell())
            size.append(self.file.write(line))
        return spans.replace(np.array(which, np.int64), Spans(np.full(len(which), self.number), np.array(at, np.int64), np.array(size, np.int64)))


def _rewrite_papers(sources: Sources, papers: Papers, changed: Changed) -> Iterator[tuple[int, bytes]]:
    for number in sorted(changed.papers.keys() | changed.links.keys()):
        change = changed.papers.get(number)
        line = ENCODER.encode(change.new) + b"\n" if change else bytes(papers.read_line(sources.maps, number))
        links = changed.links.get(number)
        yield number, add_flags(line, (SHARED, *(f"{SHARED}:{other}" for other in links))) if links else line


def add_flags(line: bytes, flags: Iterable[str]) -> bytes:
    """A line of `papers.jsonl` with more flags, which are what it ends with.

    >>> add_flags(b'{"id":"text:1","flags":["b"]}\\n', ["a"])
    b'{"id":"text:1","flags":["a","b"]}\\n'
    """
    at = line.rindex(FLAGS_KEY) + len(FLAGS_KEY)
    kept = msgspec.json.decode(line[at : line.rindex(b"}")], type=list[str])
    return line[:at] + ENCODER.encode(sorted({*kept, *flags})) + b"}\n"


def _rewrite_records(sources: Sources, papers: Papers, records: Spans, changes: Changes) -> Iterator[tuple[int, bytes]]:
    """The lines of records whose paper has another id now, and of single records whose dump goes by another name."""
    rows = sources.rows
    lines: dict[int, bytes] = {}
    for number, change in changes.items():
        if change.new.id != change.old.id:
            lost = {
                name: value for name, value, kept in zip(NAMES, read_all(change.old), read_all(change.new), strict=True) if value is not None and value != kept
            }
            for row in papers.list_rows(sources.groups, number):
                record = cut_record(bytes(records.read(sources.maps, row)))
                own = {name: value for name, value in lost.items() if not read_value(record.fields, name)}
                lines[row] = join_record(msgspec.structs.replace(record, paper=ENCODER.encode(change.new.id), fields=set_values(record.fields, own, {})))
    singles = papers.single_rows[np.isin(rows.records.file[papers.single_rows], list(rows.renamed))]
    for row in sorted({*lines, *singles.tolist()}):
        line = lines.get(row) or bytes(records.read(sources.maps, row))
        shard = int(rows.records.file[row])
        yield row, rename_line(line, rows.renamed[shard]) if shard in rows.renamed else line
