"""The ACL Anthology's pages: of one paper, and lists of papers (a volume, an event, a person), old and new.

    <h2 id=title><a href=https://aclanthology.org/2021.bees-main.8.pdf>...</a></h2>
    <p class=lead><a href=/people/ann-lee/>Ann Lee</a>, <a href=/people/bo-wu/>Bo Wu</a></p>
    <div class="card-body acl-abstract"><h5 class=card-title>Abstract</h5><span>...</span></div>
    <dl><dt>Anthology ID:</dt><dd>2021.bees-main.8</dd><dt>Volume:</dt><dd>...</dd><dt>Month:</dt><dd>June</dd><dt>Year:</dt><dd>2021</dd></dl>

    <p class="d-sm-flex align-items-stretch"><span>...</span>
      <span class=d-block><strong><a class=align-middle href=/2021.bees-main.8/>...</a></strong><br><a href=/people/ann-lee/>Ann Lee</a> | ...</span></p>
    <div class="card abstract-collapse" id=abstract-2021--bees-main--8><div class="card-body">...</div></div>

Before 2019 an entry of a list was `<p><a href=P18-1001.pdf>P18-1001</a>: <b>Ann Lee; Bo Wu</b><br><i>Title</i>`. Front matter is no paper. An event says of
each volume how many papers it has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec
from bs4 import Tag

from pipeline.formats.generic.block_rest import explain_rest, place_record
from pipeline.formats.kinds import Cut, PageFormat
from pipeline.formats.people import split_people
from pipeline.page import Page
from pipeline.raw import RawField, RawRecord
from pipeline.records import Span
from pipeline.repair.dates import to_edtf
from pipeline.syntax.nodes import Fields

_ID = r"(?P<part>[A-Z]\d\d-\d{4}|\d{4}\.[a-z0-9_]+-[a-z0-9_]+\.\d+)"
ID_RE = re.compile(_ID)
HREF_RE = re.compile(
    rf"(?:https?://(?:www\.)?(?:aclanthology\.(?:org|info)|aclweb\.org))?(?:/anthology)?(?:/papers(?:/[A-Z](?:/[A-Z]\d\d)?)?)?/?{_ID}(?:\.pdf|/)?"
)
FRONT_RE = re.compile(r"\d{4}\..*\.0|[A-VX-Z]\d\d-\d000|W\d\d-\d\d00")
PERSON_RE = re.compile(r"(?:^|/)people/")
SIZE_RE = re.compile(r"(?P<number>\d[\d,]*)\s+papers?")
MONTH_RE = re.compile(r"[A-Z][a-z]{2,8}")
DOI_RE = re.compile(r"10\.\d{4,9}/\S+")
CODE_RE = re.compile(r"https?://(?:github\.com|gitlab\.com|bitbucket\.org)/")
TEXT_FIELDS = {"Anthology ID": "identifiers.acl", "Volume": "journal_ref", "DOI": "identifiers.doi", "Language": "language"}
PAPER, ENTRY, FRONT = "acl.paper-page", "acl.list-entry", "acl.front-matter"


class Entry(msgspec.Struct, frozen=True):
    """An entry of a list: the link with its title, the element that holds it, and its abstract."""

    link: Tag
    block: Tag
    abstract: Tag | None
    number: str


def cut(page: Page) -> Cut | None:
    """The paper of a page, or the entries of a list."""
    entries = list(_find_entries(page))
    if not entries:
        return _read_paper(page) or _read_old_list(page)
    records: list[RawRecord] = []
    boilerplate: list[tuple[Span, str]] = []
    shared = _read_volume(page)
    fronts = [entry.number for entry in entries if FRONT_RE.fullmatch(entry.number)]
    for entry in entries:
        if entry.number in fronts:
            boilerplate.append((page.span(entry.block), FRONT))
            continue
        record = _read_entry(page, entry)
        record = RawRecord((*record.fields, *shared), record.flags, place=record.place)
        records.append(record)
        boilerplate.extend(explain_rest(page, record.span, record, ENTRY))
    return Cut(tuple(records), tuple(boilerplate), claimed=_count(page), set_aside=len(fronts))


def _find_entries(page: Page) -> Iterator[Entry]:
    """The links in bold that lead to papers of the Anthology, each paper once."""
    seen: set[str] = set()
    for strong in page.soup.find_all("strong"):
        link = strong.find("a", href=True)
        match = None if link is None else HREF_RE.fullmatch(str(link["href"]).strip())
        if link is None or match is None or match["part"] in seen or not page.show(link):
            continue
        seen.add(match["part"])
        block = strong.find_parent(["p", "div", "li"])
        if block is None or len(block.find_all("strong", limit=3)) > 1:
            block = strong.find_parent("span") or strong
        yield Entry(link, block, _find_abstract(block, match["part"]), match["part"])


def _find_abstract(block: Tag, number: str) -> Tag | None:
    """The abstract that is unfolded below an entry."""
    follows = block.find_next_sibling()
    wanted = "abstract-" + number.replace(".", "--")
    return follows if follows is not None and str(follows.get("id")) in (wanted, f"abstract-{number}") else None


def _read_entry(page: Page, entry: Entry) -> RawRecord:
    fields = Fields()
    _add(page, fields, "title", entry.link)
    address = page.attribute(entry.link, "href")
    match = None if address is None else ID_RE.search(address.text)
    fields.add("identifiers.acl", None if address is None or match is None else address.part(*match.span()))
    people = [tag for tag in entry.block.find_all("a", href=PERSON_RE) if page.show(tag)]
    if not people:
        people = [tag for tag in entry.block.find_all("a", href="#") if "badge" not in (tag.get("class") or [])]
    _add(page, fields, "authors", *people)
    if entry.abstract is not None:
        _add(page, fields, "abstract", entry.abstract)
    links = [page.attribute(tag, "href") for tag in entry.block.find_all("a", href=re.compile(r"^https?://"))]
    fields.add_list("urls", [piece for piece in links if piece is not None and (HREF_RE.fullmatch(piece.text.strip()) or CODE_RE.match(piece.text))])
    tags = [entry.block] if entry.abstract is None else [entry.block, entry.abstract]
    return place_record(fields.record(), page.span(*tags))


def _add(page: Page, fields: Fields, name: str, *tags: Tag | None) -> None:
    field = page.field(name, *tags)
    if field is not None:
        fields.add_field(field)


def _read_volume(page: Page) -> tuple[RawField, ...]:
    """What the page of a volume says of all its papers: when they came out, and in what."""
    table, title = page.soup.select_one(".acl-paper-details dl"), page.soup.find(id="title")
    if table is None or title is None:
        return ()
    fields = Fields()
    _add_date(page, fields, dict(_list_rows(page, table)))
    _add(page, fields, "journal_ref", title)
    return tuple(RawField(field.name, field.spans, is_shared=True) for field in fields.record().fields)


def _count(page: Page) -> int | None:
    """How many papers the page's volumes have, where it says so: each volume is a link to its place on the page, with the number behind it."""
    numbers = []
    for link in page.soup.find_all("a", href=re.compile(r"^#.")):
        badge = link.find_next_sibling("span", class_="badge")
        match = None if badge is None else SIZE_RE.fullmatch(page.show(badge).replace("\xa0", " "))
        if match is not None:
            numbers.append(int(match["number"].replace(",", "")))
    return sum(numbers) if numbers else None


