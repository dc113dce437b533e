"""A shard's result as it is stored: the lines that its records give when each is alone in its cluster."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import BinaryIO

import numpy as np

from pipeline.columns import I64, S48, append_columns
from pipeline.merge.alone import write_alone
from pipeline.merge.lines import ENCODER
from pipeline.record_table import RecordTable, to_table
from pipeline.records import Rejected, Shard, ShardResult
from pipeline.stored import ShardNote, measure_coverage
from pipeline.tallies import tally_days, tally_edits

ID_BYTES = 48
"""So much of an id is compared at once; the rest only where that is equal."""
JOINED_LINES = 64
NUMBER_RE = re.compile(r"([0-9]+)")
START_RE = re.compile(r"bytes=(\d+),")


def write_shard(file: BinaryIO, shard: Shard, result: ShardResult, own_ids: Sequence[str]) -> None:
    """Write the result of a shard, whose records would have these ids alone, as a stored shard."""
    table = to_table(result.records)
    lines = write_alone(table, own_ids, shard.dump.name)
    name, sha256 = shard.dump.name, shard.dump.sha256
    rejected = b"".join(ENCODER.encode(Rejected(name, sha256, item.locator, item.stage, item.reason, item.text)) + b"\n" for item in result.rejected)
    stretches = ENCODER.encode(result.stretches)[1:-1]
    shown = [text.encode("utf-8", "surrogatepass") for text in result.shown]
    file.writelines((*_join(lines.records), *_join(lines.papers), rejected, stretches, *shown))
    record_ends = _add_up(lines.records, 0)
    paper_ends = _add_up(lines.papers, int(record_ends[-1]))
    at = int(paper_ends[-1])
    spans = (at, at + len(rejected)), (at + len(rejected), at + len(rejected) + len(stretches))
    arrays = {
        "records": record_ends,
        "papers": paper_ends,
        "own_ids": cut_ids(own_ids),
        "presence": np.array(lines.presence, np.int64),
        "order": order_records(table.heads.locators),
        "shown": _add_up(shown, at + len(rejected) + len(stretches)),
    }
    append_columns(file, _make_note(shard, result, table, spans), arrays)


def _make_note(shard: Shard, result: ShardResult, table: RecordTable, spans: tuple[tuple[int, int], tuple[int, int]]) -> ShardNote:
    return ShardNote(
        dump=shard.dump.name,
        charset=result.charset,
        formats=result.formats,
        found=result.found,
        kept=len(table),
        rejected=len(result.rejected),
        claimed=result.claimed,
        miscounted=result.miscounted,
        visible=result.visible,
        covered=measure_coverage(result.stretches, shard.start, shard.dump.bytes),
        rejected_span=spans[0],
        stretches_span=spans[1],
        edits=tally_edits(table),
        days=tally_days(table),
    )


def _join(lines: Sequence[bytes]) -> Iterator[bytes]:
    """Lines in pieces that are worth a call to the system."""
    return (b"".join(lines[first : first + JOINED_LINES]) for first in range(0, len(lines), JOINED_LINES))


def _add_up(lines: Sequence[bytes], start: int) -> I64:
    """Where lines begin behind each other, and where the last one ends."""
    return np.cumsum([start, *map(len, lines)], dtype=np.int64)


def cut_ids(ids: Sequence[str]) -> S48:
    """The first bytes of ids."""
    return np.array([own_id.encode()[:ID_BYTES] for own_id in ids], f"S{ID_BYTES}")


def order_records(locators: Sequence[str]) -> I64:
    """The records in the order of their places in the dump, which is mostly the one they are in."""
    starts = [int(match[1]) if (match := START_RE.match(locator)) else -1 for locator in locators]
    if -1 not in starts and all(a < b for a, b in itertools.pairwise(starts)):
        return np.arange(len(locators))
    keys = list(map(order_locator, locators))
    return np.array(sorted(range(len(locators)), key=keys.__getitem__), np.int64)


def order_locator(locator: str) -> tuple[str | int, ...]:
    """A key that sorts locators of one dump by their places: numbers in them count as numbers.

    >>> sorted(["bytes=12,20", "bytes=2,11"], key=order_locator)
    ['bytes=2,11', 'bytes=12,20']
    """
    return tuple(int(part) if part.isdecimal() else part for part in NUMBER_RE.split(locator))
