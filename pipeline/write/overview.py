"""What the cards tell of a corpus: where it is from, what was counted on the way, how it was made."""

from __future__ import annotations

import mmap
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from pipeline.census import Census
from pipeline.records import Dump, LedgerLine
from pipeline.series import name_series
from pipeline.settings import Settings

REASON_RE = re.compile(rb'","stage":"[a-z]+","reason":"([a-z-]+)","text":')
"""In JSON a quote inside a text has a backslash before it: this cannot stand in one."""
DAY_RE = re.compile(r"\d{4}-\d\d-\d\d")

Counts = Mapping[str, Mapping[str, int]]
"""What went into each stage and what came out of it, as the manifest has it."""


class Source(msgspec.Struct, frozen=True):
    """A dump, or a series of dumps that differ in their names by numbers alone, as `#`."""

    name: str
    dumps: int
    sha256: str | None
    """None for a series."""
    bytes: int
    formats: tuple[str, ...]
    records: int
    rejected: int
    captured: tuple[str, ...]
    """The days of capture: none, one, or the first and the last."""
    url: str | None


class Overview(msgspec.Struct, frozen=True):
    """All that the cards tell."""

    sources: tuple[Source, ...]
    """A source for each content, in the order of their names."""
    settings: dict[str, str]
    """The settings that are not as they are by default, as TOML, by their dotted names."""
    counts: dict[str, dict[str, int]]
    census: Census
    reasons: dict[str, int]
    """Rejected stretches by reason."""

    @property
    def last_day(self) -> str | None:
        """The day of the last capture, else that of the latest paper: the only dates of a corpus that do not depend on when it is made."""
        days = [day for source in self.sources for day in source.captured if DAY_RE.fullmatch(day)]
        return max(days, default=None) or (self.census.published.last_day if self.census.published else None)


def list_sources(ledger: Iterable[LedgerLine], dumps: Iterable[Dump]) -> tuple[Source, ...]:
    """A source for each line of the ledger, with the addresses that sidecars and containers give."""
    urls: dict[str, set[str]] = defaultdict(set)
    for dump in dumps:
        if dump.url is not None:
            urls[dump.sha256].add(dump.url)
    return tuple(
        Source(
            name=line.dump,
            dumps=1,
            sha256=line.sha256,
            bytes=line.bytes,
            formats=line.formats,
            records=line.kept,
            rejected=line.rejected,
            captured=(line.captured_on,) if line.captured_on else (),
            url=min(urls[line.sha256], default=None),
        )
        for line in ledger
    )


def group_sources(sources: Sequence[Source], most: int) -> list[Source]:
    """The sources, if they are not too many; else by series, and if these are too many, the smaller ones together.

    >>> [one.name for one in group_sources([Source(f"a/{day}.html", 1, "", 9, (), 1, 0, (), None) for day in range(3)], 2)]
    ['a/#.html']
    """
    if len(sources) <= most:
        return list(sources)
    series: dict[str, list[Source]] = defaultdict(list)
    for source in sources:
        series[name_series(source.name)].append(source)
    grouped = [_join_sources(name, series[name]) for name in sorted(series)]
    if len(grouped) <= most:
        return grouped
    kept = {source.name for source in sorted(grouped, key=lambda source: (-source.records, source.name))[: most - 1]}
    rest = [source for source in grouped if source.name not in kept]
    return [*(source for source in grouped if source.name in kept), _join_sources(f"{len(rest):,} other series", rest)]


def _join_sources(name: str, sources: Sequence[Source]) -> Source:
    days = sorted({day for source in sources for day in source.captured})
    urls = {source.url for source in sources}
    return Source(
        name=name,
        dumps=sum(source.dumps for source in sources),
        sha256=None,
        bytes=sum(source.bytes for source in sources),
        formats=tuple(sorted({name for source in sources for name in source.formats})),
        records=sum(source.records for source in sources),
        rejected=sum(source.rejected for source in sources),
        captured=tuple(dict.fromkeys([*days[:1], *days[-1:]])),
        url=urls.pop() if len(urls) == 1 else None,
    )


def count_reasons(path: Path) -> dict[str, int]:
    """How many stretches `rejected.jsonl` has by reason, the most frequent first; no line is parsed."""
    if path.stat().st_size == 0:
        return {}
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        counts = Counter(match[1].decode() for match in REASON_RE.finditer(data))
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def list_changed(settings: Settings) -> dict[str, str]:
    """The settings that are not as they are by default.

    >>> list_changed(Settings(formats=("arxiv-list",)))
    {'formats': '["arxiv-list"]'}
    """
    own, usual = _flatten(msgspec.to_builtins(settings)), _flatten(msgspec.to_builtins(Settings()))
    return {name: msgspec.json.encode(value).decode() for name, value in own.items() if value != usual.get(name)}


def _flatten(table: Mapping[str, object], lead: str = "") -> dict[str, object]:
    flat: dict[str, object] = {}
    for name, value in table.items():
        flat |= _flatten(value, f"{lead}{name}.") if isinstance(value, dict) else {f"{lead}{name}": value}
    return flat
