"""Texts folded by tables, as `folding.split_tokens` does it character by character."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np

from pipeline.dedupe.alphabet import BLOCK_BITS, BLOCK_MASK, MULTIBYTE, Alphabet
from pipeline.dedupe.kernels.arrays import Folded
from pipeline.dedupe.kernels.compile import compile_loop, compile_part, inline_part
from pipeline.dedupe.table import I64, U8
from pipeline.dedupe.texts import ALIGNMENT

SPACE = ord(" ")
Pair: TypeAlias = tuple[np.uint64, np.uint64]


@compile_part
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


@inline_part
def write_single(data: U8, ends: Pair, single: U8, folded: U8, state: Pair) -> tuple[np.uint64, Pair]:
    """Write what the bytes from `ends[0]` on come to, up to one of a longer character or `ends[1]`; gives where that is, and the state there.

    `state` is where to write, and whether a token is open (1) or a space stands before (0). A byte is written in any case, and kept
    where it is no second space and nothing that is dropped: a branch would often be guessed wrong.
    """
    place, end = ends
    at, is_open = state
    one = np.uint64(1)
    while place < end:
        spelt = single[data[place]]
        if spelt == MULTIBYTE:
            break
        folded[at] = spelt
        is_letter, is_space = np.uint64(spelt > SPACE), np.uint64(spelt == SPACE)
        at += is_letter | (is_space & is_open)
        is_open = is_letter | (is_open & (one - is_space))
        place += one
    return place, (at, is_open)


@compile_part
def write_piece(alphabet: Alphabet, code: np.uint32, folded: U8, at: np.uint64, is_open: np.uint64) -> Pair:
    """Write what a character of several bytes comes to; gives the state after it."""
    one = np.uint64(1)
    block = np.uint32(alphabet.blocks[code >> np.uint32(BLOCK_BITS)])
    piece = np.uint64(alphabet.places[block + (code & np.uint32(BLOCK_MASK))])
    for place in range(piece + one, piece + one + np.uint64(alphabet.pieces[piece])):
        folded[at] = alphabet.pieces[place]
        is_letter = np.uint64(alphabet.pieces[place] != SPACE)
        at += is_letter | is_open
        is_open = is_letter
    return at, is_open


@compile_loop
def fold_rows(data: U8, starts: I64, is_folded: U8, alphabet: Alphabet, folded: Folded) -> None:
    """Fold the texts `data[starts[i]:starts[i + 1]]`; those marked as folded are taken as they are."""
    at = np.uint64(0)
    for row in range(len(starts) - 1):
        folded.starts[row] = at
        is_open = np.uint64(0)
        single = alphabet.single[is_folded[row]]
        place, end = np.uint64(starts[row]), np.uint64(starts[row + 1])
        while place < end:
            place, (at, is_open) = write_single(data, (place, end), single, folded.data, (at, is_open))
            if place < end:
                code, size = decode(data, place)
                at, is_open = write_piece(alphabet, code, folded.data, at, is_open)
                place += size
        if is_open == 0 and at > np.uint64(folded.starts[row]):
            at -= np.uint64(1)
        folded.ends[row] = at
        room = np.uint64(ALIGNMENT) - at % np.uint64(ALIGNMENT) + np.uint64(ALIGNMENT if row == len(starts) - 2 else 0)
        for _ in range(room):
            folded.data[at] = SPACE
            at += np.uint64(1)
