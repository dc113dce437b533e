"""The same dumps give the same bytes, whatever the order, the workers, the shards and the days: over dumps made for measuring."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest
from corpora import RunCorpus
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks import make_dumps
from pipeline.dedupe.engines import MANY
from pipeline.settings import Limits, SettingsFile

FORMATS = "arxiv-snapshot,hf-api,arxiv-atom,records-json,aggregator"


def make(folder: Path, records: int, seed: int, formats: str = FORMATS) -> list[str]:
    """Make dumps below a folder of the working folder; gives their names there."""
    shutil.rmtree(folder, ignore_errors=True)
    assert make_dumps.main([str(folder), "--records", str(records), "--seed", str(seed), "--format", formats, "--duplicates", "0.5"]) == 0
    return [f"{folder.name}/dumps/{path.name}" for path in sorted((folder / "dumps").iterdir())]


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 1000), records=st.integers(2, 160), order=st.randoms(use_true_random=False), shard_bytes=st.integers(2_000, 60_000))
def test_order_days_and_shards_do_not_matter(work: Path, run_corpus: RunCorpus, seed: int, records: int, order: random.Random, shard_bytes: int) -> None:
    """All dumps at once in any order, or one a day in another, in shards of any size: the same bytes."""
    names = make(work / "made", records, seed)
    for out in ("a", "b", "c"):
        shutil.rmtree(work / out, ignore_errors=True)
    expected = run_corpus("made/dumps", out="a").files
    order.shuffle(names)
    cut = SettingsFile(limits=Limits(shard_bytes=shard_bytes, batch_bytes=1))
    assert run_corpus(*names, out="b", settings=cut).files == expected
    order.shuffle(names)
    for name in names:
        corpus = run_corpus(name, out="c", adds=True, settings=cut)
    assert corpus.files == expected


@pytest.mark.parametrize("seed", [1, 2])
def test_compiled_loops_and_workers_do_not_matter(work: Path, run_corpus: RunCorpus, seed: int) -> None:
    """Shards large enough for compiled loops in one process give the bytes of small ones in two."""
    make(work / "made", MANY + 400, seed, "arxiv-snapshot")
    expected = run_corpus("made/dumps", out="a").files
    cut = SettingsFile(limits=Limits(shard_bytes=200_000, batch_bytes=1))
    assert run_corpus("made/dumps", out="b", settings=cut, workers=2).files == expected
