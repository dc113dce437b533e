"""All records of a corpus as columns: a row each, shard by shard as the plan has them."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path

import msgspec
import numpy as np

from pipeline.columns import I64, S48, U64, Maps, Spans
from pipeline.merge.shards import cut_ids
from pipeline.records import Shard
from pipeline.stored import read_stored

GOLDEN = np.uint64(0x9E3779B97F4A7C15)


class Rows(msgspec.Struct, frozen=True, eq=False):
    """The records of a corpus."""

    records: Spans
    papers: Spans
    """The papers they would be alone."""
    own_ids: S48
    presence: I64
    keys: U64
    """What a row is known by from one run to the next: its shard, its number in there, the name of the dump."""
    order: I64
    """The rows in the order of `records.jsonl`: by dump, then by place."""
    renamed: dict[int, bytes]
    """The shards whose dumps go by another name now than in their stored lines, and that name as JSON."""


def load_rows(shards: Sequence[Shard], paths: Sequence[Path]) -> Rows:
    """The rows of stored shards."""
    maps = Maps(paths)
    stored = [read_stored(maps.view(number)) for number in range(len(paths))]
    counts = np.array([shard.note.kept for shard in stored], np.int64)
    starts = np.cumsum(counts) - counts
    file = np.repeat(np.arange(len(paths)), counts)

    def join(columns: Sequence[I64]) -> I64:
        return np.concatenate([np.zeros(0, np.int64), *columns])

    in_order = sorted(range(len(shards)), key=lambda number: (shards[number].dump.name, shards[number].dump.sha256, shards[number].start))
    return Rows(
        records=Spans(file, join([shard.records[:-1] for shard in stored]), join([np.diff(shard.records) for shard in stored])),
        papers=Spans(file, join([shard.papers[:-1] for shard in stored]), join([np.diff(shard.papers) for shard in stored])),
        own_ids=np.concatenate([cut_ids([]), *(shard.own_ids for shard in stored)]),
        presence=np.concatenate([np.zeros(0, np.int64), *(shard.presence for shard in stored)]),
        keys=np.concatenate([np.zeros(0, np.uint64), *(_key_rows(shard, one.note.kept) for shard, one in zip(shards, stored, strict=True))]),
        order=join([starts[number] + stored[number].order for number in in_order]),
        renamed={
            number: msgspec.json.encode(shard.dump.name)
            for number, (shard, one) in enumerate(zip(shards, stored, strict=True))
            if one.note.dump != shard.dump.name
        },
    )


def _key_rows(shard: Shard, count: int) -> U64:
    digest = blake2b(f"{shard.key}\0{shard.dump.name}".encode(), digest_size=8).digest()
    return mix(np.uint64(int.from_bytes(digest, "little")) + np.arange(count, dtype=np.uint64) * GOLDEN)


def mix(keys: U64) -> U64:
    """Keys spread over all 64 bits (splitmix64)."""
    keys = (keys ^ (keys >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    keys = (keys ^ (keys >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return keys ^ (keys >> np.uint64(31))
