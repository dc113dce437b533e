"""Crew: processes that work for one run, and how they end when a person interrupts it."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from multiprocessing import get_context, resource_tracker
from typing import Self, TypeVar

Result = TypeVar("Result")


class Crew:
    """Calls functions in so many processes. They start when there is work for more than one, and stay until the end."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def call_all(
        self, function: Callable[..., Result], calls: Sequence[tuple[object, ...]], tell: Callable[[int, Result], object] = lambda _number, _result: None
    ) -> None:
        """Call a function with each of these arguments, the first ones first; `tell` is told the number and the result of each call that is done."""
        if min(self.workers, len(calls)) <= 1:
            for number, call in enumerate(calls):
                tell(number, function(*call))
            return
        if self._pool is None:
            # Spawned, not forked: the progress display runs a thread, and a fork of a process with threads may hang.
            self._pool = ProcessPoolExecutor(self.workers, mp_context=get_context("spawn"), initializer=_end_when_interrupted)
        with _hold_interrupts():
            numbers = {self._pool.submit(function, *call): number for number, call in enumerate(calls)}
        for future in as_completed(numbers):
            tell(numbers[future], future.result())


def _end_when_interrupted() -> None:
    """A worker that is interrupted ends at once, and says nothing: the process that started it says what there is to say."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])


@contextmanager
def _hold_interrupts() -> Iterator[None]:
    """Interrupts wait until the end, also for processes that are started meanwhile: one that is still importing would show a traceback."""
    resource_tracker.ensure_running()  # It would let them through as it starts.
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])