def _read_paper(page: Page) -> Cut | None:
    """The paper of its own page: title, lead, abstract, and the list of what is known of it."""
    title, lead = page.soup.find(id="title"), page.soup.find("p", class_="lead")
    table = page.soup.select_one(".acl-paper-details dl")
    rows = {} if table is None else dict(_list_rows(page, table))
    number = rows.get("Anthology ID")
    if title is None or table is None or number is None or not ID_RE.fullmatch(page.show(number)):
        return None
    place = page.span(*(tag for tag in (title, lead, table) if tag is not None))
    if FRONT_RE.fullmatch(page.show(number)):
        return Cut((), ((place, FRONT),), set_aside=1)
    fields = Fields()
    _add(page, fields, "title", title)
    if lead is not None:
        _add(page, fields, "authors", *lead.find_all("a"))
    for label, name in TEXT_FIELDS.items():
        _add(page, fields, name, rows.get(label))
    _add_date(page, fields, rows)
    _add_abstract(page, fields)
    links = [page.attribute(tag, "href") for label in ("PDF", "URL", "Code", "Video") if label in rows for tag in rows[label].find_all("a", href=True)]
    fields.add_list("urls", links)
    record = place_record(fields.record(), place)
    return Cut((record,), tuple(explain_rest(page, place, record, PAPER, prose=PAPER)))


def _list_rows(page: Page, table: Tag) -> Iterator[tuple[str, Tag]]:
    """The terms of a list and what is said of each, where anything is."""
    for term in table.find_all("dt"):
        body = term.find_next_sibling(["dt", "dd"])
        if body is not None and body.name == "dd" and page.show(body):
            yield page.show(term).rstrip(":").strip(), body


def _add_date(page: Page, fields: Fields, rows: dict[str, Tag]) -> None:
    """Add month and year; of a range of months the first."""
    if "Year" not in rows:
        return
    year = page.span(rows["Year"])
    month = None if "Month" not in rows else MONTH_RE.search(page.text, *page.span(rows["Month"]))
    if month is not None and to_edtf(f"{month.group()} {page.text[slice(*year)]}"):
        fields.add_field(RawField("published", (month.span(), year)))
    fields.add_field(RawField("published", (year,)))


def _add_abstract(page: Page, fields: Fields) -> None:
    """Add the abstract without the word above it."""
    card = page.soup.find(class_="acl-abstract")
    if card is None:
        return
    heading = card.find(["h5", "h4", "h3"])
    start, end = page.span(card)
    if heading is not None:
        start = page.span(heading)[1]
    if page.text[start:end].strip():
        fields.add_field(RawField("abstract", (page.trim(start, end),)))


def _read_old_list(page: Page) -> Cut | None:
    """The entries of a volume as it was listed before 2019: id, authors in bold, title in italics."""
    records: list[RawRecord] = []
    boilerplate: list[tuple[Span, str]] = []
    fronts = 0
    for link in page.soup.find_all("a", href=re.compile(rf"(?:^|/){_ID}(?:\.pdf)?$")):
        block, people, title = link.find_parent(["p", "li"]), link.find_next_sibling("b"), link.find_next_sibling("i")
        if block is None or people is None or title is None or not ID_RE.fullmatch(page.show(link)):
            continue
        if FRONT_RE.fullmatch(page.show(link)):
            fronts += 1
            boilerplate.append((page.span(block), FRONT))
            continue
        fields = Fields()
        _add(page, fields, "title", title)
        _add(page, fields, "identifiers.acl", link)
        start, end = page.span(people)
        names = tuple((start + low, start + high) for low, high in split_people(page.text[start:end]))
        if names:
            fields.add_field(RawField("authors", names))
        record = page.record(fields, block)
        records.append(record)
        boilerplate.extend(explain_rest(page, record.span, record, ENTRY))
    return Cut(tuple(records), tuple(boilerplate), set_aside=fronts) if records else None


FORMAT = PageFormat(
    name="acl-page",
    summary="The ACL Anthology's pages: of one paper, of a volume, an event or a person.",
    cut=cut,
    marks=("aclanthology", "aclweb", "acl anthology"),
)
