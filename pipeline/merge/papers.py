"""The papers of a corpus as columns, before any of them is changed."""

from __future__ import annotations

import msgspec
import numpy as np

from pipeline.columns import I64, S48, Maps, Spans
from pipeline.merge.groups import Found, Groups, pick_groups
from pipeline.merge.lines import read_id
from pipeline.merge.parts import Part
from pipeline.merge.rows import Rows


class Sources(msgspec.Struct, frozen=True, eq=False):
    """What a corpus is put together from."""

    rows: Rows
    clusters: I64
    """For each row the lowest of its cluster."""
    groups: Groups
    found: Found
    """The part that each group is merged in, and its number in there."""
    parts: tuple[Part, ...]
    maps: Maps
    """The files of the shards, those of the parts, and one for the lines that change."""

    @property
    def first_part(self) -> int:
        """The number of the file of the first part."""
        return len(self.maps.paths) - 1 - len(self.parts)


class Papers(msgspec.Struct, frozen=True, eq=False):
    """The papers of a corpus: first those of single records, then those of groups."""

    lines: Spans
    ids: S48
    presence: I64
    of_row: I64
    """[records] The paper of each record."""
    single_rows: I64
    """The record of each paper that has but one."""

    def read_line(self, maps: Maps, number: int) -> memoryview:
        """The line of a paper as it is stored."""
        return self.lines.read(maps, number)

    def read_id(self, maps: Maps, number: int) -> str:
        """The id in the line of a paper."""
        return read_id(self.read_line(maps, number))

    def list_rows(self, groups: Groups, number: int) -> list[int]:
        """The records of a paper."""
        group = number - len(self.single_rows)
        return [int(self.single_rows[number])] if group < 0 else groups.rows[groups.starts[group] : groups.starts[group + 1]].tolist()


def list_papers(sources: Sources) -> Papers:
    """The papers of single records and of groups."""
    rows, groups, found = sources.rows, sources.groups, sources.found
    single = np.flatnonzero(np.bincount(sources.clusters, minlength=len(sources.clusters))[sources.clusters] == 1)
    of_row = np.zeros(len(sources.clusters), np.int64)
    of_row[single] = np.arange(len(single))
    of_row[groups.rows] = len(single) + np.repeat(np.arange(len(groups)), np.diff(groups.starts))
    at, size = np.zeros(len(groups), np.int64), np.zeros(len(groups), np.int64)
    ids, presence = np.zeros(len(groups), rows.own_ids.dtype), np.zeros(len(groups), np.int64)
    for number, part in enumerate(sources.parts):
        here = found.part == number
        there = found.number[here]
        at[here], size[here], ids[here], presence[here] = part.paper_at[there], part.paper_size[there], part.ids[there], part.presence[there]
    return Papers(
        lines=rows.papers.take(single).join(Spans(sources.first_part + found.part, at, size)),
        ids=np.concatenate([rows.own_ids[single], ids]),
        presence=np.concatenate([rows.presence[single], presence]),
        of_row=of_row,
        single_rows=single,
    )


def list_records(sources: Sources) -> Spans:
    """The lines of all records, row by row: those of groups lie in the parts."""
    groups, found = sources.groups, sources.found
    rows, files, at, size = [], [], [], []
    for number, part in enumerate(sources.parts):
        here = np.flatnonzero(found.part == number)
        there, _ = pick_groups(part.starts, found.number[here])
        rows.append(groups.rows[pick_groups(groups.starts, here)[0]])
        files.append(np.full(len(there), sources.first_part + number))
        at.append(part.record_at[there])
        size.append(part.record_size[there])
    if not rows:
        return sources.rows.records
    return sources.rows.records.replace(np.concatenate(rows), Spans(np.concatenate(files), np.concatenate(at), np.concatenate(size)))
