"""Which lines of a Hugging Face papers page are titles because the page says so: by a heading's mark, or by a link to the paper's page."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.formats.hugging_face.shown import Shown
from pipeline.formats.hugging_face.text_lines import is_running, match_furniture, read_date, text_below

CARD_HEADING_RE = re.compile(r"\s*#{3,4}\s")
"""The site's own heading of a card is of the third rank; the page's is of the first, its byline of the second."""


def find_titles(lines: Sequence[Shown]) -> dict[int, str]:
    """The lines that are sure to be titles, each with the id it is linked to, if any. One paper's links after its title say nothing new."""
    titles: dict[int, str] = {}
    last = ""
    for index, shown in enumerate(lines):
        if not any(map(str.isalnum, shown.text)) or shown.bare_paper is not None:
            continue
        is_heading = CARD_HEADING_RE.match(shown.look) is not None
        number = _linked_paper(lines, index)
        if not is_heading and (not number or number == last):
            continue
        if match_furniture(shown) is not None or read_date(shown) is not None or (not is_heading and is_running(lines, index)):
            continue
        start = index if is_heading else find_wrapped_title(lines, index)
        titles[start] = number
        last = number or last
    if any(number and CARD_HEADING_RE.match(lines[index].look) for index, number in titles.items()):
        # Where the cards' headings are links, one without a link is of something else that stands on the page or below it.
        return {index: number for index, number in titles.items() if number or "[" in lines[index].look}
    return titles


def _linked_paper(lines: Sequence[Shown], index: int) -> str:
    """The paper whose page the whole line is linked to, or whose page's address stands on the next line."""
    shown = lines[index]
    if len(shown.links) == 1 and shown.papers and len(shown.text) >= len(shown.links[0].text):
        return shown.papers[0][0]
    below = text_below(lines, index)
    return below.bare_paper[0] if below is not None and below.bare_paper is not None and not shown.links else ""


def find_wrapped_title(lines: Sequence[Shown], index: int) -> int:
    """The first line of a title that was broken into lines, of which the later begin with white space."""
    first = index
    while first > 0 and index - first < 3 and lines[first].look[:1].isspace() and lines[first - 1].text and match_furniture(lines[first - 1]) is None:
        first -= 1
    return first
