"""CRC-32 as tables: that of a shingle is made from those of its tokens, so that each byte is read once.

A CRC is linear: the register after A and B is the one after A, moved on by as many zeros as B has bytes, XOR the one after B from an
empty register. Moving on by a given number of bytes is four look-ups (Mark Adler's `crc32_combine`, with a table a length).
"""

from __future__ import annotations

from functools import cache
from typing import Final, NamedTuple

import numpy as np

from pipeline.dedupe.table import U32

POLYNOMIAL: Final = np.uint32(0xEDB88320)
FULL: Final = np.uint32(0xFFFFFFFF)
"""The register before the first byte."""
LENGTHS: Final = 32
"""Moves of fewer bytes have a table: 99.99 % of the tokens of abstracts are shorter."""
SPACE: Final = ord(" ")


class CrcTables(NamedTuple):
    """Tables for compiled loops."""

    bytes: U32
    """[256]: the register after one byte, from an empty register."""
    moves: U32
    """[LENGTHS, 4, 256]: each byte of a register moved on by so many bytes."""
    leads: U32
    """[LENGTHS]: what the registers after a token of so many bytes differ by: one from the full register, one from an empty
    register with a space before."""


@cache
def make_tables() -> CrcTables:
    """The tables of CRC-32."""
    table = np.arange(256, dtype=np.uint32)
    for _ in range(8):
        table = (table >> np.uint32(1)) ^ (POLYNOMIAL * (table & np.uint32(1)))
    shifts = np.arange(4, dtype=np.uint32) * np.uint32(8)
    return CrcTables(
        bytes=table,
        moves=repeat_moves(np.arange(256, dtype=np.uint32) << shifts[:, None], table, LENGTHS),
        leads=repeat_moves(table[SPACE : SPACE + 1] ^ FULL, table, LENGTHS)[:, 0].copy(),
    )


def repeat_moves(registers: U32, table: U32, times: int) -> U32:
    """Registers moved on by 0, 1, 2, ... zero bytes."""
    moved = [registers]
    for _ in range(times - 1):
        moved.append((moved[-1] >> np.uint32(8)) ^ table[moved[-1] & np.uint32(255)])
    return np.stack(moved)
