"""The page of one paper on any site that says in its head what the paper is, for search engines.

    <head>
    <meta name="citation_title" content="...">
    <meta name="citation_author" content="Lee, Ann">
    <meta name="DC.Identifier" content="doi:10.1000/xyz">
    <script type="application/ld+json">{"@type": "ScholarlyArticle", "headline": "...", "author": [{"name": "Ann Lee"}], "datePublished": "2024-05-07"}</script>
    </head>
    <body>... <section id="abstract"><h2>Abstract</h2><p>...</p></section>

`citation_*` comes first, then Dublin Core, PRISM and EPrints, then JSON-LD; the abstract may be visible only. What blogs, shops and newspapers have too
(`og:title`, an `Article` without a paper's id) makes no paper. A page without `citation_*` whose JSON-LD lists several papers is of them all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.formats.generic.head_metadata import Head, add_head, describes_paper, list_abstracts, names_other_kind, read_head
from pipeline.formats.generic.json_ld import LinkedPaper, find_papers
from pipeline.formats.generic.json_ld import names_other_kind as links_other_kind
from pipeline.formats.generic.visible_abstract import find_abstract, find_below_title
from pipeline.formats.kinds import Cut, PageFormat
from pipeline.locators import write_path
from pipeline.page import Page
from pipeline.raw import Piece, RawField, RawRecord
from pipeline.records import Span
from pipeline.repair.values import is_cut
from pipeline.syntax.nodes import Fields

GIVEN_RE = re.compile(r"^(?:given|first|fore)-?names?$", re.IGNORECASE)
SURNAME_RE = re.compile(r"^(?:sur|family|last)-?names?$", re.IGNORECASE)
SHORT = 0.6
"""A text under a general name that is shorter than this share of the abstract that the page shows is a teaser."""


def cut(page: Page) -> Cut | None:
    """The one record of a page, or those of a list in JSON-LD."""
    head = read_head(page)
    if describes_paper(head):
        return None if links_other_kind(page) else Cut((_read_one(page, head, find_papers(page)),))
    if names_other_kind(head):
        return None
    linked = find_papers(page)
    if len(linked) == 1:
        return Cut((_read_one(page, head, linked),))
    return Cut(tuple(_read_listed(paper) for paper in linked)) if linked else None


def _read_one(page: Page, head: Head, linked: Sequence[LinkedPaper]) -> RawRecord:
    """The record of the paper that the page is of, from all that the page says of it."""
    fields = Fields()
    if describes_paper(head):
        add_head(fields, head)
    paper = _choose(fields, linked)
    for field in () if paper is None else paper.record.fields:
        fields.add_field(field)
    if "authors" not in fields and (people := find_shown_people(page)):
        fields.add_field(RawField("authors", people))
    texts = [*(list_abstracts(head) if describes_paper(head) else []), *(() if paper is None else paper.abstracts)]
    _add_abstract(page, fields, texts)
    record = fields.record()
    place = page.soup.head or page.soup.find(["html", "body"])
    return RawRecord(record.fields, record.flags, base=write_path("xpath", page.path(place))) if place is not None else record


def _choose(fields: Fields, linked: Sequence[LinkedPaper]) -> LinkedPaper | None:
    """The paper of the scripts that has the title of the head; the only one there is."""
    title = _read_title(fields.record())
    same = [paper for paper in linked if title is None or _read_title(paper.record) == title]
    return next(iter(same), None) or (linked[0] if len(linked) == 1 else None)


def _read_title(record: RawRecord) -> str | None:
    titles = (text for field in record.fields if field.name == "title" for text in field.texts(""))
    return next(("".join(filter(str.isalnum, text.casefold())) for text in titles), None)


def _add_abstract(page: Page, fields: Fields, texts: Sequence[Piece]) -> None:
    """Add the abstract: the first text that is whole; what the page shows where the texts are teasers, or there are none."""
    titles = [text for field in fields.record().fields if field.name == "title" for text in field.texts("")]
    spans = find_abstract(page) or (find_below_title(page, titles[0]) if titles and not texts else ())
    shown = sum(end - start for start, end in spans)
    whole = [piece for piece in texts if not is_cut(piece.text.strip()) and len(piece.text) >= SHORT * shown]
    if spans and not whole:
        fields.add_field(RawField("abstract", spans))
    fields.add("abstract", *whole, max(texts, key=lambda piece: len(piece.text), default=None))


def find_shown_people(page: Page) -> tuple[Span, ...]:
    """The names that a page shows as forename and surname, each in an element of its own."""
    found: dict[Span, None] = {}
    for tag in page.soup.find_all(class_=SURNAME_RE):
        given = tag.find_previous_sibling(class_=GIVEN_RE)
        if given is not None and given.parent is tag.parent:
            found.setdefault(page.span(given, tag))
    texts = {page.text[slice(*span)]: span for span in reversed(found)}
    return tuple(sorted(texts.values()))


def _read_listed(paper: LinkedPaper) -> RawRecord:
    """The record of one of several papers in a page's scripts."""
    fields = Fields()
    for field in paper.record.fields:
        fields.add_field(field)
    fields.add("abstract", *paper.abstracts)
    record = fields.record()
    return RawRecord(record.fields, record.flags, base=paper.record.base)


FORMAT = PageFormat(
    name="page-metadata",
    summary="Any page that says which paper it is of: citation_* and other metadata in its head, or JSON-LD.",
    cut=cut,
    rank=1,
)
