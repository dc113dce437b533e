"""A batch in a process of its own: what comes back, and that it ends whatever it is doing."""

from __future__ import annotations

import os
import signal
import threading
import time
from functools import partial
from pathlib import Path

import pytest

from flows import batch as batch_module
from flows.batch import clean_in_child
from flows.runners import Runner, read_runner, run_all
from pipeline.errors import PapersieveError, SettingsError
from pipeline.plan import Order
from pipeline.stages import clean_batch, plan_run

from .conftest import let_hang

SECONDS_TO_START = 10
"""How long a child may take to start and end on a busy machine."""


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    """The one dump of a corpus in `tmp_path / "out"`, which is planned and not clean."""
    path = tmp_path / "monday.txt"
    path.write_text("Abstract: We sort papers by weight and find that most of them are light.\n")
    plan_run(tmp_path / "out", Order((str(path),)))
    return path


def test_a_child_gives_what_the_stage_gives(dump: Path, tmp_path: Path) -> None:
    assert clean_in_child(tmp_path / "out", 0, "batch 0", 60) == clean_batch(tmp_path / "out", 0)


def test_a_batch_that_hangs_is_ended_at_its_limit(dump: Path, tmp_path: Path) -> None:
    let_hang(dump)
    start = time.monotonic()
    with pytest.raises(TimeoutError, match=r"^batch 0: not clean after 1 seconds, and stopped\. Raise batch_minutes"):
        clean_in_child(tmp_path / "out", 0, "batch 0", 1)
    assert time.monotonic() - start < 1 + SECONDS_TO_START


def test_what_the_system_refuses_comes_back_as_an_error_of_the_system(dump: Path, tmp_path: Path) -> None:
    dump.unlink()
    with pytest.raises(OSError, match=r"batch 0: .*No such file"):
        clean_in_child(tmp_path / "out", 0, "batch 0", 60)


def test_a_bug_comes_back_with_its_traceback(dump: Path, tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match=r"(?s)batch 7: Traceback .*IndexError"):
        clean_in_child(tmp_path / "out", 7, "batch 7", 60)


def test_a_run_that_is_told_to_stop_ends_its_batches(dump: Path, tmp_path: Path) -> None:
    let_hang(dump)
    stop = threading.Timer(1.5, partial(os.kill, os.getpid(), signal.SIGINT))
    start = time.monotonic()
    stop.start()
    with pytest.raises(KeyboardInterrupt):
        run_all(clean_in_child, [{"out": tmp_path / "out", "batch": 0, "label": "batch 0", "limit_seconds": 60}], Runner("thread", 1))
    assert time.monotonic() - start < SECONDS_TO_START
    assert not batch_module._children


def test_the_first_error_ends_a_run_without_what_is_not_begun() -> None:
    begun: list[int] = []

    def fail(number: int) -> None:
        begun.append(number)
        raise PapersieveError("no")

    with pytest.raises(PapersieveError, match="no"):
        run_all(fail, [{"number": number} for number in range(100)], Runner("thread", 1))
    assert len(begun) < 100


@pytest.mark.parametrize("name", ["", "threads", "thread:", "thread:0", "process", "process:two", "dask:2", "thread:-1"])
def test_a_runner_that_is_none_is_refused_with_what_there_is(name: str) -> None:
    with pytest.raises(SettingsError, match="Give 'thread', 'thread:N' or 'process:N'"):
        read_runner(name)


def test_processes_of_prefect_are_refused_without_a_server() -> None:
    with pytest.raises(SettingsError, match="needs a Prefect server"):
        run_all(clean_in_child, [], read_runner("process:2"))
