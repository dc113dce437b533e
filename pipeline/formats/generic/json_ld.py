"""Papers in a page's JSON-LD: schema.org's `ScholarlyArticle`, and other articles that name a paper's id."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from pipeline.formats.feeds import add_people
from pipeline.formats.identifiers import ARXIV_JOURNAL_RE, add_ids, list_urls
from pipeline.formats.prose import is_prose
from pipeline.page import Page
from pipeline.raw import Piece, RawRecord
from pipeline.repair.arxiv_ids import parse_arxiv_id
from pipeline.repair.dois import normalise_doi
from pipeline.syntax.json_values import JsonNode
from pipeline.syntax.nodes import Fields, Found, each_once, parts_of

PAPER_TYPES = frozenset({"ScholarlyArticle", "MedicalScholarlyArticle", "Thesis"})
ARTICLE_TYPES = frozenset({"Article", "TechArticle", "Report", "CreativeWork", "Chapter", "PublicationIssue"})
"""What blogs and shops are too: it is a paper where it has a paper's id."""
OTHER_TYPES = frozenset({"Dataset", "SoftwareSourceCode", "SoftwareApplication", "ImageObject", "VideoObject", "Product"})
INSIDE = ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item", "hasPart", "dataFeedElement")
"""Where a page's papers stand, not those that they cite."""
MAX_NODES = 20_000
MAX_DEPTH = 12
TYPE_RE = re.compile(r"^(?:https?://schema\.org/|schema:)")
LICENSE_RE = re.compile(r"https?://\S+|.*\b(?:CC[ -]BY|CC0|Creative Commons)\b.*", re.IGNORECASE)
WORD_RE = re.compile(r"\S+")


class LinkedPaper(msgspec.Struct, frozen=True):
    """A paper in a script: the record, whose pieces know the script, and what may be its abstract."""

    record: RawRecord
    abstracts: tuple[Piece, ...]


def find_papers(page: Page) -> list[LinkedPaper]:
    """The papers in all scripts of a page, in order, each title once."""
    papers: dict[str, LinkedPaper] = {}
    for base, value in page.json_scripts():
        for node in _walk(JsonNode(value)):
            if _is_paper(node):
                paper = _read_paper(page, base, node)
                titles = [text for field in paper.record.fields if field.name == "title" for text in field.texts("")]
                if titles and len(paper.record.fields) > 1:
                    papers.setdefault(titles[0].strip(), paper)
    return list(papers.values())


def names_other_kind(page: Page) -> bool:
    """Whether the page says that it is of data or a program, and of no paper."""
    kinds = {kind for _, value in page.json_scripts() for node in _walk(JsonNode(value)) for kind in _types(node)}
    return bool(kinds & OTHER_TYPES) and not kinds & (PAPER_TYPES | ARTICLE_TYPES)


def _walk(root: JsonNode) -> Iterator[JsonNode]:
    """The objects of a script that speak of what the page is of."""
    todo = [(root, 0)]
    seen = 0
    while todo and seen < MAX_NODES:
        node, depth = todo.pop()
        seen += 1
        if isinstance(node.value, list):
            inner = node.find_all("")
        else:
            inner = [JsonNode(found.value, found.path) for name in INSIDE if isinstance((found := node.find(name)).value, dict | list)]
            if isinstance(node.value, dict):
                yield node
        if depth < MAX_DEPTH:
            todo.extend((child, depth + 1) for child in reversed(inner))


def _types(node: JsonNode) -> set[str]:
    return {TYPE_RE.sub("", found.value) for found in node.find_all("@type") if isinstance(found.value, str)}


def _is_paper(node: JsonNode) -> bool:
    """Whether an object is a paper with more than a title."""
    types = _types(node)
    if node.text("name") is None and node.text("headline") is None:
        return False
    if types & PAPER_TYPES:
        return any(node.find(name).value for name in ("author", "creator", "abstract", "description", "identifier", "sameAs"))
    ids = (piece for piece in _list_ids(node, ("identifier", "sameAs", "@id", "doi")))
    return bool(types & ARTICLE_TYPES) and any(parse_arxiv_id(piece.text.strip()) or normalise_doi(piece.text.strip()) for piece in ids)


