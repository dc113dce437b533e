"""A shard's result as it is stored: the lines that its records give when each is alone in its cluster."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from typing import BinaryIO

import msgspec
import numpy as np

from pipeline.columns import I64, S48, append_columns
from pipeline.merge.alone import merge_alone
from pipeline.merge.paper import COMPLETENESS
from pipeline.merge.presence import mark_fields
from pipeline.records import CleanRecord, Field, Paper, Record, Rejected, Shard, ShardResult
from pipeline.stored import ShardNote, measure_coverage

ENCODER = msgspec.json.Encoder()
ID_BYTES = 48
"""So much of an id is compared at once; the rest only where that is equal."""
NUMBER_RE = re.compile(r"([0-9]+)")
START_RE = re.compile(r"bytes=(\d+),")


def write_shard(file: BinaryIO, shard: Shard, result: ShardResult, own_ids: Sequence[str]) -> None:
    """Write the result of a shard, whose records would have these ids alone, as a stored shard."""
    records, papers, presence = bytearray(), bytearray(), []
    record_ends, paper_ends = [0], [0]
    for record, own_id in zip(result.records, own_ids, strict=True):
        paper = merge_alone(record, own_id)
        ENCODER.encode_into(paper, papers, -1)
        papers += b"\n"
        ENCODER.encode_into(_to_line(record, paper, shard.dump.name), records, -1)
        records += b"\n"
        record_ends.append(len(records))
        paper_ends.append(len(papers))
        presence.append(mark_fields(paper))
    name, sha256 = shard.dump.name, shard.dump.sha256
    rejected = b"".join(ENCODER.encode(Rejected(name, sha256, item.locator, item.stage, item.reason, item.text)) + b"\n" for item in result.rejected)
    stretches = ENCODER.encode(result.stretches)[1:-1]
    file.writelines((records, papers, rejected, stretches))
    at = len(records) + len(papers)
    spans = (at, at + len(rejected)), (at + len(rejected), at + len(rejected) + len(stretches))
    arrays = {
        "records": np.array(record_ends, np.int64),
        "papers": np.array(paper_ends, np.int64) + len(records),
        "own_ids": cut_ids(own_ids),
        "presence": np.array(presence, np.uint16),
        "order": order_records(result.records),
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
    )


def _to_line(record: CleanRecord, paper: Paper, dump: str) -> Record:
    """The record without the values that its paper has: all but what is said of a list or a text that is not there."""
    fields = {name: Field(field.locator, field.edits) for name, field in record.fields.items()}
    for flag in COMPLETENESS:
        if flag in fields and getattr(paper, flag) is None:
            fields[flag] = record.fields[flag]
    return Record(record.id, paper.id, dump, record.format, record.locator, fields, (), record.flags)


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
