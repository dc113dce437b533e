"""The nouns of deduplication: clusters, the evidence for them, and what could not be reconciled."""

from __future__ import annotations

from typing import Any, Final, Literal, TypeAlias, get_args

import msgspec
import numpy as np
from numpy.typing import NDArray

I64: TypeAlias = NDArray[np.int64]
U8: TypeAlias = NDArray[np.uint8]
F64: TypeAlias = NDArray[np.float64]

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


class Edges(msgspec.Struct, frozen=True, eq=False):
    """Verified edges inside clusters that are shown as evidence, by the rows they join."""

    a: I64
    b: I64
    kinds: U8
    """Place in `KINDS`."""
    scores: F64
    """As in `Edge`, rounded to four digits."""


class Resolution(msgspec.Struct, frozen=True, eq=False):
    """Which rows of a table of keys are one paper, and why. Nothing in it depends on their order but the numbers of the rows."""

    clusters: I64
    """For each row the lowest row of its cluster."""
    edges: Edges
    """They join every cluster by its strongest evidence; their number is linear in the number of rows."""
    alike: tuple[I64, I64]
    """Pairs of rows of different papers whose abstracts are the same or nearly so; their number is linear in the number of rows."""
    conflicts: tuple[Conflict, ...]
    counts: dict[str, int]

    def to_bytes(self) -> bytes:
        """The resolution as bytes: a header in MessagePack, then the arrays, little-endian. The same one gives the same bytes."""
        arrays = [self.clusters, self.edges.a, self.edges.b, self.edges.kinds, self.edges.scores, *self.alike]
        packed = [np.ascontiguousarray(array, dtype) for array, dtype in zip(arrays, RESOLUTION_TYPES, strict=True)]
        header = msgspec.msgpack.encode(_Header(self.conflicts, self.counts, tuple(len(array) for array in packed)))
        return b"".join([RESOLUTION_MAGIC, len(header).to_bytes(8, "little"), header, *(array.tobytes() for array in packed)])

    @classmethod
    def from_bytes(cls, data: bytes) -> Resolution:
        """The resolution that `to_bytes` wrote. Raises `ValueError` for bytes that are no whole resolution."""
        at = len(RESOLUTION_MAGIC) + 8
        if data[: len(RESOLUTION_MAGIC)] != RESOLUTION_MAGIC:
            raise ValueError("not a resolution")
        length = int.from_bytes(data[at - 8 : at], "little")
        try:
            header = msgspec.msgpack.decode(data[at : at + length], type=_Header)
        except msgspec.DecodeError as error:
            raise ValueError(f"a broken resolution: {error}") from error
        at += length
        arrays: list[NDArray[Any]] = []
        for size, dtype in zip(header.sizes, RESOLUTION_TYPES, strict=True):
            arrays.append(np.frombuffer(data, dtype, size, at))
            at += arrays[-1].nbytes
        clusters, a, b, kinds, scores, first, second = arrays
        return cls(clusters, Edges(a, b, kinds, scores), (first, second), header.conflicts, header.counts)


RESOLUTION_MAGIC: Final = b"PSRESO1\n"
RESOLUTION_TYPES: Final = ("<i8", "<i8", "<i8", "|u1", "<f8", "<i8", "<i8")


class _Header(msgspec.Struct, frozen=True, array_like=True):
    """What stands before the arrays of a stored resolution."""

    conflicts: tuple[Conflict, ...]
    counts: dict[str, int]
    sizes: tuple[int, ...]
