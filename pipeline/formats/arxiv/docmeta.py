"""arXiv's metadata in the JSON that its search index is made from, and gives.

    {"paper_id": "2405.14333", "version": 2, "title_utf8": "...", "abstract_utf8": "...", "authors_utf8": "Ann Lee, Bo Wu",
     "authors_parsed": [{"last_name": "Lee", "first_name": "Ann"}], "abs_categories": "cs.CL cs.LG",
     "primary_classification": {"category": {"name": "Computation and Language", "id": "cs.CL"}},
     "submitted_date": "2024-06-01T10:00:00-0400", "submitted_date_all": ["2024-05-23T09:00:00-0400", "2024-06-01T10:00:00-0400"]}

Its API gives `authors` as a list of objects, and `submitted_date_first`.
"""

from __future__ import annotations

import re

from pipeline.formats.identifiers import each_category
from pipeline.formats.kinds import EntryFormat
from pipeline.formats.people import split_people
from pipeline.raw import Item, Piece, RawRecord
from pipeline.syntax.nodes import Fields, Node, parts_of

CODE_RE = re.compile(r"\S+")
DOI_RE = re.compile(r"10\.\d{4,9}/[^\s;,]+")


def knows(entry: Node) -> bool:
    """An object with the id of a paper and its classification."""
    names = entry.names()
    return "paper_id" in names and ("primary_classification" in names or "abs_categories" in names)


def read(entry: Node) -> RawRecord:
    """The record of an object."""
    fields = Fields()
    fields.add("identifiers.arxiv", entry.text("paper_id"))
    version = entry.text("version")
    fields.add("identifiers.arxiv_version", version)
    fields.add("title", entry.text("title_utf8"), entry.text("title"))
    _add_people(fields, entry)
    fields.add("abstract", entry.text("abstract_utf8"), entry.text("abstract"))
    fields.add_list("categories", _list_codes(entry))
    dates = entry.find_all("submitted_date_all")
    only = entry.text("submitted_date") if version is not None and version.text == "1" else None
    fields.add("published", entry.text("submitted_date_first"), *(dates[0].piece() for _ in dates[:1]), only)
    if version is None or version.text != "1":
        fields.add("updated", entry.text("submitted_date"), entry.text("submitted_date_latest"))
    fields.add("comments", entry.text("comments_utf8"), entry.text("comments"))
    fields.add("journal_ref", entry.text("journal_ref_utf8"), entry.text("journal_ref"))
    fields.add("identifiers.doi", *parts_of(entry.text("doi"), DOI_RE))
    fields.add("license", entry.find("license", "uri").piece(), entry.find("license", "label").piece())
    return fields.record()


def _add_people(fields: Fields, entry: Node) -> None:
    for name in ("authors_parsed", "authors"):
        people = entry.find_all(name)
        fields.add_list("authors", [_name(person) for person in people if person.names()])
    line = entry.text("authors_utf8") or entry.text("authors") or entry.text("authors_freeform")
    if line is not None:
        fields.add_list("authors", [line.part(*span) for span in split_people(line.text)])


def _name(person: Node) -> Item | Piece | None:
    """Forename, surname and suffix, or the whole name."""
    return person.pieces("first_name", "last_name", "suffix") or person.text("full_name")


def _list_codes(entry: Node) -> list[Piece]:
    """The primary category, then all others."""
    groups = [entry.find("primary_classification"), *entry.find_all("secondary_classification")]
    codes = [group.find("category", "id").piece() or group.text("category") for group in groups]
    return each_category([*codes, *parts_of(entry.text("abs_categories"), CODE_RE)])


FORMAT = EntryFormat(
    name="arxiv-docmeta",
    summary="arXiv's metadata as JSON, from its search index: an object a paper.",
    syntax="json",
    knows=knows,
    read=read,
)
