"""Clusters of two records and more: who is in them, what they are known by, and which are merged already."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np

from pipeline.columns import I64, U64
from pipeline.merge.parts import Part, Todo
from pipeline.merge.rows import GOLDEN, Rows, mix
from pipeline.resolution import Edges

SALTS = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F))
SCORE_STEPS = 10_000
"""Scores have four digits."""
MIN_LIVE_SHARE = 0.5
"""A part of which less is still in use is not used any more: what is alive in it is merged once more."""
MAX_PARTS = 32
"""Of more parts only the largest are used: a corpus that gets a dump a day does not pile up files."""


class Groups(msgspec.Struct, frozen=True, eq=False):
    """Clusters of two rows and more. Rows and edges of cluster i are between `starts[i]` and `starts[i + 1]`."""

    rows: I64
    """In a cluster by their keys."""
    starts: I64
    keys: U64
    """[clusters, 2] Two sums over the keys of rows and edges: the same cluster with the same evidence has the same in every run."""
    edge_starts: I64
    edges: Edges

    def __len__(self) -> int:
        return len(self.keys)


def group_rows(clusters: I64, edges: Edges, row_keys: U64) -> Groups:
    """The clusters of two rows and more; `clusters` has for each row the lowest of its cluster."""
    is_member = np.bincount(clusters, minlength=len(clusters))[clusters] > 1
    rows = np.flatnonzero(is_member)
    rows = rows[np.lexsort((row_keys[rows], clusters[rows]))]
    roots, begins = np.unique(clusters[rows], return_index=True)
    of_edge = np.searchsorted(roots, clusters[edges.a])
    order = np.argsort(of_edge, kind="stable")
    edges = Edges(edges.a[order], edges.b[order], edges.kinds[order], edges.scores[order])
    edge_starts = np.searchsorted(of_edge[order], np.arange(len(roots) + 1))
    said = edges.kinds.astype(np.uint64) * np.uint64(2 * SCORE_STEPS) + np.rint(edges.scores * SCORE_STEPS).astype(np.uint64)
    edge_keys = mix(row_keys[edges.a] + row_keys[edges.b] + (said + np.uint64(1)) * GOLDEN)
    keys = np.zeros((len(roots), 2), np.uint64)
    for lane, salt in enumerate(SALTS):
        keys[:, lane] = _sum_groups(mix(row_keys[rows] ^ salt), np.append(begins, len(rows))) + _sum_groups(mix(edge_keys ^ salt), edge_starts)
    return Groups(rows, np.append(begins, len(rows)), keys, edge_starts, edges)


def _sum_groups(values: U64, starts: I64) -> U64:
    """The sum of each group, modulo 2^64; groups may be empty."""
    sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(values, dtype=np.uint64)])
    return np.asarray(sums[starts[1:]] - sums[starts[:-1]], np.uint64)


class Found(msgspec.Struct, frozen=True, eq=False):
    """For each cluster the part that it is merged in, -1 where it is in none, and its number in there."""

    part: I64
    number: I64


def find_merged(keys: U64, parts: Sequence[Part]) -> Found:
    """Where the clusters of these keys are merged already."""
    known = np.concatenate([np.zeros((0, 2), np.uint64), *(part.keys for part in parts)])
    part_of = np.repeat(np.arange(len(parts)), [len(part.keys) for part in parts])
    number_of = np.concatenate([np.zeros(0, np.int64), *(np.arange(len(part.keys)) for part in parts)])
    order = np.argsort(known[:, 0], kind="stable")
    place = np.searchsorted(known[order, 0], keys[:, 0])
    place = order[np.minimum(place, len(order) - 1)] if len(order) else np.zeros(0, np.int64)
    found = Found(np.full(len(keys), -1), np.zeros(len(keys), np.int64))
    if len(order):
        is_known = (known[place] == keys).all(axis=1)
        found.part[is_known] = part_of[place[is_known]]
        found.number[is_known] = number_of[place[is_known]]
    return found


def choose_parts(keys: U64, parts: Sequence[Part]) -> list[int]:
    """The parts that are worth using: those still mostly in use, the largest first."""
    found = find_merged(keys, parts)
    live = np.bincount(found.part[found.part >= 0], minlength=len(parts))
    worth = [number for number, part in enumerate(parts) if live[number] > MIN_LIVE_SHARE * len(part.keys)]
    return sorted(worth, key=lambda number: (-live[number], number))[:MAX_PARTS]


def list_todo(groups: Groups, which: I64, rows: Rows) -> Todo:
    """These clusters as a task."""
    picked, starts = pick_groups(groups.starts, which)
    edges, edge_starts = pick_groups(groups.edge_starts, which)
    members = groups.rows[picked]
    place = np.zeros(len(rows.keys), np.int64)
    place[members] = np.arange(len(members)) - np.repeat(starts[:-1], np.diff(starts))
    return Todo(
        keys=groups.keys[which],
        starts=starts,
        shards=rows.records.file[members],
        record_at=rows.records.at[members],
        record_size=rows.records.size[members],
        paper_at=rows.papers.at[members],
        paper_size=rows.papers.size[members],
        edge_starts=edge_starts,
        edge_a=place[groups.edges.a[edges]],
        edge_b=place[groups.edges.b[edges]],
        edge_kinds=groups.edges.kinds[edges],
        edge_scores=groups.edges.scores[edges],
    )


def pick_groups(starts: I64, which: I64) -> tuple[I64, I64]:
    """All places of some groups, and where each group begins among them.

    >>> [column.tolist() for column in pick_groups(np.array([0, 2, 5, 6]), np.array([1, 2]))]
    [[2, 3, 4, 5], [0, 3, 4]]
    """
    sizes = np.diff(starts)[which]
    ends = np.cumsum(sizes, dtype=np.int64)
    places = np.arange(int(ends[-1]) if len(ends) else 0) + np.repeat(starts[which] - ends + sizes, sizes)
    return places, np.concatenate([np.zeros(1, np.int64), ends])
