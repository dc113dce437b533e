"""The marks of abstract pages of arXiv in a text: labels and links, each accepted only where the page would have it.

A page goes from its head (title, authors, dates) to the abstract, to the table below it (comments, subjects, citation) and to the history of
submissions and the links around it. A label counts in the middle of a line only where the page is already so far that it can be nothing else:
`Subjects:` inside an abstract is a word of the abstract, unless a category's code follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, TypeAlias

import msgspec

from pipeline.formats.arxiv.flow import Flow
from pipeline.repair.arxiv_ids import ARXIV_ID_RE
from pipeline.repair.categories import CATEGORY_RE

Stage: TypeAlias = Literal["head", "abstract", "table", "tail"]

_DATE = r"\d{1,2}\s+[A-Z][a-z]{2,8}\.?\s+\d{4}"
_VERSION = r"(?:\s*\\?\(\s*(?:this\s+version\s*,?\s*)?(?:\[?\s*v\d{1,3}\s*\]?(?:\([^\s()]{1,200}\))?)?\s*\\?\))?"
SUBMITTED_RE = re.compile(
    rf"\\?[\[(]\s*Submitted\s+on\s+(?P<first>{_DATE}){_VERSION}"
    rf"(?:\s*,\s*(?:(?:last\s+)?revised|latest\s+version)\s+(?P<second>{_DATE}){_VERSION})?"
    rf"(?:\s*,\s*(?:(?:last\s+)?revised|latest\s+version)\s+(?P<third>{_DATE}){_VERSION})?\s*\\?[\])]"
)
"""`[Submitted on 3 Jun 2012 (v1), last revised 4 Jul 2013 (this version, v2)]`; round brackets before 2019."""

MARK_RE = re.compile(
    rf"(?P<submitted>{re.sub(r'[?]P<[a-z]+>', '?:', SUBMITTED_RE.pattern)})"
    r"|(?P<title>Title\s*:)|(?P<authors>Authors?\s*:)|(?P<abstract>Abstract\s*[:：])"
    r"|(?P<comments>Comments\s*:)|(?P<subjects>Subjects?\s*:)|(?P<cite>Cite\s+as\s*:)|(?P<version>\(\s*or\s*\[?\s*arXiv\s*:)"
    r"|(?P<journal>Journal[\s-]+ref(?:erence)?\s*:)|(?P<doi>(?:Related\s+)?DOI\s*:)"
    r"|(?P<other>(?:Report[\s-]+(?:number|no)|(?:MSC|ACM)[\s-]+class(?:es)?)\s*:)"
    r"|(?P<datacite>(?:\[|<|\|[ \t]*)?https?://doi\.org/10\.48550/(?=arXiv))"
    r"|(?P<titled>View\s+a\s+PDF\s+of\s+the\s+paper\s+titled)"
    r"|(?P<access>(?:\[\s*)?(?:View\s+PDF|Download\s+PDF|HTML\s+\(experimental\)))"
    r"|(?P<history>Submission\s+history)"
    r"|(?P<tail>Full-text\s+links:|Access\s+Paper:|References\s+&\s+Citations|Bibliographic\s+(?:and\s+Citation\s+)?Tools|Current\s+browse\s+context"
    r"|Code,\s+Data\s+and\s+Media\s+Associated|arXivLabs:|Focus\s+to\s+learn\s+more|arXiv-issued\s+DOI|Which\s+authors\s+of\s+this\s+paper\s+are\s+endorsers)"
)
STAGES: dict[str, Stage] = {
    "submitted": "head", "title": "head", "authors": "head", "abstract": "abstract", "comments": "table", "subjects": "table", "cite": "table",
    "version": "table", "journal": "table", "doi": "table", "other": "table", "datacite": "table", "history": "tail", "tail": "tail",
}  # fmt: skip
RANKS: dict[Stage, int] = {"head": 1, "abstract": 2, "table": 3, "tail": 4}
ONCE = frozenset({"submitted", "title", "abstract", "cite"})
"""What a page has once: a second one belongs to the next page."""
CODE_RE = re.compile(rf"[\s|]*[A-Z][^()\n;:]{{2,70}}\s*\((?:{CATEGORY_RE})\)")
CITED_RE = re.compile(r"[\s|]*\[?\s*arXiv\s*:", re.IGNORECASE)
TABLE_FOLLOWS_RE = re.compile(rf"[^\n]{{0,1200}}?(?:Subjects\s*:(?={CODE_RE.pattern})|Cite\s+as\s*:[\s|]*\[?\s*arXiv\s*:)")
BARE_SUBJECTS_RE = re.compile(
    rf"(?m)^[ \t|>]*(?P<list>[A-Z][^()\n;:]{{2,70}} \((?:{CATEGORY_RE})\)(?:\s*;\s*[A-Z][^()\n;:]{{2,70}}\s\((?:{CATEGORY_RE})\)){{0,20}})[ \t|]*$"
)
"""The subjects without their label, on lines of their own."""
VERSION_LINE_RE = re.compile(
    r"\[?v(?P<number>\d{1,3})\\?\]?[\s*\])\\]*(?:\([^\s()]{1,200}\))?[\s*]*"
    r"(?P<date>(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),\s*\d{1,2}\s+[A-Z][a-z]{2,8}\s+\d{4})(?:\s+\d\d:\d\d(?::\d\d)?(?:\s+(?:UTC|GMT))?)?"
)
"""`[v1] Mon, 25 Mar 2024 17:11:28 UTC (3,373 KB)` in the history."""


class Mark(msgspec.Struct, frozen=True):
    """A label or link of a page: what it is, where it stands, and whether it begins its line."""

    kind: str
    start: int
    end: int
    opens_line: bool


class Marked(msgspec.Struct, frozen=True):
    """The marks of one page, in order."""

    marks: tuple[Mark, ...]

    def first(self, *kinds: str) -> Mark | None:
        """The first mark of one of these kinds."""
        return next((mark for mark in self.marks if mark.kind in kinds), None)

    def last(self, *kinds: str) -> Mark | None:
        """The last mark of one of these kinds."""
        return next((mark for mark in reversed(self.marks) if mark.kind in kinds), None)

    def after(self, mark: Mark, limit: int) -> int:
        """Where the mark behind this one begins; `limit` where there is none."""
        return next((other.start for other in self.marks if other.start >= mark.end), limit)


def list_marked(flow: Flow) -> Iterator[Marked]:
    """The marks of the text, page by page; marks that are no page's are among them."""
    marks: list[Mark] = []
    rank = 0
    for match in MARK_RE.finditer(flow.text):
        mark = Mark(str(match.lastgroup), match.start(), match.end(), flow.opens_line(match.start()))
        if not _is_accepted(flow.text, mark, rank):
            continue
        own = RANKS[STAGES[mark.kind]] if mark.kind in STAGES else 0
        if _opens_page(mark, own, rank, marks):
            kept = _own_dates(flow.text, mark, marks)
            yield Marked(tuple(marks[: len(marks) - len(kept)]))
            marks, rank = kept, RANKS["head"] if kept else 0
        marks.append(mark)
        rank = rank if own == RANKS["tail"] and rank < RANKS["abstract"] else max(rank, own)
    yield Marked(tuple(marks))


