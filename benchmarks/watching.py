"""Run a command and watch what it and all its processes take."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec

PROC = Path("/proc")
SAMPLE_SECONDS = 1.0
"""A look at gigabytes takes a core tens of milliseconds: more of them would show in what is measured."""


class Watched(msgspec.Struct, frozen=True):
    """What a command took, its processes together, and what it printed.

    Memory is the proportional set size, in which a page that processes share counts once; the peak is that of samples `SAMPLE_SECONDS` apart.
    """

    seconds: float
    cpu_seconds: float
    peak_mb: float
    output: str


def watch_command(command: Sequence[str], timeout_seconds: float) -> Watched:
    """Run a command to its end.

    Raises `CalledProcessError`, with what it wrote to standard error, where it fails, and `TimeoutExpired` where it and all below it had to be ended.
    """
    before, start = _children_seconds(), time.perf_counter()
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(command, stdout=out, stderr=errors, start_new_session=True)
        peak = 0
        while True:
            peak = max(peak, measure_tree(process.pid))
            try:
                status = process.wait(SAMPLE_SECONDS)
                break
            except subprocess.TimeoutExpired:
                if time.perf_counter() - start > timeout_seconds:
                    os.killpg(process.pid, signal.SIGKILL)
                    process.wait()
                    raise subprocess.TimeoutExpired(command, timeout_seconds) from None
        seconds = time.perf_counter() - start
        texts = []
        for file in (out, errors):
            file.seek(0)
            texts.append(file.read().decode(errors="replace"))
    if status:
        raise subprocess.CalledProcessError(status, command, *texts)
    return Watched(seconds, _children_seconds() - before, peak / 1e6, texts[0])


def measure_tree(root: int) -> int:
    """The proportional set size of a process and all below it, in bytes; a process that is gone counts nothing."""
    total, waiting = 0, [root]
    while waiting:
        process = PROC / str(waiting.pop())
        try:
            for line in (process / "smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1]) * 1024
            for task in (process / "task").iterdir():
                waiting.extend(map(int, (task / "children").read_text().split()))
        except (FileNotFoundError, ProcessLookupError):
            continue
    return total


def _children_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
