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

The elements may be written with a prefix (`datacite:titles`), as in the records of OpenAIRE, which have `dc:description` beside them.
Data, software and pictures are registered in the same way: they are no papers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from pipeline.formats.identifiers import each_category
from pipeline.formats.kinds import EntryFormat
from pipeline.raw import Piece, RawRecord
from pipeline.repair.arxiv_ids import parse_arxiv_id
from pipeline.repair.categories import is_category, resolve_category
from pipeline.repair.dois import normalise_doi
from pipeline.syntax.nodes import Fields, Node, NotPaper

PAPERS = frozenset(
    {"Text", "Preprint", "JournalArticle", "ConferencePaper", "ConferenceProceeding", "BookChapter", "Dissertation", "Report", "Other", "", "literature"}
)
"""What a resource is in general, where it may be a paper."""
LICENSE_RE = re.compile(r"https?://\S+")


class Kernel(msgspec.Struct, frozen=True):
    """A resource, and the prefix its elements are written with, if any."""

    node: Node
    prefix: str

    def find(self, name: str) -> Node:
        """The element of that name."""
        return self.node.find(self.prefix + name)

    def all(self, outer: str, inner: str) -> Sequence[Node]:
        """The elements of a list."""
        return self.find(outer).find_all(self.prefix + inner)

    def typed(self, outer: str, inner: str, kind: tuple[str, str]) -> list[Piece]:
        """The texts of those elements of a list whose attribute has this value."""
        name, value = kind
        typed = ((node.piece(), node.find(f"@{name}").piece()) for node in self.all(outer, inner))
        return [piece for piece, named in typed if piece is not None and named is not None and named.text == value]


def knows(entry: Node) -> bool:
    """A resource with titles and creators."""
    resource = _resource(entry)
    return bool(resource.all("titles", "title")) and resource.prefix + "creators" in resource.node.names()


def _resource(entry: Node) -> Kernel:
    inside = entry.find("metadata")
    node = entry
    for holder in (inside, inside.find("oai_datacite", "payload")):
        node = next((holder.find(name) for name in holder.names() if name.rpartition(":")[2] == "resource"), node)
    return Kernel(node, next((name.removesuffix("titles") for name in node.names() if name.rpartition(":")[2] == "titles"), ""))


def read(entry: Node) -> RawRecord | NotPaper:
    """The record of a resource."""
    resource = _resource(entry)
    kinds = [node.text("@resourceTypeGeneral") for node in (resource.find("resourceType"), resource.node.find("oaire:resourceType"))]
    if any(kind is not None and kind.text.strip() not in PAPERS for kind in kinds):
        return NotPaper("datacite.other-kind")
    fields = Fields()
    _add_ids(fields, resource)
    fields.add("title", *(node.piece() for node in resource.all("titles", "title")))
    people = resource.all("creators", "creator")
    fields.add_list("authors", [person.text(resource.prefix + "creatorName") for person in people])
    fields.add_list("affiliations", [place.piece() for person in people for place in person.find_all(resource.prefix + "affiliation")])
    fields.add("abstract", *resource.typed("descriptions", "description", ("descriptionType", "Abstract")))
    fields.add("abstract", *(node.piece() for node in resource.node.find_all("dc:description")))
    dates = (resource.typed("dates", "date", ("dateType", kind)) for kind in ("Submitted", "Issued", "Created"))
    fields.add("published", *(piece for found in dates for piece in found), resource.find("publicationYear").piece())
    fields.add("updated", *resource.typed("dates", "date", ("dateType", "Updated")))
    subjects = [node.piece() for node in resource.all("subjects", "subject")]
    fields.add_list("categories", each_category(piece for piece in subjects if piece is not None and is_category(resolve_category(piece.text)[0])))
    rights = [node.text("@rightsURI") or node.piece() for node in resource.all("rightsList", "rights")]
    fields.add("license", *(piece for piece in rights if piece is not None and LICENSE_RE.match(piece.text)), *rights)
    fields.add("language", resource.find("language").piece(), resource.node.text("dc:language"))
    return fields.record()


def _add_ids(fields: Fields, resource: Kernel) -> None:
    """The resource's own identifier, or another it has."""
    own = resource.find("identifier").piece()
    others = [piece for kind in ("arXiv", "DOI") for piece in resource.typed("alternateIdentifiers", "alternateIdentifier", ("alternateIdentifierType", kind))]
    for piece in (own, *others):
        if piece is None:
            continue
        if parse_arxiv_id(piece.text.strip()) is not None:
            fields.add("identifiers.arxiv", piece)
        elif normalise_doi(piece.text.strip()) is not None:
            fields.add("identifiers.doi", piece)


FORMAT = EntryFormat(
    name="datacite-xml",
    summary="DataCite's metadata as XML: a <resource> each.",
    syntax="xml",
    knows=knows,
    read=read,
    tags=("resource", "oaire:resource", "datacite:resource", "record"),
)
