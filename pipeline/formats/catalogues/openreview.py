"""OpenReview's JSON: notes of both versions of its API, and lists that others make of them.

    {"notes": [{"id": "05T81ScPFb", "forum": "05T81ScPFb", "cdate": 1695500000000, "invitation": "...",
      "content": {"title": "...", "authors": ["Ann Lee"], "abstract": "...", "TL;DR": "...", "pdf": "/pdf/..."}}], "count": 1}

Since 2023 each value is an object: `"content": {"title": {"value": "..."}}`. Reviews, comments and decisions are notes too, and no papers.

    [{"id": "05T81ScPFb", "title": "...", "track": "main", "status": "Poster", "abstract": "...", "author": "Ann Lee;Bo Wu", "site": "https://openreview.net/forum?id=05T81ScPFb"}]
"""

from __future__ import annotations

import re

from pipeline.formats.feeds import add_people
from pipeline.formats.identifiers import add_ids, list_urls
from pipeline.formats.kinds import EntryFormat
from pipeline.raw import Piece, RawRecord
from pipeline.syntax.nodes import Fields, Node, NotPaper, each_once, parts_of

FORUM_RE = re.compile(r"https?://openreview\.net/(?:forum|pdf)\?(?:[^#\s]*&)?id=(?P<part>[\w-]{8,14})")
ID_RE = re.compile(r"[\w-]{8,14}")
OWN_ID_RE = re.compile(r"(?![0-9a-f]+$)[\w-]{8,14}")
"""An id that is no hash, such as the lists give to papers of venues that are not on OpenReview."""
PLACE_RE = re.compile(r"[^;+]+")
NOTE_KEYS = frozenset({"forum", "invitation", "invitations", "signatures", "replyto", "tcdate"})
LIST_KEYS = frozenset({"authorids", "tldr", "aff", "author_site", "site", "openreview", "pid", "keywords", "bibtex"})
OWN_LIST_KEYS = frozenset({"site", "aff", "oa", "author_site", "gs_citation", "pdf_size", "openreview"})
"""Keys of lists of venues that give no decision; each alone may stand anywhere."""
REVIEW_KEYS = frozenset({"authorids", "rating", "confidence", "reviewers"})
"""Keys of lists whose ids are OpenReview's."""
CODE_NAMES = ("code", "code_link", "github", "software", "code_of_submission")


def knows(entry: Node) -> bool:
    """A note, or a row of a list with its decision."""
    names = set(entry.names())
    if "content" in names:
        return bool(entry.find("content").names()) and not names.isdisjoint(NOTE_KEYS)
    if not {"title", "author"} <= names:
        return False
    return (bool(names & {"status", "track"}) and len(names & LIST_KEYS) > 1) or len(names & OWN_LIST_KEYS) > 1


def read(entry: Node) -> RawRecord | NotPaper:
    """The record of a note, or of a row."""
    return _read_note(entry) if "content" in entry.names() else _read_row(entry)


def _read_note(note: Node) -> RawRecord | NotPaper:
    content = note.find("content")
    title = _value(content, "title").piece()
    people = [_person(node) for node in _values(content, "authors") or _values(content, "author")]
    abstract = _value(content, "abstract").piece()
    forum, own, answered = (note.text(name) for name in ("forum", "id", "replyto"))
    is_reply = answered is not None and forum is not None and own is not None and own.text != forum.text
    if is_reply or title is None or (abstract is None and not any(people)):
        return NotPaper("openreview.reply")
    fields = Fields()
    fields.add("identifiers.openreview", *(piece for piece in (forum, own) if piece is not None and ID_RE.fullmatch(piece.text)))
    links = [_value(content, name).piece() for name in ("html", "pdf", "paperhash", "arxiv", "doi", "DOI", *CODE_NAMES)]
    add_ids(fields, [piece for piece in links if piece is not None and "://" in piece.text])
    fields.add("title", title)
    fields.add_list("authors", people)
    fields.add("abstract", abstract)
    fields.add("published", *(note.text(name) for name in ("cdate", "tcdate", "pdate", "odate")))
    fields.add("license", note.text("license"), _value(content, "license").piece())
    fields.add_list("urls", list_urls(links))
    fields.add("has_code", *list_urls(_value(content, name).piece() for name in CODE_NAMES))
    return fields.record()


def _value(content: Node, name: str) -> Node:
    """A field of a note, which may be an object with the value in it."""
    node = content.find(name)
    return node.find("value") if "value" in node.names() else node


def _values(content: Node, name: str) -> list[Node]:
    return list(_value(content, name).find_all(""))


def _person(node: Node) -> Piece | None:
    return node.piece() or node.text("fullname") or node.text("name")


def _read_row(row: Node) -> RawRecord:
    fields = Fields()
    links = [row.text(name) for name in ("site", "openreview", "arxiv", "doi", "pdf", "oa", "project", "github")]
    forums = [part for piece in links for part in parts_of(piece, FORUM_RE)]
    own = row.text("id")
    if not REVIEW_KEYS.isdisjoint(row.names()) and not forums and own is not None and OWN_ID_RE.fullmatch(own.text):
        forums = [own]
    fields.add("identifiers.openreview", *forums)
    add_ids(fields, [piece for piece in links if piece is not None])
    fields.add("title", row.text("title"))
    people = row.text("author")
    add_people(fields, [] if people is None else [people])
    fields.add_list("affiliations", each_once(part for part in parts_of(row.text("aff"), PLACE_RE) if part.text))
    fields.add("abstract", row.text("abstract"))
    fields.add_list("urls", list_urls(links))
    fields.add("has_code", *list_urls([row.text("github")]))
    return fields.record()


FORMAT = EntryFormat(
    name="openreview",
    summary="OpenReview's JSON: notes of its API, and lists made of them.",
    syntax="json",
    knows=knows,
    read=read,
)
