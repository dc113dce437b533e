"""Clusters that need care: grown link by link, strongest first, so that none holds a contradiction.

`clusters` sends here only what hangs together and could contradict itself; everything else it joins at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

import msgspec
import numpy as np

from pipeline.dedupe.ids import ID_SCHEMES
from pipeline.dedupe.table import I64, U8, KeyTable
from pipeline.dedupe.verdicts import APART
from pipeline.dedupe.vetoes import ARXIV, DOI, know_place

SAMPLE: Final = 5
"""So many records of each of two clusters are compared with one another before a merge."""

Judge: TypeAlias = Callable[[I64, I64], U8]
"""Gives for pairs of rows what the decision table says: places in `VERDICTS`."""


class Link(msgspec.Struct, frozen=True):
    """A verified edge between two rows, the first in rank first."""

    number: int
    """Its place among all links."""
    a: int
    b: int
    is_id: bool
    """Whether it is a shared identifier."""
    is_thin: bool
    """True where only title and authors speak, over texts that have little in common."""


class _Traits(msgspec.Struct, frozen=True):
    """What a cluster is known by. Each is a set, as revisions under one id may differ in the last three."""

    ids: frozenset[tuple[int, int]]
    arxiv: frozenset[int]
    dois: frozenset[int]
    numbers: frozenset[int]
    roles: frozenset[int]
    prints: frozenset[int]

    def join(self, other: _Traits) -> _Traits:
        return _Traits(
            self.ids | other.ids,
            self.arxiv | other.arxiv,
            self.dois | other.dois,
            self.numbers | other.numbers,
            self.roles | other.roles,
            self.prints | other.prints,
        )

    def contradicts(self, other: _Traits) -> bool:
        """As `veto_pairs`, for clusters."""
        if _differ(self.arxiv, other.arxiv):
            return True
        if _differ(self.dois, other.dois) and not self.arxiv & other.arxiv and not self.prints & other.prints:
            return True
        return not self.ids & other.ids and (_differ(self.numbers, other.numbers) or _differ(self.roles, other.roles))


def _differ(one: frozenset[int], other: frozenset[int]) -> bool:
    return bool(one) and bool(other) and not one & other


class Forest(msgspec.Struct):
    """Clusters while they grow. The only mutable thing here; it does not leave `grow_carefully`."""

    table: KeyTable
    judge: Judge
    roots: dict[int, int]
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

    def join(self, link: Link) -> bool | None:
        """Join the clusters of a link: True if that was done, False if it must not be, None if they are one already."""
        a, b = self.find(link.a), self.find(link.b)
        if a == b:
            return None
        traits_a = self.traits.get(a) or _read_traits(self.table, a)
        traits_b = self.traits.get(b) or _read_traits(self.table, b)
        members_a, members_b = self.members.get(a) or [a], self.members.get(b) or [b]
        if traits_a.contradicts(traits_b) or (not link.is_id and _is_bridge(self.table, members_a, members_b, self.judge)):
            return False
        if len(members_a) < len(members_b):
            a, b, members_a, members_b = b, a, members_b, members_a
        members_a.extend(members_b)
        self.roots[b], self.members[a], self.traits[a] = a, members_a, traits_a.join(traits_b)
        self.members.pop(b, None)
        self.traits.pop(b, None)
        return True


def grow_carefully(table: KeyTable, links: Sequence[Link], judge: Judge, max_retellings: int) -> tuple[dict[int, int], list[int], Counter[str]]:
    """The root of each row that a link touches, the numbers of the links that joined clusters, and how many were cut for which reason.

    `links` are sorted, strongest first. A link is cut as a `bridge` if the clusters would hold two ids or a vetoed pair, or
    if between them as many pairs are apart as are one paper. Thin links come last, and are cut as a `series` where they
    would join more than `max_retellings` clusters.
    """
    forest = Forest(table, judge, {row: row for link in links for row in (link.a, link.b)}, {}, {})
    used, cut = [], Counter[str]()
    thin = [link for link in links if link.is_thin]
    for link in links:
        if not link.is_thin:
            joined = forest.join(link)
            used += [link.number] if joined else []
            cut["bridge"] += joined is False
    told = _count_retellings(thin, forest)
    for link, count in zip(thin, told, strict=True):
        if count > max_retellings:
            cut["series"] += 1
            continue
        joined = forest.join(link)
        used += [link.number] if joined else []
        cut["bridge"] += joined is False
    return {row: forest.find(row) for row in forest.roots}, used, cut


def _count_retellings(thin: Sequence[Link], forest: Forest) -> list[int]:
    """For each thin link how many clusters it and all that hang together with it would make one."""
    groups: dict[int, int] = {}

    def find(root: int) -> int:
        while groups.setdefault(root, root) != root:
            groups[root] = root = groups[groups[root]]
        return root

    ends = [(forest.find(link.a), forest.find(link.b)) for link in thin]
    for a, b in ends:
        groups[find(a)] = find(b)
    sizes = Counter(find(root) for root in list(groups))
    return [sizes[find(a)] for a, _ in ends]


def _read_traits(table: KeyTable, row: int) -> _Traits:
    ids = table.id_keys[row].tolist()
    return _Traits(
        ids=frozenset((scheme, ids[scheme]) for scheme in range(len(ID_SCHEMES)) if ids[scheme]),
        arxiv=frozenset({ids[ARXIV]} if ids[ARXIV] else ()),
        dois=frozenset({ids[DOI]} if ids[DOI] else ()),
        numbers=frozenset({int(table.number_keys[row])} if table.title_keys[row] else ()),
        roles=frozenset({int(table.roles[row])} if table.title_keys[row] or table.roles[row] else ()),
        prints=frozenset({int(table.print_keys[row])} if table.print_keys[row] else ()),
    )


def _is_bridge(table: KeyTable, members_a: Sequence[int], members_b: Sequence[int], judge: Judge) -> bool:
    """True if of the pairs between two clusters as many are apart as are one paper."""
    if len(members_a) == len(members_b) == 1:
        return False
    some_a, some_b = members_a[:SAMPLE], members_b[:SAMPLE]
    if _has_one_title(table, [*some_a, *some_b]):
        return False
    verdicts = judge(np.repeat(some_a, len(some_b)), np.tile(some_b, len(some_a)))
    apart, agreeing = int((verdicts == APART).sum()), int((verdicts < APART).sum())
    return apart > 0 and apart >= agreeing


def _has_one_title(table: KeyTable, rows: Sequence[int]) -> bool:
    """True if no rule can set the rows apart: papers of one title and no place, or without titles and ids.

    Thousands of records of one title join their cluster one by one, and need not be judged each time.
    """
    if len(set(table.title_keys[rows].tolist())) > 1 or table.roles[rows].any() or know_place(table, np.array(rows)).any():
        return False
    return bool(table.title_keys[rows[0]]) or not table.id_keys[rows].any()
