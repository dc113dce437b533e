"""The cards of a Hugging Face papers page in text: which lines are titles and abstracts, and what the lines around them say."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from pipeline.formats.hugging_face.shown import PAPER_URL_RE, REFERENCE_RE, Link, Shown
from pipeline.formats.hugging_face.text_lines import (
    ARXIV_URL_RE,
    CARD_RULES,
    CODE_BADGE_RE,
    CODE_URL_RE,
    PUBLISHED_LABEL_RE,
    SUBMITTER_LABEL_RE,
    Dated,
    is_running,
    match_furniture,
    read_date,
    text_below,
)
from pipeline.formats.hugging_face.text_titles import find_titles
from pipeline.formats.prose import ends_sentence, is_long, is_prose
from pipeline.lines import Line
from pipeline.records import Span
from pipeline.rules import Rule, find_rule, load_structure, match_line

MAX_TITLE_CHARS = 350
"""The longest of 146,903 real titles has 341 characters."""
MAX_NAME_CHARS = 90
NAME_RE = re.compile(r"@?[^\W_][\w.\-' ]{1,39}")
COUNTED_RE = re.compile(r".{1,90}?[·•]\s*\d{1,4} authors?")
FENCE = "---"
MAX_FENCED_LINES = 40

Place = tuple[Line, Span]
"""A span of the text, and the line it stands in."""


class Card(msgspec.Struct):
    """A paper's card while its lines are being gathered."""

    title: list[Shown]
    abstract: list[Shown]
    listed: Place | None = None
    published: Place | None = None
    number: str = ""
    number_place: Place | None = None
    is_number_shared: bool = False
    urls: list[Place] = []
    is_apart: bool = False
    """Whether anything stands between title and abstract, be it a blank line."""
    has_badges: bool = False
    has_furniture: bool = False
    """Whether a line beside the title is found in cards alone."""

    @property
    def is_certain(self) -> bool:
        """Whether anything but a short line speaks for a paper."""
        return bool(self.abstract or self.number or self.published or self.has_furniture)


class Found(msgspec.Struct):
    """What was found in the lines of a page: its cards, the lines that are explained, each with its rule, and whether it is the page of trends."""

    cards: list[Card]
    explained: list[tuple[Shown, str]]
    is_trending: bool = False
    listed: Place | None = None
    is_marked: bool = False
    """Whether the page itself marks its titles, so that no other line is one."""


