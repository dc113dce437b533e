"""What ties the records of a paper: edges in words, the tree of the strongest, the shortest way from one record to another."""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from pipeline.explain.accounts import Branch, Edge
from pipeline.explain.keys import KEY_NAMES, Compared
from pipeline.records import Evidence, Record
from pipeline.resolution import ID_KINDS, KINDS, EdgeKind

WORDS: Final[Mapping[EdgeKind, str]] = {
    "same-text": "the same abstract, spelling aside",
    "jaccard": "the abstracts have {score:.2f} of their shingles in common",
    "containment": "{score:.2f} of the shingles of one abstract lie in the other",
    "title-authors": "the same title and authors (titles have {score:.2f} of their words in common)",
    "title": "the same title, and nothing speaks against it (titles have {score:.2f} of their words in common)",
}


def list_edges(records: Sequence[Record], compared: Compared) -> list[Edge]:
    """The edges between the records of a paper, each once, the strongest first."""
    found: dict[frozenset[str], tuple[str, Evidence]] = {}
    for record in records:
        for evidence in record.evidence:
            found.setdefault(frozenset((record.id, evidence.record)), (record.id, evidence))
    edges = [_describe(record, evidence, compared) for record, evidence in found.values()]
    return sorted(edges, key=_rank)


def _rank(edge: Edge) -> tuple[int, float, str, str]:
    return KINDS.index(edge.kind), -edge.score, *sorted((edge.record, edge.other))  # type: ignore[return-value]  # two records


def _describe(record: str, evidence: Evidence, compared: Compared) -> Edge:
    kind = evidence.kind
    if kind in ID_KINDS:
        scheme = kind.removeprefix("same-").replace("-", "_")
        shared = {compared.get_id(record, scheme), compared.get_id(evidence.record, scheme)}
        why = f"the same {KEY_NAMES[scheme]}" + (f" {shared.pop()}" if len(shared) == 1 else "")
    else:
        why = WORDS[kind].format(score=evidence.score)
    return Edge(record, evidence.record, kind, evidence.score, why, compared.find_row(record, evidence.record, kind))


def grow_tree(root: str, records: Iterable[str], edges: Sequence[Edge]) -> tuple[tuple[Branch, ...], tuple[Edge, ...]]:
    """The records of a paper as a tree that begins with the root, made of the strongest edges, and the edges that it did not need.

    Each record is followed by those that hang on it. Of edges as strong, those nearer to the root are taken. Records that no edge ties to it, which there
    should not be, are roots of their own.
    """
    steps = _list_steps(edges)
    taken: dict[str, Edge | None] = {}
    branches: list[Branch] = []
    for first in (root, *records):
        if first not in taken:
            branches += _hang(_grow(first, steps, taken), taken)
    used = {frozenset((edge.record, edge.other)) for edge in taken.values() if edge is not None}
    return tuple(branches), tuple(edge for edge in edges if frozenset((edge.record, edge.other)) not in used)


def _list_steps(edges: Sequence[Edge]) -> dict[str, list[Edge]]:
    """The edges from each record, seen from there."""
    steps: dict[str, list[Edge]] = {}
    for edge in edges:
        steps.setdefault(edge.record, []).append(edge)
        steps.setdefault(edge.other, []).append(turn_edge(edge))
    return steps


def _grow(root: str, steps: Mapping[str, Sequence[Edge]], taken: dict[str, Edge | None]) -> list[str]:
    """The records that hang together with one, in the order in which the strongest edges reach them; the edge that does is noted in `taken`."""
    order = [root]
    taken[root] = None
    waiting = [(*_rank(edge)[:2], 1, edge.other, edge.record) for edge in steps.get(root, ())]
    found = {(edge.record, edge.other): edge for record in steps for edge in steps[record]}
    heapq.heapify(waiting)
    while waiting:
        _, _, depth, record, parent = heapq.heappop(waiting)
        if record in taken:
            continue
        order.append(record)
        taken[record] = turn_edge(found[parent, record])
        for edge in steps[record]:
            heapq.heappush(waiting, (*_rank(edge)[:2], depth + 1, edge.other, record))
    return order


def _hang(order: Sequence[str], taken: Mapping[str, Edge | None]) -> Iterator[Branch]:
    """Records in the order in which they were reached as a tree, without recursion: a cluster may be a chain of a thousand."""
    hanging: dict[str, list[str]] = {record: [] for record in order}
    for record in order[1:]:
        edge = taken[record]
        if edge is not None:
            hanging[edge.other].append(record)
    waiting = [(order[0], 0)]
    while waiting:
        record, depth = waiting.pop()
        yield Branch(record, depth, taken[record])
        waiting += [(other, depth + 1) for other in reversed(hanging[record])]


def turn_edge(edge: Edge) -> Edge:
    """The edge as seen from its other end."""
    return Edge(edge.other, edge.record, edge.kind, edge.score, edge.why, edge.rule)


def find_path(start: str, goals: Iterable[str], edges: Sequence[Edge]) -> tuple[Edge, ...]:
    """The shortest way of edges from a record to one of others; of those as short the one whose edges are strongest. Empty where there is none."""
    wanted = set(goals)
    steps = _list_steps(edges)
    came: dict[str, Edge] = {}
    waiting = deque([start])
    while waiting:
        record = waiting.popleft()
        if record in wanted:
            path: list[Edge] = []
            while record != start:
                path.append(came[record])
                record = came[record].record
            return tuple(reversed(path))
        for edge in sorted(steps.get(record, ()), key=_rank):
            if edge.other != start and edge.other not in came:
                came[edge.other] = edge
                waiting.append(edge.other)
    return ()
