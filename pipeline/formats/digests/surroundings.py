"""What stands round the entries of a digest: its headings, the day it is of, the words of welcome above it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.formats.digests.values import DATE_RE
from pipeline.formats.kinds import Range
from pipeline.formats.prose import is_long
from pipeline.lines import Line
from pipeline.raw import RawField
from pipeline.records import Span
from pipeline.rules import match_line

HEADING_RE = re.compile(r"[\s>]{0,12}(?P<marks>#{1,6})(?:[ \t]+|(?=\S))(?P<text>\S.*)")
TAG_HEADING_RE = re.compile(
    r"\s{0,4}(?:<summary[^<>]{0,80}>\s*)?<h(?P<marks>[1-6])(?:\s[^<>]{0,200})?>\s*(?P<text>[^<>\n]{1,300}?)\s*</h(?P=marks)>\s*(?:</summary>)?\s*"
)
"""A heading in HTML, on a line of its own."""
RULE_RE = re.compile(r"[\s>]*(?:-{3,}|\*{3,}|_{3,}|={3,})\s*")
KEY_RE = re.compile(r"[A-Za-z][\w-]{0,30}:(?:\s|$)|\s+\S|- \S")
"""A line of the front matter of a page: `title: Papers of the day`."""
RANGE_RE = re.compile(r"\d\s*(?:-|–|—|to|~|至)\s*(?:[A-Z][a-z]{2}|\d)", re.IGNORECASE)
UPDATED_RE = re.compile(r"(?i:updated?|更新|version)")
LINKED_ITEM_RE = re.compile(r"[\s>]*(?:[-*+•]|\d{1,4}[.)])\s+[^\n]{0,40}\[[^\]\n]{1,300}\]\(http")
"""An item of a list with a link: no word of welcome."""
CLAIM_RE = re.compile(
    r"(?i:[^\w\[!]{0,12}(?:(?:total|number of)\s+(?:papers?|articles?|entries|results)(?:\s+(?:found|shown|listed|collected))?"
    r"|papers?\s+(?:found|shown|listed))"
    r"[\s*_]*[:：][\s*_]*(?P<count>\d{1,6})[\s*_.]*)"
    r"|[^\w\[!]{0,12}(?:今日)?共[\s*]*(?P<zh>\d{1,6})[\s*]*篇(?:论文)?[\s*。]*"
    r"|\[?!\[[^\]\n]{0,60}\]\(https://img\.shields\.io/badge/(?:[Tt]otal(?:%20|_))?[Pp]apers-(?P<badge>\d{1,6})-[^\n]{0,200}"
)
"""What a digest says of how many papers it holds: `**Total Papers:** 77`. Counts under the headings of subjects are parts of it."""
MAX_INTRO_LINES = 40
MAX_LINES_BELOW_RULE = 2


def match_heading(line: Line) -> re.Match[str] | None:
    """A heading of Markdown; None for any other line."""
    if "#" in line.look[:18] and "<" not in line.look[:4]:
        return HEADING_RE.fullmatch(line.look)
    return TAG_HEADING_RE.fullmatch(line.look) if "</h" in line.look else None


def level_of(heading: re.Match[str]) -> int:
    """How deep a heading is set."""
    return int(heading["marks"]) if heading["marks"].isdecimal() else len(heading["marks"])


def is_furniture(line: Line) -> bool:
    """Whether a line says nothing of any paper: blank, a heading, boilerplate by rule."""
    text = line.text
    return not text or match_heading(line) is not None or ((not is_long(text) or text.startswith("<li>")) and match_line("boilerplate", text) is not None)


def find_regions(lines: Sequence[Line], entries: Sequence[Range]) -> Iterator[Range]:
    """The regions that entries (in order) stand in: with the headings above each, and all that stands under one dated heading in one."""
    days = _find_days(lines, entries)
    floor = 0
    region: tuple[int, int, int | None] | None = None
    for number, (first, last) in enumerate(entries):
        day = days[number]
        limit = entries[number + 1][0] if number + 1 < len(entries) else len(lines)
        end = _reach_on(lines, last, limit)
        if region is not None and day is not None and region[2] == day:
            region = (region[0], end, day)
            continue
        if region is not None:
            yield region[0], region[1]
            floor = region[1]
        region = (_reach_back(lines, first if day is None else day, floor), end, day)
    if region is not None:
        yield region[0], region[1]


def share_day(lines: Sequence[Line], entries: Sequence[Range]) -> list[tuple[RawField, ...]]:
    """For each entry the day it was listed on, where a heading above it says so."""
    return [() if day is None else (RawField("listed", (_day_span(lines[day]),), lines[day].plan, is_shared=True),) for day in _find_days(lines, entries)]


def find_claim(lines: Sequence[Line], entries: Sequence[Range]) -> int | None:
    """How many papers a digest says it holds, in the lines outside its entries; None where it does not say."""
    for index in _outside(len(lines), entries):
        claim = CLAIM_RE.fullmatch(lines[index].text) if not is_long(lines[index].text) else None
        if claim is not None:
            return int(next(count for count in claim.groups() if count is not None))
    return None


def explain_surroundings(lines: Sequence[Line], entries: Sequence[Range]) -> Iterator[tuple[Span, str]]:
    """What the lines of a region outside its entries are, as far as their place tells."""
    days = {day for day in _find_days(lines, entries) if day is not None}
    for index in _outside(len(lines), entries):
        line = lines[index]
        heading = match_heading(line)
        if heading is not None and index in days:
            low, high = _day_span(line)
            yield from ((span, "digest.heading") for span in (_trim(line, line.start, low), _trim(line, high, line.end)) if span is not None)
        elif heading is not None:
            yield line.span(), "digest.heading"
        elif line.text and not is_long(line.text) and match_line("boilerplate", line.text) is None:
            yield line.span(), "digest.intro"


def _trim(line: Line, start: int, end: int) -> Span | None:
    """The span of a line's text between two places of it; None where nothing is there."""
    low, high = (0 if start == line.start else _look_index(line, start)), (len(line.look) if end == line.end else _look_index(line, end))
    span = line.span(low, high)
    return span if span[0] < span[1] else None


