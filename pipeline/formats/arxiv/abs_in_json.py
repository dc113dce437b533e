"""JSON objects that hold an abstract page of arXiv as text: what crawlers and readers write, data sets of pages.

    {"url": "https://arxiv.org/abs/2403.99999", "title": "[2403.99999] Bees That Count", "metadata": {...},
     "markdown": "[Submitted on 4 Mar 2024]\\n# Title:Bees That Count\\nAuthors:Ada Moss, Bo Wu\\n> Abstract:We count bees. ..."}

The text is read as the page would be that stands alone. Its address and title are taken from beside it where the text has lost them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.formats.arxiv.abs_text import HINTS, list_pages
from pipeline.formats.arxiv.flow import Flow
from pipeline.formats.identifiers import add_ids
from pipeline.formats.kinds import EntryFormat
from pipeline.lines import list_lines
from pipeline.raw import Piece, RawField, RawRecord
from pipeline.syntax.nodes import Fields, Node, parts_of

TEXT_KEYS = ("content", "markdown", "text", "raw_content", "page_content", "pageContent", "rawContent", "fit_markdown", "raw_markdown", "body", "full_text")
HOLDERS = ("", "data", "metadata", "markdown", "result")
"""Objects inside the entry that hold the text, or what is known of it."""
LINK_KEYS = ("url", "sourceURL", "source_url", "source", "link", "href", "final_url")
TITLE_RE = re.compile(r"^(?:\[[^\]\s]{9,30}\]\s+)?(?P<part>\S[\s\S]*\S)")
ADDRESS_RE = re.compile(r"^https?://(?:www\.|export\.)?arxiv\.org/(?:abs|pdf|html)/\S+$")
MAX_CHARS = 400_000


def knows(entry: Node) -> bool:
    """An object with a text that is a page of arXiv."""
    return any(_read_page(piece) is not None for piece in _list_texts(entry))


def read(entry: Node) -> RawRecord:
    """The record of the page, and what stands beside it where the page does not say it."""
    fields = Fields()
    for piece in _list_texts(entry):
        for field in _read_page(piece) or ():
            fields.add_field(field)
    if "identifiers.arxiv" not in fields:
        links = [_find(entry, holder, key) for holder in HOLDERS for key in LINK_KEYS]
        add_ids(fields, [link for link in links if link is not None and ADDRESS_RE.match(link.text.strip())])
    fields.add("title", *(part for holder in HOLDERS for part in parts_of(_find(entry, holder, "title"), TITLE_RE)))
    return fields.record()


def _find(entry: Node, holder: str, key: str) -> Piece | None:
    return (entry.find(holder, key) if holder else entry.find(key)).piece()


def _list_texts(entry: Node) -> Iterator[Piece]:
    """The texts that may be a page."""
    for holder in HOLDERS:
        for key in TEXT_KEYS:
            piece = _find(entry, holder, key)
            if piece is not None and len(piece.text) <= MAX_CHARS and any(hint in piece.text for hint in HINTS):
                yield piece


def _read_page(piece: Piece) -> tuple[RawField, ...] | None:
    """The fields of the one page that a text is; None where it is none, or holds several."""
    pages = list(list_pages(Flow(list_lines(piece.text))))
    if len(pages) != 1:
        return None
    fields = pages[0].draft.record().fields
    return tuple(RawField(field.name, items=tuple((piece.part(*span),) for span in field.spans)) for field in fields)


FORMAT = EntryFormat(
    name="arxiv-abs-json",
    summary="JSON objects that hold an abstract page of arXiv as text: what crawlers and readers write.",
    syntax="json",
    knows=knows,
    read=read,
)
