"""The stage itself: candidates, verdicts, clusters, and the account of all three."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import msgspec
import numpy as np

from pipeline.dedupe.candidates import Candidates, find_candidates
from pipeline.dedupe.clusters import SMALL_CLUSTER, Grown, Links, grow_clusters
from pipeline.dedupe.conflicts import find_conflicts
from pipeline.dedupe.ranks import Ranks
from pipeline.dedupe.settings import CANDIDATE_BYTES, DedupeSettings
from pipeline.dedupe.signatures import make_bands
from pipeline.dedupe.table import I64, KeyTable, join_sets
from pipeline.dedupe.verdicts import APART, VERDICTS, Verdicts, judge_pairs, verify_pairs
from pipeline.dedupe.vetoes import VETOES
from pipeline.resolution import Edges, Resolution


def dedupe(table: KeyTable, settings: DedupeSettings, workers: int = 1, candidate_bytes: int = CANDIDATE_BYTES) -> Resolution:
    """Which records are one paper. Depends on the records alone, not on their order or how they were concatenated.

    `workers` is a number of threads, `candidate_bytes` what the search for candidates may use beside the keys. Raises `ValueError`
    if two rows have one record id.
    """
    if len(set(table.records)) < len(table):
        twice = sorted(record for record, count in Counter(table.records).items() if count > 1)
        raise ValueError(f"record {twice[0]} is in the table more than once")
    ranks = Ranks(table)
    candidates = find_candidates(table, ranks, settings, workers, candidate_bytes)
    verdicts = verify_pairs(table, candidates.a, candidates.b, settings, workers)
    links = select_links(candidates, verdicts)
    grown = grow_clusters(table, links, lambda a, b: judge_pairs(table, a, b, settings, workers), ranks, settings)
    is_alike = verdicts.is_alike & (verdicts.vetoes > 0)
    is_alike[is_alike] = grown.clusters[candidates.a[is_alike]] != grown.clusters[candidates.b[is_alike]]
    papers = int((grown.clusters == np.arange(len(table))).sum())
    counts = _count_work(candidates, verdicts) | {"records": len(table), "verified": len(links.a), "clusters": papers}
    return Resolution(
        clusters=grown.clusters,
        edges=show_edges(links, grown),
        alike=(candidates.a[is_alike], candidates.b[is_alike]),
        conflicts=find_conflicts(table, grown.clusters, settings),
        counts=counts | {f"cut.{why}": count for why, count in grown.cut.items() if count},
    )


def join_tables(tables: Iterable[KeyTable], settings: DedupeSettings) -> KeyTable:
    """The records of all tables as one: tables of few records, which have no bands, get them where there are many in all."""
    found = list(tables)
    bare = [table.shingles for table in found if table.bands is None] if sum(map(len, found)) >= settings.exact_below else []
    if not bare:
        return KeyTable.concat(found)
    # All at once: a thousand small dumps are as many records as a large one.
    made = iter(np.split(make_bands(join_sets(bare), settings), np.cumsum([len(sets.sizes) for sets in bare])[:-1], axis=1))
    return KeyTable.concat(table if table.bands is not None else msgspec.structs.replace(table, bands=(next(made),)) for table in found)


def select_links(candidates: Candidates, verdicts: Verdicts) -> Links:
    """The pairs that are one paper by the decision table and no veto."""
    chosen = np.flatnonzero((verdicts.vetoes == 0) & (verdicts.kinds < APART))
    return Links(candidates.a[chosen], candidates.b[chosen], verdicts.kinds[chosen], verdicts.scores[chosen], verdicts.is_thin[chosen])


def show_edges(links: Links, grown: Grown) -> Edges:
    """The links that joined clusters, and all that lie within a small one."""
    sizes = np.bincount(grown.clusters)
    home: I64 = grown.clusters[links.a]
    is_within = home == grown.clusters[links.b]
    is_shown = is_within & (grown.is_used | (sizes[home] <= SMALL_CLUSTER)) if len(home) else is_within
    return Edges(links.a[is_shown], links.b[is_shown], links.kinds[is_shown], links.scores[is_shown])


def _count_work(candidates: Candidates, verdicts: Verdicts) -> dict[str, int]:
    counts = {"candidates": len(candidates.a), "oversized": candidates.oversized}
    counts |= {f"candidates.{source}": found for source, found in candidates.found.items()}
    vetoed = np.bincount(verdicts.vetoes, minlength=len(VETOES)).tolist()
    judged = np.bincount(verdicts.kinds[verdicts.vetoes == 0], minlength=len(VERDICTS)).tolist()
    counts |= {f"vetoed.{veto}": count for veto, count in zip(VETOES[1:], vetoed[1:], strict=True) if count}
    return counts | {f"verdict.{kind}": count for kind, count in sorted(zip(VERDICTS, judged, strict=True)) if count}
