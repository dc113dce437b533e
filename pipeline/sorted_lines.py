"""Lines of a large file that is in the order of their keys, found by halving it; or by what they hold, in its mapped bytes."""

from __future__ import annotations

import mmap
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Generic, TypeAlias, TypeVar

import msgspec

from pipeline.errors import CorpusError

Line = TypeVar("Line")
Whole = TypeVar("Whole")
Key: TypeAlias = tuple[Any, ...]


class SortedLines(Generic[Line]):
    """The lines of a file that is in the order of their keys. `decoder` reads of a line what `read_key` makes a key of.

    Raises `CorpusError` where the file, or later a line of it, cannot be read.
    """

    def __init__(self, path: Path, decoder: msgspec.json.Decoder[Line], read_key: Callable[[Line], Key]) -> None:
        self._decoder = decoder
        self._read_key = read_key
        self._path = path
        try:
            with path.open("rb") as file:
                is_empty = not os.fstat(file.fileno()).st_size  # No empty file can be mapped.
                self._data: mmap.mmap | bytes = b"" if is_empty else mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except OSError as error:
            raise CorpusError(f"{path}: cannot be read ({error.strerror}). Make the corpus anew with 'papersieve run --replace'.") from error

    def close(self) -> None:
        """Let go of the file."""
        if isinstance(self._data, mmap.mmap):
            self._data.close()

    def find(self, key: Key) -> bytes | None:
        """The line of a key."""
        line = self._read_at(self._seek(key))
        return line if line and self._key_of(line) == key else None

    def walk(self, key: Key | None = None) -> Iterator[bytes]:
        """The lines, from the first whose key is not below `key`."""
        start = 0 if key is None else self._seek(key)
        with self._path.open("rb") as file:
            file.seek(start)
            yield from file

    def read(self, line: bytes, decoder: msgspec.json.Decoder[Whole]) -> Whole:
        """A line of the file as the decoder reads it."""
        try:
            return decoder.decode(line)
        except msgspec.DecodeError as error:
            raise CorpusError(f"{self._path}: a line cannot be read: {error}. Make the corpus anew with 'papersieve run --replace'.") from error

    def search(self, text: bytes, before: bytes) -> Iterator[bytes]:
        """The lines that hold the text behind one of the bytes `before`, each once."""
        at = self._data.find(text)
        while at >= 0:
            if self._data[at - 1 : at] not in {bytes([byte]) for byte in before}:
                at = self._data.find(text, at + 1)
                continue
            start = self._data.rfind(b"\n", 0, at) + 1
            line = self._read_at(start)
            yield line
            at = self._data.find(text, start + len(line))

    def read_around(self, key: Key, count: int) -> list[Line]:
        """The lines that stand at most so many places from where the key would."""
        middle = self._seek(key)
        start = middle
        for _ in range(count):
            start = self._data.rfind(b"\n", 0, max(0, start - 1)) + 1
        lines: list[Line] = []
        while start < len(self._data) and len(lines) < 2 * count:
            line = self._read_at(start)
            lines.append(self._decode(line))
            start += len(line)
        return lines

    def _seek(self, key: Key) -> int:
        """Where the first line begins whose key is not below this one; the end of the file where all are."""
        low, high = 0, len(self._data)
        while low < high:
            start = self._data.rfind(b"\n", low, (low + high) // 2) + 1 or low
            line = self._read_at(start)
            if self._key_of(line) < key:
                low = start + len(line)
            else:
                high = start
        return low

    def _read_at(self, start: int) -> bytes:
        end = self._data.find(b"\n", start)
        return bytes(self._data[start : end + 1 if end >= 0 else len(self._data)])

    def _key_of(self, line: bytes) -> Key:
        return self._read_key(self._decode(line))

    def _decode(self, line: bytes) -> Line:
        return self.read(line, self._decoder)
