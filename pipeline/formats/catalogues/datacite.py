"""DataCite's JSON: the answers of its API, and its metadata alone.

    {"data": [{"id": "10.48550/arxiv.2405.14333", "type": "dois", "attributes": {
      "doi": "10.48550/arxiv.2405.14333", "identifiers": [{"identifier": "2405.14333", "identifierType": "arXiv"}],
      "creators": [{"name": "Lee, Ann", "givenName": "Ann", "familyName": "Lee"}], "titles": [{"title": "..."}],
      "subjects": [{"subject": "Computation and Language (cs.CL)", "subjectScheme": "arXiv"}],
      "dates": [{"date": "2024-05-23T09:03:42Z", "dateType": "Submitted", "dateInformation": "v1"}],
      "descriptions": [{"description": "...", "descriptionType": "Abstract"}], "types": {"resourceTypeGeneral": "Preprint"}}}], "meta": {"total": 1}}

Data, software and pictures are no papers.
"""

from __future__ import annotations

import re

from pipeline.formats.generic.datacite_xml import PAPERS
from pipeline.formats.identifiers import add_ids, list_urls
from pipeline.formats.kinds import EntryFormat
from pipeline.raw import Piece, RawRecord
from pipeline.repair.categories import CATEGORY_RE
from pipeline.syntax.nodes import Fields, Found, Node, NotPaper, each_once, parts_of

CODE_RE = re.compile(rf"\((?P<part>{CATEGORY_RE})\)\s*$|^\s*(?P<all>{CATEGORY_RE})\s*$")
VERSION_RE = re.compile(r"^v?\d{1,3}$")
SAME = frozenset({"IsVersionOf", "IsIdenticalTo", "IsPreprintOf", "IsVariantFormOf"})
"""How a preprint and the article that it became are related."""


def knows(entry: Node) -> bool:
    """An object with titles and creators and a DOI, or one that holds it as its attributes."""
    names = _resource(entry).names()
    return "titles" in names and "creators" in names and not {"doi", "identifiers", "identifier", "types", "schemaVersion"}.isdisjoint(names)


def _resource(entry: Node) -> Node:
    return entry.find("attributes") if "attributes" in entry.names() else entry


def read(entry: Node) -> RawRecord | NotPaper:
    """The record of a resource."""
    resource = _resource(entry)
    kind = resource.find("types", "resourceTypeGeneral").piece()
    if kind is not None and kind.text.strip() not in PAPERS:
        return NotPaper("datacite.other-kind")
    fields = Fields()
    _add_ids(fields, resource)
    fields.add("title", *(node.text("title") or node.piece() for node in resource.find_all("titles")))
    people = resource.find_all("creators")
    fields.add_list("authors", [_name(person) for person in people])
    places = (place for person in people for place in person.find_all("affiliation"))
    fields.add_list("affiliations", each_once(place.text("name") or place.piece() for place in places))
    fields.add("abstract", *_typed(resource, "descriptions", "description", "Abstract"))
    _add_dates(fields, resource)
    subjects = (node.text("subject") for node in resource.find_all("subjects"))
    fields.add_list("categories", each_once(_code(piece) for piece in subjects))
    rights = resource.find_all("rightsList")
    fields.add("license", *(node.text(name) for name in ("rightsUri", "rightsURI", "rights") for node in rights))
    fields.add("language", resource.text("language"))
    fields.add("journal_ref", resource.find("container", "title").piece())
    fields.add_list("urls", list_urls([resource.text("url"), resource.text("contentUrl")]))
    return fields.record()


def _add_ids(fields: Fields, resource: Node) -> None:
    found = [resource.text("doi"), resource.text("id")]
    for name, key in (("identifiers", "identifier"), ("alternateIdentifiers", "alternateIdentifier")):
        found.extend(node.text(key) for node in resource.find_all(name))
    for node in resource.find_all("relatedIdentifiers"):
        kind, relation = node.text("relatedIdentifierType"), node.text("relationType")
        if kind is not None and kind.text == "DOI" and relation is not None and relation.text in SAME:
            found.append(node.text("relatedIdentifier"))
    add_ids(fields, [piece for piece in found if piece is not None])
    if "identifiers.arxiv" in fields:
        fields.add("identifiers.arxiv_version", *parts_of(resource.text("version"), VERSION_RE))


def _add_dates(fields: Fields, resource: Node) -> None:
    """Add when it came out first; of what arXiv registers, when its last version came, not when its metadata changed."""
    submitted = _typed(resource, "dates", "date", "Submitted", "Accepted")
    fields.add("published", *submitted, *(piece for kind in ("Issued", "Created", "Available") for piece in _typed(resource, "dates", "date", kind)))
    fields.add("published", resource.text("published"), resource.text("publicationYear"))
    if "identifiers.arxiv" not in fields:
        fields.add("updated", *reversed(_typed(resource, "dates", "date", "Updated")))
    elif len(submitted) > 1:
        fields.add("updated", submitted[-1])


def _typed(resource: Node, name: str, key: str, *kinds: str) -> list[Piece]:
    """The texts in a list of objects that are of one of these kinds."""
    found = ((node.find(f"{key}Type").piece(), node.text(key)) for node in resource.find_all(name))
    return [piece for kind, piece in found if kind is not None and kind.text in kinds and piece is not None and piece.text.strip()]


def _name(person: Node) -> Found:
    parts = [piece for name in ("givenName", "familyName") if (piece := person.text(name)) is not None and piece.text.strip()]
    return tuple(parts) if len(parts) == 2 else person.text("name") or person.text("creatorName")


def _code(piece: Piece | None) -> Piece | None:
    """The code of a category of arXiv, which stands behind its name."""
    match = None if piece is None else CODE_RE.search(piece.text)
    return None if piece is None or match is None else piece.part(*match.span("part" if match["part"] else "all"))


FORMAT = EntryFormat(
    name="datacite-json",
    summary="DataCite's metadata as JSON: what its API answers.",
    syntax="json",
    knows=knows,
    read=read,
)
