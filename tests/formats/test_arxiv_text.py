"""Pages of arXiv as text: what tells a label from a word, one page from the next, a title from its authors."""

from __future__ import annotations

import pytest

from pipeline.formats.arxiv import abs_text, listing_text
from pipeline.formats.arxiv.entry_parts import part_title
from pipeline.formats.arxiv.flow import Flow
from pipeline.formats.kinds import TextFormat
from pipeline.lines import list_lines
from pipeline.split import split

TABLE = "Subjects: Optics (physics.optics) Cite as: arXiv:2503.99901 [physics.optics]"


def read(text: str, format: TextFormat = abs_text.FORMAT) -> list[dict[str, list[str]]]:
    """The fields of the records that one format finds in a text."""
    records = [record for region in split(text, [format]) for record in region.cut.records]
    return [{field.name: field.texts(text) for field in record.fields} for record in records]


def test_labels_in_an_abstract_are_words() -> None:
    """What an abstract says of subjects and comments does not end it."""
    abstract = "Methods: we asked. Subjects: forty people. Comments: none. Authors: unknown."
    (fields,) = read(f"[Submitted on 3 Mar 2025]\nTitle:Asking\nAuthors:Ada Moss\nAbstract:{abstract}\nComments: 3 pages\n{TABLE}")
    assert fields["abstract"] == [abstract]
    assert fields["comments"] == ["3 pages"]


def test_the_submitter_is_no_author() -> None:
    """Whoever sent a paper in need not have written it."""
    (fields,) = read(
        "[Submitted on 3 Mar 2025]\nTitle:Asking\nAbstract:We ask.\nSubmission history\nFrom: Ada Moss [view email]\n[v1] Mon, 3 Mar 2025 10:00:00 UTC (1 KB)"
    )
    assert "authors" not in fields


def test_older_pages_have_title_and_authors_above_the_dates() -> None:
    """Round brackets stand below the authors, square ones above the title."""
    old = read("On Asking\nAda Moss, Bo Wu\n(Submitted on 3 Mar 2015)\nWe ask, and we are answered.")
    new = read("[Submitted on 3 Mar 2025]\nOn Asking\nAda Moss, Bo Wu\nView PDF\nWe ask, and we are answered.")
    for (fields,) in (old, new):
        assert (fields["title"], fields["authors"]) == (["On Asking"], ["Ada Moss", "Bo Wu"])
        assert fields["abstract"] == ["We ask, and we are answered."]


@pytest.mark.parametrize("glue", ["\n", " ", "\n\n---\ntitle: x\nurl: https://arxiv.org/abs/2503.99902\n---\n"])
def test_pages_that_follow_each_other_are_told_apart(glue: str) -> None:
    """A page ends where the head of the next begins, on one line too."""
    page = "Physics > Optics [Submitted on {day} Mar 2025] Title: Light in {what} Authors: Ada Moss View PDF Abstract: Light bends. We look. " + TABLE
    found = read(page.format(day=3, what="Wax") + glue + page.format(day=4, what="Ice").replace("99901", "99902"))
    assert [fields["title"] for fields in found] == [["Light in Wax"], ["Light in Ice"]]
    assert [fields["identifiers.arxiv"] for fields in found] == [["2503.99901"], ["2503.99902"]]


def test_a_note_of_another_paper_does_not_belong_to_the_page() -> None:
    """Front matter that leads to another paper gives the page no title."""
    (fields,) = read(f"---\ntitle: Another\nurl: https://arxiv.org/abs/2401.00001\n---\nView PDF\nAbstract: We look at light.\n{TABLE}")
    assert "title" not in fields


def test_a_listing_does_not_take_what_follows_it() -> None:
    """What stands below the last entry of a listing without abstracts is not its abstract."""
    text = "[1] arXiv:2601.11001 [pdf]\nTitle: Wax\nAda Moss\nSubjects: Optics (physics.optics)\n\nnew\nPapers\nWe look at light and see it bend in wax.\n"
    (fields,) = read(text, listing_text.FORMAT)
    assert "abstract" not in fields


@pytest.mark.parametrize(
    ("text", "title", "authors"),
    [
        ("Bees\nAda Moss", "Bees", "Ada Moss"),
        ("Bees in the\nDark of Night\nAda Moss,\nBo Wu", "Bees in the\nDark of Night", "Ada Moss,\nBo Wu"),
        ("Bees in the dark Ada Moss, Bo Wu", "Bees in the dark", "Ada Moss, Bo Wu"),
        ("What Do Bees Hear? Ada B. Moss", "What Do Bees Hear?", "Ada B. Moss"),
    ],
)
def test_title_and_authors_without_labels_are_parted(text: str, title: str, authors: str) -> None:
    """Authors stand below their title, or behind it on its line."""
    first, second, _ = part_title(Flow(list_lines(text)), (0, len(text)))
    assert text[slice(*first)] == title
    assert second is not None
    assert text[slice(*second)] == authors
