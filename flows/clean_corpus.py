"""The flow `clean-corpus`: the stages of `pipeline.stages` as Prefect tasks, in the order of `pipeline.stages.run`.

It adds who runs what, where, how often and for how long, and what a person sees of it: nothing of the corpus depends on
it. Take the decorators away and it still runs. A task is a batch of shards or a whole stage, never a record; tasks hand on
where the corpus is and find the rest in `.state/`, whose keys decide what is done already: Prefect caches and stores nothing.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, TypedDict

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE, CachePolicy
from prefect.client.schemas.objects import State, TaskRun
from prefect.context import FlowRunContext
from prefect.states import Completed
from prefect.tasks import Task

from flows.batch import clean_in_child
from flows.runners import read_runner, run_all
from pipeline.plan import Order
from pipeline.records import BatchSummary, Manifest, Plan
from pipeline.settings import load_settings
from pipeline.stages import Stopwatch, dedupe_records, finish_run, hold, is_done, merge_records, plan_run, write_corpus
from pipeline.write import load_manifest
from pipeline.write.card import format_sum

Counts = dict[str, dict[str, int]]


def may_pass_again(_task: Task[..., Any], _run: TaskRun, state: State[Any]) -> bool:
    """Whether a task that failed is worth another try: where the system refused something.

    Bad input is as bad the second time, a bug is still there, and what ran out of time once has cost enough.
    """
    error = state.result(raise_on_failure=False)
    return isinstance(error, OSError) and not isinstance(error, TimeoutError)


STAGE_SECONDS = 4 * 3600
"""Limit of a stage that runs in the flow's process. Holds where Python code runs; one call into C is interrupted when it returns.
A run that hangs would keep out all later ones, so there is one, far above what a million records take."""

from functools import partial
stage = partial(task, cache_policy=NO_CACHE, persist_result=False, retries=2, retry_delay_seconds=[10, 60], retry_condition_fn=may_pass_again)


@stage(name="plan", timeout_seconds=STAGE_SECONDS)
def plan(out: Path, order: Order) -> Plan:
    """Find what there is to do."""
    return plan_run(out, order)

reveal_type(plan)
@task(name="dedupe", timeout_seconds=STAGE_SECONDS)
def dedupe(out: Path) -> dict[str, int]:
    """Find which records are one paper."""
    return dedupe_records(out)
reveal_type(dedupe)
