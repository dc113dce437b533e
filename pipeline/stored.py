"""A shard's stored result: the small corpus that its records would be if nothing else were there.

Of each record it holds the line of `records.jsonl` and the line of `papers.jsonl` that it gives when it is alone in its
cluster, ready to be copied; its part of the ledger and of `rejected.jsonl` is ready too. The name of the dump stands in
the lines, though the result does not depend on it: where a dump goes by another name now, its lines are changed on the way.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from pipeline.columns import I64, S48, read_columns
from pipeline.records import Stretch

DUMP_KEY = b',"dump":'


class ShardNote(msgspec.Struct, frozen=True, array_like=True):
    """What is known of a shard beside its lines. Spans are in bytes of the stored file."""

    dump: str
    """The name of the dump that stands in the lines."""
    charset: str | None
    formats: tuple[str, ...]
    found: int
    kept: int
    rejected: int
    claimed: int | None
    miscounted: int
    visible: dict[str, int] | None
    covered: tuple[int, int]
    """From which byte of the dump to which its stretches follow each other without a gap."""
    rejected_span: tuple[int, int]
    """Lines of `rejected.jsonl`."""
    stretches_span: tuple[int, int]
    """Stretches as items of a JSON list, without its brackets."""
    edits: dict[str, int]
    """How often each rule has edited a field."""
    days: dict[str, int]
    """How many records were listed on each day; of those that do not say so, how many were published in each month."""


class StoredShard(msgspec.Struct, frozen=True, eq=False):
    """The columns of a stored shard, a row for each record; spans are in bytes of the stored file."""

    note: ShardNote
    records: I64
    """[n + 1] Where the line of each record begins, and the last one ends."""
    papers: I64
    """[n + 1] The same of the paper it would be alone."""
    own_ids: S48
    """[n] The first 48 bytes of the id it would have alone."""
    presence: I64
    """[n] What is counted of it, as `pipeline.merge.presence` packs it."""
    order: I64
    """The rows in the order of their places in the dump."""
    shown: I64
    """[n + 1] Where the text that a page shows of each begins, and the last one ends; [1] for a shard without pages."""


def read_stored(data: memoryview) -> StoredShard:
    """The columns of a stored shard. Raises `ValueError` for bytes that are none."""
    columns = read_columns(data)
    arrays: dict[str, NDArray[Any]] = {name: np.array(array) for name, array in columns.arrays.items()}
    return StoredShard(note=msgspec.msgpack.decode(columns.note, type=ShardNote), **arrays)


def read_note(data: memoryview) -> ShardNote:
    """What is known of a stored shard beside its lines. Raises `ValueError` for bytes that are none."""
    return msgspec.msgpack.decode(read_columns(data).note, type=ShardNote)


def measure_coverage(stretches: Sequence[Stretch], start: int, size: int) -> tuple[int, int]:
    """From where to where stretches follow each other in a dump of `size` bytes, up to the first gap, overlap or disorder.

    >>> measure_coverage([Stretch(0, 4, "separator", None), Stretch(4, 9, "field", "bytes=4,9/title")], 0, 9)
    (0, 9)
    >>> measure_coverage([Stretch(0, 4, "separator", None), Stretch(5, 9, "field", "bytes=5,9/title")], 0, 9)
    (0, 4)
    """
    first = position = stretches[0].start if stretches else start
    for stretch in stretches:
        if stretch.start != position or stretch.end <= stretch.start or stretch.end > size:
            break
        position = stretch.end
    return first, position


def rename_line(line: bytes, name: bytes) -> bytes:
    """A line of `records.jsonl` with another name of its dump (as JSON).

    >>> rename_line(b'{"id":"r","paper":"p","dump":"a.txt","format":"f"}', b'"b.txt"')
    b'{"id":"r","paper":"p","dump":"b.txt","format":"f"}'
    """
    start = line.index(DUMP_KEY) + len(DUMP_KEY)
    end = line.index(b'","format":', start) + 1
    return line[:start] + name + line[end:]


def rename_rejected(lines: bytes, name: bytes) -> Iterator[bytes]:
    """Lines of `rejected.jsonl` with another name of their dump (as JSON)."""
    for line in lines.splitlines(keepends=True):
        yield b'{"dump":' + name + line[line.index(b'","sha256":') + 1 :]
