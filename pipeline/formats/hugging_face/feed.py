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

    <item>
      <title>...</title>
      <link>https://arxiv.org/abs/2506.12345</link>
      <guid isPermaLink="false">2506.12345</guid>
      <description>Ann Lee, Bo Wu, Cy Diaz — The abstract, cut at so many cha</description>
      <pubDate>2026-06-18T00:00:00.000Z</pubDate>
    </item>

The abstract may stand under a heading of its own, with a translation below it. The date of an item that leads to arXiv, or to the site that shows the
same list with its own summaries, is the paper's; that of one that leads to Hugging Face is the day it was shown there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pipeline.formats.feeds import add_arxiv, add_people, cut_paragraphs, find_arxiv, find_labelled, list_ids, list_links, list_people, pick_prose, show
from pipeline.formats.hugging_face.site import HOST, find_abstract_start, is_translation
from pipeline.formats.kinds import EntryFormat
from pipeline.formats.people import split_people
from pipeline.formats.prose import ends_sentence
from pipeline.raw import Piece, RawRecord
from pipeline.syntax.nodes import Fields, Node

SITE_RE = re.compile(rf"https?://(?:{HOST}/(?:[\w-]+/)*papers|tldr\.takara\.ai/p)/\d{{4}}\.\d{{5}}")
PAPER_DATE_RE = re.compile(r"https?://(?:[\w.-]*arxiv\.org/|tldr\.takara\.ai/p/)")
HEADING_RE = re.compile(r"(?:original )?abstract", re.IGNORECASE)
BYLINE_RE = re.compile(r"\s*(?P<people>[^\n—–]{3,2000}?)\s+[—–]\s+(?=\S)")
"""Names before the text, and a dash between them."""
NAME_RE = re.compile(r"[^\W\d_a-zß-ÿ][\w.'’-]*(?: [\w.'’-]+){0,3} [^\W\d_a-zß-ÿ][\w.'’-]*")
STAMP_RE = re.compile(r"\s*\d{4}-\d\d-\d\dT[\d:.]+Z\s*")
"""A date as the site's API writes it, and no RSS feed does."""
FAILED_RE = re.compile(r"Error \d{3} \(")
"""What stands in the place of a translation that failed."""
BETWEEN_RE = re.compile(r"\s+[|·]\s+(?=[A-Z][A-Za-z ]{1,20}:)")
LAST_CHARS = 40
AUTHORS = frozenset({"authors", "author", "author(s)", "by"})
ABSTRACT = frozenset({"abstract"})
SUMMARY = frozenset({"summary"})
DATE = frozenset({"published", "published on", "date", "publication date"})
OTHER = frozenset(
    {
        "institution",
        "institutions",
        "organization",
        "upvotes",
        "votes",
        "likes",
        "comments",
        "github",
        "code",
        "link",
        "links",
        "pdf",
        "url",
        "tl;dr",
        "tldr",
        "ai summary",
        "keywords",
        "project page",
    }
)


def knows(entry: Node) -> bool:
    """An item that leads to a paper's page on Hugging Face or shows its picture from there; one with names before a dash, and a date as its API writes it."""
    ids = list_ids(entry)
    if find_arxiv(ids) is None:
        return False
    text = _text(entry)
    if any(SITE_RE.match(piece.text.strip()) for piece in ids) or (text is not None and SITE_RE.search(text.text) is not None):
        return True
    return _find_byline(entry, text) is not None


def read(entry: Node) -> RawRecord:
    """The record of an item."""
    fields = Fields()
    ids, links = list_ids(entry), list_links(entry)
    add_arxiv(fields, ids)
    fields.add("title", entry.text("title"))
    text = _text(entry)
    byline = _find_byline(entry, text)
    if text is not None and byline is not None:
        _add_byline(fields, text, byline)
    paragraphs = list(_cut_fields(cut_paragraphs(text)))
    add_people(fields, list_people(entry))
    authors = find_labelled(paragraphs, AUTHORS)
    if "authors" not in fields:
        add_people(fields, [labelled.value for labelled in authors[:1]])
    fields.add("abstract", _abstract(paragraphs))
    dated = [labelled.value for labelled in find_labelled(paragraphs, DATE)]
    day = [entry.text(name) for name in ("pubDate", "published", "dc:date")]
    fields.add("published", *dated)
    fields.add("published" if any(PAPER_DATE_RE.match(piece.text.strip()) for piece in links) else "listed", *day)
    fields.add_list("urls", links)
    return fields.record()


def _abstract(paragraphs: list[Piece]) -> tuple[Piece, ...]:
    """The paragraphs of the abstract: those with its label, or those without any; not what a machine made of it."""
    for labels in (ABSTRACT, SUMMARY):
        labelled = find_labelled(paragraphs, labels)
        if labelled:
            return (_drop_summary(labelled[0].value),)
    heading = next((index for index, piece in enumerate(paragraphs) if HEADING_RE.fullmatch(show(piece.text))), None)
    if heading is not None:
        below = [_drop_summary(piece) for piece in paragraphs[heading + 1 :] if not _is_translation(piece)]
        return tuple(pick_prose(below))
    known = {id(paragraph) for paragraph in paragraphs if find_labelled([paragraph], AUTHORS | DATE | OTHER)}
    plain = [_drop_summary(paragraph) for paragraph in paragraphs if id(paragraph) not in known]
    return tuple(pick_prose(plain))


def _drop_summary(piece: Piece) -> Piece:
    start = find_abstract_start(piece.text)
    return piece.part(start, len(piece.text)) if start else piece


def _is_translation(piece: Piece) -> bool:
    """Whether a paragraph is in another script, or says that it could not be put into one."""
    text = show(piece.text)
    return is_translation(text) or FAILED_RE.match(text) is not None


def _cut_fields(paragraphs: Iterable[Piece]) -> Iterator[Piece]:
    """The paragraphs, those with several labels in one line cut before each of them."""
    for piece in paragraphs:
        edges = [0, *(edge for match in BETWEEN_RE.finditer(piece.text) for edge in match.span()), len(piece.text)]
        yield from (piece.part(low, high) for low, high in zip(edges[::2], edges[1::2], strict=True)) if len(edges) > 2 else (piece,)


def _find_byline(entry: Node, text: Piece | None) -> re.Match[str] | None:
    """The names before a text and the dash behind them, in an item with a date as the site's API writes it."""
    day = entry.text("pubDate")
    match = None if text is None or day is None or STAMP_RE.fullmatch(day.text) is None else BYLINE_RE.match(text.text)
    return match if match is not None and all(NAME_RE.fullmatch(match["people"][slice(*span)]) for span in split_people(match["people"])) else None


def _add_byline(fields: Fields, text: Piece, byline: re.Match[str]) -> None:
    """Add who wrote the paper, and the abstract behind the dash, which is cut at so many characters."""
    add_people(fields, [text.part(*byline.span("people"))])
    abstract = text.part(byline.end(), len(text.text))
    fields.add("abstract", abstract)
    if not ends_sentence(abstract.text):
        fields.add("abstract_complete", abstract.part(max(0, len(abstract.text) - LAST_CHARS), len(abstract.text)))


def _text(entry: Node) -> Piece | None:
    names = ("description", "content:encoded", "summary", "content")
    return next((piece for name in names if (piece := entry.text(name)) is not None and piece.text.strip()), None)


FORMAT = EntryFormat(
    name="hf-feed",
    summary="Feeds of Hugging Face's daily papers: RSS with authors and abstract in each item's description.",
    syntax="xml",
    knows=knows,
    read=read,
    tags=("item", "entry"),
)
