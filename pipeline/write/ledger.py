"""`ledger.jsonl` and `rejected.jsonl`: the account of each dump, put together from what its shards have ready."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from pipeline.columns import Maps
from pipeline.records import Dump, LedgerLine, Plan
from pipeline.stored import ShardNote, read_note, rename_rejected

ENCODER = msgspec.json.Encoder()
NO_STRETCHES = b"]}"
"""How a line of the ledger without stretches ends."""


class Account(msgspec.Struct, frozen=True):
    """The account of one content: its line but for the stretches, and its shards by number, in the order of their places."""

    line: LedgerLine
    shards: tuple[int, ...]


def account_dumps(plan: Plan, maps: Maps) -> list[Account]:
    """The account of each content, in the order of its name. The files of the maps are the stored shards of the plan.

    Raises `RuntimeError` where the stretches do not cover the dump from its first byte to its last, each once: then a
    stage has lost something, which is a bug.
    """
    copies: dict[str, list[Dump]] = defaultdict(list)
    for dump in plan.dumps:
        copies[dump.sha256].append(dump)
    shards: dict[str, list[int]] = defaultdict(list)
    for number, shard in enumerate(plan.shards):
        shards[shard.dump.sha256].append(number)
    accounts = []
    for sha256, numbers in shards.items():
        numbers.sort(key=lambda number: plan.shards[number].start)
        accounts.append(Account(_account(copies[sha256], [read_note(maps.view(number)) for number in numbers]), tuple(numbers)))
    return sorted(accounts, key=lambda account: (account.line.dump, account.line.sha256))


def write_stretches(account: Account, maps: Maps) -> Iterator[bytes]:
    """The line of `ledger.jsonl` in pieces: its stretches lie ready with the shards."""
    yield ENCODER.encode(account.line).removesuffix(NO_STRETCHES)
    is_first = True
    for number in account.shards:
        start, end = read_note(maps.view(number)).stretches_span
        if end > start:
            yield (b"" if is_first else b",") + maps.view(number)[start:end]
            is_first = False
    yield NO_STRETCHES + b"\n"


def write_rejected(account: Account, maps: Maps) -> Iterator[bytes]:
    """The lines of `rejected.jsonl`, a piece for each shard."""
    for number in account.shards:
        note = read_note(maps.view(number))
        lines = bytes(maps.view(number)[slice(*note.rejected_span)])
        yield lines if note.dump == account.line.dump else b"".join(rename_rejected(lines, ENCODER.encode(account.line.dump)))


def _account(copies: Sequence[Dump], notes: Sequence[ShardNote]) -> LedgerLine:
    dump = copies[0]
    covered = add_coverage(note.covered for note in notes)
    if covered != dump.bytes:
        raise RuntimeError(f"{dump.name}: {dump.bytes - covered} of {dump.bytes} bytes are not accounted for")
    charsets = sorted({note.charset for note in notes if note.charset is not None})
    return LedgerLine(
        dump=dump.name,
        sha256=dump.sha256,
        bytes=dump.bytes,
        charset=charsets[0] if charsets else None,
        formats=tuple(sorted({name for note in notes for name in note.formats})),
        found=sum(note.found for note in notes),
        claimed=_add(note.claimed for note in notes),
        kept=sum(note.kept for note in notes),
        rejected=sum(note.rejected for note in notes),
        coverage=covered / dump.bytes if dump.bytes else 1.0,
        miscounted=sum(note.miscounted for note in notes),
        visible=_add_counts(note.visible for note in notes),
        captured_on=dump.captured_on,
        copies=tuple(sorted({other.name for other in copies[1:]} - {dump.name})),
        stretches=(),
    )


def _add(numbers: Iterable[int | None]) -> int | None:
    """The sum of what is known; None where nothing is."""
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None


def _add_counts(counts: Iterable[dict[str, int] | None]) -> dict[str, int] | None:
    known = [count for count in counts if count is not None]
    return {kind: sum(count[kind] for count in known) for kind in known[0]} if known else None


def add_coverage(covered: Iterable[tuple[int, int]]) -> int:
    """How far the shards of a dump cover it from its first byte without a gap.

    >>> add_coverage([(0, 9), (9, 12)]), add_coverage([(0, 9), (10, 12)])
    (12, 9)
    """
    position = 0
    for start, end in covered:
        if start != position:
            break
        position = end
    return position
