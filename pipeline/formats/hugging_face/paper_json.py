"""The `paper` object of Hugging Face: what its API gives and its pages carry in `data-props`.

{"id": "2405.14333", "title": ..., "summary": ..., "authors": [{"name": ..., "hidden": false}], "publishedAt": "2024-05-23T09:03:42.000Z",
 "ai_summary": ..., "githubRepo": "https://github.com/...", "projectPage": "https://..."}
"""

from __future__ import annotations

import re

from pipeline.syntax.nodes import Fields, Node

PAPER_ID_RE = re.compile(r"\d{4}\.\d{4,5}(?:v\d{1,2})?")
"""The id of a paper page is its arXiv id, and always in the form in use since 2007."""


def is_paper(paper: Node, holder: Node) -> bool:
    """Whether a node is a paper object: it has the id of a paper page, a title (or what holds it has one), and something that only a paper has."""
    names = set(paper.names())
    found = paper.text("id")
    return (
        found is not None
        and PAPER_ID_RE.fullmatch(found.text) is not None
        and ("title" in names or "title" in holder.names())
        and bool(names & {"summary", "authors", "publishedAt", "upvotes"})
    )


def read_paper(paper: Node) -> Fields:
    """The fields of a paper object.

    `summary` is the abstract, `ai_summary` is not. Authors that the site hides in its lists are authors all the same: it counts them.
    `publishedAt` is the paper's date; the entry around it has another, which is when it was listed.
    """
    fields = Fields()
    fields.add("title", paper.text("title"))
    fields.add_list("authors", (author.text("name") or author.piece() for author in paper.find_all("authors")))
    fields.add("abstract", paper.text("summary"))
    number = paper.text("id")
    if number is not None and PAPER_ID_RE.fullmatch(number.text):
        fields.add("identifiers.arxiv", number)
    fields.add("published", paper.text("publishedAt"))
    links = (paper.text(name) for name in ("githubRepo", "projectPage"))
    fields.add_list("urls", [link for link in links if link is not None and link.text.startswith(("http://", "https://"))])
    return fields
