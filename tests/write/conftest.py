"""A corpus of every kind of dump there is a test for: mixed formats, missing values, rejects."""

from __future__ import annotations

from pathlib import Path

import pytest
from corpora import PROJECT, Corpus

from pipeline import stages
from pipeline.plan import Order


@pytest.fixture(scope="session")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """The corpus of all dumps of all test cases; nobody changes it."""
    out: Path = tmp_path_factory.mktemp("mixed") / "out"
    dumps = sorted(str(path) for path in (PROJECT / "tests" / "dumps").glob("*/dump*") if not path.name.endswith(".meta.json"))
    return Corpus(out, stages.run(out, Order(tuple(dumps))))
