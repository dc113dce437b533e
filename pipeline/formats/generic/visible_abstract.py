"""The abstract that a paper's page shows: in an element that is called so, or below a heading or behind a label that says so."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from bs4 import Tag

from pipeline.formats.generic.block_rest import list_lines
from pipeline.formats.prose import ends_sentence, is_prose
from pipeline.page import Page
from pipeline.records import Span

NAME_RE = re.compile(
    r"(?:^|[\s_-])(?:[a-z]{1,12}(?=abstract))?(?:abstract|resumo|resumen)(?:s|\d{0,2}|section|text|content|body|info|intext)?(?:$|[\s_-])", re.IGNORECASE
)
OTHER_NAME_RE = re.compile(
    r"graphical|teaser|visual|video|toggle|button|btn|link|nav|menu|tab(?:$|[\s_-])|title|heading|header|label|translat|tldr|highlight|preview|keyword|references",
    re.IGNORECASE,
)
HEADING_RE = re.compile(r"\W*(?:\d{1,2}\.?\s*)?(?:abstract|summary|zusammenfassung|résumé|resumen|摘要)\W*", re.IGNORECASE)
LABEL_RE = re.compile(r"\s*abstract\s*(?:[:：.]|[—–-](?=\s))\s*(?=\S)", re.IGNORECASE)
PART_RE = re.compile(
    r"\W*(?:background|methods?|results?|conclusions?|objectives?|purpose|aims?|findings|introduction|design|setting|context|motivation|discussion|significance"
    r"|importance|participants|interventions?|implications|limitations|methodology|approach|materials and methods|main results)\W*",
    re.IGNORECASE,
)
"""The parts of an abstract that have headings of their own."""
STOP_RE = re.compile(
    r"\W*(?:key\s?words?|index terms|references|citations?|graphical abstract|highlights|jel\b|subjects?|msc\b|doi\b|copyright|©|how to cite|cite this"
    r"|(?:read|show|view|see) (?:more|less|full)|introduction\W*$|1\.? introduction|received\b|download|bibtex|figures?\b|similar content|access this)",
    re.IGNORECASE,
)
TEXT_RE = re.compile(r"\W*(?:[1I]\.?\s+)?(?:introduction|references|full text|main|comments?)\W*$", re.IGNORECASE | re.MULTILINE)
"""Below these stands the paper, or what readers say."""
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
LABELS = (*HEADINGS, "strong", "b", "dt", "th", "td", "p", "div", "span", "summary", "legend", "font")
MIN_CHARS = 80
MAX_CHARS = 12_000
MAX_TRIED = 60
MAX_LINES_BELOW = 20
MAX_PARAGRAPHS = 4
MIN_CHARS_BELOW = 250
MAX_CHARS_BELOW = 4_000
"""What is longer is the paper itself."""
SLACK = 40


def find_abstract(page: Page) -> tuple[Span, ...]:
    """The paragraphs of the abstract; nothing where the page shows none.

    The element that is called an abstract counts before a heading, that before a label in front of a paragraph.
    """
    for spans in (*_from_names(page), *_from_headings(page), *_from_labels(page)):
        if spans and sum(end - start for start, end in spans) >= MIN_CHARS:
            return spans
    return ()


def _from_names(page: Page) -> Iterator[tuple[Span, ...]]:
    """What stands in elements whose id or class says abstract."""
    tried = 0
    for tag in page.soup.find_all(["section", "div", "p", "blockquote", "article", "span", "td", "dd"]):
        if tried < MAX_TRIED and any(is_abstract_name(name) for name in list_names(tag)):
            tried += 1
            yield pick_paragraphs(page, page.span(tag))


def list_names(tag: Tag) -> Iterator[str]:
    """What an element is called: its id, each of its classes, the property it holds."""
    yield from list_classes(tag)
    for name in ("id", "itemprop", "property", "data-testid", "data-test-id"):
        value = tag.get(name)
        if isinstance(value, str):
            yield value.rpartition(":")[2]


def list_classes(tag: Tag) -> list[str]:
    """The classes of an element."""
    classes = tag.get("class")
    return [] if classes is None else [classes] if isinstance(classes, str) else list(classes)


def is_abstract_name(name: str) -> bool:
    """Whether an id or a class says that an abstract is in the element.

    >>> [is_abstract_name(name) for name in ("acl-abstract", "Abs-abstractSection", "graphical-abstract", "abstract-title", "abstraction")]
    [True, True, False, False, False]
    """
    return NAME_RE.search(name) is not None and OTHER_NAME_RE.search(name) is None


def _from_headings(page: Page) -> Iterator[tuple[Span, ...]]:
    """What stands below a heading, up to the next."""
    tags = page.soup.find_all(LABELS)
    headings = [(page.span(tag)[0], tag.name, PART_RE.fullmatch(page.show(tag)) is not None) for tag in tags if tag.name in HEADINGS]
    tried = 0
    for tag in tags:
        start, end = page.span(tag)
        if end - start > len("1. Zusammenfassung: ") or not HEADING_RE.fullmatch(page.text, start, end) or tried >= MAX_TRIED:
            continue
        tried += 1
        # A part of the abstract may have a heading, which is smaller than its own.
        level = tag.name if tag.name in HEADINGS else ""
        stop = next((low for low, name, is_part in headings if low > end and (not is_part or name <= level)), len(page.text))
        yield pick_paragraphs(page, (end, min(stop, end + MAX_CHARS)))


def _from_labels(page: Page) -> Iterator[tuple[Span, ...]]:
    """A paragraph that begins with the label."""
    for start, end in list_lines(page, (0, len(page.text))):
        label = LABEL_RE.match(page.text, start, end)
        if label is not None and is_prose(page.text[label.end() : end]):
            yield ((label.end(), end),)
            return


def find_below_title(page: Page, title: str) -> tuple[Span, ...]:
    """The running text right below the line with the title, where it is short enough for an abstract; for pages that do not say what it is."""
    wanted = _fold(title)
    lines = list(list_lines(page, (0, len(page.text))))
    for index, line in reversed(list(enumerate(lines))):
        if not wanted or line[1] - line[0] > len(title) + SLACK or _fold(page.text[slice(*line)]) != wanted:
            continue
        below = lines[index + 1 : index + 1 + MAX_LINES_BELOW]
        first = next((at for at, span in enumerate(below) if _is_paragraph(page, span)), None)
        if first is None or any(TEXT_RE.match(page.text, *span) for span in below[:first]):
            continue
        found = list(itertools.takewhile(lambda span: _is_paragraph(page, span), below[first:]))
        if len(found) <= MAX_PARAGRAPHS and MIN_CHARS_BELOW <= sum(end - start for start, end in found) <= MAX_CHARS_BELOW:
            return tuple(found)
    return ()


def _is_paragraph(page: Page, span: Span) -> bool:
    text = page.text[slice(*span)]
    return is_prose(text) and ends_sentence(text) and STOP_RE.match(text) is None


def _fold(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def pick_paragraphs(page: Page, span: Span) -> tuple[Span, ...]:
    """The running text at the beginning of a span, a span for each paragraph, with the headings of its parts; nothing where there is none."""
    found: list[Span] = []
    for start, end in list_lines(page, span):
        label = LABEL_RE.match(page.text, start, end)
        low = start if label is None else label.end()
        text = page.text[low:end]
        if HEADING_RE.fullmatch(text):
            continue
        if is_prose(text) or (found and ends_sentence(text)) or PART_RE.fullmatch(text):
            if STOP_RE.match(text) and not PART_RE.fullmatch(text):
                break
            found.append((low, end))
        elif found and any(is_prose(page.text[slice(*part)]) for part in found):
            break
    while found and PART_RE.fullmatch(page.text, *found[-1]):
        found.pop()
    return tuple(found) if _has_prose(page, found) else ()


def _has_prose(page: Page, spans: Sequence[Span]) -> bool:
    return any(is_prose(page.text[slice(*span)]) for span in spans)
