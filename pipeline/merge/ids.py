"""The ids of all papers of a corpus, sorted; the first bytes of each are a column, the rest is read where they do not suffice."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby

import msgspec
import numpy as np
from numpy.typing import NDArray

from pipeline.columns import I64, S48
from pipeline.merge.shards import ID_BYTES, cut_ids

ReadId = Callable[[int], str]
"""Gives the id of a paper, by its number."""


class IdIndex(msgspec.Struct, frozen=True, eq=False):
    """Ids in their order: that of their bytes in UTF-8, which is that of their characters."""

    sorted_ids: S48
    order: I64
    """The papers by number."""
    clashes: tuple[tuple[int, ...], ...]
    """Papers that have one id."""
    read_id: ReadId

    def __contains__(self, paper_id: object) -> bool:
        """Whether a paper has the id."""
        cut = cut_ids([str(paper_id)])
        low, high = np.searchsorted(self.sorted_ids, cut[0], "left"), np.searchsorted(self.sorted_ids, cut[0], "right")
        return any(self.read_id(int(number)) == paper_id for number in self.order[low:high])

    def may_have(self, cut: S48) -> NDArray[np.bool_]:
        """Of ids that are known by their first bytes, whether a paper's id begins so."""
        if not len(self.sorted_ids):
            return np.zeros(len(cut), np.bool_)
        place = np.minimum(np.searchsorted(self.sorted_ids, cut), len(self.sorted_ids) - 1)
        return np.asarray(self.sorted_ids[place] == cut)


def index_ids(ids: S48, read_long: ReadId) -> IdIndex:
    """Sort ids; `read_long` gives those of which the column has only the beginning."""

    def read_id(number: int) -> str:
        cut = bytes(ids[number])
        return cut.decode() if len(cut) < ID_BYTES else read_long(number)

    order = np.argsort(ids, kind="stable")
    in_order = ids[order]
    is_same = np.concatenate([[False], in_order[1:] == in_order[:-1], [False]])
    edges = np.flatnonzero(is_same[1:] != is_same[:-1])
    clashes = []
    for low, high in edges.reshape(-1, 2).tolist():
        named = sorted((read_id(number), number) for number in order[low : high + 1].tolist())
        order[low : high + 1] = [number for _, number in named]
        groups = [tuple(number for _, number in group) for _, group in groupby(named, key=lambda item: item[0])]
        clashes += [group for group in groups if len(group) > 1]
    return IdIndex(in_order, order, tuple(clashes), read_id)
