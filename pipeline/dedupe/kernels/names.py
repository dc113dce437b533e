"""Surnames and words of names, as `names` finds them in names of the common forms.

A name that may be of another form is left to `names` itself: one that may hold several authors, a second comma, a word that is no
name, a character that is not spelt by itself.
"""

from __future__ import annotations

import numpy as np

from pipeline.dedupe.alphabet import HARD
from pipeline.dedupe.crc import FULL
from pipeline.dedupe.kernels.compile import Authors, Names, compile_loop
from pipeline.dedupe.kernels.sets import is_among
from pipeline.dedupe.table import U8, U32

NO_NAME, ONE_SURNAME, LEFT = range(3)
"""What `Names.states` says of an author: without a surname, with one, left to `names`."""
SPACE, COMMA, FULL_STOP = map(ord, " ,.")
SMALL_A, SMALL_D, SMALL_N, SMALL_Z, CAPITAL_A, CAPITAL_Z, UNDERSCORE, ZERO, NINE = map(ord, "adnzAZ_09")
MOST_INITIALS = 3
ASCII_MOST = 127


@compile_loop
def is_word_byte(byte: np.uint8) -> bool:
    """Whether a byte of UTF-8 is of a word for sure: a letter or digit of ASCII, or an underscore."""
    return bool((SMALL_A <= byte <= SMALL_Z) or (CAPITAL_A <= byte <= CAPITAL_Z) or (ZERO <= byte <= NINE) or byte == UNDERSCORE)


@compile_loop
def is_capital(byte: np.uint8) -> bool:
    """Whether a byte is a capital of ASCII."""
    return bool(CAPITAL_A <= byte <= CAPITAL_Z)


@compile_loop
def begins_word(byte: np.uint8, following: np.uint8) -> bool:
    """Whether two bytes may begin a word with a capital, rather than be an initial and what parts it from what follows."""
    return is_capital(byte) and bool(following > ASCII_MOST or is_word_byte(following))


@compile_loop
def may_be_several(raw: U8, start: int, end: int) -> bool:
    """Whether the word `and` may stand in a name, or a longer word right behind an initial and its full stop."""
    for place in range(start, end - 2):
        if raw[place] == FULL_STOP and place > start and is_capital(raw[place - 1]) and begins_word(raw[place + 1], raw[place + 2]):
            return True
        if raw[place] == SMALL_A and raw[place + 1] == SMALL_N and raw[place + 2] == SMALL_D:
            is_start = place == start or not is_word_byte(raw[place - 1])
            if is_start and (place + 3 == end or not is_word_byte(raw[place + 3])):
                return True
    return False


@compile_loop
def ends_in_initials(raw: U8, start: int, end: int) -> bool:
    """Whether a name ends as `names.TRAILING_INITIALS_RE` says: in a small letter, spaces, one to three capitals and perhaps a full stop."""
    while end > start and raw[end - 1] == SPACE:
        end -= 1
    if end > start and raw[end - 1] == FULL_STOP:
        end -= 1
    initials = end
    while end > start and CAPITAL_A <= raw[end - 1] <= CAPITAL_Z:
        end -= 1
    if not 1 <= initials - end <= MOST_INITIALS:
        return False
    spaces = end
    while end > start and raw[end - 1] == SPACE:
        end -= 1
    return end < spaces and end > start and SMALL_A <= raw[end - 1] <= SMALL_Z


@compile_loop
def read_word(data: U8, place: np.uint64, end: np.uint64, table: U32) -> tuple[np.uint32, int, np.uint64]:
    """The CRC-32 of the word that begins at `place`, how many characters it has (none for a mark), and where it ends."""
    register = FULL
    characters = 0
    while place < end and data[place] != SPACE and data[place] != COMMA and data[place] != HARD:
        byte = data[place]
        register = np.uint32(register >> np.uint32(8)) ^ table[(register ^ byte) & np.uint32(255)]
        characters += (byte & np.uint8(0xC0)) != np.uint8(0x80)
        place += np.uint64(1)
    return np.uint32(~register), characters, place


@compile_loop
def read_name(authors: Authors, row: int, tables: tuple[U32, U32], words: U32, at: int) -> tuple[int, np.uint32, int]:
    """Write the hashes of the words of a name from `at` on; gives how it was read, its surname and where the words end."""
    table, no_surnames = tables
    place, end = np.uint64(authors.folded.starts[row]), np.uint64(authors.folded.ends[row])
    rank = rank_before = commas = 0  # A surname ranks 2, an initial in its place 1.
    surname = surname_before = np.uint32(0)
    while place < end:
        value, characters, place = read_word(authors.folded.data, place, end, table)
        if is_among(value, no_surnames):
            return LEFT, surname, at
        if characters > 1:
            words[at] = value
            at += 1
        if commas == 0 and characters > 0:
            surname_before, rank_before = surname, rank
            if characters > 1 or rank < 2:
                surname, rank = value, min(characters, 2)
        if place < end:
            mark = authors.folded.data[place]
            commas += mark == COMMA
            if mark == HARD or commas > 1:
                return LEFT, surname, at
            place += np.uint64(1)
    if commas == 0 and ends_in_initials(authors.raw, authors.raw_starts[row], authors.raw_starts[row + 1]):
        surname, rank = surname_before, rank_before
    if rank == 0:
        return (LEFT if commas > 0 else NO_NAME), surname, at
    return ONE_SURNAME, surname, at


@compile_loop
def hash_name_rows(authors: Authors, tables: tuple[U32, U32], names: Names) -> None:
    """Hash the surname and the words of each name; `tables` are that of CRC-32 and the hashes of words that are no names."""
    at = 0
    for row in range(len(names.states)):
        first = at
        names.states[row], names.surnames[row], at = read_name(authors, row, tables, names.words, at)
        if may_be_several(authors.raw, authors.raw_starts[row], authors.raw_starts[row + 1]):
            names.states[row] = LEFT
        if names.states[row] == LEFT:
            at = first
        names.word_starts[row + 1] = at
