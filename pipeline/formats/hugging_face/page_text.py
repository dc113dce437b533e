"""A Hugging Face papers page as text, copied out of a browser or written down by a program: page furniture, dates, then cards.

    Daily Papers                                    ### [Title](https://huggingface.co/papers/2405.14333)
    byAK and the research community
    Mar 11                                          [Proof assistants like ...](https://huggingface.co/papers/2405.14333)
    Title
                                                    [- 12 authors](https://huggingface.co/papers/2405.14333)
    Proof assistants like ...                       · May 23, 2024

The left is plain text, where a card is a title and mostly an abstract. The right is Markdown; other programs put each link on a line below its
text. On the trending page a card may have one sentence by a language model in place of the abstract, and each card may stand there twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pipeline.formats.hugging_face.shown import Shown
from pipeline.formats.hugging_face.text_cards import CardReader, Found
from pipeline.formats.hugging_face.text_lines import CARD_RULES, DATE_LINE_RE, match_furniture
from pipeline.formats.hugging_face.text_records import to_cut
from pipeline.formats.kinds import Cut, Range, TextFormat
from pipeline.formats.prose import is_long
from pipeline.lines import Joint, Line
from pipeline.rules import Rule, match_line

BADGE = "new"
ANCHOR_WORD_RE = re.compile(r"papers|research community", re.IGNORECASE)
"""In each line that is found on no other page."""
BADGE_RULES = frozenset({"hf.badges", "hf.link-label", "page.dot"})
"""Furniture below a card, which is of the page above."""
BANNER_HINT_RE = re.compile(r"inbox|research community", re.IGNORECASE)
MIN_ADDRESSES = 2
"""One line that is the address of a paper's page may stand in any note."""


def find(lines: Sequence[Line]) -> Iterable[Range]:
    """From the first line of page furniture to the end, where one of the lines is found on no page but this one.

    Titles and abstracts alone are not enough: any article with headings looks like that.
    """
    anchor = next((index for index, line in enumerate(lines) if line.text and _is_anchor(line)), None)
    if anchor is not None:
        first = next((index for index in range(anchor) if lines[index].text and _match(lines[index]) is not None), anchor)
        yield _page_start(lines, first), len(lines)
        return
    addresses = [index for index, line in enumerate(lines) if line.look.lstrip().startswith("http") and Shown(line).bare_paper]
    if len({lines[index].text for index in addresses}) >= MIN_ADDRESSES:
        yield _title_above(lines, addresses[0]), len(lines)


def find_marked(lines: Sequence[Line]) -> Iterable[Range]:
    """As `find`, but only where headings mark the cards' titles, and down to the last line that is a card's or furniture.

    Marks say themselves where a card begins, so such a page can be told from what stands below it.
    """
    heads = [index for index, line in enumerate(lines) if line.look.lstrip().startswith("###")]
    if not heads:
        return
    for low, high in find(lines):
        shown = [Shown(line) for line in lines[low:high]]
        found = [CardReader(shown[first:last], None).read() for first, last in _split_pages(shown)]
        if any(page.is_marked for page in found):
            known = {line.line.start for page in found for line, _ in page.explained}
            last = max((index for index in range(low, high) if lines[index].start in known or _match(lines[index])), default=low)
            yield low, last + 1


def find_banners(lines: Sequence[Line]) -> Iterable[int]:
    """Where pages begin that have the banner, or say who keeps the list: the first line of the furniture above that.

    Of two such lines with nothing but furniture between them the second is of the page of the first.
    """
    floor = 0
    for index, line in enumerate(lines):
        if BANNER_HINT_RE.search(line.look) is None or not _is_anchor(line):
            continue
        first = index
        above = index - 1
        while above >= floor and (not lines[above].text or ((rule := _match(lines[above])) is not None and rule.id not in CARD_RULES | BADGE_RULES)):
            first = above if lines[above].text else first
            above -= 1
        if above >= floor or floor == 0:
            yield _page_start(lines, first)
        floor = index + 1


def _is_anchor(line: Line) -> bool:
    """Whether a line is found on no page but this one, as it stands or without its marks."""
    if is_long(line.look) and "](" not in line.look:
        return False
    rule = match_line("boilerplate", line.text)
    if rule is None and ANCHOR_WORD_RE.search(line.look) is not None:
        rule = _match(line)
    return rule is not None and rule.anchors


def _match(line: Line) -> Rule | None:
    """The rule for a line of page furniture, as it stands or without the marks around its text."""
    if is_long(line.look) and "](" not in line.look:
        return None
    return match_line("boilerplate", line.text) or (
        match_furniture(Shown(line)) if "](" in line.look or "][" in line.look or line.look.lstrip()[:1] in "#*-[" else None
    )


def _page_start(lines: Sequence[Line], first: int) -> int:
    """The page begins at its first furniture, or at the date right above it."""
    above = [index for index in range(first) if lines[index].text]
    if above and DATE_LINE_RE.fullmatch(lines[above[-1]].text):
        return above[-1]
    return first


def _title_above(lines: Sequence[Line], index: int) -> int:
    """The last line above that is not blank; the line itself where there is none."""
    return next((above for above in range(index - 1, -1, -1) if lines[above].text), index)


def cut(lines: Sequence[Line]) -> Cut:
    """The cards of a page, or of several. A date on a line of its own is when what follows was listed."""
    shown = [Shown(line) for line in lines]
    pages: list[Found] = []
    for low, high in _split_pages(shown):
        pages.append(CardReader(shown[low:high], pages[-1].listed if pages else None).read())
    return to_cut(pages)


def _split_pages(shown: Sequence[Shown]) -> Iterable[Range]:
    """The pages of a region: each begins at the banner that is found on no other page, once there were cards above it."""
    start = content = 0
    for index, line in enumerate(shown):
        rule = match_furniture(line) if line.line.text else None
        if rule is not None and rule.id == "hf.banner-inbox" and content > 1:
            yield start, index
            start, content = index, 0
        content += rule is None and bool(line.text)
    yield start, len(shown)


def joints(lines: Sequence[Line]) -> Iterable[Joint]:
    """Before the badge that opens the page, where it is glued to the end of a file that was joined to this one."""
    for index, line in enumerate(lines):
        if line.look.endswith(BADGE) and line.text != BADGE:
            below = next((other.text for other in lines[index + 1 : index + 4] if other.text), "")
            rule = match_line("boilerplate", below)
            if rule is not None and rule.anchors:
                yield index, len(line.look) - len(BADGE)


FORMAT = TextFormat(
    name="hf-page-text",
    summary="A Hugging Face papers page copied as text: furniture, dates, title and abstract of each paper.",
    find=find,
    cut=cut,
    joints=joints,
)
MARKED_FORMAT = TextFormat(
    name="hf-page-markdown",
    summary="A Hugging Face papers page as Markdown: a heading for each card, mostly linked to the paper's page.",
    find=find_marked,
    cut=cut,
)
