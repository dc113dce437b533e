"""JSON objects with usual names, in any case and order: what scripts around arXiv's API write, lists of papers, data sets.

    {"Title": "...", "authors": ["Ann Lee", {"given": "Bo", "family": "Wu"}], "abstract": "...", "arxiv_id": "2405.14333v2", "published": "2024-05-23",
     "categories": ["cs.CL"], "primary_category": "cs.CL", "pdf_url": "https://arxiv.org/pdf/2405.14333v2", "comment": null}

Authors are a list of texts, a list of objects or one text. A summary is the abstract where there is none, a description only beside an id of a paper and if
it is as long as an abstract. Names with a language in them (`title_zh`) are those of translations, and left out, as is what a language model wrote.

An object is a paper if it has a title with an abstract, or with the id of a paper or a link to one, or with several authors, or one and a venue or a year, or a
venue and a year, and
nothing that books, films, songs, goods, programs and news have.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.formats.digests.names import choose_date_field
from pipeline.formats.feeds import add_people
from pipeline.formats.generic.table_columns import COLUMNS, FOREIGN, LINK_RE, NO_LINK_RE
from pipeline.formats.identifiers import add_ids, list_journals, list_urls, marked_ids, names_paper
from pipeline.formats.kinds import EntryFormat
from pipeline.formats.people import ET_AL_RE, split_people
from pipeline.raw import Piece, RawRecord
from pipeline.repair.categories import CATEGORY_RE
from pipeline.repair.values import read_date
from pipeline.syntax.nodes import Fields, Found, Node, each_once, parts_of

FOLD_RE = re.compile(r"[^0-9a-z\u4e00-\u9fff]+")
CODE_RE = re.compile(rf"(?<![\w.-])(?:{CATEGORY_RE})(?![\w-]|\.\w)")
REPOSITORY_RE = re.compile(r"https?://(?:www\.)?(?:github\.com|gitlab\.com|bitbucket\.org)/[^/\s]+/[^/\s]")
YEAR_RE = re.compile(r"(?:19|20)\d\d")
NUMBER_RE = re.compile(r"^v?\d{1,2}$")
LINKS = frozenset({"abs", "链接", "论文链接", "地址", "论文地址", "原文链接"})
SHORT_NAME_RE = re.compile(r"\S.*\s[A-ZÀ-Þ]{1,4}")
"""A surname, and initials without points."""
HASH_RE = re.compile(r"[0-9a-f]{16,64}")
"""An id that may be of anything."""
TEXT_RE = re.compile(r"\S[\s\S]*\S")
NAME_KEYS = (
    "name",
    "full_name",
    "fullname",
    "fullName",
    "display_name",
    "displayName",
    "author",
    "author_name",
    "raw_author_name",
    "collectiveName",
    "text",
    "#text",
    "literal",
)
GIVEN_KEYS = ("given", "givenName", "given_name", "first", "firstName", "first_name", "forename", "forenames")
FAMILY_KEYS = ("family", "familyName", "family_name", "last", "lastName", "last_name", "surname")
ROLE_KEYS = ("creatorType", "role", "type")
OTHER_ROLES = frozenset({"editor", "translator", "contributor", "reviewer", "serieseditor", "advisor"})
VALUE_KEYS = ("term", "@term", "id", "code", "name", "value", "url", "href", "@href", "link", "#text")
MODEL_RE = re.compile(r"(?:^|[^a-z])(?:ai|gpt|llm|zh|cn|ja|jp|ko|de|fr|es|ru|translated|translation|short)(?:$|[^a-z])|Zh$|Cn$|Ja$", re.ASCII)
"""In a name: who wrote the text, or in which other language."""
MISSING = frozenset({"", "nan", "nat", "none", "null", "n/a", "no abstract available", "no abstract", "unknown", "[]", "{}"})
PLURAL = frozenset({"authors", "authorlist", "authornames", "paperauthors", "作者", "论文作者"})
SOFTWARE = frozenset({"version", "dependencies", "repository", "contenthtml", "contenttext", "price", "sku", "brand", "cells", "messages"})
"""What descriptions of programs, goods and posts have, which have titles and authors too."""
EVENT = frozenset({"date", "time", "city", "location", "country", "deadline", "speaker", "speakers", "starttime", "start", "end", "role", "slides"})
"""What talks, concerts and calls for papers have, which have titles, venues and years too."""
BOOK_NUMBERS = frozenset({"isbn", "isbn10", "isbn13"})
"""What proceedings have too, and give to their papers."""
MIN_DESCRIPTION_CHARS = 300
MIN_ABSTRACT_CHARS = 40


class _Record:
    """An object, its keys by the role that they play."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.keys = {name: FOLD_RE.sub("", name.casefold()) for name in node.names() if not MODEL_RE.search(name)}

    def find(self, role: str) -> list[Node]:
        """The values under the names of a role."""
        columns = COLUMNS[role]
        return [self.node.find(name) for name, folded in self.keys.items() if folded in columns]

    def texts(self, role: str) -> list[Piece]:
        """The texts under the names of a role, in lists and objects too."""
        return [piece for node in self.find(role) for piece in _flatten(node)]

    def links(self) -> list[Piece]:
        """The texts with a link under a name that links have."""
        named = [self.node.find(name) for name, folded in self.keys.items() if (folded in LINKS or LINK_RE.search(folded)) and not NO_LINK_RE.search(folded)]
        return [piece for node in named for piece in _flatten(node) if "://" in piece.text]

    def ids(self) -> list[Piece]:
        """The texts that may be ids, those that say of what first."""
        texts = [piece for role in ("arxiv", "doi", "acl", "openreview", "id") for piece in self.texts(role)]
        others = (self.node.text(name) for name, folded in self.keys.items() if folded.endswith("paperid"))
        return [piece for piece in (*texts, *others) if piece is not None and HASH_RE.fullmatch(piece.text) is None]


