"""Runners: where the tasks of a run's batches wait for their batch, and how many at once.

`thread`, `thread:N`: in threads of the flow's process, one a core or N. The work itself is in child processes
(`flows.batch`), so threads use all cores.
`process:N`: in N processes of Prefect's own pool, each of which talks to the server for itself.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextvars import copy_context
from functools import partial
from typing import Any, Literal, NamedTuple

from prefect.futures import as_completed as as_prefect_completed
from prefect.settings import get_current_settings
from prefect.task_runners import ProcessPoolTaskRunner
from prefect.tasks import Task

from flows.batch import stop_children
from pipeline.errors import SettingsError

CORES = os.cpu_count() or 1


class Runner(NamedTuple):
    """What the name of a runner says."""

    kind: Literal["thread", "process"]
    workers: int


def read_runner(name: str) -> Runner:
    """The runner of that name. Raises `SettingsError` where there is none.

    >>> read_runner("process:4")
    Runner(kind='process', workers=4)
    >>> read_runner("thread").workers == CORES
    True
    """
    kind, _, count = name.partition(":")
    if name == "thread":
        return Runner("thread", CORES)
    if kind in ("thread", "process") and count.isdecimal() and int(count) > 0:
        return Runner("thread" if kind == "thread" else "process", int(count))
    raise SettingsError(f"runner: '{name}' is not known. Give 'thread', 'thread:N' or 'process:N', where N is 1 or more.")


def run_all(function: Callable[..., object], calls: Sequence[dict[str, Any]], runner: Runner) -> None:
    """Call the function with each of these arguments, so many at once.

    Raises the first error as soon as it is there: starts nothing after it, waits for the calls under way.
    """
    if runner.kind == "process":
        _run_in_processes(function, calls, runner.workers)
    else:
        _run_in_threads(function, calls, runner.workers)


def _run_in_threads(function: Callable[..., object], calls: Sequence[dict[str, Any]], workers: int) -> None:
    """Each call is handed the context it was made in: by that a task knows which run it belongs to."""
    pool = ThreadPoolExecutor(workers)
    try:
        for future in as_completed([pool.submit(copy_context().run, partial(function, **call)) for call in calls]):
            future.result()
    except BaseException as error:
        pool.shutdown(wait=False, cancel_futures=True)
        if not isinstance(error, Exception):  # The run was told to stop, by a signal: it need not wait for batches.
            stop_children()
        raise
    finally:
        pool.shutdown()


def _run_in_processes(function: Callable[..., object], calls: Sequence[dict[str, Any]], workers: int) -> None:
    if not isinstance(function, Task) or get_current_settings().api.url is None:
        raise SettingsError(
            "runner: 'process:N' needs a Prefect server, else each process would start one of its own. "
            "Start one ('prefect server start') and set PREFECT_API_URL to its address, or take the runner 'thread'."
        )
    with ProcessPoolTaskRunner(max_workers=workers) as pool:
        for future in as_prefect_completed([pool.submit(function, call) for call in calls]):
            future.result()
