"""Copying lines into files that are hashed as they are written: nobody reads them again for that."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import numpy as np

from pipeline.columns import Maps, Spans

CHUNK_BYTES = 8 << 20
"""So much is written at once: writes of one megabyte take twice the time of the system."""
RELEASE_CHUNKS = 8
"""After so many chunks the memory of what was read is given back."""


class HashedFile:
    """A file that knows the sha-256 of what was written to it. A thread hashes each piece while it is written."""

    def __init__(self, file: BinaryIO, hasher: ThreadPoolExecutor) -> None:
        self._file = file
        self._hasher = hasher
        self._digest = hashlib.sha256()
        self._last: Future[None] | None = None

    def write(self, data: bytes) -> None:
        """Write and hash."""
        if self._last is not None:
            self._last.result()
        self._last = self._hasher.submit(self._digest.update, data)
        self._file.write(data)

    def hexdigest(self) -> str:
        """The sha-256 of all that was written."""
        if self._last is not None:
            self._last.result()
        return self._digest.hexdigest()


@contextmanager
def open_hashed(path: Path) -> Iterator[HashedFile]:
    """A file to write and hash."""
    with path.open("wb") as file, ThreadPoolExecutor(1) as hasher:
        yield HashedFile(file, hasher)


def write_pieces(path: Path, pieces: Iterable[bytes]) -> str:
    """Write a file of pieces; gives its sha-256."""
    with open_hashed(path) as file:
        for piece in pieces:
            file.write(piece)
        return file.hexdigest()


def copy_lines(path: Path, maps: Maps, spans: Spans) -> str:
    """Write lines, in their order, as a file; gives its sha-256."""
    with open_hashed(path) as file:
        for number, chunk in enumerate(_join_lines(maps, spans), 1):
            file.write(chunk)
            if number % RELEASE_CHUNKS == 0:
                maps.release()
        return file.hexdigest()


def _join_lines(maps: Maps, spans: Spans) -> Iterator[bytes]:
    """The lines in chunks; those that lie one behind another are copied as one."""
    ends = spans.at + spans.size
    goes_on = (spans.file[1:] == spans.file[:-1]) & (spans.at[1:] == ends[:-1])
    first = np.flatnonzero(np.concatenate([[True], ~goes_on]))[: len(ends)]
    last = np.append(first, len(ends))[1:] - 1
    pieces: list[memoryview] = []
    size = 0
    for file, start, end in zip(spans.file[first].tolist(), spans.at[first].tolist(), ends[last].tolist(), strict=True):
        view = maps.view(file)
        for at in range(start, end, CHUNK_BYTES):
            pieces.append(view[at : min(at + CHUNK_BYTES, end)])
            size += min(at + CHUNK_BYTES, end) - at
            if size >= CHUNK_BYTES:
                yield b"".join(pieces)
                pieces, size = [], 0
    if pieces:
        yield b"".join(pieces)
