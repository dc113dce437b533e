"""Semantic Scholar's JSON: its API (search, batch, citations, recommendations, snippets), and its data sets.

    {"total": 2, "offset": 0, "data": [
      {"paperId": "c8b2...", "externalIds": {"ArXiv": "2405.14333", "DOI": "10.1000/xyz", "CorpusId": 1}, "title": "...", "abstract": "...", "year": 2024,
       "publicationDate": "2024-05-23", "authors": [{"authorId": "1", "name": "Ann Lee"}], "venue": "...", "openAccessPdf": {"disclaimer": "..."}}]}

    {"snippet": {"text": "...", "snippetKind": "abstract"}, "score": 0.9, "paper": {"corpusId": "1", "title": "...", "authors": ["Ann Lee"]}}

Older: `arxivId` and `doi` beside `paperId`; `externalids` and `corpusid` in small letters; `paperAbstract` and `s2Url`; `paper_id` and authors in parts.
A snippet, a `tldr` and the disclaimer are no abstracts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.formats.identifiers import list_urls
from pipeline.formats.kinds import EntryFormat
from pipeline.raw import Item, Piece, RawRecord
from pipeline.repair.arxiv_ids import parse_arxiv_id
from pipeline.repair.dois import normalise_doi
from pipeline.syntax.nodes import Fields, Found, Node, each_once

HASH_RE = re.compile(r"[0-9a-f]{40}")
NUMBER_RE = re.compile(r"\d{1,12}")
ARXIV_RE = re.compile(r"\s*arxiv(?:\.org)?\b", re.IGNORECASE)
ARXIV_DOI_RE = re.compile(r"10\.48550/arxiv\.", re.IGNORECASE)
IDS = ("externalIds", "externalids", "external_ids")
OLD_KEYS = frozenset(
    {"s2Url", "s2_url", "paperAbstract", "inCitations", "has_outbound_citations", "has_pdf_parse", "mag_id", "s2FieldsOfStudy", "s2fieldsofstudy"}
)
"""Keys of the data sets, one of which stands in each object beside an id and a title."""


def knows(entry: Node) -> bool:
    """A paper that is known by its hash or its number in the corpus, or a snippet of one."""
    names = set(entry.names())
    if "paper" in names and "snippet" in names:
        return "title" in entry.find("paper").names()
    if not names & {"title", "abstract", "paperAbstract"}:
        return False
    if "paperId" in names:
        found = entry.text("paperId")
        return (HASH_RE.fullmatch(found.text) is not None) if found is not None else bool(names & {"authors", *IDS})
    if names & {"corpusId", "corpusid", "corpus_id"}:
        return bool(names & {"authors", "openaccessinfo", "openAccessInfo", *IDS})
    return bool(names & {"id", "paper_id"} and names & OLD_KEYS)


def read(entry: Node) -> RawRecord:
    """The record of a paper."""
    paper = entry.find("paper") if "snippet" in entry.names() else entry
    fields = Fields()
    _add_ids(fields, paper)
    fields.add("title", paper.text("title"))
    people = paper.find_all("authors")
    fields.add_list("authors", [_name(person) for person in people])
    fields.add_list("affiliations", each_once(place.piece() for person in people for place in person.find_all("affiliations")))
    fields.add("abstract", paper.text("abstract"), paper.text("paperAbstract"))
    fields.add("published", *_texts(paper, "publicationDate", "publicationdate", "publication_date", "year"))
    fields.add("journal_ref", _source(paper))
    fields.add("license", *(paper.find(name, "license").piece() for name in ("openAccessPdf", "openAccessInfo", "openaccessinfo")))
    links = [paper.find("openAccessPdf", "url").piece(), *_texts(paper, "url", "s2Url"), *(node.piece() for node in paper.find_all("pdfUrls"))]
    fields.add_list("urls", list_urls(links))
    return fields.record()


def _texts(paper: Node, *names: str) -> list[Piece]:
    """What stands under these names, where there is anything."""
    return [piece for name in names if (piece := paper.text(name)) is not None and piece.text.strip()]


def _add_ids(fields: Fields, paper: Node) -> None:
    def listed(*names: str) -> Sequence[Piece]:
        return [piece for box in IDS for piece in _texts(paper.find(box), *names)]

    arxiv = [piece for piece in (*listed("ArXiv", "arxiv"), *_texts(paper, "arxivId", "arxiv_id")) if parse_arxiv_id(piece.text) is not None]
    fields.add("identifiers.arxiv", *arxiv)
    dois = [piece for piece in (*listed("DOI", "doi"), *_texts(paper, "doi")) if normalise_doi(piece.text) is not None]
    if not arxiv:
        fields.add("identifiers.arxiv", *(piece for piece in dois if ARXIV_DOI_RE.match(piece.text)))
    fields.add("identifiers.doi", *(piece for piece in dois if not ARXIV_DOI_RE.match(piece.text)))
    fields.add("identifiers.acl", *listed("ACL", "acl"), *_texts(paper, "acl_id"))
    fields.add("identifiers.pmid", *listed("PubMed", "pubmed"), *_texts(paper, "pubmed_id"))
    own = [*_texts(paper, "paperId", "id"), *_texts(paper, "corpusId", "corpusid", "corpus_id", "paper_id"), *listed("CorpusId", "corpusid")]
    fields.add("identifiers.semantic_scholar", *(piece for piece in own if HASH_RE.fullmatch(piece.text) or NUMBER_RE.fullmatch(piece.text)))


def _name(person: Node) -> Found:
    """The name of a person: a text, or under a key, or in parts."""
    if "last" not in person.names():
        return person.text("name") or person.piece()
    parts = [person.find("first"), *person.find_all("middle"), person.find("last"), person.find("suffix")]
    return tuple(piece for part in parts if (piece := part.piece()) is not None and piece.text.strip())


def _source(paper: Node) -> Item | Piece | None:
    """The journal with volume and pages, else the venue; arXiv is none."""
    box = paper.find("journal") if paper.find("journal").names() else paper
    names = _texts(box, "name", "journalName") or _texts(paper, "journal", "venue")
    if not names or ARXIV_RE.match(names[0].text):
        return None
    return (names[0], *_texts(box, "volume", "journalVolume"), *_texts(box, "pages", "journalPages"))


FORMAT = EntryFormat(
    name="semantic-scholar",
    summary="Semantic Scholar's JSON: what its API answers, and its data sets.",
    syntax="json",
    knows=knows,
    read=read,
)
