"""Verify: a corpus that holds is said to hold; whatever is changed is named by dump, range and field."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from corpora import Corpus, RunCorpus

from pipeline.errors import CorpusError
from pipeline.verify import verify_corpus


def flip(path: Path, position: int, byte: bytes = b"Q") -> None:
    data = path.read_bytes()
    path.write_bytes(data[:position] + byte + data[position + 1 :])


def test_whole_corpus_holds(seeds: Path, run_corpus: RunCorpus) -> None:
    """Every value of every record is replayed."""
    corpus = run_corpus("seeds")
    verified = verify_corpus(corpus.folder)
    assert verified.problems == ()
    assert verified.values == sum(len(record.fields) for record in corpus.records)


@pytest.mark.parametrize(
    ("pattern", "position", "expected"),
    [
        pytest.param("000*", 20, r"seeds/000_\S+: bytes=9,1745 of sha256:\S+ field abstract: the dump gives", id="field"),
        pytest.param("001*", 0, r"seeds/001_\S+: bytes=0,2 of sha256:\S+ field categories: ", id="category"),
        pytest.param("000*", 2, r"seeds/000_\S+: bytes=0,9: should be boilerplate by label.abstract", id="label"),
        pytest.param("002*", 6, r"seeds/002_\S+: bytes=5,45: should be boilerplate by hf.banner-inbox", id="page-furniture"),
        pytest.param("001*", 143, r"seeds/001_\S+: bytes=142,146: should separate fields", id="separator"),
    ],
)
def test_changed_byte_is_named(seeds: Path, run_corpus: RunCorpus, pattern: str, position: int, expected: str) -> None:
    """One changed byte of a dump: the dump, the range and the field or rule are named."""
    run_corpus("seeds")
    flip(next(seeds.glob(pattern)), position)
    problems = [str(problem) for problem in verify_corpus(Path("out")).problems]
    assert any(re.match(expected, problem) for problem in problems), problems
    assert any("is not the dump that was read" in problem for problem in problems)


def test_changed_white_space_is_named(seeds: Path, run_corpus: RunCorpus) -> None:
    """A byte that no field depends on shows in the sum of the dump."""
    run_corpus("seeds")
    flip(next(seeds.glob("000*")), 1745, b"\t")
    (problem,) = verify_corpus(Path("out")).problems
    assert "bytes=0,12244: is not the dump that was read" in str(problem)


def test_changed_reject_is_named(run_text: Callable[..., Corpus], work: Path) -> None:
    """What was rejected is checked as well as what was kept."""
    corpus = run_text("Only a note, and no listing.")
    flip(work / "dump.txt", 3)
    assert any("was rejected with another text" in str(problem) for problem in verify_corpus(corpus.folder).problems)


def test_missing_dump_is_named(seeds: Path, run_corpus: RunCorpus) -> None:
    """A dump that is not at hand cannot be replayed; --dumps says where it lies."""
    run_corpus("seeds")
    seeds.rename("elsewhere")
    assert all("not at hand" in str(problem) for problem in verify_corpus(Path("out")).problems)
    assert verify_corpus(Path("out"), Path("elsewhere")).problems == ()


def test_dumps_that_were_sorted_into_folders_are_found(seeds: Path, run_corpus: RunCorpus) -> None:
    """Below the folder that --dumps names a dump may lie anywhere; of files with its name the one of its size is taken."""
    run_corpus("seeds")
    for number, path in enumerate(sorted(seeds.iterdir())):
        folder = Path("attic") / f"b{number}"
        folder.mkdir(parents=True)
        path.rename(folder / path.name)
        other = Path("attic") / "a"
        other.mkdir(exist_ok=True)
        (other / path.name).write_text("another file of that name")
    assert verify_corpus(Path("out"), Path("attic")).problems == ()


@pytest.mark.parametrize(
    ("name", "change", "expected"),
    [
        pytest.param("papers.jsonl", lambda line: line | {"title": "Another"}, "papers.jsonl: is not the file that the run wrote", id="file"),
        pytest.param("papers.jsonl", lambda line: line | {"records": [*line["records"], "sha256:0#bytes=0,1"]}, "is not a record of this paper", id="record"),
        pytest.param("papers.jsonl", lambda line: line | {"abstract": "Another text."}, "field abstract: the dump gives", id="value"),
    ],
)
def test_changed_corpus_is_named(seeds: Path, run_corpus: RunCorpus, name: str, change, expected: str) -> None:  # type: ignore[no-untyped-def]
    """A value that was changed by hand is found, in its file and in the dump it should be from."""
    run_corpus("seeds")
    path = Path("out") / name
    first, *rest = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([json.dumps(change(json.loads(first)), ensure_ascii=False), *rest]) + "\n", encoding="utf-8")
    assert any(expected in str(problem) for problem in verify_corpus(Path("out")).problems)


def test_missing_file_is_named(seeds: Path, run_corpus: RunCorpus) -> None:
    """A file that the manifest lists and that is not there is named."""
    run_corpus("seeds")
    (Path("out") / "papers.schema.json").unlink()
    assert [str(problem) for problem in verify_corpus(Path("out")).problems] == ["papers.schema.json: is missing, though manifest.json lists it"]


def test_no_corpus_is_an_error(work: Path) -> None:
    """A folder without a corpus, or with one that does not parse, is an error with what to do next."""
    with pytest.raises(CorpusError, match="no corpus there"):
        verify_corpus(work)
    (work / "manifest.json").write_text("{}")
    with pytest.raises(CorpusError, match="cannot be read"):
        verify_corpus(work)
