"""Papers and records are found by what they are called, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest
from corpora import PROJECT, RunCorpus

from pipeline.errors import CorpusError
from pipeline.lookup import Lookup, choose_paper

LINES = (
    '{"id": "2405.14333", "title": "Counting Sheep", "doi": "10.5000/WOOL.1", "abstract": "We count sheep. They jump, one by one, over a fence, and we fall asleep."}\n'
    '{"id": "2405.14334", "title": "Counting Goats", "abstract": "We count goats. They do not jump, and we stay awake until the morning comes."}\n'
    '{"id": "math/0309136", "title": "Ça va: on naïve sheep", "abstract": "Sheep are naive, which is shown by offering them a fence with no other side."}\n'
)


@pytest.fixture
def flock(work: Path, run_corpus: RunCorpus) -> Path:
    """A corpus of three papers."""
    (work / "flock.jsonl").write_text(LINES)
    return run_corpus("flock.jsonl").folder


@pytest.mark.parametrize("case", ["seeds", "glued-ids-forms", "repeated-blocks", "mixed-layouts", "hf-page", "disputed-id", "same-abstract", "table-exports"])
def test_everything_is_found(run_corpus: RunCorpus, case: str) -> None:
    """Every id, alias, identifier and record leads to its paper, and every paper to its records."""
    dumps = PROJECT / "seeds" if case == "seeds" else PROJECT / "tests" / "dumps" / case
    corpus = run_corpus(*map(str, sorted(path for path in dumps.iterdir() if path.name != "expected.jsonl")))
    records = {record.id: record for record in corpus.records}
    assert corpus.papers
    with Lookup(corpus.folder) as lookup:
        for paper in corpus.papers:
            arxiv = paper.identifiers.arxiv
            for name in (paper.id, *paper.aliases, *paper.records):
                named = [other.id for other in corpus.papers if name in (other.id, *other.aliases, *other.records)]
                assert [found.id for found in lookup.find_papers(name)] == named
            for name in (arxiv, f"{arxiv}v7", f"https://arxiv.org/abs/{arxiv}") if arxiv else ():
                assert [found.id for found in lookup.find_papers(name)] == [paper.id]
            assert lookup.list_records(paper) == [records[record_id] for record_id in paper.records]
        for line in corpus.ledger:
            own = [record for record in corpus.records if record.id.startswith(f"sha256:{line.sha256[:16]}")]
            assert list(lookup.list_dump_records(line.dump, line.sha256)) == own


def test_what_is_not_there_is_not_found(flock: Path) -> None:
    """An id between two, before the first, behind the last, or of the wrong form stands for nothing."""
    with Lookup(flock) as lookup:
        absent = ("arxiv:0001.00001", "arxiv:2405.143335", "arxiv:2405.1433", "zzz:1", "doi:10.5000/wool", "sha256:0000000000000000#bytes=0,9", "sha256:#", "")
        assert [lookup.find_papers(name) for name in absent] == [[]] * len(absent)
        record = lookup.list_records(lookup.find_papers("2405.14333")[0])[0]
        assert lookup.get_record(f"{record.id}1") is None
        assert lookup.get_record(record.id.replace("#", "x")) is None


@pytest.mark.parametrize(
    ("name", "paper_id"),
    [
        ("doi:10.5000/wool.1", "arxiv:2405.14333"),
        ("https://doi.org/10.5000/Wool.1", "arxiv:2405.14333"),
        ("10.48550/arXiv.2405.14334", "arxiv:2405.14334"),
        ("arXiv:2405.14334v12", "arxiv:2405.14334"),
        ("https://arxiv.org/pdf/2405.14334v1.pdf", "arxiv:2405.14334"),
        ("math/0309136", "arxiv:math/0309136"),
    ],
)
def test_ids_may_be_written_as_usual(flock: Path, name: str, paper_id: str) -> None:
    """An identifier is found as a link, with a label, with a version, and when it is not what the paper is called by."""
    with Lookup(flock) as lookup:
        assert choose_paper(lookup, name, lookup.find_papers(name)).id == paper_id


def test_near_ids_are_offered(flock: Path) -> None:
    """The message for an id that is not there names those spelt nearly so."""
    with Lookup(flock) as lookup, pytest.raises(CorpusError, match=r"no paper has .* '2405.14335'. Did you mean arxiv:2405.14334 or arxiv:2405.14333\?"):
        choose_paper(lookup, "2405.14335", lookup.find_papers("2405.14335"))


@pytest.mark.parametrize(
    ("words", "titles"),
    [
        ("counting sheep", ["Counting Sheep"]),
        ("sheep Naive", ["Ça va: on naïve sheep"]),
        ("COUNTING", ["Counting Sheep", "Counting Goats"]),
        ("dogs", []),
        ("?!", []),
        ("", []),
    ],
)
def test_titles_are_searched(flock: Path, words: str, titles: list[str]) -> None:
    """All words must be in the title; case, accents and punctuation do not matter."""
    with Lookup(flock) as lookup:
        found = lookup.search_titles(words, 5)
    assert ([title for _, title in found.best], found.count) == (titles, len(titles))


def test_many_titles_are_counted(flock: Path) -> None:
    """Only the best are given, but all are counted."""
    with Lookup(flock) as lookup:
        found = lookup.search_titles("sheep", 1)
    assert (found.count, found.best) == (2, (("arxiv:2405.14333", "Counting Sheep"),))


def test_an_empty_corpus_has_nothing(work: Path, run_corpus: RunCorpus) -> None:
    """A corpus without papers can be asked."""
    (work / "note.txt").write_text("Nothing but a note.")
    with Lookup(run_corpus("note.txt").folder) as lookup:
        assert (lookup.find_papers("2405.14333"), lookup.search_titles("note", 5).count, lookup.list_near("2405.14333")) == ([], 0, [])


def test_broken_files_are_named(flock: Path) -> None:
    """A file that is missing, or whose lines cannot be read, is an error that says so."""
    (flock / "papers.jsonl").write_text("{\n")
    with Lookup(flock) as lookup, pytest.raises(CorpusError, match=r"papers\.jsonl: a line cannot be read"):
        lookup.find_papers("2405.14333")
    (flock / "papers.jsonl").unlink()
    with pytest.raises(CorpusError, match=r"papers\.jsonl: cannot be read \(No such file"):
        Lookup(flock)
