"""What a person sees while a command works: the stage, a bar, how much is done, how fast, and how long it will still take.

Only on a terminal, and on standard error: in a pipe, a log or a build nothing of it is seen.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.filesize import decimal, pick_unit_and_suffix
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TaskID, TextColumn
from rich.text import Text

from pipeline.stages import Moment

MIN_RATED_SECONDS = 0.5
"""Earlier, a rate says nothing."""


class FiguresColumn(ProgressColumn):
    """How much of a stage is done, how fast, and how long the rest will take at that rate."""

    def render(self, task: Task) -> Text:
        """The figures of a task; of one whose size nobody knows only the time it has taken."""
        moment, elapsed = task.fields["moment"], task.elapsed or 0.0
        return Text(format_figures(moment, elapsed) if moment.total else format_seconds(elapsed))


def format_figures(moment: Moment, elapsed: float) -> str:
    """How much is done, how fast, and how long the rest will take: at most as much as stands beside the bar in 80 columns.

    >>> format_figures(Moment("clean", 30_000_000, 120_000_000, 9000), 10.0)
    ' 25%  30/120 MB  3.0 MB/s  900 records/s  0:30 left'
    >>> format_figures(Moment("clean", 0, 120_000_000), 10.0)
    '  0%  0/120 MB  0:10'
    >>> format_figures(Moment("merge", 5_000, 20_000, unit="papers"), 10.0)
    ' 25%  5,000/20,000 papers  500 papers/s  0:30 left'
    """
    done, total = moment.done, moment.total
    parts = [f"{done / total:4.0%}", _format_amounts(moment)]
    if done and elapsed >= MIN_RATED_SECONDS:
        parts.append(f"{decimal(int(done / elapsed))}/s" if moment.unit == "bytes" else f"{done / elapsed:,.0f} {moment.unit}/s")
        parts.extend([f"{moment.records / elapsed:,.0f} records/s"] if moment.records else [])
        parts.append(f"{format_seconds((total - done) * elapsed / done)} left")
    else:
        parts.append(format_seconds(elapsed))
    return "  ".join(parts)


def _format_amounts(moment: Moment) -> str:
    if moment.unit != "bytes":
        return f"{moment.done:,}/{moment.total:,} {moment.unit}"
    size, suffix = pick_unit_and_suffix(moment.total, ["bytes", "kB", "MB", "GB", "TB"], 1000)
    return f"{moment.done / size:.0f}/{moment.total / size:.0f} {suffix}"


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
        self._task = TaskID(0)
        self._moment = Moment("read")
        self._start = time.monotonic()
        self.seconds: dict[str, float] = {}
        self._open_stage()

    @property
    def is_seen(self) -> bool:
        """Whether anybody is watching."""
        return self._bar is not None

    def tell(self, moment: Moment) -> None:
        """Take in how far a stage is."""
        before, self._moment = self._moment, moment
        if before.stage != moment.stage:
            self._close_stage(before.stage)
            self._open_stage()
        elif self._bar is not None:
            # Until something is done the bar only says that something is going on.
            self._bar.update(self._task, completed=moment.done, total=moment.total if moment.done else None, moment=moment)

    def follow(self, stage: str, unit: str = "bytes") -> Callable[[int, int], None]:
        """A function that takes in how much of a stage is done, of how much."""
        return lambda done, total: self.tell(Moment(stage, done, total, unit=unit))

    def stop(self) -> None:
        """Take the bar away: what follows is for the person to read."""
        self._close_stage(self._moment.stage)
        if self._bar is not None:
            self._bar.stop()

    def _open_stage(self) -> None:
        if self._bar is not None:
            for task in self._bar.task_ids:
                self._bar.remove_task(task)
            self._task = self._bar.add_task(self._moment.stage, total=None, moment=self._moment)

    def _close_stage(self, stage: str) -> None:
        now = time.monotonic()
        self.seconds[stage] = self.seconds.get(stage, 0.0) + now - self._start
        self._start = now


@contextmanager
def watch(*, quiet: bool) -> Iterator[Watch]:
    """A watch over what a command does, with a bar where a person is looking at a terminal."""
    console = Console(stderr=True)
    if quiet or not console.is_terminal or console.is_dumb_terminal or os.environ.get("CI"):
        yield Watch(None)
        return
    columns = (TextColumn("{task.description:<7}", markup=False), BarColumn(bar_width=12), FiguresColumn())
    with Progress(*columns, console=console, transient=True, refresh_per_second=4) as bar:
        yield Watch(bar)
