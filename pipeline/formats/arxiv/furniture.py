"""How far the furniture of a page of arXiv reaches above and below what is known to be the page's."""

from __future__ import annotations

import re
from collections.abc import Callable

from pipeline.formats.arxiv.flow import Flow
from pipeline.formats.arxiv.phrases import match_phrases
from pipeline.repair.arxiv_ids import find_glued_id
from pipeline.rules import match_line

FENCE = "---"
EDGE_RE = re.compile(r"[\s|)\]]{1,40}")
"""The end of a table's row, or of brackets that an extraction broke at."""
KEY_RE = re.compile(r"\s*[\w\"' -]{1,40}:")
"""The first key of front matter, behind its fence: a note of its own begins."""
MAX_STRANGE_ROWS = 3
"""So many short rows may stand between phrases that are known: names and counts in boxes, and what the site puts up next year."""
MAX_STRANGE_CHARS = 80


def reach_up(flow: Flow, low: int, start: int, is_own: Callable[[str], bool]) -> int:
    """Where the furniture above a place begins, not before `low`; `is_own` says which rows are furniture of the page."""
    reached, strange = flow.line_start(start), 0
    index = flow.index(start) - 1
    while index >= 0 and flow.starts[index] >= low and strange <= MAX_STRANGE_ROWS:
        text = flow.lines[index].text
        if text and is_own(text):
            reached, strange = flow.starts[index], 0
        elif text and match_phrases(text) is None:
            strange += 1
            if is_foreign(text):
                break
        index -= 1
    return max(low, reached)


def reach_down(flow: Flow, end: int, high: int, is_own: Callable[[str], bool]) -> int:
    """Where the furniture below a place ends, not behind `high`."""
    reached, strange = flow.line_end(max(0, end - 1)), 0
    if reached > high:
        return max(high, end)
    index = flow.index(reached) + 1
    while index < len(flow.lines) and flow.starts[index] < high and strange <= MAX_STRANGE_ROWS:
        text = flow.lines[index].text
        if text == FENCE and KEY_RE.match(flow.text, flow.starts[index] + len(flow.lines[index].look)):
            break
        if text and (is_own(text) or (strange == 0 and EDGE_RE.fullmatch(text))):
            reached, strange = flow.starts[index] + len(flow.lines[index].look), 0
        elif text and match_phrases(text) is None:
            strange += 1
            if is_foreign(text) or text.startswith("#"):
                break
        index += 1
    return min(reached, max(high, end))


def is_foreign(text: str) -> bool:
    """Whether a row is of another layout: too long for furniture, an id that closes a record, or what stands only on pages of another site."""
    if len(text) > MAX_STRANGE_CHARS:
        return True
    rule = match_line("boilerplate", text)
    return (rule is not None and rule.anchors) or find_glued_id(text) is not None
