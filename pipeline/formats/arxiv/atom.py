"""arXiv's API: an Atom feed with an entry a paper.

    <entry>
      <id>http://arxiv.org/abs/2405.14333v2</id>
      <updated>2024-06-01T10:00:00Z</updated>
      <published>2024-05-23T09:00:00Z</published>
      <title>...</title>
      <summary>...</summary>
      <author><name>Ann Lee</name><arxiv:affiliation>...</arxiv:affiliation></author>
      <arxiv:primary_category term="cs.CL"/><category term="cs.CL"/>
    </entry>

A query that is refused gives one entry whose id is under `/api/errors`, or names no paper: it is none. Classes of the MSC and the ACM stand
in elements `category` of their own.
"""

from __future__ import annotations

import re

from pipeline.formats.identifiers import each_category
from pipeline.formats.kinds import EntryFormat
from pipeline.raw import RawRecord
from pipeline.syntax.nodes import Fields, Node, NotPaper, parts_of

ABS_RE = re.compile(r"https?://(?:export\.|www\.)?arxiv\.org/(?:abs/|api/errors)")
VERSION_RE = re.compile(r"(?<=\d)v\d+(?=\s*$)")
COUNT_RE = re.compile(r"<(?:opensearch|ns\d{1,3}):(?P<name>totalResults|startIndex|itemsPerPage)\b[^>]*>\s*(?P<number>\d+)\s*<")
ERROR = "arxiv.api-error"


def knows(entry: Node) -> bool:
    """An entry whose id is an address of arXiv's."""
    found = entry.text("id")
    return found is not None and ABS_RE.match(found.text.strip()) is not None


def read(entry: Node) -> RawRecord | NotPaper:
    """The record of an entry."""
    found = entry.text("id")
    if found is not None and ("/api/errors" in found.text or found.text.strip().endswith("/abs/")):
        return NotPaper(ERROR)
    fields = Fields()
    fields.add("identifiers.arxiv", found)
    fields.add("identifiers.arxiv_version", *parts_of(found, VERSION_RE))
    fields.add("title", entry.text("title"))
    fields.add_list("authors", [author.text("name") for author in entry.find_all("author")])
    fields.add_list("affiliations", [place.piece() for author in entry.find_all("author") for place in author.find_all("arxiv:affiliation")])
    fields.add("abstract", entry.text("summary"))
    fields.add("published", entry.text("published"))
    fields.add("updated", entry.text("updated"))
    codes = [entry.find("arxiv:primary_category", "@term").piece(), *(node.text("@term") for node in entry.find_all("category"))]
    fields.add_list("categories", each_category(codes))
    fields.add("comments", entry.text("arxiv:comment"))
    fields.add("journal_ref", entry.text("arxiv:journal_ref"))
    fields.add("identifiers.doi", entry.text("arxiv:doi"))
    fields.add_list("urls", [link.text("@href") for link in entry.find_all("link")])
    return fields.record()


def claim(outside: str) -> int | None:
    """How many entries this answer should hold: a page of the results, or what is left of them."""
    counts = {match["name"]: int(match["number"]) for match in COUNT_RE.finditer(outside)}
    if "totalResults" not in counts:
        return None
    left = max(0, counts["totalResults"] - counts.get("startIndex", 0))
    return min(left, counts.get("itemsPerPage", left))


FORMAT = EntryFormat(
    name="arxiv-atom",
    summary="The answer of arXiv's API: Atom, with an <entry> a paper.",
    syntax="xml",
    knows=knows,
    read=read,
    tags=("entry",),
    roots=("feed",),
    claim=claim,
)
