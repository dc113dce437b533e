"""How well clusters agree with the papers that records are known to be of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray


class Agreement(msgspec.Struct, frozen=True):
    """Pairs of records: how many are of one paper, how many were put together, and how many are both."""

    true: int
    found: int
    both: int

    @property
    def precision(self) -> float:
        """The share of the pairs put together that belong together; 1 where there is none."""
        return self.both / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """The share of the pairs that belong together that were put together; 1 where there is none."""
        return self.both / self.true if self.true else 1.0


def compare_clusters(papers: Sequence[int], clusters: Sequence[int]) -> Agreement:
    """The agreement between the paper and the cluster of each record.

    >>> agreement = compare_clusters([1, 1, 1, 2], [7, 7, 8, 8])
    >>> agreement.precision, agreement.recall
    (0.5, 0.3333333333333333)
    """
    paper, cluster = np.unique(papers, return_inverse=True)[1], np.unique(clusters, return_inverse=True)[1]
    joint = paper.astype(np.int64) * (len(cluster) + 1) + cluster
    return Agreement(_count_pairs(paper), _count_pairs(cluster), _count_pairs(joint))


def _count_pairs(labels: NDArray[Any]) -> int:
    sizes = np.unique(labels, return_counts=True)[1].astype(np.int64)
    return int((sizes * (sizes - 1) // 2).sum())
