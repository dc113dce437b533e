"""Dedupe: which records are one paper, and the evidence for it.

`make_keys` turns records into keys, shard by shard; `dedupe` sees the keys of all shards and never a text. In the order in
which data passes: `folding`, `ids`, `titles`, `names` (one form for many spellings), `signatures`, `keys`, `table` (the
keys of a record), `buckets`, `pairs`, `candidates` (which pairs to compare), `overlap`, `vetoes`, `evidence`, `verdicts` (what
the decision table in `rules/dedupe.toml` says of a pair), `clusters`, `forest` (those that need care), `conflicts`, `resolve`.
Beside them: `ranks` and `contents` (an order and an equality of records that their content decides), `unions`, `mapped`, and for many records `engines` and
the compiled loops of `kernels`.
"""

from __future__ import annotations

from pipeline.dedupe.keys import KeySource, make_keys, own_id
from pipeline.dedupe.resolve import dedupe, join_tables
from pipeline.dedupe.settings import CANDIDATE_BYTES, DedupeSettings
from pipeline.dedupe.table import KeyTable
from pipeline.resolution import Conflict, EdgeKind, Edges, Resolution

__all__ = [
    "CANDIDATE_BYTES",
    "Conflict",
    "DedupeSettings",
    "EdgeKind",
    "Edges",
    "KeySource",
    "KeyTable",
    "Resolution",
    "dedupe",
    "join_tables",
    "make_keys",
    "own_id",
]
