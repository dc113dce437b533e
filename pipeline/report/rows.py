"""The table of papers, by column, in blocks."""

from __future__ import annotations

import mmap
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice, pairwise
from pathlib import Path
from typing import TypeVar

import msgspec
import numpy as np

from pipeline.columns import I64
from pipeline.places import Places
from pipeline.report.choice import Choice
from pipeline.report.pack import pack

BLOCK_ROWS = 10_000
"""A block is unpacked at once, and the page must answer in between."""
MAX_ROWS_BYTES = 15_000_000
"""So much of the page may be rows, packed; 100,000 rows of a snapshot take 11 MB."""
MAX_OPENING = 100
"""Characters of the abstract, for a paper without a title."""
MAX_TEXT = 300
"""Characters of a title, and of the names of authors, in a row: what is longer is found by what it begins with."""
THREADS = 2
AHEAD = 4
"""So many blocks are packed before one of them is asked for."""

Item = TypeVar("Item")


class _Paper(msgspec.Struct, frozen=True):
    """What a row tells of a paper."""

    id: str
    title: str | None
    abstract: str | None
    authors: tuple[str, ...]
    published: str | None
    listed: str | None
    conflicts: tuple[msgspec.Raw, ...]
    flags: tuple[str, ...]


class Columns(msgspec.Struct, frozen=True):
    """A block of rows."""

    ids: list[str]
    titles: list[str]
    openings: list[str]
    """How the abstract of each without a title begins."""
    authors: list[str]
    days: list[str]
    records: list[int]
    dumps: list[list[int]]
    """The numbers of the dumps of each."""
    marks: list[int]
    """How many values of each lost and differ in meaning, and flags it has."""


class Rows(msgspec.Struct, frozen=True, eq=False):
    """The packed blocks, and what must be known of their rows to choose the papers that have a page."""

    blocks: list[str]
    count: int
    ids: list[str]
    marks: I64
    """[count]"""


def make_rows(papers: Path, places: Places, choice: Choice) -> Rows:
    """The rows of the papers that are chosen, as far as there is room for them."""
    with papers.open("rb") as file:
        if not len(choice.papers):
            return Rows([], 0, [], np.zeros(0, np.int64))
        lines = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    blocks: list[str] = []
    ids: list[str] = []
    marks: list[int] = []
    room = MAX_ROWS_BYTES
    for columns, block in _map_ahead(_list_blocks(lines, places, choice)):
        room -= len(block)
        if room < 0 and blocks:
            break
        blocks.append(block)
        ids += columns.ids
        marks += columns.marks
    return Rows(blocks, len(ids), ids, np.array(marks, np.int64))


def _map_ahead(blocks: Iterator[Columns]) -> Iterator[tuple[Columns, str]]:
    """Each block with what it is packed; the next ones are packed meanwhile, as zlib lets other threads work."""
    with ThreadPoolExecutor(THREADS) as pool:
        waiting = [(block, pool.submit(pack, block)) for block in islice(blocks, AHEAD)]
        while waiting:
            block, packed = waiting.pop(0)
            waiting += [(following, pool.submit(pack, following)) for following in islice(blocks, 1)]
            yield block, packed.result()


def _list_blocks(lines: memoryview, places: Places, choice: Choice) -> Iterator[Columns]:
    decoder = msgspec.json.Decoder(_Paper)
    starts, ends = places.papers[choice.papers].tolist(), places.papers[choice.papers + 1].tolist()
    for first in range(0, len(starts), BLOCK_ROWS):
        last = min(first + BLOCK_ROWS, len(starts))
        papers = [decoder.decode(lines[start:end]) for start, end in zip(starts[first:last], ends[first:last], strict=True)]
        yield _make_block(papers, _list_dumps(choice, first, last))


def _make_block(papers: Sequence[_Paper], dumps: Sequence[Sequence[int]]) -> Columns:
    return Columns(
        ids=[paper.id for paper in papers],
        titles=[(paper.title or "")[:MAX_TEXT] for paper in papers],
        openings=["" if paper.title else (paper.abstract or "")[:MAX_OPENING] for paper in papers],
        authors=[", ".join(paper.authors)[:MAX_TEXT] for paper in papers],
        days=[paper.published or paper.listed or "" for paper in papers],
        records=[len(of) for of in dumps],
        dumps=[sorted(set(of)) for of in dumps],
        marks=[len(paper.conflicts) + len(paper.flags) for paper in papers],
    )


def _list_dumps(choice: Choice, first: int, last: int) -> list[list[int]]:
    """The dump of each record of some papers."""
    starts = choice.starts[first : last + 1].tolist()
    dumps = choice.dumps[starts[0] : starts[-1]].tolist()
    return [dumps[start - starts[0] : end - starts[0]] for start, end in pairwise(starts)]
