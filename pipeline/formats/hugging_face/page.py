"""Hugging Face's pages of papers: of a day, a week or a month, of a search, the trending ones, and the page of one paper.

    <div class="SVELTE_HYDRATER contents" data-target="DailyPapers" data-props="{&quot;dailyPapers&quot;:[{&quot;paper&quot;:{&quot;id&quot;: ...}}]}">
      <article>... <h3><a href="/papers/2405.14333">Title</a></h3> ... <div>12 authors</div> ...</article>

Since 2023 `data-props` holds what the page is drawn from, so abstracts and authors stand there and nowhere else. A page without it has the cards
alone: title, id, on some pages date and abstract, each card maybe twice, for narrow screens and for wide ones.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence

from pipeline.formats.hugging_face.cards import Card, find_cards, find_claim, find_listed, read_card
from pipeline.formats.hugging_face.paper_json import PAPER_ID_RE, read_paper
from pipeline.formats.hugging_face.paper_page import read_page
from pipeline.formats.kinds import Cut, PageFormat
from pipeline.locators import write_path
from pipeline.page import Page
from pipeline.raw import RawRecord
from pipeline.syntax.json_values import JsonNode
from pipeline.syntax.nodes import Fields

LISTS = ("searchResults", "dailyPapers", "trendingPapers", "papers")
"""Where the props of a page hold its papers. Those of a search hold the papers of the day as well."""
DATES = ("date", "dateString")
PROPS_RE = re.compile(rf'"(?:paper|{"|".join(LISTS)})"')
"""Most components of a page hold menus and banners; their props need not be parsed."""


def cut(page: Page) -> Cut | None:
    """The papers in the page's props, and the cards of papers that are not in them; else what a paper's page shows."""
    cards = find_cards(page)
    seen: set[str] = set()
    records: list[RawRecord] = []
    for base, props in _list_props(page):
        for paper in _list_papers(props, cards):
            number = str(paper.find("id").value)
            if number not in seen:
                seen.add(number)
                records.append(_to_record(page, base, props, paper))
    listed = find_listed(page, cards)
    cuts = [read_card(page, card, listed) for card in cards.values() if card.number not in seen]
    records.extend(record for cut in cuts for record in cut.records)
    if not records:
        return read_page(page)
    claimed = find_claim(page, cards) if len(cuts) == len(records) else None
    return Cut(tuple(records), tuple(stretch for cut in cuts for stretch in cut.boilerplate), claimed=claimed)


def _list_props(page: Page) -> Iterator[tuple[str, JsonNode]]:
    """The props of the page's components that parse, each with the step that leads to them."""
    for tag in page.soup.select("[data-props]"):
        piece = page.attribute(tag, "data-props")
        if piece is None or PROPS_RE.search(piece.text) is None:
            continue
        try:
            yield write_path("xpath", piece.path), JsonNode(json.loads(piece.text, strict=False))
        except (ValueError, RecursionError):
            continue


def _list_papers(props: JsonNode, cards: dict[str, Card]) -> Sequence[JsonNode]:
    """The papers that a component shows: of its lists the first that the page has cards of, the first at all where it has no cards; else its one paper."""
    lists = [found for name in LISTS if (found := list(_read_entries(props.find_all(name))))]
    shown = [found for found in lists if any(str(paper.find("id").value) in cards for paper in found)]
    if shown or lists:
        return (shown or lists)[0]
    return list(_read_entries([props]))


def _read_entries(entries: Iterable[JsonNode]) -> Iterator[JsonNode]:
    """The paper objects of entries, which hold one or are one."""
    for entry in entries:
        for paper in (entry.find("paper"), entry):
            number = paper.find("id").value
            if isinstance(number, str) and PAPER_ID_RE.fullmatch(number) and isinstance(paper.find("title").value, str):
                yield paper
                break


def _to_record(page: Page, base: str, props: JsonNode, paper: JsonNode) -> RawRecord:
    """The record of a paper object, with the date that heads the page."""
    fields: Fields = read_paper(paper)
    if paper.path != "/paper":
        fields.add("listed", *(props.text(name) for name in DATES))
    return page.inside(fields.record(), base, paper.path)


FORMAT = PageFormat(
    name="hf-page",
    summary="A Hugging Face papers page (daily, search, trending, one paper): the JSON it is drawn from, else its cards.",
    cut=cut,
    marks=("huggingface", "hugging face", "hf.co", "/papers/"),
)
