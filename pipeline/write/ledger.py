"""`ledger.jsonl` and `rejected.jsonl`: the account of each dump."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from pipeline.records import Dump, LedgerLine, Plan, Rejected, Shard, ShardResult, Stretch


def account_dumps(plan: Plan, results: Iterable[tuple[Shard, ShardResult]]) -> Iterator[tuple[LedgerLine, list[Rejected]]]:
    """For each content, in the order of its name, its ledger line and what was rejected of it.

    Raises `RuntimeError` where the stretches do not cover the dump from its first byte to its last, each once: then a
    stage has lost something, which is a bug.
    """
    copies: dict[str, list[Dump]] = defaultdict(list)
    for dump in plan.dumps:
        copies[dump.sha256].append(dump)
    parts: dict[str, list[tuple[Shard, ShardResult]]] = defaultdict(list)
    for shard, result in results:
        parts[shard.dump.sha256].append((shard, result))
    for sha256, shards in parts.items():
        yield _account(copies[sha256], [result for _, result in sorted(shards, key=lambda part: part[0].start)])


def _account(copies: Sequence[Dump], results: Sequence[ShardResult]) -> tuple[LedgerLine, list[Rejected]]:
    dump = copies[0]
    stretches = tuple(stretch for result in results for stretch in result.stretches)
    covered = measure_coverage(stretches, dump.bytes)
    if covered != dump.bytes:
        raise RuntimeError(f"{dump.name}: {dump.bytes - covered} of {dump.bytes} bytes are not accounted for")
    rejected = [Rejected(dump.name, dump.sha256, item.locator, item.stage, item.reason, item.text) for result in results for item in result.rejected]
    charsets = sorted({result.charset for result in results if result.charset is not None})
    line = LedgerLine(
        dump=dump.name,
        sha256=dump.sha256,
        bytes=dump.bytes,
        charset=charsets[0] if charsets else None,
        formats=tuple(sorted({name for result in results for name in result.formats})),
        found=sum(result.found for result in results),
        claimed=_add(result.claimed for result in results),
        kept=sum(len(result.records) for result in results),
        rejected=len(rejected),
        coverage=covered / dump.bytes if dump.bytes else 1.0,
        miscounted=sum(result.miscounted for result in results),
        visible=_add_counts(result.visible for result in results),
        captured_on=dump.captured_on,
        copies=tuple(sorted({other.name for other in copies[1:]} - {dump.name})),
        stretches=stretches,
    )
    return line, rejected


def _add(numbers: Iterable[int | None]) -> int | None:
    """The sum of what is known; None where nothing is."""
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None


def _add_counts(counts: Iterable[dict[str, int] | None]) -> dict[str, int] | None:
    known = [count for count in counts if count is not None]
    return {kind: sum(count[kind] for count in known) for kind in known[0]} if known else None


def measure_coverage(stretches: Sequence[Stretch], size: int) -> int:
    """How many bytes from 0 to `size` are in exactly one stretch, up to the first gap, overlap or disorder.

    >>> measure_coverage([Stretch(0, 4, "separator", None), Stretch(4, 9, "field", "bytes=4,9/title")], 9)
    9
    >>> measure_coverage([Stretch(0, 4, "separator", None), Stretch(5, 9, "field", "bytes=5,9/title")], 9)
    4
    """
    position = 0
    for stretch in stretches:
        if stretch.start != position or stretch.end <= stretch.start or stretch.end > size:
            break
        position = stretch.end
    return position
