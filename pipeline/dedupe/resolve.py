"""The stage itself: candidates, verdicts, clusters, and the account of all three."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import combinations

import numpy as np

from pipeline.dedupe.candidates import Candidates, find_candidates, first_members
from pipeline.dedupe.clusters import Link, grow_clusters
from pipeline.dedupe.evidence import Measures, measure_pairs, name_kind, write_facts
from pipeline.dedupe.ids import ID_SCHEMES
from pipeline.dedupe.settings import DedupeSettings
from pipeline.dedupe.signatures import sign_sets
from pipeline.dedupe.table import I64, KeyTable
from pipeline.dedupe.vetoes import VETOES, veto_pairs
from pipeline.resolution import KINDS, TITLE_KINDS, Conflict, ConflictReason, Edge, Edges, Resolution

THIN_TEXTS = {"unlike", "faint", "lost"}
"""Texts that have little in common: beside a title they are thin evidence."""
KIND_OF = {str(kind): kind for kind in KINDS}
SCORE_DIGITS = 4
SMALL_CLUSTER = 5
"""A cluster of up to so many records shows all its direct edges, a larger one those that joined it."""


def dedupe(table: KeyTable, settings: DedupeSettings) -> Resolution:
    """Which records are one paper. Depends on the records alone, not on their order or how they were concatenated.

    Raises `ValueError` if two rows have one record id.
    """
    if len(set(table.records)) < len(table):
        twice = sorted(record for record, count in Counter(table.records).items() if count > 1)
        raise ValueError(f"record {twice[0]} is in the table more than once")
    rank = rank_rows(table)
    signatures = table.signatures
    if signatures is None and len(table) >= settings.exact_below:
        signatures = sign_sets(table.shingles, settings.num_perm)
    candidates = find_candidates(table, signatures, rank, settings)
    vetoes = veto_pairs(table, candidates.a, candidates.b)
    allowed = np.flatnonzero(vetoes == 0)
    links, verdicts = verify_pairs(table, candidates.a[allowed], candidates.b[allowed], settings)
    links.sort(key=lambda link: (KINDS.index(link.kind), -link.score, rank[link.a], rank[link.b]))
    roots, used, cut = grow_clusters(table, links, lambda a, b: judge_pairs(table, a, b, settings), settings)
    clusters = _collect_members(roots)
    counts = _count_work(candidates, vetoes, verdicts)
    counts |= {"records": len(table), "verified": len(links), "clusters": len(clusters)} | {f"cut.{why}": count for why, count in cut.items() if count}
    return Resolution(
        clusters=_find_lowest(clusters, len(table)),
        edges=_to_columns(table, _show_edges(table, links, used, roots)),
        alike=_find_alike(table, candidates, vetoes, roots),
        conflicts=find_conflicts(table, roots, settings),
        counts=counts,
    )


def _find_lowest(clusters: dict[int, list[int]], size: int) -> I64:
    lowest = np.arange(size)
    for rows in clusters.values():
        lowest[rows] = min(rows)
    return lowest


def _to_columns(table: KeyTable, edges: Sequence[Edge]) -> Edges:
    rows = {record: row for row, record in enumerate(table.records)}
    return Edges(
        np.array([rows[edge.a] for edge in edges], np.int64),
        np.array([rows[edge.b] for edge in edges], np.int64),
        np.array([KINDS.index(edge.kind) for edge in edges], np.uint8),
        np.array([edge.score for edge in edges], np.float64),
    )


def _find_alike(table: KeyTable, candidates: Candidates, vetoes: I64, roots: Sequence[int]) -> tuple[I64, I64]:
    """The vetoed pairs of different papers that have one text."""
    a, b = candidates.a[vetoes > 0], candidates.b[vetoes > 0]
    is_alike = (table.text_keys[a] == table.text_keys[b]) & (table.text_keys[a] > 0) & (np.array(roots, np.int64)[a] != np.array(roots, np.int64)[b])
    return a[is_alike], b[is_alike]


def rank_rows(table: KeyTable) -> I64:
    """The place of each row in an order that content decides, and among rows of one content the record id."""
    names = np.zeros(len(table), np.int64)
    names[np.array(sorted(range(len(table)), key=table.records.__getitem__), np.int64)] = np.arange(len(table))
    order = np.lexsort((names, table.years, table.flags, first_members(table), *table.id_keys.T, table.title_keys, table.text_keys))
    rank = np.empty(len(table), np.int64)
    rank[order] = np.arange(len(table))
    return rank


def judge_pairs(table: KeyTable, a: I64, b: I64, settings: DedupeSettings) -> list[str]:
    """Of each pair the kind of edge, `apart` or `none`; a vetoed pair is apart."""
    kinds = _name_kinds(measure_pairs(table, a, b, settings))
    return ["apart" if veto else kind for kind, veto in zip(kinds, veto_pairs(table, a, b).tolist(), strict=True)]


def verify_pairs(table: KeyTable, a: I64, b: I64, settings: DedupeSettings) -> tuple[list[Link], Counter[str]]:
    """The pairs that are one paper by the decision table, as links, and how often each kind was given."""
    measures = measure_pairs(table, a, b, settings)
    kinds = _name_kinds(measures)
    scores = {"jaccard": measures.jaccard, "containment": measures.containment, "title-authors": measures.title_jaccard, "title": measures.title_jaccard}
    links = []
    for pair, name in enumerate(kinds):
        if (kind := KIND_OF.get(name)) is not None:
            score = round(float(scores[kind][pair]), SCORE_DIGITS) if kind in scores else 1.0
            is_thin = kind in TITLE_KINDS and write_facts(int(measures.facts[pair])).split(" ", 1)[0].removeprefix("text=") in THIN_TEXTS
            links.append(Link(kind, score, int(a[pair]), int(b[pair]), is_thin))
    return links, Counter(kinds)


def _name_kinds(measures: Measures) -> list[str]:
    """The kind of each pair: pairs of one code are judged once."""
    codes, which = np.unique(measures.facts, return_inverse=True)
    named = [name_kind(write_facts(code)) for code in codes.tolist()]
    return [named[place] for place in which.tolist()]


def _collect_members(roots: Sequence[int]) -> dict[int, list[int]]:
    members: dict[int, list[int]] = defaultdict(list)
    for row, root in enumerate(roots):
        members[root].append(row)
    return members


def _show_edges(table: KeyTable, links: Sequence[Link], used: Sequence[Link], roots: Sequence[int]) -> tuple[Edge, ...]:
    """The links that joined clusters, and all that lie within a small one."""
    sizes = Counter(roots)
    shown = {(link.a, link.b): link for link in used}
    for link in links:
        if roots[link.a] == roots[link.b] and sizes[roots[link.a]] <= SMALL_CLUSTER:
            shown.setdefault((link.a, link.b), link)
    edges = []
    for link in shown.values():
        a, b = sorted((table.records[link.a], table.records[link.b]))
        edges.append(Edge(a, b, link.kind, link.score))
    return tuple(sorted(edges))


def find_conflicts(table: KeyTable, roots: Sequence[int], settings: DedupeSettings) -> tuple[Conflict, ...]:
    """Identifiers whose records lie in more than one cluster, and why."""
    conflicts = []
    for column, scheme in enumerate(ID_SCHEMES):
        keys = table.id_keys[:, column]
        order = np.argsort(keys, kind="stable")
        order = order[keys[order] > 0]
        for rows in np.split(order, np.flatnonzero(np.diff(keys[order].astype(np.uint64)) != 0) + 1):
            if len({roots[row] for row in rows.tolist()}) > 1:
                records = tuple(sorted(table.records[row] for row in rows.tolist()))
                speakers = list({roots[row]: row for row in sorted(rows.tolist(), key=table.records.__getitem__, reverse=True)}.values())
                why = _explain_conflict(table, speakers[:SMALL_CLUSTER], settings)
                conflicts.append(Conflict(f"{scheme}:{table.ids[scheme][rows[0]]}", records, why))
    return tuple(sorted(conflicts))


def _explain_conflict(table: KeyTable, speakers: Sequence[int], settings: DedupeSettings) -> ConflictReason:
    """The weightiest reason that keeps two of the records apart, each of them from another cluster."""
    pairs = np.array(list(combinations(speakers, 2)), np.int64)
    a, b = pairs[:, 0], pairs[:, 1]
    vetoes = {VETOES[veto] for veto in veto_pairs(table, a, b).tolist()}
    if "arxiv-ids" in vetoes:
        return "arxiv-ids"
    if "dois" in vetoes:
        return "dois"
    return "unlike" if "apart" in judge_pairs(table, a, b, settings) else "cut"


def _count_work(candidates: Candidates, vetoes: I64, verdicts: Counter[str]) -> dict[str, int]:
    counts = {"candidates": len(candidates.a), "screened": candidates.screened, "oversized": candidates.oversized}
    counts |= {f"candidates.{source}": found for source, found in candidates.found.items()}
    counts |= {f"vetoed.{VETOES[veto]}": int(count) for veto, count in enumerate(np.bincount(vetoes, minlength=len(VETOES)).tolist()) if veto and count}
    return counts | {f"verdict.{kind}": count for kind, count in sorted(verdicts.items())}
