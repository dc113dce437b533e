"""What the tests of exports share."""

from __future__ import annotations

import pytest
from loading import change_papers, make_full_paper, make_paper, make_seed_corpus

from pipeline.corpus import Corpus


@pytest.fixture(scope="session")
def seed_corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """The corpus of the seeds: read it, do not change it."""
    return make_seed_corpus(tmp_path_factory.mktemp("seeds"))


@pytest.fixture(scope="session")
def odd_corpus(seed_corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """A corpus of a paper with everything and one with nothing."""
    return change_papers(seed_corpus, tmp_path_factory.mktemp("odd") / "clean", [make_full_paper(), make_paper(1)])
