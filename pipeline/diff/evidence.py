"""The verified evidence that ties records of different papers: what made them one, or what no longer does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

import msgspec

from pipeline.diff.align import Lines
from pipeline.diff.changes import Tie
from pipeline.diff.fields import Dumps
from pipeline.records import Evidence
from pipeline.resolution import KINDS

_Edge: TypeAlias = tuple[int, float, str, str]
"""The place of its kind in `KINDS`, its score below zero, and its two records: the strongest sorts first."""

ID_LEAD = b'{"id":"'
ID_TAIL = b'","paper":"'


class _Record(msgspec.Struct, frozen=True):
    id: str
    evidence: tuple[Evidence, ...]


RECORDS = msgspec.json.Decoder(_Record)


class EvidenceIndex:
    """The evidence of some records of a corpus, found where it stands in `records.jsonl`."""

    def __init__(self, lines: Lines, wanted: Iterable[str]) -> None:
        self._lines = lines
        names = {msgspec.json.encode(name)[1:-1] for name in wanted}
        self._places = dict(_find_places(lines, names)) if names else {}

    def list_edges(self, records: Iterable[str]) -> Iterator[tuple[str, Evidence]]:
        """Each edge of these records, at both of its ends."""
        for name in records:
            place = self._places.get(msgspec.json.encode(name)[1:-1])
            if place is not None:
                for edge in RECORDS.decode(self._lines.read(place)).evidence:
                    yield name, edge


def _find_places(lines: Lines, names: set[bytes]) -> Iterator[tuple[bytes, int]]:
    for at, line in lines.walk():
        name = line[len(ID_LEAD) : line.find(ID_TAIL)]
        if name in names:
            yield name, at


def tie_groups(index: EvidenceIndex, records: Sequence[str], group: Callable[[str], object], dumps: Dumps) -> tuple[Tie, ...]:
    """The strongest edges that hold the groups of these records together, and no more than it takes.

    `group` says which paper a record was of; None for one that was of none, which may stand between two groups.
    """
    homes: dict[str, object] = {name: name if (home := group(name)) is None else home for name in records}
    edges: set[_Edge] = {
        (KINDS.index(edge.kind), -edge.score, min(name, edge.record), max(name, edge.record))
        for name, edge in index.list_edges(records)
        if edge.record in homes
    }
    chosen: list[_Edge] = []
    roots: dict[object, object] = {}
    for edge in sorted(edges):
        first, second = (_find_root(roots, homes[name]) for name in (edge[2], edge[3]))
        if first != second:
            roots[first] = second
            chosen.append(edge)
    return tuple(Tie((a, b), (dumps.name(a), dumps.name(b)), KINDS[kind], -score) for kind, score, a, b in _prune(chosen, homes))


def _find_root(roots: Mapping[object, object], home: object) -> object:
    while home in roots:
        home = roots[home]
    return home


def _prune(edges: list[_Edge], homes: Mapping[str, object]) -> list[_Edge]:
    """The edges without those that only lead to a record of no group."""
    while True:
        degrees = Counter(homes[name] for _, _, a, b in edges for name in (a, b))
        kept = [edge for edge in edges if all(homes[name] != name or degrees[name] > 1 for name in (edge[2], edge[3]))]
        if len(kept) == len(edges):
            return kept
        edges = kept
