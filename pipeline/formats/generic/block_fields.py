"""The fields of one block of a page that repeats a block for each paper: title, authors, abstract, date, ids, told by elements, classes and forms of lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from pipeline.formats.digests.links import is_generic
from pipeline.formats.digests.names import choose_date_field
from pipeline.formats.generic.block_people import MAX_NAME_CHARS, People, find_people
from pipeline.formats.generic.block_rest import list_lines
from pipeline.formats.generic.page_marks import Block, Kind, Mark, Marks, leads_to_paper, meets
from pipeline.formats.generic.visible_abstract import LABEL_RE, pick_paragraphs
from pipeline.formats.identifiers import ARXIV_DOI_RE, CODE_RE, add_ids
from pipeline.formats.prose import ends_sentence, is_long, is_prose
from pipeline.page import Page
from pipeline.raw import Piece, RawField, RawRecord
from pipeline.records import Span
from pipeline.repair.arxiv_ids import ARXIV_ID_RE
from pipeline.repair.dates import FULL_DATE_RE, MONTH_YEAR_RE, to_edtf
from pipeline.syntax.nodes import Fields, each_once

MIN_TITLE_CHARS = 8
MIN_WORD_CHARS = 3
MAX_TITLE_CHARS = 350
MIN_SUMMARY_CHARS = 400
"""A shorter text in an element called summary is somebody's own words."""
MIN_PROSE_CHARS = 200
MAX_URLS = 12
DATE_RE = re.compile(rf"{FULL_DATE_RE}|{MONTH_YEAR_RE}|(?<!\d)(?:19|20)\d\d/\d\d?/\d\d?(?!\d)")
YEAR_RE = re.compile(r"\W*(?P<year>(?:19|20)\d\d)\W*")
NUMBER_RE = re.compile(r"\s*(?:#?\d{1,4}[.):]?|\[[^\[\]]{1,12}\]|\(\d{1,4}\))\s+(?=\S)")
ID_ATTRIBUTES = ("data-arxiv-id", "data-arxiv", "data-paper-id", "data-id", "id", "data-paperid")
FORUM_RE = re.compile(r"(?:^|/)(?:forum|pdf)\?(?:[^#]*&)?id=(?P<part>[\w-]{8,14})")
ACL_RE = re.compile(
    r"^(?:https?://(?:www\.)?(?:aclanthology\.(?:org|info)|aclweb\.org)|/?anthology)?/?(?P<part>[A-Z]\d\d-\d{4}|\d{4}\.[a-z0-9_]+-[a-z0-9_]+\.\d+)(?:/|\.pdf)?$"
)
SCHOLAR_RE = re.compile(r"^(?:https?://www\.semanticscholar\.org)?/paper/(?:[^/?#]*/)?(?P<part>[0-9a-f]{40})")
TEXT_IDS = (
    ("identifiers.arxiv", re.compile(r"\barxiv:\s?(?P<id>(?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d{1,2})?)(?!\d)", re.IGNORECASE)),
    ("identifiers.doi", re.compile(r"\bdoi(?:\.org/|:\s?)(?:https?://(?:dx\.)?doi\.org/)?(?P<id>10\.\d{4,9}/[^\s\"<>]*[^\s\"<>.,;)])", re.IGNORECASE)),
    ("identifiers.pmid", re.compile(r"\bPMID:\s?(?P<id>\d{5,9})\b")),
)
"""Ids that a block says in so many words."""
CODE_URL_RE = re.compile(r"https?://(?:www\.)?(?:github\.com|gitlab\.com|bitbucket\.org)/[^/]+/[^/]+")
TLDR_RE = re.compile(r"\s*(?:TL;?DR|AI summary|Summary by)\b", re.IGNORECASE)


class Draft(msgspec.Struct, frozen=True):
    """What a block holds. `prose` is running text that nothing says is the abstract."""

    block: Block
    kind: Kind
    title: Span
    people: People
    abstract: tuple[Span, ...]
    prose: tuple[Span, ...]
    has_paper: bool


def read_block(page: Page, marks: Marks, block: Block) -> Draft | None:
    """What a block holds, by its marks; None where it has no title."""
    kind, title = _find_title(page, marks, block) or (None, (0, 0))
    if kind is None:
        return None
    abstract = _find_abstract(page, marks, block)
    people = find_people(page, marks, block, title, abstract)
    taken = [title, *people.names, *abstract]
    prose = () if abstract else tuple(_find_prose(page, block, taken))
    has_paper = marks.has("paper", block.low, block.high) or any(pattern.search(page.text, *block.span) for _, pattern in TEXT_IDS)
    return Draft(block, kind, title, people, abstract, prose, has_paper)


