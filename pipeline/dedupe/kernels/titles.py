"""The keys by which titles meet, as `titles.fold_title` and `hashing` make them, and what titles may have, as `plain` notes it."""

from __future__ import annotations

import numpy as np

from pipeline.dedupe.crc import FULL
from pipeline.dedupe.headings import HAS_NUMBER, HAS_STEM, STEM_BYTES
from pipeline.dedupe.kernels.compile import Folded, compile_loop
from pipeline.dedupe.kernels.digests import hash_bytes
from pipeline.dedupe.kernels.sets import is_among
from pipeline.dedupe.table import U8, U32, U64
from pipeline.dedupe.titles import LONG_PLURAL

SPACE, SMALL_S, ZERO, NINE = map(ord, " s09")
ASCII_MOST = 127


@compile_loop
def copy_title(folded: Folded, row: int, tables: tuple[U32, U32, U32, U32], key: U8, keeps_articles: bool) -> tuple[np.uint64, int]:  # noqa: FBT001
    """Write a title without articles, plural endings and spaces to `key`; gives how long it is, and what is noted of it."""
    table, articles, number_tokens, stems = tables
    place, end = np.uint64(folded.starts[row]), np.uint64(folded.ends[row])
    at = np.uint64(0)
    hints = 0
    while place < end:
        first = at
        register = FULL
        characters = 0
        while folded.data[place] != SPACE:
            byte = folded.data[place]
            register = np.uint32(register >> np.uint32(8)) ^ table[(register ^ byte) & np.uint32(255)]
            if byte > ASCII_MOST or ZERO <= byte <= NINE:
                hints |= HAS_NUMBER
            characters += (byte & np.uint8(0xC0)) != np.uint8(0x80)
            key[at] = byte
            at += np.uint64(1)
            place += np.uint64(1)
            if at - first == STEM_BYTES and is_among(register, stems):
                hints |= HAS_STEM
        value = np.uint32(~register)
        if is_among(value, number_tokens):
            hints |= HAS_NUMBER
        if is_among(value, articles) and not keeps_articles:
            at = first
        elif characters > LONG_PLURAL and key[at - np.uint64(1)] == SMALL_S:
            at -= np.uint64(1)
        place += np.uint64(1)
    return at, hints


@compile_loop
def hash_title_rows(folded: Folded, tables: tuple[U32, U32, U32, U32], salt: np.uint64, keys: U64, notes: U8) -> None:
    """Hash titles and note what they may have.

    `tables` are that of CRC-32, the hashes of articles and of tokens that say that there is a number, and the registers after the
    first bytes of stems.
    """
    largest = 0
    for row in range(len(folded.starts)):
        largest = max(largest, folded.ends[row] - folded.starts[row])
    words = np.zeros(largest // 8 + 2, np.uint64)
    key = words.view(np.uint8)
    for row in range(len(folded.starts)):
        size, hints = copy_title(folded, row, tables, key, False)  # noqa: FBT003
        if size == 0:
            size, hints = copy_title(folded, row, tables, key, True)  # noqa: FBT003
        keys[row] = hash_bytes(words, np.uint64(0), size, salt)
        notes[row] = hints
