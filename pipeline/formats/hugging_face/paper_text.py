"""The Hugging Face page of one paper as text or Markdown, from the menu above the paper down to the comments below it.

    arxiv:2405.14333
    # Title
    Published on May 23, 2024 · Submitted by ...
    Authors:
    Ann Lee ,
    Bo Chen
    ## Abstract
    A sentence by a language model.
    AI-generated summary
    Proof assistants like ...
    View arXiv page   View PDF   Add to collection
    ### Community
    Models citing this paper 2

What stands below the abstract is of others: comments may name any number of papers, and have headings of their own.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Iterator, Sequence

from pipeline.formats.hugging_face.paper_text_parts import RULE_RE, SUMMARY_LABEL_RE, PaperParts
from pipeline.formats.hugging_face.shown import Shown
from pipeline.formats.hugging_face.summaries import is_summary
from pipeline.formats.hugging_face.text_lines import match_furniture
from pipeline.formats.hugging_face.text_records import explain_rest
from pipeline.formats.kinds import Cut, Range, TextFormat
from pipeline.lines import Line

ABSTRACT_RE = re.compile(r"[\s#*]*abstract[\s*:]*", re.IGNORECASE)
HEAD_RE = re.compile(r"[\s\-*#\"]*(?:(?:Papers )?arxiv:\d{4}\.\d{4,5}|(?:\**(?:page )?title\**:\**\s*[\"']?)?paper page - .+)", re.IGNORECASE)
PUBLISHED_RE = re.compile(r"\s*Published on\b.{0,160}|\s*Authors?:.*")
TAIL_RE = re.compile(
    r"[\s#]*(?:(?:Models|Datasets|Spaces|Collections?) (?:citing|including|linking) this paper\b.{0,12}"
    r"|No (?:model|dataset|Space|Collection)s? (?:linking|including) this paper|Cite arxiv\.org/abs/\S+ in an? .{1,30} to link it from this page\.?"
    r"|\[?Browse \d{1,6} (?:models|datasets|collections|Spaces)\b.{0,200}|Get this paper in your agent:"
    r"|Start discussing about this paper|\[?View arXiv page\b.{0,200}|Paper (?:author|submitter)\b.{0,80}"
    r"|This is an automated message from the (?:\[?Librarian Bot).{0,200}|Join the discussion on this paper page)\s*"
)
BANNER_RE = re.compile(r"[\s#*\[]*(?:Get trending papers in your|by ?\[?(?:!\[\]\([^()\s]{0,200}\))?AK\b)")
"""What opens a list of papers: another page begins."""
COMMUNITY_RE = re.compile(r"[\s#]*Community\s*")
MAX_FOOTER_GAP = 40
"""Between the tail and the footer stand collections that hold the paper: four at most, of some eight lines each."""
COLLECTIONS_RE = re.compile(r"[\s#]*Collections? including this paper\b")
MAX_COLLECTION_CHARS = 160
FENCE = "---"
MAX_FENCED_LINES = 60
MAX_HEAD_LINES = 400
"""An abstract is no further below the head of its page: the authors of the largest collaborations take as many lines."""


def find(lines: Sequence[Line]) -> Iterable[Range]:
    """Each page from its head, or the menu above that, to the last line that only such a page has.

    The heading `Abstract` alone is on pages of many kinds; what the page says of models, comments and links is on this one only.
    """
    labels = [index for index, line in enumerate(lines) if len(line.look) < 40 and ABSTRACT_RE.fullmatch(line.look)]
    if not labels:
        return
    heads = [index for index, line in enumerate(lines) if len(line.look) < 400 and (HEAD_RE.match(line.look) or PUBLISHED_RE.fullmatch(line.look))]
    tails = [index for index, line in enumerate(lines) if len(line.look) < 400 and TAIL_RE.fullmatch(line.look)]
    starts = list(_list_starts(lines, labels, heads, tails))
    limits = [*(start for start, _ in starts), len(lines)][1:]
    for (start, label), limit in zip(starts, limits, strict=True):
        below = _between(tails, label + 1, limit)
        marks = len(_between(heads, start, label)) + len(below)
        if below or marks > 1:
            end = _find_end(lines, label, limit, below)
            yield start, limit if limit < len(lines) and below and _are_collections(lines[below[-1] : limit]) else end


def _list_starts(lines: Sequence[Line], labels: Sequence[int], heads: Sequence[int], tails: Sequence[int]) -> Iterator[Range]:
    """Where pages start, each with its label of the abstract. A comment may have the label as well, but it has no head."""
    floor = 0
    for label in labels:
        above = _between(heads, max(floor, label - MAX_HEAD_LINES), label)
        if not above and (floor or not tails or tails[-1] < label):
            continue
        first = above[0] if above else label
        start = _climb(lines, first, floor)
        yield start, label
        floor = label + 1


def _between(indices: Sequence[int], low: int, high: int) -> Sequence[int]:
    """Those of the indices, which are in order, that are in `[low, high)`."""
    return indices[bisect.bisect_left(indices, low) : bisect.bisect_left(indices, high)]


def _climb(lines: Sequence[Line], first: int, floor: int) -> int:
    """The first line of a page: the title above its date, and the menu above the title."""
    start = first
    if not HEAD_RE.match(lines[first].look):
        index = first - 1
        while index >= floor and (not lines[index].text or match_furniture(Shown(lines[index])) is not None):
            index -= 1
        while index >= floor and first - index < 8 and lines[index].text and match_furniture(Shown(lines[index])) is None:
            start = index
            index -= 1
    index = start - 1
    while index >= floor and (not lines[index].text or match_furniture(Shown(lines[index])) is not None or not Shown(lines[index]).text):
        start = index if lines[index].text else start
        index -= 1
    fences = [index for index in range(floor, min(start + MAX_FENCED_LINES, len(lines))) if lines[index].text == FENCE][:2]
    is_fenced = len(fences) == 2 and not any(lines[index].text for index in range(floor, fences[0])) and start <= fences[1] + 1
    return fences[0] if is_fenced else start


def _find_end(lines: Sequence[Line], label: int, limit: int, tails: Sequence[int]) -> int:
    """Behind the last line of the page: of its footer, else of its tail, else of its comments or its abstract, where it breaks off."""
    last = max(tails, default=label)
    limit = next((index for index in range(label + 1, limit) if BANNER_RE.match(lines[index].look)), limit)
    end, misses = last, 0
    for index in range(last + 1, limit):
        rule = match_furniture(Shown(lines[index])) if lines[index].text else None
        is_footer = rule is not None and (rule.id.startswith("hf.menu") or (rule.id == "page.rule" and not misses))
        end, misses = (index, 0) if is_footer else (end, misses + bool(lines[index].text))
        if misses > MAX_FOOTER_GAP:
            break
    if end > label:
        return end + 1
    has_comments = any(COMMUNITY_RE.fullmatch(lines[index].look) for index in range(label, limit))
    return limit if has_comments else _end_abstract(lines, label, limit)


def _are_collections(lines: Sequence[Line]) -> bool:
    """Whether the end of a page and the beginning of the next are some collections apart, whose names are any."""
    return (
        COLLECTIONS_RE.match(lines[0].look) is not None
        and sum(bool(line.text) for line in lines) <= MAX_FOOTER_GAP
        and all(len(line.look) < MAX_COLLECTION_CHARS for line in lines)
    )


def _end_abstract(lines: Sequence[Line], label: int, limit: int) -> int:
    """Behind the first paragraph below the label that is no summary."""
    index = label + 1
    has_label = False
    while index < limit:
        first = index
        while index < limit and lines[index].text:
            index += 1
        text = " ".join(line.text for line in lines[first:index])
        is_label = SUMMARY_LABEL_RE.fullmatch(text) is not None
        if text and not is_label and not RULE_RE.fullmatch(text) and (has_label or not is_summary(text)):
            break
        has_label = has_label or is_label
        index += 1
    return min(index, limit)


def cut(lines: Sequence[Line]) -> Cut:
    """The one record of a page; all else on it is menu, votes and what others say."""
    shown = [Shown(line) for line in lines]
    label = next(index for index, line in enumerate(lines) if len(line.look) < 40 and ABSTRACT_RE.fullmatch(line.look))
    parts = PaperParts(shown, label)
    record = parts.record()
    summary = set(map(id, parts.summary))
    explained = [(line, "hf.ai-summary" if id(line) in summary else "hf.paper-page") for line in shown if line.line.text]
    return Cut((record,), tuple(explain_rest(explained, [record])))


FORMAT = TextFormat(
    name="hf-paper-text",
    summary="The Hugging Face page of one paper as text or Markdown: title, authors, date, abstract; below it comments and models.",
    find=find,
    cut=cut,
)
