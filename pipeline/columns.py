"""Columns on disk: arrays behind the lines of one file, found by an index at its end and read without a copy.

A file is its lines as they were written, then the arrays, then the index in MessagePack, then where the index begins and a
mark. So lines can be written as they come, and a file that was cut short has no mark.
"""

from __future__ import annotations

import itertools
import mmap
import os
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO, Self, TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

I64: TypeAlias = NDArray[np.int64]
U64: TypeAlias = NDArray[np.uint64]
S48: TypeAlias = NDArray[np.bytes_]

MARK = b"PSCOLS1\n"
ALIGNMENT = 8
MAX_MAPS = 256
"""So many files are mapped at once: each holds a handle, and a process may have 1,024."""
MAX_OPEN = 256
"""So many files are open for each that is written."""
RELEASE_VIEWS = 1024
"""After so many looks the memory of what was seen is given back: each look at a line of 2 kB maps up to 250 kB around it."""


class _Index(msgspec.Struct, frozen=True, array_like=True):
    """What stands at the end of a file: what its writer noted, and for each array its name, type, shape and place."""

    note: msgspec.Raw
    arrays: tuple[tuple[str, str, tuple[int, ...], int], ...]


class Columns(msgspec.Struct, frozen=True, eq=False):
    """The arrays of a file and what its writer noted, in MessagePack."""

    note: bytes
    arrays: dict[str, NDArray[Any]]


def append_columns(file: BinaryIO, note: msgspec.Struct, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write arrays, the index and the mark behind what stands in the file already."""
    at = file.tell()
    places = []
    for name, array in arrays.items():
        padding = -at % ALIGNMENT
        file.write(bytes(padding))
        file.write(np.ascontiguousarray(array).data.cast("B") if array.size else b"")
        places.append((name, array.dtype.str, array.shape, at + padding))
        at += padding + array.nbytes
    index = msgspec.msgpack.encode(_Index(msgspec.Raw(msgspec.msgpack.encode(note)), tuple(places)))
    file.write(index + at.to_bytes(8, "little") + MARK)


def read_columns(data: memoryview) -> Columns:
    """The arrays of a file, as views into its bytes. Raises `ValueError` for bytes that are no whole file of columns."""
    if bytes(data[-len(MARK) :]) != MARK:
        raise ValueError("not a file of columns, or not all of it")
    tail = len(data) - len(MARK) - 8
    start = int.from_bytes(data[tail : tail + 8], "little")
    index = msgspec.msgpack.decode(data[start:tail], type=_Index)
    arrays = {name: np.frombuffer(data, dtype, int(np.prod(shape)), at).reshape(shape) for name, dtype, shape, at in index.arrays}
    return Columns(bytes(index.note), arrays)


class Maps:
    """Files read as if they lay in memory: the last `MAX_MAPS` of them stay mapped."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self.paths = tuple(paths)
        self._open: OrderedDict[int, tuple[mmap.mmap, memoryview]] = OrderedDict()
        self._views = 0

    def view(self, number: int) -> memoryview:
        """The bytes of a file, by its number."""
        self._views += 1
        if self._views % RELEASE_VIEWS == 0:
            self.release()
        found = self._open.get(number)
        if found is None:
            found = _map_file(self.paths[number])
            self._open[number] = found
            if len(self._open) > MAX_MAPS:
                # Who still holds a view keeps the map alive.
                self._open.popitem(last=False)
        else:
            self._open.move_to_end(number)
        return found[1]

    def release(self) -> None:
        """Let the system take back the memory of what was read, which stays in its cache."""
        for mapped, _ in self._open.values():
            mapped.madvise(mmap.MADV_DONTNEED)


class Files:
    """Files of which lines are read here and there: the last `MAX_OPEN` that were opened stay so.

    For many lines it takes half the time of looking at them in mapped files, where each look maps up to 250 kB around it.
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        self.paths = tuple(paths)
        self._handles: dict[int, int] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        for handle in self._handles.values():
            os.close(handle)

    def read(self, number: int, at: int, size: int) -> bytes:
        """So many bytes of a file. Raises `OSError` where it ends before them."""
        data = os.pread(self._open(number), size, at)
        if len(data) < size:
            raise OSError(f"{self.paths[number]}: ends at byte {at + len(data)}, in the middle of a line")
        return data

    def read_into(self, room: memoryview, number: int, at: int) -> int:
        """Read from a byte of a file as much as there is room for, or less; gives how much. Raises `OSError` where there is nothing."""
        count = os.preadv(self._open(number), [room], at)
        if not count:
            raise OSError(f"{self.paths[number]}: ends at byte {at}, in the middle of a line")
        return count

    def _open(self, number: int) -> int:
        handle = self._handles.get(number)
        if handle is None:
            if len(self._handles) == MAX_OPEN:
                os.close(self._handles.pop(next(iter(self._handles))))
            handle = self._handles[number] = os.open(self.paths[number], os.O_RDONLY)
            if hasattr(os, "posix_fadvise"):  # Not on macOS.
                # Nearly all of it is wanted, in no order: the disk is not to be asked line by line.
                os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_WILLNEED)
        return handle


class Spans(msgspec.Struct, frozen=True, eq=False):
    """Where lines lie: in which file, from which byte, how many bytes."""

    file: I64
    at: I64
    size: I64

    def take(self, which: I64 | NDArray[np.bool_]) -> Spans:
        """Some of the lines."""
        return Spans(self.file[which], self.at[which], self.size[which])

    def join(self, others: Spans) -> Spans:
        """These lines, then the others."""
        return Spans(np.concatenate([self.file, others.file]), np.concatenate([self.at, others.at]), np.concatenate([self.size, others.size]))

    def replace(self, which: I64, others: Spans) -> Spans:
        """The lines, with others in the places of some."""
        places = np.arange(len(self.at))
        places[which] = len(self.at) + np.arange(len(which))
        return self.join(others).take(places)

    def read(self, maps: Maps, number: int) -> memoryview:
        """A line."""
        return maps.view(int(self.file[number]))[int(self.at[number]) : int(self.at[number] + self.size[number])]

    def read_all(self, files: Files) -> Iterator[bytes]:
        """The lines, one after another."""
        return itertools.starmap(files.read, zip(self.file.tolist(), self.at.tolist(), self.size.tolist(), strict=True))


def _map_file(path: Path) -> tuple[mmap.mmap, memoryview]:
    handle = os.open(path, os.O_RDONLY)
    try:
        mapped = mmap.mmap(handle, 0, access=mmap.ACCESS_READ)
    finally:
        os.close(handle)
    return mapped, memoryview(mapped)
