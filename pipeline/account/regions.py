"""The regions of a dump, and why each is in its format."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from pipeline.account.parts import RegionPart
from pipeline.account.source import Source
from pipeline.documents import list_cuts, weigh
from pipeline.formats.kinds import PageFormat, Region


def list_regions(source: Source) -> Iterator[RegionPart]:
    """The regions of a shard, neighbours in one format as one, and what between them no format recognises."""
    position = source.start
    for (name, _), group in itertools.groupby(source.regions, key=lambda region: (region.format, region.page)):
        run = list(group)
        start, end = source.byte_span((run[0].span[0], run[-1].span[1]))
        yield from _leave_unknown(source, position, start)
        claims = [region.cut.claimed for region in run if region.cut.claimed is not None]
        records = sum(len(region.cut.records) for region in run)
        pages = [item for item in source.formats if isinstance(item, PageFormat)]
        yield RegionPart(start, end, name or None, records, sum(claims) if claims else None, _explain(run[0], pages))
        position = end
    yield from _leave_unknown(source, position, source.end)


def _leave_unknown(source: Source, start: int, end: int) -> Iterator[RegionPart]:
    if source.decode(start, end).strip("\ufeff \t\r\n\x0b\x0c\u2028\u2029\x85\xa0"):
        yield RegionPart(start, end, None, 0, None, "no format accepts it")


def _explain(region: Region, pages: Sequence[PageFormat]) -> str:
    if not region.format:
        return "a document in which no format knows anything"
    if region.page is None:
        return "the first format in the list that knows its " + ("lines" if region.outside is None else "entries")
    ranks = {item.name: item.rank for item in pages}
    # The one that was chosen has been asked.
    others = list_cuts(region.page, [item for item in pages if item.name != region.format])
    cuts = sorted([(region.format, region.cut), *others], key=lambda item: (ranks[item[0]], -weigh(item[1])))
    readers = [
        f"{name}: {len(cut.records)} {'record' if len(cut.records) == 1 else 'records'}, {weigh(cut)} characters in fields (rank {ranks[name]})"
        for name, cut in cuts
    ]
    return "; ".join(readers)
