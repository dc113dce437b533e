"""Split: cut a text into regions by what its lines are, and the regions into records. Cleans nothing."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence

from pipeline.formats import FORMATS
from pipeline.formats.kinds import Range, Region, TextFormat
from pipeline.lines import Line, cut_lines, list_lines


def split(text: str, formats: Sequence[TextFormat] = FORMATS) -> list[Region]:
    """The regions of a text, in order. What is in none of them is recognised by no format.

    Each format in turn takes its lines from what those before it have left.
    """
    whole = list_lines(text)
    lines = cut_lines(whole, itertools.chain.from_iterable(format.joints(whole) for format in formats))
    regions: list[Region] = []
    free: list[Range] = [(0, len(lines))]
    for format in formats:
        left: list[Range] = []
        for low, high in free:
            taken = [(low + start, low + end) for start, end in format.find(lines[low:high])]
            regions.extend(_to_region(format, lines[start:end]) for start, end in taken)
            left.extend(_subtract((low, high), taken))
        free = left
    return sorted(regions, key=lambda region: region.span)


def find_record_starts(text: str, formats: Sequence[TextFormat] = FORMATS) -> list[int]:
    """Where in a text records begin that show it by their first line: a large dump may be cut at these characters."""
    local = {format.name for format in formats if format.is_local}
    return [region.span[0] for region in split(text, formats) if region.format in local]


def _to_region(format: TextFormat, lines: Sequence[Line]) -> Region:
    return Region(format.name, (lines[0].start, lines[-1].end), format.cut(lines))


def _subtract(whole: Range, taken: Iterable[Range]) -> Iterator[Range]:
    """The runs of lines in `whole` that are in none of `taken` (in order, disjoint)."""
    edges = [whole[0], *itertools.chain.from_iterable(taken), whole[1]]
    for low, high in zip(edges[::2], edges[1::2], strict=True):
        if low < high:
            yield low, high
