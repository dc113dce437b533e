"""The flow `clean-corpus`: the stages of `pipeline.stages` as Prefect tasks.

It adds when, where and for how long they run, and what a person sees of it; nothing of the corpus depends on it. Take the
decorators away and it still runs. A task is a batch of shards or a whole stage, never a record, and is told where the
corpus is: the rest is in `.state/`, whose keys decide what is done already. So Prefect caches nothing and stores no result.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.context import FlowRunContext
from prefect.states import Completed
from prefect.tasks import Task

from flows.batch import clean_in_child
from flows.runners import Runner, read_runner, run_all
from pipeline.plan import Order, check_date
from pipeline.records import BatchSummary, Manifest, Plan
from pipeline.settings import load_settings
from pipeline.stages import Steps, bring_up_to_date, dedupe_records, load_plan, merge_records, plan_run, write_corpus
from pipeline.write import load_manifest
from pipeline.write.card import format_count, format_sum

P = ParamSpec("P")
R = TypeVar("R")
Counts = dict[str, dict[str, int]]

STAGE_SECONDS = 4 * 3600.0
"""Limit of a stage that runs in the flow's process: a run that hangs would keep out all that come after it. A million
records take minutes. It interrupts Python code and waiting; a long call into a C library it ends when that returns."""
RETRY_SECONDS = (10.0, 60.0)
"""How long to wait before the second try and the third: a full disk or a share that went away may be back by then."""


def may_pass_next_time(_task: Task[..., Any], _run: TaskRun, state: State[Any]) -> bool:
    """Whether a task that failed is worth another try: where the system refused something.

    Bad input is as bad the second time, a bug is still there, and what ran into its limit has cost enough.
    """
    error = state.result(raise_on_failure=False)
    return isinstance(error, OSError) and not isinstance(error, TimeoutError)


def stage(name: str, limit_seconds: float | None = STAGE_SECONDS, run_name: str | None = None) -> Callable[[Callable[P, R]], Task[P, R]]:
    """The decorator of all tasks here."""
    return task(
        name=name,
        task_run_name=run_name,
        timeout_seconds=limit_seconds,
        retries=len(RETRY_SECONDS),
        retry_delay_seconds=list(RETRY_SECONDS),
        retry_condition_fn=may_pass_next_time,
        cache_policy=NO_CACHE,
        persist_result=False,
    )


@stage("plan")
def plan_dumps(out: Path, order: Order) -> Plan:
    """Find what there is to do."""
    return plan_run(out, order)


# Its limit is that of the child process: one that Prefect sets on a thread interrupts nothing.
@stage("clean", limit_seconds=None, run_name="clean-{batch}")
def clean(out: Path, batch: int, label: str, limit_seconds: float) -> BatchSummary:
    """Take a batch of shards through all record-local stages."""
    return clean_in_child(out, batch, label, limit_seconds)


@stage("dedupe")
def dedupe(out: Path) -> dict[str, int]:
    """Find which records are one paper."""
    return dedupe_records(out)


@stage("merge")
def merge(out: Path, workers: int) -> dict[str, int]:
    """Make one paper of each cluster, in so many processes where there is enough to do."""
    return merge_records(out, workers)


@stage("write")
def write(out: Path) -> Manifest:
    """Write all files of the corpus."""
    return write_corpus(out)


@flow(name="clean-corpus", persist_result=False)
def clean_corpus(
    dumps: list[str] = ["data/raw"],  # noqa: B006 - Prefect copies it
    out: str = "data/clean",
    adds: bool = True,
    captured_on: str | None = None,
    settings: str | None = None,
    runner: str = "thread",
    batch_minutes: float = 60,
) -> State[Counts]:
    """Bring the corpus in `out` up to date with the dumps. The state's message is the closing sum.

    The parameters are of built-in types only: in the process of a served run Prefect cannot look up any other.

    Args:
        dumps: Dumps and folders of dumps. Relative paths start from the folder the flow runs in.
        out: Folder of the corpus.
        adds: Add to the corpus that is there. Otherwise it is made of exactly these dumps, and one that holds others refuses.
        captured_on: Day the dumps were captured (2026-02-01): gives dates without a year theirs.
        settings: Settings file, in TOML.
        runner: `thread` (batches at once: one a core), `thread:N`, or `process:N`, which needs a Prefect server.
        batch_minutes: A batch that takes longer is stopped, and the run fails.
    """
    corpus = Path(os.path.abspath(out))
    order = Order(tuple(dumps), adds=adds, captured_on=check_date(captured_on), settings=load_settings(Path(settings) if settings else None))
    batches = read_runner(runner)
    steps = Steps(
        plan=plan_dumps,
        clean=lambda folder, plan: clean_all(folder, plan, batches, batch_minutes * 60),
        dedupe=dedupe,
        merge=lambda folder: merge(folder, batches.workers),
        write=write,
    )
    manifest = bring_up_to_date(corpus, order, steps)
    news = "" if manifest else "nothing new: "
    return conclude(manifest or load_manifest(corpus), news, load_plan(corpus).passed_over)


def clean_all(out: Path, plan: Plan, runner: Runner, limit_seconds: float) -> None:
    """A task for each batch of the plan."""
    run_all(
        clean, [{"out": out, "batch": batch, "label": label_batch(plan, batch), "limit_seconds": limit_seconds} for batch in range(len(plan.batches))], runner
    )


def label_batch(plan: Plan, batch: int) -> str:
    """What messages call a batch: `batch 0 (data/raw/monday.html and 3 more)`."""
    names = sorted({plan.shards[index].dump.name for index in plan.batches[batch]})
    more = f" and {len(names) - 1} more" if len(names) > 1 else ""
    return f"batch {batch} ({names[0]}{more})"


def conclude(manifest: Manifest, news: str, passed_over: Sequence[str]) -> State[Counts]:
    """The state that ends the run, with the counts on the run's page where there is one. It says if dumps were passed over, as they were removed before."""
    message = news + format_sum(manifest.counts)
    if passed_over:
        message += f"; {format_count(len(passed_over), 'removed dump')} passed over"
    if FlowRunContext.get():
        rows = [{"stage": name, "count": count, "value": value} for name, counts in manifest.counts.items() for count, value in counts.items()]
        create_table_artifact(rows, key="clean-corpus-counts", description=message)
        if manifest.warnings:
            warnings = "\n".join(f"- {warning}" for warning in manifest.warnings)
            create_markdown_artifact(f"# Warnings\n\n{warnings}\n", key="clean-corpus-warnings", description=format_count(len(manifest.warnings), "warning"))
    return Completed(message=message, data=manifest.counts)
