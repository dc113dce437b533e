"""Cuts: where large dumps are cut into shards, found and stored. Any cut gives the same corpus.

What was found of a dump is kept in `.state/`, so that a run which adds to a corpus reads none of the dumps that are in it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from pipeline import charset
from pipeline.documents import find_solid
from pipeline.formats import choose_formats
from pipeline.formats.kinds import Format
from pipeline.json_lines import find_json_lines, find_line_cuts
from pipeline.read import read_bytes
from pipeline.records import Dump
from pipeline.settings import Settings
from pipeline.split import find_cut
from pipeline.state import code_version, write_atomically

WINDOW_CHARS = 1 << 18
"""How far to look for a place to cut a large dump."""
LEAD_CHARS = 1 << 16
"""How much of what stands before that place is read with it."""
ONE_VALUE_RE = re.compile(r"[\s\ufeff]*(?:\[|\{[^\n]*[^}\s][ \t\r]*\n)")
"""JSON that is one value over many lines, or a list: nothing in it stands on lines of its own."""


class Cuts(msgspec.Struct, frozen=True):
    """The bytes at which a dump is cut, and the charset of the whole; None for a dump that is no text, or too large, and is not cut."""

    charset: str | None
    places: tuple[int, ...]


class KnownCuts:
    """The cuts of dumps, as stored in a file of `.state/`: it saves time, so one that is absent or of another version holds none."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._used: dict[str, Cuts] = {}
        try:
            self._stored = msgspec.json.decode(path.read_bytes(), type=dict[str, Cuts])
        except (FileNotFoundError, msgspec.DecodeError):
            self._stored = {}

    def find(self, dump: Dump, shard_bytes: int, settings: Settings) -> Cuts | None:
        """The stored cuts of a dump; None where it has to be read."""
        key = _make_key(dump, shard_bytes, settings)
        if key in self._stored:
            self._used[key] = self._stored[key]
        return self._used.get(key)

    def add(self, dump: Dump, shard_bytes: int, settings: Settings, cuts: Cuts) -> None:
        """Take in the cuts of a dump that was read."""
        self._used[_make_key(dump, shard_bytes, settings)] = cuts

    def store(self) -> None:
        """Write the cuts that were asked for or added; others are of no dump of the corpus any more."""
        if self._used != self._stored:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(self._path, msgspec.json.encode(self._used))


def find_cuts(dump: Dump, shard_bytes: int, settings: Settings) -> Cuts:
    """Where to cut a dump that is larger than a shard, into shards of about equal size.

    Only a dump that is not JSON Lines in UTF-8 is read into memory. Raises `OSError` where it cannot be read.
    """
    formats = choose_formats(settings.formats)
    step = choose_step(dump.bytes, shard_bytes)
    lines = find_json_lines(Path(dump.content_path), dump.charset, formats)
    if lines is not None:
        return Cuts(lines.charset, tuple(find_line_cuts(lines, step, formats)))
    data = read_bytes(dump, settings.max_dump_bytes)
    if data is None or charset.is_binary(data):
        return Cuts(None, ())
    decoded = charset.decode(data, dump.charset)
    offsets = charset.byte_offsets(data, decoded)
    return Cuts(decoded.charset, tuple(offsets.byte_at(index) for index in _find_text_cuts(decoded.text, step, formats)))


def choose_step(size: int, shard_bytes: int) -> int:
    """The size of the shards of a dump: all alike and an even number of them, so that two workers have as much to do.

    >>> choose_step(40, 16), choose_step(33, 16), choose_step(17, 16)
    (10, 9, 9)
    """
    count = -(-size // shard_bytes)
    return -(-size // (count + count % 2))


def _make_key(dump: Dump, shard_bytes: int, settings: Settings) -> str:
    parts = (dump.sha256, dump.charset, shard_bytes, settings.formats, settings.max_dump_bytes, code_version())
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()


def _find_text_cuts(text: str, step: int, formats: Sequence[Format]) -> Iterator[int]:
    """Characters at which a text may be cut without a trace, one in each stretch of about `step`."""
    if ONE_VALUE_RE.match(text):
        return
    target = step
    solid = list(find_solid(text))
    while target < len(text):
        target = next((end for start, end in solid if start < target < end), target)
        # A cut is where a line begins: what is one long line is passed over.
        line_end = text.find("\n", target)
        if line_end < 0:
            return
        target = max(target, line_end - WINDOW_CHARS // 2)
        lead = text.rfind("\n", 0, max(0, target - LEAD_CHARS)) + 1
        cut = find_cut(text[lead : target + WINDOW_CHARS], target - lead, formats)
        if cut is None or any(start < lead + cut < end for start, end in solid):
            target += WINDOW_CHARS
        else:
            yield lead + cut
            target = lead + cut + step
