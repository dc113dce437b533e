"""The program on one screen: the stages of a run, in the order the data goes through them.

    plan      read: find the dumps, know them by their sha-256, cut large ones, leave out what is already done
    clean     a batch of shards through split, strip and repair, with the keys that dedupe will see (`pipeline.shard`)
    dedupe    which records are one paper: sees keys, never texts
    merge     one paper a cluster, the best value for each field, the others kept
    write     all files of the corpus, which appear together or not at all

Each stage is told where the corpus is and finds the rest in `.state/`: so a pool of processes and a flow run the same
functions and get the same bytes. This module knows nothing of who runs it.
"""

from __future__ import annotations

import gc
import os
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import NamedTuple, TypeVar

import msgspec

from pipeline.copies import forget_copies, store_copy
from pipeline.crew import Crew
from pipeline.dedupe import dedupe, join_tables
from pipeline.errors import CorpusError, OutputError
from pipeline.merge import Desk, Team, count_papers, merge_clusters, merge_part
from pipeline.places import Places, write_places
from pipeline.plan import Order, choose_settings, make_plan
from pipeline.read import find_files, is_utf8
from pipeline.records import BatchSummary, Manifest, Plan
from pipeline.resolution import Resolution
from pipeline.settings import Limits, Settings
from pipeline.shard import clean_shard
from pipeline.state import LastRun, State, write_atomically
from pipeline.write import Staged, hash_outputs, hash_published, load_manifest, stage_files, stage_papers
from pipeline.write.publish import lock, publish, recover

Result = TypeVar("Result")
COLLECT_AFTER = 100_000


class Moment(msgspec.Struct, frozen=True):
    """How far a stage is: what it has done of what there is to do, in bytes or other units; a `total` of 0 where that is not known."""

    stage: str
    done: int = 0
    total: int = 0
    records: int = 0
    """The records that came of what is done."""
    unit: str = "bytes"


Progress = Callable[[Moment], None]
"""Told how far a run is, as it goes on."""


class Work(msgspec.Struct, frozen=True):
    """What the stages of one run are told through `.state/`."""

    plan: Plan
    settings: Settings
    limits: Limits


def plan_run(out: Path, order: Order) -> Plan:
    """Find what there is to do, and note it in `.state/`.

    Raises `InputError` where a dump cannot be read or there is none, `OutputError` where the corpus in `out` holds other dumps
    and the order neither adds nor replaces.
    """
    state = State(out)
    if order.removes:
        state.forget_derived()
    state.create()
    settings = choose_settings(out, order)
    plan = make_plan(out, order, settings)
    write_atomically(state.work / "plan", msgspec.msgpack.encode(Work(plan, settings, order.settings.limits)))
    return plan


def clean_batch(out: Path, batch: int) -> BatchSummary:
    """Take the shards of a batch through all record-local stages and store their results."""
    state, work = State(out), _load_work(out)
    records = rejected = 0
    with collect_rarely():
        for index in work.plan.batches[batch]:
            shard = work.plan.shards[index]
            result, table = clean_shard(shard, work.settings)
            store_copy(state, shard, work.settings.max_dump_bytes)
            state.store_shard(shard, result, table)
            records += len(result.records)
            rejected += len(result.rejected)
    return BatchSummary(len(work.plan.batches[batch]), records, rejected)


def dedupe_records(out: Path, workers: int = 1) -> dict[str, int]:
    """Find which records are one paper, from their keys alone, in so many threads; gives the counts."""
    state, work = State(out), _load_work(out)
    table = join_tables(state.load_keys([shard.key for shard in work.plan.shards]), work.settings.dedupe)
    resolution = dedupe(table, work.settings.dedupe, workers, work.limits.candidate_bytes)
    write_atomically(state.work / "clusters", resolution.to_bytes())
    return dict(resolution.counts)


def merge_records(out: Path, workers: int = 1, crew: Crew | None = None, report: Progress = lambda _moment: None) -> dict[str, int]:
    """Make one paper of each cluster, and stage the papers and their records; gives the counts.

    A crew that is there already need not be started.
    """

    def merge_parts(team: Crew, calls: Sequence[tuple[Path, Path, int, int]]) -> None:
        total, done = sum(last - first for _, _, first, last in calls), 0

        def tell(_number: int, merged: int) -> None:
            nonlocal done
            done += merged
            report(Moment("merge", done, total, unit="papers"))

        team.call_all(merge_part, calls, tell)

    state, work = State(out), _load_work(out)
    resolution = _load_resolution(state)
    desk = Desk(tuple(state.result_path(shard.key) for shard in work.plan.shards), state.parts, state.work)
    with nullcontext(crew) if crew else Crew(workers) as team:
        merged = merge_clusters(desk, work.plan.shards, resolution, Team(team.workers, lambda calls: merge_parts(team, calls)))
    shutil.rmtree(state.staging, ignore_errors=True)
    state.staging.mkdir()
    layout = merged.layout
    records, papers = len(layout.records.at), len(layout.papers.at)
    outputs = stage_papers(state.staging, merged.maps.paths, layout.papers, layout.records)
    write_places(state.work / "places", Places(merged.maps.paths, layout.papers, layout.records, layout.paper_of, layout.shard_of), state.folder)
    staged = Staged(outputs, papers, count_papers(layout.presence), merged.parts)
    write_atomically(state.work / "staged", msgspec.msgpack.encode(staged))
    return {"records": records, "papers": papers, "merged": records - papers}


