"""Hugging Face's API for papers: the daily list, a search, one paper; as it answers, and as its Python client writes it.

    [{"paper": {"id": "2405.14333", "title": "...", "summary": "...", "authors": [{"name": "Ann Lee", "hidden": false}],
                "publishedAt": "2024-05-23T09:03:42.000Z", "submittedOnDailyAt": "2024-05-24T00:00:00.000Z", "ai_summary": "...",
                "githubRepo": "https://github.com/..."},
      "publishedAt": "2024-05-24T01:23:45.000Z", "title": "...", "submittedBy": {"fullname": "Bo Wu"}}]

`summary` is the abstract, `ai_summary` is not. The date beside `paper` is when it was listed.
"""

from __future__ import annotations

from pipeline.formats.hugging_face.paper_json import is_paper, read_paper
from pipeline.formats.kinds import EntryFormat
from pipeline.raw import RawRecord
from pipeline.syntax.nodes import Node

OWN_KEYS = frozenset(
    {"publishedAt", "published_at", "submittedOnDailyAt", "upvotes", "discussionId", "discussion_id", "ai_summary", "githubRepo", "projectPage"}
)
"""Keys that a paper has here, and not where others list papers of arXiv."""


def knows(entry: Node) -> bool:
    """A paper object, or an object with one under `paper`, which may leave the title to it."""
    paper = entry.find("paper") if "paper" in entry.names() else entry
    return not OWN_KEYS.isdisjoint(paper.names()) and is_paper(paper, entry)


def read(entry: Node) -> RawRecord:
    """The record of a paper."""
    is_wrapped = "paper" in entry.names()
    paper = entry.find("paper") if is_wrapped else entry
    fields = read_paper(paper)
    fields.add("title", entry.text("title"))
    fields.add("published", paper.text("published_at"))
    fields.add("listed", paper.text("submittedOnDailyAt"), entry.text("publishedAt") if is_wrapped else None)
    fields.add("listed", *(paper.text(name) for name in ("submitted_on_daily_at", "submitted_at", "daily_date")))
    fields.add("has_code", paper.text("githubRepo"))
    return fields.record()


FORMAT = EntryFormat(
    name="hf-api",
    summary="Hugging Face's API for papers: the daily list, a search, one paper.",
    syntax="json",
    knows=knows,
    read=read,
)
