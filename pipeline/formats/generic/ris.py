"""RIS, as publishers, Zotero, EndNote and Mendeley export it.

    TY  - JOUR
    TI  - A Title
    AU  - Lee, Ann
    AU  - Wu, Bo
    PY  - 2024
    DA  - 2024/05/23/
    JO  - Example Journal
    AB  - We show ...
    DO  - 10.1000/xyz
    UR  - https://example.org/1
    ER  -

Entries for data, programs, films and the like are no papers.
"""

from __future__ import annotations

import re

from pipeline.formats.identifiers import ARXIV_JOURNAL_RE, MARKED_ID_RE, add_ids, list_urls
from pipeline.formats.kinds import EntryFormat
from pipeline.raw import Piece, RawRecord
from pipeline.syntax.nodes import Fields, Node, NotPaper, parts_of

OTHER_KINDS = frozenset(
    {"ADVS", "ART", "BILL", "CASE", "COMP", "DATA", "FIGURE", "HEAR", "MAP", "MPCT", "MULTI", "MUSIC", "PAT", "SLIDE", "SOUND", "STAND", "STAT", "VIDEO"}
)
DATE_RE = re.compile(r"^\s*(?P<part>(?:1[5-9]|20)\d\d(?:[/-](?:1[0-2]|0[1-9])(?:[/-](?:3[01]|[12]\d|0?[1-9])(?!\d))?)?)")
DOI_RE = re.compile(r"^\s*(?:https?://|doi|DOI|10\.)")
TITLES = ("TI", "T1", "CT", "BT")
JOURNALS = ("JO", "JF", "T2", "JA", "J2", "BT")
LINKS = ("UR", "L1", "L2", "LK", "DO", "AN", "M1", "M3", "C7", "ID")


def knows(entry: Node) -> bool:
    """An entry of a type, with a title."""
    names = set(entry.names())
    return "TY" in names and not names.isdisjoint(TITLES)


def read(entry: Node) -> RawRecord | NotPaper:
    """The record of an entry."""
    kind = entry.text("TY")
    if kind is not None and kind.text.strip().upper() in OTHER_KINDS:
        return NotPaper("ris.other-kind")
    fields = Fields()
    links = _pieces(entry, *LINKS)
    marked = [part for piece in _pieces(entry, *JOURNALS, "AN", "M1", "C7", "ID") for part in parts_of(piece, MARKED_ID_RE)]
    urls = list_urls(links)
    add_ids(fields, [*_pieces(entry, "DO"), *urls, *(piece for piece in links if DOI_RE.match(piece.text)), *marked])
    fields.add("title", *_pieces(entry, *TITLES))
    fields.add_list("authors", _pieces(entry, "AU", "A1"))
    fields.add_list("affiliations", _pieces(entry, "AD"))
    fields.add("abstract", *_pieces(entry, "AB", "N2"))
    dates = [part for piece in _pieces(entry, "DA", "PY", "Y1") for part in parts_of(piece, DATE_RE)]
    fields.add("published", max(dates, key=lambda piece: len(piece.text), default=None))
    title = next((name for name in TITLES if name in entry.names()), "")
    fields.add("journal_ref", *(piece for name in JOURNALS if name != title for piece in _pieces(entry, name) if not ARXIV_JOURNAL_RE.match(piece.text)))
    fields.add("language", *_pieces(entry, "LA"))
    fields.add_list("urls", urls)
    return fields.record()


def _pieces(entry: Node, *tags: str) -> list[Piece]:
    """The texts behind these tags that are not empty."""
    pieces = (node.piece() for tag in tags for node in entry.find_all(tag))
    return [piece for piece in pieces if piece is not None and piece.text.strip()]


FORMAT = EntryFormat(
    name="ris",
    summary="RIS: an entry a paper, a tag a line.",
    syntax="ris",
    knows=knows,
    read=read,
)
