"""What an export writes, and what a person can choose about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TextIO, TypeAlias

import msgspec

from pipeline.corpus import Corpus


class Options(msgspec.Struct, frozen=True):
    """What a person can choose. A target that has no use for a choice refuses it."""

    records: bool = False
    """The records, where papers would be written; where a folder is written, the records too."""
    bom: bool = False
    """A byte order mark at the start, without which Excel takes UTF-8 for something else."""
    raw: bool = False
    """Cells that a spreadsheet would take for a formula as they are."""


class TextTarget(msgspec.Struct, frozen=True):
    """A format that is text, so that it can go to standard output."""

    name: str
    summary: str
    """What it is, in a sentence, for `--help`."""
    suffix: str
    write: Callable[[Corpus, TextIO, Options], Iterator[int]]
    """Writes the corpus, and gives now and then how many papers it has done."""
    options: frozenset[str] = frozenset()
    """The choices it has a use for."""


class FileTarget(msgspec.Struct, frozen=True):
    """A format that needs a file, or a folder, of its own."""

    name: str
    summary: str
    suffix: str
    """Empty for a folder."""
    write: Callable[[Corpus, Path, Options], Iterator[int]]
    options: frozenset[str] = frozenset()


Target: TypeAlias = TextTarget | FileTarget
