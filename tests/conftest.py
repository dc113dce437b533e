"""What all tests share: a corpus made in a folder of its own, and the switch that rewrites goldens."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from corpora import SEEDS, Corpus, RunCorpus

from pipeline import stages
from pipeline.plan import Order
from pipeline.settings import SettingsFile


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def seeds(work: Path) -> Path:
    """A copy of the seeds in the current folder, so that dumps have the names they have in the project."""
    return Path(shutil.copytree(SEEDS, work / "seeds"))


@pytest.fixture
def run_corpus(work: Path) -> RunCorpus:
    """Make a corpus: `run_corpus("seeds", out="a")`; keywords are those of `Order`, and `workers`."""

    def run(*arguments: str, out: str = "out", workers: int = 1, settings: SettingsFile | None = None, **order) -> Corpus:  # type: ignore[no-untyped-def]
        manifest = stages.run(work / out, Order(arguments, settings=settings or SettingsFile(), **order), workers)
        return Corpus(work / out, manifest)

    return run


@pytest.fixture
def run_text(work: Path, run_corpus: RunCorpus) -> Callable[..., Corpus]:
    """Make a corpus of one dump from its text or bytes."""

    def run(content: str | bytes, name: str = "dump.txt", **order) -> Corpus:  # type: ignore[no-untyped-def]
        (work / name).write_bytes(content.encode() if isinstance(content, str) else content)
        return run_corpus(name, out=f"out-{len(list(work.glob('out-*')))}", **order)

    return run


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite the expected files of tests/dumps")
