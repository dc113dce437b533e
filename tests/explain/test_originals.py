"""The ledger read without its stretches."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from corpora import RunCorpus

from pipeline.errors import CorpusError
from pipeline.explain import originals
from pipeline.explain.originals import Originals


@pytest.mark.parametrize("step", [1, 7, 100, 1 << 20])
def test_lines_are_read_as_they_stand(seeds: Path, run_corpus: RunCorpus, monkeypatch: pytest.MonkeyPatch, step: int) -> None:
    """All lines are read, each as it stands but for its stretches, however little is read at a time; the stretches are read when asked for."""
    monkeypatch.setattr(originals, "HEAD_BYTES", step)
    monkeypatch.setattr(originals, "CHUNK_BYTES", step)
    corpus = run_corpus("seeds")
    with Originals(corpus.folder, corpus.manifest) as opened:
        assert list(opened.lines) == [msgspec.structs.replace(line, stretches=()) for line in corpus.ledger]
        assert [opened.read_stretches(line) for line in opened.lines] == [line.stretches for line in corpus.ledger]


@pytest.mark.parametrize("content", [b"{}\n", b'{"dump"', b'{"dump":"a","stretches":[]}\n'])
def test_a_broken_ledger_is_named(seeds: Path, run_corpus: RunCorpus, content: bytes) -> None:
    """A ledger that cannot be read is an error that says so; an empty one has no lines."""
    corpus = run_corpus("seeds")
    (corpus.folder / "ledger.jsonl").write_bytes(content)
    with Originals(corpus.folder, corpus.manifest) as opened, pytest.raises(CorpusError, match=r"ledger\.jsonl: cannot be read"):
        assert opened.lines
    (corpus.folder / "ledger.jsonl").write_bytes(b"")
    with Originals(corpus.folder, corpus.manifest) as opened:
        assert opened.lines == ()
