"""Loops that numba compiles, for records so many that numpy, or Python itself, would be slow: only this folder imports numba.

What is compiled is kept beside the code, and made anew when the code changes; nothing is compiled on import. Indices are unsigned,
which spares numba the look at negative ones; products of 32 bits are cut to 32 bits by name, for numba widens them.
"""

from __future__ import annotations

from pipeline.dedupe.kernels.arrays import Authors, Digests, Folded, Names, Salts, Titles, TitleTables
from pipeline.dedupe.kernels.buckets import count_keys, deal_keys, pick_repeated, sort_keys
from pipeline.dedupe.kernels.digests import digest_rows
from pipeline.dedupe.kernels.folding import fold_rows
from pipeline.dedupe.kernels.names import LEFT, ONE_SURNAME, hash_name_rows
from pipeline.dedupe.kernels.pairs import add_codes, merge_runs
from pipeline.dedupe.kernels.sets import sign_rows, sum_members, unite_rows
from pipeline.dedupe.kernels.titles import hash_title_rows
from pipeline.dedupe.kernels.unions import join_rows, settle_roots

__all__ = [
    "LEFT",
    "ONE_SURNAME",
    "Authors",
    "Digests",
    "Folded",
    "Names",
    "Salts",
    "TitleTables",
    "Titles",
    "add_codes",
    "count_keys",
    "deal_keys",
    "digest_rows",
    "fold_rows",
    "hash_name_rows",
    "hash_title_rows",
    "join_rows",
    "merge_runs",
    "pick_repeated",
    "settle_roots",
    "sign_rows",
    "sort_keys",
    "sum_members",
    "unite_rows",
]
