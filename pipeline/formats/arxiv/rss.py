"""arXiv's news feeds: RSS or Atom with the day's announcements of an archive, as they have been since 2024 and as they were before.

    <item>
      <title>...</title>
      <link>https://arxiv.org/abs/2509.12345</link>
      <description>arXiv:2509.12345v2 Announce Type: replace-cross
    Abstract: ...</description>
      <guid isPermaLink="false">oai:arXiv.org:2509.12345v2</guid>
      <category>cs.CL</category><category>cs.LG</category>
      <pubDate>Fri, 19 Sep 2025 00:00:00 -0400</pubDate>
      <arxiv:announce_type>replace-cross</arxiv:announce_type>
      <dc:rights>http://creativecommons.org/licenses/by/4.0/</dc:rights>
      <arxiv:DOI>10.1000/xyz</arxiv:DOI>
      <dc:creator>Ann Lee, Bo Wu</dc:creator>
    </item>

    <item rdf:about="http://arxiv.org/abs/2307.00470">
      <title>... . (arXiv:2307.00470v2 [cs.CL] UPDATED)</title>
      <description rdf:parseType="Literal">&lt;p&gt;...&lt;/p&gt;</description>
      <dc:creator>&lt;a href="http://arxiv.org/find/cs/1/au:+Lee_A/0/1/0/all/0/1"&gt;Ann Lee&lt;/a&gt;</dc:creator>
    </item>

All dates in them are those of the announcement. Where there was no element for authors (RSS 2.0 and 0.91) the description begins with them:
`<p>Authors: <a href="...">Ann Lee</a>, ...</p>`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.formats.feeds import add_arxiv, add_people, cut_paragraphs, find_arxiv, find_labelled, list_ids, list_links, list_people
from pipeline.formats.identifiers import each_category
from pipeline.formats.kinds import EntryFormat
from pipeline.raw import Piece, RawRecord
from pipeline.records import Span
from pipeline.syntax.nodes import Fields, Node

STAMP_RE = re.compile(
    r"\((?P<id>arXiv:\s?[^\s()\[\]]+)(?:\s+\[(?P<code>[^\s\[\]]+)\])?(?:\s+(?:UPDATED|CROSS LISTED|CROSS-LISTED|REPLACED|NEW|WITHDRAWN))*\s*\)\s*$"
)
"""What the feeds before 2024 put behind a title."""
ANNOUNCEMENT_RE = re.compile(r"\s*(?P<id>arXiv:\s?\S+)\s+Announce Type:\s*[\w-]+\s*(?:Abstract:\s*)?")
AUTHORS = frozenset({"authors", "author", "author(s)"})
OAI_RE = re.compile(r"\s*oai:arXiv\.org:")
DATE_RE = re.compile(r"<(?P<name>pubDate|dc:date)>(?P<date>[^<>]{6,60})</(?P=name)>")


def knows(entry: Node) -> bool:
    """An entry with arXiv's own name for a paper, or what its feeds add to title or text, or its address as the item's name in RDF."""
    text = _text(entry)
    if text is not None and ANNOUNCEMENT_RE.match(text.text):
        return True
    title = entry.text("title")
    if title is not None and STAMP_RE.search(title.text):
        return True
    ids = list_ids(entry)
    if any(OAI_RE.match(piece.text) for piece in ids):
        return True
    is_arxiv = any("arxiv.org/" in piece.text and find_arxiv([piece]) for piece in ids)
    return is_arxiv and ("arxiv:announce_type" in entry.names() or any("about" in piece.path for piece in ids))


def read(entry: Node) -> RawRecord:
    """The record of an entry."""
    fields = Fields()
    title, text = entry.text("title"), _text(entry)
    stamp = None if title is None else STAMP_RE.search(title.text)
    announcement = None if text is None else ANNOUNCEMENT_RE.match(text.text)
    stamped = title.part(*stamp.span("id")) if title is not None and stamp is not None else None
    announced = text.part(*announcement.span("id")) if text is not None and announcement is not None else None
    add_arxiv(fields, [piece for piece in (*list_ids(entry), announced, stamped) if piece is not None])
    if title is not None:
        fields.add("title", title if stamp is None else take_title(title, stamp))
    add_people(fields, list_people(entry))
    if text is not None:
        _add_text(fields, text if announcement is None else text.part(announcement.end(), len(text.text)))
    codes = [piece for node in entry.find_all("category") for piece in (node.text("@term"), node.piece()) if piece is not None and piece.text.strip()]
    if title is not None and stamp is not None and stamp["code"]:
        codes.insert(0, title.part(*stamp.span("code")))
    fields.add_list("categories", each_category(codes))
    fields.add("listed", *(entry.text(name) for name in ("pubDate", "published", "dc:date")))
    fields.add("identifiers.doi", *(entry.text(name) for name in ("arxiv:DOI", "arxiv:doi")))
    fields.add("journal_ref", *(entry.text(name) for name in ("arxiv:journal_reference", "arxiv:journal_ref")))
    fields.add("comments", entry.text("arxiv:comment"))
    fields.add("license", *(entry.text(name) for name in ("dc:rights", "rights")))
    fields.add_list("urls", list_links(entry))
    return fields.record()


def _add_text(fields: Fields, text: Piece) -> None:
    """The abstract, and the authors where they stand before it and are not known."""
    paragraphs = cut_paragraphs(text)
    people = find_labelled(paragraphs[:1], AUTHORS)
    if people and "authors" not in fields:
        add_people(fields, [people[0].value])
    fields.add("abstract", tuple(paragraphs[len(people) :]))


def take_title(title: Piece, stamp: re.Match[str]) -> Piece:
    """The title before arXiv's stamp, without the full stop that stands between them."""
    before = title.text[: stamp.start()].rstrip()
    return title.part(0, len(before) - before.endswith("."))


def _text(entry: Node) -> Piece | None:
    return next((piece for name in ("description", "summary", "content") if (piece := entry.text(name)) is not None and piece.text.strip()), None)


def shared(before: str) -> Iterable[tuple[str, Span]]:
    """The day of the announcement, which the feed's head gives for all its items."""
    found = DATE_RE.search(before)
    return () if found is None else (("listed", found.span("date")),)


FORMAT = EntryFormat(
    name="arxiv-rss",
    summary="arXiv's news feeds: RSS or Atom with an archive's announcements of a day, since 2024 and before.",
    syntax="xml",
    knows=knows,
    read=read,
    tags=("item", "entry"),
    shared=shared,
)
