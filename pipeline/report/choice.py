"""Which papers a report shows, by columns alone: those of which there is most to see first."""

from __future__ import annotations

import msgspec
import numpy as np

from pipeline.columns import I64
from pipeline.places import Places

MAX_ROWS = 100_000
"""So many papers have a row. A table that holds them is ready in a second and searched in 50 ms; the bytes of more would be missing for their pages."""


class Choice(msgspec.Struct, frozen=True, eq=False):
    """The papers of a corpus that have a row, and their records."""

    papers: I64
    """[rows] The number of each paper, in the order of the rows."""
    starts: I64
    """[rows + 1] Where the records of each begin in the next column."""
    records: I64
    dumps: I64
    """[like records] The number of each record's dump."""


def choose_papers(places: Places, dump_of_shard: I64) -> Choice:
    """The papers with a row: those of most dumps first, then those of most records, then by id.

    Which ones are chosen depends on what is in the corpus and on nothing else.
    """
    count, width = len(places.papers.at), len(dump_of_shard) + 1
    dumps = dump_of_shard[places.shard_of]
    # Records stand in the order of their dumps: so sorted by paper and dump they stay in order.
    pairs = places.paper_of * width + dumps
    order = np.argsort(pairs, kind="stable")
    is_first = np.diff(pairs[order], prepend=-1) != 0
    from_dumps = np.bincount(places.paper_of[order[is_first]], minlength=count)
    from_records = np.bincount(places.paper_of, minlength=count)
    most = int(from_records.max(initial=0)) + 1
    papers = np.argsort(-(from_dumps * most + from_records), kind="stable")[:MAX_ROWS]
    begins = np.cumsum(from_records) - from_records
    sizes = from_records[papers]
    starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes, dtype=np.int64)])
    records = order[np.repeat(begins[papers] - starts[:-1], sizes) + np.arange(starts[-1])]
    return Choice(papers, starts, records, dumps[records])
