"""OpenReview's pages as HTML: the forum of one paper, and lists of papers (a venue, a search, a profile).

    <div class="forum-note">
      <div class="forum-title"><h2 class="citation_title">...</h2><a class="citation_pdf_url" href="/pdf?id=05T81ScPFb"></a></div>
      <div class="forum-authors"><h3><a href="/profile?id=~Ann_Lee1">Ann Lee</a>, ...</h3></div>
      <div class="forum-meta"><span class="date item">Published: 16 Jan 2024, Last Modified: 15 Mar 2024</span><span class="item">BEES 2024 poster</span></div>
      <div class="note-content"><div><strong class="note-content-field">Abstract:</strong> <span class="note-content-value">...</span></div></div>
    </div>

    <li><div class="note"><h4><a href="/forum?id=05T81ScPFb">...</a></h4><div class="note-authors">...</div>
      <ul class="note-meta-info"><li>Published: 16 Jan 2024</li><li>BEES 2024 poster</li></ul>
      <ul class="note-content"><li><strong class="note-content-field">Abstract:</strong> <span class="note-content-value">...</span></li></ul></div></li>

Up to 2020 the names have underscores (`note_content_title`, `meta_row`). A page may hold the note it is drawn from (`__NEXT_DATA__`). What answers a
paper (reviews, decisions) is none.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator

import msgspec
from bs4 import Tag

from pipeline.formats.catalogues import openreview
from pipeline.formats.catalogues.openreview_fields import NO_VENUE_RE
from pipeline.formats.generic.block_rest import explain_rest, join_cut, place_record
from pipeline.formats.kinds import Cut, PageFormat
from pipeline.formats.people import find_et_al, split_people
from pipeline.page import Page
from pipeline.raw import Piece, RawField, RawRecord
from pipeline.records import Span
from pipeline.syntax.json_values import JsonNode
from pipeline.syntax.nodes import Fields

FORUM_RE = re.compile(r"(?:https?://openreview\.net)?/?forum\?(?:[^#]*&)?id=(?P<part>[\w-]{8,14})")
ID_RE = re.compile(r"(?:[?&]id=|^note_)(?P<part>[\w-]{8,14})(?=[&#]|$)")
OWN_RE = re.compile(r"(?:^|/)(?:pdf|revisions)\?(?:[^#]*&)?id=")
"""Links to a paper's own file and history; links to forums may lead to other versions of it."""
_DAY = r"(?:\d{1,2} [A-Z][a-z]{2,8} \d{4}|[A-Z][a-z]{2,8} \d{1,2}, \d{4}|\d{4}-\d\d-\d\d)"
DATE_RE = re.compile(rf"(?P<label>[A-Za-z][A-Za-z ]*:)?\s*(?P<date>{_DAY}|(?<=Published: )[A-Z][a-z]{{2,8}} \d{{4}}|(?:19|20)\d\d$)")
LABEL_RE = re.compile(r"\s*(?P<label>[^:\n]{1,60}?)\s*:?\s*")
LICENSE_RE = re.compile(r"CC(?:0| BY)[\w .-]*|.*\b(?:license|copyright)\b.*", re.IGNORECASE)
HEADINGS = ("h2", "h3", "h4")
TITLE_RE = re.compile(r"^(?:citation_title|note_content_title)$")
NOTE_CLASS_RE = re.compile(r"^(?:forum-note|note)$")
MAX_DEPTH = 40
PEOPLE = ".forum-authors, .note-authors, .note_authors, h3.author, h3.signatures, .signatures.author, .meta_row .signatures"
META = ".forum-meta, .note-meta-info, .note_meta_info, .meta_row"
LABELS = ".note-content-field, .note_content_field"
VALUES = re.compile(r"^note[-_]content[-_]value$")
LINK_LABELS = frozenset({"code", "link to code", "software", "github", "external url", "project page", "data", "code url"})
FORUM, ENTRY = "openreview.forum", "openreview.list-entry"


class Note(msgspec.Struct, frozen=True):
    """A block of a page that is of one paper, and the element with its title."""

    block: Tag
    title: Tag


def cut(page: Page) -> Cut | None:
    """The note that a page is drawn from; else what it shows of one, or of a list."""
    drawn = _read_script(page)
    if drawn is not None:
        return drawn
    notes = list(_find_notes(page))
    if notes:
        records = [_read_note(page, note) for note in notes]
        return Cut(*join_cut((record, explain_rest(page, record.span, record, ENTRY, prose=ENTRY)) for record in records))
    return _read_forum(page)


def _read_script(page: Page) -> Cut | None:
    for base, value in page.json_scripts("application/json"):
        note = JsonNode(value).find("props", "pageProps", "forumNote")
        if isinstance(note.value, dict) and openreview.knows(note):
            found = openreview.read(note)
            if isinstance(found, RawRecord):
                return Cut((page.inside(found, base, note.path),))
    return None


