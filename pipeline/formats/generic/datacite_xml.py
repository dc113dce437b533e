"""DataCite's metadata as XML: a `<resource>` each, alone or in a record of OAI-PMH.

    <resource xmlns="http://datacite.org/schema/kernel-4">
      <identifier identifierType="DOI">10.1000/xyz</identifier>
      <creators><creator><creatorName nameType="Personal">Lee, Ann</creatorName><affiliation>...</affiliation></creator></creators>
      <titles><title>...</title></titles>
      <publicationYear>2024</publicationYear>
      <resourceType resourceTypeGeneral="Preprint">Article</resourceType>
      <dates><date dateType="Submitted">2024-05-07</date><date dateType="Updated">2024-06-01</date></dates>
      <descriptions><description descriptionType="Abstract">...</description></descriptions>
    </resource>

Data, software and pictures are registered in the same way: they are no papers.
"""

from __future__ import annotations

import re

from pipeline.formats.kinds import EntryFormat
from pipeline.raw import Piece, RawRecord
from pipeline.repair.arxiv_ids import parse_arxiv_id
from pipeline.repair.categories import is_category, resolve_category
from pipeline.repair.dois import normalise_doi
from pipeline.syntax.nodes import Fields, Node, NotPaper

PAPERS = frozenset({"Text", "Preprint", "JournalArticle", "ConferencePaper", "ConferenceProceeding", "BookChapter", "Dissertation", "Report", "Other", ""})
"""What a resource is in general, where it may be a paper."""
LICENSE_RE = re.compile(r"https?://\S+")


def knows(entry: Node) -> bool:
    """A resource with titles and creators, and a DOI or the name of a kernel."""
    resource = _resource(entry)
    return bool(resource.find("titles").find_all("title")) and "creators" in resource.names()


def _resource(entry: Node) -> Node:
    inside = entry.find("metadata")
    for path in (("resource",), ("oai_datacite", "payload", "resource")):
        if inside.find(*path).names():
            return inside.find(*path)
    return entry


def read(entry: Node) -> RawRecord | NotPaper:
    """The record of a resource."""
    resource = _resource(entry)
    kind = resource.find("resourceType", "@resourceTypeGeneral").piece()
    if kind is not None and kind.text.strip() not in PAPERS:
        return NotPaper("datacite.other-kind")
    fields = Fields()
    doi = resource.find("identifier").piece()
    if doi is not None and parse_arxiv_id(doi.text.strip()) is not None:
        fields.add("identifiers.arxiv", doi)
    elif doi is not None and normalise_doi(doi.text.strip()) is not None:
        fields.add("identifiers.doi", doi)
    fields.add("title", *(node.piece() for node in resource.find("titles").find_all("title")))
    people = resource.find("creators").find_all("creator")
    fields.add_list("authors", [person.find("creatorName").piece() for person in people])
    fields.add_list("affiliations", [place.piece() for person in people for place in person.find_all("affiliation")])
    fields.add("abstract", *_typed(resource, ("descriptions", "description", "@descriptionType"), "Abstract"))
    dates = ("dates", "date", "@dateType")
    fields.add("published", *(piece for kind_ in ("Submitted", "Issued", "Created") for piece in _typed(resource, dates, kind_)))
    fields.add("published", resource.find("publicationYear").piece())
    fields.add("updated", *_typed(resource, dates, "Updated"))
    subjects = [node.piece() for node in resource.find("subjects").find_all("subject")]
    fields.add_list("categories", [piece for piece in subjects if piece is not None and is_category(resolve_category(piece.text)[0])])
    rights = [node.find("@rightsURI").piece() or node.piece() for node in resource.find("rightsList").find_all("rights")]
    fields.add("license", *(piece for piece in rights if piece is not None and LICENSE_RE.match(piece.text)), *rights)
    fields.add("language", resource.find("language").piece())
    return fields.record()


def _typed(resource: Node, path: tuple[str, str, str], kind: str) -> list[Piece]:
    """The texts of elements in a list that are of one kind."""
    outer, inner, attribute = path
    found = []
    for node in resource.find(outer).find_all(inner):
        named, piece = node.find(attribute).piece(), node.piece()
        if named is not None and named.text == kind and piece is not None:
            found.append(piece)
    return found


FORMAT = EntryFormat(
    name="datacite-xml",
    summary="DataCite's metadata as XML: a <resource> each.",
    syntax="xml",
    knows=knows,
    read=read,
    tags=("resource", "record"),
)
