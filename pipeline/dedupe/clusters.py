"""Clusters from verified edges: strongest first, and none that holds a contradiction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final, TypeAlias

import msgspec
import numpy as np

from pipeline.dedupe.ids import ID_SCHEMES
from pipeline.dedupe.table import I64, KeyTable
from pipeline.dedupe.vetoes import ARXIV, DOI, know_role

SAMPLE: Final = 5
"""So many records of each of two clusters are compared with one another before a merge."""

Verdicts: TypeAlias = Callable[[I64, I64], Sequence[str]]
"""Gives for pairs of rows what the decision table says: a kind of edge, `apart` or `none`."""


class Link(msgspec.Struct, frozen=True):
    """A verified edge between two rows, as it is sorted: `strength` is the place of its kind, 0 the strongest."""

    strength: int
    score: float
    a: int
    b: int


class _Traits(msgspec.Struct, frozen=True):
    """What a cluster is known by. Each is a set, as revisions under one id may differ in the last three."""

    ids: frozenset[tuple[int, int]]
    arxiv: frozenset[int]
    dois: frozenset[int]
    numbers: frozenset[int]
    roles: frozenset[int]

    def join(self, other: _Traits) -> _Traits:
        return _Traits(self.ids | other.ids, self.arxiv | other.arxiv, self.dois | other.dois, self.numbers | other.numbers, self.roles | other.roles)

    def contradicts(self, other: _Traits) -> bool:
        """As `veto_pairs`, for clusters."""
        if _differ(self.arxiv, other.arxiv):
            return True
        if _differ(self.dois, other.dois) and not self.arxiv & other.arxiv:
            return True
        return not self.ids & other.ids and (_differ(self.numbers, other.numbers) or _differ(self.roles, other.roles))


def _differ(one: frozenset[int], other: frozenset[int]) -> bool:
    return bool(one) and bool(other) and not one & other


class Forest(msgspec.Struct):
    """Clusters while they grow. The only mutable thing here; it does not leave `grow_clusters`."""

    roots: list[int]
    members: dict[int, list[int]]
    traits: dict[int, _Traits]

    def find(self, row: int) -> int:
        """The root of the cluster that holds the row."""
        root = row
        while self.roots[root] != root:
            root = self.roots[root]
        while self.roots[row] != root:
            self.roots[row], row = root, self.roots[row]
        return root


def grow_clusters(table: KeyTable, links: Iterable[Link], is_identified: int, judge: Verdicts) -> tuple[list[int], list[Link], int]:
    """The root of each row, the links that joined clusters, and how many links were cut.

    `links` are sorted, strongest first. A link is cut if the clusters would hold two ids or a vetoed pair, or if between
    them as many pairs are apart as are one paper: then it is a bridge. Links stronger than `is_identified` are shared
    ids, which no bridge can be.
    """
    forest = Forest(list(range(len(table))), {}, {})
    known = know_role(table, np.arange(len(table)))
    used: list[Link] = []
    cut = 0
    for link in links:
        a, b = forest.find(link.a), forest.find(link.b)
        if a == b:
            continue
        traits_a = forest.traits.get(a) or _read_traits(table, a, known=bool(known[a]))
        traits_b = forest.traits.get(b) or _read_traits(table, b, known=bool(known[b]))
        members_a, members_b = forest.members.get(a, [a]), forest.members.get(b, [b])
        if traits_a.contradicts(traits_b) or (link.strength >= is_identified and _is_bridge(table, members_a, members_b, judge)):
            cut += 1
            continue
        if len(members_a) < len(members_b):
            a, b, members_a, members_b = b, a, members_b, members_a
        forest.roots[b] = a
        forest.members[a] = [*members_a, *members_b] if len(members_a) == 1 else members_a
        if len(members_a) > 1:
            members_a.extend(members_b)
        forest.members.pop(b, None)
        forest.traits.pop(b, None)
        forest.traits[a] = traits_a.join(traits_b)
        used.append(link)
    return [forest.find(row) for row in range(len(table))], used, cut


def _read_traits(table: KeyTable, row: int, *, known: bool) -> _Traits:
    ids = table.id_keys[row].tolist()
    return _Traits(
        ids=frozenset((scheme, ids[scheme]) for scheme in range(len(ID_SCHEMES)) if ids[scheme]),
        arxiv=frozenset({ids[ARXIV]} if ids[ARXIV] else ()),
        dois=frozenset({ids[DOI]} if ids[DOI] else ()),
        numbers=frozenset({int(table.number_keys[row])} if table.title_keys[row] else ()),
        roles=frozenset({int(table.roles[row])} if known else ()),
    )


def _is_bridge(table: KeyTable, members_a: Sequence[int], members_b: Sequence[int], judge: Verdicts) -> bool:
    """True if of the pairs between two clusters as many are apart as are one paper."""
    if len(members_a) == len(members_b) == 1:
        return False
    some_a, some_b = members_a[:SAMPLE], members_b[:SAMPLE]
    if _has_one_title(table, [*some_a, *some_b]):
        return False
    verdicts = judge(np.repeat(some_a, len(some_b)), np.tile(some_b, len(some_a)))
    apart = sum(verdict == "apart" for verdict in verdicts)
    agreeing = sum(verdict not in {"apart", "none"} for verdict in verdicts)
    return apart > 0 and apart >= agreeing


def _has_one_title(table: KeyTable, rows: Sequence[int]) -> bool:
    """True if no rule can set the rows apart: papers of one title, or without titles and ids.

    Thousands of records of one title join their cluster one by one, and need not be judged each time.
    """
    if len(set(table.title_keys[rows].tolist())) > 1 or table.roles[rows].any():
        return False
    return bool(table.title_keys[rows[0]]) or not table.id_keys[rows].any()
