"""What is read from the heads of pages, beyond what the goldens show."""

from __future__ import annotations

import pytest

from pipeline.formats.generic.page_metadata import cut
from pipeline.page import Page

TITLE = '<meta name="citation_title" content="Counting Bees"><meta name="citation_doi" content="10.9999/bees">'
WHOLE = "We count bees under a lamp, and find that what is counted by night is not what was there by day. Keepers knew."
TEASER = "We count bees under a lamp, and find that what is..."


def read(head: str, body: str = "") -> dict[str, list[str]]:
    """The fields of the one record of a page."""
    page = Page(f"<html><head>{TITLE}{head}</head><body>{body}</body></html>")
    found = cut(page)
    assert found is not None
    return {field.name: field.texts(page.text) for field in found.records[0].fields}


@pytest.mark.parametrize(
    "body",
    [
        f"<section id=abstract><h2>Abstract</h2><p>{WHOLE}</p></section>",
        f'<div class="card-body acl-abstract"><h5>Abstract</h5><span>{WHOLE}</span></div>',
        f"<h2>Abstract</h2><p>{WHOLE}</p><h2>Introduction</h2><p>Bees are many. We say more of them.</p>",
        f"<p><strong>Abstract:</strong> {WHOLE}</p>",
        f"<div class='abstract-section'><h3>Graphical abstract</h3><p>{WHOLE}</p><p>Keywords: bees, lamps</p></div>",
        f"<dl><dt>Abstract</dt><dd>{WHOLE}</dd></dl>",
    ],
)
def test_abstract_that_is_shown_counts_before_a_teaser(body: str) -> None:
    """Where the head breaks off, what the page shows is taken."""
    assert read(f'<meta name="citation_abstract" content="{TEASER}">', body)["abstract"] == [WHOLE]


def test_whole_abstract_in_the_head_is_kept() -> None:
    """What the head says in full need not be looked for."""
    assert read(f'<meta name="DC.Description" content="{WHOLE}">', "<h2>Abstract</h2><p>We count.</p>")["abstract"] == [WHOLE]


def test_description_without_a_sentence_is_no_abstract() -> None:
    """Publishers put the journal's name there too."""
    assert "abstract" not in read('<meta name="DC.Description" content="Apiaries, Vol. 3">')


@pytest.mark.parametrize(
    ("head", "names"),
    [
        ('<meta name="citation_author" content="Lee, Ann Marie">', ["Lee, Ann Marie"]),
        ('<meta name="citation_authors" content="Ann Lee; Bo Wu">', ["Ann Lee", "Bo Wu"]),
        ('<meta name="citation_author" content="Lee, A."><meta name="citation_author" content="Wu, B.">', ["Lee, A.", "Wu, B."]),
        ('<meta name="dcterms.creator" content="Ann Lee, Jonathan H. Wu">', ["Ann Lee", "Jonathan H. Wu"]),
        ('<meta name="citation_author" content="Ann Lee, Bo Wu and Cy Xu">', ["Ann Lee", "Bo Wu", "Cy Xu"]),
    ],
)
def test_authors_stand_alone_or_in_lists(head: str, names: list[str]) -> None:
    """One name with a comma is one person's; several are told apart."""
    assert read(head)["authors"] == names


def test_earliest_date_is_when_a_paper_came_out() -> None:
    """A journal puts online before it prints; a repository takes in what is old."""
    assert read('<meta name="citation_publication_date" content="2010/09"><meta name="citation_online_date" content="2010/05/05">')["published"] == [
        "2010/05/05"
    ]
    assert read('<meta name="citation_publication_date" content="1955"><meta name="citation_online_date" content="2008/02/04">')["published"] == ["1955"]


def test_other_site_s_number_is_no_arxiv_id() -> None:
    """An address that ends in four digits, a point and five more leads to arXiv's papers only where they are."""
    assert "identifiers.arxiv" not in read('<meta name="citation_pdf_url" content="https://press.example.org/pdf/1204.56789">')
    assert read('<meta name="citation_pdf_url" content="https://arxiv.org/pdf/2405.94001v2">')["identifiers.arxiv"] == ["https://arxiv.org/pdf/2405.94001v2"]
