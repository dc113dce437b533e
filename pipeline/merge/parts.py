"""Parts: clusters of two records and more, merged by one worker into a file of lines and columns."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from pipeline.columns import I64, S48, U64, Files, Maps, append_columns, read_columns
from pipeline.merge.lines import ENCODER, VALUES, RecordLine, cut_record, join_record, read_member, set_values
from pipeline.merge.member import Member
from pipeline.merge.paper import Outcome, merge_cluster
from pipeline.merge.presence import mark_fields
from pipeline.merge.shards import cut_ids
from pipeline.records import Evidence, Paper
from pipeline.resolution import KINDS

WALK_ROWS = 1 << 16


class TodoNote(msgspec.Struct, frozen=True, array_like=True):
    """The stored shards that clusters are to be merged from, and the names that their dumps go by now."""

    paths: tuple[str, ...]
    names: tuple[str, ...]


class Todo(msgspec.Struct, frozen=True, eq=False):
    """Clusters to be merged, as columns: members and edges of cluster i are between `starts[i]` and `starts[i + 1]`."""

    keys: U64
    """[clusters, 2]"""
    starts: I64
    shards: I64
    """[members] The number of the shard, then where in its file the lines lie."""
    record_at: I64
    record_size: I64
    paper_at: I64
    paper_size: I64
    edge_starts: I64
    edge_a: I64
    """[edges] The places of two members in their cluster."""
    edge_b: I64
    edge_kinds: NDArray[np.uint8]
    edge_scores: NDArray[np.float64]


class Part(msgspec.Struct, frozen=True, eq=False):
    """The columns of a file of merged clusters. Spans are in bytes of the file."""

    keys: U64
    """[clusters, 2]"""
    paper_at: I64
    paper_size: I64
    ids: S48
    """[clusters] The first 48 bytes of the paper's id."""
    presence: I64
    alias_starts: I64
    aliases: S48
    """The first 48 bytes of the papers' aliases."""
    starts: I64
    """[clusters + 1] Where the members of each cluster begin in the two columns below: in the order of the keys of their rows."""
    record_at: I64
    record_size: I64


class Nothing(msgspec.Struct, frozen=True, array_like=True):
    """What is noted of a part: its columns say all."""


class _Brief(msgspec.Struct, frozen=True):
    """What the columns of a part say of a paper."""

    id: str
    aliases: tuple[str, ...]
    presence: int
    records: int


def write_todo(path: Path, note: TodoNote, todo: Todo) -> None:
    """Write what is to be merged for the workers to read."""
    with path.open("wb") as file:
        append_columns(file, note, msgspec.structs.asdict(todo))


def read_part(data: memoryview) -> Part:
    """The columns of a part. Raises `ValueError` for bytes that are none."""
    return Part(**{name: np.array(array) for name, array in read_columns(data).arrays.items()})


def merge_part(todo_path: Path, path: Path, first: int, last: int) -> int:
    """Merge the clusters from `first` to `last` of those that are to be merged into a part; gives their number."""
    columns = read_columns(Maps([todo_path]).view(0))
    note = msgspec.msgpack.decode(columns.note, type=TodoNote)
    todo = Todo(**columns.arrays)
    papers: list[_Brief] = []
    sizes: list[int] = []
    aside = path.with_suffix(".tmp")
    with aside.open("wb", buffering=1 << 20) as file:
        for paper, lines in _merge_all(todo, range(first, last), note):
            papers.append(_Brief(paper.id, paper.aliases, mark_fields(paper), len(paper.records)))
            sizes += map(len, lines)
            file.writelines(lines)
        append_columns(file, Nothing(), _to_arrays(papers, sizes) | {"keys": todo.keys[first:last]})
    aside.replace(path)
    return last - first


