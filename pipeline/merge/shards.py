"""A shard's result as it is stored: the lines that its records give when each is alone in its cluster."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from typing import BinaryIO

import numpy as np

from pipeline.columns import I64, S48, append_columns
from pipeline.merge.alone import write_alone
from pipeline.merge.lines import ENCODER
from pipeline.records import CleanRecord, Rejected, Shard, ShardResult
from pipeline.stored import ShardNote, measure_coverage
from pipeline.tallies import tally_days, tally_edits

ID_BYTES = 48
"""So much of an id is compared at once; the rest only where that is equal."""
NUMBER_RE = re.compile(r"([0-9]+)")
START_RE = re.compile(r"bytes=(\d+),")


def write_shard(file: BinaryIO, shard: Shard, result: ShardResult, own_ids: Sequence[str]) -> None:
    """Write the result of a shard, whose records would have these ids alone, as a stored shard."""
    records: list[bytes] = []
    papers: list[bytes] = []
    sizes: list[tuple[int, int, int]] = []
    for batch in write_alone(result.records, own_ids, shard.dump.name):
        records.append(b"".join([line.record for line in batch]))
        papers.append(b"".join([line.paper for line in batch]))
        sizes += [(len(line.record), len(line.paper), line.presence) for line in batch]
    name, sha256 = shard.dump.name, shard.dump.sha256
    rejected = b"".join(ENCODER.encode(Rejected(name, sha256, item.locator, item.stage, item.reason, item.text)) + b"\n" for item in result.rejected)
    stretches = ENCODER.encode(result.stretches)[1:-1]
    shown = [text.encode("utf-8", "surrogatepass") for text in result.shown]
    file.writelines((*records, *papers, rejected, stretches, *shown))
    columns = np.array(sizes, np.int64).reshape(-1, 3)
    record_ends, paper_ends = _add_up(columns[:, 0], 0), _add_up(columns[:, 1], int(columns[:, 0].sum()))
    at = int(paper_ends[-1])
    spans = (at, at + len(rejected)), (at + len(rejected), at + len(rejected) + len(stretches))
    arrays = {
        "records": record_ends,
        "papers": paper_ends,
        "own_ids": cut_ids(own_ids),
        "presence": columns[:, 2].astype(np.uint16),
        "order": order_records(result.records),
        "shown": _add_up(np.array([len(text) for text in shown], np.int64), at + len(rejected) + len(stretches)),
    }
    append_columns(file, _make_note(shard, result, spans), arrays)


def _make_note(shard: Shard, result: ShardResult, spans: tuple[tuple[int, int], tuple[int, int]]) -> ShardNote:
    return ShardNote(
        dump=shard.dump.name,
        charset=result.charset,
        formats=result.formats,
        found=result.found,
        kept=len(result.records),
        rejected=len(result.rejected),
        claimed=result.claimed,
        miscounted=result.miscounted,
        visible=result.visible,
        covered=measure_coverage(result.stretches, shard.start, shard.dump.bytes),
        rejected_span=spans[0],
        stretches_span=spans[1],
        edits=tally_edits(result.records),
        days=tally_days(result.records),
    )


def _add_up(sizes: I64, start: int) -> I64:
    """Where lines of these sizes begin behind each other, and where the last one ends."""
    return start + np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes, dtype=np.int64)])


def cut_ids(ids: Sequence[str]) -> S48:
    """The first bytes of ids."""
    return np.array([own_id.encode()[:ID_BYTES] for own_id in ids], f"S{ID_BYTES}")


def order_records(records: Sequence[CleanRecord]) -> I64:
    """The records in the order of their places in the dump, which is mostly the one they are in."""
    starts = [int(match[1]) if (match := START_RE.match(record.locator)) else -1 for record in records]
    if -1 not in starts and all(a < b for a, b in itertools.pairwise(starts)):
        return np.arange(len(records))
    keys = [order_locator(record.locator) for record in records]
    return np.array(sorted(range(len(records)), key=keys.__getitem__), np.int64)


def order_locator(locator: str) -> tuple[str | int, ...]:
    """A key that sorts locators of one dump by their places: numbers in them count as numbers.

    >>> sorted(["bytes=12,20", "bytes=2,11"], key=order_locator)
    ['bytes=2,11', 'bytes=12,20']
    """
    return tuple(int(part) if part.isdecimal() else part for part in NUMBER_RE.split(locator))
