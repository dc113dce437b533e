"""A Hugging Face papers page as text: page furniture, dates, then a title and an abstract for each paper."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import msgspec

from pipeline.formats.kinds import Cut, Range, TextFormat, common_plan
from pipeline.formats.prose import ends_sentence, is_long, is_prose
from pipeline.lines import Joint, Line
from pipeline.raw import RawField, RawRecord
from pipeline.records import Span
from pipeline.repair.dates import DATE_RE
from pipeline.rules import Rule, find_rule, match_line

DATE_LINE_RE = re.compile(rf"(?:Daily papers for )?(?P<date>{DATE_RE})")
PUBLISHED_RE = re.compile(rf"published on\s*(?P<date>{DATE_RE})", re.IGNORECASE)
PUBLISHED_LABEL_RE = re.compile(r"[·•\-\s]*Published on[:\s]*", re.IGNORECASE)
BADGE = "new"
MAX_TITLE_CHARS = 350
"""The longest of 146,903 real titles has 341 characters."""
SUBMITTER_LABEL_RE = re.compile(r"Submitted by[:\s]*", re.IGNORECASE)


def find(lines: Sequence[Line]) -> Iterable[Range]:
    """From the first line of page furniture to the end, where one of the lines is found on no page but this one.

    Titles and abstracts alone are not enough: any article with headings looks like that.
    """
    rules = [(index, match_line("boilerplate", line.text)) for index, line in enumerate(lines) if line.text and not is_long(line.look)]
    furniture = [index for index, rule in rules if rule is not None]
    if any(rule is not None and rule.anchors for _, rule in rules):
        yield _page_start(lines, furniture[0]), len(lines)


def _page_start(lines: Sequence[Line], first: int) -> int:
    """The page begins at its first furniture, or at the date right above it."""
    above = [index for index in range(first) if lines[index].text]
    if above and DATE_LINE_RE.fullmatch(lines[above[-1]].text):
        return above[-1]
    return first


class _Card(msgspec.Struct):
    """A paper's card while its lines are being gathered."""

    title: list[Line]
    abstract: list[Line]
    published: Line | None = None
    listed: tuple[Line, Span] | None = None


def cut(lines: Sequence[Line]) -> Cut:
    """The cards of a page. A date on a line of its own is when what follows was listed."""
    cards: list[_Card] = []
    boilerplate: list[tuple[Span, str]] = []
    listed: tuple[Line, Span] | None = None
    label = ""
    submitter = find_rule("boilerplate", "hf.submitter")
    for index, line in enumerate(lines):
        text = line.text
        if not text:
            continue
        if SUBMITTER_LABEL_RE.fullmatch(label) and submitter.regex.fullmatch(text):
            boilerplate.append((line.span(), submitter.rule.id))
        elif PUBLISHED_LABEL_RE.fullmatch(label) and DATE_LINE_RE.fullmatch(text) and cards:
            cards[-1].published = line
        elif date := DATE_LINE_RE.fullmatch(text):
            offset = line.look.index(text)
            listed = line, line.span(offset + date.start("date"), offset + date.end("date"))
        elif (rule := _furniture(text)) is None:
            _place(cards, lines, index, listed)
        elif rule.id == "hf.published-on" and cards and cards[-1].published is None and PUBLISHED_RE.search(text):
            cards[-1].published = line
        label = text
    return Cut(tuple(_to_record(card) for card in cards), tuple(boilerplate))


def _furniture(text: str) -> Rule | None:
    return None if is_long(text) else match_line("boilerplate", text)


def _place(cards: list[_Card], lines: Sequence[Line], index: int, listed: tuple[Line, Span] | None) -> None:
    """Put a line that is no furniture where it belongs: title, abstract, or what one of them runs on to.

    Running text where a title should be is part of no record: it stays an orphan.
    """
    line, above = lines[index], lines[index - 1] if index else None
    card = cards[-1] if cards else None
    if card is not None and not card.abstract:
        if above is card.title[-1] and line.look[:1].isspace():
            card.title.append(line)
            return
        if is_prose(line.look):
            card.abstract.append(line)
            return
    elif card is not None and above is card.abstract[-1] and _runs_on(above, line, _text_below(lines, index)):
        card.abstract.append(line)
        return
    if any(map(str.isalnum, line.text)) and _is_title(line.text, _text_below(lines, index)):
        cards.append(_Card([line], [], listed=listed))


def _text_below(lines: Sequence[Line], index: int) -> str:
    return next((lines[below].text for below in range(index + 1, len(lines)) if lines[below].text), "")


def _runs_on(above: Line, line: Line, below: str) -> bool:
    """Whether an abstract goes on in the line right below it: a paragraph, or the rest of a sentence and no title."""
    return is_long(line.look) or (not ends_sentence(above.look) and not is_prose(below))


def _is_title(text: str, below: str) -> bool:
    """Whether a line is a title: short, or no sentence and above running text."""
    return not is_long(text) or (len(text) < MAX_TITLE_CHARS and not ends_sentence(text) and is_prose(below))


def _to_record(card: _Card) -> RawRecord:
    fields = [_lines_field("title", card.title)]
    if card.abstract:
        fields.append(_lines_field("abstract", card.abstract))
    if card.published is not None:
        match = PUBLISHED_RE.search(card.published.look) or DATE_LINE_RE.search(card.published.look)
        if match is not None:
            fields.append(RawField("published", (card.published.span(*match.span("date")),)))
    if card.listed is not None:
        line, span = card.listed
        fields.append(RawField("listed", (span,), line.plan, is_shared=True))
    return RawRecord(tuple(fields))


def _lines_field(name: str, lines: list[Line]) -> RawField:
    return RawField(name, tuple(line.span() for line in lines), common_plan(lines))


def joints(lines: Sequence[Line]) -> Iterable[Joint]:
    """Before the badge that opens the page, where it is glued to the end of a file that was joined to this one."""
    for index, line in enumerate(lines):
        if line.look.endswith(BADGE) and line.text != BADGE:
            below = next((other.text for other in lines[index + 1 : index + 4] if other.text), "")
            rule = match_line("boilerplate", below)
            if rule is not None and rule.anchors:
                yield index, len(line.look) - len(BADGE)


FORMAT = TextFormat(
    name="hf-page-text",
    summary="A Hugging Face papers page copied as text: furniture, dates, title and abstract of each paper.",
    find=find,
    cut=cut,
    joints=joints,
)
