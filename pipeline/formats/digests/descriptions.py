"""Titles with something said of them behind: `1) **Rare Words** - finds them better than before`, `[Rare Words](...), Ann Lee, ICLR 2024. [[code]](...)`."""

from __future__ import annotations

import re

from pipeline.formats.digests.links import Link, add_links, find_links
from pipeline.formats.digests.parts import Draft, Part
from pipeline.formats.digests.values import DATE_RE, NO_VENUE_RE, add_people, are_names, unwrap
from pipeline.formats.people import find_et_al
from pipeline.formats.prose import is_long

NUMBER_RE = re.compile(r"(?:\(?\d{1,4}[.)]|[-*+•])?\s*(?:<a (?:id|name)=[^<>]{1,100}>\s*</a>\s*)?(?:\[[ xX]\]\s+)?(?:[^\w\s\[(\"'“‘$\\*_`<]{1,3}\s+)?")
DATED_RE = re.compile(
    rf"(?:[\[(]?(?:(?:arXiv|[A-Z][A-Za-z]{{1,12}}(?:-[A-Z]+)?)[ ’'.:-]*)?"
    rf"(?:{DATE_RE.pattern}|(?:19|20)\d\d(?:[./]\d\d?)?|’?'?\d\d)[\])]|{DATE_RE.pattern})[\s,:：.-]*"
)
"""What stands in front of a title: `(arXiv 2021.06) `, `[CVPR 2023] `, `2024-05-23, `."""
TAGGED_RE = re.compile(r"`[^`\n]{1,40}`\s*[:：]?\s*(?=\S)")
"""`` `CVPR 2023` `` in front of a title: a tag of the list's own."""
MARKED_RE = re.compile(
    r"\*\*\s*(?P<bold>[^*\n]{3,400}?)\s*\*\*|(?<![\w*])\*(?P<italic>[^*\n]{8,400}?)\*(?!\w)|[“\"](?P<quoted>[^”\"\n]{8,400})[”\"]|__(?P<under>[^_\n]{3,400})__"
)
NAMED_RE = re.compile(r"\*\*\s*[^\s*]{2,30}\s*(?:\*\*\s*[:：]|[:：]\s*\*\*)\s*(?P<title>(?!\[|http)[^\[\n<|`]{20,300}?)\.?\s*(?=$|<br|[\[|`(]| [—–] )")
"""`**SOMA**: Solving Optical Motion Capture`: the name of a method, in bold, with the title of its paper."""
SEAM_RE = re.compile(r"\s*(?:[,;:.|–—]|-(?=\s)|<br\s*/?>)+\s*")
VENUE_RE = re.compile(
    r"\*{0,2}_{0,2}(?P<venue>(?<![A-Za-z])(?:in\s+)?(?:(?:Proc(?:eedings)?\.? (?:of )?)?[A-Z][\w&+/ -]{1,50}?[ ’'`]*(?:(?:19|20)\d\d|(?<=[’'`])\d\d)"
    r"(?: \(?(?:Oral|Spotlight|Poster|Highlight|Workshops?|Findings|Best Paper)\)?)?))_{0,2}\*{0,2}",
)
LINK_LABEL_RE = re.compile(r"(?i:(?:[\s,;|(\[*_.]*\b(?:papers?|pdf|links?|arxiv|url|code|preprint)\b\s*[:：]?)+[\s(\[*_]*)$")
"""What announces the first link behind a title: `, Paper: `."""
MAX_TITLE_CHARS = 350
MIN_TITLE_WORDS = 2


def skip_number(part: Part) -> Part:
    """A part without the number, the bullet or the picture it opens with."""
    match = NUMBER_RE.match(part.text)
    return part.part(match.end()) if match is not None else part


def add_described_title(draft: Draft, part: Part) -> None:
    """Add the title that a text opens with, and its links; what is said of it is boilerplate."""
    rest = skip_number(part)
    draft.drop("digest.label", part.part(0, rest.start - part.start))
    end = find_title(draft, rest)
    add_links(draft, part, identifies=True)
    if end is not None:
        draft.drop("digest.description", rest.part(end))


def find_title(draft: Draft, part: Part) -> int | None:
    """Add the title at the front of a text, and say where it ends: a link to a paper, bold or quoted words; None where there is none."""
    links = list(find_links(part))
    first = next(iter(links), None)
    if first is not None and first.words is not None and not first.is_generic and not _before(part, first).strip("*_ `\"'“"):
        if not is_title(first.words.text):
            return None
        draft.add("title", unwrap(first.words))
        return first.all.end - part.start
    marked = MARKED_RE.match(part.text)
    if marked is not None and marked.lastgroup is not None and "](" not in marked.group():
        named = NAMED_RE.match(part.text) if marked.lastgroup == "bold" else None
        found = marked if named is None else named
        draft.drop("digest.label", part.part(0, found.start("title") if named is not None else 0))
        draft.add("title", unwrap(part.part(*found.span("title" if named is not None else marked.lastgroup))))
        return found.end()
    return None


def is_title(words: str) -> bool:
    """Whether the words of a link may be a title: two words at least, or one that is long."""
    return (len(words.split()) >= MIN_TITLE_WORDS and len(words) <= MAX_TITLE_CHARS) or (len(words) >= len("Transformers") and not words.isascii())


def _before(part: Part, link: Link) -> str:
    return part.text[: link.all.start - part.start]


def add_tail(draft: Draft, tail: Part) -> None:
    """Add what follows a title: people, where it appeared, links; what is left is the list's own words."""
    links = add_links(draft, tail)
    seam = SEAM_RE.match(tail.text)
    start = 0 if seam is None else seam.end()
    cutoff = max(start, next((link.all.start - tail.start for link in links), len(tail.text)))
    words = tail.part(start, start + len(LINK_LABEL_RE.sub("", tail.text[start:cutoff])))
    venue = VENUE_RE.search(words.text)
    is_venue = venue is not None and not NO_VENUE_RE.fullmatch(venue["venue"])
    people = words if venue is None else words.part(0, venue.start())
    people = people.part(0, len(people.text.rstrip(" ,;:([{|-–—*_<br/>")))
    is_named = "authors" not in draft and bool(people.text) and not is_long(people.text) and _are_people(people.text)
    if is_named:
        add_people(draft, unwrap(people))
    if venue is not None and is_venue and (is_named or not people.text):
        draft.add("journal_ref", words.part(*venue.span("venue")))
    draft.drop("digest.description", tail)


def _are_people(text: str) -> bool:
    """Whether a text is a list of people: names, several of them or with `et al.`."""
    return are_names(text.rstrip(".")) and ("," in text or " and " in text or find_et_al(text) is not None or 2 <= len(text.split()) <= 4)
