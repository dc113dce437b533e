"""arXiv's OAI-PMH interface: a record a paper, in the metadata formats arXiv, arXivRaw, arXivOld and oai_dc.

    <record>
      <header><identifier>oai:arXiv.org:2405.14333</identifier><datestamp>2024-06-02</datestamp></header>
      <metadata>
        <arXiv xmlns="http://arxiv.org/OAI/arXiv/">
          <id>2405.14333</id><created>2024-05-23</created><updated>2024-06-01</updated>
          <authors><author><keyname>Lee</keyname><forenames>Ann</forenames><suffix>Jr</suffix></author></authors>
          <title>...</title><categories>cs.CL cs.LG</categories><abstract>...</abstract>
        </arXiv>
      </metadata>
    </record>

arXivRaw has all versions with their dates, and the authors as one text; oai_dc has `dc:creator` (`Lee, Ann`), the abstract and then the comments as
`dc:description`, and the dates of all versions. A record that was deleted is a header alone.
"""

from __future__ import annotations

import re

from pipeline.formats.dublin_core import add_core, is_deleted, read_core
from pipeline.formats.feeds import add_people
from pipeline.formats.identifiers import each_category
from pipeline.formats.kinds import EntryFormat
from pipeline.raw import Item, RawRecord
from pipeline.repair.arxiv_ids import parse_arxiv_id
from pipeline.repair.categories import is_category, resolve_category
from pipeline.syntax.nodes import Fields, Node, NotPaper, each_once, parts_of

OWN = ("arXiv", "arXivRaw", "arXivOld")
"""The names of arXiv's own metadata formats, and of the elements that hold them."""
CODE_RE = re.compile(r"[^\s,;]+")
COMMENT_RE = re.compile(r"\s*Comments?:\s*")
IDENTIFIER_RE = re.compile(r"\s*oai:arXiv\.org:")
TOKEN_RE = re.compile(r"<(?:ns\d{1,3}:)?resumptionToken\b(?P<attributes>[^<>]*?)(?:/>|>(?P<token>[^<>]*)</)")
COUNT_RE = re.compile(r"\b(?P<name>cursor|completeListSize)\s*=\s*[\"'](?P<number>\d{1,9})[\"']")
NEXT_RE = re.compile(r"\d+\|(?P<next>\d{1,9})")
"""A token that names the record to go on with."""
NO_MATCH_RE = re.compile(r"<(?:ns\d{1,3}:)?error\b[^<>]*\bcode=[\"']noRecordsMatch[\"']")


def knows(entry: Node) -> bool:
    """A record whose name is in arXiv's domain, or an element of arXiv's own metadata formats."""
    identifier = entry.find("header", "identifier").piece()
    if identifier is not None:
        return IDENTIFIER_RE.match(identifier.text) is not None
    return _own(entry) is not None or _is_bare(entry)


def _own(entry: Node) -> Node | None:
    """ArXiv's own metadata in a record."""
    inside = entry.find("metadata")
    name = next((name for name in OWN if name in inside.names()), None)
    return None if name is None else inside.find(name)


def _is_bare(entry: Node) -> bool:
    """Whether the entry is arXiv's own metadata without the record around it."""
    found = entry.text("id")
    return found is not None and "categories" in entry.names() and parse_arxiv_id(found.text.strip()) is not None


def read(entry: Node) -> RawRecord | NotPaper:
    """The record of an entry."""
    if is_deleted(entry):
        return NotPaper("oai.deleted")
    fields = Fields()
    fields.add("identifiers.arxiv", entry.find("header", "identifier").piece())
    own = entry if _is_bare(entry) else _own(entry)
    if own is None:
        _add_dublin_core(fields, entry)
        return fields.record()
    fields.add("identifiers.arxiv", own.text("id"))
    fields.add("title", own.text("title"))
    _add_authors(fields, own.find("authors"))
    fields.add("abstract", own.text("abstract"))
    fields.add("published", own.text("created"))
    fields.add("updated", own.text("updated"))
    _add_versions(fields, own)
    fields.add_list("categories", each_category(parts_of(own.text("categories"), CODE_RE)))
    for name, source in (("comments", "comments"), ("journal_ref", "journal-ref"), ("identifiers.doi", "doi"), ("license", "license")):
        fields.add(name, own.text(source))
    return fields.record()


def _add_authors(fields: Fields, authors: Node) -> None:
    people = authors.find_all("author")
    if not people:
        whole = authors.piece()
        add_people(fields, [] if whole is None else [whole])
        return
    fields.add_list("authors", [_spoken(person) for person in people])
    fields.add_list("affiliations", each_once(place.piece() for person in people for place in person.find_all("affiliation")))


def _spoken(person: Node) -> Item:
    """Forenames, surname and suffix, in this order."""
    parts = (person.text(name) for name in ("forenames", "keyname", "suffix"))
    return tuple(part for part in parts if part is not None and part.text.strip())


def _add_versions(fields: Fields, own: Node) -> None:
    """arXivRaw: the first version's date is when the paper was submitted."""
    versions = own.find_all("version")
    if not versions:
        return
    fields.add("identifiers.arxiv_version", versions[-1].text("@version"))
    fields.add("published", versions[0].text("date"))
    if len(versions) > 1:
        fields.add("updated", versions[-1].text("date"))


def _add_dublin_core(fields: Fields, entry: Node) -> None:
    core = read_core(entry)
    texts = [piece for piece in core.all("description") if not COMMENT_RE.match(piece.text)]
    comments = ((piece, match) for piece in core.all("description") if (match := COMMENT_RE.match(piece.text)))
    fields.add("abstract", *texts)
    fields.add_list("comments", [piece.part(match.end(), len(piece.text)) for piece, match in comments])
    codes = [piece for piece in core.all("subject") if is_category(resolve_category(piece.text)[0])]
    fields.add_list("categories", each_category(codes))
    add_core(fields, core)
    dates = sorted(core.all("date"), key=lambda piece: piece.text.strip())
    if len(dates) > 1:
        fields.add("updated", dates[-1])


def claim(outside: str) -> int | None:
    """How many records this answer should hold, where it shows: what is left of the list, or as far as the next part of it."""
    if NO_MATCH_RE.search(outside):
        return 0
    token = TOKEN_RE.search(outside)
    counts = {} if token is None else {match["name"]: int(match["number"]) for match in COUNT_RE.finditer(token["attributes"])}
    if token is None or "cursor" not in counts or "completeListSize" not in counts:
        return None
    left = max(0, counts["completeListSize"] - counts["cursor"])
    if not (token["token"] or "").strip():
        return left if counts["cursor"] else None
    following = NEXT_RE.fullmatch(token["token"].strip())
    page = 0 if following is None else int(following["next"]) - 1 - counts["cursor"]
    return min(left, page) if page > 0 else None


FORMAT = EntryFormat(
    name="arxiv-oai",
    summary="arXiv's OAI-PMH interface: records in arXiv, arXivRaw or oai_dc.",
    syntax="xml",
    knows=knows,
    read=read,
    tags=("record", *OWN),
    roots=("OAI-PMH",),
    claim=claim,
)
