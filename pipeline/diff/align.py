"""Two files of papers, each sorted by id, gone through at once: which lines are the same, and where the others begin."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import msgspec
import numpy as np

from pipeline.columns import I64
from pipeline.errors import CorpusError

ABSENT: Final = -1
BUFFER_BYTES: Final = 1 << 20
TELL_EVERY: Final = 1 << 26
"""Bytes between two reports of how far it is."""


class Alignment(msgspec.Struct, frozen=True, eq=False):
    """The papers that are not the same in both files, in the order of their ids: at which byte the line of each begins in either file."""

    old: I64
    """[rows] `ABSENT` where only the new file has this id."""
    new: I64
    same: int
    """How many lines are the same."""


class _Head(msgspec.Struct, frozen=True):
    id: str


HEADS = msgspec.json.Decoder(_Head)


class _Cursor:
    """The line of a file that is looked at now; none at its end."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = path.open("rb", buffering=BUFFER_BYTES)
        self._last = ""
        self.at = 0
        self.line = self._file.readline()

    def advance(self) -> None:
        """Go to the next line."""
        self.at += len(self.line)
        self.line = self._file.readline()

    def read_id(self) -> str:
        """The id in the line. Raises `CorpusError` for a line that is no paper, or out of order."""
        try:
            paper_id = HEADS.decode(self.line).id
        except msgspec.DecodeError as error:
            raise CorpusError(f"{self._path}: no paper at byte {self.at} ({error}). Make the corpus anew with 'papersieve run --replace'.") from error
        if paper_id < self._last:
            raise CorpusError(
                f"{self._path}: not sorted by id at byte {self.at} ('{paper_id}' after '{self._last}'). Compare the files as 'papersieve run' writes them."
            )
        self._last = paper_id
        return paper_id

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def align_papers(old: Path, new: Path, tell: Callable[[int], object]) -> Alignment:
    """Where two files of papers differ; `tell` is told how many bytes of both are done.

    Raises `CorpusError` for a file that is not what `papersieve run` writes.
    """
    rows = (array("q"), array("q"))
    same = 0
    before, after = _Cursor(old), _Cursor(new)
    next_tell = TELL_EVERY
    try:
        while before.line or after.line:
            if before.line == after.line:
                same += 1
                before.advance()
                after.advance()
            else:
                _align_one(before, after, rows)
            if before.at + after.at >= next_tell:
                tell(before.at + after.at)
                next_tell = before.at + after.at + TELL_EVERY
    finally:
        before.close()
        after.close()
    return Alignment(np.array(rows[0], np.int64), np.array(rows[1], np.int64), same)


def _align_one(before: _Cursor, after: _Cursor, rows: tuple[array[int], array[int]]) -> None:
    """Note the lower of two ids, or both where they are equal, and go on behind it."""
    old_id = before.read_id() if before.line else None
    new_id = after.read_id() if after.line else None
    takes_old = old_id is not None and (new_id is None or old_id <= new_id)
    takes_new = new_id is not None and (old_id is None or new_id <= old_id)
    rows[0].append(before.at if takes_old else ABSENT)
    rows[1].append(after.at if takes_new else ABSENT)
    if takes_old:
        before.advance()
    if takes_new:
        after.advance()


class Lines:
    """The lines of a file, each found by the byte it begins at."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")

    def read(self, at: int) -> bytes:
        """The line that begins at a byte."""
        self._file.seek(at)
        return self._file.readline()

    def walk(self) -> Iterator[tuple[int, bytes]]:
        """Each line of the file with the byte it begins at."""
        at = 0
        self._file.seek(0)
        for line in self._file:
            yield at, line
            at += len(line)

    def close(self) -> None:
        """Close the file."""
        self._file.close()
