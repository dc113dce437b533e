"""Citation keys: unique, and never quietly another paper's."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from loading import TEXTS, change_papers, make_paper

from pipeline import Corpus, Paper
from pipeline.export.citation_keys import UNSAFE_RE, Keys, encode_id, make_key


def choose(corpus: Corpus) -> dict[str, str]:
    keys = Keys(corpus)
    return {paper.id: keys.choose(make_key(paper.title, paper.authors, paper.published), paper.id) for paper in corpus}


def make_papers() -> list[Paper]:
    titles = ("Learning to Count", "Learning to Sum", "Sheep")
    return [make_paper(number, title=title, authors=("Wei Zhang",), published="2024-05") for number, title in enumerate(titles)]


def test_a_key_of_one_paper_is_short(seed_corpus: Corpus, tmp_path: Path) -> None:
    """Papers that share a key have their ids in it, all of them; others have not."""
    keys = choose(change_papers(seed_corpus, tmp_path / "three", make_papers()))
    assert list(keys.values()) == ["zhang2024learning-2405.00000", "zhang2024learning-2405.00001", "zhang2024sheep"]


def test_no_key_becomes_another_papers(seed_corpus: Corpus, tmp_path: Path) -> None:
    """When papers are added a key stays its paper's, or is nobody's any more."""
    papers = make_papers()
    before = choose(change_papers(seed_corpus, tmp_path / "before", papers[1:]))
    after = choose(change_papers(seed_corpus, tmp_path / "after", papers))
    owners = {key: paper_id for paper_id, key in after.items()}
    assert before["arxiv:2405.00001"] == "zhang2024learning"
    assert all(owners.get(key, paper_id) == paper_id for paper_id, key in before.items())


def test_keys_of_the_seeds_are_unique(seed_corpus: Corpus) -> None:
    """Every paper has a key of its own."""
    assert len(set(choose(seed_corpus).values())) == len(seed_corpus)


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_any_key_can_be_cited(title: str, author: str) -> None:
    """Whatever stands in title and name, the key is made of small letters and digits."""
    key = make_key(title, (author,), "2024")
    assert key.isascii()
    assert key.isalnum()
    assert key == key.casefold()


@settings(deadline=None)
@given(st.lists(TEXTS, min_size=2, max_size=2, unique=True))
def test_two_ids_stay_two(ids: list[str]) -> None:
    """No two ids are written alike, and none has a character that ends a key."""
    one, other = (encode_id(f"doi:{value}") for value in ids)
    assert one != other
    assert not UNSAFE_RE.search(one.replace("_", ""))