def to_record(page: Page, marks: Marks, draft: Draft, *, has_people: bool, has_prose: bool) -> RawRecord:
    """The record of a block; names that stand alone and text without a label are taken where the other blocks have them too."""
    fields = Fields()
    fields.add_field(RawField("title", (draft.title,)))
    if draft.people.names and (draft.people.is_listed or has_people):
        fields.add_field(RawField("authors", draft.people.names))
        if draft.people.et_al is not None:
            fields.add_field(RawField("authors_complete", (draft.people.et_al,)))
    abstract = draft.abstract or (draft.prose if has_prose else ())
    if abstract:
        fields.add_field(RawField("abstract", abstract))
    links = _list_links(page, marks, draft)
    _add_ids(page, fields, marks, draft, links)
    _add_date(page, fields, marks, draft)
    _add_marked(page, fields, marks, draft)
    wanted = [piece for piece in links if piece.text.startswith("http") and (leads_to_paper(piece.text) or CODE_URL_RE.match(piece.text))]
    fields.add_list("urls", each_once(wanted)[:MAX_URLS])
    record = fields.record()
    return RawRecord(record.fields, record.flags, place=draft.block.span)


def _find_title(page: Page, marks: Marks, block: Block) -> tuple[Kind, Span] | None:
    """The title: an element called so, a heading, a link to a paper, what is in bold, a long link; the first that reads like one."""
    told: tuple[Kind, ...] = ("title", "heading")
    others: tuple[Kind, ...] = ("paper", "strong", "link")
    for kind in told:
        for mark in marks.find(kind, block.low, block.high):
            chosen = _pick_link(page, marks, mark)
            if _is_title(page, chosen, is_told=True):
                return kind, chosen
    for kind in others:
        for mark in marks.find(kind, block.low, block.high):
            span = _skip_number(page, _first_line(page, mark.span))
            if _is_title(page, span, is_told=False) and (kind != "link" or page.text[slice(*span)].count(" ") > 1):
                return kind, span
    return None


def _pick_link(page: Page, marks: Marks, mark: Mark) -> Span:
    """The longest link in an element for the title, where there is nothing else in it; else its first line."""
    links = [link.span for link in marks.find("link", mark.order, marks.ends[id(mark.tag)]) if link.span[0] < link.span[1]]
    longest = max((span for span in links if _is_title(page, span, is_told=True)), key=_length, default=None)
    whole = _first_line(page, mark.span)
    beside = sum(map(str.isalpha, page.text[slice(*mark.span)])) - sum(sum(map(str.isalpha, page.text[slice(*span)])) for span in links)
    if longest is not None and beside < _length(longest):
        return longest
    return _skip_number(page, whole)


def _is_title(page: Page, span: Span, *, is_told: bool) -> bool:
    """Whether a text reads like a title; where the element says that it is one, a word will do."""
    text = page.text[slice(*span)].strip()
    letters = sum(map(str.isalpha, text))
    if letters * 2 < len(text) or is_generic(text) or to_edtf(text) or (text.endswith(".") and is_long(text)):
        return False
    if is_told:
        return MIN_WORD_CHARS <= len(text) <= MAX_TITLE_CHARS
    return MIN_TITLE_CHARS <= len(text) <= MAX_TITLE_CHARS and (" " in text or not text.isascii())


def _first_line(page: Page, span: Span) -> Span:
    return next(iter(list_lines(page, span)), span)


def _skip_number(page: Page, span: Span) -> Span:
    """The span without the number of an entry at its start."""
    number = NUMBER_RE.match(page.text, *span)
    return span if number is None or number.group().strip().isdecimal() else (number.end(), span[1])


def _find_abstract(page: Page, marks: Marks, block: Block) -> tuple[Span, ...]:
    """The text that an element, or a label, says is the abstract."""
    for mark in marks.find("abstract", block.low, block.high):
        spans = pick_paragraphs(page, mark.span)
        if spans and not TLDR_RE.match(page.text, *mark.span):
            return spans
    for mark in marks.find("summary", block.low, block.high):
        spans = pick_paragraphs(page, mark.span)
        if sum(map(_length, spans)) >= MIN_SUMMARY_CHARS and not TLDR_RE.match(page.text, *mark.span):
            return spans
    for low, high in list_lines(page, block.span):
        label = LABEL_RE.match(page.text, low, high)
        if label is not None and is_prose(page.text[label.end() : high]):
            return ((label.end(), high),)
    return ()


