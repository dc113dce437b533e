"""What a text format leaves over in the lines of an entry once it has taken the fields."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from pipeline.lines import Line
from pipeline.raw import RawField
from pipeline.records import Span


def list_gaps(lines: Sequence[Line], fields: Sequence[RawField]) -> Iterator[Span]:
    """What is left of some lines beside the fields, line by line, without white space at its ends.

    For a format that knows what an entry holds: what is in no field of it are its labels, and fields that no record has.
    """
    taken = sorted(span for field in fields for span in field.spans)
    position, index = 0, 0
    for line in lines:
        position = max(position, line.start)
        while index < len(taken) and taken[index][0] < line.end:
            yield from _trim(line, position, taken[index][0])
            position = max(position, taken[index][1])
            index += 1
        yield from _trim(line, position, line.end)


def _trim(line: Line, start: int, end: int) -> Iterator[Span]:
    """The span `[start, end)` of a line without white space at its ends, if there is more in it."""
    if start >= end:
        return
    low, high = (start - line.start, end - line.start) if line.starts is None else (bisect_right(line.starts, start - 1), bisect_right(line.starts, end - 1))
    span = line.span(low, high)
    if span[0] < span[1]:
        yield span