def _find_notes(page: Page) -> Iterator[Note]:
    """The blocks of a list: each has a title that leads to a forum, authors, and no other block in it."""
    titles = [link for link in page.soup.find_all("a", href=FORUM_RE) if page.show(link) and link.find_parent(HEADINGS) is not None]
    blocks = [title.find_parent(class_=NOTE_CLASS_RE) for title in titles]
    counts = Counter(id(parent) for block in blocks if block is not None for parent in itertools.islice(block.parents, MAX_DEPTH))
    for title, block in zip(titles, blocks, strict=True):
        if block is not None and not counts[id(block)] and block.select_one(PEOPLE) is not None:
            yield Note(block, title)


def _read_forum(page: Page) -> Cut | None:
    """The paper at the head of a forum."""
    title = page.soup.find("h2", class_=TITLE_RE) or page.soup.select_one(".forum-title h2")
    block = None if title is None else title.find_parent(class_=NOTE_CLASS_RE)
    if title is None or block is None or not page.show(title) or block.select_one(PEOPLE) is None:
        return None
    record = _read_note(page, Note(block, title))
    if "identifiers.openreview" not in {field.name for field in record.fields}:
        return None
    return Cut((record,), tuple(explain_rest(page, record.span, record, FORUM, prose=FORUM)))


def _read_note(page: Page, note: Note) -> RawRecord:
    fields = Fields()
    fields.add_field(page.field("title", note.title) or RawField("title"))
    fields.add("identifiers.openreview", *_list_ids(page, note))
    _add_people(page, fields, note.block.select_one(PEOPLE))
    _add_meta(page, fields, note.block)
    _add_values(page, fields, note.block)
    return place_record(fields.record(), page.span(note.block))


def _list_ids(page: Page, note: Note) -> Iterator[Piece]:
    """The id of the forum: where the title leads, or the file; what the page is called by."""
    links = [page.attribute(tag, "href") for tag in note.block.find_all("a", href=OWN_RE)]
    own = [page.attribute(note.block, name) for name in ("id", "data-id")]
    heads = page.metadata("citation_pdf_url", "og:url")
    for piece in [page.attribute(note.title, "href"), *links, *own, *heads]:
        match = None if piece is None else ID_RE.search(piece.text)
        if piece is not None and match is not None:
            yield piece.part(*match.span("part"))
    plain = page.attribute(note.block, "data-id")
    if plain is not None and re.fullmatch(r"[\w-]{8,14}", plain.text):
        yield plain


def _add_people(page: Page, fields: Fields, tag: Tag | None) -> None:
    """Add the authors: links to profiles, or a line of names."""
    if tag is None:
        return
    start, end = page.span(tag)
    names = [(start + low, start + high) for low, high in split_people(page.text[start:end])]
    kept = tuple(span for span in names if not re.match(r"anonymous\b|~|\d+ (?:additional|more)", page.text[slice(*span)], re.IGNORECASE))
    rest = find_et_al(page.text[start:end])
    if kept:
        fields.add_field(RawField("authors", kept))
    if rest is not None:
        fields.add_field(RawField("authors_complete", ((start + rest[0], start + rest[1]),)))


def _add_meta(page: Page, fields: Fields, block: Tag) -> None:
    """Add the dates, the venue behind them and the licence."""
    for row in block.select(META):
        items = [
            tag for tag in row.find_all(["span", "li"]) if page.show(tag) and (tag.name == "li" or "item" in (tag.get("class") or []) or tag.parent is row)
        ]
        dated = next((index for index, tag in enumerate(items) if DATE_RE.search(page.show(tag))), None)
        if dated is None:
            continue
        _add_dates(page, fields, page.span(items[dated]))
        for index, tag in enumerate(items[dated + 1 :]):
            text = page.show(tag)
            if index == 0 and not NO_VENUE_RE.search(text) and not LICENSE_RE.fullmatch(text):
                fields.add_field(RawField("journal_ref", (page.span(tag),)))
            if LICENSE_RE.fullmatch(text):
                fields.add_field(RawField("license", (page.span(tag),)))


def _add_dates(page: Page, fields: Fields, span: Span) -> None:
    for match in DATE_RE.finditer(page.text, *span):
        label = (match["label"] or "").casefold()
        fields.add_field(RawField("updated" if "modified" in label else "published", (match.span("date"),)))


def _add_values(page: Page, fields: Fields, block: Tag) -> None:
    """Add the abstract and the links from the labelled fields."""
    for tag in block.select(LABELS):
        match = LABEL_RE.fullmatch(page.show(tag))
        value = tag.find_next_sibling(class_=VALUES)
        label = "" if match is None else match["label"].casefold()
        if value is None:
            continue
        if label == "abstract" and page.show(value):
            fields.add_field(page.field("abstract", value) or RawField("abstract"))
        elif label in LINK_LABELS:
            fields.add_list("urls", [page.attribute(link, "href") for link in value.find_all("a", href=re.compile("^https?://"))])


FORMAT = PageFormat(
    name="openreview-page",
    summary="OpenReview's pages as HTML: the forum of a paper, or a list of papers.",
    cut=cut,
    marks=("openreview",),
)
