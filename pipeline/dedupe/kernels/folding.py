"""Texts folded by tables, as `folding.split_tokens` does it character by character."""

from __future__ import annotations

import numpy as np

from pipeline.dedupe.alphabet import MULTIBYTE, Alphabet
from pipeline.dedupe.kernels.compile import Folded, compile_loop
from pipeline.dedupe.table import I64, U8
from pipeline.dedupe.texts import ALIGNMENT

SPACE = ord(" ")


@compile_loop
def decode(data: U8, at: np.uint64) -> tuple[np.uint32, np.uint64]:
    """The character of several bytes that begins at `at`, and how many it has. The text is valid UTF-8."""
    one = np.uint64(1)
    lead = np.uint32(data[at])
    second = np.uint32(data[at + one]) & np.uint32(63)
    if lead < 0xE0:
        return ((lead & np.uint32(31)) << np.uint32(6)) | second, np.uint64(2)
    third = np.uint32(data[at + one + one]) & np.uint32(63)
    if lead < 0xF0:
        return ((lead & np.uint32(15)) << np.uint32(12)) | (second << np.uint32(6)) | third, np.uint64(3)
    fourth = np.uint32(data[at + np.uint64(3)]) & np.uint32(63)
    return ((lead & np.uint32(7)) << np.uint32(18)) | (second << np.uint32(12)) | (third << np.uint32(6)) | fourth, np.uint64(4)


@compile_loop
def fold_rows(data: U8, starts: I64, is_folded: U8, alphabet: Alphabet, folded: Folded) -> None:
    """Fold the texts `data[starts[i]:starts[i + 1]]`; those marked as folded are taken as they are."""
    one = np.uint64(1)
    at = np.uint64(0)
    for row in range(len(starts) - 1):
        folded.starts[row] = at
        last = np.uint8(SPACE)
        single = alphabet.single[is_folded[row]]
        place, end = np.uint64(starts[row]), np.uint64(starts[row + 1])
        while place < end:
            spelt = single[data[place]]
            if spelt == MULTIBYTE:
                code, size = decode(data, place)
                at, last = write_piece(alphabet, np.uint64(alphabet.places[code]), folded.data, at, last)
                place += size
            else:
                # Written in any case, and kept where it is no second space and nothing that is dropped: a branch would often be guessed wrong.
                folded.data[at] = spelt
                at += np.uint64((spelt > SPACE) | ((spelt == SPACE) & (last != SPACE)))
                last = spelt if spelt != 0 else last
                place += one
        if last == SPACE and at > np.uint64(folded.starts[row]):
            at -= one
        folded.ends[row] = at
        room = np.uint64(ALIGNMENT) - at % np.uint64(ALIGNMENT) + np.uint64(ALIGNMENT if row == len(starts) - 2 else 0)
        for _ in range(room):
            folded.data[at] = SPACE
            at += one


@compile_loop
def write_piece(alphabet: Alphabet, piece: np.uint64, data: U8, at: np.uint64, last: np.uint8) -> tuple[np.uint64, np.uint8]:
    """Write what a character of several bytes comes to; gives where that ends, and the last byte."""
    one = np.uint64(1)
    for place in range(piece + one, piece + one + np.uint64(alphabet.pieces[piece])):
        spelt = alphabet.pieces[place]
        data[at] = spelt
        at += np.uint64((spelt > SPACE) | (last != SPACE))
        last = spelt
    return at, last