def _merge_all(todo: Todo, clusters: range, note: TodoNote) -> Iterator[tuple[Paper, list[bytes]]]:
    """The paper of each cluster, with its line and those of its records."""
    names = [ENCODER.encode(name) for name in note.names]
    starts, edge_starts = todo.starts[clusters.start : clusters.stop + 1], todo.edge_starts[clusters.start : clusters.stop + 1]
    places = _walk((todo.shards, todo.record_at, todo.record_size, todo.paper_at, todo.paper_size), starts)
    edges = _walk((todo.edge_a, todo.edge_b, todo.edge_kinds, todo.edge_scores), edge_starts)
    with Files([Path(name) for name in note.paths]) as shards:
        for size, edge_count in zip(np.diff(starts).tolist(), np.diff(edge_starts).tolist(), strict=True):
            records: list[RecordLine] = []
            members: list[Member] = []
            for shard, record_at, record_size, paper_at, paper_size in itertools.islice(places, size):
                record = cut_record(shards.read(shard, record_at, record_size))
                members.append(read_member(record, VALUES.decode(shards.read(shard, paper_at, paper_size))))
                records.append(msgspec.structs.replace(record, dump=names[shard]))
            merged = merge_cluster(members)
            yield merged.paper, _write_lines(merged, members, records, itertools.islice(edges, edge_count))


def _write_lines(merged: Outcome, members: Sequence[Member], records: Sequence[RecordLine], edges: Iterable[tuple[int, int, int, float]]) -> list[bytes]:
    """The line of a paper, then those of its records."""
    lines = [ENCODER.encode(merged.paper) + b"\n"]
    paper_id = ENCODER.encode(merged.paper.id)
    for record, member, found in zip(records, members, _list_evidence([member.id for member in members], edges), strict=True):
        fields = set_values(record.fields, member.values, merged.values)
        lines.append(join_record(RecordLine(record.id, paper_id, record.dump, fields, ENCODER.encode(found), record.flags)))
    return lines


def _walk(columns: Sequence[NDArray[Any]], starts: I64) -> Iterator[tuple[Any, ...]]:
    """The rows of columns from the first start to the last, in chunks that do not weigh much as objects."""
    for first in range(int(starts[0]), int(starts[-1]), WALK_ROWS):
        last = min(first + WALK_ROWS, int(starts[-1]))
        yield from zip(*(column[first:last].tolist() for column in columns), strict=True)


def _list_evidence(ids: Sequence[str], edges: Iterable[tuple[int, int, int, float]]) -> list[list[Evidence]]:
    """For each record of a cluster the edges that tie it to others, each edge at both of its ends."""
    found: list[list[Evidence]] = [[] for _ in ids]
    for a, b, kind, score in edges:
        found[a].append(Evidence(ids[b], KINDS[kind], score))
        found[b].append(Evidence(ids[a], KINDS[kind], score))
    for items in found:
        items.sort(key=lambda item: (item.record, item.kind))
    return found


def _to_arrays(papers: Sequence[_Brief], sizes: Sequence[int]) -> dict[str, NDArray[Any]]:
    """The columns of a part but its keys: each paper's line is followed by those of its records."""
    starts = np.concatenate([np.zeros(1, np.int64), np.cumsum([paper.records for paper in papers], dtype=np.int64)])
    size = np.array(sizes, np.int64)
    at = np.cumsum(size) - size
    is_paper = np.zeros(len(size), np.bool_)
    is_paper[starts[:-1] + np.arange(len(papers))] = True
    return {
        "paper_at": at[is_paper],
        "paper_size": size[is_paper],
        "ids": cut_ids([paper.id for paper in papers]),
        "presence": np.array([paper.presence for paper in papers], np.int64),
        "alias_starts": np.concatenate([np.zeros(1, np.int64), np.cumsum([len(paper.aliases) for paper in papers], dtype=np.int64)]),
        "aliases": cut_ids([alias for paper in papers for alias in paper.aliases]),
        "starts": starts,
        "record_at": at[~is_paper],
        "record_size": size[~is_paper],
    }
