"""Headings in Markdown with labels below them are told to be papers, and labels are read in whatever way they are written."""

from __future__ import annotations

import pytest

from pipeline.formats.digests.labels import match_label
from pipeline.formats.digests.markdown_headings import draft_paper, list_papers
from pipeline.lines import list_lines

ARXIV = "https://arxiv.org/abs/2405.14333"


@pytest.mark.parametrize(
    "line", ["**Authors** of doors", "Authors should say so", "http://a.org: a site", "**[Link](https://a.org)**: text", "# Authors", "a: b"]
)
def test_what_is_no_label_stays_text(line: str) -> None:
    """Bold words, a colon in an address, a name that is not known are no labels."""
    assert match_label(line, is_plain=True) is None


@pytest.mark.parametrize(
    "line",
    [
        "**Authors**: A",
        "**Authors:** A",
        "- **Authors**：A",
        "> **作者:** A",
        "* *Authors*: A",
        "Authors: A",
        "__Authors__: A",
        "👤 **Authors:** A",
        "| 👤 作者 | A |",
        "**👤 Authors:** A",
    ],
)
def test_labels_are_read_however_they_are_written(line: str) -> None:
    """Bold or not, in a list, a quotation or a table, with a picture, the colon inside or outside."""
    assert match_label(line, is_plain=True) is not None


@pytest.mark.parametrize("text", ["# Doors\n\n**Authors**: Ann Lee\n\n**License**: MIT", "# Doors\n\n**Abstract**: We show.", f"# Links\n\n[paper]({ARXIV})"])
def test_a_heading_without_proof_is_no_paper(text: str) -> None:
    """Authors alone, an abstract alone, a link alone may be of a tool, a report, a blog."""
    assert list(list_papers(list_lines(text))) == []


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("# Doors", "Doors"),
        ("### 1. Doors", "Doors"),
        (f"### [12] [Doors]({ARXIV})", "Doors"),
        (f"## [Doors [and] Hinges]({ARXIV})", "Doors [and] Hinges"),
        ("#### [new 001] 3D Doors", "3D Doors"),
        ("## 📄 **Doors**", "Doors"),
        ("> ### 2. Doors ##", "Doors"),
        ("**Doors and Hinges**", "Doors and Hinges"),
    ],
)
def test_titles_are_cut_out_of_headings(heading: str, title: str) -> None:
    """Numbers, marks and addresses round a title are not part of it."""
    [(_, section)] = list_papers(list_lines(f"{heading}\n**Authors**: Ann Lee\n**Abstract**: We show."))
    draft = draft_paper(section)
    assert (draft.text("title"), draft.text("authors"), draft.text("abstract")) == (title, "Ann Lee", "We show.")


def test_labels_inside_an_abstract_are_its_authors() -> None:
    """A structured abstract keeps its own labels, and keywords where the digest's labels are bold."""
    [(_, section)] = list_papers(list_lines("# Doors\n**Authors**: Ann Lee\n**Abstract**: Background: a.\nMethods: b.\n\nKeywords: c.\n\n**Score**: 3"))
    assert draft_paper(section).text("abstract") == "Background: a.\nMethods: b.\nKeywords: c."
