"""Loops that numba compiles: texts and names folded, hashed and signed as `plain` does it, byte by byte.

What is compiled is kept beside the code, and made anew when the code changes; nothing is compiled on import. Indices are unsigned,
which spares numba the look at negative ones; products of 32 bits are cut to 32 bits by name, for numba widens them.
"""

from __future__ import annotations

from pipeline.dedupe.kernels.arrays import Authors, Digests, Folded, Names, Salts, Titles, TitleTables
from pipeline.dedupe.kernels.digests import digest_rows
from pipeline.dedupe.kernels.folding import fold_rows
from pipeline.dedupe.kernels.names import LEFT, ONE_SURNAME, hash_name_rows
from pipeline.dedupe.kernels.sets import sign_rows, unite_rows
from pipeline.dedupe.kernels.titles import hash_title_rows

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
    "digest_rows",
    "fold_rows",
    "hash_name_rows",
    "hash_title_rows",
    "sign_rows",
    "unite_rows",
]
