"""The line of authors on a page of arXiv's."""

from __future__ import annotations

import pytest

from pipeline.formats.arxiv.author_line import read_author_line
from pipeline.page import Page

Read = tuple[list[str], list[str], str | None]

CASES = {
    "no affiliation": ("<a>Ann Lee</a>, <a>Bob Ray</a>", (["Ann Lee", "Bob Ray"], [], None)),
    "affiliations behind the names": ("<a>Ann Lee</a> (Univ. A (North)), <a>Bob Ray</a> (B)", (["Ann Lee", "Bob Ray"], ["Univ. A (North)", "B"], None)),
    "a legend in brackets": ("<a>Ann Lee</a> (1), <a>Bob Ray</a> (1 and 2) ((1) A, Oldtown, (2) B)", (["Ann Lee", "Bob Ray"], ["A, Oldtown", "B"], None)),
    "a legend without": ("<a>Ann Lee</a> (1), <a>Bob Ray</a> (2), (1) A (North), (2) B", (["Ann Lee", "Bob Ray"], ["A (North)", "B"], None)),
    "a number and an affiliation": ("<a>Ann Lee</a> (1) (Univ. A)", (["Ann Lee"], ["Univ. A"], None)),
    "a collaboration": ("<a>X Collaboration</a>: <a>Ann Lee</a> (for the X Collaboration)", (["X Collaboration", "Ann Lee"], [], None)),
    "a list that breaks off": ("<a>Ann Lee</a>, et al. (12 additional authors not shown)", (["Ann Lee"], [], "et al.")),
    "numbers before it breaks off": ("<a>Ann Lee</a> (1), et al. (12 additional authors not shown)", (["Ann Lee"], [], "et al.")),
    "a long list, folded": (
        '<a>Ann Lee</a>, <div id="long-author-list"><a>Bob Ray</a></div> <a id="toggle" href="javascript:x">et al. (1 additional author not shown)</a>',
        (["Ann Lee", "Bob Ray"], [], None),
    ),
    "no links": ("Lee, Ann and Ray, Bob", (["Lee, Ann", "Ray, Bob"], [], None)),
    "no list": ("(author list is unavailable)", ([], [], None)),
    "nothing": ("", ([], [], None)),
}


@pytest.mark.parametrize("case", CASES)
def test_names_are_told_from_affiliations(case: str) -> None:
    """Links are names, what stands in brackets is an affiliation unless it only numbers one, and a list says where it breaks off."""
    line, expected = CASES[case]
    page = Page(f"<div class='authors'>{line}</div>")
    tag = page.soup.find("div")
    assert tag is not None
    found = read_author_line(page, tag, page.span(tag))
    names, places = [page.text[slice(*span)] for span in found.names], [page.text[slice(*span)] for span in found.affiliations]
    assert (names, places, found.et_al and page.text[slice(*found.et_al)]) == expected
