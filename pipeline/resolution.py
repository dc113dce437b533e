"""The nouns of deduplication: clusters, the evidence for them, and what could not be reconciled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal, Self, TypeAlias, get_args

import msgspec
import numpy as np
from numpy.typing import NDArray

U8: TypeAlias = NDArray[np.uint8]
I64: TypeAlias = NDArray[np.int64]
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


class Edges(msgspec.Struct, frozen=True, eq=False):
    """Verified evidence that two records of a cluster are one paper, column by column.

    `scores` are the Jaccard similarity or containment of the texts, for `title-authors` and `title` that of the titles, rounded
    to four digits; 1.0 for a shared id or an equal text.
    """

    a: I64
    """Rows of the table of keys, in any order."""
    b: I64
    kinds: U8
    """Places in `KINDS`."""
    scores: F64

    def __len__(self) -> int:
        return len(self.a)


class Conflict(msgspec.Struct, frozen=True, order=True):
    """An identifier whose records are not one paper. `id` is written `scheme:value`."""

    id: str
    records: tuple[str, ...]
    why: ConflictReason


MAGIC: Final = b"PSRESOL\n"
ARRAYS: Final = {"clusters": "<i8", "a": "<i8", "b": "<i8", "kinds": "|u1", "scores": "<f8", "alike_a": "<i8", "alike_b": "<i8"}


class Resolution(msgspec.Struct, frozen=True, eq=False):
    """Which records are one paper, and why: columns over the rows of the table of keys, no object for each record.

    What it says of records does not depend on the order of the rows. The numbers of edges and of pairs that are alike are
    linear in the number of records.
    """

    clusters: I64
    """Of each row the lowest row of its cluster."""
    edges: Edges
    """They join every cluster by its strongest evidence."""
    alike: tuple[I64, I64]
    """Pairs of rows of different papers, kept apart by a veto, whose abstracts are the same or near."""
    conflicts: tuple[Conflict, ...]
    counts: dict[str, int]

    def to_bytes(self) -> bytes:
        """The resolution as bytes: a header in MessagePack, then the arrays, little-endian."""
        edges, (alike_a, alike_b) = self.edges, self.alike
        columns: tuple[NDArray[Any], ...] = (self.clusters, edges.a, edges.b, edges.kinds, edges.scores, alike_a, alike_b)
        header = msgspec.msgpack.encode(_Header(self.conflicts, self.counts, tuple(len(column) for column in columns)))
        arrays = (np.ascontiguousarray(column, dtype).tobytes() for column, dtype in zip(columns, ARRAYS.values(), strict=True))
        return b"".join([MAGIC, len(header).to_bytes(8, "little"), header, *arrays])

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """The resolution that `to_bytes` wrote. Raises `ValueError` for bytes that are no whole resolution."""
        if data[: len(MAGIC)] != MAGIC:
            raise ValueError("not a resolution")
        at = len(MAGIC) + 8
        length = int.from_bytes(data[at - 8 : at], "little")
        try:
            header = msgspec.msgpack.decode(data[at : at + length], type=_Header)
        except msgspec.DecodeError as error:
            raise ValueError(f"a broken resolution: {error}") from error
        at += length
        columns: dict[str, NDArray[Any]] = {}
        for (name, dtype), count in zip(ARRAYS.items(), header.lengths, strict=True):
            columns[name] = np.frombuffer(data, dtype, count, at)
            at += columns[name].nbytes
        return cls._from_columns(columns, header)

    @classmethod
    def _from_columns(cls, columns: Mapping[str, NDArray[Any]], header: _Header) -> Self:
        edges = Edges(
            np.asarray(columns["a"], np.int64),
            np.asarray(columns["b"], np.int64),
            np.asarray(columns["kinds"], np.uint8),
            np.asarray(columns["scores"], np.float64),
        )
        alike = (np.asarray(columns["alike_a"], np.int64), np.asarray(columns["alike_b"], np.int64))
        return cls(np.asarray(columns["clusters"], np.int64), edges, alike, header.conflicts, header.counts)


class _Header(msgspec.Struct, frozen=True, array_like=True):
    """What stands before the arrays of a stored resolution."""

    conflicts: tuple[Conflict, ...]
    counts: dict[str, int]
    lengths: tuple[int, ...]
