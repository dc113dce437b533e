"""Items of lists in Markdown are told to be papers, and cut into title, people and venue."""

from __future__ import annotations

import pytest

from pipeline.formats.digests.newsletter_lists import list_entries, read_item
from pipeline.lines import list_lines

ARXIV = "https://arxiv.org/abs/2405.14333"
NO_PAPERS = [
    f"- [LoRA]({ARXIV}) is supported",
    f"- See the [paper]({ARXIV})",
    "- [A Tool for Doors](https://github.com/a/b)",
    f"- We give code for doors, see [paper]({ARXIV}). It is fast.",
    f"- **[DOOR](https://a.org)** was released with [Doors Are Sets]({ARXIV})",
]


@pytest.mark.parametrize("item", NO_PAPERS)
def test_mentions_of_papers_are_no_papers(item: str) -> None:
    """A nickname, a mention in a sentence, a tool: none is an item of a list of papers, however often it stands there."""
    assert list_entries(list_lines("\n".join([item] * 4))) == []


@pytest.mark.parametrize(
    ("item", "title", "authors", "venue"),
    [
        (f"- [Doors Are Sets]({ARXIV})", "Doors Are Sets", None, None),
        (f"* **Doors Are Sets**, Ann Lee, Bo Wu, ICLR 2024. [[paper]]({ARXIV})", "Doors Are Sets", "Ann Lee\nBo Wu", "ICLR 2024"),
        (f"1) **Doors** - opens them ([paper]({ARXIV}))", "Doors", None, None),
        (f"- [Doors Are Sets]({ARXIV}) - Ann Lee et al., *NeurIPS'23*", "Doors Are Sets", "Ann Lee", "NeurIPS'23"),
        (f"1. *Doors Are Really Sets* [url]({ARXIV})", "Doors Are Really Sets", None, None),
        (f"- (arXiv 2024.05) Doors, Hinges, and Locks [[Paper]]({ARXIV})", "Doors, Hinges, and Locks", None, None),
        (f"- [Doors Are Sets]({ARXIV}), which is on doors, and on hinges", "Doors Are Sets", None, None),
    ],
)
def test_items_are_cut_into_their_parts(item: str, title: str, authors: str | None, venue: str | None) -> None:
    """Title, people and venue are found in the ways that lists write them; the list's own words are none of them."""
    draft = read_item(list_lines(item))
    assert (draft.text("title"), draft.text("authors"), draft.text("journal_ref")) == (title, authors, venue)
    assert draft.text("identifiers.arxiv") == "2405.14333"
