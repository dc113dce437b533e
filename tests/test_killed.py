"""A run that is killed leaves the old corpus or the new one, whole, and the next run goes on from what it had done."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from corpora import PROJECT, RunCorpus

from pipeline import stages
from pipeline.dedupe import KeyTable
from pipeline.errors import OutputError
from pipeline.records import Shard, ShardResult
from pipeline.settings import Settings
from pipeline.state import State
from pipeline.write.publish import lock


def is_whole(out: Path) -> bool:
    """Whether all files that the manifest lists are there as it lists them."""
    outputs = json.loads((out / "manifest.json").read_bytes())["outputs"]
    return all(hashlib.sha256((out / name).read_bytes()).hexdigest() == digest for name, digest in outputs.items())


def wait_for_folder(out: Path) -> None:
    """Wait until the system has ended the workers that were killed: one that was just being started may hold the folder a moment longer."""
    for _ in range(200):
        try:
            with lock(out):
                return
        except OutputError:
            time.sleep(0.05)


@pytest.mark.parametrize("seconds", [0.2, 0.5, 0.6, 0.7, 0.8, 0.9, 1.1])
def test_killed_run_leaves_a_whole_corpus(seeds: Path, work: Path, run_corpus: RunCorpus, seconds: float) -> None:
    """Whenever the process is killed, with its workers, what is on disk is a corpus, and the same command finishes the work."""
    names = sorted(f"seeds/{path.name}" for path in seeds.iterdir())
    new = run_corpus("seeds", out="new").files
    old = run_corpus(*names[:2]).files
    (work / "small.toml").write_text("[limits]\nshard_bytes = 2000\nbatch_bytes = 1\n")
    command = [sys.executable, "-m", "pipeline", "run", "seeds", "-o", "out", "--workers", "2", "--settings", "small.toml"]
    process = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(PROJECT)}, stderr=subprocess.DEVNULL, start_new_session=True)
    time.sleep(seconds)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    wait_for_folder(work / "out")
    files = {path.name: path.read_bytes() for path in (work / "out").iterdir() if path.is_file()}
    assert files in (old, new)
    assert is_whole(work / "out")
    assert run_corpus("seeds").files == new


def test_next_run_does_not_repeat_what_was_done(seeds: Path, work: Path, run_corpus: RunCorpus, monkeypatch: pytest.MonkeyPatch) -> None:
    """Shards that were done before the run was killed are not cleaned again."""
    clean = stages.clean_shard
    cleaned: list[str] = []

    def die_at_third(shard: Shard, chosen: Settings) -> tuple[ShardResult, KeyTable]:
        if len(cleaned) == 2:
            raise KeyboardInterrupt
        cleaned.append(shard.dump.name)
        return clean(shard, chosen)

    monkeypatch.setattr(stages, "clean_shard", die_at_third)
    with pytest.raises(KeyboardInterrupt):
        run_corpus("seeds")
    assert len(list(State(work / "out").shards.glob("*.keys"))) == 2
    monkeypatch.setattr(stages, "clean_shard", lambda shard, chosen: (cleaned.append(shard.dump.name), clean(shard, chosen))[1])
    run_corpus("seeds")
    assert sorted(cleaned) == sorted(f"seeds/{path.name}" for path in seeds.iterdir())
