"""The nouns of deduplication: clusters, the evidence for them, and what could not be reconciled."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, get_args

import msgspec

EdgeKind: TypeAlias = Literal[
    "same-arxiv",
    "same-doi",
    "same-acl",
    "same-openreview",
    "same-semantic-scholar",
    "same-pmid",
    "same-text",
    "jaccard",
    "containment",
    "title-authors",
    "title",
]
"""What ties two records, strongest first."""

KINDS: Final[tuple[EdgeKind, ...]] = get_args(EdgeKind)
ID_KINDS: Final = KINDS[: KINDS.index("same-text")]
"""Shared identifiers."""
TITLE_KINDS: Final = ("title-authors", "title")
"""Evidence from titles, where the texts say little."""

ConflictReason: TypeAlias = Literal["unlike", "arxiv-ids", "dois", "cut"]
"""Why records of one id are not one paper.

unlike: texts, titles and authors have nothing in common. arxiv-ids, dois: another identifier of theirs differs. cut:
they agree, but the clusters around them do not.
"""


class Edge(msgspec.Struct, frozen=True, order=True):
    """Verified evidence that two records of a cluster are one paper.

    `score` is the Jaccard similarity or containment of the texts, for `title-authors` and `title` that of the titles;
    1.0 for a shared id or an equal text.
    """

    a: str
    b: str
    kind: EdgeKind
    score: float


class Conflict(msgspec.Struct, frozen=True, order=True):
    """An identifier whose records are not one paper. `id` is written `scheme:value`."""

    id: str
    records: tuple[str, ...]
    why: ConflictReason


class Resolution(msgspec.Struct, frozen=True):
    """Which records are one paper, and why.

    `clusters` hold every record, single ones too; the ids in each are sorted, and so are the clusters. `edges` join
    every cluster by its strongest evidence; their number is linear in the number of records.
    """

    clusters: tuple[tuple[str, ...], ...]
    edges: tuple[Edge, ...]
    conflicts: tuple[Conflict, ...]
    counts: dict[str, int]
