"""What keeps two records apart whatever their texts say."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from pipeline.dedupe.ids import ID_SCHEMES
from pipeline.dedupe.table import I64, KeyTable

ARXIV, DOI = ID_SCHEMES.index("arxiv"), ID_SCHEMES.index("doi")

VETOES: Final = ("none", "arxiv-ids", "dois", "title-numbers", "roles")
"""Why a pair is vetoed, the first that holds.

arxiv-ids, dois: two different ones; two DOIs under one arXiv id are the preprint's and the article's, two over one
title that begins on one page are a slip of somebody's pen. title-numbers:
`Part I` and `Part II`, `V2` and `V3`, `2023` and `2024`. roles: a comment, reply, erratum or withdrawal notice and the
paper itself. A shared id overrides the last two: a revision may be retitled, and withdrawn.
"""


def know_role(table: KeyTable, rows: I64) -> NDArray[np.bool_]:
    """Whether the role of each row is known: a record without title may be of any, unless its text is a withdrawal notice."""
    return np.asarray((table.title_keys[rows] > 0) | (table.roles[rows] > 0))


def know_place(table: KeyTable, rows: I64) -> NDArray[np.bool_]:
    """Whether the journal reference of each row says where it was printed: then records of one title may be two papers."""
    return np.asarray((table.place_keys[rows] > 0) | (table.volumes[rows] > 0) | (table.place_years[rows] > 0))


def veto_pairs(table: KeyTable, a: I64, b: I64) -> I64:
    """Of each pair the place in `VETOES` of the reason that keeps it apart; 0 where nothing does."""
    reasons = np.zeros(len(a), np.int64)
    arxiv_a, arxiv_b = table.id_keys[a, ARXIV], table.id_keys[b, ARXIV]
    differs = (arxiv_a != arxiv_b) & (arxiv_a > 0) & (arxiv_b > 0)
    reasons[differs] = VETOES.index("arxiv-ids")
    # Most that are vetoed are so by now.
    left = np.flatnonzero(~differs)
    reasons[left] = _veto_others(table, a[left], b[left])
    return reasons


def _veto_others(table: KeyTable, a: I64, b: I64) -> I64:
    """As `veto_pairs`, for pairs without two arXiv ids."""
    ids_a, ids_b = table.id_keys[a], table.id_keys[b]
    is_shared = (ids_a == ids_b) & (ids_a > 0)
    differs = (ids_a[:, DOI] != ids_b[:, DOI]) & (ids_a[:, DOI] > 0) & (ids_b[:, DOI] > 0)
    is_one_print = (table.print_keys[a] == table.print_keys[b]) & (table.print_keys[a] > 0)
    has_titles = (table.title_keys[a] > 0) & (table.title_keys[b] > 0)
    reasons = [
        differs & ~is_shared[:, ARXIV] & ~is_one_print,
        has_titles & (table.number_keys[a] != table.number_keys[b]) & ~is_shared.any(axis=1),
        know_role(table, a) & know_role(table, b) & (table.roles[a] != table.roles[b]) & ~is_shared.any(axis=1),
    ]
    return np.asarray(np.select(reasons, range(VETOES.index("dois"), len(VETOES)), 0), np.int64)
