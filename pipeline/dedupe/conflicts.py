"""Identifiers whose records are not one paper, and why."""

from __future__ import annotations

from itertools import combinations
from typing import Final

import msgspec
import numpy as np

from pipeline.dedupe.buckets import as_column, group_rows
from pipeline.dedupe.ids import ID_SCHEMES
from pipeline.dedupe.settings import DedupeSettings
from pipeline.dedupe.table import I64, KeyTable, spread_ranges
from pipeline.dedupe.verdicts import APART, judge_pairs
from pipeline.dedupe.vetoes import VETOES, veto_pairs
from pipeline.resolution import Conflict, ConflictReason

MAX_SPEAKERS: Final = 5
"""So many of the clusters that an identifier is in are asked why they are not one."""


class _Disputed(msgspec.Struct, frozen=True):
    """An identifier in more than one cluster."""

    scheme: str
    rows: list[int]
    """By record id."""
    speakers: list[int]
    """A row of each of the first clusters."""


def find_conflicts(table: KeyTable, clusters: I64, settings: DedupeSettings) -> tuple[Conflict, ...]:
    """Identifiers whose records lie in more than one cluster, and why. Only these are looked at one by one."""
    disputed = [found for column, scheme in enumerate(ID_SCHEMES) for found in _find_disputed(table, column, scheme, clusters)]
    if not disputed:
        return ()
    reasons = _explain_all(table, disputed, settings)
    conflicts = (
        Conflict(f"{one.scheme}:{table.ids[one.scheme][one.rows[0]]}", tuple(table.records[row] for row in one.rows), why)
        for one, why in zip(disputed, reasons, strict=True)
    )
    return tuple(sorted(conflicts))


def _find_disputed(table: KeyTable, column: int, scheme: str, clusters: I64) -> list[_Disputed]:
    shared = group_rows(as_column(table.id_keys[:, column]))
    if not len(shared.starts):
        return []
    homes = clusters[shared.rows[spread_ranges(shared.starts, shared.sizes)]]
    starts = np.cumsum(shared.sizes) - shared.sizes
    split = shared.select(np.minimum.reduceat(homes, starts) < np.maximum.reduceat(homes, starts))
    found = []
    for start, size in zip(split.starts.tolist(), split.sizes.tolist(), strict=True):
        named = sorted(shared.rows[start : start + size].tolist(), key=table.records.__getitem__)
        speakers = {int(clusters[row]): row for row in reversed(named)}
        found.append(_Disputed(scheme, named, list(speakers.values())[:MAX_SPEAKERS]))
    return found


def _explain_all(table: KeyTable, disputed: list[_Disputed], settings: DedupeSettings) -> list[ConflictReason]:
    """For each identifier the weightiest reason that keeps two of its speakers apart."""
    pairs = [(number, *pair) for number, one in enumerate(disputed) for pair in combinations(one.speakers, 2)]
    number, a, b = np.array(pairs, np.int64).T
    vetoes, is_apart = veto_pairs(table, a, b), judge_pairs(table, a, b, settings) == APART
    reasons: list[ConflictReason] = ["cut"] * len(disputed)
    marks: tuple[tuple[ConflictReason, I64], ...] = (
        ("unlike", number[is_apart]),
        ("dois", number[vetoes == VETOES.index("dois")]),
        ("arxiv-ids", number[vetoes == VETOES.index("arxiv-ids")]),
    )
    for why, chosen in marks:
        for one in np.unique(chosen).tolist():
            reasons[one] = why
    return reasons
