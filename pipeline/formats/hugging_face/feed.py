"""Feeds of Hugging Face's daily papers, made by others: RSS with an item a paper.

    <item>
      <title>...</title>
      <link>https://arxiv.org/abs/2506.12345</link>
      <description>&lt;p&gt;&lt;img src="https://cdn-thumbnails.huggingface.co/social-thumbnails/papers/2506.12345.png"/&gt;&lt;/p&gt;
        &lt;p&gt;&lt;b&gt;Authors:&lt;/b&gt; Ann Lee, Bo Wu&lt;/p&gt;&lt;p&gt;&lt;b&gt;Upvotes:&lt;/b&gt; 18&lt;/p&gt;
        &lt;p&gt;&lt;b&gt;Summary:&lt;/b&gt; ...&lt;/p&gt;</description>
      <pubDate>Thu, 19 Jun 2025 04:13:36 +0000</pubDate>
    </item>

    <item>
      <title>...</title>
      <link>https://huggingface.co/papers/2506.12345</link>
      <description>A summary in one sentence. AI-generated summary The abstract itself ...</description>
      <pubDate>Fri, 20 Jun 2025 07:55:47 GMT</pubDate>
    </item>

The date of an item that leads to arXiv is the paper's; that of one that leads to Hugging Face is the day it was shown there.
"""

from __future__ import annotations

import re

from pipeline.formats.feeds import add_arxiv, add_people, cut_paragraphs, find_arxiv, find_labelled, list_ids, list_links, list_people, pick_prose
from pipeline.formats.kinds import EntryFormat
from pipeline.raw import Piece, RawRecord
from pipeline.syntax.nodes import Fields, Node

SITE_RE = re.compile(r"https?://(?:[\w-]+\.)*(?:huggingface\.co|hf\.co)/(?:[\w-]+/)*papers/\d{4}\.\d{5}")
SUMMARY_RE = re.compile(r"^.*?\bAI-generated summary\s*", re.DOTALL)
"""A sentence that a machine made of the abstract stands in front of it, and says so."""
AUTHORS = frozenset({"authors", "author", "author(s)", "by"})
ABSTRACT = frozenset({"abstract"})
SUMMARY = frozenset({"summary"})
DATE = frozenset({"published", "published on", "date", "publication date"})
OTHER = frozenset(
    {"upvotes", "votes", "likes", "comments", "github", "code", "link", "links", "pdf", "url", "tl;dr", "tldr", "ai summary", "keywords", "project page"}
)


def knows(entry: Node) -> bool:
    """An item that leads to a paper's page on Hugging Face, or shows its picture from there."""
    ids = list_ids(entry)
    if find_arxiv(ids) is None:
        return False
    text = _text(entry)
    return any(SITE_RE.match(piece.text.strip()) for piece in ids) or (text is not None and SITE_RE.search(text.text) is not None)


def read(entry: Node) -> RawRecord:
    """The record of an item."""
    fields = Fields()
    ids, links = list_ids(entry), list_links(entry)
    add_arxiv(fields, ids)
    fields.add("title", entry.find("title").piece())
    paragraphs = cut_paragraphs(_text(entry))
    add_people(fields, list_people(entry))
    authors = find_labelled(paragraphs, AUTHORS)
    if "authors" not in fields:
        add_people(fields, [labelled.value for labelled in authors[:1]])
    fields.add("abstract", _abstract(paragraphs))
    dated = [labelled.value for labelled in find_labelled(paragraphs, DATE)]
    day = [entry.find(name).piece() for name in ("pubDate", "published", "dc:date")]
    fields.add("published", *dated)
    fields.add("published" if any("arxiv.org/" in piece.text for piece in links) else "listed", *day)
    fields.add_list("urls", links)
    return fields.record()


def _abstract(paragraphs: list[Piece]) -> tuple[Piece, ...]:
    """The paragraphs of the abstract: those with its label, or those without any; not what a machine made of it."""
    for labels in (ABSTRACT, SUMMARY):
        labelled = find_labelled(paragraphs, labels)
        if labelled:
            return (_drop_summary(labelled[0].value),)
    known = {id(paragraph) for paragraph in paragraphs if find_labelled([paragraph], AUTHORS | DATE | OTHER)}
    plain = [_drop_summary(paragraph) for paragraph in paragraphs if id(paragraph) not in known]
    return tuple(pick_prose(plain))


def _drop_summary(piece: Piece) -> Piece:
    found = SUMMARY_RE.match(piece.text)
    return piece if found is None else piece.part(found.end(), len(piece.text))


def _text(entry: Node) -> Piece | None:
    names = ("description", "content:encoded", "summary", "content")
    return next((piece for name in names if (piece := entry.find(name).piece()) is not None and piece.text.strip()), None)


FORMAT = EntryFormat(
    name="hf-feed",
    summary="Feeds of Hugging Face's daily papers: RSS with authors and abstract in each item's description.",
    syntax="xml",
    knows=knows,
    read=read,
    tags=("item", "entry"),
)
