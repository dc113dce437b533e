"""The benchmark of exports measures what it says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from loading import make_seed_corpus

from benchmarks import export


def test_every_export_is_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The table has a row for what was asked for, the file its figures, and nothing that was written stays."""
    corpus = make_seed_corpus(tmp_path)
    (tmp_path / "work").mkdir()
    asked = ["load", "csv", "hf --records"]
    options = [option for name in asked for option in ("--format", name)]
    assert export.main([str(corpus.folder), *options, "--work", str(tmp_path / "work"), "--json", str(tmp_path / "figures.json")]) == 0
    rows = json.loads((tmp_path / "figures.json").read_text())
    assert [(row["what"], row["lines"]) for row in rows] == [("load", 26), ("csv", 26), ("hf --records", 73)]
    assert [row["bytes_out"] > 0 for row in rows] == [False, True, True]
    assert [line.split("|")[1].strip() for line in capsys.readouterr().out.splitlines()[2:]] == asked
    assert list((tmp_path / "work").iterdir()) == []
