"""Lines read as one text, since a page of arXiv that was pasted breaks its lines anywhere; and the way back to the lines.

A `Flow` is the looks of some lines with line feeds between them. Places in it are turned into spans of the dump. A `Draft` gathers what
was found there, so that no character is in two fields.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import itemgetter

from pipeline.formats.kinds import common_plan
from pipeline.lines import Line
from pipeline.raw import RawField, RawRecord
from pipeline.records import Span

SEPARATOR_RE = re.compile(r"[\s,;/·|•\ufeff\u200b]*")
"""What means nothing between two fields."""
QUOTE_RE = re.compile(r"[ \t]*>[ \t>]*")
"""The mark of a quotation in Markdown, in front of its lines."""
TABLE_EDGE_RE = re.compile(r"</?table\b[^<>]{0,500}>", re.IGNORECASE)
MAX_TABLE_CHARS = 20_000
"""A converter to Markdown leaves tables as they were; one that is not closed ends at the latest here."""
TAG_RE = re.compile(r"<[^<>]{1,500}>")
SPACE_RE = re.compile(r"&nbsp;|&#160;|&#xa0;", re.IGNORECASE)
"""A space that an extraction left as the page's source has it."""
DECORATION_RE = re.compile(r"[\s>|#*_`]*")
"""What may stand on a line before its label: marks of headings, quotations, tables and bold text."""
MAX_DECORATION = 24
LABEL_RULE = "arxiv.label"


class Flow:
    """Lines as one text."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.text, self.tags = _blank_markup("\n".join(line.look for line in lines))
        self.starts: list[int] = []
        position = 0
        for line in lines:
            self.starts.append(position)
            position += len(line.look) + 1

    def index(self, position: int) -> int:
        """The index of the line that a place is on."""
        return max(0, bisect.bisect_right(self.starts, position) - 1)

    def line_start(self, position: int) -> int:
        """Where the line begins that a place is on."""
        return self.starts[self.index(position)] if self.starts else 0

    def line_end(self, position: int) -> int:
        """Where the line ends that a place is on."""
        index = self.index(position)
        return self.starts[index] + len(self.lines[index].look)

    def opens_line(self, position: int) -> bool:
        """Whether nothing but marks of Markdown stands on the line before a place."""
        start = self.line_start(position)
        return position - start <= MAX_DECORATION and DECORATION_RE.fullmatch(self.text, start, position) is not None

    def span(self, start: int, end: int) -> Span:
        """The span of the dump behind a stretch, which may reach over line ends, without white space at its ends."""
        start, end = trim(self.text, start, end)
        low, high = self.index(start), self.index(max(start, end - 1))
        first = self.lines[low].position(start - self.starts[low])
        return (first, self.lines[high].position(end - self.starts[high]) if end > start else first)

    def list_tags(self, place: Span, taken: Iterable[Span]) -> Iterator[Span]:
        """The spans of the tags in a stretch that stand in no field."""
        for gap in between(place, taken) if self.tags else ():
            for start, end in self.tags_in(gap):
                if gap[0] <= start and end <= gap[1]:
                    low, high = self.index(start), self.index(end - 1)
                    yield self.lines[low].position(start - self.starts[low]), self.lines[high].position(end - self.starts[high])

    def tags_in(self, place: Span) -> Sequence[Span]:
        """The tags that a stretch touches."""
        first = bisect.bisect_right(self.tags, place[0], key=itemgetter(1))
        return self.tags[first : bisect.bisect_left(self.tags, place[1], key=itemgetter(0))]

    def rows(self, start: int, end: int) -> Iterator[Span]:
        """The parts of a stretch that stand on one line each, without white space at their ends; empty ones are left out."""
        index = self.index(start)
        while index < len(self.lines) and self.starts[index] < end:
            low, high = trim(self.text, max(start, self.starts[index]), min(end, self.starts[index] + len(self.lines[index].look)))
            if low < high:
                yield low, high
            index += 1

    def plan(self, start: int, end: int) -> tuple[tuple[str, str], ...]:
        """How the mojibake of a stretch is undone."""
        return common_plan(self.lines[self.index(start) : self.index(max(start, end - 1)) + 1])


class Draft:
    """Gathers the fields of one record, in places of a flow."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.taken: list[Span] = []
        self.flags: list[str] = []
        self.furniture: list[tuple[Span, str]] = []
        """Stretches in which all that is no field is boilerplate by a rule."""
        self._fields: dict[str, RawField] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._fields

    def add(self, name: str, place: Span | None, *, is_quoted: bool = False) -> bool:
        """Add a text, line by line; says whether there was any that no other field has. One that is there already stays as it is."""
        if place is None or name in self._fields or self._is_taken(place):
            return False
        rows = [_unquote(self.flow.text, row) if is_quoted else row for row in self.flow.rows(*place)]
        return self._put(name, [row for row in rows if row[0] < row[1]])

    def add_list(self, name: str, places: Iterable[Span]) -> bool:
        """Add a list, an item for each place; says whether there was any."""
        items = [place for low, high in places if (place := trim(self.flow.text, low, high))[0] < place[1] and not self._is_taken(place)]
        return name not in self._fields and self._put(name, items)

    def explain(self, rule: str, place: Span | None) -> None:
        """Say that what is no field in a stretch is boilerplate by this rule."""
        if place is not None:
            self.furniture.append((place, rule))

    def _put(self, name: str, places: Sequence[Span]) -> bool:
        if places:
            spans = tuple(self.flow.span(*place) for place in places)
            self._fields[name] = RawField(name, spans, self.flow.plan(places[0][0], places[-1][1]))
            self.taken.extend(places)
        return bool(places)

    def _is_taken(self, place: Span) -> bool:
        return any(low < place[1] and place[0] < high for low, high in self.taken)

    def record(self, shared: Iterable[RawField] = (), flags: tuple[str, ...] = ()) -> RawRecord:
        """The record, with fields that it shares with others of its page."""
        return RawRecord((*self._fields.values(), *(field for field in shared if field.name not in self._fields)), flags)


