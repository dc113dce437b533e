"""What stands round the entries of arXiv's mails: the header of a mail, notices between ruled lines, headings of days, feet.

Told by place: from an entry upwards, as far as all is of one of these kinds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.formats.arxiv.mail_entries import Entry, is_bar, is_rule
from pipeline.formats.kinds import Range
from pipeline.lines import Line
from pipeline.records import Span
from pipeline.rules import is_of_family

ENVELOPE = "mail.envelope"
NOTICE = "mail.notice"
FAMILY = "mail."

MAIL_HEADER_RE = re.compile(
    r"From \S+@\S+ .*|(?P<name>Date|Subject|From|To|Cc|Bcc|Reply-To|Sender|Received|Return-Path|Delivered-To|Message-I[dD]|M[Ii][Mm][Ee]-Version|Precedence"
    r"|Errors-To|Status|Lines|Content-[A-Za-z-]+|List-[A-Za-z-]+|X-[A-Za-z-]+|DKIM-[A-Za-z-]+|ARC-[A-Za-z-]+|Authentication-Results|In-Reply-To|References"
    r"|Approved|Organization|Newsgroups|Path)\s?:(?P<value>.*)"
)
DAY_RE = re.compile(r"\s*/\*\s*(?P<date>[^*]{6,40}?)\s*\*/\s*")
MAX_NOTICE_LINES = 60
"""The mail of a large archive names some forty categories between two ruled lines."""
MAX_NOTICE_CHARS = 90
MIN_FRAME_CHARS = 60
"""Ruled lines round a notice are as wide as the mail."""
MAX_ENVELOPE_LINES = 200


def find_regions(lines: Sequence[Line], entries: Sequence[Entry]) -> Iterator[Range]:
    """The regions of a text with these entries, in order.

    An entry is a region with what stands below it, so that a long listing may be cut between any two. Where a date heads a mail or a day, all
    that it heads is one. What stands above the first entry of a listing without such a date is a region of its own.
    """
    region: Range | None = None
    is_dated = False
    for entry in entries:
        start, end = entry.lines
        floor = 0 if region is None else region[1]
        top = _climb(lines, start, floor)
        heading = find_heading(lines, top, start)
        if region is not None:
            low = _descend(lines, floor, top)
            is_next = not any(line.text for line in lines[low:top])
            if is_next and heading is None and is_dated:
                region = region[0], end
                continue
            yield _trim(lines, region[0], (start if heading is None else heading) if is_next else low)
            top = start if is_next else top
        first = start if heading is None else heading
        if top < first:
            yield _trim(lines, top, first)
        region, is_dated = (first, end), heading is not None
    if region is not None:
        yield _trim(lines, region[0], _descend(lines, region[1], len(lines)))


def find_heading(lines: Sequence[Line], top: int, start: int) -> int | None:
    """The index of the line with which a dated heading begins, between `top` and the entry at `start`; None where there is none."""
    if find_listed(lines, top, start) is None:
        return None
    for index in range(top, start):
        if MAIL_HEADER_RE.fullmatch(lines[index].look):
            return index
        if DAY_RE.fullmatch(lines[index].look):
            return index - 1 if index > top and is_bar(lines[index - 1]) else index
    return None


def find_listed(lines: Sequence[Line], top: int, start: int) -> Span | None:
    """The date of a heading between two lines."""
    for line in lines[top:start]:
        mail, day = MAIL_HEADER_RE.fullmatch(line.look), DAY_RE.fullmatch(line.look)
        if mail is not None and mail["name"] == "Date" and mail["value"].strip():
            return line.span(*mail.span("value"))
        if day is not None:
            return line.span(*day.span("date"))
    return None


def outside_entries(lines: Sequence[Line], entries: Sequence[Entry], listed: Span | None) -> Iterator[tuple[Span, str]]:
    """The boilerplate round the entries that no rule knows by its words, with the rules for it."""
    edges = [0, *(edge for entry in entries for edge in entry.lines), len(lines)]
    for low, high in zip(edges[::2], edges[1::2], strict=True):
        is_envelope = False
        for line in lines[low:high]:
            is_envelope = bool(line.text) and (MAIL_HEADER_RE.fullmatch(line.look) is not None or (is_envelope and line.look[:1].isspace()))
            if not line.text or _is_known(line.text):
                continue
            start, end = line.span()
            cuts = (start, *listed, end) if listed is not None and start <= listed[0] and listed[1] <= end else (start, end)
            for first, last in zip(cuts[::2], cuts[1::2], strict=True):
                if first < last:
                    yield (first, last), ENVELOPE if is_envelope else NOTICE


def _climb(lines: Sequence[Line], start: int, floor: int) -> int:
    """The index of the first line of what stands above an entry and belongs to the mail."""
    index = start
    is_framed = False
    while index > floor:
        if not lines[index - 1].text or _is_known(lines[index - 1].text):
            index -= 1
            is_framed = is_framed or _is_frame(lines[index])
            continue
        above = _climb_notice(lines, index, floor) if is_framed else None
        above = _climb_day(lines, index, floor) if above is None else above
        above = _climb_envelope(lines, index, floor) if above is None else above
        if above is None:
            break
        index = above
    while index < start and not lines[index].text:
        index += 1
    return index


def _climb_notice(lines: Sequence[Line], index: int, floor: int) -> int | None:
    """The ruled line above a notice that ends above the line at `index`."""
    for above in range(index - 1, max(floor, index - MAX_NOTICE_LINES) - 1, -1):
        if _is_frame(lines[above]):
            return above
        if len(lines[above].look) > MAX_NOTICE_CHARS or is_bar(lines[above]):
            return None
    return None


def _climb_day(lines: Sequence[Line], index: int, floor: int) -> int | None:
    """The line above which the heading of a day begins, for its last or its middle line."""
    if DAY_RE.fullmatch(lines[index - 1].look):
        return index - 2 if index - 2 >= floor and is_bar(lines[index - 2]) else index - 1
    if is_bar(lines[index - 1]) and index - 2 >= floor and DAY_RE.fullmatch(lines[index - 2].look):
        return index - 1
    return None


def _climb_envelope(lines: Sequence[Line], index: int, floor: int) -> int | None:
    """The first line of a mail's header that ends above the line at `index`."""
    low = index
    while low > max(floor, index - MAX_ENVELOPE_LINES) and (MAIL_HEADER_RE.fullmatch(lines[low - 1].look) or lines[low - 1].look[:1].isspace()):
        low -= 1
    while low < index and not MAIL_HEADER_RE.fullmatch(lines[low].look):
        low += 1
    return low if low < index else None


def _descend(lines: Sequence[Line], index: int, limit: int) -> int:
    """The index behind what stands below an entry and is known by its words, but no further than `limit`."""
    end = index
    for at in range(index, limit):
        if lines[at].text:
            if not _is_known(lines[at].text):
                break
            end = at + 1
    return end


def _trim(lines: Sequence[Line], start: int, end: int) -> Range:
    while end > start and not lines[end - 1].text:
        end -= 1
    return start, end


def _is_frame(line: Line) -> bool:
    return is_rule(line) and len(line.text) >= MIN_FRAME_CHARS


def _is_known(text: str) -> bool:
    """Whether a rule of this family knows a line."""
    return len(text) <= MAX_NOTICE_CHARS and is_of_family("boilerplate", FAMILY, text)
