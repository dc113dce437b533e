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


def find_cut(text: str, start: int, formats: Sequence[TextFormat] = FORMATS) -> int | None:
    """The first character from `start` on at which a text may be cut in two without a trace; None where there is none.

    That is where a record begins that shows it by its first line, and where the two halves, each by itself, are cut as the whole is.
    """
    regions = split(text, formats)
    local = {format.name for format in formats if format.is_local}
    for region in regions:
        cut = region.span[0]
        if cut >= max(start, 1) and region.format in local:
            halves = [*_show(text[:cut], split(text[:cut], formats)), *_show(text[cut:], split(text[cut:], formats))]
            if halves == _show(text, regions):
                return cut
    return None


def _show(text: str, regions: Iterable[Region]) -> list[tuple[object, ...]]:
    """What the regions hold, wherever in the text they stand."""
    return [
        (
            region.format,
            text[slice(*region.span)],
            [[(field.name, field.plan, [text[slice(*span)] for span in field.spans]) for field in record.fields] for record in region.cut.records],
        )
        for region in regions
    ]


def _to_region(format: TextFormat, lines: Sequence[Line]) -> Region:
    return Region(format.name, (lines[0].start, lines[-1].end), format.cut(lines))


def _subtract(whole: Range, taken: Iterable[Range]) -> Iterator[Range]:
    """The runs of lines in `whole` that are in none of `taken` (in order, disjoint)."""
    edges = [whole[0], *itertools.chain.from_iterable(taken), whole[1]]
    for low, high in zip(edges[::2], edges[1::2], strict=True):
        if low < high:
            yield low, high