def write_corpus(out: Path) -> Manifest:
    """Stage the other files, publish them all, and give the manifest."""
    state, work = State(out), _load_work(out)
    staged = msgspec.msgpack.decode((state.work / "staged").read_bytes(), type=Staged)
    manifest = stage_files(state, work.plan, work.settings, staged, _load_resolution(state))
    publish(state.staging, out)
    state.store_dumps(work.plan.dumps)
    state.forget_shards(shard.key for shard in work.plan.shards)
    forget_copies(state, work.plan.shards)
    state.forget_parts(staged.parts)
    state.forget_stdin(work.plan.dumps)
    state.forget_unpacked()
    return manifest


class Steps(NamedTuple):
    """Who does each stage: the functions above, or tasks that call them."""

    plan: Callable[[Path, Order], Plan]
    clean: Callable[[Path, Plan], None]
    """Cleans all batches of the plan."""
    dedupe: Callable[[Path], dict[str, int]]
    merge: Callable[[Path], dict[str, int]]
    write: Callable[[Path], Manifest]


def bring_up_to_date(out: Path, order: Order, steps: Steps) -> Manifest | None:
    """All stages in their order, over the corpus in `out`; gives its manifest, or None where there was nothing to do.

    There is nothing to do where the corpus is there already, made from the same dumps by the same code with the same settings.
    """
    watch = Stopwatch()
    find_files(order.arguments)  # A mistake in the arguments leaves no folder behind.
    with hold(out):
        plan = watch.time("plan", lambda: steps.plan(out, order))
        if is_done(out, plan):
            State(out).forget_unpacked()
            return None
        watch.time("clean", lambda: steps.clean(out, plan))
        watch.time("dedupe", lambda: steps.dedupe(out))
        watch.time("merge", lambda: steps.merge(out))
        manifest = watch.time("write", lambda: steps.write(out))
        State(out).store_last_run(LastRun(plan.run_key, hash_published(out, manifest), watch.seconds))
        return manifest


def run(out: Path, order: Order, workers: int = 1, progress: Progress | None = None) -> Manifest:
    """All stages in this process, with `clean` in a pool where that pays; gives the manifest of the corpus then in `out`."""
    report = progress or (lambda _moment: None)

    def tell(name: str, stage: Callable[[Path], Result]) -> Callable[[Path], Result]:
        def call(folder: Path) -> Result:
            report(Moment(name))
            return stage(folder)

        return call

    with Crew(workers) as crew:
        steps = Steps(
            plan=plan_run,
            clean=lambda folder, plan: _clean_all(folder, plan, crew, report),
            dedupe=tell("dedupe", lambda folder: dedupe_records(folder, workers)),
            merge=tell("merge", lambda folder: merge_records(folder, workers, crew, report)),
            write=tell("write", write_corpus),
        )
        return bring_up_to_date(out, order, steps) or load_manifest(out)


@contextmanager
def hold(out: Path) -> Iterator[None]:
    """The folder of a corpus, made if need be, mended after a run that was killed, and held against other runs."""
    if not is_utf8(out):
        raise OutputError(f"{os.fsencode(out).decode(errors='backslashreplace')}: the name of the folder is not UTF-8. Choose another one with -o.")
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{out}: the folder cannot be made ({error.strerror}). Choose another one with -o.") from error
    recover(out)
    with lock(out):
        yield


def is_done(out: Path, plan: Plan) -> bool:
    """Whether the corpus in `out` is what the plan would make, byte for byte."""
    last = State(out).load_last_run()
    if last is None or last.run_key != plan.run_key:
        return False
    try:
        return hash_outputs(out) == last.outputs
    except CorpusError:  # A manifest that cannot be read is not the one that a run wrote.
        return False


class Stopwatch:
    """How long each stage of a run took, in seconds."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def time(self, name: str, call: Callable[[], Result]) -> Result:
        """The result of the call, its time noted."""
        start = time.perf_counter()
        result = call()
        self.seconds[name] = round(time.perf_counter() - start, 3)
        return result


def _clean_all(out: Path, plan: Plan, crew: Crew, report: Progress) -> None:
    """Clean all batches. The largest come first: none is left for one process at the end."""
    sizes = [sum(plan.shards[index].end - plan.shards[index].start for index in batch) for batch in plan.batches]
    order = sorted(range(len(sizes)), key=lambda batch: -sizes[batch])
    total, done, records = sum(sizes), 0, 0
    report(Moment("clean", 0, total))

    def tell(number: int, summary: BatchSummary) -> None:
        nonlocal done, records
        done, records = done + sizes[order[number]], records + summary.records
        report(Moment("clean", done, total, records))

    crew.call_all(clean_batch, [(out, batch) for batch in order], tell)


@contextmanager
def collect_rarely() -> Iterator[None]:
    """Look for cycles of dead objects at every `COLLECT_AFTER` new ones, not at every 700.

    Records are alive until their shard is stored, and looking at them again and again takes a fifth of the time. Not to look at
    all takes no less, but the trees of pages are cycles: 300 pages of 110 kB weigh 530 MB then, and 160 MB with this.
    """
    before = gc.get_threshold()
    gc.set_threshold(COLLECT_AFTER, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def load_plan(out: Path) -> Plan:
    """The plan of the last run over the corpus in `out`."""
    return _load_work(out).plan


def _load_work(out: Path) -> Work:
    return msgspec.msgpack.decode((State(out).work / "plan").read_bytes(), type=Work)


def _load_resolution(state: State) -> Resolution:
    return Resolution.from_bytes((state.work / "clusters").read_bytes())
