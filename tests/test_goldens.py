"""Whole-pipeline goldens: each folder of tests/dumps holds a dump and what must come of it, line by line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from corpora import SEEDS, RunCorpus

from pipeline.settings import load_settings
from pipeline.verify import verify_corpus

CASES = sorted(path for path in (Path(__file__).parent / "dumps").iterdir() if path.is_dir())


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_case_gives_its_golden(case: Path, work: Path, run_corpus: RunCorpus, request: pytest.FixtureRequest) -> None:
    """A dump gives the papers and rejects that were reviewed, and every value of them can be replayed."""
    assert (case / "about.txt").read_text(encoding="utf-8").strip(), "about.txt says where the layout comes from"
    sources = sorted(SEEDS.iterdir() if case.name == "seeds" else case.glob("dump*"))
    (work / "dumps").mkdir()
    for source in sources:
        shutil.copyfile(source, work / "dumps" / source.name)
    chosen = case / "settings.toml"
    corpus = run_corpus("dumps", settings=load_settings(chosen if chosen.exists() else None))
    lines = [*corpus.files["papers.jsonl"].decode().splitlines(), *corpus.files["rejected.jsonl"].decode().splitlines()]
    golden = case / "expected.jsonl"
    if request.config.getoption("--update-golden") or not golden.exists():
        golden.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        pytest.fail(f"{golden} was written: review and commit it")
    assert lines == golden.read_text(encoding="utf-8").splitlines()
    assert verify_corpus(corpus.folder).problems == ()
    assert {line.coverage for line in corpus.ledger} == {1.0}
