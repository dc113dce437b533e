"""Runners: where the tasks of a run's batches wait for their batch, and how many at once.

`thread` or `thread:N`: in N threads of the flow's process (one a core by default). The work itself is in child processes
(`flows.batch`), so threads use all cores, and a task costs 35 ms more than its batch.
`process:N`: in N processes of Prefect's own, each of which talks to the server: a task costs 170 ms, the pool 3 s.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextvars import copy_context
from functools import partial
from typing import Any, Literal, NamedTuple, cast

from pipeline.errors import SettingsError

CORES = os.cpu_count() or 1


class Runner(NamedTuple):
    """What a runner's name says."""

    kind: Literal["thread", "process"]
    workers: int


def read_runner(name: str) -> Runner:
    """The runner of that name. Raises `SettingsError` where there is none.

    >>> read_runner("process:4")
    Runner(kind='process', workers=4)
    >>> read_runner("thread").workers == CORES
    True
    """
    kind, colon, count = name.partition(":")
    workers = int(count) if count.isdecimal() else 0 if colon else CORES
    if kind not in ("thread", "process") or workers < 1:
        raise SettingsError(f"runner: '{name}' is none. Give 'thread', 'thread:N' or 'process:N', with N at least 1.")
    return Runner(cast("Literal['thread', 'process']", kind), workers)


def run_all(function: Callable[..., Any], calls: Sequence[dict[str, Any]], runner: Runner) -> None:
    """Call the function with each of the arguments, so many at once.

    Raises the first error as soon as it is there, and starts nothing after that; waits for the calls under way.
    """
    if runner.kind == "process":
        _run_in_processes(function, calls, runner.workers)
    else:
        _run_in_threads(function, calls, runner.workers)


def _run_in_threads(function: Callable[..., Any], calls: Sequence[dict[str, Any]], workers: int) -> None:
    """A plain pool that hands each call the context it was made in: by it a task knows which run it belongs to."""
    pool = ThreadPoolExecutor(min(workers, len(calls) or 1))
    try:
        for future in as_completed([pool.submit(copy_context().run, partial(function, **call)) for call in calls]):
            future.result()
    finally:
        pool.shutdown(cancel_futures=True)


def _run_in_processes(function: Callable[..., Any], calls: Sequence[dict[str, Any]], workers: int) -> None:
    from prefect.futures import as_completed as as_prefect_completed
    from prefect.settings import get_current_settings
    from prefect.task_runners import ProcessPoolTaskRunner

    if get_current_settings().api.url is None:
        raise SettingsError(
            "runner: 'process:N' needs a Prefect server, else each process would start one of its own. "
            "Start one with 'prefect server start', set PREFECT_API_URL to its address, or take runner 'thread'."
        )
    with ProcessPoolTaskRunner(max_workers=workers) as pool:
        for future in as_prefect_completed([pool.submit(function, call) for call in calls]):
            future.result()
