"""Copying lines into files that are hashed as they are written: nobody reads them again for that."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import mmap
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from pipeline.columns import Files, Spans

CHUNK_BYTES = 1 << 20
"""So much is read into one piece of memory, hashed and written, while it lies in the processor's cache."""
DIRECT_BYTES = 64 << 20
"""A file of this size and more goes to the disk past the system's cache. It has to be there before it is published anyway, and
the cache asks for fresh memory: 3 GB took 9.5 s of the system's time in a virtual machine, and 1 s past it."""
DIRECT = getattr(os, "O_DIRECT", 0)
"""Linux has it, macOS does not."""
BLOCK_BYTES = 4096
"""Past the cache only whole blocks can be written."""


def write_pieces(path: Path, pieces: Iterable[bytes | memoryview]) -> str:
    """Write a file of pieces; gives its sha-256."""
    digest = hashlib.sha256()
    with path.open("wb") as file:
        for piece in pieces:
            digest.update(piece)
            file.write(piece)
    return digest.hexdigest()


def copy_lines(path: Path, sources: Sequence[Path], spans: Spans) -> str:
    """Write lines of other files, in their order, as a file; gives its sha-256. Raises `OSError` where a source ends before its line."""
    digest = hashlib.sha256()
    handle = _open_to_write(path, is_large=int(spans.size.sum()) >= DIRECT_BYTES)
    try:
        for chunk in _gather(sources, spans):
            digest.update(chunk)
            _write_all(handle, chunk)
    finally:
        os.close(handle)
    return digest.hexdigest()


def _open_to_write(path: Path, *, is_large: bool) -> int:
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    try:
        return os.open(path, flags | (DIRECT if is_large else 0), 0o666)
    except OSError as error:
        # Some file systems do not know how to write past the cache.
        if not is_large or error.errno != errno.EINVAL:
            raise
        return os.open(path, flags, 0o666)


def _write_all(handle: int, chunk: memoryview) -> None:
    """Write a chunk; one that is not of whole blocks, which is the last, goes through the cache."""
    if len(chunk) % BLOCK_BYTES:
        fcntl.fcntl(handle, fcntl.F_SETFL, fcntl.fcntl(handle, fcntl.F_GETFL) & ~DIRECT)
    written = 0
    while written < len(chunk):
        written += os.write(handle, chunk[written:])


def _gather(sources: Sequence[Path], spans: Spans) -> Iterator[memoryview]:
    """The lines in chunks, each of which is overwritten by the next; lines that lie one behind another are read as one."""
    ends = spans.at + spans.size
    goes_on = (spans.file[1:] == spans.file[:-1]) & (spans.at[1:] == ends[:-1])
    first = np.flatnonzero(np.concatenate([[True], ~goes_on]))[: len(ends)]
    last = np.append(first, len(ends))[1:] - 1
    chunk = memoryview(mmap.mmap(-1, CHUNK_BYTES))  # It begins where a page does.
    filled = 0
    with Files(sources) as files:
        for number, start, end in zip(spans.file[first].tolist(), spans.at[first].tolist(), ends[last].tolist(), strict=True):
            at = start
            while at < end:
                count = files.read_into(chunk[filled : filled + end - at], number, at)
                at, filled = at + count, filled + count
                if filled == CHUNK_BYTES:
                    yield chunk
                    filled = 0
    yield chunk[:filled]