def _list_tables(text: str) -> Iterator[Span]:
    """Where the tables of a text stand, from the first that opens to the next that closes."""
    start: int | None = None
    for edge in TABLE_EDGE_RE.finditer(text):
        if not edge[0].startswith("</"):
            start = edge.start() if start is None else start
        elif start is not None:
            yield start, edge.end()
            start = None
    if start is not None:
        yield start, min(len(text), start + MAX_TABLE_CHARS)


def _blank_markup(text: str) -> tuple[str, tuple[Span, ...]]:
    """The text with white space where tags of tables and entities of spaces are, and where those stand."""
    tables = list(_list_tables(text)) if "<table" in text else []
    tags = [match.span() for table in tables for match in TAG_RE.finditer(text, *table)]
    if "&nbsp;" in text or "&#" in text:
        tags = sorted({*tags, *(match.span() for match in SPACE_RE.finditer(text))})
    parts: list[str] = []
    position = 0
    for start, end in tags:
        parts.extend((text[position:start], " " * (end - start)))
        position = end
    return "".join([*parts, text[position:]]), tuple(tags)


def explain(flow: Flow, place: Span, taken: Iterable[Span], rule_of: Callable[[str], str | None]) -> Iterator[tuple[Span, str]]:
    """What stands in a stretch outside the taken places, row by row, with the rule that says what it is; `rule_of` gives None for what is not known."""
    for low, high in between(place, taken):
        for row in flow.rows(low, high):
            text = flow.text[slice(*row)]
            rule = None if SEPARATOR_RE.fullmatch(text) else rule_of(text)
            if rule is not None:
                # No pattern looks for markup in the middle of its words.
                yield flow.span(*row), LABEL_RULE if flow.tags_in(row) else rule


def always(rule: str) -> Callable[[str], str]:
    """The rule for every row of a stretch."""
    return lambda _text: rule


def between(place: Span, taken: Iterable[Span]) -> Iterator[Span]:
    """The parts of a stretch that are in none of the taken places.

    >>> list(between((0, 9), [(5, 7), (1, 2)]))
    [(0, 1), (2, 5), (7, 9)]
    """
    position, end = place
    for low, high in sorted(taken):
        if low >= end:
            break
        if position < low:
            yield position, low
        position = max(position, high)
    if position < end:
        yield position, end


def trim(text: str, start: int, end: int) -> Span:
    """The stretch without white space at its ends.

    >>> trim(" ab  ", 0, 5)
    (1, 3)
    """
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _unquote(text: str, row: Span) -> Span:
    """A row of a quotation without its mark."""
    mark = QUOTE_RE.match(text, *row)
    return trim(text, mark.end() if mark else row[0], row[1])


def split_subjects(text: str, place: Span) -> Iterator[Span]:
    """The parts of a list of subjects, at its semicolons.

    >>> text = "Machine Learning (cs.LG); Statistics Theory (math.ST)"
    >>> [text[low:high] for low, high in split_subjects(text, (0, len(text)))]
    ['Machine Learning (cs.LG)', 'Statistics Theory (math.ST)']
    """
    start = place[0]
    for match in re.finditer(";", text[slice(*place)]):
        yield trim(text, start, place[0] + match.start())
        start = place[0] + match.end()
    yield trim(text, start, place[1])