def _look_index(line: Line, place: int) -> int:
    return place - line.start if line.starts is None else line.starts.index(place)


def _find_days(lines: Sequence[Line], entries: Sequence[Range]) -> list[int | None]:
    """For each entry the line of the innermost heading above it that has a date."""
    days: list[int | None] = []
    open_headings: list[tuple[int, int | None]] = []
    position = 0
    for first, last in entries:
        for index in range(position, first):
            heading = match_heading(lines[index])
            if heading is not None:
                level = level_of(heading)
                while open_headings and open_headings[-1][0] >= level:
                    open_headings.pop()
                open_headings.append((level, index if _has_day(heading["text"]) else None))
        days.append(next((day for _, day in reversed(open_headings) if day is not None), None))
        position = last
    return days


def _has_day(text: str) -> bool:
    """Whether a heading is of one day or month; not of a span of days, nor of the time of an update."""
    dates = list(DATE_RE.finditer(text))
    if len(dates) != 1 or UPDATED_RE.search(text):
        return False
    rest = text[: dates[0].start()] + "|" + text[dates[0].end() :]
    return RANGE_RE.search(rest) is None and re.search(r"[-–—~]\s*\||\|\s*[-–—~]\s*\w", rest) is None


def _day_span(line: Line) -> Span:
    match = DATE_RE.search(line.look)
    return line.span(*match.span()) if match is not None else line.span()


def _outside(count: int, entries: Sequence[Range]) -> Iterator[int]:
    position = 0
    for first, last in [*entries, (count, count)]:
        yield from range(position, first)
        position = last


def _reach_on(lines: Sequence[Line], index: int, limit: int) -> int:
    """Behind the boilerplate that follows an entry; headings belong to what they head."""
    end = index
    while index < limit and is_furniture(lines[index]) and match_heading(lines[index]) is None:
        index += 1
        end = index if lines[index - 1].text else end
    return end


def _reach_back(lines: Sequence[Line], first: int, floor: int) -> int:
    """Where the headings and the words above an entry begin, not before `floor`."""
    start = index = first
    while index > floor:
        above = lines[index - 1]
        if is_furniture(above):
            index -= 1
            start = index if above.text else start
            continue
        intro = _find_intro(lines, index, floor)
        if intro is None:
            break
        start = index = intro
    return start


def _find_intro(lines: Sequence[Line], end: int, floor: int) -> int | None:
    """Where a few short lines that end at `end` begin: at the heading above them, or at a rule (above a line or two, or a page's front matter)."""
    for index in range(end - 1, max(floor - 1, end - MAX_INTRO_LINES, 0) - 1, -1):
        line = lines[index]
        if RULE_RE.fullmatch(line.look):
            between = [other for other in lines[index + 1 : end] if other.text]
            is_front = len(between) <= MAX_LINES_BELOW_RULE or (end < len(lines) and all(KEY_RE.match(other.look) for other in between))
            return max(index, floor) if is_front else None
        if index < floor:
            return None
        if match_heading(line) is not None:
            return index
        if is_long(line.text) or LINKED_ITEM_RE.match(line.look):
            return None
    return None
