"""Lines of a decoded text, as formats look at them.

A `Line` is what one entry of a listing puts on a line of its own; where two records are glued together it is part of
a line of the text. Formats read its `look`: the text itself, or, where the line is mojibake, what it said before it
was decoded wrongly, so that a seam can be found in `LearningÃ‰mile` as in `LearningÉmile`. Positions in a look
are turned into spans of the text by `span`; the text is never changed here.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TypeAlias

import ftfy
import msgspec
from ftfy import fixes
from ftfy.badness import is_bad

from pipeline.records import PlanStep, Span

LINE_END_RE = re.compile("\r\n|[\n\r\x0b\x0c\u2028\u2029]")
"""Line ends of every kind but U+0085, which in mojibake is the second half of a character."""

Joint: TypeAlias = tuple[int, int]
"""`(index of a line, offset in its look)`: where one record ends and the next begins."""

MAX_LOOK_CHARS = 100_000
"""A longer line is no entry of a listing; its mojibake, if any, is left to `repair`."""


MAX_LINE_CHARS = 1 << 24
"""No format looks into a longer line. A month of arXiv's listing on one line, abstracts and all, is a tenth of that."""


class Line(msgspec.Struct, frozen=True):
    """A line without its line end: where it is in the text, how it reads, how its mojibake is undone.

    `starts[i]` is where in the text character `i` of the look begins; None where look and text are the same.
    """

    start: int
    end: int
    look: str
    plan: tuple[PlanStep, ...] = ()
    starts: tuple[int, ...] | None = None

    def span(self, start: int = 0, end: int | None = None) -> Span:
        """The span of the text behind `look[start:end]`, without white space at either end."""
        end = len(self.look) if end is None else end
        piece = self.look[start:end]
        start += len(piece) - len(piece.lstrip())
        end -= len(piece) - len(piece.rstrip())
        return (self.position(start), self.position(max(start, end)))

    def position(self, index: int) -> int:
        """Where in the text character `index` of the look begins; the end of the line for one past its last."""
        if self.starts is None:
            return self.start + index
        return self.starts[index] if index < len(self.starts) else self.end

    @property
    def text(self) -> str:
        """The look without white space at either end: empty for a blank line."""
        return self.look.strip()


def list_lines(text: str, start: int = 0, end: int | None = None) -> list[Line]:
    """The lines of a text, or of `text[start:end]`, blank ones too."""
    lines = []
    end = len(text) if end is None else end
    for match in LINE_END_RE.finditer(text, start, end):
        lines.append(_look_at(text[start : match.start()], start))
        start = match.end()
    lines.append(_look_at(text[start:end], start))
    return lines


def cut_lines(lines: Sequence[Line], joints: Iterable[Joint]) -> list[Line]:
    """The lines, each cut once more wherever a joint says that two records meet on it."""
    places: dict[int, set[int]] = defaultdict(set)
    for index, offset in joints:
        if 0 < offset < len(lines[index].look):
            places[index].add(offset)
    cut: list[Line] = []
    for index, line in enumerate(lines):
        edges = [0, *sorted(places.get(index, ())), len(line.look)]
        cut.extend([line] if len(edges) == 2 else (_part(line, low, high) for low, high in itertools.pairwise(edges)))
    return cut


def _part(line: Line, low: int, high: int) -> Line:
    starts = None if line.starts is None else line.starts[low:high]
    return Line(line.position(low), line.position(high), line.look[low:high], line.plan, starts)


def _look_at(raw: str, start: int) -> Line:
    """The line as it reads once its mojibake is undone, with the way back to the text."""
    end = start + len(raw)
    if len(raw) > MAX_LINE_CHARS:
        return Line(start, end, "")
    if raw.isascii() or len(raw) > MAX_LOOK_CHARS or not is_bad(raw):
        return Line(start, end, raw)
    fixed, steps = ftfy.fix_encoding_and_explain(raw)
    plan = tuple((step.action, step.parameter) for step in steps or ())
    starts = _trace(raw, fixed, plan)
    if not plan or starts is None:
        return Line(start, end, raw)
    return Line(start, end, fixed, plan, tuple(start + index for index in starts))


def _trace(raw: str, fixed: str, plan: tuple[PlanStep, ...]) -> list[int] | None:
    """For each character of `fixed` the index in `raw` where it comes from; None where the plan cannot be followed.

    Encodings by single-byte charsets and decodings can be followed character by character; ftfy's steps that put in or
    take out characters cannot, and such a line is looked at as it stands.
    """
    text, data = raw, b""
    starts = list(range(len(raw)))
    for action, parameter in plan:
        if action == "encode":
            data = text.encode(parameter)
            if len(data) != len(text):
                return None
        elif action == "decode":
            text = data.decode(parameter)
            widths = [len(char.encode("utf-8")) if parameter.startswith("utf-8") else 1 for char in text]
            if sum(widths) != len(data):
                return None
            starts = [starts[index] for index in itertools.accumulate(widths[:-1], initial=0)] if widths else []
        elif parameter == "restore_byte_a0":
            restored = fixes.restore_byte_a0(data)
            if len(restored) != len(data):
                return None
            data = restored
        else:
            return None
    return starts if text == fixed else None
