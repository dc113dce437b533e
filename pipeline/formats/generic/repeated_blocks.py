"""Any page that repeats one block for each paper: proceedings, lists of accepted papers, sites that show new papers.

    <div class="paper">
      <p class="title">...</p>
      <p class="details"><span class="authors">Ann Lee, Bo Wu</span></p>
      <p class="links">[<a href="https://proceedings.mlr.press/v99/lee24a.html">abs</a>]</p>
    </div>

    <li><b>...</b><br><i>Ann Lee, Bo Wu</i></li>

    <dt class="ptitle"><a href="/content/.../Lee_Bees_paper.html">...</a></dt> <dd>Ann Lee, Bo Wu</dd>

Blocks are elements of one name and class at one depth, three or more (two where each says enough), each with a title and a link to a paper, or
the names of its authors. Blogs, shops, forums and search engines repeat blocks too: there the links lead anywhere, one person stands below a title,
or the address is shown below it. What heads a section and what follows it up to the next is a block too. Under a heading `References` there are
none.
"""

from __future__ import annotations

import re
import statistics
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence

import msgspec
from bs4 import Tag

from pipeline.formats.generic.block_fields import Draft, read_block, to_record
from pipeline.formats.generic.block_rest import drop_stop, ends_all, explain_rest, join_cut, list_lines
from pipeline.formats.generic.page_marks import TITLE_RE, Block, Kind, Marks, find_marks
from pipeline.formats.generic.visible_abstract import list_classes
from pipeline.formats.kinds import Cut, PageFormat
from pipeline.page import Page
from pipeline.records import Span
from pipeline.repair.dates import FULL_DATE_RE

BLOCK_TAGS = frozenset({"li", "div", "article", "section", "tr", "p", "dl", "a", "td", "blockquote", "ul", "table", "tbody", "details"})
LEAD_TAGS = frozenset({"dt", "h2", "h3", "h4", "h5", "h6"})
"""What heads a block and does not hold it."""
STATE_RE = re.compile(r"\d|^(?:odd|even|first|last|active|hidden|open|closed|collapsed|expanded|selected|current|visible|shown)$", re.IGNORECASE)
TITLE_KINDS: tuple[Kind, ...] = ("title", "heading", "strong", "link")
MIN_BLOCKS = 3
MIN_SURE_BLOCKS = 2
"""So many do where each says itself what it is: a link to a paper, and authors in an element for them."""
MAX_BLOCK_CHARS = 30_000
MAX_BLOCK_TAGS = 3_000
MAX_READS = 8
"""How often each element of a page may be read, as part of larger and smaller blocks."""
MAX_GROUPS = 60
MIN_SHARE = 0.6
MIN_PEOPLE_SHARE = 0.8
MIN_SEVERAL_SHARE = 0.4
"""Blogs have one author each; of 100 papers at least 60 have several."""
MIN_TITLE_WORDS = 4
MAX_LINES = 30
MIN_COVERAGE = 0.25
REFERENCES_RE = re.compile(
    r"\W*(?:\d+\.?\s*)?(?:references|bibliography|works cited|literature|cited by|further reading|related (?:articles|posts|papers|work|reading)|footnotes"
    r"|notes|sources|citations|recommended|similar(?: papers| articles| work)?|more like this|you may also like|see also|参考文献)\W*", re.IGNORECASE,
)  # fmt: skip
PAPERS_RE = re.compile(r"\b(?:publications?|papers?|proceedings|articles|preprints|accepted|contents|poster|oral|session)\b", re.IGNORECASE)
SEARCH_RE = re.compile(
    r"(?:https?://)?(?:[\w-]+\.)+[a-z]{2,6}\s*[›»>]|\((?:[\w-]+\.)+(?:org|com|net|io|cc|edu|press)\)|^(?:https?://)?(?:[\w-]+\.)+(?:org|com|net)(?:/\S*)?$",
    re.MULTILINE,
)
"""The address of what a link leads to, as search engines and forums show it below or behind their titles."""
TEASER_RE = re.compile(r"[^\n]{60}(?:…|\.\.\.)[ \t]*$", re.MULTILINE)
"""Where nothing says who the authors are, text that breaks off is a search engine's."""
TALK_RE = re.compile(r"\b\d+\s+(?:points?|comments?|replies|answers)\b|\bsubmitted by\b|\bposted (?:by|in)\b|\bu/\w+", re.IGNORECASE)
SHOP_RE = re.compile(r"[$€£¥₹]\s?\d|\bEUR\s?\d|\badd to (?:cart|basket)\b|\bbuy now\b", re.IGNORECASE)
BLOG_RE = re.compile(
    r"\b(?:read more|continue reading|keep reading|min(?:ute)?s? read|leave a (?:comment|reply)|posted on"
    r"|(?:vor|il y a|hace) \d+ [a-z]{3,9}|\d+ ?(?:min|minutes?|hours?|days?) ago)\b|\[(?:…|\.\.\.)\]",
    re.IGNORECASE,
)
DAY_RE = re.compile(FULL_DATE_RE)
"""Posts have a date each; what was accepted has none, what has appeared a link."""
OFFICE_RE = re.compile(
    r"\b(?:chairs?|committee|board|organi[sz](?:ers|ation)|speakers?|panel(?:ists)?|editors?|staff|reviewers|students|alumni|members)\b", re.IGNORECASE
)
RANGE_RE = re.compile(r"\bshowing\s+(?P<first>\d[\d,]*)\s*(?:-|–|to|through)\s*(?P<last>\d[\d,]*)\s+of\s+(?:about\s+)?\d", re.IGNORECASE)
REST, DESCRIPTION = "blocks.rest", "blocks.description"


