"""BibTeX and BibLaTeX, whoever wrote it: arXiv, the ACL Anthology, dblp, Google Scholar, INSPIRE, Zotero, people.

    @inproceedings{lee-wu-2024-example,
        title = "A Title about {BERT}",
        author = "Lee, Ann and Wu, Bo and others",
        booktitle = "Proceedings of an Example Conference",
        month = jul,
        year = "2024",
        url = "https://aclanthology.org/2024.example-main.1",
        eprint = {2405.14333}, archivePrefix = {arXiv}, primaryClass = {cs.CL}
    }

`and others` says that authors were left out. `@string` macros, and proceedings that `crossref` names, give the journal and the date. A journal
that is arXiv itself (`arXiv preprint arXiv:2405.14333`, `CoRR`) is none, and says the id. Whole proceedings, programs, data and the like are no papers.
"""

from __future__ import annotations

import re

from pipeline.formats.identifiers import ARXIV_JOURNAL_RE, CODE_RE, MARKED_ID_RE, add_ids, list_urls
from pipeline.formats.kinds import EntryFormat
from pipeline.formats.people import split_people
from pipeline.raw import Item, Piece, RawField, RawRecord
from pipeline.syntax.bibtex import PARENTS, BibtexNode
from pipeline.syntax.nodes import Fields, Node, NotPaper, each_once, parts_of

OTHER_KINDS = frozenset(
    {"software", "softwareversion", "dataset", "data", "patent", "artwork", "audio", "image", "movie", "music", "video", "performance", "periodical"}
)
JOURNALS = ("journal", "journaltitle", "booktitle")
LINKS = ("url", "ee", "link", "pdf", "howpublished", "adsurl", "bdsk-url-1", "note")
YEAR_RE = re.compile(r"^\W*(?P<part>(?:1[5-9]|20)\d\d)\b")
MONTH_RE = re.compile(r"^\W*(?P<part>(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*|1[0-2]|0?[1-9])\b", re.IGNORECASE)
DATE_RE = re.compile(r"^\s*(?P<part>\d{4}(?:-\d\d){0,2})")
REST_RE = re.compile(r"\W*(?:others|et\.?\s*al\.?)\W*", re.IGNORECASE)
SUFFIX_RE = re.compile(r"\s*(?:jr|sr|i{1,3}|iv)\b", re.IGNORECASE)
NO_COMMENT_RE = re.compile(r"\W*(?:cited by|arxiv|https?:|\\url|publisher|copyright|issn|doi\b|eprint|type:|version number|\d+\W*$)", re.IGNORECASE)
LICENSE_RE = re.compile(r"\W*(?:https?:|creative commons|cc[ -]|arxiv)", re.IGNORECASE)


def knows(entry: Node) -> bool:
    """An entry with a title, or with an id and authors."""
    names = set(entry.names())
    return "title" in names or ("author" in names and not names.isdisjoint({"eprint", "doi", "url"}))


def read(entry: Node) -> RawRecord | NotPaper:
    """The record of an entry."""
    kind = entry.text("@type")
    if kind is not None and kind.text in PARENTS:
        return NotPaper("bibtex.proceedings")
    if kind is not None and kind.text in OTHER_KINDS:
        return NotPaper("bibtex.other-kind")
    fields = Fields()
    _add_identifiers(fields, entry)
    fields.add("title", _piece(entry, "title"))
    _add_authors(fields, _first(entry, "author", "authors"))
    fields.add("abstract", _piece(entry, "abstract"))
    codes = parts_of(_piece(entry, "primaryclass"), CODE_RE)
    keywords = parts_of(_piece(entry, "keywords"), CODE_RE) if "identifiers.arxiv" in fields else []
    fields.add_list("categories", each_once([*codes, *keywords]))
    _add_date(fields, entry)
    fields.add("journal_ref", *(piece for name in JOURNALS if (piece := _piece(entry, name)) and not ARXIV_JOURNAL_RE.match(piece.text)))
    notes = (_piece(entry, name) for name in ("comment", "note"))
    fields.add("comments", *(piece for piece in notes if piece is not None and not NO_COMMENT_RE.match(piece.text)))
    fields.add("license", _piece(entry, "license"), *(piece for piece in [_piece(entry, "copyright")] if piece and LICENSE_RE.match(piece.text)))
    fields.add("language", _piece(entry, "language"), _piece(entry, "langid"))
    _add_given(fields, entry)
    return fields.record()


