"""The corpus as a plan for copying: where each line of `papers.jsonl` and `records.jsonl` lies, in their order.

The lines lie ready in stored shards and in parts. Few change here: papers that claim one id, those whose alias is another's
id, those that share their abstract with another, records of dumps that are renamed.
"""

from __future__ import annotations

import msgspec
import numpy as np

from pipeline.columns import I64, S48, Spans
from pipeline.merge.changes import Changed, Changes, drop_taken_aliases, link_alike, settle_claims, write_changes
from pipeline.merge.ids import index_ids
from pipeline.merge.papers import Sources, list_papers, list_records
from pipeline.merge.shards import cut_ids


class Layout(msgspec.Struct, frozen=True, eq=False):
    """Where the lines of the two files lie, in their order, and what is counted of the papers."""

    papers: Spans
    records: Spans
    presence: I64
    paper_of: I64
    """[records] The number of each record's paper, in the order of the lines of both."""
    shard_of: I64
    """[records] The shard that each is from."""


def lay_out(sources: Sources, alike: tuple[I64, I64]) -> Layout:
    """Where the lines of the corpus lie; those that change are written into the last of the files.

    `alike` are pairs of rows of different papers whose abstracts are the same or nearly so.
    """
    papers = list_papers(sources)
    claims = index_ids(papers.ids, lambda number: papers.read_id(sources.maps, number))
    changes = settle_claims(sources, papers, claims)

    def read_long(number: int) -> str:
        return changes[number].new.id if number in changes else papers.read_id(sources.maps, number)

    index = index_ids(_replace_ids(papers.ids, changes), read_long) if changes else claims
    if index.clashes:
        raise RuntimeError(f"two papers of one id: {index.read_id(index.clashes[0][0])}")
    changes |= drop_taken_aliases(sources, papers, changes, index)
    links = link_alike(papers.of_row[alike[0]], papers.of_row[alike[1]], index)
    lines, records, presence = write_changes(sources, papers, list_records(sources), Changed(changes, links))
    order = sources.rows.order
    numbers = np.empty_like(index.order)
    numbers[index.order] = np.arange(len(numbers))
    return Layout(lines.take(index.order), records.take(order), presence, numbers[papers.of_row[order]], sources.rows.records.file[order])


def _replace_ids(ids: S48, changes: Changes) -> S48:
    replaced = ids.copy()
    replaced[np.array(list(changes), np.int64)] = cut_ids([change.new.id for change in changes.values()])
    return replaced
