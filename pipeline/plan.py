"""Plan: which dumps a corpus is made of, how they are cut into shards, and which shards have no stored result yet."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from pipeline.cuts import KnownCuts, find_cuts
from pipeline.errors import CorpusError, InputError, OutputError, SettingsError
from pipeline.formats import choose_formats
from pipeline.read import STDIN, Unpacking, describe_dumps, find_files, is_full_date, keep_stdin, read_removed
from pipeline.records import Dump, Input, Plan, Shard
from pipeline.settings import Limits, Settings, SettingsFile
from pipeline.state import State, make_run_key, make_shard_key
from pipeline.write import list_outputs, load_inputs, load_manifest


class Order(msgspec.Struct, frozen=True):
    """What the person asked for: which dumps, whether they are all of the corpus or added to it, how they are read."""

    arguments: tuple[str, ...]
    adds: bool = False
    replaces: bool = False
    removes: tuple[tuple[str, str], ...] = ()
    """Name and sha-256 of dumps that the corpus is to lose; nothing is read then."""
    captured_on: str | None = None
    formats: tuple[str, ...] = ()
    """The formats to look for; none named, those of the settings."""
    settings: SettingsFile = SettingsFile()


def check_date(text: str | None) -> str | None:
    """The date as given. Raises `SettingsError` where it is no full date."""
    if text is not None and not is_full_date(text):
        raise SettingsError(f"captured-on: '{text}' is no full date. Give year, month and day, e.g. 2026-02-01.")
    return text


def choose_settings(out: Path, order: Order) -> Settings:
    """The settings that were given; else, to add to a corpus, those it was made with; else the defaults.

    Raises `SettingsError` for a format that does not exist.
    """
    if order.settings.corpus is not None:
        settings = order.settings.corpus
    elif (order.adds or order.removes) and list_outputs(out):
        settings = msgspec.convert(load_manifest(out).settings, Settings)
    else:
        settings = Settings()
    if order.formats:
        settings = msgspec.structs.replace(settings, formats=order.formats)
    choose_formats(settings.formats)
    return settings


def make_plan(out: Path, order: Order, settings: Settings) -> Plan:
    """What there is to do. Errors as for `pipeline.stages.plan_run`."""
    state = State(out)
    limits = order.settings.limits
    dumps, passed_over = _find_dumps(out, state, order, settings.max_dump_bytes)
    known = KnownCuts(state.folder / "cuts.json")
    shards = tuple(shard for dump in _first_of_each(dumps) for shard in _cut_dump(dump, state, settings, limits, known))
    known.store()
    pending = [index for index, shard in enumerate(shards) if not state.has_shard(shard.key)]
    at_hand = {index: _require_content(shards[index].dump, state, settings.max_dump_bytes) for index in pending}
    shards = tuple(msgspec.structs.replace(shard, dump=at_hand.get(index, shard.dump)) for index, shard in enumerate(shards))
    run_key = make_run_key((shard.key for shard in shards), dumps, settings)
    return Plan(dumps, shards, tuple(_batch(pending, shards, limits.batch_bytes)), run_key, passed_over)


def _find_dumps(out: Path, state: State, order: Order, max_bytes: int) -> tuple[tuple[Dump, ...], tuple[str, ...]]:
    """The dumps of the corpus that is to be, sorted by name and content, and the names of those that are passed over."""
    known = () if order.replaces else _known_dumps(out, state, max_bytes)
    if order.removes:
        return _sort_dumps(dump for dump in known if (dump.name, dump.sha256) not in order.removes), ()
    found, passed_over = _read_files(out, state, order, max_bytes)
    if order.adds:
        new = {(dump.name, dump.sha256) for dump in found}
        found.extend(dump for dump in known if (dump.name, dump.sha256) not in new)
    elif not order.replaces:
        _refuse_others(out, found, known)
    return _sort_dumps(found), passed_over


def _sort_dumps(dumps: Iterable[Dump]) -> tuple[Dump, ...]:
    return tuple(sorted(dumps, key=lambda dump: (dump.name, dump.sha256)))


def _read_files(out: Path, state: State, order: Order, max_bytes: int) -> tuple[list[Dump], tuple[str, ...]]:
    """The dumps that the arguments name, but for those that were removed; and the names of these.

    Raises `InputError` where nothing is left: but a folder that is read every day may hold only what was removed.
    """
    own = _list_own(out, is_replaced=order.replaces)
    unpacking = Unpacking(state.unpacked, max_bytes)
    found: list[Dump] = []
    passed_over: list[str] = []
    for path, name in find_files(order.arguments):
        if path not in own:
            removed = frozenset() if name == STDIN else read_removed(path)
            for dump in describe_dumps(keep_stdin(state.stdin) if name == STDIN else path, name, order.captured_on, unpacking):
                if dump.sha256 in removed:
                    passed_over.append(dump.name)
                else:
                    found.append(dump)
    if not found and passed_over and not (order.adds and all(map(os.path.isdir, order.arguments))):
        raise InputError(f"{', '.join(passed_over)}: removed before, as its side file (*.meta.json) says. Take 'removed' out of that to read it again.")
    if not found and not passed_over:
        raise InputError(f"{' '.join(order.arguments)}: no dumps there. Put files into the folder, or name others.")
    return found, tuple(passed_over)


def _list_own(out: Path, *, is_replaced: bool) -> list[Path]:
    """The files of the corpus in `out`, which are no dumps; one whose manifest cannot be read has none, where it is to be replaced."""
    try:
        return list_outputs(out)
    except CorpusError:
        if is_replaced:
            return []
        raise


def _refuse_others(out: Path, found: Sequence[Dump], known: Sequence[Dump]) -> None:
    """Raise `OutputError` where the corpus holds dumps that are not among those found."""
    hashes = {dump.sha256 for dump in found}
    others = sorted(dump.name for dump in known if dump.sha256 not in hashes)
    if others:
        more = f" and {len(others) - 1} more" if len(others) > 1 else ""
        raise OutputError(
            f"{out}: holds a corpus of other dumps ({others[0]}{more}). Use 'papersieve add' to add to it, "
            "--replace to make it anew from these alone, or choose another folder with -o."
        )


def _known_dumps(out: Path, state: State, max_bytes: int) -> Sequence[Dump]:
    """The dumps of the corpus in `out`, with where they were found, as far as that is noted; else they should lie where their names say."""
    noted = {(dump.name, dump.sha256): dump for dump in state.load_dumps()}
    unpacking = Unpacking(state.unpacked, max_bytes)
    unpacked: dict[str, dict[tuple[str, str], Dump]] = {}
    known = []
    for line in load_inputs(out):
        dump = noted.get((line.dump, line.sha256)) or _locate(line)
        if line.member is not None and (line.dump, line.sha256) not in noted:
            # Of a packed one the manifest does not tell all: the charset that its container declares, what broke. It is unpacked once more.
            if dump.path not in unpacked:
                file = line.dump.removesuffix(f"/{line.member}") if line.member else line.dump
                found = describe_dumps(Path(dump.path), file, None, unpacking) if Path(dump.path).is_file() else []
                unpacked[dump.path] = {(member.name, member.sha256): member for member in found}
            again = unpacked[dump.path].get((line.dump, line.sha256), dump)
            dump = msgspec.structs.replace(again, captured_on=line.captured_on, url=line.url)
        known.append(dump)
    return known


def _locate(line: Input) -> Dump:
    """A dump of which only the manifest tells: it should lie where its name says."""
    file = line.dump.removesuffix(f"/{line.member}") if line.member else line.dump
    return Dump(line.dump, os.path.abspath(file), line.sha256, line.bytes, line.file_sha256, line.captured_on, line.url, line.member)


def _first_of_each(dumps: Sequence[Dump]) -> list[Dump]:
    """One dump for each content: copies of it say nothing new."""
    first: dict[str, Dump] = {}
    for dump in dumps:
        first.setdefault(dump.sha256, dump)
    return list(first.values())


def _cut_dump(dump: Dump, state: State, settings: Settings, limits: Limits, known: KnownCuts) -> Iterator[Shard]:
    """The shards of a dump: itself, or byte ranges of a large one that begin where a record does."""
    whole = Shard(dump, 0, dump.bytes, None, make_shard_key(dump, 0, dump.bytes, settings))
    if dump.bytes <= limits.shard_bytes or dump.bytes > settings.max_dump_bytes or state.has_shard(whole.key):
        yield whole
        return
    cuts = known.find(dump, limits.shard_bytes, settings)
    if cuts is None:
        dump = _require_content(dump, state, settings.max_dump_bytes)
        cuts = find_cuts(dump, limits.shard_bytes, settings)
        known.add(dump, limits.shard_bytes, settings, cuts)
    if cuts.charset is None:
        yield whole
        return
    for start, end in itertools.pairwise((0, *cuts.places, dump.bytes)):
        yield Shard(dump, start, end, cuts.charset, make_shard_key(dump, start, end, settings))


def _batch(pending: Sequence[int], shards: Sequence[Shard], batch_bytes: int) -> Iterator[tuple[int, ...]]:
    """The shards in batches of at least `batch_bytes`."""
    batch: list[int] = []
    size = 0
    for index in pending:
        batch.append(index)
        size += shards[index].end - shards[index].start
        if size >= batch_bytes:
            yield tuple(batch)
            batch, size = [], 0
    if batch:
        yield tuple(batch)


def _require_content(dump: Dump, state: State, max_bytes: int) -> Dump:
    """The dump with its bytes at hand: where its file is, or unpacked from it once more.

    Raises `InputError` for one that must be read again and is not where it was.
    """
    if dump.bytes == 0 or (dump.content_path and Path(dump.content_path).is_file()):
        return dump
    if Path(dump.path).is_file() and dump.member is not None:
        for other in describe_dumps(Path(dump.path), dump.name.removesuffix(f"/{dump.member}"), dump.captured_on, Unpacking(state.unpacked, max_bytes)):
            if other.sha256 == dump.sha256:
                return msgspec.structs.replace(dump, unpacked=other.unpacked)
    raise InputError(
        f"{dump.name}: the file is gone from {dump.path}, and no result of this version and these settings is stored for it. "
        "Put it back, or make the corpus without it: papersieve run --replace."
    )
