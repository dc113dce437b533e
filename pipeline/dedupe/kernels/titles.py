"""The keys by which titles meet, as `titles.fold_title` and `hashing` make them, and what titles may have, as `plain` notes it."""

from __future__ import annotations

import numpy as np

from pipeline.dedupe.crc import FULL
from pipeline.dedupe.headings import HAS_NUMBER, HAS_STEM, STEM_BYTES
from pipeline.dedupe.kernels.arrays import Folded, Titles, TitleTables
from pipeline.dedupe.kernels.compile import compile_loop, compile_part
from pipeline.dedupe.kernels.digests import hash_bytes
from pipeline.dedupe.kernels.sets import is_among, unite
from pipeline.dedupe.table import U8, U32
from pipeline.dedupe.titles import LONG_PLURAL

SPACE, SMALL_S, ZERO, NINE = map(ord, " s09")
ASCII_MOST = 127


@compile_part
def copy_title(folded: Folded, row: int, tables: TitleTables, articles: U32, out: tuple[U8, U32]) -> tuple[np.uint64, np.uint64, int]:
    """Write a title without articles, plural endings and spaces, and the hashes of all its words; gives how long both are, and what is noted of it."""
    key, words = out
    place, end = np.uint64(folded.starts[row]), np.uint64(folded.ends[row])
    at = count = np.uint64(0)
    hints = 0
    while place < end:
        first = at
        register = FULL
        characters = 0
        while folded.data[place] != SPACE:
            byte = folded.data[place]
            register = np.uint32(register >> np.uint32(8)) ^ tables.bytes[(register ^ byte) & np.uint32(255)]
            hints |= HAS_NUMBER * (byte > ASCII_MOST or ZERO <= byte <= NINE)
            characters += (byte & np.uint8(0xC0)) != np.uint8(0x80)
            key[at] = byte
            at += np.uint64(1)
            place += np.uint64(1)
            if at - first == STEM_BYTES and is_among(register, tables.stems):
                hints |= HAS_STEM
        words[count] = np.uint32(~register)
        hints |= HAS_NUMBER * is_among(words[count], tables.number_tokens)
        if is_among(words[count], articles):
            at = first
        elif characters > LONG_PLURAL and key[at - np.uint64(1)] == SMALL_S:
            at -= np.uint64(1)
        count += np.uint64(1)
        place += np.uint64(1)
    return at, count, hints


@compile_loop
def hash_title_rows(folded: Folded, tables: TitleTables, salt: np.uint64, titles: Titles) -> None:
    """Hash titles and their words, and note what they may have."""
    largest = 0
    for row in range(len(folded.starts)):
        largest = max(largest, folded.ends[row] - folded.starts[row])
    key = np.zeros(largest // 8 + 2, np.uint64)
    words, spare = np.empty(largest, np.uint32), np.empty(largest, np.uint32)
    at = np.uint64(0)
    for row in range(len(folded.starts)):
        size, count, hints = copy_title(folded, row, tables, tables.articles, (key.view(np.uint8), words))
        if size == 0:
            # What is all articles keeps them.
            size, count, hints = copy_title(folded, row, tables, tables.articles[:0], (key.view(np.uint8), words))
        titles.keys[row] = hash_bytes(key, np.uint64(0), size, salt)
        titles.hints[row] = hints
        at = unite(words, count, spare, titles.words, at)
        titles.word_starts[row + 1] = at
