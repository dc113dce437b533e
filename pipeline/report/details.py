"""The papers that have a page of their own in the report: their lines, those of their records, and what these look like in their dumps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

import msgspec
import numpy as np

from pipeline.columns import I64, Files
from pipeline.report.choice import Choice
from pipeline.report.pack import ENCODER, pack_bytes
from pipeline.report.quotes import Quote, Quoted, quote_bytes, quote_page
from pipeline.report.rows import AHEAD, THREADS, Rows
from pipeline.report.subject import Subject
from pipeline.stored import StoredShard, read_stored

BLOCK_PAPERS = 32
"""To see one paper, so many are unpacked: fewer pack worse (by a tenth at 8), more keep a person waiting."""
MAX_DETAILED = 32_000
"""So many records, all papers together, are looked up for a page: 10,000 papers of a snapshot, which fill two thirds of what the page may weigh. They take
50 microseconds of the processor each, a third of it to pack them, and more would cost every run more than it shows anyone."""
MAX_RECORDS = 200
"""So many records of one paper are shown: a cluster of thousands would be a page that nobody reads."""
KEPT_SHARDS = 64


class Details(msgspec.Struct, frozen=True, eq=False):
    """The packed blocks of papers, and in which of them each row's paper is."""

    blocks: list[str]
    rows: list[int]
    """The rows of the papers with a page, in the order of the blocks."""


class Told(NamedTuple):
    """What is told of a record, in JSON: its line, and its quote."""

    line: bytes
    quote: bytes


def choose_details(choice: Choice, rows: Rows) -> I64:
    """The rows whose papers should have a page, those with most to see first.

    These are papers of several records or with a conflict or flag; rows are sorted by dumps and records already.
    """
    sizes = np.diff(choice.starts)[: rows.count]
    order = np.lexsort((np.arange(rows.count), ~((sizes > 1) | (rows.marks > 0))))
    return order[np.cumsum(np.minimum(sizes, MAX_RECORDS)[order]) <= MAX_DETAILED]


def make_details(subject: Subject, choice: Choice, chosen: I64, room: int) -> Details:
    """The pages of chosen rows, as long as there is room for them, in bytes."""
    if not len(chosen):
        return Details([], [])
    blocks: list[str] = []
    taken: list[int] = []
    with Files(subject.places.paths) as files:
        desk = _Desk(subject, files)
        for rows, block in _pack_ahead(desk, choice, chosen.tolist(), desk.tell(choice, chosen)):
            room -= len(block)
            if room < 0:
                break
            blocks.append(block)
            taken += rows
    return Details(blocks, taken)


def _list_records(choice: Choice, row: int) -> I64:
    return choice.records[choice.starts[row] : choice.starts[row + 1]][:MAX_RECORDS]


def _pack_ahead(desk: _Desk, choice: Choice, chosen: list[int], told: Mapping[int, Told]) -> Iterator[tuple[list[int], str]]:
    """Blocks of rows, each packed while the next are put together."""
    groups = iter([chosen[first : first + BLOCK_PAPERS] for first in range(0, len(chosen), BLOCK_PAPERS)])
    with ThreadPoolExecutor(THREADS) as pool:
        waiting = [(rows, pool.submit(pack_bytes, desk.write(choice, rows, told))) for rows in islice(groups, AHEAD)]
        while waiting:
            rows, packed = waiting.pop(0)
            waiting += [(following, pool.submit(pack_bytes, desk.write(choice, following, told))) for following in islice(groups, 1)]
            yield rows, packed.result()


class _Desk:
    """The files of a corpus, from which single lines are taken."""

    def __init__(self, subject: Subject, files: Files) -> None:
        self.subject = subject
        self.files = files
        self.lines = [subject.ledger[number] for number in subject.number_dumps().tolist()]
        self.decoder = msgspec.json.Decoder(Quoted)
        self.first_record = _find_first(subject)
        self.load_shard = lru_cache(KEPT_SHARDS)(self._load_shard)

    def write(self, choice: Choice, rows: list[int], told: Mapping[int, Told]) -> bytes:
        """Papers in JSON: of each its line, the lines of its records, their quotes, and how many records are left out."""
        papers = []
        for row, line in zip(rows, self.subject.places.papers.take(choice.papers[rows]).read_all(self.files), strict=True):
            records = _list_records(choice, row).tolist()
            left_out = int(choice.starts[row + 1] - choice.starts[row]) - len(records)
            lines = b",".join(told[record].line for record in records)
            quotes = b",".join(told[record].quote for record in records)
            papers.append(b'{"paper":%b,"records":[%b],"quotes":[%b],"left_out":%d}' % (line.rstrip(), lines, quotes, left_out))
        return b"[" + b",".join(papers) + b"]"

    def tell(self, choice: Choice, chosen: I64) -> dict[int, Told]:
        """What is told of the records of chosen rows."""
        # In the order of the dumps: so a block of a copy is unpacked once.
        wanted = np.unique(np.concatenate([_list_records(choice, row) for row in chosen.tolist()]))
        lines = self.subject.places.records.take(wanted).read_all(self.files)
        shards = self.subject.places.shard_of[wanted].tolist()
        return {number: Told(line.rstrip(), self._quote(number, shard, line)) for number, shard, line in zip(wanted.tolist(), shards, lines, strict=True)}

    def _quote(self, number: int, shard: int, line: bytes) -> bytes:
        """The quote of a record, in JSON."""
        record = self.decoder.decode(line)
        quote: Quote | None = None
        if "xpath=" in record.locator:
            quote = quote_page(self._read_shown(shard, number))
        elif record.locator.startswith("bytes="):
            quote = quote_bytes(record, self.lines[shard], self.subject.copies)
        return ENCODER.encode(quote)

    def _read_shown(self, shard: int, number: int) -> str:
        """What a page shows of a record: a shard's records stand in their order behind each other."""
        stored = self.load_shard(shard)
        row = int(stored.order[number - self.first_record[shard]])
        return bytes(self.subject.shards.view(shard)[int(stored.shown[row]) : int(stored.shown[row + 1])]).decode("utf-8", "replace")

    def _load_shard(self, shard: int) -> StoredShard:
        return read_stored(self.subject.shards.view(shard))


def _find_first(subject: Subject) -> dict[int, int]:
    """Of each shard with records the number of the first of them."""
    shards, first = np.unique(subject.places.shard_of, return_index=True)
    return dict(zip(shards.tolist(), first.tolist(), strict=True))