def _flatten(node: Node) -> Iterator[Piece]:
    """The texts of a value: its own, of its elements, or of the part of an object that holds its value."""
    for element in node.find_all(""):
        piece = element.piece()
        if piece is None:
            piece = next((piece for key in VALUE_KEYS if (piece := element.text(key)) is not None), None)
        if piece is not None and piece.text.strip().casefold() not in MISSING:
            yield piece


def knows(entry: Node) -> bool:
    """An object with a title and what only a paper has beside it."""
    names = entry.names()
    if len(names) < 2:
        return False
    record = _Record(entry)
    folded = set(record.keys.values())
    title = next(iter(record.texts("title")), None)
    if title is None:
        named = next(iter(record.texts("name")), None)
        return named is not None and bool(record.texts("abstract")) and bool(folded & (COLUMNS["authors"] | COLUMNS["arxiv"] | COLUMNS["doi"]))
    if any(len(piece.text) >= MIN_ABSTRACT_CHARS for piece in record.texts("abstract")):
        return True
    if any(names_paper(piece.text) for piece in (*record.ids(), *record.links())):
        return True
    others = FOREIGN - BOOK_NUMBERS if record.texts("venue") else FOREIGN
    return others.isdisjoint(folded) and SOFTWARE.isdisjoint(folded) and (_has_people(record) or _has_source(record))


def _has_people(record: _Record) -> bool:
    """Whether there are authors as a paper has them: several, or one beside a venue, a year or a summary."""
    if PLURAL.isdisjoint(record.keys.values()):
        return False
    people = [person for node in record.find("authors") for person in node.find_all("")]
    is_list = len(people) > 1 or any(piece is not None and len(split_people(piece.text)) > 1 for piece in (person.piece() for person in people))
    return is_list or (bool(people) and bool(record.texts("venue") or record.texts("year") or record.texts("summary")))


def _has_source(record: _Record) -> bool:
    """Whether there is a journal or a conference and a year, and nothing that an event has."""
    return bool(record.texts("venue") and record.texts("year")) and EVENT.isdisjoint(record.keys.values())


