"""Lines of a forum of OpenReview, as copied out of a browser or read by a converter: what kind of line each is.

The line that tells a forum is its status: `Published: 26 Jan 2026, Last Modified: 11 Apr 2026ICLR 2026 PosterEveryoneRevisionsBibTeXCC BY 4.0`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from pipeline.lines import Line
from pipeline.records import Span
from pipeline.rules import is_of_family

_DAY = r"\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6} 20\d\d"
DATED_RE = re.compile(
    rf"[\s*_>#]*(?:Published:\s*(?P<published>{_DAY})(?:[,;]?\s*(?:Last )?Modified:\s*(?P<modified>{_DAY}))?"
    rf"|(?P<submitted>{_DAY})(?:\s*\((?:last )?modified:\s*(?P<changed>{_DAY})\))?)(?![\d,]*\s*\d\d?:\d\d)",
    re.IGNORECASE,
)
READERS = (
    r"(?:Readers:\s*)?(?:Everyone|Conference(?:, (?:Senior |Program |Publication |Area |Action )?(?:Chairs|Editors|Reviewers|Authors|[A-Z][\w ]{2,40})){1,8})"
)
LINKS = r"(?:\s*\[?(?:Show )?(?:Revisions|Bib[tT]e[xX]|(?:Hide|Show) details)\]?(?:\([^()\s]*(?:\s\"[^\"]*\")?\))?)"
LICENSE = r"\[?(?P<license>CC(?:[ -]BY(?:[ -](?:NC|SA|ND)){0,2}|0)[ -]\d\.\d|arXiv\.org perpetual, non-exclusive license)\]?(?:\([^()\s]*\))?"
BADGES_RE = re.compile(rf"\s*(?:{READERS})?{LINKS}{{0,4}}\s*(?:{LICENSE})?[\s.]*$")
"""What follows the venue: who may read it, links, the license."""
UNDATED_RE = re.compile(rf"[\s*_>]*(?P<venue>(?:Submitted to |[A-Z])[^.!?:]{{3,100}}?)\s*(?=(?:Everyone|Conference,)){READERS}{LINKS}{{2,4}}")
REPLY_RE = re.compile(r"(?:Paper|Submission)\s?\d+|Official (?:Review|Comment)|Public Comment|Meta[- ]?Review|Acceptance Decision|\bDecision\b|Rebuttal")
"""What a review or a comment has in place of the venue."""
LABEL_RE = re.compile(r"[\s>]*(?:[-•]\s)?\*{0,3}(?P<name>[A-Z][^:：*\n]{1,90}?)\s?(?:\*{0,3}\s?[:：]\s?\*{0,3})(?=\s|$)\s*")
TITLE_CASE_RE = re.compile(r"[A-Z(][^\s]*(?:[ -](?:[A-Z(\d/&][^\s]*|of|the|to|and|for|in|or|on|by|with|a|your|that|you|all)){1,14}\??")
KNOWN = frozenset(
    {"abstract", "keywords", "tl;dr", "tldr", "authors", "authorids", "venue", "code", "data", "dataset", "datasets", "software", "video", "track", "area"}
    | {"license", "one-sentence summary", "paperhash", "pdf", "preprint", "community", "country", "type", "format", "poster", "certifications", "conflicts"}
    | {"presenter", "subject areas", "readers", "signatures", "checklist", "supplementary material", "primary area", "lay summary", "submission number"}
)
STRUCTURED = frozenset(
    {"background", "methods", "method", "results", "conclusion", "conclusions", "objective", "objectives", "purpose", "introduction", "aims"}
)
"""Labels inside an abstract, which are none of a forum."""
FLAT_LABEL_RE = re.compile(
    r"(?<=[\s.])\*{0,3}(?:Keywords|TL;DR|Abstract|One-sentence Summary|Primary Area|Lay Summary|Submission Number|Supplementary Material"
    r"|Code Of Ethics|Link To Code|Primary Keywords|Code|Venue)\s?\*{0,3}:"
)
REPLIES_RE = re.compile(
    r"[\s#*]*(?:Filter by (?:reply type|author).*|Search keywords.*|Sort:.*|Add:.*|Reply Type:.*|\d+ ?/ ?\d+ replies shown.*|\[?[–-]\]?|\[?[–-]\]? .*"
    r"|(?:Paper|Acceptance) Decision|(?:Official|Meta) Review.*|Reviews and Comments.*|\d+ Repl(?:y|ies).*"
    r"|[A-Z][\w .]{3,60}\b(?:Paper|Submission)\s?\d+ (?:AnonReviewer|Reviewer|Authors|Area ?Chair|Program Chairs|Official).*)\s*"
)
"""Where the reviews and comments below a forum's own fields begin."""
DIVIDER_RE = re.compile(r"[-=_*]{3,}")
FAMILY = "openreview."
MAX_FURNITURE_CHARS = 500
FORUM_LINK_RE = re.compile(
    r"openreview\.net/(?:forum|pdf|revisions)\?(?:[\w=]*&)?id=(?P<id>[\w-]{8,14})|/(?:forum|pdf|revisions|attachment)\?id=(?P<local>[\w-]{8,14})"
)


