"""arXiv's metadata snapshot: JSON Lines, an object a paper, as arXiv publishes it on Kaggle.

{"id": "0704.0001", "submitter": "...", "authors": "C. Bal\\'azs, E. L. Berger", "title": "...", "comments": "...", "journal-ref": "...",
"doi": "...", "report-no": "...", "categories": "hep-ph", "license": null, "abstract": "...",
"versions": [{"version": "v1", "created": "Mon, 2 Apr 2007 19:18:42 GMT"}], "update_date": "2008-11-26", "authors_parsed": [["Balázs", "C.", ""]]}
"""

from __future__ import annotations

import re

from pipeline.formats.kinds import EntryFormat
from pipeline.raw import Item, RawRecord
from pipeline.syntax.nodes import Fields, Node, parts_of

CODE_RE = re.compile(r"\S+")


def knows(entry: Node) -> bool:
    """An object with the parsed authors or the versions that only the snapshot has beside an abstract."""
    names = entry.names()
    return "id" in names and "abstract" in names and ("authors_parsed" in names or ("versions" in names and "categories" in names))


def read(entry: Node) -> RawRecord:
    """The record of an object."""
    fields = Fields()
    fields.add("identifiers.arxiv", entry.find("id").piece())
    versions = entry.find_all("versions")
    if versions:
        fields.add("identifiers.arxiv_version", versions[-1].find("version").piece())
        fields.add("published", versions[0].find("created").piece())
        if len(versions) > 1:
            fields.add("updated", versions[-1].find("created").piece())
    fields.add("title", entry.find("title").piece())
    fields.add_list("authors", [_spoken(name) for name in entry.find_all("authors_parsed")])
    fields.add("abstract", entry.find("abstract").piece())
    fields.add_list("categories", parts_of(entry.find("categories").piece(), CODE_RE))
    fields.add("comments", entry.find("comments").piece())
    fields.add("journal_ref", entry.find("journal-ref").piece())
    fields.add("identifiers.doi", entry.find("doi").piece())
    fields.add("license", entry.find("license").piece())
    return fields.record()


def _spoken(name: Node) -> Item:
    """Forename, surname and suffix, in this order, of a list that begins with the surname."""
    parts = [name.find(index).piece() for index in ("1", "0", "2")]
    return tuple(part for part in parts if part is not None and part.text.strip())


FORMAT = EntryFormat(
    name="arxiv-snapshot",
    summary="arXiv's metadata snapshot: JSON Lines, an object a paper.",
    syntax="json",
    knows=knows,
    read=read,
)
