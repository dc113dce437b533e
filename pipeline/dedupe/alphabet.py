"""What each character of many texts comes to when it is folded, as tables for compiled loops."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from pipeline.dedupe.folding import DROPPED, fold_text, joins_neighbours
from pipeline.dedupe.table import I64, U8, U32

I32: TypeAlias = NDArray[np.int32]
Spell: TypeAlias = Callable[[str], str | None]

CODEPOINTS = 0x110000
BLOCK_BITS = 8
"""Few blocks of characters occur together: a table of all 1.1 million would take longer to make than texts to fold."""
BLOCK_MASK = (1 << BLOCK_BITS) - 1
BYTES = 256
ASCII_MOST = 127
MULTIBYTE = 1
"""In `Alphabet.single`: the byte begins a character of several."""
SPACE = ord(" ")
HARD = ord("!")
"""What stands in a folded name for a character that only Python's own folding understands."""


class Alphabet(NamedTuple):
    """What characters are folded to. A NamedTuple, which compiled loops take."""

    single: U8
    """[2, 256]: what a byte comes to, 0 where it is dropped; in the second row all stay as they are."""
    blocks: I32
    """Where in `places` the block of 256 characters begins that one of several bytes is of."""
    places: I32
    """Where in `pieces` it is."""
    pieces: U8
    """What they come to, each behind its length."""


def make_alphabet(codes: I64, spell: Spell, single: U8) -> Alphabet:
    """The tables for texts that hold these characters. One that `spell` cannot spell becomes `HARD`."""
    used = np.unique(codes >> BLOCK_BITS)
    blocks = np.zeros(CODEPOINTS >> BLOCK_BITS, np.int32)
    blocks[used] = np.arange(len(used)) << BLOCK_BITS
    places = np.zeros(len(used) << BLOCK_BITS, np.int32)
    pieces = bytearray()
    for code, place in zip(codes.tolist(), (blocks[codes >> BLOCK_BITS] + (codes & BLOCK_MASK)).tolist(), strict=True):
        spelt = spell(chr(code))
        piece = bytes([HARD]) if spelt is None else spelt.encode()
        places[place] = len(pieces)
        pieces.append(len(piece))
        pieces += piece
    return Alphabet(single, blocks, places, np.frombuffer(bytes(pieces) or b"\0", np.uint8))


def find_foreign(texts: Sequence[str]) -> tuple[U32, I64]:
    """The characters of the texts that are not ASCII, as code points, and of each the place among all characters."""
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), "<u4")
    places = np.flatnonzero(codes > ASCII_MOST)
    return codes[places], places


def find_distinct(codes: U32) -> I64:
    """The code points that occur, each once."""
    return np.flatnonzero(np.bincount(codes))


@cache
def spell_text_bytes() -> U8:
    """What the bytes of a text come to."""
    return _spell_bytes("", "")


@cache
def spell_name_bytes() -> U8:
    """What the bytes of a name come to: digits part words, a comma stays, and what may part authors is `HARD`."""
    return _spell_bytes("0123456789", ";&\\<" + "".join(map(chr, range(32))))


def _spell_bytes(parting: str, hard: str) -> U8:
    single = np.full((2, BYTES), MULTIBYTE, np.uint8)
    single[1] = np.arange(BYTES)
    for code in range(ASCII_MOST + 1):
        char = chr(code)
        spelt = ord(char.lower()) if char.isalnum() and char not in parting else SPACE
        single[0, code] = HARD if char in hard else 0 if code in DROPPED else spelt
    if hard:
        single[0, ord(",")] = ord(",")
    return single


@cache
def spell_name_character(char: str) -> str | None:
    """What a character comes to in a name, whose words are of letters alone; None where it joins its neighbours, or may be missed as white space.

    >>> spell_name_character("É"), spell_name_character("学"), spell_name_character("–"), spell_name_character("\xa0")
    ('e', '学', ' ', None)
    """
    if char.isspace() or joins_neighbours(char):
        return None
    return "".join(part if part.isalnum() and not part.isdecimal() else " " for part in fold_text(char))