class Group(msgspec.Struct, frozen=True):
    """The blocks of one name, class and depth that are papers; whether names that stand alone, and text without a label, are authors and abstracts."""

    drafts: tuple[Draft, ...]
    has_people: bool
    has_prose: bool
    weight: int


def cut(page: Page) -> Cut | None:
    """The papers of a page, block by block."""
    marks = find_marks(page)
    if sum(len(marks.kinds.get(kind, ())) for kind in TITLE_KINDS) < MIN_SURE_BLOCKS:
        return None
    groups = sorted(_read_groups(page, marks), key=lambda group: (len(group.drafts), group.weight), reverse=True)
    taken: list[Span] = []
    chosen: list[tuple[Draft, Group]] = []
    for group in groups:
        free = [draft for draft in group.drafts if not _is_taken(draft.block.span, taken)]
        if len(free) >= (MIN_BLOCKS if len(group.drafts) >= MIN_BLOCKS else MIN_SURE_BLOCKS):
            chosen.extend((draft, group) for draft in free)
            taken = sorted([*taken, *(draft.block.span for draft in free)])
    if not chosen or not _is_main(page, marks, taken):
        return None
    chosen.sort(key=lambda item: item[0].block.span)
    records = [to_record(page, marks, draft, has_people=group.has_people, has_prose=group.has_prose) for draft, group in chosen]
    return Cut(*join_cut((record, explain_rest(page, record.span, record, REST, prose=DESCRIPTION)) for record in records), claimed=_count(page))


def _read_groups(page: Page, marks: Marks) -> Iterator[Group]:
    """The groups of blocks that hold papers, the largest first; the work is bounded, whatever the page."""
    found = sorted(_list_groups(page, marks), key=len, reverse=True)
    read = 0
    for blocks in found[:MAX_GROUPS]:
        read += sum(block.high - block.low for block in blocks)
        if read > MAX_READS * len(marks.orders):
            return
        group = _to_group(page, marks, blocks)
        if group is not None:
            yield group


def _list_groups(page: Page, marks: Marks) -> Iterator[list[Block]]:
    """The blocks of one name, class and depth, where enough of them may hold a paper."""
    groups: dict[tuple[object, ...], list[Tag]] = {}
    for tag in page.soup.find_all(list(BLOCK_TAGS | LEAD_TAGS)):
        if id(tag) in marks.orders and id(tag) not in marks.framed and isinstance(tag.parent, Tag):
            place = (marks.depths[id(tag)], tag.name, tag.parent.name, _sign(tag.parent))
            # Some sites give their tracks classes of their own; some have nothing but lists, menus too.
            for key in ((*place, _sign(tag)), place, (tag.name, id(tag.parent))):
                groups.setdefault(key, []).append(tag)
    runs = {(len(tags), id(tags[0]), id(tags[-1])): tags for tags in groups.values() if len(tags) >= MIN_SURE_BLOCKS}
    for tags in runs.values():
        is_lead = all(tag.name in LEAD_TAGS or any(map(TITLE_RE.search, _sign(tag))) for tag in tags)
        blocks = [block for tag in tags if (block := _to_block(page, marks, _follow(tag) if is_lead else (tag,))) is not None]
        hopeful = [block for block in blocks if _is_hopeful(marks, block)]
        if len(hopeful) >= max(MIN_SURE_BLOCKS, MIN_SHARE * len(blocks)):
            yield hopeful