def read(entry: Node) -> RawRecord:
    """The record of an object."""
    record = _Record(entry)
    fields = Fields()
    links = record.links()
    sources = [*record.texts("journal_ref"), *record.texts("venue")]
    add_ids(fields, [*record.ids(), *links, *marked_ids(sources)])
    codes = each_once(part for piece in [*record.texts("primary"), *record.texts("categories")] for part in parts_of(piece, CODE_RE))
    fields.add("title", *record.texts("title"), *record.texts("name"))
    _add_people(fields, record)
    fields.add("abstract", *record.texts("abstract"), *record.texts("summary"), *_descriptions(record, fields))
    fields.add_list("categories", codes)
    _add_dates(fields, record)
    fields.add("identifiers.arxiv_version", *(part for piece in record.texts("version") for part in parts_of(piece, NUMBER_RE)))
    fields.add("identifiers.pmid", *(part for piece in record.texts("pmid") for part in parts_of(piece, re.compile(r"^\d{1,9}$"))))
    fields.add("journal_ref", *list_journals(sources))
    fields.add("comments", *(record.texts("comments") if codes or "identifiers.arxiv" in fields else []))
    fields.add("license", *record.texts("license"))
    fields.add("language", *record.texts("language"))
    fields.add_list("urls", list_urls(links))
    fields.add("has_code", *(part for piece in list_urls(links) for part in parts_of(piece, TEXT_RE) if REPOSITORY_RE.match(part.text)))
    return fields.record()


def _descriptions(record: _Record, fields: Fields) -> list[Piece]:
    """The description of what is known to be a paper, where it is as long as an abstract."""
    if not {"identifiers.arxiv", "identifiers.doi"} & {field.name for field in fields.record().fields}:
        return []
    named = [record.node.find(name) for name, folded in record.keys.items() if folded in ("description", "content")]
    return [piece for node in named for piece in _flatten(node) if len(piece.text) >= MIN_DESCRIPTION_CHARS]


def _add_people(fields: Fields, record: _Record) -> None:
    """Add the authors: a list, or one text with all of them; and that some are left out."""
    for node in sorted(map(_unbox, record.find("authors")), key=lambda node: node.piece() is not None):
        people = [_name(person) for person in node.find_all("")]
        alone = [person for person in people if isinstance(person, Piece) and person.text.strip().casefold() not in MISSING]
        if len(people) == 1 and alone:
            add_people(fields, alone)
            return
        rest = [person for person in alone if ET_AL_RE.fullmatch(person.text.strip())]
        if fields.add_list("authors", [person for person in people if person not in rest]):
            fields.add("authors_complete", *rest)
            return


def _unbox(people: Node) -> Node:
    """The list of people, which may be inside an object."""
    return people.find("author") if people.names() and people.find_all("author") else people


def _name(person: Node) -> Found:
    """The name of a person: a text, or under a usual key, or in two parts; in a list the surname stands first."""
    piece = person.piece()
    if piece is not None:
        return piece
    if not person.names():
        return tuple(part for index in ("1", "0", "2") if (part := person.text(index)) is not None)
    role = next((role for key in ROLE_KEYS if (role := person.text(key)) is not None), None)
    if role is not None and role.text.casefold() in OTHER_ROLES:
        return None
    parts = [next((piece for key in keys if (piece := person.text(key)) is not None and piece.text.strip()), None) for keys in (GIVEN_KEYS, FAMILY_KEYS)]
    whole = next((piece for key in NAME_KEYS if (piece := person.text(key)) is not None and piece.text.strip()), None)
    if all(parts) and whole is not None and SHORT_NAME_RE.fullmatch(whole.text.strip()):
        whole = None
    return whole or tuple(part for part in parts if part is not None)


def _add_dates(fields: Fields, record: _Record) -> None:
    """Add when a paper came out: the first date that can be read and is more than a year, unless its id says that it is older."""
    dated = [piece for piece in [*record.texts("published"), *record.texts("year")] if read_date(piece.text.strip()) is not None]
    best: Sequence[Piece] = sorted(dated, key=lambda piece: YEAR_RE.fullmatch(piece.text.strip()) is not None)[:1]
    for piece in best:
        ids = [text for field in fields.record().fields if field.name == "identifiers.arxiv" for text in field.texts("")]
        fields.add(choose_date_field(piece.text.strip(), ids[0] if ids else None), piece)
    fields.add("updated", *(piece for piece in record.texts("updated") if read_date(piece.text.strip()) is not None))


FORMAT = EntryFormat(
    name="records-json",
    summary="JSON objects of papers with usual names: title, authors, abstract, ids, links.",
    syntax="json",
    knows=knows,
    read=read,
)
