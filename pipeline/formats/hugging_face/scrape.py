"""What scripts write that read Hugging Face's pages of papers: JSON, an object a paper, with links to the page.

    {"title": "...", "paper_url": "https://huggingface.co/papers/2405.14333", "authors": ["Ann Lee"],
     "details": {"abstract": "...", "arxiv_page_url": "...", "pdf_url": "...", "github_links": []}, "scraped_date": "2024-05-24"}

A JSON feed of the page is the same with other names (`content_text`). What they call the abstract may be the first comment below it, by who
submitted the paper or by a bot that recommends others, or the one sentence that a language model made of it: so a text is the abstract there only
if it is as long as one, and has more sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.formats.feeds import add_people
from pipeline.formats.hugging_face.site import HOST, find_abstract_start, is_translation
from pipeline.formats.hugging_face.summaries import is_summary
from pipeline.formats.identifiers import add_ids, list_urls
from pipeline.formats.kinds import EntryFormat
from pipeline.raw import Piece, RawRecord
from pipeline.syntax.nodes import Fields, Node

PAPER_RE = re.compile(rf"\s*https?://{HOST}/papers/\d{{4}}\.\d{{4,5}}(?:v\d+)?/?\s*")
PAGE_TITLE_RE = re.compile(r"\s*Paper page\s*[-–—:]\s*(?=\S)", re.IGNORECASE)
BOT_RE = re.compile(r"\s*This is an automated message from the (?:\[)?Librarian Bot")
MIN_CHARS = 200
"""What is said of a paper in a line or two is no abstract."""
MIN_DETAILS_CHARS = 600
"""A comment is shorter: of 30 that a scraper had taken for abstracts all were below 500 characters, of 14 abstracts none below 1,000."""
COUNTED_RE = re.compile(r"\W*\d{1,4}\s+authors?\W*", re.IGNORECASE)
"""The list of papers counts the authors and does not name them."""
PUBLISHED_RE = re.compile(r"\W*published on\s*", re.IGNORECASE)
SENTENCE_END_RE = re.compile(r"(?<!\.)[.!][)\]\"'”’]*\s*$")
TITLE = ("original_title", "title_original", "title_en", "title")
"""Beside a translation the paper's own title has a name of its own."""
ABSTRACT = ("abstract", "summary", "content_text")
PUBLISHED = ("publishedAt", "published_at", "published", "published_date", "publication_date", "pub_date")
LISTED = ("scraped_date", "listed_date", "daily_date", "date", "date_published")
"""In a JSON feed the date of an item is when it came into the feed."""


def knows(entry: Node) -> bool:
    """An object with a title, and a link to a page of a paper."""
    return "title" in entry.names() and any(PAPER_RE.fullmatch(link.text) for link in _links(entry))


def read(entry: Node) -> RawRecord:
    """The record of an object."""
    fields = Fields()
    links = list(_links(entry))
    add_ids(fields, sorted(links, key=lambda link: PAPER_RE.fullmatch(link.text) is None))
    titles = (part.text(name) for part in _parts(entry) for name in TITLE)
    fields.add("title", *(_trim_title(piece) for piece in titles if piece is not None and piece.text.strip()))
    people = [node.piece() or node.text("name") for part in _parts(entry) for node in part.find_all("authors")]
    add_people(fields, [piece for piece in people if piece is not None and piece.text.strip() and not COUNTED_RE.fullmatch(piece.text)])
    for part, least in zip(_parts(entry), (MIN_CHARS, MIN_DETAILS_CHARS), strict=True):
        texts = (part.text(name) for name in ABSTRACT)
        fields.add("abstract", *(_trim_abstract(text) for text in texts if text is not None and _is_abstract(text.text, least)))
    fields.add("published", *(part.text(name) for part in _parts(entry) for name in PUBLISHED))
    days = [piece for part in _parts(entry) for name in LISTED if (piece := part.text(name)) is not None]
    fields.add("published", *(day.part(match.end(), len(day.text)) for day in days if (match := PUBLISHED_RE.match(day.text)) is not None))
    fields.add("listed", *(day for day in days if PUBLISHED_RE.match(day.text) is None))
    fields.add_list("urls", list_urls(link for link in links if not PAPER_RE.fullmatch(link.text)))
    fields.add("has_code", *(link for link in links if re.match(r"https?://(?:www\.)?github\.com/[^/]+/[^/]", link.text.strip())))
    return fields.record()


def _is_abstract(text: str, least: int) -> bool:
    """Whether a text is as long as an abstract, and no bot's comment, translation, or the one sentence that the page of trends has in its place."""
    if len(text) < least or BOT_RE.match(text) is not None or is_translation(text):
        return False
    return not (is_summary(text) and SENTENCE_END_RE.search(text) is not None)


def _trim_abstract(piece: Piece) -> Piece:
    start = find_abstract_start(piece.text)
    return piece.part(start, len(piece.text)) if start else piece


def _trim_title(piece: Piece) -> Piece:
    """The title without what stands before it in the title of its page, which searches of the web give."""
    match = PAGE_TITLE_RE.match(piece.text)
    return piece if match is None else piece.part(match.end(), len(piece.text))


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
