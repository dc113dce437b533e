"""Keys, shingles and words of folded texts, as `plain.digest_texts` makes them."""

from __future__ import annotations

import numpy as np

from pipeline.dedupe.crc import FULL, LENGTHS, CrcTables
from pipeline.dedupe.hashing import MIX_1, MIX_2, STEP
from pipeline.dedupe.kernels.compile import Digests, Folded, Salts, compile_loop, inline_loop
from pipeline.dedupe.kernels.sets import unite
from pipeline.dedupe.signatures import SHINGLE_TOKENS
from pipeline.dedupe.table import U8, U32, U64
from pipeline.dedupe.texts import OPENING_TOKENS

SPACE = ord(" ")
ASCII_MOST = 127
FIRST_OPENING, SECOND_OPENING = OPENING_TOKENS


@inline_loop
def mix_word(word: np.uint64) -> np.uint64:
    """A word with all its bits mixed, as `hashing.mix_words` does it."""
    word = (word ^ (word >> np.uint64(30))) * np.uint64(MIX_1)
    word = (word ^ (word >> np.uint64(27))) * np.uint64(MIX_2)
    return word ^ (word >> np.uint64(31))


@inline_loop
def hash_bytes(words: U64, start: np.uint64, length: np.uint64, salt: np.uint64) -> np.uint64:
    """The key of so many bytes from `start` on, a multiple of eight, as `hashing.hash_values` makes it."""
    if length == 0:
        return np.uint64(0)
    first = start >> np.uint64(3)
    whole = length >> np.uint64(3)
    total = np.uint64(0)
    for place in range(whole):
        total += mix_word(words[first + np.uint64(place)] + (np.uint64(place) + np.uint64(1)) * np.uint64(STEP))
    rest = length & np.uint64(7)
    if rest > 0:
        word = words[first + whole] & ((np.uint64(1) << (rest << np.uint64(3))) - np.uint64(1))
        total += mix_word(word + (whole + np.uint64(1)) * np.uint64(STEP))
    return max(mix_word(total ^ (length * np.uint64(MIX_1) + salt)), np.uint64(1))


@inline_loop
def move_on(register: np.uint32, length: np.uint64, moves: U32) -> np.uint32:
    """A register of CRC-32 moved on by so many bytes."""
    while length >= LENGTHS:
        register = move_on_some(register, moves[np.uint64(LENGTHS - 1)])
        length -= np.uint64(LENGTHS - 1)
    return move_on_some(register, moves[length])


@inline_loop
def move_on_some(register: np.uint32, moves: U32) -> np.uint32:
    """A register of CRC-32 moved on by the bytes that the table is for."""
    low = moves[np.uint64(0), register & np.uint32(255)] ^ moves[np.uint64(1), (register >> np.uint32(8)) & np.uint32(255)]
    high = moves[np.uint64(2), (register >> np.uint32(16)) & np.uint32(255)] ^ moves[np.uint64(3), register >> np.uint32(24)]
    return np.uint32(low ^ high)


@inline_loop
def read_token(data: U8, place: np.uint64, table: U32) -> tuple[np.uint32, np.uint8, np.uint64]:
    """The register after the token that begins at `place`, all its bits by OR, and where it ends: behind it stands a space."""
    register = FULL
    bits = np.uint8(0)
    while data[place] != SPACE:
        byte = data[place]
        register = np.uint32(register >> np.uint32(8)) ^ table[(register ^ byte) & np.uint32(255)]
        bits |= byte
        place += np.uint64(1)
    return register, bits, place


@compile_loop
def read_row(folded: Folded, row: int, tables: CrcTables, long_word: int, sets: tuple[U32, U32]) -> tuple[np.uint64, np.uint64, tuple[np.uint64, np.uint64]]:
    """Write the hashes of a text's shingles and long words; gives how many tokens and long words it has, and where its openings end."""
    shingles, words = sets
    place, end = np.uint64(folded.starts[row]), np.uint64(folded.ends[row])
    opening = second_opening = place
    count = word_count = np.uint64(0)
    previous = pair = np.uint32(0)
    while place < end:
        first = place
        register, bits, place = read_token(folded.data, place, tables.bytes)
        length = place - first
        lead = register ^ (tables.leads[length] if length < LENGTHS else move_on(tables.leads[0], length, tables.moves))
        # A shingle of what went before is written too; it is overwritten until there are three tokens.
        shingles[max(count, np.uint64(2)) - np.uint64(2)] = ~(move_on(pair, length + np.uint64(1), tables.moves) ^ lead)
        pair = move_on(previous, length + np.uint64(1), tables.moves) ^ lead
        previous = register
        words[word_count] = ~register
        word_count += np.uint64((length >= long_word) | (bits > ASCII_MOST))
        count += np.uint64(1)
        if count == FIRST_OPENING:
            opening = place
        if count == SECOND_OPENING:
            second_opening = place
        place += np.uint64(1)
    return count, word_count, (opening, second_opening)


@compile_loop
def digest_rows(folded: Folded, limits: tuple[int, int], tables: CrcTables, salts: Salts, digests: Digests) -> None:
    """Digest folded texts; `limits` are the fewest tokens of a text that has sets, and the letters of a long word."""
    largest = 1
    for row in range(len(folded.starts)):
        largest = max(largest, (folded.ends[row] - folded.starts[row]) // 2 + 2)
    shingles, words, spare = np.empty(largest, np.uint32), np.empty(largest, np.uint32), np.empty(largest, np.uint32)
    shingles_at = words_at = np.uint64(0)
    for row in range(len(folded.starts)):
        start, end = np.uint64(folded.starts[row]), np.uint64(folded.ends[row])
        count, word_count, openings = read_row(folded, row, tables, limits[1], (shingles, words))
        digests.counts[row] = count
        digests.keys[row] = hash_bytes(folded.words, start, end - start, salts.text)
        digests.openings[row, 0] = hash_bytes(folded.words, start, openings[0] - start, salts.opening)
        digests.openings[row, 1] = hash_bytes(folded.words, start, openings[1] - start, salts.opening)
        if count >= limits[0]:
            shingle_count = count - np.uint64(SHINGLE_TOKENS - 1) if count >= SHINGLE_TOKENS else np.uint64(0)
            shingles_at = unite(shingles, shingle_count, spare, digests.shingles, shingles_at)
            words_at = unite(words, word_count, spare, digests.words, words_at)
        digests.shingle_starts[row + 1] = shingles_at
        digests.word_starts[row + 1] = words_at
