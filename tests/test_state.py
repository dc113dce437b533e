"""What is stored of shards is read again as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from corpora import RunCorpus

from pipeline import state


def test_keys_come_in_the_order_of_their_shards(seeds: Path, work: Path, run_corpus: RunCorpus, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether all files are read, one is mapped or all are, a shard's keys stand in its place."""
    run_corpus("seeds")
    stored = state.State(work / "out")
    shards = sorted(path.stem for path in stored.shards.glob("*.keys"))
    expected = [table.to_bytes() for table in stored.load_keys(shards)]
    assert [stored.shards.joinpath(f"{shard}.keys").read_bytes() for shard in shards] == expected
    assert len(set(expected)) == 5
    monkeypatch.setattr(state, "MAPPED_BYTES", 0)
    for most in (1, 5):
        monkeypatch.setattr(state, "MAX_MAPPED", most)
        assert [table.to_bytes() for table in stored.load_keys(shards)] == expected
