"""MEDLINE's tagged text, as PubMed saves it (`.nbib`).

PMID- 12345678
DP  - 2024 May 23
TI  - A title that goes on
      in the next line.
LID - 10.1000/xyz [doi]
AB  - We show ...
FAU - Lee, Ann
AU  - Lee A
LA  - eng
JT  - Example journal
"""

from __future__ import annotations

import re

from pipeline.formats.kinds import EntryFormat
from pipeline.raw import Item, Piece, RawRecord
from pipeline.syntax.nodes import Fields, Node, each_once, parts_of

DATE_RE = re.compile(r"^\s*(?P<part>(?:1[89]|20)\d\d(?:\s(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)(?:\s\d\d?)?)?)\b")
SHORT_RE = re.compile(r"(?P<last>.+?)\s(?P<first>[A-Z]{1,4})(?:\s(?P<suffix>Jr|Sr|II|III|2nd|3rd))?")
"""A surname, and initials without points."""
DOI_RE = re.compile(r"^(?P<part>10\.\S+)\s+\[doi\]")


def knows(entry: Node) -> bool:
    """An entry with the number that PubMed gives, and a title."""
    names = entry.names()
    return "PMID" in names and ("TI" in names or "BTI" in names)


def read(entry: Node) -> RawRecord:
    """The record of an entry."""
    fields = Fields()
    fields.add("identifiers.pmid", entry.text("PMID"))
    fields.add("identifiers.doi", *(part for tag in ("LID", "AID") for piece in _pieces(entry, tag) for part in parts_of(piece, DOI_RE)))
    fields.add("title", *_pieces(entry, "TI"), *_pieces(entry, "BTI"))
    fields.add_list("authors", _pieces(entry, "FAU") or [_turn(piece) for piece in _pieces(entry, "AU")])
    fields.add_list("affiliations", each_once(_pieces(entry, "AD")))
    fields.add("abstract", *_pieces(entry, "AB"))
    fields.add("published", *parts_of(entry.text("DP"), DATE_RE))
    fields.add("journal_ref", *_pieces(entry, "JT"), *_pieces(entry, "TA"))
    fields.add("language", *_pieces(entry, "LA"))
    return fields.record()


def _pieces(entry: Node, tag: str) -> list[Piece]:
    return [piece for node in entry.find_all(tag) if (piece := node.piece()) is not None]


def _turn(piece: Piece) -> Item:
    """A short name in the order in which it is spoken."""
    match = SHORT_RE.fullmatch(piece.text)
    if match is None:
        return (piece,)
    return tuple(piece.part(*match.span(name)) for name in ("first", "last", "suffix") if match[name] is not None)


FORMAT = EntryFormat(
    name="medline",
    summary="MEDLINE's tagged text, as PubMed saves it.",
    syntax="ris",
    knows=knows,
    read=read,
)
