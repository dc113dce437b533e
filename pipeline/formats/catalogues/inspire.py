"""INSPIRE's JSON: literature of high-energy physics, as its API gives it.

For example:

    {"hits": {"hits": [{"id": "1", "metadata": {"titles": [{"title": "..."}], "abstracts": [{"value": "...", "source": "arXiv"}],
      "authors": [{"full_name": "Lee, Ann", "affiliations": [{"value": "..."}]}], "arxiv_eprints": [{"value": "2405.14333", "categories": ["hep-ph"]}],
      "dois": [{"value": "10.1000/xyz"}], "earliest_date": "2024-05-23"}}], "total": 1}}
"""

from __future__ import annotations

from pipeline.formats.identifiers import add_ids
from pipeline.formats.kinds import EntryFormat
from pipeline.raw import Item, Piece, RawRecord
from pipeline.syntax.nodes import Fields, Node, each_once

OWN_KEYS = frozenset({"arxiv_eprints", "control_number", "document_type", "earliest_date", "texkeys", "inspire_categories", "publication_info"})


def knows(entry: Node) -> bool:
    """A record with titles and keys that only INSPIRE has."""
    names = entry.names()
    return "titles" in names and not OWN_KEYS.isdisjoint(names) and "title" in entry.find("titles", "0").names()


def read(entry: Node) -> RawRecord:
    """The record of a record."""
    fields = Fields()
    eprints = entry.find_all("arxiv_eprints")
    ids = [node.text("value") for node in (*eprints, *entry.find_all("dois"))]
    add_ids(fields, [piece for piece in ids if piece is not None])
    fields.add("title", *(node.text("title") for node in entry.find_all("titles")))
    people = entry.find_all("authors")
    fields.add_list("authors", [person.text("full_name") for person in people] or _groups(entry))
    fields.add_list("affiliations", each_once(place.text("value") for person in people for place in person.find_all("affiliations")))
    fields.add("abstract", *(node.text("value") for node in entry.find_all("abstracts")))
    fields.add_list("categories", each_once(code.piece() for node in eprints for code in node.find_all("categories")))
    fields.add("published", entry.text("preprint_date"), entry.text("earliest_date"), entry.find("publication_info", "0", "year").piece())
    fields.add("journal_ref", _source(entry.find("publication_info", "0")))
    fields.add("language", entry.find("languages", "0").piece())
    return fields.record()


def _groups(entry: Node) -> list[Piece | None]:
    """The collaborations, where no person is named."""
    return [
        *(node.text("value") for node in entry.find_all("collaborations")),
        *(node.text("name") for node in entry.find_all("corporate_author")),
    ]


def _source(info: Node) -> Item | None:
    names = ("journal_title", "journal_volume", "artid", "page_start", "year")
    parts = tuple(piece for name in names if (piece := info.text(name)) is not None)
    return parts if info.text("journal_title") is not None else None


FORMAT = EntryFormat(
    name="inspire",
    summary="INSPIRE's JSON: literature of high-energy physics.",
    syntax="json",
    knows=knows,
    read=read,
)