def _read_paper(page: Page, base: str, node: JsonNode) -> LinkedPaper:
    fields = Fields()
    fields.add("title", *(piece for name in ("headline", "name") if (piece := node.text(name)) is not None))
    _add_authors(fields, node)
    add_ids(fields, _list_ids(node, ("identifier", "sameAs", "@id", "doi", "url")))
    fields.add("published", *(node.text(name) for name in ("datePublished", "dateCreated")))
    fields.add("journal_ref", *(piece for piece in _list_journals(node) if not ARXIV_JOURNAL_RE.match(piece.text)))
    fields.add("language", node.text("inLanguage"), node.find("inLanguage", "name").piece())
    fields.add("license", *(piece for piece in (node.text("license"), node.find("license", "url").piece()) if piece and LICENSE_RE.fullmatch(piece.text)))
    links = [*_list_ids(node, ("url", "sameAs")), *(found.text("contentUrl") for found in node.find_all("encoding"))]
    fields.add_list("urls", list_urls(links))
    record = page.inside(fields.record(), base, node.path)
    texts = [node.text("abstract")]
    if _types(node) & PAPER_TYPES:
        texts.append(node.text("description"))
    abstracts = (msgspec.structs.replace(piece, base=base) for piece in texts if piece is not None and is_prose(piece.text))
    return LinkedPaper(record, tuple(abstracts))


def _list_ids(node: JsonNode, names: Sequence[str]) -> list[Piece]:
    """The texts under these names, and the values of objects there, the words of each."""
    found = (inner for name in names for inner in node.find_all(name))
    pieces = [piece for inner in found for piece in (inner.piece(), inner.text("value"), inner.text("@id")) if piece is not None]
    return each_once(piece if piece.text.startswith("http") else part for piece in pieces for part in (parts_of(piece, WORD_RE) or [piece]))


def _add_authors(fields: Fields, node: JsonNode) -> None:
    """Add the authors and where they work: objects, names, or one text with all of them."""
    people = next((found for name in ("author", "authors", "creator") if (found := _list_people(node, name))), [])
    names = [_read_name(person) for person in people]
    if len(people) == 1 and isinstance(people[0].value, str):
        add_people(fields, [piece for piece in names if isinstance(piece, Piece)])
    else:
        fields.add_list("authors", names)
    places = (place for person in people for place in person.find_all("affiliation"))
    fields.add_list("affiliations", each_once(place.piece() or place.text("name") for place in places))


def _list_people(node: JsonNode, name: str) -> list[JsonNode]:
    found = node.find(name)
    return found.find_all("@list") if "@list" in found.names() else node.find_all(name)


def _read_name(person: JsonNode) -> Found:
    """A person's name; forename and surname where it is not given in one."""
    whole = person.piece() or next((found for inner in person.find_all("name") if (found := inner.piece()) is not None), None)
    if whole is not None:
        return whole
    parts = (person.text(name) for name in ("givenName", "additionalName", "familyName"))
    return tuple(piece for piece in parts if piece is not None) or None


def _list_journals(node: JsonNode) -> Iterator[Piece]:
    """What a paper is part of, the outermost last: an issue, a volume, a journal. A publisher's site is none."""
    for name in ("isPartOf", "publication"):
        for start in node.find_all(name):
            inner: JsonNode | None = start
            chain: list[Piece] = []
            for _ in range(MAX_DEPTH):
                if inner is None:
                    break
                piece = inner.piece() or inner.text("name")
                if piece is not None and not piece.text.startswith("http") and "WebSite" not in _types(inner):
                    chain.append(piece)
                inner = next(iter(inner.find_all("isPartOf")), None) if isinstance(inner.value, dict) else None
            yield from reversed(chain)
