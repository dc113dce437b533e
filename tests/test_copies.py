"""Copies of dumps in `.state/`."""

from __future__ import annotations

import itertools
import random
from pathlib import Path

import pytest
from corpora import RunCorpus

from benchmarks import make_dumps
from pipeline import copies
from pipeline.copies import Copies, forget_copies, name_copy, store_copy
from pipeline.digest import hash_file
from pipeline.records import Dump, Shard
from pipeline.settings import Limits, SettingsFile
from pipeline.state import State

MAX_BYTES = 1 << 30


def copy(folder: Path, data: bytes, places: tuple[int, ...]) -> tuple[State, list[Shard]]:
    """The state of a corpus of one dump, cut into shards at these places, with the copies of them all."""
    (folder / "dump").write_bytes(data)
    state = State(folder / "out")
    state.create()
    dump = Dump("dump", str(folder / "dump"), "0" * 64, len(data))
    ends = (0, *places, len(data))
    shards = [Shard(dump, start, end, None, "") for start, end in itertools.pairwise(ends)]
    for shard in shards:
        store_copy(state, shard, MAX_BYTES)
    return state, shards


@pytest.mark.parametrize("places", [(), (1,), (500_000,), (262_144, 262_145, 900_000)])
def test_any_stretch_is_read(work: Path, places: tuple[int, ...]) -> None:
    """A stretch that lies in one block, in several, or in several shards is what the dump has there."""
    source = random.Random(7)
    data = source.randbytes(1_000_003)
    state, _ = copy(work, data, places)
    found = Copies(state)
    for start, end in [(0, 0), (0, 1), (262_143, 262_145), (499_999, 500_001), (10, 990_000), (1_000_002, 1_000_003), (0, len(data))]:
        assert found.read("0" * 64, start, end) == data[start:end]


@pytest.mark.parametrize(("start", "end"), [(0, 12), (11, 12)])
def test_what_is_not_there_is_not_read(work: Path, start: int, end: int) -> None:
    """Of bytes behind the end of a dump, and of a dump that is not copied, nothing is given."""
    state, _ = copy(work, b"eleven byte", ())
    assert Copies(state).read("0" * 64, start, end) is None
    assert Copies(state).read("1" * 64, 0, 1) is None


def test_gap_is_not_bridged(work: Path) -> None:
    """A stretch of which one shard's copy has gone is not given in part."""
    state, shards = copy(work, bytes(range(30)), (10, 20))
    (state.copies / name_copy(shards[1])).unlink()
    found = Copies(state)
    assert found.read("0" * 64, 5, 25) is None
    assert found.read("0" * 64, 20, 25) == bytes(range(20, 25))


def test_large_dumps_are_not_copied(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A dump above the bound is left where it is, however small its shards are."""
    monkeypatch.setattr(copies, "MAX_COPIED_BYTES", 29)
    state, _ = copy(work, bytes(range(30)), (10, 20))
    assert not list(state.copies.iterdir())


def test_copies_go_with_their_shards(work: Path) -> None:
    """What no shard of the corpus is of is removed."""
    state, shards = copy(work, bytes(range(30)), (10, 20))
    forget_copies(state, shards[:1])
    assert [path.name for path in state.copies.iterdir()] == [name_copy(shards[0])]


def test_dumps_are_readable_when_their_files_have_gone(work: Path, run_corpus: RunCorpus) -> None:
    """After a run every byte of every dump can be read from `.state/`, cut into shards or not, and stays readable when another dump is added."""
    assert make_dumps.main(["made", "--records", "40", "--format", "arxiv-snapshot,hf-api"]) == 0
    files = {hash_file(path): path for path in sorted((work / "made/dumps").iterdir())}
    contents = {sha256: path.read_bytes() for sha256, path in files.items()}
    run_corpus("made/dumps", settings=SettingsFile(limits=Limits(shard_bytes=5_000)))
    for path in files.values():
        path.unlink()
    (work / "new.txt").write_text("arXiv:2505.09343 We introduce something.\n")
    corpus = run_corpus("new.txt", adds=True, settings=SettingsFile(limits=Limits(shard_bytes=5_000)))
    found = Copies(State(corpus.folder))
    assert {sha256: found.read(sha256, 0, len(data)) for sha256, data in contents.items()} == contents
    assert len(list(State(corpus.folder).copies.iterdir())) > len(contents) + 1


def test_copy_is_packed(work: Path) -> None:
    """Text takes less room than in its dump."""
    data = b"We study how far language models can count before they lose their place. " * 5_000
    state, shards = copy(work, data, ())
    path = state.copies / name_copy(shards[0])
    assert path.stat().st_size < len(data) // 10
