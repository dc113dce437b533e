"""What the pages of arXiv have in common: a block that speaks of one paper, with labels in front of its fields.

A block is gathered field by field; what it says beside them is explained by the rule for its place, and what nobody explains is
left to be rejected.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bs4 import Tag

from pipeline.formats.arxiv.author_line import read_author_line
from pipeline.page import Page
from pipeline.raw import RawField, RawRecord
from pipeline.records import Span
from pipeline.repair.arxiv_ids import ARXIV_ID_RE
from pipeline.syntax.nodes import Fields

LABEL_RE = re.compile(
    r"\s*(?P<label>title|authors?|abstract|comments?|subjects?|subj-class|journal[-\s]ref(?:erence)?|doi|report[-\s]n(?:o|umber)|proxy|"
    r"(?:msc|acm)[-\s]class(?:es)?|cite\sas|date(?:\s\((?:revised\s)?v\d+\))?|from)\s?:\s*",
    re.IGNORECASE,
)
"""A label in front of a field, as arXiv's pages have written them over the years."""
OWN_LABELS = {
    "title": "title",
    "authors": "author",
    "abstract": "abstract",
    "comments": "comment",
    "journal_ref": "journal",
    "categories": "subj",
    "identifiers.doi": "doi",
}
"""How the label of a field begins."""
CODE_RE = re.compile(r"\((?P<code>[a-z]+(?:-[a-z]+)*(?:\.[A-Za-z]+(?:-[A-Za-z]+)*)?)\)")
NAME_RE = re.compile(r"[^;\s][^;]*")
BLANK_RE = re.compile(r"[\s,;]*")
_ARCHIVED = r"(?:(?:https?://web\.archive\.org)?/web/\d+[a-z_]*/)?"
"""What the Wayback Machine puts in front of the addresses in a page."""
ABS_PATH_RE = re.compile(_ARCHIVED + r"(?:(?:https?://[\w.-]+(?::\d+)?)?/|(?:\.\.?/)*)abs/(?=\S)", re.IGNORECASE)
"""The path of a paper's page; arXiv has had mirrors on many hosts."""
OWN_SITE_RE = re.compile(_ARCHIVED + r"https?://(?:(?:[\w-]+\.)*(?:arxiv\.org|lanl\.gov)(?:[:/]|$)|(?:dx\.)?doi\.org/10\.48550/arxiv\.)", re.IGNORECASE)
"""Addresses that say no more than the id."""
LABEL = "arxiv.label"
BETWEEN_AUTHORS = "arxiv.between-authors"
CATEGORY_NAME = "arxiv.category-name"


