"""From the cards of a Hugging Face papers page in text to records."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.formats.hugging_face.shown import Shown
from pipeline.formats.hugging_face.summaries import is_summary
from pipeline.formats.hugging_face.text_cards import Card, Found
from pipeline.formats.kinds import Cut, common_plan
from pipeline.raw import RawField, RawRecord
from pipeline.records import Span
from pipeline.rules import load_structure

BREAK_RE = re.compile(r"\\{1,2}(?:\s{2,}|$)")
"""How a program writes that a title goes on in another line."""


def to_cut(pages: Sequence[Found]) -> Cut:
    """The records of the pages' cards, and what beside their fields the cards' place explains."""
    records: list[RawRecord] = []
    boilerplate: list[tuple[Span, str]] = []
    for page in pages:
        explained = list(page.explained)
        for index, card in enumerate(page.cards):
            if index and _is_same(page.cards[index - 1], card):
                _complete(page.cards[index - 1], card)
        kept = [card for index, card in enumerate(page.cards) if not index or not _is_same(page.cards[index - 1], card)]
        summaries = [card for card in kept if _has_summary(card, is_trending=page.is_trending)]
        explained.extend((shown, "hf.ai-summary") for card in summaries for shown in card.abstract)
        doubled = [card for card in page.cards if card not in kept]
        explained.extend((shown, "hf.doubled-card") for card in doubled for shown in (*card.title, *card.abstract))
        found = [_to_record(card, has_abstract=card not in summaries) for card in kept]
        records.extend(found)
        boilerplate.extend(explain_rest(explained, found))
    return Cut(tuple(records), tuple(boilerplate))


def _is_same(first: Card, second: Card) -> bool:
    """Whether the second of two cards in a row is the first once more, for screens of another size."""
    if first.number and second.number and first.number != second.number:
        return False
    return _fold(first.title) == _fold(second.title)


def _fold(lines: Sequence[Shown]) -> str:
    return " ".join(" ".join(shown.text for shown in lines).split()).casefold()


def _complete(first: Card, second: Card) -> None:
    """Give a card what only its double has."""
    first.abstract = first.abstract or second.abstract
    first.published = first.published or second.published
    if not first.number:
        first.number, first.number_place, first.is_number_shared = second.number, second.number_place, second.is_number_shared
    first.urls = first.urls or second.urls
    first.has_badges = first.has_badges or second.has_badges


def _has_summary(card: Card, *, is_trending: bool) -> bool:
    """Whether what stands in the abstract's place is a sentence by a language model: on the page of trends, whose cards have badges."""
    return bool(card.abstract) and (is_trending or card.has_badges) and is_summary(" ".join(shown.text for shown in card.abstract))


def _to_record(card: Card, *, has_abstract: bool) -> RawRecord:
    fields = [_lines_field("title", [span for shown in card.title for span in _split_title(shown)], card.title)]
    if card.abstract and has_abstract:
        fields.append(_lines_field("abstract", [_abstract_span(shown) for shown in card.abstract], card.abstract))
    if card.number_place is not None:
        fields.append(RawField("identifiers.arxiv", (card.number_place[1],), is_shared=card.is_number_shared))
    if card.published is not None:
        fields.append(RawField("published", (card.published[1],)))
    if card.urls:
        fields.append(RawField("urls", tuple(dict.fromkeys(span for _, span in card.urls))))
    if card.listed is not None:
        line, span = card.listed
        fields.append(RawField("listed", (span,), line.plan, is_shared=True))
    return RawRecord(tuple(fields))


def _lines_field(name: str, spans: Sequence[Span], lines: Sequence[Shown]) -> RawField:
    return RawField(name, tuple(span for span in spans if span[0] < span[1]), common_plan([shown.line for shown in lines]))


def _split_title(shown: Shown) -> Iterator[Span]:
    """The parts of a title's line between the marks of line breaks."""
    low, high = shown.bounds
    position = low
    for match in BREAK_RE.finditer(shown.look, low, high):
        yield shown.span(position, match.start())
        position = match.end()
    yield shown.span(position, high)


def _abstract_span(shown: Shown) -> Span:
    """A line of an abstract: all of it, where no link is around it, since a dash at its beginning may be part of a sentence."""
    low, high = shown.bounds
    marks = shown.look[:low] + shown.look[high:]
    return shown.line.span() if not set(marks) & set("[]#\\") else shown.span()


def explain_rest(explained: Sequence[tuple[Shown, str]], records: Sequence[RawRecord]) -> Iterator[tuple[Span, str]]:
    """What of the lines that are explained is in no field, each with the line's rule; of several for a line the last."""
    taken = sorted({span for record in records for field in record.fields for span in field.spans})
    rules = {shown.line.start: (shown, rule) for shown, rule in explained}
    index = 0
    for start in sorted(rules):
        shown, rule = rules[start]
        low, high = shown.line.span()
        while index < len(taken) and taken[index][1] <= low:
            index += 1
        position, inner = low, index
        if inner < len(taken) and taken[inner][0] < high and rule not in load_structure():
            rule = "hf.marked"
        while inner < len(taken) and taken[inner][0] < high:
            if position < taken[inner][0]:
                yield (position, taken[inner][0]), rule
            position, inner = max(position, taken[inner][1]), inner + 1
        if position < high:
            yield (position, high), rule