def _find_prose(page: Page, block: Block, taken: Sequence[Span]) -> Iterator[Span]:
    """Paragraphs of running text, and short ones right below them."""
    goes_on = False
    for line in list_lines(page, block.span):
        text = page.text[slice(*line)]
        goes_on = (_is_text(text) or (goes_on and is_prose(text) and ends_sentence(text))) and not meets(line, taken)
        if goes_on:
            yield line


def _is_text(text: str) -> bool:
    return len(text) >= MIN_PROSE_CHARS and is_prose(text) and not TLDR_RE.match(text)


def _length(span: Span) -> int:
    return span[1] - span[0]


def _list_links(page: Page, marks: Marks, draft: Draft) -> list[Piece]:
    """Where the links of a block lead: of the title first, then to papers, then elsewhere."""
    links = marks.find("link", draft.block.low, draft.block.high)
    ranked = sorted(links, key=lambda mark: (not meets(mark.span, [draft.title]), not leads_to_paper(str(mark.tag.get("href")).strip()), mark.order))
    return [piece for mark in ranked[: MAX_URLS * 4] if (piece := page.attribute(mark.tag, "href")) is not None]


def _add_ids(page: Page, fields: Fields, marks: Marks, draft: Draft, links: Sequence[Piece]) -> None:
    """Add the ids that links, and attributes of the block, say; the first of each kind."""
    papers = [piece for piece in links if leads_to_paper(piece.text.strip())]
    own = [piece for piece in papers if piece.text.startswith("http")]
    for piece in papers:
        if piece.text.startswith("http"):
            continue
        if (match := ARXIV_ID_RE.search(piece.text)) is not None and piece.text[match.start() - 1] == "/":
            own.append(piece.part(*match.span()))
        for name, pattern in (("identifiers.openreview", FORUM_RE), ("identifiers.acl", ACL_RE), ("identifiers.semantic_scholar", SCHOLAR_RE)):
            if (found := pattern.search(piece.text)) is not None:
                fields.add(name, piece.part(*found.span("part")))
    kinds: tuple[Kind, ...] = ("heading", "title", "link")
    first = next((mark.tag for kind in kinds for mark in marks.find(kind, draft.block.low, draft.block.high)), None)
    bearers = [] if first is None else [first, *list(first.parents)[:4]]
    for tag in bearers:
        if marks.orders.get(id(tag), -1) >= draft.block.low:
            values = (page.attribute(tag, name) for name in ID_ATTRIBUTES)
            own.extend(piece for piece in values if piece is not None and ARXIV_ID_RE.fullmatch(piece.text.strip()))
    add_ids(fields, own)
    for name, pattern in TEXT_IDS:
        match = pattern.search(page.text, *draft.block.span)
        if match is not None and (name != "identifiers.doi" or not ARXIV_DOI_RE.match(match["id"])) and not meets(match.span("id"), draft.abstract):
            fields.add_field(RawField(name, (match.span("id"),)))


def _add_date(page: Page, fields: Fields, marks: Marks, draft: Draft) -> None:
    """Add the first date that is in an element for it, or alone on a line."""
    known = next((text for field in fields.record().fields if field.name == "identifiers.arxiv" for text in field.texts(page.text)), None)
    taken = [draft.title, *draft.people.names, *draft.abstract, *draft.prose]
    marked = [mark.span for mark in marks.find("date", draft.block.low, draft.block.high)]
    for is_marked, (low, high) in [*((True, span) for span in marked), *((False, span) for span in list_lines(page, draft.block.span))]:
        match = DATE_RE.search(page.text, low, high)
        year = YEAR_RE.fullmatch(page.text, low, high) if is_marked and match is None else None
        span = match.span() if match is not None else year.span("year") if year is not None else None
        if span is not None and not meets(span, taken) and (is_marked or high - low < MAX_NAME_CHARS) and to_edtf(page.text[slice(*span)]):
            fields.add_field(RawField(choose_date_field(page.text[slice(*span)], known), (span,)))
            return


def _add_marked(page: Page, fields: Fields, marks: Marks, draft: Draft) -> None:
    """Add arXiv's categories, and the venue, where elements are called so."""
    low, high = draft.block.low, draft.block.high
    codes = {match.group(): match.span() for mark in marks.find("codes", low, high) for match in CODE_RE.finditer(page.text, *mark.span)}
    if codes and "identifiers.arxiv" in fields:
        fields.add_field(RawField("categories", tuple(codes.values())))
    taken = [draft.title, *draft.people.names, *draft.abstract]
    for mark in marks.find("venue", low, high):
        if MIN_TITLE_CHARS // 2 <= _length(mark.span) <= MAX_TITLE_CHARS and not meets(mark.span, taken) and "\n" not in page.text[slice(*mark.span)]:
            fields.add_field(RawField("journal_ref", (mark.span,)))
            return
