"""Publish: killed at any moment, a run leaves the old corpus or the new one, whole."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.errors import OutputError
from pipeline.write import publish as module
from pipeline.write.publish import lock, publish, recover

NAMES = ("a.jsonl", "b.jsonl", "manifest.json")
MAX_STEPS = 60


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A corpus called `old`, with state and a file of somebody else's, and a new one staged."""
    out = tmp_path / "clean"
    staging = out / ".state" / "next"
    staging.mkdir(parents=True)
    (out / ".state" / "kept").write_text("kept")
    (out / "notes.txt").write_text("mine")
    for name in NAMES:
        (out / name).write_text("old")
        (staging / name).write_text("new")
    return out


def contents(out: Path) -> set[str]:
    return {(out / name).read_text() for name in NAMES}


def interrupt_after(steps: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the process die at the given change of the file system."""
    left = [steps]

    def wrap(change: Callable[..., object]) -> Callable[..., object]:
        def step(*arguments: object, **options: object) -> object:
            if left[0] == 0:
                os._exit(9)
            left[0] -= 1
            return change(*arguments, **options)

        return step

    for name in ("rename", "replace", "link", "unlink", "rmdir"):
        monkeypatch.setattr(os, name, wrap(getattr(os, name)))
    monkeypatch.setattr(module, "_exchange", wrap(module._exchange))


def run_and_die(out: Path, steps: int) -> bool:
    """Publish in a process that dies after so many steps; True where it was done before that."""
    pid = os.fork()
    if pid == 0:
        patch = pytest.MonkeyPatch()
        interrupt_after(steps, patch)
        publish(out / ".state" / "next", out)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


@pytest.mark.filterwarnings("ignore:This process.*is multi-threaded:DeprecationWarning")
@pytest.mark.parametrize("can_exchange", [True, False], ids=["exchange", "one-by-one"])
def test_killed_at_any_step(tmp_path: Path, out: Path, can_exchange: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """At each step the folder holds one corpus; what is left of the run is cleared up by the next."""
    if not can_exchange:
        monkeypatch.setattr(module, "_exchange", lambda *_: False)
    safe = tmp_path / "safe"
    shutil.copytree(out, safe)
    done = False
    steps = 0
    while not done:
        shutil.rmtree(out, ignore_errors=True)
        shutil.rmtree(tmp_path / ".clean.papersieve-swap", ignore_errors=True)
        shutil.copytree(safe, out)
        done = run_and_die(out, steps)
        if can_exchange:
            assert contents(out) in ({"old"}, {"new"}), f"a mixture after {steps} steps"
        recover(out)
        assert contents(out) in ({"old"}, {"new"}), f"a mixture after {steps} steps and recovery"
        assert (out / "notes.txt").read_text() == "mine"
        assert (out / ".state" / "kept").read_text() == "kept"
        assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
        steps += 1
        assert steps < MAX_STEPS
    assert contents(out) == {"new"}
    assert steps > len(NAMES)


def test_folder_stays_the_same_folder(out: Path) -> None:
    """A shell or a mount that holds the folder open sees the new corpus too."""
    before = out.stat().st_ino
    publish(out / ".state" / "next", out)
    assert (contents(out), out.stat().st_ino) == ({"new"}, before)


def test_first_corpus_needs_no_old_one(tmp_path: Path) -> None:
    """The first run finds an empty folder."""
    out = tmp_path / "clean"
    staging = out / ".state" / "next"
    staging.mkdir(parents=True)
    for name in NAMES:
        (staging / name).write_text("new")
    publish(staging, out)
    assert contents(out) == {"new"}


def test_two_runs_do_not_write_one_corpus(out: Path) -> None:
    """The second run is told to wait."""
    with lock(out), pytest.raises(OutputError, match="another run is writing"), lock(out):
        pass
    with lock(out):
        pass


def test_recovery_leaves_a_living_run_alone(out: Path) -> None:
    """What a run that is alive has laid aside is not cleared up under it."""
    aside = out.parent / ".clean.papersieve-swap"
    aside.mkdir()
    with lock(aside):
        recover(out)
        assert aside.exists()
    recover(out)
    assert not aside.exists()