def _own_dates(text: str, mark: Mark, marks: list[Mark]) -> list[Mark]:
    """The marks from the line of dates on, where that is the line above a title whose page begins with it."""
    index = next((index for index in range(len(marks) - 1, 0, -1) if marks[index].kind == "submitted"), None)
    is_above = mark.kind == "title" and index is not None and text.startswith("[", marks[index].start)
    return marks[index:] if is_above and all(other.kind not in ("title", "abstract") for other in marks[index:]) else []


def _is_accepted(text: str, mark: Mark, rank: int) -> bool:
    """Whether a mark counts where it stands, `rank` being how far its page has come."""
    if mark.kind in ("subjects", "cite", "comments"):
        return _is_of_table(text, mark, rank)
    if mark.kind in ("submitted", "version", "datacite", "titled"):
        return True
    if mark.kind == "doi" and not text.startswith("Related", mark.start):
        return mark.opens_line and rank >= RANKS["head"]
    if mark.kind in ("journal", "doi", "other"):
        return rank >= RANKS["table"] or (mark.opens_line and rank >= RANKS["head"])
    if mark.kind in ("history", "tail"):
        return mark.opens_line or rank >= RANKS["table"] or mark.kind == "tail"
    if mark.opens_line:
        return True
    if mark.kind == "title":
        return rank == RANKS["head"] and text[max(0, mark.start - 40) : mark.start].rstrip()[-1:] in ("]", ")")
    return rank == RANKS["head"]


def _is_of_table(text: str, mark: Mark, rank: int) -> bool:
    """Whether one of the labels that are words of prose as well labels a row of the table."""
    if mark.kind == "cite":
        return CITED_RE.match(text, mark.end) is not None
    if mark.kind == "subjects":
        return CODE_RE.match(text, mark.end) is not None or (mark.opens_line and rank == RANKS["table"])
    if mark.opens_line:
        return rank >= RANKS["head"]
    return rank >= RANKS["head"] and TABLE_FOLLOWS_RE.match(text, mark.end) is not None


def _opens_page(mark: Mark, own: int, rank: int, marks: list[Mark]) -> bool:
    """Whether a mark is of the next page: the head after an abstract, an abstract after another, or what a page has once for the second time."""
    if own in (RANKS["head"], RANKS["abstract"]) and rank > own:
        return True
    if own == RANKS["table"] and rank == RANKS["tail"]:
        return mark.kind in ("cite", "subjects", "comments")
    return mark.kind in ONCE and any(other.kind == mark.kind for other in marks)


def find_id(text: str, start: int, end: int) -> re.Match[str] | None:
    """The first arXiv id in a stretch."""
    return ARXIV_ID_RE.search(text, start, end)
