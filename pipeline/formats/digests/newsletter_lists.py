"""Lists of papers in Markdown, as newsletters and collections have them: an item each, with a link to the paper.

    ## Surveys

    * [Retrieval of Rare Words](https://arxiv.org/abs/2405.14333), Ann Lee, Bo Wu, *ICLR 2024*
    - **Graphs Are Sets**, Carl Ng et al., NeurIPS 2023. [[paper]](https://openreview.net/forum?id=abcdefghij) [[code]](https://github.com/a/b)
    1) **Doors That Open Both Ways** - shows that they do ([paper](https://arxiv.org/abs/2405.14334) | [tweet](https://x.com/a/1))
    - 2024-05-23, **Rivers of Sand**, Dee Fox et.al., Paper: [http://arxiv.org/abs/2405.14335](http://arxiv.org/abs/2405.14335)

The link to a paper is what makes an item one: a list of software is none, nor is one link in a list of other things.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from pipeline.formats.digests.descriptions import DATED_RE, TAGGED_RE, VENUE_RE, add_tail, find_title, skip_number
from pipeline.formats.digests.item_lines import add_codes, add_line
from pipeline.formats.digests.labels import match_label
from pipeline.formats.digests.links import LINK_RE, add_links, find_links, is_paper, says_paper
from pipeline.formats.digests.names import find_role
from pipeline.formats.digests.parts import Draft, Part, whole
from pipeline.formats.digests.surroundings import explain_surroundings, find_claim, find_regions, match_heading, share_day
from pipeline.formats.digests.values import DATE_RE, FOLD_END_RE
from pipeline.formats.kinds import Cut, Range, TextFormat
from pipeline.formats.prose import is_prose
from pipeline.lines import Line

ITEM_RE = re.compile(r"(?P<indent>[ \t>]*)(?:[-*+•]|\(?\d{1,4}[.)]|\[\d{1,4}\])[ \t]+\S")
BARE_RE = re.compile(r"[ \t]{0,3}(?:\*\*)?\[(?!!)|[ \t]{0,3}\*\*\S")
"""An item without a bullet: a line that opens with a link or in bold."""
MIN_ENTRIES = 2
MIN_PLAIN_ENTRIES = 3
MIN_SHARE = 3
"""At least one in so many items of a list is a paper."""
MAX_ITEM_LINES = 30
"""An item goes on for no more: so a list is read in time that grows with it."""
MIN_PLAIN_WORDS = 4
MAX_PLAIN_WORDS = 40
MAX_WORDS_BEHIND = 6
CLOSING_VENUE_RE = re.compile(rf"[.,]\s+{VENUE_RE.pattern}$")
MENTION_RE = re.compile(r"(?i:\b(?:see|the|this|our|their|in|from|by|of|and|with|read|original)$)")
"""How a sentence goes on to a link: `see the [paper](...)`."""


def find(lines: Sequence[Line]) -> Iterable[Range]:
    """The regions of items that are papers, where several are."""
    return find_regions(lines, list_entries(lines))


def cut(lines: Sequence[Line]) -> Cut:
    """A record for each item that is a paper."""
    entries = list(_find_entries(lines))
    records = []
    boilerplate = list(explain_surroundings(lines, entries))
    for (first, last), shared in zip(entries, share_day(lines, entries), strict=True):
        draft = read_item(lines[first:last])
        records.append(draft.record(shared))
        boilerplate.extend(draft.boilerplate(lines[first:last]))
    return Cut(tuple(records), tuple(boilerplate), claimed=find_claim(lines, entries))


def list_entries(lines: Sequence[Line]) -> list[Range]:
    """The items that are papers, without those of lists that are mostly of other things."""
    entries = list(_find_entries(lines))
    if len(entries) < MIN_ENTRIES:
        return []
    kept: list[Range] = []
    for group, count in _group(lines, entries):
        plain = sum(not _is_marked(lines[first]) for first, _ in group)
        strong = sum(any(_has_proof(line, is_strong=True) for line in lines[first:last]) for first, last in group)
        if strong * MIN_SHARE >= max(count, len(group)) and (plain < len(group) or plain >= MIN_PLAIN_ENTRIES):
            kept.extend(group)
    return kept if len(kept) >= MIN_ENTRIES else []


def _group(lines: Sequence[Line], entries: Sequence[Range]) -> Iterator[tuple[list[Range], int]]:
    """The entries under one heading each, and how many items there are with a link to a place elsewhere."""
    group: list[Range] = []
    count = position = 0
    for first, last in [*entries, (len(lines), len(lines))]:
        for index in range(position, first):
            if match_heading(lines[index]) is not None and group:
                yield group, count + len(group)
                group, count = [], 0
            elif match_heading(lines[index]) is not None:
                count = 0
            elif ITEM_RE.match(lines[index].look) and "](http" in lines[index].look:
                count += 1
        if first < len(lines):
            group.append((first, last))
        position = last
    if group:
        yield group, count + len(group)


def _find_entries(lines: Sequence[Line]) -> Iterator[Range]:
    index = 0
    while index < len(lines):
        last = _read_extent(lines, index)
        if last is None:
            index += 1
        else:
            yield index, last
            index = last


def _read_extent(lines: Sequence[Line], first: int) -> int | None:
    """Behind the item that begins at a line, where it is a paper."""
    look = lines[first].look
    item = ITEM_RE.match(look)
    if "|" in look[:4] or (
        item is None and (BARE_RE.match(look) is None or (first > 0 and lines[first - 1].text and not ITEM_RE.match(lines[first - 1].look)))
    ):
        return None
    if not any("://" in line.look for line in lines[first : first + MAX_ITEM_LINES]):
        return None
    if not _is_marked(lines[first]) and not (item is not None and _find_plain_title(whole(lines[first])) is not None):
        return None
    indent = 0 if item is None else len(item["indent"])
    last = first + 1
    while last < min(len(lines), first + MAX_ITEM_LINES) and _belongs(lines[last], indent):
        folded = _find_fold_end(lines, last)
        if folded is not None:
            last = folded
            break
        last += 1
    return last if any(_has_proof(line, is_strong=False) for line in lines[first:last]) else None


def _find_fold_end(lines: Sequence[Line], index: int) -> int | None:
    """Behind what an item folds away (`<details><summary>Abstract</summary>`), blank lines or not; None where a line opens nothing."""
    if "<details" not in lines[index].look and "<summary" not in lines[index].look:
        return None
    for number in range(index, min(len(lines), index + MAX_ITEM_LINES)):
        if "</details" in lines[number].look:
            return number + 1
        if number > index and (match_heading(lines[number]) is not None or _is_marked(lines[number])):
            return None
    return None


def _is_marked(line: Line) -> bool:
    """Whether an item opens with a title that is a link to a paper, in bold or quoted."""
    if "**" not in line.look and "](http" not in line.look and "*" not in line.look and '"' not in line.look and "“" not in line.look:
        return False
    part = _skip_front(whole(line))
    if find_title(Draft(), part) is None:
        return False
    link = next(find_links(part), None)
    return link is None or link.is_generic or is_paper(link.url.text)


def _skip_front(part: Part) -> Part:
    """An item without its bullet and without the date or the place in front of its title."""
    part = skip_number(part)
    tagged = TAGGED_RE.match(part.text)
    part = part if tagged is None else part.part(tagged.end())
    dated = DATED_RE.match(part.text)
    return part if dated is None else skip_number(part.part(dated.end()))


def _find_plain_title(part: Part) -> Part | None:
    """The words in front of the first link to a paper, where they may be a title: `(arXiv 2021.06) Rare Words, [[Paper]](...)`."""
    rest = _skip_front(part)
    link = next(find_links(rest), None)
    if link is None or not link.is_generic or link.words is None or not is_paper(link.url.text):
        return None
    words = rest.part(0, len(rest.text[: link.all.start - rest.start].rstrip(" ,;:.|([–—-*_")))
    venue = CLOSING_VENUE_RE.search(words.text)
    words = words if venue is None else words.part(0, venue.start())
    behind = LINK_RE.sub(" ", rest.text[link.all.end - rest.start :])
    is_short = MIN_PLAIN_WORDS <= len(words.text.split()) <= MAX_PLAIN_WORDS and len(behind.split()) <= MAX_WORDS_BEHIND
    is_sentence = words.text[:1].islower() or is_prose(words.text) or ". " in words.text or MENTION_RE.search(words.text) is not None
    return words if is_short and not is_sentence else None


def _belongs(line: Line, indent: int) -> bool:
    """Whether a line goes on with the item above it: it is set further in, or no item and no heading."""
    if not line.text or match_heading(line) is not None or "|" in line.look[:4] or line.text.startswith(("---", "***")):
        return False
    item = ITEM_RE.match(line.look)
    if item is None:
        return not BARE_RE.match(line.look) or line.look[:1].isspace() or not _is_marked(line)
    return len(item["indent"]) > indent and not (_is_marked(line) and _has_proof(line, is_strong=True))


def _has_proof(line: Line, *, is_strong: bool) -> bool:
    """Whether a link in a line leads to a paper, or, where weak proof will do, says so."""
    links = find_links(whole(line))
    return any(is_paper(link.url.text) or (not is_strong and says_paper(link)) for link in links)


def read_item(lines: Sequence[Line]) -> Draft:
    """The record of an item."""
    draft = Draft()
    part = whole(lines[0])
    rest = _skip_front(part)
    front = part.part(0, rest.start - part.start)
    date = DATE_RE.search(front.text)
    if date is not None and len(date.group()) >= len("2024-05-23"):
        draft.add("updated", front.part(*date.span()))
    draft.drop("digest.label", front)
    end = find_title(draft, rest)
    if end is None:
        words = _find_plain_title(part)
        end = 0 if words is None else words.end - rest.start
        draft.add("title", *([] if words is None else [words]))
    else:
        add_links(draft, rest.part(0, end))
    add_tail(draft, rest.part(end))
    add_codes(draft, rest.part(end))
    abstract: list[Part] | None = None
    for line in lines[1:]:
        label = match_label(line.look, is_plain=False) if "<summary" in line.look else None
        if label is not None:
            draft.drop("digest.label", Part(line, *label.span()))
            abstract = [] if find_role(label["name"]) == "abstract" else None
        content = whole(line) if label is None else Part(line, label.end(), len(line.look)).part(0)
        if abstract is None:
            add_line(draft, content)
        else:
            fold = FOLD_END_RE.search(content.text)
            abstract.append(content if fold is None else content.part(0, fold.start()))
    draft.add("abstract", *(abstract or ()))
    return draft


FORMAT = TextFormat(
    name="newsletter-lists",
    summary="A list in Markdown whose items are papers: title, link to arXiv, OpenReview, an anthology or a DOI, sometimes people and venue.",
    find=find,
    cut=cut,
)
