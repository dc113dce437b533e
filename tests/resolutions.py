"""What deduplication says, by record ids: so that it can be compared whatever the order of rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import msgspec

from pipeline.dedupe import Conflict, DedupeSettings, EdgeKind, KeySource, KeyTable, Resolution, dedupe, make_keys
from pipeline.resolution import KINDS


class Named(msgspec.Struct, frozen=True):
    """A resolution with record ids in place of rows, all sorted."""

    clusters: tuple[tuple[str, ...], ...]
    edges: tuple[tuple[str, str, EdgeKind, float], ...]
    alike: tuple[tuple[str, str], ...]
    conflicts: tuple[Conflict, ...]
    counts: dict[str, int]


def name_rows(table: KeyTable, resolution: Resolution) -> Named:
    """The resolution of the table by record ids."""
    names, edges = table.records, resolution.edges
    clusters = defaultdict(list)
    for name, cluster in zip(names, resolution.clusters.tolist(), strict=True):
        clusters[cluster].append(name)
    shown = zip(edges.a.tolist(), edges.b.tolist(), edges.kinds.tolist(), edges.scores.tolist(), strict=True)
    return Named(
        clusters=tuple(sorted(tuple(sorted(members)) for members in clusters.values())),
        edges=tuple(sorted((min(names[a], names[b]), max(names[a], names[b]), KINDS[kind], score) for a, b, kind, score in shown)),
        alike=tuple(sorted((min(names[a], names[b]), max(names[a], names[b])) for a, b in zip(*(rows.tolist() for rows in resolution.alike), strict=True))),
        conflicts=resolution.conflicts,
        counts=resolution.counts,
    )


def resolve_records(records: Sequence[KeySource], settings: DedupeSettings | None = None) -> Named:
    """The records deduplicated."""
    settings = settings or DedupeSettings()
    table = make_keys(records, settings)
    return name_rows(table, dedupe(table, settings))