class Block:
    """Gathers the fields of one paper, and explains what stands beside them."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.fields = Fields()
        self._explained: list[tuple[Span, str]] = []

    def add(self, name: str, *spans: Span) -> bool:
        """Add a field that is spans of the visible text, unless it is there already; says whether there was any text."""
        filled = tuple(span for span in spans if span[0] < span[1])
        if filled:
            self.fields.add_field(RawField(name, filled))
        return bool(filled)

    def add_body(self, name: str, tag: Tag | None) -> bool:
        """Add a field that is the text of an element without the label in front of it; says whether there was any."""
        if tag is None:
            return False
        self.explain(LABEL, self.page.span(tag))
        return self.add(name, self.skip_label(self.skip_descriptor(tag), name))

    def add_id(self, span: Span) -> bool:
        """Add the first arXiv id in a span, and its version; says whether there was any."""
        match = ARXIV_ID_RE.search(self.page.text, *span)
        if match is None:
            return False
        end = match.start("version") - 1 if match["version"] else match.end()
        if match["version"]:
            self.add("identifiers.arxiv_version", (end, match.end()))
        return self.add("identifiers.arxiv", (match.start(), end))

    def add_id_of(self, link: Tag) -> bool:
        """Add the id that a link shows; that it leads to, where it shows none; says whether there was any."""
        if self.add_id(self.page.span(link)):
            return True
        address = self.page.attribute(link, "href")
        match = None if address is None else ARXIV_ID_RE.search(address.text)
        if address is None or match is None:
            return False
        end = match.start("version") - 1 if match["version"] else match.end()
        self.fields.add("identifiers.arxiv", address.part(match.start(), end))
        if match["version"]:
            self.fields.add("identifiers.arxiv_version", address.part(end, match.end()))
        return True

    def add_authors(self, tag: Tag | None, span: Span | None = None) -> None:
        """Add the authors of an element or of a part of it, their affiliations, and whether the list breaks off."""
        if tag is None:
            return
        place = self.page.span(tag) if span is None else span
        span = self.skip_descriptor(tag) if span is None else span
        line = read_author_line(self.page, tag, self.skip_label(span, "authors"))
        self.add("authors", *line.names)
        self.add("affiliations", *line.affiliations)
        if line.et_al is not None:
            self.add("authors_complete", line.et_al)
        self.explain(BETWEEN_AUTHORS, place)

    def add_categories(self, span: Span) -> None:
        """Add the codes of categories, the primary one first, as they stand in brackets behind their names; the names where there are no codes."""
        body = self.skip_label(span, "categories")
        codes = [match.span("code") for match in CODE_RE.finditer(self.page.text, *body)]
        names = [self.page.trim(*match.span()) for match in NAME_RE.finditer(self.page.text, *body)]
        self.add("categories", *(codes or names))
        self.explain(CATEGORY_NAME, span)

    def add_links(self, tags: Iterable[Tag]) -> None:
        """Add where links lead that leave arXiv: a text shows them as `this https URL`."""
        links = [link for tag in tags for link in tag.find_all("a", href=True)]
        away = [link for link in links if str(link["href"]).startswith("http") and not OWN_SITE_RE.match(str(link["href"]))]
        self.fields.add_list("urls", [self.page.attribute(link, "href") for link in away])

    def explain(self, rule: str, *spans: Span) -> None:
        """Say by which rule all in these spans that is in no field is boilerplate."""
        self._explained.extend((span, rule) for span in spans if span[0] < span[1])

    def skip_descriptor(self, tag: Tag) -> Span:
        """The span of an element without the element for the label at its start, whatever it says: browsers translate pages."""
        start, end = self.page.span(tag)
        label = tag.find(class_="descriptor")
        low, high = (end, end) if label is None else self.page.span(label)
        return self.page.trim(high, end) if low == start else (start, end)

    def skip_label(self, span: Span, name: str) -> Span:
        """The span of a field without its own label at its start; a title may begin with `Comment:`."""
        label = LABEL_RE.match(self.page.text, *span)
        is_own = label is not None and label["label"].casefold().startswith(OWN_LABELS[name])
        return self.page.trim(label.end(), span[1]) if label is not None and is_own else span

    def record(self, place: Span) -> RawRecord:
        """The record, which is this place of the visible text; the page, where nothing of it is to be seen."""
        if place[0] >= place[1]:
            return self.page.record(self.fields, self.page.soup.html)
        record = self.fields.record()
        return RawRecord(record.fields, record.flags, place=place)

    def boilerplate(self, record: RawRecord) -> Iterator[tuple[Span, str]]:
        """What is explained and in no field of the record."""
        taken = sorted(span for field in record.fields for span in field.spans)
        for span, rule in self._explained:
            for start, end in subtract(span, taken):
                low, high = self.page.trim(start, end)
                if not BLANK_RE.fullmatch(self.page.text, low, high):
                    yield (low, high), rule


def subtract(span: Span, taken: Iterable[Span]) -> Iterator[Span]:
    """What is left of a span without those that are taken, which are in order.

    >>> list(subtract((0, 10), [(2, 4), (3, 5), (9, 12)]))
    [(0, 2), (5, 9)]
    """
    position, end = span
    for low, high in taken:
        if high <= position or low >= end:
            continue
        if position < low:
            yield position, low
        position = max(position, high)
    if position < end:
        yield position, end


def find_abs_link(tag: Tag) -> Tag | None:
    """The first link in an element that leads to a paper's page on arXiv."""
    links = (link for link in tag.find_all("a", href=True) if ABS_PATH_RE.match(str(link["href"]).strip()))
    return next((link for link in links if ARXIV_ID_RE.search(str(link["href"]))), None)
