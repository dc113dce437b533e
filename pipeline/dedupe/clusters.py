"""Clusters from verified edges: strongest first, and none that holds a contradiction.

What hangs together by links and cannot contradict itself is joined at once, column by column; the rest, few of a large corpus,
goes through `forest`, link by link. Both give the same, so the shortcut is one of time only.
"""

from __future__ import annotations

from collections import Counter
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from pipeline.dedupe.buckets import Buckets, pair_neighbours
from pipeline.dedupe.contents import digest_rows
from pipeline.dedupe.evidence import F64
from pipeline.dedupe.forest import Judge, Link, grow_carefully
from pipeline.dedupe.pairs import decode_pairs
from pipeline.dedupe.ranks import Ranks
from pipeline.dedupe.settings import DedupeSettings
from pipeline.dedupe.table import I64, U8, U64, KeyTable, spread_ranges
from pipeline.dedupe.unions import join_links
from pipeline.dedupe.verdicts import APART, VERDICTS
from pipeline.dedupe.vetoes import ARXIV, DOI, know_place, know_role
from pipeline.resolution import ID_KINDS

SMALL_CLUSTER: Final = 5
"""A cluster of up to so many records shows all its direct edges, a larger one those that joined it."""
JUDGED_CONTENTS: Final = 24
"""Of a group in which up to so many rows differ all pairs of them are judged at once."""
HIGHEST: Final = np.uint64(0xFFFFFFFFFFFFFFFF)
LAST_ID_KIND: Final = VERDICTS.index(ID_KINDS[-1])


class Links(msgspec.Struct, frozen=True, eq=False):
    """Verified edges between rows, column by column."""

    a: I64
    b: I64
    kinds: U8
    """Places in `KINDS`."""
    scores: F64
    is_thin: NDArray[np.bool_]
    """True where only title and authors speak, over texts that have little in common."""


class Grown(msgspec.Struct, frozen=True, eq=False):
    """Clusters, the links that joined them, and how many links were cut for which reason."""

    clusters: I64
    """Of each row the lowest row of its cluster."""
    is_used: NDArray[np.bool_]
    """Of each link whether it joined two clusters; links within a cluster of few rows are not asked."""
    cut: Counter[str]


