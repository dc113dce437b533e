"""Digests of arXiv with summaries in another language: RSS whose item has the summary as its title, and the paper in its description.

    <item>
      <title>[arXiv] 一句话总结 ...</title>
      <link>http://arxiv.org/abs/2307.06945</link>
      <description>&lt;p&gt;标题的译文&lt;/p&gt;
        &lt;p&gt;The Paper's Own Title. (arXiv:2307.06945v1 [cs.CL])&lt;/p&gt;
        &lt;p&gt;http://arxiv.org/abs/2307.06945&lt;/p&gt;
        &lt;p&gt;一句话总结&lt;/p&gt;
        &lt;p&gt;摘要的译文&lt;/p&gt;
        &lt;p&gt;The abstract, possibly cut&lt;/p&gt;</description>
    </item>

The paragraph with the address alone is what tells it: before it stands the paper's own title, and the last paragraph is its own abstract.
"""

from __future__ import annotations

import re

from pipeline.formats.arxiv.rss import ANNOUNCEMENT_RE, STAMP_RE, take_title
from pipeline.formats.feeds import add_arxiv, cut_paragraphs, list_ids, list_links, show
from pipeline.formats.kinds import EntryFormat
from pipeline.formats.prose import ends_sentence
from pipeline.raw import Piece, RawRecord
from pipeline.repair.arxiv_ids import parse_arxiv_id
from pipeline.syntax.nodes import Fields, Node

WIDE_RE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uff01-\uff60]")
"""Characters of the scripts that the summaries are in."""
MAX_WIDE_SHARE = 0.1
"""An abstract in English may name something in another script; a translation is written in it."""
MIN_PARAGRAPHS = 3
MIN_CUT_CHARS = 900
"""Long abstracts are cut after so many characters (1,000 where it was seen) without a sign."""
LAST_CHARS = 40


def knows(entry: Node) -> bool:
    """An item with a paragraph that is the address of a paper and nothing else, between others."""
    paragraphs = cut_paragraphs(entry.text("description"))
    address = _find_address(paragraphs)
    return len(paragraphs) >= MIN_PARAGRAPHS and address is not None and 0 < address < len(paragraphs) - 1


def read(entry: Node) -> RawRecord:
    """The record of an item."""
    fields = Fields()
    paragraphs = cut_paragraphs(entry.text("description"))
    address = _find_address(paragraphs) or 0
    title, text = paragraphs[address - 1], paragraphs[-1]
    stamp, announcement = STAMP_RE.search(title.text), ANNOUNCEMENT_RE.match(text.text)
    stamped = [] if stamp is None else [title.part(*stamp.span("id"))]
    announced = [] if announcement is None else [text.part(*announcement.span("id"))]
    add_arxiv(fields, [paragraphs[address], *list_ids(entry), *stamped, *announced])
    fields.add("title", title if stamp is None else take_title(title, stamp))
    if not _is_translation(text):
        fields.add("abstract", text if announcement is None else text.part(announcement.end(), len(text.text)))
        if len(text.text) >= MIN_CUT_CHARS and not ends_sentence(text.text):
            fields.add("abstract_complete", text.part(len(text.text) - LAST_CHARS, len(text.text)))
    if stamp is not None and stamp["code"]:
        fields.add_list("categories", [title.part(*stamp.span("code"))])
    fields.add("listed", entry.text("pubDate"))
    fields.add_list("urls", list_links(entry))
    return fields.record()


def _find_address(paragraphs: list[Piece]) -> int | None:
    found = (index for index, piece in enumerate(paragraphs) if (seen := show(piece.text)).startswith("http") and parse_arxiv_id(seen) is not None)
    return next(found, None)


def _is_translation(piece: Piece) -> bool:
    return len(WIDE_RE.findall(piece.text)) > MAX_WIDE_SHARE * len(piece.text)


FORMAT = EntryFormat(
    name="summary-feed",
    summary="Digests of arXiv in another language: RSS with the paper's own title and abstract among the paragraphs of the description.",
    syntax="xml",
    knows=knows,
    read=read,
    tags=("item",),
)
