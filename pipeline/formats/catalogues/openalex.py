"""OpenAlex's JSON: works, as its API gives them and as its snapshot holds them.

    {"meta": {"count": 1, "page": 1, "per_page": 25}, "results": [
      {"id": "https://openalex.org/W123", "doi": "https://doi.org/10.1000/xyz", "display_name": "...", "publication_date": "2024-05-23", "type": "article",
       "ids": {"pmid": "https://pubmed.ncbi.nlm.nih.gov/1"}, "authorships": [{"author": {"display_name": "Ann Lee"}, "institutions": []}],
       "primary_location": {"landing_page_url": "http://arxiv.org/abs/2405.14333", "source": {"display_name": "..."}, "license": "cc-by"},
       "abstract_inverted_index": {"We": [0]}}]}

The abstract is an index of its words: there is no text of it that could be pointed to, so it is left out.
"""

from __future__ import annotations

import re

from pipeline.formats.feeds import add_arxiv
from pipeline.formats.identifiers import add_ids, list_urls
from pipeline.formats.kinds import EntryFormat
from pipeline.raw import Item, Piece, RawRecord
from pipeline.syntax.nodes import Fields, Node, NotPaper, each_once

WORK_RE = re.compile(r"https?://(?:api\.)?openalex\.org/(?:works/)?W\d+")
ARXIV_RE = re.compile(r"\s*arxiv\b", re.IGNORECASE)
OTHER_KINDS = frozenset({"dataset", "paratext", "peer-review", "grant", "database", "software", "supplementary-materials", "component"})


def knows(entry: Node) -> bool:
    """A work, by its id."""
    found = entry.text("id")
    return found is not None and WORK_RE.fullmatch(found.text) is not None and not {"title", "display_name"}.isdisjoint(entry.names())


def read(entry: Node) -> RawRecord | NotPaper:
    """The record of a work."""
    kind = entry.text("type")
    if kind is not None and kind.text in OTHER_KINDS:
        return NotPaper("openalex.other-kind")
    fields = Fields()
    places = [entry.find("primary_location"), entry.find("best_oa_location"), *entry.find_all("locations"), entry.find("host_venue"), entry.find("open_access")]
    links = [piece for place in places for name in ("landing_page_url", "pdf_url", "url", "oa_url") if (piece := place.text(name)) is not None]
    add_arxiv(fields, links)  # the DOI may be that of the article
    ids = [entry.text("doi"), entry.find("ids", "doi").piece(), entry.find("ids", "pmid").piece()]
    add_ids(fields, [*(piece for piece in ids if piece is not None), *links])
    fields.add("title", entry.text("title"), entry.text("display_name"))
    people = entry.find_all("authorships")
    fields.add_list("authors", [person.find("author", "display_name").piece() or person.text("raw_author_name") for person in people])
    homes = (home.text("display_name") for person in people for home in person.find_all("institutions"))
    fields.add_list("affiliations", each_once(homes))
    fields.add("abstract", entry.text("abstract"))
    fields.add("published", entry.text("publication_date"), entry.text("publication_year"))
    fields.add("journal_ref", _source(entry, places))
    fields.add("license", *(place.text("license") for place in places))
    fields.add("language", entry.text("language"))
    fields.add_list("urls", list_urls(links))
    return fields.record()


def _source(entry: Node, places: list[Node]) -> Item | Piece | None:
    """The journal or the proceedings, with volume and first page; arXiv is none."""
    names = [place.find("source", "display_name").piece() or place.text("display_name") for place in places]
    name = next((piece for piece in names if piece is not None and not ARXIV_RE.match(piece.text)), None)
    details = (entry.find("biblio", key).piece() for key in ("volume", "first_page"))
    return None if name is None else (name, *(piece for piece in details if piece is not None))


FORMAT = EntryFormat(
    name="openalex",
    summary="OpenAlex's JSON: works of its API and its snapshot.",
    syntax="json",
    knows=knows,
    read=read,
)