class Status(msgspec.Struct, frozen=True):
    """The status of a forum: where in its line dates, venue and license stand; a place is None where it is not said."""

    published: Span | None
    modified: Span | None
    venue: Span | None
    license: Span | None


class Label(msgspec.Struct, frozen=True):
    """The label of a field of a forum, in small letters, and where in its line the value begins."""

    name: str
    value: int


def read_status(lines: Sequence[Line], index: int) -> Status | None:
    """The status on this line; None where it is none."""
    look = lines[index].look
    if not any(mark in look for mark in ("ublished:", "odified:", "Revisions", " 20")) or len(look) > 600:
        return None
    dated = DATED_RE.match(look)
    if dated is None:
        return _read_undated(look)
    badges = BADGES_RE.search(look, dated.end())
    venue = _trim(look, dated.end(), len(look) if badges is None else badges.start())
    is_told = dated["modified"] or dated["changed"] or (badges is not None and badges.group().strip())
    if not is_told or REPLY_RE.search(look, dated.end()) or venue[1] - venue[0] > 120:
        return None
    first = next((dated.span(name) for name in ("published", "submitted") if dated[name]), None)
    last = next((dated.span(name) for name in ("modified", "changed") if dated[name]), None)
    license_span = badges.span("license") if badges is not None and badges["license"] else None
    return Status(first, last, venue if venue[0] < venue[1] else None, license_span)


def _read_undated(look: str) -> Status | None:
    match = UNDATED_RE.match(look)
    if match is None or REPLY_RE.search(match["venue"]):
        return None
    badges = BADGES_RE.search(look, match.end("venue"))
    return Status(None, None, match.span("venue"), badges.span("license") if badges is not None and badges["license"] else None)


def read_label(look: str) -> Label | None:
    """The label that a line begins with; None where it begins with none."""
    match = LABEL_RE.match(look)
    if match is None or match["name"].casefold() in STRUCTURED:
        return None
    name = match["name"].strip()
    if name.casefold() not in KNOWN and not TITLE_CASE_RE.fullmatch(name):
        return None
    return Label(name.casefold(), match.end())


def is_part_of_abstract(look: str) -> bool:
    """Whether a line begins with the name of a part that abstracts are made of (`Results: ...`)."""
    match = LABEL_RE.match(look)
    return match is not None and match["name"].casefold() in STRUCTURED


def is_furniture(line: Line) -> bool:
    """Whether a line is blank, a ruled line, or of the site's pages."""
    return not line.text or is_divider(line) or is_of_site(line)


def is_of_site(line: Line) -> bool:
    """Whether a line is known to be of the site's pages."""
    return len(line.text) <= MAX_FURNITURE_CHARS and is_of_family("boilerplate", FAMILY, line.text)


def is_divider(line: Line) -> bool:
    """Whether a line is drawn between two texts."""
    return DIVIDER_RE.fullmatch(line.text) is not None


def is_known_label(look: str) -> bool:
    """Whether a line begins with one of the labels that most forums have; a title may look like another (`Pebbles: A Study`)."""
    label = read_label(look)
    return label is not None and label.name in KNOWN


def opens_replies(line: Line) -> bool:
    """Whether reviews and comments, or one of them, begin on this line."""
    dated = DATED_RE.match(line.look)
    return REPLIES_RE.fullmatch(line.look) is not None or (dated is not None and REPLY_RE.search(line.look, dated.end()) is not None)


def _trim(look: str, start: int, end: int) -> Span:
    piece = look[start:end]
    start += len(piece) - len(piece.lstrip(" \t.,;|·-"))
    return start, max(start, end - len(piece) + len(piece.rstrip(" \t.,;|·-")))
