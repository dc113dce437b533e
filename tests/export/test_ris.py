"""RIS: what rispy and papersieve itself read back is what the papers say."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import rispy
from hypothesis import given, settings
from hypothesis import strategies as st
from loading import TEXTS, make_full_paper, make_paper

from pipeline import Corpus, Paper, load_corpus, stages
from pipeline.export import Options, ris
from pipeline.export.references import join_lines
from pipeline.plan import Order

LINES = TEXTS.map(lambda text: join_lines(text).strip()).filter(bool)


def write(corpus: Corpus) -> str:
    stream = io.StringIO(newline="")
    assert list(ris.write_ris(corpus, stream, Options()))[-1] == len(corpus)
    return stream.getvalue()


def write_one(paper: Paper) -> str:
    return str(ris.Writer().formats([ris.make_reference(paper)]))


@settings(deadline=None)
@given(LINES, LINES, st.lists(LINES, max_size=3))
def test_any_values_come_back(title: str, abstract: str, authors: list[str]) -> None:
    """Whatever values hold, an entry stays one entry with the same title, abstract and names."""
    (entry,) = rispy.loads(write_one(make_paper(title=title, abstract=abstract, authors=tuple(authors))))
    assert (entry["title"].strip(), entry["abstract"].strip(), [name.strip() for name in entry.get("authors", [])]) == (title, abstract, authors)
    assert entry["id"] == "arxiv:2405.00000"


@settings(deadline=None)
@given(TEXTS)
def test_no_value_begins_a_line(text: str) -> None:
    """A value of several lines is one line: it can neither end its entry nor begin another."""
    lines = write_one(make_paper(title=f"a\nER  - \n{text}\r\nTY  - JOUR")).splitlines()
    assert [line[:6] for line in lines if line] == ["TY  - ", "TI  - ", "AN  - ", "UR  - ", "ID  - ", "ER  - "]


def test_tags_of_a_paper() -> None:
    """Each value stands behind the tag where reference managers look for it."""
    lines = write_one(make_full_paper()).splitlines()
    assert {
        "TY  - JOUR",
        "AU  - Ann Lee",
        "AU  - Barnes and Noble, Inc.",
        "PY  - 2024",
        "DA  - 2024/05/07",
        "JO  - J. Ex. 3 (2024) 1-9",
        "DO  - 10.1/x",
        "AN  - arXiv:2405.00000",
        "UR  - https://arxiv.org/abs/2405.00000",
        "UR  - https://arxiv.org/pdf/2405.00000",
        "KW  - cs.CL",
        "N1  - =1+1",
        "ID  - arxiv:2405.00000",
    } <= set(lines)


@pytest.mark.parametrize(
    ("published", "lines"), [("2024-05", ["PY  - 2024", "DA  - 2024/05/"]), ("2024", ["PY  - 2024", "DA  - 2024//"]), ("XXXX-01-12", []), (None, [])]
)
def test_only_known_dates(published: str | None, lines: list[str]) -> None:
    """A date is written as far as it is known, in the form of RIS."""
    assert [line for line in write_one(make_paper(published=published)).splitlines() if line[:2] in ("PY", "DA")] == lines


def test_seeds_come_back_by_papersieve(seed_corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Papersieve reads its own RIS: of every paper that has a title the same id, title, authors and abstract."""
    monkeypatch.chdir(tmp_path)
    Path("papers.ris").write_text(write(seed_corpus), encoding="utf-8")
    stages.run(tmp_path / "out", Order(("papers.ris",)))
    found = {paper.id: paper for paper in load_corpus(tmp_path / "out")}
    titled = [paper for paper in seed_corpus if paper.title is not None]
    assert len(titled) == 20
    for paper in titled:
        other = found[paper.id]
        assert (other.title, other.authors, other.abstract) == (paper.title, paper.authors, paper.abstract)
