"""arXiv's metadata snapshot: JSON Lines, an object a paper, as arXiv publishes it on Kaggle, and what others have made of it.

    {"id": "0704.0001", "submitter": "...", "authors": "C. Bal\\'azs, E. L. Berger", "title": "...", "comments": "...", "journal-ref": "...",
    "doi": "...", "report-no": "...", "categories": "hep-ph", "license": null, "abstract": "...",
    "versions": [{"version": "v1", "created": "Mon, 2 Apr 2007 19:18:42 GMT"}], "update_date": "2008-11-26", "authors_parsed": [["Balázs", "C.", ""]]}

The first editions have `"versions": ["v1"]` and `"categories": ["hep-ph"]`, and no parsed authors.
"""

from __future__ import annotations

from pipeline.formats.arxiv.snapshot_line import CODE_RE, DOI_RE, read_line
from pipeline.formats.identifiers import each_category
from pipeline.formats.kinds import EntryFormat
from pipeline.formats.people import find_et_al, split_people
from pipeline.raw import RawRecord
from pipeline.repair.arxiv_ids import parse_arxiv_id
from pipeline.syntax.nodes import Fields, Node, parts_of

OWN_KEYS = frozenset({"authors_parsed", "versions", "update_date", "journal-ref", "report-no"})
"""Keys that only the snapshot has beside an id and an abstract."""
SPOKEN = ("1", "0", "2")
"""Forename, surname and suffix, in this order, of a list that begins with the surname."""


def knows(entry: Node) -> bool:
    """An object with an arXiv id and an abstract, and keys that only the snapshot has."""
    names = entry.names()
    if "id" not in names or "abstract" not in names or ("categories" not in names and "authors_parsed" not in names) or OWN_KEYS.isdisjoint(names):
        return False
    found = entry.text("id")
    return found is not None and parse_arxiv_id(found.text) is not None


def read(entry: Node) -> RawRecord:
    """The record of an object."""
    fields = Fields()
    fields.add("identifiers.arxiv", entry.text("id"))
    _add_versions(fields, entry)
    fields.add("title", entry.text("title"))
    fields.add_list("authors", [name.pieces(*SPOKEN) for name in entry.find_all("authors_parsed")])
    people = entry.text("authors")
    if people is not None:
        if "authors" not in fields:
            fields.add_list("authors", [people.part(*span) for span in split_people(people.text)])
        rest = find_et_al(people.text)
        fields.add("authors_complete", people.part(*rest) if rest is not None else None)
    fields.add("abstract", entry.text("abstract"))
    fields.add_list("categories", each_category(part for node in entry.find_all("categories") for part in parts_of(node.piece(), CODE_RE)))
    fields.add("comments", entry.text("comments"))
    fields.add("journal_ref", entry.text("journal-ref"), entry.text("journal_ref"))
    fields.add("identifiers.doi", *parts_of(entry.text("doi"), DOI_RE))
    fields.add("license", entry.text("license"))
    return fields.record()


def _add_versions(fields: Fields, entry: Node) -> None:
    """Add the number of the latest version, and when it and the first one came."""
    versions = entry.find_all("versions")
    if not versions:
        fields.add("updated", entry.text("update_date"))
        return
    first, last = versions[0], versions[-1]
    fields.add("identifiers.arxiv_version", last.text("version"), last.piece())
    named = first.text("version")
    if named is None or named.text == "v1":
        fields.add("published", first.text("created"))
    if len(versions) > 1:
        fields.add("updated", last.text("created"))


FORMAT = EntryFormat(
    name="arxiv-snapshot",
    summary="arXiv's metadata snapshot: JSON Lines, an object a paper.",
    syntax="json",
    knows=knows,
    read=read,
    read_line=read_line,
)
