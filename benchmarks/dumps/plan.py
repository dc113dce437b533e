"""Which record is which paper, and in which dump: drawn once for all records, as columns of numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

EXTRAS = (1, 2, 3)
"""How many copies a paper that has any may have,"""
EXTRA_SHARES = (0.6, 0.25, 0.15)
"""and how often."""
UPDATE_COPY = 100
"""Copies of an update are numbered from here, so that they are other copies than those of the dumps before it."""
Column: TypeAlias = NDArray[np.int64]


class Request(msgspec.Struct, frozen=True):
    """What dumps are asked for."""

    records: int
    seed: int
    duplicates: float
    """The share of the records that are copies."""
    shares: tuple[float, ...]
    """The share of the records in each layout, the one of originals first."""
    after: int = 0
    """For an update: how many records the dumps before it have, made with the same seed and duplicates."""


class Slot(msgspec.Struct, frozen=True):
    """A record: its paper, which copy of it (0 is the original), and the layout it is in."""

    paper: int
    copy: int
    layout: int


def plan_records(request: Request) -> Iterator[Slot]:
    """The records in the order in which they are written. Raises `ValueError` where there are too few papers for so many copies."""
    rng = np.random.default_rng([request.seed, request.records, request.after])
    papers, copies = _draw_update(request, rng) if request.after else _draw_papers(request, rng)
    layouts = _assign_layouts(copies > 0, request.shares, rng)
    order = rng.permutation(len(papers))
    for start in range(0, len(order), 10_000):
        rows = order[start : start + 10_000]
        for paper, copy, layout in zip(papers[rows].tolist(), copies[rows].tolist(), layouts[rows].tolist(), strict=True):
            yield Slot(paper, copy, layout)


def count_papers(records: int, duplicates: float) -> int:
    """How many papers so many records are of."""
    return records - round(records * duplicates)


def _draw_papers(request: Request, rng: np.random.Generator) -> tuple[Column, Column]:
    """The paper and the number of the copy of each record: all originals, then the copies."""
    papers = count_papers(request.records, request.duplicates)
    wanted = request.records - papers
    extras = np.asarray(rng.choice(EXTRAS, wanted, p=EXTRA_SHARES), np.int64)
    extras = extras[: np.searchsorted(np.cumsum(extras), wanted) + 1]
    if len(extras) > papers:
        raise ValueError(f"{wanted} copies are too many for {papers} papers; ask for fewer duplicates")
    copied = np.repeat(rng.permutation(papers)[: len(extras)], extras)[:wanted]
    numbers = np.concatenate([np.arange(1, count + 1) for count in extras.tolist()])[:wanted] if wanted else np.zeros(0, np.int64)
    return np.concatenate([np.arange(papers), copied]), np.concatenate([np.zeros(papers, np.int64), numbers])


def _draw_update(request: Request, rng: np.random.Generator) -> tuple[Column, Column]:
    """New papers, and one copy each of some that were there before."""
    known, papers = count_papers(request.after, request.duplicates), count_papers(request.records, request.duplicates)
    wanted = request.records - papers
    if wanted > known:
        raise ValueError(f"{wanted} copies are too many for the {known} papers that there are")
    copied = np.asarray(rng.choice(known, wanted, replace=False), np.int64)
    return np.concatenate([np.arange(known, known + papers), copied]), np.repeat(np.array([0, UPDATE_COPY]), [papers, wanted])


def _assign_layouts(is_copy: NDArray[Any], shares: Sequence[float], rng: np.random.Generator) -> Column:
    """The layout of each record: copies go to the others than the first, originals only where there are too few of them."""
    counts = np.floor(np.cumsum(np.array(shares) / sum(shares)) * len(is_copy) + 0.5).astype(np.int64)
    layouts = np.empty(len(is_copy), np.int64)
    order = np.concatenate([np.flatnonzero(~is_copy), rng.permutation(np.flatnonzero(is_copy))])
    layouts[order] = np.searchsorted(counts, np.arange(len(is_copy)), side="right")
    return layouts
