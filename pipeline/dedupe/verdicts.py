"""Verdicts on pairs: measured on the true sets, judged by the decision table and the vetoes. Nothing is estimated here."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from pipeline.dedupe.evidence import F64, FACTS, compare_texts, measure_pairs, name_kind, read_fact, write_facts
from pipeline.dedupe.mapped import release_pages
from pipeline.dedupe.overlap import count_common
from pipeline.dedupe.settings import DedupeSettings
from pipeline.dedupe.table import I64, SETS, U8, KeyTable
from pipeline.dedupe.vetoes import veto_pairs
from pipeline.resolution import KINDS, TITLE_KINDS

VERDICTS: Final = (*KINDS, "apart", "none")
"""What the decision table can say of a pair: up to `apart` a kind of edge."""
APART: Final = VERDICTS.index("apart")
NONE: Final = VERDICTS.index("none")
THIN_TEXTS: Final = ("unlike", "faint", "lost")
"""Texts that have little in common: beside a title they are thin evidence."""
ALIKE_TEXTS: Final = ("same", "near")
SCORE_DIGITS: Final = 4
CHUNK_PAIRS: Final = 1 << 16
"""So many pairs are measured at a time: their columns fit a cache, and workers share them out."""


RELEASE_PAIRS: Final = 4 * CHUNK_PAIRS


class Verdicts(msgspec.Struct, frozen=True, eq=False):
    """What was found of each pair of rows."""

    vetoes: U8
    """Places in `VETOES`."""
    kinds: U8
    """Places in `VERDICTS`; `none` for a vetoed pair, of which only the texts are compared."""
    scores: F64
    is_thin: NDArray[np.bool_]
    """Whether only title and authors speak, over texts that have little in common."""
    is_alike: NDArray[np.bool_]
    """Whether the abstracts are the same or near."""


def verify_pairs(table: KeyTable, a: I64, b: I64, settings: DedupeSettings, workers: int = 1) -> Verdicts:
    """The verdicts on the pairs of rows `a[i]`, `b[i]`, each worker taking some of them."""
    if len(a) <= CHUNK_PAIRS:
        return _verify_some(table, a, b, settings)

    def verify(start: int) -> Verdicts:
        verdicts = _verify_some(table, a[start : start + CHUNK_PAIRS], b[start : start + CHUNK_PAIRS], settings)
        if start % RELEASE_PAIRS == 0:  # Much of a mapped table would else be held in the end.
            release_pages(*(values for name in SETS for values in getattr(table, name).list_values()))
        return verdicts

    with ThreadPoolExecutor(workers) as pool:
        parts = list(pool.map(verify, range(0, len(a), CHUNK_PAIRS)))
    return Verdicts(*(_join(getattr(part, name) for part in parts) for name in Verdicts.__struct_fields__))


def judge_pairs(table: KeyTable, a: I64, b: I64, settings: DedupeSettings, workers: int = 1) -> U8:
    """Of each pair the place of its verdict in `VERDICTS`; a vetoed pair is apart."""
    verdicts = verify_pairs(table, a, b, settings, workers)
    return np.where(verdicts.vetoes > 0, np.uint8(APART), verdicts.kinds)


def _verify_some(table: KeyTable, a: I64, b: I64, settings: DedupeSettings) -> Verdicts:
    vetoes = veto_pairs(table, a, b).astype(np.uint8)
    allowed = vetoes == 0
    judged = _judge_some(table, a[allowed], b[allowed], settings)
    verdicts = Verdicts(vetoes, np.full(len(a), NONE, np.uint8), np.ones(len(a)), np.zeros(len(a), np.bool_), np.zeros(len(a), np.bool_))
    for name in ("kinds", "scores", "is_thin", "is_alike"):
        getattr(verdicts, name)[allowed] = getattr(judged, name)
    verdicts.is_alike[~allowed] = _are_alike(table, a[~allowed], b[~allowed], settings)
    return verdicts


def _are_alike(table: KeyTable, a: I64, b: I64, settings: DedupeSettings) -> NDArray[np.bool_]:
    """Whether texts are the same or near.

    Most of these pairs have an opening in common and nothing else: a walk over two sets ends where they cannot be near any more.
    """
    alike: NDArray[np.bool_] = count_common(table.shingles, a, b, settings.near_jaccard / (1 + settings.near_jaccard)) >= 0
    _, _, level = compare_texts(table, a[alike], b[alike], settings)
    alike[alike] = _is_one_of(level, FACTS["text"], ALIKE_TEXTS)
    return alike


def _judge_some(table: KeyTable, a: I64, b: I64, settings: DedupeSettings) -> Verdicts:
    """The verdicts on pairs that no veto keeps apart."""
    measures = measure_pairs(table, a, b, settings)
    kinds, text = _name_kinds(measures.facts), read_fact(measures.facts, "text")
    scores = np.ones(len(a))
    for kind, column in (("jaccard", measures.jaccard), ("containment", measures.containment), *((kind, measures.title_jaccard) for kind in TITLE_KINDS)):
        chosen = kinds == VERDICTS.index(kind)
        scores[chosen] = _round_scores(column[chosen])
    return Verdicts(
        vetoes=np.zeros(len(a), np.uint8),
        kinds=kinds,
        scores=scores,
        is_thin=_is_one_of(kinds, VERDICTS, TITLE_KINDS) & _is_one_of(text, FACTS["text"], THIN_TEXTS),
        is_alike=_is_one_of(text, FACTS["text"], ALIKE_TEXTS),
    )


def _round_scores(scores: F64) -> F64:
    """The scores as Python rounds them, each value once; numpy's way makes 0.9188 of 147/160, which is less than 0.91875."""
    values, which = np.unique(scores, return_inverse=True)
    return np.array([round(value, SCORE_DIGITS) for value in values.tolist()], np.float64)[which]


def _name_kinds(facts: I64) -> U8:
    """The verdict on each code of facts: each code is judged once."""
    codes, which = np.unique(facts, return_inverse=True)
    return np.array([_judge_code(code) for code in codes.tolist()], np.uint8)[which]


@cache
def _judge_code(code: int) -> int:
    return VERDICTS.index(name_kind(write_facts(code)))


def _is_one_of(places: NDArray[Any], words: tuple[str, ...], wanted: tuple[str, ...]) -> NDArray[np.bool_]:
    hits: NDArray[np.bool_] = np.array([word in wanted for word in words])[places]
    return hits


def _join(parts: Iterable[NDArray[Any]]) -> NDArray[Any]:
    return np.concatenate(list(parts))