def _sign(tag: Tag) -> tuple[str, ...]:
    """The classes of an element that say of what kind it is."""
    return tuple(name for name in list_classes(tag) if not STATE_RE.search(name))


def _follow(tag: Tag) -> tuple[Tag, ...]:
    """An element and its siblings up to the next of its name, or a heading above it."""
    tags = [tag]
    for sibling in tag.next_siblings:
        if not isinstance(sibling, Tag):
            continue
        is_heading = sibling.name in LEAD_TAGS and sibling.name != "dt" and tag.name in LEAD_TAGS
        if (
            len(tags) > MAX_BLOCK_TAGS
            or (sibling.name == tag.name and (tag.name in LEAD_TAGS or _sign(sibling) == _sign(tag)))
            or (is_heading and sibling.name <= tag.name)
        ):
            break
        tags.append(sibling)
    return tuple(tags)


def _to_block(page: Page, marks: Marks, tags: Sequence[Tag]) -> Block | None:
    """The block that some elements are; None for one without text, or too large to be of one paper."""
    known = [tag for tag in tags if id(tag) in marks.orders]
    if not known:
        return None
    low, high = marks.stretch(*known)
    span = page.span(*known)
    return Block(low, high, span) if 0 < span[1] - span[0] <= MAX_BLOCK_CHARS and high - low <= MAX_BLOCK_TAGS else None


def _is_hopeful(marks: Marks, block: Block) -> bool:
    """Whether a block has what may be a title, and a link to a paper or more than one line."""
    has_title = any(marks.has(kind, block.low, block.high) for kind in TITLE_KINDS)
    return has_title and (marks.has("paper", block.low, block.high) or block.high - block.low > 1)


def _to_group(page: Page, marks: Marks, blocks: Sequence[Block]) -> Group | None:
    """The group of some blocks, where they are papers."""
    drafts = [draft for block in blocks if (draft := read_block(page, marks, block)) is not None]
    kept = [draft for draft in drafts if draft.has_paper or draft.people.names]
    titles = {page.text[slice(*draft.title)].casefold() for draft in kept}
    enough = MIN_SURE_BLOCKS if all(draft.has_paper and draft.people.is_told for draft in kept) else MIN_BLOCKS
    if len(kept) < max(enough, MIN_SHARE * len(blocks)) or len(titles) < MIN_SHARE * len(kept) or not _are_papers(page, kept):
        return None
    if _is_under_references(page, marks, kept[0].block):
        return None
    listed = sum(draft.people.is_listed for draft in kept) / len(kept)
    named = sum(bool(draft.people.names) for draft in kept) / len(kept)
    prose = sum(1 <= len(draft.prose) <= MIN_BLOCKS for draft in kept) / len(kept)
    if ends_all(page.text[slice(*draft.title)] for draft in kept):
        kept = [msgspec.structs.replace(draft, title=drop_stop(page, draft.title)) for draft in kept]
    weight = sum(end - start for draft in kept for start, end in (draft.title, *draft.people.names, *draft.abstract, *draft.prose))
    is_sure = listed >= 1 - MIN_SHARE
    return Group(tuple(kept), has_people=is_sure, has_prose=is_sure and min(prose, named) >= MIN_SHARE, weight=weight)


