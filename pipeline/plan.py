"""Plan: which dumps a corpus is made of, how they are cut into shards, and which shards have no stored result yet."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from pipeline import charset
from pipeline.errors import InputError, OutputError, SettingsError
from pipeline.read import STDIN, describe_dump, find_files, is_full_date, keep_stdin, read_content
from pipeline.records import Dump, Plan, Shard
from pipeline.settings import Limits, Settings, SettingsFile
from pipeline.split import find_cut
from pipeline.state import State, make_run_key, make_shard_key
from pipeline.write import list_outputs, load_inputs, load_manifest

WINDOW_CHARS = 1 << 18
"""How far to look for a place to cut a large dump."""
LEAD_CHARS = 1 << 16
"""How much of what stands before that place is read with it."""


class Order(msgspec.Struct, frozen=True):
    """What the person asked for: which dumps, whether they are all of the corpus or added to it, how they are read."""

    arguments: tuple[str, ...]
    adds: bool = False
    replaces: bool = False
    captured_on: str | None = None
    settings: SettingsFile = SettingsFile()


def check_date(text: str | None) -> str | None:
    """The date as given. Raises `SettingsError` where it is no full date."""
    if text is not None and not is_full_date(text):
        raise SettingsError(f"captured-on: '{text}' is no full date. Give year, month and day, e.g. 2026-02-01.")
    return text


def choose_settings(out: Path, order: Order) -> Settings:
    """The settings that were given; else, to add to a corpus, those it was made with; else the defaults."""
    if order.settings.corpus is not None:
        return order.settings.corpus
    if order.adds and list_outputs(out):
        return msgspec.convert(load_manifest(out).settings, Settings)
    return Settings()


def make_plan(out: Path, order: Order, settings: Settings) -> Plan:
    """What there is to do. Errors as for `pipeline.stages.plan_run`."""
    state = State(out)
    limits = order.settings.limits
    dumps = _find_dumps(out, state, order, settings.max_dump_bytes)
    shards = tuple(shard for dump in _first_of_each(dumps) for shard in _cut_dump(dump, state, settings, limits))
    pending = [index for index, shard in enumerate(shards) if not state.has_shard(shard.key)]
    run_key = make_run_key((shard.key for shard in shards), dumps, settings)
    return Plan(dumps, shards, tuple(_batch(pending, shards, limits.batch_bytes)), run_key)


def _find_dumps(out: Path, state: State, order: Order, max_bytes: int) -> tuple[Dump, ...]:
    """The dumps of the corpus that is to be, sorted by name and content."""
    own = list_outputs(out)
    found = [_describe(path, name, state, order.captured_on, max_bytes) for path, name in find_files(order.arguments) if path not in own]
    if not found:
        raise InputError(f"{' '.join(order.arguments)}: no dumps there. Put files into the folder, or name others.")
    known = _known_dumps(out, state)
    if order.adds:
        found.extend(dump for dump in known if (dump.name, dump.sha256) not in {(new.name, new.sha256) for new in found})
    elif not order.replaces:
        hashes = {dump.sha256 for dump in found}
        others = sorted(dump.name for dump in known if dump.sha256 not in hashes)
        if others:
            more = f" and {len(others) - 1} more" if len(others) > 1 else ""
            raise OutputError(
                f"{out}: holds a corpus of other dumps ({others[0]}{more}). Use 'papersieve add' to add to it, "
                "--replace to make it anew from these alone, or choose another folder with -o."
            )
    return tuple(sorted(found, key=lambda dump: (dump.name, dump.sha256)))


def _describe(path: Path, name: str, state: State, captured_on: str | None, max_bytes: int) -> Dump:
    if name == STDIN:
        path = keep_stdin(state.stdin)
    return describe_dump(path, name, captured_on, max_bytes)


def _known_dumps(out: Path, state: State) -> list[Dump]:
    """The dumps of the corpus in `out`, with where they were found, as far as that is noted."""
    noted = {(dump.name, dump.sha256): dump.path for dump in state.load_dumps()}
    return [
        Dump(line.dump, noted.get((line.dump, line.sha256), os.path.abspath(line.dump)), line.sha256, line.bytes, line.file_sha256, line.captured_on, line.url)
        for line in load_inputs(out)
    ]


def _first_of_each(dumps: Sequence[Dump]) -> list[Dump]:
    """One dump for each content: copies of it say nothing new."""
    first: dict[str, Dump] = {}
    for dump in dumps:
        first.setdefault(dump.sha256, dump)
    return list(first.values())


def _cut_dump(dump: Dump, state: State, settings: Settings, limits: Limits) -> Iterator[Shard]:
    """The shards of a dump: itself, or byte ranges of a large one that begin where a record does.

    The cut of a dump is not stored, as it does not show in what comes out: any cut gives the same corpus.
    """
    whole = Shard(dump, 0, dump.bytes, None, make_shard_key(dump, 0, dump.bytes, settings))
    if dump.bytes <= limits.shard_bytes or dump.bytes > settings.max_dump_bytes or state.has_shard(whole.key):
        yield whole
        return
    _require_file(dump)
    data = read_content(dump.path, settings.max_dump_bytes).data
    decoded = None if charset.is_binary(data) else charset.decode(data)
    if decoded is None:
        yield whole
        return
    offsets = charset.byte_offsets(data, decoded)
    cuts = [0, *(offsets.byte_at(index) for index in _find_cuts(decoded.text, limits.shard_bytes)), len(data)]
    for start, end in itertools.pairwise(cuts):
        yield Shard(dump, start, end, decoded.charset, make_shard_key(dump, start, end, settings))


def _find_cuts(text: str, shard_chars: int) -> Iterator[int]:
    """Characters at which a text may be cut without a trace, one in each stretch of about `shard_chars`."""
    target = shard_chars
    while target < len(text):
        lead = text.rfind("\n", 0, max(0, target - LEAD_CHARS)) + 1
        cut = find_cut(text[lead : target + WINDOW_CHARS], target - lead)
        if cut is None:
            target += WINDOW_CHARS
        else:
            yield lead + cut
            target = lead + cut + shard_chars


def _batch(pending: Sequence[int], shards: Sequence[Shard], batch_bytes: int) -> Iterator[tuple[int, ...]]:
    """The shards in batches of at least `batch_bytes`; the files they are in must be at hand."""
    batch: list[int] = []
    size = 0
    for index in pending:
        _require_file(shards[index].dump)
        batch.append(index)
        size += shards[index].end - shards[index].start
        if size >= batch_bytes:
            yield tuple(batch)
            batch, size = [], 0
    if batch:
        yield tuple(batch)


def _require_file(dump: Dump) -> None:
    """Raise `InputError` for a dump that must be read again and is not where it was."""
    if not Path(dump.path).exists():
        raise InputError(
            f"{dump.name}: the file is gone from {dump.path}, and no result of this version and these settings is stored for it. "
            "Put it back, or make the corpus without it: papersieve run --replace."
        )
