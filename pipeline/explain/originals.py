"""The dumps of a corpus as far as they are at hand: their accounts in the ledger, and their bytes, from the file or from the copy in `.state/`."""

from __future__ import annotations

import mmap
import os
import tempfile
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Self

import msgspec

from pipeline.copies import Copies
from pipeline.errors import CorpusError
from pipeline.lookup import DIGEST_CHARS, RECORD_ID
from pipeline.records import LedgerLine, Manifest, Record, Stretch
from pipeline.replay import Bytes, DumpText
from pipeline.state import State
from pipeline.verify import Finder
from pipeline.write.files import LEDGER

STRETCHES_KEY = b',"stretches":'
NO_STRETCHES = b"[]}"
HEAD_BYTES = 1 << 12
CHUNK_BYTES = 1 << 20


class Originals:
    """Finds dumps and reads them, each once. Nothing in them is trusted: who replays an edit compares what comes out."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self._folder = folder
        self._unpacked = tempfile.TemporaryDirectory()
        self._finder = Finder(folder, None, manifest.inputs, Path(self._unpacked.name))
        self._copies = Copies(State(folder))
        self._texts: dict[str, DumpText | None] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._unpacked.cleanup()

    @cached_property
    def _lines(self) -> dict[str, LedgerLine]:
        return {line.sha256[:DIGEST_CHARS]: line for line in _read_heads(self._folder / LEDGER)}

    @property
    def lines(self) -> tuple[LedgerLine, ...]:
        """The lines of the ledger, without their stretches."""
        return tuple(self._lines.values())

    def get_line(self, record: Record) -> LedgerLine | None:
        """The account of the dump that a record is from."""
        return self._lines.get(record.id.removeprefix(RECORD_ID)[:DIGEST_CHARS])

    def open_text(self, line: LedgerLine) -> DumpText | None:
        """The bytes of a dump with their charset; None where neither its file nor a copy is at hand."""
        if line.sha256 not in self._texts:
            data = self._open_bytes(line)
            self._texts[line.sha256] = None if data is None else DumpText(data, line.charset or "ascii")
        return self._texts[line.sha256]

    def read_stretches(self, line: LedgerLine) -> tuple[Stretch, ...]:
        """What became of a dump, from its first byte to its last."""
        number = [known.sha256 for known in self.lines].index(line.sha256)
        with (self._folder / LEDGER).open("rb") as file:
            return msgspec.json.decode(next(islice(file, number, None)), type=LedgerLine).stretches

    def _open_bytes(self, line: LedgerLine) -> Bytes | None:
        path = self._finder.find(line)
        if path is not None and path.stat().st_size == line.bytes:
            with path.open("rb") as file:
                return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if line.bytes else b""
        if not line.bytes:
            return b""
        ends = ((0, 1), (line.bytes - 1, line.bytes))
        return _CopiedBytes(self._copies, line) if all(self._copies.read(line.sha256, *end) for end in ends) else None


class _CopiedBytes:
    """A dump whose file has gone, read from its copy."""

    def __init__(self, copies: Copies, line: LedgerLine) -> None:
        self._copies = copies
        self._line = line

    def __len__(self) -> int:
        return self._line.bytes

    def __getitem__(self, span: slice, /) -> bytes:
        start, end, _ = span.indices(self._line.bytes)
        data = self._copies.read(self._line.sha256, start, end)
        if data is None:
            raise LookupError(f"bytes {start} to {end} of {self._line.dump} are not copied")
        return data


def _read_heads(path: Path) -> list[LedgerLine]:
    """The lines of the ledger without their stretches, which are most of it: 100 MB for a dump of a million records."""
    heads = []
    try:
        with path.open("rb") as file:
            while head := file.read(HEAD_BYTES):
                while STRETCHES_KEY not in head and (more := file.read(HEAD_BYTES)):
                    head += more
                start, _, behind = head.partition(STRETCHES_KEY)
                heads.append(msgspec.json.decode(start + STRETCHES_KEY + NO_STRETCHES, type=LedgerLine))
                _go_behind_line(file, behind)
    except (OSError, msgspec.DecodeError) as error:
        raise CorpusError(f"{path}: cannot be read: {error}. Make the corpus anew with 'papersieve run --replace'.") from error
    return heads


def _go_behind_line(file: BinaryIO, read: bytes) -> None:
    """Go to where the next line begins; `read` is what was read of this one last."""
    while b"\n" not in read:
        read = file.read(CHUNK_BYTES)
        if not read:
            return
    file.seek(read.find(b"\n") + 1 - len(read), os.SEEK_CUR)
