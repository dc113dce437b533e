"""What scripts write that read Hugging Face's pages of papers: JSON, an object a paper, with links to the page.

    {"title": "...", "paper_url": "https://huggingface.co/papers/2405.14333", "authors": ["Ann Lee"],
     "details": {"abstract": "...", "arxiv_page_url": "...", "pdf_url": "...", "github_links": []}, "scraped_date": "2024-05-24"}

What they call the abstract may be the first comment below it, by who submitted the paper or by a bot that recommends others: so a text is the
abstract there only if it is as long as one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.formats.feeds import add_people
from pipeline.formats.identifiers import add_ids, list_urls
from pipeline.formats.kinds import EntryFormat
from pipeline.raw import Piece, RawRecord
from pipeline.syntax.nodes import Fields, Node

PAPER_RE = re.compile(r"\s*https?://(?:huggingface\.co|hf\.co)/papers/\d{4}\.\d{4,5}(?:v\d+)?/?\s*")
BOT_RE = re.compile(r"\s*This is an automated message from the (?:\[)?Librarian Bot")
MIN_CHARS = 200
"""What is said of a paper in a line or two is no abstract."""
MIN_DETAILS_CHARS = 600
"""A comment is shorter: of 30 that a scraper had taken for abstracts all were below 500 characters, of 14 abstracts none below 1,000."""
LISTED = ("scraped_date", "listed_date", "daily_date", "date")


def knows(entry: Node) -> bool:
    """An object with a title, and a link to a page of a paper."""
    return "title" in entry.names() and any(PAPER_RE.fullmatch(link.text) for link in _links(entry))


def read(entry: Node) -> RawRecord:
    """The record of an object."""
    fields = Fields()
    links = list(_links(entry))
    add_ids(fields, sorted(links, key=lambda link: PAPER_RE.fullmatch(link.text) is None))
    fields.add("title", *(piece for node in _parts(entry) if (piece := node.find("title").piece()) and piece.text.strip()))
    people = [node.piece() or node.find("name").piece() for part in _parts(entry) for node in part.find_all("authors")]
    add_people(fields, [piece for piece in people if piece is not None and piece.text.strip()])
    for part, least in zip(_parts(entry), (MIN_CHARS, MIN_DETAILS_CHARS), strict=True):
        texts = (part.find(name).piece() for name in ("abstract", "summary"))
        fields.add("abstract", *(text for text in texts if text is not None and len(text.text) >= least and BOT_RE.match(text.text) is None))
    published = (
        part.find(name).piece() for part in _parts(entry) for name in ("publishedAt", "published_at", "published", "published_date", "publication_date")
    )
    fields.add("published", *published)
    fields.add("listed", *(part.find(name).piece() for part in _parts(entry) for name in LISTED))
    fields.add_list("urls", list_urls(link for link in links if not PAPER_RE.fullmatch(link.text)))
    fields.add("has_code", *(link for link in links if re.match(r"https?://(?:www\.)?github\.com/[^/]+/[^/]", link.text.strip())))
    return fields.record()


def _parts(entry: Node) -> list[Node]:
    """The object, and the object with its details."""
    return [entry, entry.find("details")]


def _links(entry: Node) -> Iterator[Piece]:
    """The links of an object and of its details, alone or in lists."""
    for part in _parts(entry):
        for name in part.names():
            for node in part.find_all(name):
                piece = node.piece()
                if piece is not None and piece.text.lstrip().startswith("http") and " " not in piece.text.strip():
                    yield piece


FORMAT = EntryFormat(
    name="hf-scrape",
    summary="Hugging Face's papers as scripts scrape them: JSON with links to their pages.",
    syntax="json",
    knows=knows,
    read=read,
)
