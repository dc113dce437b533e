"""Sets of rows that hang together by links."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeline.dedupe.engines import freeze, load_kernels
from pipeline.dedupe.table import I64


def join_links(roots: I64, a: I64, b: I64) -> tuple[I64, NDArray[np.bool_]]:
    """The root of each row after the links were joined in turn, and of each link whether it joined two sets.

    `roots` says what hangs together before; the root of a set is its lowest row.

    >>> roots, joined = join_links(np.arange(5), np.array([4, 3, 4]), np.array([3, 1, 1]))
    >>> roots.tolist(), joined.tolist()
    ([0, 1, 2, 1, 1], [True, True, False])
    """
    if (kernels := load_kernels(len(roots))) is not None:
        grown, joined = roots.copy(), np.zeros(len(a), np.bool_)
        kernels.join_rows(grown, freeze(a), freeze(b), joined)
        kernels.settle_roots(grown)
        return grown, joined
    # Elements of arrays are slow to get at one by one: the same loops go over lists.
    few, did_join = roots.tolist(), [False] * len(a)
    join_rows(few, a.tolist(), b.tolist(), did_join)  # type: ignore[arg-type]
    settle_roots(few)
    return np.array(few, np.int64), np.array(did_join, np.bool_)


def join_rows(roots: I64, a: I64, b: I64, joined: NDArray[np.bool_]) -> None:
    """Join `a[i]` and `b[i]` in turn, noting in `joined` which were not one before; the root of a set is its lowest row."""
    for link in range(len(a)):
        one, other = a[link], b[link]
        while roots[one] != one:
            roots[one] = roots[roots[one]]
            one = roots[one]
        while roots[other] != other:
            roots[other] = roots[roots[other]]
            other = roots[other]
        joined[link] = one != other
        if one < other:
            roots[other] = one
        else:
            roots[one] = other


def settle_roots(roots: I64) -> None:
    """Let every row point at its root itself: roots are the lowest rows of their sets, so one pass upwards does it."""
    for row in range(len(roots)):
        roots[row] = roots[roots[row]]
