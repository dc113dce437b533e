"""What ties the records of a paper: edges in words, the tree of the strongest, the shortest way from one record to another."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
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


def grow_trees(root: str, records: Iterable[str], edges: Sequence[Edge]) -> tuple[tuple[Branch, ...], tuple[Edge, ...]]:
    """The records of a paper as a tree that begins with the root, made of the strongest edges, and the edges that it did not need.

    Records that no edge ties to the root, which there should not be, begin trees of their own.
    """
    homes = {record: record for record in records}

    def find(record: str) -> str:
        while homes[record] != record:
            record = homes[record]
        return record

    used: dict[str, list[Edge]] = {record: [] for record in homes}
    further = []
    for edge in edges:
        a, b = find(edge.record), find(edge.other)
        if a == b:
            further.append(edge)
        else:
            homes[a] = b
            used[edge.record].append(edge)
            used[edge.other].append(turn_edge(edge))
    seen: set[str] = set()
    trees = [_grow(first, used, seen) for first in (root, *homes) if first not in seen]
    return tuple(trees), tuple(further)


def _grow(root: str, edges: Mapping[str, Sequence[Edge]], seen: set[str]) -> Branch:
    """The tree that begins with a record. A cluster may be a chain of a thousand records, so it is walked without recursion."""
    order: list[tuple[str, Edge | None]] = [(root, None)]
    hanging: dict[str, list[str]] = {}
    seen.add(root)
    for record, _ in order:
        fresh = [edge for edge in edges[record] if edge.other not in seen]
        seen.update(edge.other for edge in fresh)
        hanging[record] = [edge.other for edge in fresh]
        order += [(edge.other, turn_edge(edge)) for edge in fresh]
    made: dict[str, Branch] = {}
    for record, edge in reversed(order):
        made[record] = Branch(record, edge, tuple(made[other] for other in hanging[record]))
    return made[root]


def turn_edge(edge: Edge) -> Edge:
    """The edge as seen from its other end."""
    return Edge(edge.other, edge.record, edge.kind, edge.score, edge.why, edge.rule)


def find_path(start: str, goals: Iterable[str], edges: Sequence[Edge]) -> tuple[Edge, ...]:
    """The shortest way of edges from a record to one of others; of those as short the one whose edges are strongest. Empty where there is none."""
    wanted = set(goals)
    steps: dict[str, list[Edge]] = {}
    for edge in edges:
        steps.setdefault(edge.record, []).append(edge)
        steps.setdefault(edge.other, []).append(turn_edge(edge))
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
