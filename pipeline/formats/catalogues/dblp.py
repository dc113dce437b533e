"""dblp: its XML (the dump, and the pages of persons and of volumes) and the answers of its search as XML.

    <dblp>
    <article key="journals/corr/abs-2405-14333" mdate="2024-06-10" publtype="informal">
      <author orcid="...">Ann Lee 0001</author><author>J&ouml;rg M&uuml;ller</author>
      <title>Counting Bees.</title>
      <volume>abs/2405.14333</volume><year>2024</year><journal>CoRR</journal>
      <ee type="oa">https://doi.org/10.48550/arXiv.2405.14333</ee>
    </article>
    </dblp>

    <result><hits total="2" sent="2"><hit score="5"><info>
      <authors><author pid="1/1">Ann Lee 0001</author></authors><title>...</title><venue>ICML</venue><year>2024</year>
      <type>Conference and Workshop Papers</type><key>conf/icml/Lee24</key><doi>10.1000/xyz</doi><ee>https://doi.org/10.1000/xyz</ee>
    </info></hit></hits></result>

A hit used to have no key, but an address that ends in it (`<url>https://dblp.org/rec/conf/icml/Lee24</url>`). A number behind a name tells
persons of one name apart. Volumes, home pages and data are no papers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.formats.feeds import find_arxiv
from pipeline.formats.kinds import EntryFormat
from pipeline.raw import Item, Piece, RawRecord
from pipeline.repair.values import URL_RE
from pipeline.syntax.nodes import Fields, Node, NotPaper, parts_of

KEY_RE = re.compile(r"\s*(?P<kind>journals|conf|books|phd|series|tr|reference|homepages|www|persons|data|dblpnote|ms)/\S+\s*")
RECORD_RE = re.compile(r"^\s*https?://(?:www\.)?dblp\.(?:org|uni-trier\.de|dagstuhl\.de)/rec/(?P<part>(?!bibtex/)\S+/\S+?)(?:\.html)?\s*$")
NUMBER_RE = re.compile(r"\d{4}")
DOI_RE = re.compile(r"(?<=/)10\.\d{4,9}/\S+$")
ARXIV_DOI_RE = re.compile(r"10\.48550/arxiv\.(?P<part>\S+)$", re.IGNORECASE)
CORR_RE = re.compile(r"^(?:abs/)?(?P<part>(?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?)$")
SENT_RE = re.compile(r"<hits\b[^<>]*\bsent=[\"'](?P<number>\d{1,7})[\"']")
NO_PAPERS = frozenset({"homepages", "www", "persons", "data", "dblpnote"})
NO_PAPER_TYPES = frozenset({"Editorship", "Data and Artifacts"})
VOLUME, OTHER = "dblp.volume", "dblp.other-kind"
TAGS = ("article", "inproceedings", "proceedings", "book", "incollection", "phdthesis", "mastersthesis", "www", "data", "hit")


def knows(entry: Node) -> bool:
    """An entry whose key is one of dblp's."""
    key = _key(entry)
    return key is not None and KEY_RE.fullmatch(key.text) is not None


def _key(entry: Node) -> Piece | None:
    given = entry.text("@key") or entry.find("info", "key").piece() or entry.text("key")
    return given or next(iter(parts_of(entry.find("info", "url").piece(), RECORD_RE)), None)


def read(entry: Node) -> RawRecord | NotPaper:
    """The record of an entry of the dump, or of a hit."""
    key = _key(entry)
    found = None if key is None else KEY_RE.fullmatch(key.text)
    info = entry.find("info") if "info" in entry.names() else entry
    kind = info.text("type")
    if found is None or found["kind"] in NO_PAPERS:
        return NotPaper(OTHER)
    people = info.find("authors").find_all("author") or info.find_all("author")
    if not people or (kind is not None and kind.text.strip() in NO_PAPER_TYPES):
        return NotPaper(VOLUME)
    fields = Fields()
    fields.add("title", _drop_stop(info.text("title")))
    fields.add_list("authors", [_name(person) for person in people])
    _add_ids(fields, info)
    fields.add("published", info.text("year"))
    if "identifiers.arxiv" not in fields:
        fields.add("journal_ref", _source(info))
    return fields.record()


def _name(person: Node) -> Piece | None:
    """The name of a person (in JSON under a key of its own), without the number that tells persons of that name apart."""
    piece = person.text("text") or person.piece()
    name, _, number = ("" if piece is None else piece.text.rstrip()).rpartition(" ")
    return piece.part(0, len(name)) if piece is not None and name.strip() and NUMBER_RE.fullmatch(number) else piece


def _drop_stop(title: Piece | None) -> Piece | None:
    """The title without the full stop that dblp puts behind every one."""
    if title is None:
        return None
    text = title.text.rstrip()
    return title.part(0, len(text) - (text.endswith(".") and not text.endswith("..")))


def _add_ids(fields: Fields, info: Node) -> None:
    links = [piece for node in info.find_all("ee") if (piece := node.piece()) is not None and URL_RE.fullmatch(piece.text.strip())]
    dois = [piece for piece in (info.text("doi"), *(part for link in links for part in parts_of(link, DOI_RE))) if piece is not None]
    volumes = parts_of(info.text("volume"), CORR_RE)
    given = [part for doi in dois for part in parts_of(doi, ARXIV_DOI_RE)]
    fields.add("identifiers.arxiv", find_arxiv([*given, *links, *volumes]))
    fields.add("identifiers.doi", *(doi for doi in dois if not ARXIV_DOI_RE.match(doi.text)))
    fields.add_list("urls", links)


def _source(info: Node) -> Item:
    """Journal or conference, volume, pages and year, in this order."""
    names: Sequence[str] = ("journal", "booktitle", "venue", "volume", "pages", "year")
    parts = [part for name in names if (part := info.text(name)) is not None and part.text.strip()]
    return tuple(parts) if any(part.path.rpartition("/")[2] in names[:3] for part in parts) else ()


def claim(outside: str) -> int | None:
    """How many hits the search says it sent."""
    found = SENT_RE.search(outside)
    return None if found is None else int(found["number"])


FORMAT = EntryFormat(
    name="dblp",
    summary="dblp's XML: the dump, persons' pages and answers of the search.",
    syntax="xml",
    knows=knows,
    read=read,
    tags=TAGS,
    roots=("dblp", "dblpperson", "bht", "result"),
    claim=claim,
)
JSON_FORMAT = EntryFormat(
    name="dblp-json",
    summary="The answers of dblp's search as JSON.",
    syntax="json",
    knows=lambda entry: "info" in entry.names() and "title" in entry.find("info").names() and knows(entry),
    read=read,
)