class CardReader:
    """Reads the lines of one page, from first to last."""

    def __init__(self, lines: Sequence[Shown], listed: Place | None) -> None:
        self.lines = lines
        self.found = Found([], [], listed=listed)
        self.titles = find_titles(lines)
        self.is_marked = len(self.titles) > 1 or any(self.titles.values())
        self.found.is_marked = self.is_marked
        self.notes = {match["number"]: (shown.line, match) for shown in lines if (match := REFERENCE_RE.fullmatch(shown.look)) is not None}
        self.label = ""
        self.above: Shown | None = None
        self.above_rule: Rule | None = None
        self.is_title_open = False
        self.is_fresh = False
        self.submitter = find_rule("boilerplate", "hf.submitter").rule

    def read(self) -> Found:
        """The cards of the page. A title alone, with nothing of a card beside it, is none: above the first card it is what was searched for."""
        start = self._skip_front_matter()
        for index, shown in enumerate(self.lines):
            if shown.line.text and index >= start:
                self._take(index, shown)
        sure = [card for card in self.found.cards if card.is_certain]
        first = self.found.cards.index(sure[0]) if sure else 0
        # What was no card after all is nobody's: it stays to be seen as an orphan, but for the words that were searched for.
        lost = {shown.line.start for card in self.found.cards if not card.is_certain for shown in (*card.title, *card.abstract)}
        self.found.explained = [(shown, rule) for shown, rule in self.found.explained if shown.line.start not in lost]
        for card in self.found.cards[:first]:
            self._explain(card.title[0], "hf.query")
        self.found.cards = sure
        return self.found

    def _skip_front_matter(self) -> int:
        """Behind what a program that saves pages wrote above the page, between lines of dashes."""
        first = next((index for index, shown in enumerate(self.lines) if shown.line.text), 0)
        fences = [index for index, shown in enumerate(self.lines[: first + MAX_FENCED_LINES]) if shown.line.text == FENCE]
        if len(fences) < 2 or fences[0] != first:
            return 0
        for shown in self.lines[first + 1 : fences[1]]:
            if shown.line.text:
                self._explain(shown, "page.front-matter")
        return fences[1]

    @property
    def card(self) -> Card | None:
        """The card that is being read."""
        return self.found.cards[-1] if self.found.cards else None

    def _explain(self, shown: Shown, rule: str) -> None:
        """Note what explains a line. A rule that its text alone matches, without marks or what is taken out of it, leaves it to its place."""
        is_whole = match_line("boilerplate", shown.line.text)
        self.found.explained.append((shown, rule if is_whole is not None or rule in load_structure() else "hf.marked"))

    def _take(self, index: int, shown: Shown) -> None:
        text = shown.text
        rule = None if index in self.titles else match_furniture(shown)
        dated = None if index in self.titles or self.is_title_open else read_date(shown)
        if shown.bare_paper is not None:
            self._take_number(*shown.bare_paper, shown)
        elif not text or REFERENCE_RE.fullmatch(shown.look):
            self._take_links(shown)
            self._explain(shown, "hf.link")
            return
        elif self.is_title_open and self.card is not None:
            self._go_on_with_title(self.card, shown)
        elif SUBMITTER_LABEL_RE.fullmatch(self.label) and index not in self.titles and self._is_submitter(index, shown):
            self._explain(shown, "hf.card")
            rule = self.submitter
        elif dated is not None:
            self._take_date(shown, dated)
        elif rule is not None:
            self._take_furniture(shown, rule)
        else:
            self._place(index, shown)
        self.label = text
        self.above, self.above_rule = shown, rule

    def _take_number(self, number: str, span: Span, shown: Shown, line: Line | None = None) -> None:
        """Note the id of the card's paper, once."""
        card = self.card
        self._explain(shown, "hf.link")
        if card is not None and not card.number:
            holder = line or shown.line
            card.number, card.number_place, card.is_number_shared = number, (holder, holder.span(*span)), line is not None

    def _take_links(self, shown: Shown) -> None:
        """Note where a card's links lead: to its paper, its page on arXiv, its code."""
        card = self.card
        for link in shown.links if card is not None else ():
            self._take_link(shown, link)
        for number, span in shown.papers[:1]:
            if card is not None and not card.number and (shown is card.title[-1] or (card.abstract and shown is card.abstract[-1])):
                self._take_number(number, span, shown)

    def _take_link(self, shown: Shown, link: Link) -> None:
        card = self.card
        note = self.notes.get(link.note)
        if card is None or (note is None and not link.url):
            return
        line, url, start = (shown.line, link.url, link.url_span[0]) if note is None else (note[0], note[1]["url"], note[1].start("url"))
        paper = ARXIV_URL_RE.fullmatch(url)
        own = PAPER_URL_RE.fullmatch(url) if note is not None and not card.number and shown is card.title[-1] else None
        if own is not None:
            self._take_number(own["id"], (start + own.start("id"), start + own.end("id")), shown, line)
        elif CODE_BADGE_RE.fullmatch(link.text) and CODE_URL_RE.match(url):
            card.urls = [*card.urls, (line, line.span(start, start + len(url)))]
        elif paper is not None and link.text.casefold() in ("arxiv page", "arxiv", "view arxiv page") and not card.number:
            self._take_number(paper["id"], (start + paper.start("id"), start + paper.end("id")), shown, None if note is None else line)

    def _take_date(self, shown: Shown, dated: Dated) -> None:
        """A date behind a dot, or under the count of authors, is when the paper was published; any other when what follows was listed."""
        card = self.card
        is_under = self.above_rule is not None and (
            self.above_rule.id == "page.dot" or (self.above_rule.id == "hf.author-count" and bool(card and card.abstract))
        )
        place = shown.line, shown.span(*dated.span)
        if card is not None and (dated.is_published or is_under or PUBLISHED_LABEL_RE.fullmatch(self.label)):
            card.published = card.published or place
            card.has_furniture = True
            self._explain(shown, "hf.card")
        else:
            self.found.listed = place
            self._explain(shown, "hf.marked")
        self.is_fresh = False

    def _take_furniture(self, shown: Shown, rule: Rule) -> None:
        card = self.card
        if card is not None and self.is_fresh and rule.id in CARD_RULES:
            card.has_furniture = True
        if card is not None and rule.id in ("hf.link-label", "hf.badges"):
            card.has_badges = True
        if rule.id in ("hf.page-title", "hf.site-title", "hf.front-matter") and "trending papers" in shown.text.casefold() and not shown.links:
            self.found.is_trending = True
        self._take_links(shown)
        self._explain(shown, rule.id)
        self.is_fresh = False

    def _go_on_with_title(self, card: Card, shown: Shown) -> None:
        """A heading whose link goes on: all lines down to the link's end are title."""
        card.title.append(shown)
        self._explain(shown, "hf.link")
        self.is_title_open = not shown.links and len(card.title) < 5
        self._take_links(shown)

    def _place(self, index: int, shown: Shown) -> None:
        """Put a line that is no furniture where it belongs: title, abstract, or what one of them runs on to.

        Running text where a title should be is part of no record: it stays an orphan.
        """
        card = self.card
        if index in self.titles:
            self._open(shown, has_furniture=True)
        elif card is not None and self._belongs(card, index, shown):
            self._explain(shown, "hf.link")
            self.is_fresh = True
            self._take_links(shown)
        elif card is not None and self.is_fresh and self._is_organization(index, shown):
            self._explain(shown, "hf.organization")
        elif card is None and self.is_marked and self.above_rule is not None and len(shown.text) <= MAX_NAME_CHARS:
            self._explain(shown, "hf.query")
        elif not self.is_marked and any(map(str.isalnum, shown.text)) and self._is_title(index, shown):
            self._open(shown, has_furniture=self.above_rule is not None and self.above_rule.id in {*CARD_RULES, "hf.submitter"} - {"hf.vote-link"})

    def _open(self, shown: Shown, *, has_furniture: bool) -> None:
        self.found.cards.append(Card([shown], [], listed=self.found.listed, has_furniture=has_furniture))
        self.is_title_open = "[" in shown.look[: shown.bounds[0]] and not shown.links
        self.is_fresh = True
        self._explain(shown, "hf.link")
        self._take_links(shown)

    def _belongs(self, card: Card, index: int, shown: Shown) -> bool:
        """Add a line to the card's title or abstract, if it goes on with it; says whether it does."""
        above = self.lines[index - 1] if index else None
        is_next = above is not None and bool(above.line.text)
        if not card.abstract:
            if above is card.title[-1] and shown.look[:1].isspace() and not is_prose(shown.text):
                card.title.append(shown)
                return True
            if not is_running(self.lines, index, is_title_known=self.is_marked) and not (
                self.is_marked and shown.look.lstrip().startswith("[") and len(shown.text) > MAX_NAME_CHARS
            ):
                return False
            card.abstract.append(shown)
            card.is_apart = not is_next
            return True
        if above is card.abstract[-1] and self._runs_on(card, above, index, shown):
            card.abstract.append(shown)
            return True
        if self.is_marked and self.is_fresh and not is_next and is_prose(shown.text) and len(shown.text) > MAX_NAME_CHARS:
            card.abstract.append(shown)
            return True
        return False

    def _runs_on(self, card: Card, above: Shown, index: int, shown: Shown) -> bool:
        """Whether an abstract goes on in the line right below it.

        Where title and abstract are apart, any line does; where they are not, a paragraph, or the rest of a sentence and no title.
        """
        if self.is_marked or card.is_apart:
            return True
        below = text_below(self.lines, index)
        return is_long(shown.look) or (not ends_sentence(above.look) and not is_prose("" if below is None else below.text))

    def _is_submitter(self, index: int, shown: Shown) -> bool:
        """Whether the line below the label is a name: one word, or a few with the count of votes below them."""
        below = text_below(self.lines, index)
        rule = None if below is None else match_furniture(below)
        is_above_votes = rule is not None and rule.id in ("hf.count", "hf.vote-link", "hf.count-label")
        return NAME_RE.fullmatch(shown.text) is not None and (" " not in shown.text or is_above_votes)

    def _is_organization(self, index: int, shown: Shown) -> bool:
        """Whether a line between a card's text and the dot before its date is the name of who wrote the paper."""
        if COUNTED_RE.fullmatch(" ".join(shown.parts)):
            return True
        below = text_below(self.lines, index)
        if below is None or len(shown.parts) > 2 or len(" ".join(shown.parts)) > MAX_NAME_CHARS:
            return False
        rule = match_furniture(below)
        dated = read_date(below)
        return (rule is not None and rule.id == "page.dot") or below.text.startswith(("·", "•")) or (dated is not None and dated.is_published)

    def _is_title(self, index: int, shown: Shown) -> bool:
        """Whether a line is a title: short, or no sentence and above running text."""
        text = shown.text
        below = text_below(self.lines, index)
        return not is_long(text) or (len(text) < MAX_TITLE_CHARS and not ends_sentence(text) and below is not None and is_prose(below.text))
