"""What entries of feeds have in common: ids in addresses, paragraphs of HTML, labels."""

from __future__ import annotations

import pytest

from pipeline.formats.feeds import cut_paragraphs, find_arxiv, find_labelled, pick_prose
from pipeline.raw import Piece


def piece(text: str) -> Piece:
    """A text of an entry."""
    return Piece("xml", "/item/description", text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://example.org/",
        "https://example.org/2405.943331",
        "https://example.org/release-2405.94333",
        "https://example.org/2405.94333-beta",
        "see https://arxiv.org/abs/2405.94333",
        "https://example.org/2405.94333/comments-on-it",
    ],
)
def test_is_no_arxiv_id(text: str) -> None:
    """A number that only looks like an id, and an id in a text, name no paper."""
    found = find_arxiv([piece(text)])
    assert found is None or found.text != text
    assert text.endswith("comments-on-it") or found is None


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("oai:arXiv.org:2405.94333v2", "oai:arXiv.org:2405.94333v2"),
        ("https://huggingface.co/papers/2405.94333", "https://huggingface.co/papers/2405.94333"),
        ("https://reader.example.org/arxiv/2405.94333", "2405.94333"),
        ("https://reader.example.org/p/2405.94333v2?ref=feed", "2405.94333v2"),
        ("https://reader.example.org/abs/hep-th/0107011", "hep-th/0107011"),
    ],
)
def test_finds_an_arxiv_id(text: str, part: str) -> None:
    """An id is found alone, and as a part of anybody's address."""
    found = find_arxiv([piece("https://example.org/"), piece(text)])
    assert found is not None
    assert found.text == part


def test_paragraphs_are_cut_at_labels_of_plain_text() -> None:
    """A text without tags has a paragraph for each line that begins with a label; other line ends mean nothing."""
    paragraphs = cut_paragraphs(piece("Authors: A. Lee,\nB. Wu\nAbstract: Bees\ncount."))
    assert [part.text for part in paragraphs] == ["Authors: A. Lee,\nB. Wu", "Abstract: Bees\ncount."]


@pytest.mark.parametrize(
    ("paragraph", "value"),
    [
        ("Authors: A. Lee", "A. Lee"),
        ("<b>Authors:</b> A. Lee", "A. Lee"),
        ("<strong>Authors</strong>: A. Lee</strong> </p>", "A. Lee"),
        ("Authors： A. Lee", "A. Lee"),
        ("Authors of this kind are few: A. Lee", None),
        ("The authors: A. Lee", None),
    ],
)
def test_label_opens_a_paragraph(paragraph: str, value: str | None) -> None:
    """A label counts at the front, with or without tags round it, and what closes them is no part of the value."""
    found = find_labelled([piece(paragraph)], frozenset({"authors"}))
    assert [labelled.value.text for labelled in found] == ([] if value is None else [value])


def test_prose_is_picked_with_the_short_sentences_beside_it() -> None:
    """Links and counts are left out; where nothing is running text, nothing is picked."""
    text = "<p>Moles see little.</p><p>We give them a lamp, and they see more than before.</p><p>Read more</p>"
    assert [part.text for part in pick_prose(cut_paragraphs(piece(text)))] == ["Moles see little.", "We give them a lamp, and they see more than before."]
    assert pick_prose(cut_paragraphs(piece("<p>Upvotes 3</p><p>New.</p>"))) == []