def _piece(entry: Node, name: str) -> Piece | None:
    return entry.text(name)


def _first(entry: Node, *names: str) -> Node:
    return next((node for name in names if (node := entry.find(name)).piece() is not None), entry.find(names[0]))


def _add_identifiers(fields: Fields, entry: Node) -> None:
    """Add the ids: of a field of their own, or of a journal, volume or note that is one."""
    links = [piece for name in LINKS for node in entry.find_all(name) if (piece := node.piece()) is not None]
    named = [piece for name in ("eprint", "arxivid", "arxiv", "doi", "pmid") if (piece := _piece(entry, name)) is not None]
    places = [piece for name in ("journal", "volume", "eid", "howpublished", "note", "number", "publisher") if (piece := _piece(entry, name)) is not None]
    marked = [part for piece in places for part in parts_of(piece, MARKED_ID_RE) if part.start - piece.start < 40]
    prefix = _first(entry, "archiveprefix", "eprinttype").piece()
    if prefix is not None and prefix.text.strip().casefold() not in ("arxiv", ""):
        named = [piece for piece in named if piece.path != "eprint"]
    urls = list_urls(links)
    add_ids(fields, [*named, *urls, *marked])
    fields.add("identifiers.pmid", _piece(entry, "pmid"))
    fields.add_list("urls", urls)


def _add_authors(fields: Fields, people: Node) -> None:
    """Add the names, each in the order in which it is spoken."""
    whole = people.piece()
    names = [(node, piece) for node in people.find_all("") if (piece := node.piece()) is not None]
    if whole is None or not names:
        return
    rest = next((piece for _, piece in names if REST_RE.fullmatch(piece.text)), None)
    if any(_is_list(piece.text) for _, piece in names):
        fields.add_list("authors", [whole.part(*span) for span in split_people(whole.text)])
    else:
        fields.add_list("authors", [_spoken(node, piece) for node, piece in names if piece is not rest])
    if rest is not None:
        fields.add("authors_complete", *parts_of(rest, re.compile(r"\w[^\W]*(?:\s*al\b)?")))


def _is_list(name: str) -> bool:
    """Whether what should be one name is several, with commas or semicolons between them."""
    parts = name.split(",")
    return ";" in name or len(parts) > 3 or (len(parts) == 3 and not any(SUFFIX_RE.match(part) for part in parts[1:]))


def _spoken(node: Node, piece: Piece) -> Item:
    if "," not in piece.text:
        return (piece,)
    parts = (node.text(part) for part in ("first", "last", "suffix"))
    return tuple(part for part in parts if part is not None)


def _add_date(fields: Fields, entry: Node) -> None:
    fields.add("published", *parts_of(_piece(entry, "date"), DATE_RE))
    year = next(iter(parts_of(_piece(entry, "year"), YEAR_RE)), None)
    month = next(iter(parts_of(_piece(entry, "month"), MONTH_RE)), None)
    if year is not None:
        fields.add("published", (year,) if month is None else (year, month))


def _add_given(fields: Fields, entry: Node) -> None:
    """Add what macros and proceedings say of the entry."""
    given = entry.given if isinstance(entry, BibtexNode) else {}
    for name, field in (*((name, "journal_ref") for name in JOURNALS), ("date", "published"), ("year", "published")):
        if name in given and field not in fields:
            fields.add_field(RawField(field, (given[name],), is_shared=True))


FORMAT = EntryFormat(
    name="bibtex",
    summary="BibTeX and BibLaTeX: an entry a paper.",
    syntax="bibtex",
    knows=knows,
    read=read,
)
