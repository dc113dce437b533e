"""The cards of a Hugging Face papers page: blocks with a heading that links to a paper's page."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec
from bs4 import Tag

from pipeline.formats.hugging_face.site import HOST, find_abstract_start
from pipeline.formats.hugging_face.summaries import is_summary
from pipeline.formats.kinds import Cut
from pipeline.formats.people import split_people
from pipeline.formats.prose import is_prose
from pipeline.page import Page
from pipeline.raw import Piece, RawField
from pipeline.records import Span
from pipeline.repair.dates import DATE_RE
from pipeline.syntax.nodes import Fields, parts_of

PAPER_HREF_RE = re.compile(rf"(?:https?://{HOST})?/papers/(?P<part>\d{{4}}\.\d{{4,5}})(?:v\d+)?/?")
CARD_DATE_RE = re.compile(rf"published on\s*(?P<label_date>{DATE_RE})|(?:^|[·•])[·•\s]*(?P<date>{DATE_RE})\s*$", re.IGNORECASE | re.MULTILINE)
HEAD_DATE_RE = re.compile(rf"^[ \t]*(?:Daily papers for )?(?P<date>{DATE_RE})[ \t]*$", re.MULTILINE)
CODE_HREF_RE = re.compile(r"https?://(?:www\.)?(?:github\.com|gitlab\.com)/[^/\s]+/[^/\s]+")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
HUGGING_FACE_RE = re.compile(r"huggingface\.co|hf-mirror\.com|^/login\?next=%2Fpapers", re.IGNORECASE)
PEOPLE_RE = re.compile(r"^[^\w\n]{0,4}(?:Authors?|By|作者|저자|著者)[ \t]*[:：][ \t]*(?P<people>\S[^\n]*)$", re.IGNORECASE | re.MULTILINE)
"""Who wrote a paper, on pages that others make of the site's lists; the site itself counts them only."""
COUNT_RE = re.compile(
    r"^[^\w\n]{0,4}(?:(?:Papers?|论文|Total papers)[ \t]*[:：]\s*(?P<after>\d{1,4})|(?P<before>\d{1,4})\s+(?:papers?|篇论文|篇))[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
"""How many papers such a page says it has."""


class Card(msgspec.Struct, frozen=True):
    """A paper's card: its id, the links in its headings, and the blocks around them (two where it is drawn for two screen sizes)."""

    number: str
    links: tuple[Tag, ...]
    blocks: tuple[Tag, ...]


def find_cards(page: Page) -> dict[str, Card]:
    """The cards of a page by id, in order; none on a page that shows no sign of the site and has them in no `article`."""
    links = [(str(match["part"]), link) for link in page.soup.find_all("a", href=True) if (match := _match_heading(link)) is not None]
    holders: dict[int, set[str]] = {}
    for number, link in links:
        for parent in link.parents:
            holders.setdefault(id(parent), set()).add(number)
    cards: dict[str, Card] = {}
    for number, link in links:
        block = _find_block(link, holders)
        old = cards.get(number)
        blocks = (block,) if old is None else old.blocks if any(block is other for other in old.blocks) else (*old.blocks, block)
        cards[number] = Card(number, (*(old.links if old else ()), link), blocks)
    return cards if all(block.name == "article" for card in cards.values() for block in card.blocks) or _is_hugging_face(page) else {}


def _match_heading(link: Tag) -> re.Match[str] | None:
    """The address of a link to a paper's page that is in a heading or around one."""
    match = PAPER_HREF_RE.fullmatch(str(link.get("href")))
    if match is None or not (link.find_parent(HEADINGS) or link.find(HEADINGS)):
        return None
    return match if link.get_text(strip=True) else None


def _find_block(link: Tag, holders: dict[int, set[str]]) -> Tag:
    """The `article` around a link, else the largest element around it that has headings of no other paper."""
    article = link.find_parent("article")
    if article is not None and len(holders[id(article)]) == 1:
        return article
    block = link
    for parent in link.parents:
        if parent.name in ("body", "main", "html", "[document]") or len(holders[id(parent)]) > 1:
            break
        block = parent
    return block


def _is_hugging_face(page: Page) -> bool:
    return (
        page.soup.find(href=HUGGING_FACE_RE) is not None
        or page.soup.find(src=HUGGING_FACE_RE) is not None
        or page.soup.find(content=HUGGING_FACE_RE) is not None
    )


def find_listed(page: Page, cards: dict[str, Card]) -> RawField | None:
    """The date that heads the page: the last that stands on a line of its own above the first card."""
    first = min((page.span(card.blocks[0])[0] for card in cards.values()), default=0)
    matches = list(HEAD_DATE_RE.finditer(page.text, 0, first))
    return RawField("listed", (matches[-1].span("date"),), is_shared=True) if matches else None


def read_card(page: Page, card: Card, listed: RawField | None = None) -> Cut:
    """The record of a card. A second block for the same paper says the same again; the rest of a block is votes, submitter and counts."""
    block = card.blocks[0]
    fields = Fields()
    fields.add_field(page.field("title", card.links[0]) or RawField("title"))
    fields.add("identifiers.arxiv", *parts_of(page.attribute(card.links[0], "href"), PAPER_HREF_RE))
    links = _list_links(page, block)
    abstract = _find_abstract(page, block, has_badges=bool(links))
    if abstract is not None:
        fields.add_field(RawField("abstract", (abstract,)))
    people = _find_people(page, block)
    if people:
        fields.add_field(RawField("authors", people))
    published = _find_date(page, block)
    if published is not None:
        fields.add_field(RawField("published", (published,)))
    fields.add_list("urls", [link for link in links if CODE_HREF_RE.match(link.text)])
    if listed is not None:
        fields.add_field(listed)
    record = page.record(fields, block)
    taken = [span for field in record.fields if not field.is_shared for span in field.spans]
    rest = [(span, "hf.card") for span in list_gaps(page, page.span(block), taken)]
    rest.extend((page.span(other), "hf.doubled-card") for other in card.blocks[1:])
    return Cut((record,), tuple(rest))


def _list_links(page: Page, block: Tag) -> list[Piece]:
    """The badges of a card that lead to the paper's code and to arXiv."""
    pieces = [page.attribute(link, "href") for link in block.find_all("a", href=True)]
    return [piece for piece in pieces if piece is not None and (CODE_HREF_RE.match(piece.text) or "//arxiv.org/" in piece.text)]


def _find_abstract(page: Page, block: Tag, *, has_badges: bool) -> Span | None:
    """The running text of a card, unless it is the summary of a card with badges, as the trending page has them."""
    paragraphs = block.find_all("p")
    named = [tag for tag in paragraphs if "abstract" in " ".join(tag.get("class") or ())]
    for paragraph in [*named, *paragraphs]:
        text = page.show(paragraph)
        if is_prose(text):
            start, end = page.span(paragraph)
            return None if has_badges and is_summary(text) else (start + find_abstract_start(text), end)
    return None


def _find_people(page: Page, block: Tag) -> tuple[Span, ...]:
    start, end = page.span(block)
    match = PEOPLE_RE.search(page.text[start:end])
    if match is None:
        return ()
    low = start + match.start("people")
    return tuple((low + first, low + last) for first, last in split_people(match["people"]))


def find_claim(page: Page, cards: dict[str, Card]) -> int | None:
    """How many papers the page says it has, above the first card."""
    first = min((page.span(card.blocks[0])[0] for card in cards.values()), default=0)
    match = COUNT_RE.search(page.text, 0, first)
    return None if match is None else int(match["before"] or match["after"])


def _find_date(page: Page, block: Tag) -> Span | None:
    start, end = page.span(block)
    match = CARD_DATE_RE.search(page.text[start:end])
    if match is None:
        return None
    group = "date" if match["date"] else "label_date"
    return start + match.start(group), start + match.end(group)


def list_gaps(page: Page, whole: Span, taken: Sequence[Span]) -> list[Span]:
    """What of a span of a page is not taken, without white space at its ends."""
    edges = [whole[0], *(edge for span in sorted(taken) for edge in span), whole[1]]
    gaps = [page.trim(low, high) for low, high in zip(edges[::2], edges[1::2], strict=True) if low < high]
    return [gap for gap in gaps if gap[0] < gap[1]]
