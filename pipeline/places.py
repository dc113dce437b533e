"""Where each line of `papers.jsonl` and `records.jsonl` begins, and which record is of which paper: so that some can be read without all."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np

from pipeline.columns import I64, Maps, Spans, append_columns, read_columns


class Places(msgspec.Struct, frozen=True, eq=False):
    """The lines of the two files as columns, in their order."""

    papers: I64
    """[papers + 1] Where each line begins, and the last one ends."""
    records: I64
    """[records + 1]"""
    paper_of: I64
    """[records] The number of each record's paper."""
    shard_of: I64
    """[records] The shard that each is from, as the plan has them."""


class _Nothing(msgspec.Struct, frozen=True, array_like=True):
    """What is noted of places: their columns say all."""


def find_places(papers: Spans, records: Spans, paper_of: I64, shard_of: I64) -> Places:
    """The places of lines that are copied one behind another."""
    return Places(_add_up(papers.size), _add_up(records.size), paper_of, shard_of)


def write_places(path: Path, places: Places) -> None:
    """Write them for `read_places`."""
    with path.open("wb") as file:
        append_columns(file, _Nothing(), msgspec.structs.asdict(places))


def read_places(path: Path) -> Places:
    """The places that `write_places` wrote. Raises `ValueError` for bytes that are none."""
    return Places(**read_columns(Maps([path]).view(0)).arrays)


def _add_up(sizes: I64) -> I64:
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes, dtype=np.int64)])
