"""Pages that mark their papers up as schema.org's `ScholarlyArticle` in the text itself (microdata): dblp's lists, lists of publications.

    <li class="entry article" itemscope itemtype="http://schema.org/ScholarlyArticle">
      <cite class="data" itemprop="headline">
        <span itemprop="author" itemscope itemtype="http://schema.org/Person"><a itemprop="url" href="..."><span itemprop="name">Ann Lee</span></a></span>:
        <span class="title" itemprop="name">...</span>
        <span itemprop="isPartOf" itemscope itemtype="http://schema.org/Periodical"><span itemprop="name">...</span></span>
        <span itemprop="datePublished">2024</span></cite></li>

What a paper cites is marked up in the same way, inside the paper or as its `citation`: it is no paper of the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec
from bs4 import Tag

from pipeline.formats.digests.links import is_paper
from pipeline.formats.generic.block_rest import drop_stop, ends_all, explain_rest, join_cut
from pipeline.formats.generic.head_metadata import describes_paper, read_head
from pipeline.formats.identifiers import ARXIV_JOURNAL_RE, add_ids, list_urls
from pipeline.formats.kinds import Cut, PageFormat
from pipeline.formats.people import split_people
from pipeline.formats.prose import is_prose
from pipeline.page import Page
from pipeline.raw import Piece, RawField, RawRecord
from pipeline.records import Span
from pipeline.repair.dates import to_edtf
from pipeline.syntax.nodes import Fields, each_once

TYPE_RE = re.compile(r"schema\.org/(?:Medical)?ScholarlyArticle\b|schema\.org/Thesis\b")
CITED_RE = re.compile(r"^(?:citation|isBasedOn|mentions|relatedLink)$")
NUMBER_RE = re.compile(r"\s\d{4}$")
MAX_LINKS = 20
REST, DESCRIPTION = "blocks.rest", "blocks.description"


class Property(msgspec.Struct, frozen=True):
    """An element that holds a property of a paper."""

    name: str
    tag: Tag


def cut(page: Page) -> Cut | None:
    """The papers marked up on a page, unless its head says that the page is of one paper."""
    scopes = list(_find_scopes(page))
    if not scopes or describes_paper(read_head(page)):
        return None
    titles = [page.show(found.tag) for scope in scopes for found in _list_properties(scope) if found.name == "name"]
    has_stops = ends_all(titles)
    records = [record for scope in scopes if (record := _read_scope(page, scope, has_stops=has_stops)) is not None]
    return Cut(*join_cut((record, explain_rest(page, record.span, record, REST, prose=DESCRIPTION)) for record in records)) if records else None


def _find_scopes(page: Page) -> Iterator[Tag]:
    """The elements that are papers, the outermost of each, without what is cited."""
    inner: set[int] = set()
    for tag in page.soup.find_all(itemtype=TYPE_RE):
        if id(tag) in inner:
            continue
        inner.update(id(other) for other in tag.find_all(itemtype=TYPE_RE))
        if not CITED_RE.match(str(tag.get("itemprop") or "")) and page.show(tag):
            yield tag


def _list_properties(scope: Tag) -> list[Property]:
    """The properties of a paper itself, not of what is part of it."""
    found: list[Property] = []
    todo = [child for child in reversed(scope.contents) if isinstance(child, Tag)]
    while todo:
        tag = todo.pop()
        names = str(tag.get("itemprop") or "").split()
        found.extend(Property(name, tag) for name in names)
        if not tag.has_attr("itemscope"):
            todo.extend(child for child in reversed(tag.contents) if isinstance(child, Tag))
    return found


def _read_scope(page: Page, scope: Tag, *, has_stops: bool) -> RawRecord | None:
    properties = _list_properties(scope)

    def find(*names: str) -> list[Tag]:
        return [found.tag for name in names for found in properties if found.name == name]

    fields = Fields()
    titles = find("name", "headline")
    if has_stops and titles and page.show(titles[0]):
        fields.add_field(RawField("title", (drop_stop(page, page.span(titles[0])),)))
    _add_text(page, fields, "title", titles)
    _add_people(page, fields, find("author", "creator"))
    ids = [*(piece for tag in find("identifier", "sameAs", "url") if (piece := _read_value(page, tag)) is not None), *_list_links(page, scope)]
    add_ids(fields, ids)
    _add_text(page, fields, "published", [tag for tag in find("datePublished", "dateCreated") if _is_date(page, tag)])
    _add_text(page, fields, "abstract", [tag for tag in find("abstract", "description") if is_prose(page.show(tag))])
    journals = [tag.find(itemprop="name") if tag.has_attr("itemscope") else tag for tag in find("isPartOf")]
    _add_text(page, fields, "journal_ref", [tag for tag in journals if isinstance(tag, Tag) and not ARXIV_JOURNAL_RE.match(page.show(tag))])
    fields.add_list("urls", list_urls(ids))
    if "title" not in fields or not any(name in fields for name in ("authors", "identifiers.doi", "identifiers.arxiv", "abstract")):
        return None
    return page.record(fields, scope)


def _add_text(page: Page, fields: Fields, name: str, tags: list[Tag]) -> None:
    """Add the first of some elements with a value: what it shows, else what its attributes hold."""
    for tag in tags:
        field = page.field(name, tag)
        if field is not None:
            fields.add_field(field)
        else:
            fields.add(name, _read_value(page, tag))


def _read_value(page: Page, tag: Tag) -> Piece | None:
    """The value of a property: where it leads, what it holds, its time; else its text."""
    found = (page.attribute(tag, name) for name in ("content", "href", "datetime", "src"))
    return next((piece for piece in found if piece is not None and piece.text.strip()), None) or page.content(tag)


def _is_date(page: Page, tag: Tag) -> bool:
    value = page.show(tag) or getattr(_read_value(page, tag), "text", "")
    return to_edtf(value.strip()) is not None


def _add_people(page: Page, fields: Fields, people: list[Tag]) -> None:
    """Add the authors: an element for each, or one with all their names."""
    named = [tag.find(itemprop="name") or tag for tag in people]
    spans = [_drop_number(page, page.span(tag)) for tag in named if isinstance(tag, Tag)]
    if len(spans) == 1:
        start, end = spans[0]
        spans = [(start + low, start + high) for low, high in split_people(page.text[start:end])]
    filled = tuple(span for span in spans if span[0] < span[1])
    if filled:
        fields.add_field(RawField("authors", filled))
    else:
        fields.add_list("authors", [_read_value(page, tag) for tag in named if isinstance(tag, Tag)])


def _drop_number(page: Page, span: Span) -> Span:
    """A name without the number that tells persons of that name apart."""
    number = NUMBER_RE.search(page.text[slice(*span)])
    return span if number is None else (span[0], span[0] + number.start())


def _list_links(page: Page, scope: Tag) -> list[Piece]:
    """The links in a paper's element that lead to papers."""
    pieces = (page.attribute(link, "href") for link in scope.find_all("a", href=True, limit=MAX_LINKS))
    return each_once(piece for piece in pieces if piece is not None and is_paper(piece.text))


FORMAT = PageFormat(
    name="microdata",
    summary="Pages that mark papers up as schema.org's ScholarlyArticle in their text, such as dblp's.",
    cut=cut,
    rank=1,
)
