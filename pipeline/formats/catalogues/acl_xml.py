"""The ACL Anthology's XML: a file a collection, with a `<paper>` each, since 2019 inside volumes that say what they all share.

    <collection id="2020.acl">
      <volume id="main">
        <meta><booktitle>...</booktitle><month>July</month><year>2020</year></meta>
        <frontmatter><url>2020.acl-main.0</url></frontmatter>
        <paper id="1">
          <title>... with <fixed-case>BERT</fixed-case></title>
          <author><first>Ann</first><last>Lee</last></author>
          <abstract>...</abstract>
          <url hash="0a1b2c3d">2020.acl-main.1</url>
          <doi>10.18653/v1/2020.acl-main.1</doi>
        </paper>
      </volume>
    </collection>

Before, the paper itself had year, month and booktitle, its address in full, and the volume's front matter was a `<paper>` too; before that
a title and authors were all it had:

    <volume id="E83">
      <paper id="1000"><title>First Conference of ...</title></paper>
      <paper id="1001"><title>...</title><author>Ann Lee</author></paper>
    </volume>
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.formats.kinds import EntryFormat
from pipeline.raw import Item, RawRecord
from pipeline.records import Span
from pipeline.repair.values import ACL_ID_RE, URL_RE
from pipeline.syntax.nodes import Fields, Node, NotPaper, each_once

NUMBER_RE = re.compile(r"\s*\d+\s*")
VOLUME_NUMBER_RE = re.compile(r"\s*\d\d00\s*")
"""Papers were numbered through a year's collection; each volume began at a full hundred, with itself."""
OWN_NAMES = frozenset({"author", "editor", "url", "doi", "pages", "bibkey", "bibtype", "abstract"})
VOLUME_NAMES = frozenset({"title", "booktitle", "month", "year", "address", "publisher"})
META_RE = re.compile(r"<(?P<name>year|month)>(?P<value>[^<>]*)</(?P=name)>|<booktitle>(?P<booktitle>.{0,800}?)</booktitle>", re.DOTALL)
MONTH_RE = re.compile(r"\s*[A-Z][a-z]{2,8}\s*")
"""A month that is one; volumes have `July 15--20` too."""
FRONT_MATTER = "acl.front-matter"


def knows(entry: Node) -> bool:
    """A paper with a number, a title and what only the Anthology has beside them, or a volume that has the number of one."""
    names = entry.names()
    number = entry.text("@id")
    if number is None or NUMBER_RE.fullmatch(number.text) is None or "title" not in names:
        return False
    return not OWN_NAMES.isdisjoint(names) or (VOLUME_NUMBER_RE.fullmatch(number.text) is not None and VOLUME_NAMES.issuperset(names))


def read(entry: Node) -> RawRecord | NotPaper:
    """The record of a paper."""
    if _is_volume(entry):
        return NotPaper(FRONT_MATTER)
    fields = Fields()
    fields.add("title", entry.text("title"))
    people = entry.find_all("author") or entry.find_all("editor")
    fields.add_list("authors", [_spoken(person) for person in people])
    fields.add_list("affiliations", each_once(place.piece() for person in people for place in person.find_all("affiliation")))
    fields.add("abstract", entry.text("abstract"))
    address = entry.text("url")
    if address is not None and ACL_ID_RE.fullmatch(address.text.strip()):
        fields.add("identifiers.acl", address)
    if address is not None and URL_RE.fullmatch(address.text.strip()):
        fields.add_list("urls", [address])
    fields.add("identifiers.doi", entry.text("doi"))
    month, year = entry.text("month"), entry.text("year")
    fields.add("published", None if year is None else (month, year) if month is not None and MONTH_RE.fullmatch(month.text) else year)
    fields.add("journal_ref", entry.text("booktitle"))
    fields.add("language", entry.text("language"))
    return fields.record()


def _is_volume(entry: Node) -> bool:
    """Whether a paper of the old layout is the volume itself: of the kind book, with editors in place of authors, or with neither and a volume's number."""
    kind, number = entry.text("bibtype"), entry.text("@id")
    if kind is not None and kind.text.strip() in ("book", "proceedings"):
        return True
    if entry.find_all("author") or entry.text("pages") is not None:
        return False
    return bool(entry.find_all("editor")) or (number is not None and VOLUME_NUMBER_RE.fullmatch(number.text) is not None)


def _spoken(person: Node) -> Item:
    """Forename and surname, in this order, or the name as one text."""
    if not person.names() and (whole := person.piece()) is not None:
        return (whole,)
    parts = (person.text(name) for name in ("first", "last"))
    return tuple(part for part in parts if part is not None and part.text.strip())


def shared(before: str) -> Iterable[tuple[str, Span]]:
    """Year, month and title of the volume, from the last volume that begins in the text before a paper."""
    low = max(0, before.rfind("<volume"))
    for match in META_RE.finditer(before, low):
        if match["name"] is None:
            yield "journal_ref", match.span("booktitle")
        elif match["name"] == "year" or MONTH_RE.fullmatch(match["value"]):
            yield "published", match.span("value")


FORMAT = EntryFormat(
    name="acl-xml",
    summary="The ACL Anthology's XML: collections, volumes and a <paper> each.",
    syntax="xml",
    knows=knows,
    read=read,
    tags=("paper",),
    shared=shared,
    roots=("collection", "volume"),
)
