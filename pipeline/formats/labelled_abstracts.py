"""Abstracts behind the label `Abstract:`, one after the other, with nothing between them.

For example:

    Abstract: We introduce our first-generation reasoning models, ...
    Abstract: Large language models have shown ...
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pipeline.formats.kinds import Cut, Range, TextFormat, common_plan, field_lines
from pipeline.formats.prose import ends_sentence
from pipeline.lines import Joint, Line
from pipeline.raw import RawField, RawRecord
from pipeline.rules import match_line

LABEL_RE = re.compile(r"\s*abstract\s?[:：][ \t]*", re.IGNORECASE)
GLUED_LABEL_RE = re.compile(r"(?<=[^\s\-(\"'“‘])Abstract:(?=\s?[A-Z\"“$(\[])")


def find(lines: Sequence[Line]) -> Iterable[Range]:
    """A labelled line with text behind the label, and the lines that its last sentence runs on to."""
    index = 0
    while index < len(lines):
        label = LABEL_RE.match(lines[index].look)
        if label is None or label.end() == len(lines[index].look):
            index += 1
            continue
        end = index + 1
        while end < len(lines) and runs_on(lines[end - 1], lines[end]):
            end += 1
        yield index, end
        index = end


def runs_on(line: Line, following: Line) -> bool:
    """Whether a line wrapped in the middle of a sentence goes on in the next one.

    A line that ends a sentence is taken to end its abstract: what follows may be anything.
    """
    text = following.text
    return bool(text) and not ends_sentence(line.look) and LABEL_RE.match(following.look) is None and match_line("boilerplate", text) is None


def cut(lines: Sequence[Line]) -> Cut:
    """One record: the text behind the label."""
    label = LABEL_RE.match(lines[0].look)
    spans = (lines[0].span(label.end() if label else 0), *field_lines(lines[1:]))
    return Cut((RawRecord((RawField("abstract", spans, common_plan(lines)),)),))


def joints(lines: Sequence[Line]) -> Iterable[Joint]:
    """Before a label that is glued to the end of the abstract before it."""
    for index, line in enumerate(lines):
        if "Abstract:" in line.look:
            yield from ((index, match.start()) for match in GLUED_LABEL_RE.finditer(line.look))


FORMAT = TextFormat(
    name="labelled-abstracts",
    summary="Abstracts behind 'Abstract:', one a line, nothing between them.",
    find=find,
    cut=cut,
    joints=joints,
    is_local=True,
)