class _Groups(msgspec.Struct, frozen=True, eq=False):
    """Rows that hang together by links of any kind, group by group: more than two of them."""

    rows: I64
    starts: I64
    sizes: I64

    def find_lowest(self, values: U64) -> U64:
        """Of each group the lowest value; `values` are of the rows, in their order."""
        return np.minimum.reduceat(values, self.starts)

    def find_highest(self, values: U64) -> U64:
        """Of each group the highest value."""
        return np.maximum.reduceat(values, self.starts)

    def differ(self, values: U64, is_known: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Whether two rows of a group have different values that are known."""
        return self.find_lowest(np.where(is_known, values, HIGHEST)) < self.find_highest(np.where(is_known, values, 0))


def grow_clusters(table: KeyTable, links: Links, judge: Judge, ranks: Ranks, settings: DedupeSettings) -> Grown:
    """The clusters that the links make, as `grow_carefully` makes them."""
    alone = np.arange(len(table))
    whole, _ = join_links(alone, links.a, links.b)
    groups = _gather_groups(whole)
    needs_care = np.zeros(len(table), np.bool_)
    needs_care[whole[groups.rows[groups.starts[~_find_harmless(table, groups, judge)]]]] = True
    is_careful = needs_care[whole[links.a]]
    sizes = np.bincount(whole, minlength=len(table))
    is_ordered = (is_careful | (sizes[whole[links.a]] > SMALL_CLUSTER)) if len(links.a) else is_careful
    order = sort_links(links, np.flatnonzero(is_ordered), ranks)
    grown = _join_at_once(alone, links, np.concatenate([np.flatnonzero(~is_ordered), order[~is_careful[order]]]), settings)
    roots, used, cut = grow_carefully(table, list_links(links, order[is_careful[order]], ranks), judge, settings.max_retellings)
    clusters, is_used = grown.clusters, grown.is_used
    is_used[used] = True
    if roots:
        rows = np.array(list(roots), np.int64)
        clusters[rows] = _find_lowest_rows(rows, np.array(list(roots.values()), np.int64), len(table))
    return Grown(clusters, is_used, grown.cut + cut)


def sort_links(links: Links, chosen: I64, ranks: Ranks) -> I64:
    """The chosen links, strongest first, and among equals by the content of their records."""
    first, second = _rank_ends(links, chosen, ranks)
    return chosen[np.lexsort((np.maximum(first, second), np.minimum(first, second), -links.scores[chosen], links.kinds[chosen]))]


def list_links(links: Links, chosen: I64, ranks: Ranks) -> list[Link]:
    """The chosen links one by one, in that order."""
    first, second = _rank_ends(links, chosen, ranks)
    a, b = links.a[chosen], links.b[chosen]
    columns = (chosen, np.where(first < second, a, b), np.where(first < second, b, a), links.kinds[chosen] <= LAST_ID_KIND, links.is_thin[chosen])
    return [Link(*values) for values in zip(*(column.tolist() for column in columns), strict=True)]


def _rank_ends(links: Links, chosen: I64, ranks: Ranks) -> tuple[I64, I64]:
    ends = ranks.of(np.concatenate([links.a[chosen], links.b[chosen]]))
    return ends[: len(chosen)], ends[len(chosen) :]


def _gather_groups(roots: I64) -> _Groups:
    """The rows of all groups of more than two. One link makes a group of two, which it can only join."""
    sizes = np.bincount(roots)
    rows = np.flatnonzero(sizes[roots] > 2) if len(roots) else roots
    rows = rows[np.argsort(roots[rows], kind="stable")]
    is_first = np.ones(len(rows), np.bool_)
    is_first[1:] = roots[rows[1:]] != roots[rows[:-1]]
    starts = np.flatnonzero(is_first)
    return _Groups(rows, starts, np.diff(np.append(starts, len(rows))))


def _find_harmless(table: KeyTable, groups: _Groups, judge: Judge) -> NDArray[np.bool_]:
    """Which groups no check could cut: no two ids, numbers or roles, and no two rows that are apart."""
    if not len(groups.starts):
        return np.zeros(0, np.bool_)
    rows = groups.rows
    ids, titles, roles = table.id_keys[rows], table.title_keys[rows], table.roles[rows].astype(np.uint64)
    differs = groups.differ(ids[:, ARXIV], ids[:, ARXIV] > 0) | groups.differ(ids[:, DOI], ids[:, DOI] > 0)
    differs |= groups.differ(table.number_keys[rows], titles > 0) | groups.differ(roles, know_role(table, rows))
    # As `forest` does not judge records of one title that name no place, nor those without titles and ids.
    has_ids = groups.find_highest(ids.max(axis=1)) > 0
    lowest, highest = groups.find_lowest(titles), groups.find_highest(titles)
    marks = np.maximum(roles, know_place(table, rows))
    is_harmless: NDArray[np.bool_] = ~differs & (lowest == highest) & ((lowest > 0) | ~has_ids) & (groups.find_highest(marks) == 0)
    undecided = np.flatnonzero(~differs & ~is_harmless)
    is_harmless[undecided] = ~_hold_apart(table, groups, undecided, judge)
    return is_harmless


def _hold_apart(table: KeyTable, groups: _Groups, undecided: I64, judge: Judge) -> NDArray[np.bool_]:
    """Of each of the groups whether two of its rows are apart, or too many differ to say.

    Rows of one content are judged as one: a paper that was in the news for a month has thirty records and two spellings.
    """
    if not len(undecided):
        return np.zeros(0, np.bool_)
    rows = groups.rows[spread_ranges(groups.starts[undecided], groups.sizes[undecided])]
    group = np.repeat(np.arange(len(undecided)), groups.sizes[undecided])
    digests = digest_rows(table, rows)
    order = np.lexsort((digests, group))
    rows, group, digests = rows[order], group[order], digests[order]
    is_new = np.ones(len(rows), np.bool_)
    is_new[1:] = (digests[1:] != digests[:-1]) | (group[1:] != group[:-1])
    again = np.flatnonzero(~is_new[1:] & is_new[:-1])
    speakers, homes = rows[is_new], group[is_new]
    sizes = np.bincount(homes, minlength=len(undecided))
    starts = np.cumsum(sizes) - sizes
    pairs = pair_neighbours(Buckets(np.arange(len(speakers)), starts, sizes).select(sizes <= JUDGED_CONTENTS), JUDGED_CONTENTS)
    a, b = decode_pairs(pairs)
    verdicts = judge(np.concatenate([speakers[a], rows[again]]), np.concatenate([speakers[b], rows[again + 1]]))
    holds: NDArray[np.bool_] = sizes > JUDGED_CONTENTS
    holds[np.concatenate([homes[a], group[again]])[verdicts == APART]] = True
    return holds


def _join_at_once(alone: I64, links: Links, order: I64, settings: DedupeSettings) -> Grown:
    """The clusters that links make which nothing speaks against, but that a series is not one paper."""
    solid, thin = order[~links.is_thin[order]], order[links.is_thin[order]]
    clusters, joined = join_links(alone, links.a[solid], links.b[solid])
    is_used = np.zeros(len(links.a), np.bool_)
    is_used[solid[joined]] = True
    tellings, _ = join_links(clusters, links.a[thin], links.b[thin])
    told = np.bincount(tellings[clusters == alone], minlength=len(alone))
    is_series = told[tellings[links.a[thin]]] > settings.max_retellings
    kept = thin[~is_series]
    clusters, joined = join_links(clusters, links.a[kept], links.b[kept])
    is_used[kept[joined]] = True
    return Grown(clusters, is_used, Counter({"series": int(is_series.sum())}))


def _find_lowest_rows(rows: I64, roots: I64, records: int) -> I64:
    """Of each of the rows the lowest that has its root."""
    lowest = np.full(records, records, np.int64)
    np.minimum.at(lowest, roots, rows)
    return lowest[roots]
