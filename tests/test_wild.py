"""Real dumps, which are not part of the project: found as well as the people who collected them counted. Skipped where they are absent."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from corpora import PROJECT, RunCorpus

from pipeline.verify import verify_corpus

WILD = PROJECT.parent / "shared" / "dumps"
GOLD = [json.loads(line) for line in (WILD / "gold.jsonl").read_text(encoding="utf-8").splitlines()] if (WILD / "gold.jsonl").exists() else []


@pytest.mark.skipif(not GOLD, reason="the collection of real dumps is not beside this project")
@pytest.mark.parametrize("case", GOLD, ids=lambda case: case["file"])
def test_real_dump_gives_its_records(case, work: Path, run_corpus: RunCorpus) -> None:
    """As many records as the dump has, what it claims noticed, nothing of the page's furniture in them, every value replayed."""
    (work / case["file"]).write_bytes((WILD / case["path"]).read_bytes())
    corpus = run_corpus(case["file"])
    (line,) = corpus.ledger
    assert line.kept == case["records"]
    assert line.claimed == case["claimed"] or case["claimed"] is None
    texts = [text for paper in corpus.papers for text in (paper.title, paper.abstract) if text]
    assert [leak for leak in case["must_not_be_records"] for text in texts if leak in text] == []
    assert verify_corpus(corpus.folder).problems == ()
