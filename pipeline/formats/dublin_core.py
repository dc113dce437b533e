"""Dublin Core, as OAI-PMH hands it out: its elements by name, whatever prefix they are written with, and the fields they give."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from pipeline.raw import Piece
from pipeline.repair.dates import to_edtf
from pipeline.repair.dois import normalise_doi
from pipeline.repair.values import COMPACT_DATE_RE, URL_RE
from pipeline.syntax.nodes import Fields, Node

PREFIXES = ("dc:", "dcterms:", "")
WRAPPERS = ("oai_dc:dc", "dc:dc", "dc", "oai_dc")
WRAPPED = (":dc", ":qualifieddc")
"""How the elements are called that hold Dublin Core with more beside it (`base_dc:dc`, `oai_qdc:qualifieddc`)."""
ACCESS_RE = re.compile(r"\s*info:eu-repo/")
"""What stands among the rights and says only who may read."""
ARXIV_DOI_RE = re.compile(r"10\.48550/arxiv\.", re.IGNORECASE)


class Core(msgspec.Struct, frozen=True):
    """The element that holds a description in Dublin Core."""

    node: Node

    def all(self, name: str) -> list[Piece]:
        """The texts of all elements of that name."""
        pieces = (node.piece() for prefix in PREFIXES for node in self.node.find_all(prefix + name))
        return [piece for piece in pieces if piece is not None and piece.text.strip()]


def read_core(entry: Node) -> Core:
    """The Dublin Core of a record of OAI-PMH, or of an entry that is nothing else."""
    inside = entry.find("metadata") if "metadata" in entry.names() else entry
    names = inside.names()
    name = next((name for name in (*WRAPPERS, *names) if name in names and (name in WRAPPERS or name.endswith(WRAPPED))), None)
    return Core(inside if name is None else inside.find(name))


def is_deleted(entry: Node) -> bool:
    """Whether a record of OAI-PMH says that what it was of is gone."""
    status = entry.find("header", "@status").piece()
    return status is not None and status.text.strip() == "deleted"


def list_makers(core: Core) -> list[Piece]:
    """Who made what is described: its creators; where there are none, its contributors, among whom old repositories have the authors."""
    for kind in ("creator", "contributor"):
        nodes = [node for prefix in PREFIXES for node in core.node.find_all(prefix + kind)]
        found = [node.text("dc:name") or node.piece() for node in nodes]
        if makers := [piece for piece in found if piece is not None and piece.text.strip()]:
            return makers
    return []


def add_core(fields: Fields, core: Core) -> None:
    """Add what Dublin Core says in one way wherever it is used. Of several dates the first is when the paper came out."""
    fields.add("title", *core.all("title"))
    fields.add_list("authors", list_makers(core))
    dates = [piece for piece in core.all("date") if to_edtf(piece.text) or COMPACT_DATE_RE.fullmatch(piece.text.strip())]
    fields.add("published", min(dates, key=lambda piece: piece.text.strip(), default=None))
    names = [*core.all("identifier"), *core.all("relation")]
    has_arxiv = "identifiers.arxiv" in fields
    dois = [piece for piece in core.all("identifier") if (doi := normalise_doi(piece.text.strip())) and not (has_arxiv and ARXIV_DOI_RE.match(doi))]
    fields.add("identifiers.doi", *dois)
    fields.add_list("urls", _links(names))
    fields.add("license", *(piece for piece in core.all("rights") if not ACCESS_RE.match(piece.text)))
    fields.add("language", *core.all("language"))


def _links(pieces: Sequence[Piece]) -> list[Piece]:
    return [piece for piece in pieces if URL_RE.fullmatch(piece.text.strip())]
