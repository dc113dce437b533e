"""The account of a dump: how it was cut and what became of each part, for a person to look at (`papersieve inspect`).

The ledger says the same of all dumps of a corpus, in as few words as can be checked. Here the texts are shown, pages are gone through
in reading order, entries key by key, and what `repair` made of a value stands beside it. Nothing here changes what a run stores.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from pipeline.account.parts import Account, Part, PartKind, RecordHead, RegionPart, Shown, Sum, add_account, limit_parts, select_records
from pipeline.account.regions import list_regions
from pipeline.account.source import Source
from pipeline.account.stretches import DumpParts
from pipeline.cuts import find_cuts
from pipeline.records import Dump, Shard
from pipeline.settings import Limits, Settings
from pipeline.stored import measure_coverage

__all__ = ["Account", "Part", "PartKind", "RecordHead", "RegionPart", "Shown", "Sum", "account_dump", "add_account", "limit_parts", "select_records"]


def account_dump(dump: Dump, settings: Settings, shard_bytes: int = Limits().shard_bytes) -> Iterator[Account]:
    """The account of a dump; of a large one an account for each of its shards, so that no more of it is in memory at a time.

    Raises `OSError` where the dump cannot be read any more.
    """
    first = 1
    for shard in _list_shards(dump, settings, shard_bytes):
        account = _account_shard(Source(shard, settings, first))
        first += len(account.records)
        yield account


def _list_shards(dump: Dump, settings: Settings, shard_bytes: int) -> Sequence[Shard]:
    if not shard_bytes < dump.bytes <= settings.max_dump_bytes:
        return [Shard(dump, 0, dump.bytes, None, "")]
    cuts = find_cuts(dump, shard_bytes, settings)
    edges = [0, *cuts.places, dump.bytes]
    return [Shard(dump, start, end, cuts.charset, "") for start, end in itertools.pairwise(edges)]


def _account_shard(source: Source) -> Account:
    result = source.result
    low, high = measure_coverage(result.stretches, source.start, source.dump.bytes)
    return Account(
        dump=source.dump.name,
        sha256=source.dump.sha256,
        bytes=source.dump.bytes,
        start=source.start,
        end=source.end,
        charset=result.charset,
        formats=result.formats,
        claimed=result.claimed,
        covered=high - low,
        visible=result.visible,
        regions=() if result.charset is None else tuple(list_regions(source)),
        records=tuple(
            RecordHead(number, record.id, record.format, record.locator, _find_title(record.value("title"))) for number, record in source.records.values()
        ),
        rejected=result.rejected,
        parts=tuple(DumpParts(source).list_parts()),
    )


def _find_title(value: object) -> str | None:
    return value if isinstance(value, str) else None
