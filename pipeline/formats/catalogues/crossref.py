"""Crossref's JSON: the answers of its API; and CSL-JSON, which programs that keep references write.

    {"message": {"total-results": 1, "items-per-page": 20, "items": [
      {"DOI": "10.1000/xyz", "type": "journal-article", "title": ["..."], "author": [{"given": "Ann", "family": "Lee", "affiliation": [{"name": "..."}]}],
       "abstract": "<jats:title>Abstract</jats:title><jats:p>...</jats:p>", "container-title": ["..."], "volume": "5", "page": "1-9",
       "published": {"date-parts": [[2024, 5, 23]]}, "license": [{"URL": "..."}], "language": "en"}]}}

    [{"id": "lee2024", "type": "article-journal", "title": "...", "author": [{"family": "Lee", "given": "Ann"}], "issued": {"date-parts": [["2024", 5]]}}]

Journals, volumes, components, reviews and data are no papers.
"""

from __future__ import annotations

import re

from pipeline.formats.identifiers import add_ids, list_urls
from pipeline.formats.kinds import EntryFormat
from pipeline.raw import Item, Piece, RawRecord
from pipeline.syntax.nodes import Fields, Found, Node, NotPaper, each_once

OTHER_KINDS = frozenset(
    [
        "journal", "journal-issue", "journal-volume", "proceedings", "proceedings-series", "book-series", "book-set", "report-series", "standard-series",
        "component", "sa-component", "peer-review", "grant", "dataset", "database", "figure", "software", "webpage", "motion_picture", "song", "graphic", "map",
        "patent", "legislation", "bill", "legal_case", "personal_communication", "broadcast", "interview", "review", "review-book",
    ]
)  # fmt: skip
CSL_KINDS = frozenset(
    [
        "article",
        "article-journal",
        "article-magazine",
        "paper-conference",
        "chapter",
        "thesis",
        "report",
        "manuscript",
        "book",
        "entry-encyclopedia",
        "preprint",
    ]
)
OWN_KEYS = frozenset(
    {"issued", "published", "created", "posted", "container-title", "publisher", "deposited", "indexed", "published-print", "published-online"}
)
DATES = ("published", "issued", "posted", "published-online", "published-print", "created", "submitted")
HEADING_RE = re.compile(
    r"\s*(?:<(?:jats:)?(?:sec|p)\b[^<>]{0,80}>\s*)?<(?P<tag>(?:jats:)?(?:title|bold|b))\b[^<>]{0,80}>\s*(?:abstract|summary|r[ée]sum[ée]|zusammenfassung|resumen|resumo)\s*[:.]?\s*</(?P=tag)>",
    re.IGNORECASE,
)
"""The heading above an abstract as a whole; those of its sections stay."""


def knows(entry: Node) -> bool:
    """A work with a DOI in capitals and what Crossref has beside it, if it has a title or is of another kind, or an item of a kind that CSL has."""
    names = set(entry.names())
    kind = entry.text("type")
    if "title" not in names and "author" not in names:
        return "DOI" in names and bool(names & OWN_KEYS) and kind is not None and kind.text in OTHER_KINDS
    if "DOI" in names and names & OWN_KEYS:
        return True
    if kind is None or "title" not in names:
        return False
    if kind.text in CSL_KINDS:
        return bool(names & {"issued", "container-title"} or entry.find("author", "0").names())
    return kind.text in OTHER_KINDS and not {"family", "literal"}.isdisjoint(entry.find("author", "0").names())


def read(entry: Node) -> RawRecord | NotPaper:
    """The record of a work."""
    kind = entry.text("type")
    if kind is not None and kind.text in OTHER_KINDS:
        return NotPaper("crossref.other-kind")
    fields = Fields()
    links = [entry.text(name) for name in ("DOI", "URL", "arxiv", "note", "number")]
    add_ids(fields, [piece for piece in links if piece is not None])
    fields.add("identifiers.pmid", entry.text("PMID"))
    fields.add("title", *(node.piece() for node in entry.find_all("title")))
    people = entry.find_all("author")
    fields.add_list("authors", [_name(person) for person in people])
    places = (place for person in people for place in person.find_all("affiliation"))
    fields.add_list("affiliations", each_once(place.text("name") or place.piece() for place in places))
    fields.add("abstract", _abstract(entry.text("abstract")))
    fields.add("published", *(_date(entry.find(name)) for name in DATES))
    fields.add("journal_ref", _source(entry))
    fields.add("license", *(node.text("URL") or node.piece() for node in entry.find_all("license")))
    fields.add("language", entry.text("language"))
    more = [entry.find("resource", "primary", "URL").piece(), *(node.text("URL") for node in entry.find_all("link"))]
    fields.add_list("urls", list_urls([entry.text("URL"), *more]))
    return fields.record()


def _name(person: Node) -> Found:
    """Forename and surname, with what stands before and behind it; or the name of an organisation."""
    names = ("given", "non-dropping-particle", "dropping-particle", "family", "suffix")
    parts = tuple(piece for name in names if (piece := person.text(name)) is not None and piece.text.strip())
    return parts or person.text("name") or person.text("literal") or person.piece()


def _abstract(piece: Piece | None) -> Piece | None:
    heading = None if piece is None else HEADING_RE.match(piece.text)
    return piece if piece is None or heading is None else piece.part(heading.end(), len(piece.text))


def _date(node: Node) -> Item | Piece | None:
    """Year, month and day, as far as they are given, or the date in one text."""
    first = node.find("date-parts", "0")
    parts = tuple(piece for part in first.find_all("") if (piece := part.piece()) is not None and piece.text.strip())
    return parts[:3] or node.text("date-time") or node.text("raw") or node.text("literal") or node.piece()


def _source(entry: Node) -> Item | None:
    """The journal or the proceedings with volume and pages."""
    names = [piece for node in entry.find_all("container-title") if (piece := node.piece()) is not None and piece.text.strip()]
    details = [piece for name in ("volume", "page", "article-number") if (piece := entry.text(name)) is not None and piece.text.strip()]
    return (names[0], *details[:2]) if names else None


FORMAT = EntryFormat(
    name="crossref",
    summary="Crossref's JSON, and CSL-JSON.",
    syntax="json",
    knows=knows,
    read=read,
)
