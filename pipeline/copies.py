"""Copies of dumps in `.state/`: what a page or a person is shown of a dump, also when its file has gone.

A copy is one shard's bytes in blocks that are packed each on its own, with an index behind them: so a stretch is read by
unpacking the block it lies in. It is known by the dump's sha-256 and the range, since nothing else matters to it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import BinaryIO, NamedTuple

import msgspec
import numpy as np
import zstandard

from pipeline.columns import Maps, append_columns, read_columns
from pipeline.read import read_bytes
from pipeline.records import Shard
from pipeline.state import State, open_atomically

MAX_COPIED_BYTES = 1 << 28
"""A larger dump is not copied. It is a snapshot, which stays where it was downloaded from."""
BLOCK_BYTES = 1 << 18
"""So much is packed at once: at 64 kB a snapshot packs to 39 % and not to 36 %, and of more, more must be unpacked to show a line."""
LEVEL = 1
"""Of zstd: a snapshot packs to 36 % at 200 MB/s; level 3 takes half as long again for a twentieth less."""
SUFFIX = ".copy"
KEPT_BLOCKS = 4
"""So many unpacked blocks are kept: who reads records in their order needs the same one again and again."""
KEPT_FILES = 64


class _Note(msgspec.Struct, frozen=True, array_like=True):
    """What is noted of a copy beside its blocks."""

    block_bytes: int


class _Packed(NamedTuple):
    """A copy as it lies on the disk: where its blocks end, and how many bytes each is of."""

    data: memoryview
    block_bytes: int
    ends: list[int]

    def unpack(self, block: int) -> bytes:
        return zstandard.ZstdDecompressor().decompress(self.data[self.ends[block] : self.ends[block + 1]])


class Copies:
    """The copies that are in the `.state/` of a corpus."""

    def __init__(self, state: State) -> None:
        found: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
        paths = sorted(state.copies.glob(f"*{SUFFIX}"))
        for number, path in enumerate(paths):
            sha256, start, end = path.name.removesuffix(SUFFIX).split("-")
            found[sha256].append((int(start), int(end), number))
        self._parts = {sha256: sorted(parts) for sha256, parts in found.items()}
        self._maps = Maps(paths)
        self._packed: dict[int, _Packed] = {}
        self._unpack = lru_cache(KEPT_BLOCKS)(lambda number, block: self._open(number).unpack(block))

    def read(self, sha256: str, start: int, end: int) -> bytes | None:
        """The bytes `[start, end)` of a dump; None where they are not copied, all of them."""
        pieces: list[bytes] = []
        at = start
        for low, high, number in self._parts.get(sha256, []):
            if low <= at < min(end, high):
                pieces += self._read_part(number, at - low, min(end, high) - low)
                at = min(end, high)
        return b"".join(pieces) if at >= end else None

    def _read_part(self, number: int, start: int, end: int) -> Iterator[bytes]:
        """The bytes `[start, end)` of what a file holds, from the blocks they lie in."""
        size = self._open(number).block_bytes
        for block in range(start // size, -(-end // size)):
            first = block * size
            yield self._unpack(number, block)[max(0, start - first) : end - first]

    def _open(self, number: int) -> _Packed:
        known = self._packed.get(number)
        if known is None:
            data = self._maps.view(number)
            columns = read_columns(data)
            size = msgspec.msgpack.decode(columns.note, type=_Note).block_bytes
            known = self._packed[number] = _Packed(data, size, columns.arrays["ends"].tolist())
            if len(self._packed) > KEPT_FILES:
                del self._packed[next(iter(self._packed))]
        return known


def store_copy(state: State, shard: Shard, max_dump_bytes: int) -> None:
    """Copy the bytes of a shard, if its dump is not too large to be shown from `.state/` and they are not there yet.

    Raises `OSError` where the dump cannot be read any more.
    """
    path = state.copies / name_copy(shard)
    if shard.dump.bytes > MAX_COPIED_BYTES or path.exists():
        return
    data = read_bytes(shard.dump, max_dump_bytes, shard.start, shard.end)
    if data:
        with open_atomically(path) as file:
            _pack(file, data)


def forget_copies(state: State, keep: Iterable[Shard]) -> None:
    """Remove the copies that no shard of the corpus is of."""
    kept = {name_copy(shard) for shard in keep}
    for path in state.copies.iterdir():
        if path.name not in kept:
            path.unlink()


def name_copy(shard: Shard) -> str:
    """The name of the file that holds the copy of a shard."""
    return f"{shard.dump.sha256}-{shard.start}-{shard.end}{SUFFIX}"


def _pack(file: BinaryIO, data: bytes) -> None:
    packer = zstandard.ZstdCompressor(level=LEVEL)
    ends = [0]
    for start in range(0, len(data), BLOCK_BYTES):
        ends.append(ends[-1] + file.write(packer.compress(data[start : start + BLOCK_BYTES])))
    append_columns(file, _Note(BLOCK_BYTES), {"ends": np.array(ends, np.int64)})