def _are_papers(page: Page, drafts: Sequence[Draft]) -> bool:
    """Whether blocks are of papers and not of posts, goods or results of a search."""
    texts = [page.text[slice(*draft.block.span)] for draft in drafts]
    count = len(drafts)

    def share(pattern: re.Pattern[str]) -> float:
        return sum(pattern.search(text) is not None for text in texts) / count

    named = sum(bool(draft.people.names) for draft in drafts) / count
    listed = sum(draft.people.is_listed for draft in drafts) / count
    shown = sum(bool(draft.abstract) for draft in drafts) / count
    if share(TALK_RE) > 1 - MIN_SHARE or share(SHOP_RE) > 1 - MIN_SHARE:
        return False
    is_found = max(share(SEARCH_RE), share(TEASER_RE)) > 1 - MIN_SHARE
    if sum(draft.has_paper for draft in drafts) >= MIN_SHARE * count:
        plain = sum(not draft.prose for draft in drafts) / count
        return listed >= MIN_SHARE or (not is_found and max(shown, plain) >= MIN_SHARE)
    is_post = is_found or share(BLOG_RE) > 1 - MIN_SHARE or share(DAY_RE) > 1 - MIN_SHARE > shown
    return not is_post and named >= MIN_PEOPLE_SHARE and _are_listed(drafts) and _have_titles(page, drafts)


def _are_listed(drafts: Sequence[Draft]) -> bool:
    """Whether blocks without links to papers have one form, and names as papers have them: often several."""
    count = len(drafts)
    same = max(Counter(draft.kind for draft in drafts).values())
    several = sum(draft.people.is_listed and len(draft.people.names) > 1 for draft in drafts)
    is_told = sum(draft.people.is_told for draft in drafts) >= MIN_SEVERAL_SHARE * count
    return same >= MIN_PEOPLE_SHARE * count and several >= MIN_SEVERAL_SHARE * count and (is_told or count > MIN_BLOCKS)


def _have_titles(page: Page, drafts: Sequence[Draft]) -> bool:
    """Whether what stands above the names reads like titles of papers, and not like those of films or committees; and whether little stands below them."""
    titles = [page.text[slice(*draft.title)] for draft in drafts]
    offices = sum(OFFICE_RE.search(title) is not None for title in titles)
    words = statistics.median(title.count(" ") + 1 for title in titles)
    longest = statistics.median(len(draft.prose) for draft in drafts)
    lines = statistics.median(page.text.count("\n", *draft.block.span) for draft in drafts)
    is_small = longest < MIN_BLOCKS and lines < MAX_LINES
    return words >= MIN_TITLE_WORDS and offices <= (1 - MIN_SHARE) * len(drafts) and is_small


def _is_under_references(page: Page, marks: Marks, block: Block) -> bool:
    """Whether the heading above the blocks says that they are what a text cites or recommends."""
    headings = [mark for mark in marks.kinds.get("heading", ()) if mark.tag.name != "dt"]
    index = bisect_right([mark.order for mark in headings], block.low - 1)
    return index > 0 and REFERENCES_RE.fullmatch(page.text, *headings[index - 1].span) is not None


def _is_taken(span: Span, taken: Sequence[Span]) -> bool:
    index = bisect_right(taken, (span[1], -1))
    return index > 0 and any(start < span[1] and span[0] < end for start, end in taken[max(0, index - 2) : index + 1])


def _is_main(page: Page, marks: Marks, blocks: Sequence[Span]) -> bool:
    """Whether the blocks are what the page is about, not what stands below a text; a heading may say so."""
    covered = sum(end - start for start, end in blocks)
    framed = sum(
        page.span(tag)[1] - page.span(tag)[0]
        for tag in page.soup.find_all(["nav", "footer", "header", "aside"])
        if not tag.find_parent(["nav", "footer", "header", "aside"])
    )
    if covered >= MIN_COVERAGE * max(1, len(page.text) - framed):
        return True
    headings = [mark for mark in marks.kinds.get("heading", ()) if mark.span[1] <= blocks[0][0]]
    return bool(headings) and PAPERS_RE.search(page.text, *headings[-1].span) is not None


def _count(page: Page) -> int | None:
    """How many entries the page says it shows."""
    match = next((match for line in list_lines(page, (0, len(page.text))) if (match := RANGE_RE.search(page.text, *line))), None)
    return None if match is None else max(0, int(match["last"].replace(",", "")) - int(match["first"].replace(",", "")) + 1)


FORMAT = PageFormat(
    name="repeated-blocks",
    summary="Any page that repeats one block for each paper: proceedings, accepted papers, sites that show new papers.",
    cut=cut,
    rank=2,
)
