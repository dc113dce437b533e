"""Merge as a whole: what is merged already is found, the rest is merged, here or by a pool, and all of it laid out."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from hashlib import blake2b
from pathlib import Path

import msgspec
import numpy as np

from pipeline.columns import U64, Maps
from pipeline.merge.corpus import Layout, lay_out
from pipeline.merge.groups import choose_parts, find_merged, group_rows, list_todo
from pipeline.merge.papers import Sources
from pipeline.merge.parts import Part, TodoNote, read_part, write_todo
from pipeline.merge.rows import load_rows
from pipeline.records import Shard
from pipeline.resolution import Resolution

PART_CLUSTERS = 4096
"""A worker is given at least so many clusters at once: fewer are merged faster than a process starts."""
PARTS_OF_WORKER = 3
"""So many parts for each worker, as none knows how long its clusters take."""


class Team(msgspec.Struct, frozen=True):
    """Who merges: calls `merge_part` with each of these arguments, in any order, in so many processes."""

    workers: int
    run: Callable[[Sequence[tuple[Path, Path, int, int]]], object]


class Desk(msgspec.Struct, frozen=True):
    """Where merge finds what it needs, and where it lays what it makes."""

    shards: tuple[Path, ...]
    """The stored shards, in the order of the plan."""
    parts: Path
    """The folder of the parts, which stay from run to run."""
    work: Path
    """A folder for files of this run."""


class Merged(msgspec.Struct, frozen=True, eq=False):
    """A corpus ready to be copied together: the files, where the lines lie in them, and the parts in use."""

    maps: Maps
    layout: Layout
    parts: tuple[str, ...]


def merge_clusters(desk: Desk, shards: Sequence[Shard], resolution: Resolution, team: Team) -> Merged:
    """Merge all clusters of a corpus, but those that an earlier run has merged of the same records with the same evidence."""
    rows = load_rows(shards, desk.shards)
    groups = group_rows(resolution.clusters, resolution.edges, rows.keys)
    stored = _load_parts(sorted(desk.parts.glob("*.part")))
    used = [stored[number] for number in choose_parts(groups.keys, [part for _, part in stored])]
    missing = np.flatnonzero(find_merged(groups.keys, [part for _, part in used]).part < 0)
    if len(missing):
        todo = desk.work / "todo"
        write_todo(todo, TodoNote(tuple(map(str, desk.shards)), tuple(shard.dump.name for shard in shards)), list_todo(groups, missing, rows))
        used += _load_parts(_merge_missing(desk, groups.keys[missing], todo, team))
    maps = Maps([*desk.shards, *(path for path, _ in used), desk.work / "changes"])
    parts = tuple(part for _, part in used)
    sources = Sources(rows, resolution.clusters, groups, find_merged(groups.keys, parts), parts, maps)
    return Merged(maps, lay_out(sources, resolution.alike), tuple(path.name for path, _ in used))


def _load_parts(paths: Iterable[Path]) -> list[tuple[Path, Part]]:
    return [(path, read_part(Maps([path]).view(0))) for path in paths]


def _merge_missing(desk: Desk, keys: U64, todo: Path, team: Team) -> list[Path]:
    """Merge clusters into as many parts as there is work for; gives their files."""
    count = max(1, min(team.workers * PARTS_OF_WORKER, len(keys) // PART_CLUSTERS))
    ends = np.linspace(0, len(keys), count + 1).astype(int).tolist()
    paths = [desk.parts / f"{blake2b(keys[first:last].tobytes(), digest_size=16).hexdigest()}.part" for first, last in itertools.pairwise(ends)]
    team.run([(todo, path, first, last) for path, (first, last) in zip(paths, itertools.pairwise(ends), strict=True)])
    return paths
