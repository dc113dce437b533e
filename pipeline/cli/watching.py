"""What a person sees while a command works: the stage, a bar, how much is done, how fast, and how long it will still take.

Only on a terminal, and on standard error: in a pipe, a log or a build nothing of it is seen.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.filesize import decimal
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn
from rich.text import Text

from pipeline.stages import Moment

MIN_RATED_SECONDS = 0.5
"""Earlier, a rate says nothing."""


class FiguresColumn(ProgressColumn):
    """How much of a stage is done, how fast, and how long the rest will take at that rate."""

    def render(self, task: Task) -> Text:
        """The figures of a task; of one whose size nobody knows only the time it has taken."""
        elapsed = task.elapsed or 0.0
        if not task.total:
            return Text(format_seconds(elapsed), style="dim")
        return Text(format_figures(int(task.completed), int(task.total), int(task.fields.get("records", 0)), elapsed))


def format_figures(done: int, total: int, records: int, elapsed: float) -> str:
    """How much is done of so many bytes, how fast, and how long the rest will take.

    >>> format_figures(30_000_000, 120_000_000, 9000, 10.0)
    ' 25%  30.0 MB of 120.0 MB  3.0 MB/s  900 records/s  0:30 left'
    >>> format_figures(0, 120_000_000, 0, 10.0)
    '  0%  0 bytes of 120.0 MB  0:10'
    """
    parts = [f"{done / total:4.0%}", f"{decimal(done)} of {decimal(total)}"]
    if done and elapsed >= MIN_RATED_SECONDS:
        parts.append(f"{decimal(int(done / elapsed))}/s")
        parts.extend([f"{records / elapsed:,.0f} records/s"] if records else [])
        parts.append(f"{format_seconds((total - done) * elapsed / done)} left")
    else:
        parts.append(format_seconds(elapsed))
    return "  ".join(parts)


def format_seconds(seconds: float) -> str:
    """A time as minutes and seconds, with hours where there are any.

    >>> format_seconds(75.4), format_seconds(4000)
    ('1:15', '1:06:40')
    """
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


class Watch:
    """Told how far a command is, and how long each of its stages took."""

    def __init__(self, bar: Progress | None) -> None:
        self._bar = bar
        self._task = None if bar is None else bar.add_task("read", total=None)
        self._stage = "read"
        self._start = time.monotonic()
        self.seconds: dict[str, float] = {}

    @property
    def is_seen(self) -> bool:
        """Whether anybody is watching."""
        return self._bar is not None

    def tell(self, moment: Moment) -> None:
        """Take in how far a stage is."""
        is_new = moment.stage != self._stage
        if is_new:
            self._close_stage()
            self._stage = moment.stage
        if self._bar is not None and self._task is not None:
            if is_new:
                self._bar.reset(self._task)
            self._bar.update(self._task, description=moment.stage, completed=moment.done, total=moment.total or None, records=moment.records)

    def tell_bytes(self, stage: str) -> Callable[[int, int], None]:
        """A function that takes in how many of how many bytes of a stage are done."""
        return lambda done, total: self.tell(Moment(stage, done, total))

    def stop(self) -> None:
        """Take the bar away: what follows is for the person to read."""
        self._close_stage()
        if self._bar is not None:
            self._bar.stop()

    def _close_stage(self) -> None:
        now = time.monotonic()
        self.seconds[self._stage] = self.seconds.get(self._stage, 0.0) + now - self._start
        self._start = now


@contextmanager
def watch(*, quiet: bool) -> Iterator[Watch]:
    """A watch over what a command does, with a bar where a person is looking at a terminal."""
    console = Console(stderr=True)
    if quiet or not console.is_terminal or console.is_dumb_terminal or os.environ.get("CI"):
        yield Watch(None)
        return
    columns = (TextColumn("{task.description:<7}", markup=False), BarColumn(bar_width=20), FiguresColumn())
    with Progress(*columns, console=console, transient=True, refresh_per_second=4) as bar:
        yield Watch(bar)
