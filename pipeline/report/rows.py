"""The table of papers, by column, in blocks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice, pairwise
from typing import TypeVar

import msgspec
import numpy as np

from pipeline.columns import I64, Files
from pipeline.places import Places
from pipeline.report.choice import Choice
from pipeline.report.pack import pack

BLOCK_ROWS = 10_000
"""A block is unpacked at once, and the page must answer in between."""
MAX_ROWS_BYTES = 15_000_000
"""So much of the page may be rows, packed; 100,000 rows of a snapshot take 5 to 9 MB."""
MAX_OPENING = 100
"""Characters of the abstract, for a paper without a title."""
MAX_TEXT = 300
"""Characters of a title, and of the names of authors, in a row: what is longer is found by what it begins with."""
THREADS = 2
AHEAD = 4
"""So many blocks are packed before one of them is asked for."""

Item = TypeVar("Item")


class _Paper(msgspec.Struct, frozen=True, gc=False):
    """What a row tells of a paper; what few rows tell is left as it is: to read the abstracts takes as long as all the rest."""

    id: str
    title: str | None
    abstract: msgspec.Raw
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


def make_rows(places: Places, choice: Choice) -> Rows:
    """The rows of the papers that are chosen, as far as there is room for them."""
    blocks: list[str] = []
    ids: list[str] = []
    marks: list[int] = []
    room = MAX_ROWS_BYTES
    with Files(places.paths) as files:
        for columns, block in _map_ahead(_list_blocks(files, places, choice)):
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


def _list_blocks(files: Files, places: Places, choice: Choice) -> Iterator[Columns]:
    decoder = msgspec.json.Decoder(_Paper)
    for first in range(0, len(choice.papers), BLOCK_ROWS):
        last = min(first + BLOCK_ROWS, len(choice.papers))
        papers = list(map(decoder.decode, places.papers.take(choice.papers[first:last]).read_all(files)))
        yield _make_block(papers, _list_dumps(choice, first, last))


def _make_block(papers: Sequence[_Paper], dumps: Sequence[Sequence[int]]) -> Columns:
    return Columns(
        ids=[paper.id for paper in papers],
        titles=[(paper.title or "")[:MAX_TEXT] for paper in papers],
        openings=["" if paper.title else _read_opening(paper.abstract) for paper in papers],
        authors=[", ".join(paper.authors)[:MAX_TEXT] for paper in papers],
        days=[paper.published or paper.listed or "" for paper in papers],
        records=[len(of) for of in dumps],
        dumps=[sorted(set(of)) for of in dumps],
        marks=[len(paper.conflicts) + len(paper.flags) for paper in papers],
    )


def _read_opening(abstract: msgspec.Raw) -> str:
    return (msgspec.json.decode(abstract, type=str | None) or "")[:MAX_OPENING]


def _list_dumps(choice: Choice, first: int, last: int) -> list[list[int]]:
    """The dump of each record of some papers."""
    starts = choice.starts[first : last + 1].tolist()
    dumps = choice.dumps[starts[0] : starts[-1]].tolist()
    return [dumps[start - starts[0] : end - starts[0]] for start, end in pairwise(starts)]
