"""A corpus on disk as tests look at it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import msgspec

from pipeline.records import LedgerLine, Manifest, Paper, Record, Rejected
from pipeline.write.corpus import read_lines, read_papers, read_records

Line = TypeVar("Line")

PROJECT = Path(__file__).parent.parent
SEEDS = PROJECT / "seeds"
OUTPUTS = (
    "README.md",
    "croissant.json",
    "ledger.jsonl",
    "manifest.json",
    "papers.jsonl",
    "papers.schema.json",
    "records.jsonl",
    "records.schema.json",
    "rejected.jsonl",
    "report.html",
)


class Corpus(msgspec.Struct, frozen=True):
    """A corpus on disk, with its files read."""

    folder: Path
    manifest: Manifest

    @property
    def papers(self) -> list[Paper]:
        return list(read_papers(self.folder))

    @property
    def records(self) -> list[Record]:
        return list(read_records(self.folder))

    @property
    def ledger(self) -> list[LedgerLine]:
        return self._lines("ledger.jsonl", LedgerLine)

    @property
    def rejected(self) -> list[Rejected]:
        return self._lines("rejected.jsonl", Rejected)

    @property
    def files(self) -> dict[str, bytes]:
        """All files but `.state/`."""
        return {path.name: path.read_bytes() for path in sorted(self.folder.iterdir()) if path.is_file()}

    def _lines(self, name: str, kind: type[Line]) -> list[Line]:
        return list(read_lines(self.folder / name, kind))


RunCorpus = Callable[..., Corpus]
