"""arXiv identifiers: both schemes, bare, in a URL or a DOI, and glued to the text that follows."""

from __future__ import annotations

import re

import msgspec

from pipeline.records import Span
from pipeline.repair.categories import ARCHIVES, CATEGORY_RE, alternate
from pipeline.repair.dates import FULL_DATE_RE

# Two digits of a year: 1991 to March 2007 for the old scheme; the new one had four digits a month up to 2014 and has five
# since. So the year and month say where the number ends, whatever is glued to it. Past 2039 a number is just a number.
_NUMBER = r"""
    (?: (?: 07(?:0[4-9]|1[0-2]) | (?:0[89]|1[0-4])(?:0[1-9]|1[0-2]) ) \. (?!0000) \d{4}
      | (?: 1[5-9]|[23]\d ) (?:0[1-9]|1[0-2]) \. (?!00000) \d{5} )"""
_ID = rf"""
    (?: (?<![A-Za-z0-9-])
        (?P<archive> {alternate(ARCHIVES)} ) (?: \. (?:[A-Z]{{2}}|[a-z]+-[a-z]+) )? /
        (?P<old_number> (?:9[1-9]|0[0-7]) (?:0[1-9]|1[0-2]) (?!000) \d{{3}} )
      | (?<!\d)(?<!\d\.)
        (?P<number> {_NUMBER} )
    )"""
# A second digit is the version's unless it makes a word that opens with a digit: `v23D Gaussian`, `v15G networks`.
_VERSION = r"""
    (?: [vV] (?P<version> [1-9]\d\d (?![\w-]) | [1-9]\d (?! \d | [DG](?![a-z]) | DoF ) | [1-9] ) )?"""

ARXIV_ID_RE = re.compile(_ID + _VERSION, re.VERBOSE | re.ASCII)
"""An id of either scheme with its version. Ends by the count of digits, not at a boundary: pages glue text to ids."""

BARE_NUMBER_RE = re.compile(_NUMBER, re.VERBOSE | re.ASCII)
"""An id of the new scheme, as most are: without label and version."""

_PREFIX_RE = re.compile(
    r"""[\s<(\[]*
    (?: (?:https?://)? (?:[\w-]+\.)* (?:arxiv|alphaxiv)\.org/ (?:abs|pdf|html|format|e-print|src|ps|dvi|overview)/
      | (?:https?://)? (?:huggingface\.co|hf\.co)/papers/
      | (?:https?://)? ar5iv\.(?:labs\.arxiv\.)?org/ (?:abs|html)/
      | (?: (?:https?://)? (?:dx\.)?doi\.org/ | doi:\s* )? 10\.48550/ arxiv\.
      | (?:oai:)? arxiv (?:\.org)? (?:\s*[:：]\s*|\s+)
      | (?=[a-z\d])
    )""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_SUFFIX_RE = re.compile(rf"(?:\.pdf|\.ps|\.gz)*/?(?:[?#]\S*)?(?:\s*\[{CATEGORY_RE}\])?[\s>)\].,;]*", re.IGNORECASE)

_LABEL_RE = re.compile(r"\s*(?P<label>arxiv\s?[:：])[ \t\u00a0]*", re.IGNORECASE)
_STAMP_RE = re.compile(rf"[ \t\u00a0]*\[(?P<category>{CATEGORY_RE}(?:[,;] ?{CATEGORY_RE})*)\]")
_DATE_RE = re.compile(rf"[ \t\u00a0]*(?P<date>{FULL_DATE_RE})")
# What may stand right behind an id that was glued: a letter, a word such as `3D`, maths, an opening quote. Not what goes
# on with the sentence the id is part of: `.`, `,`, `)`, `-based`, `'s`; nor one digit too many.
_GLUED_RE = re.compile(r"[^\W\d_]|\d{1,3}-?[^\W\d_]|[$\\“\"]")
# An abstract may open with a number (`1. Beta-blockers improve`, `100 years of`, `(1) We`). So does a slip of the keyboard, so what follows must be long.
_NUMBERED_RE = re.compile(r"\(?\d{1,4}[.,)]?\s+[^\W\d_]")
_LONG_CHARS = 80
# Behind a space only what opens a sentence: a lower-case word or punctuation goes on with one.
_SENTENCE_RE = re.compile(r"[ \t\u00a0]+(?=\S)(?:[$\\]|\d+[A-Z]|(?P<letter>[^\W\d_]))")


class ArxivId(msgspec.Struct, frozen=True):
    """An id without version and subject class (`2405.14333`, `math/0309136`), its version, and when it was given."""

    id: str
    version: int | None
    year: int
    month: int


class GluedId(msgspec.Struct, frozen=True):
    """An id that opens a line, with the places of its parts in the line; `rest` is where what follows begins."""

    arxiv: ArxivId
    label: Span
    id: Span
    version: Span | None
    category: Span | None
    date: Span | None
    rest: int


def read_id(match: re.Match[str]) -> ArxivId:
    """The id that a match of `ARXIV_ID_RE` found.

    >>> read_id(ARXIV_ID_RE.search("arXiv:math.GT/0309136v2"))
    ArxivId(id='math/0309136', version=2, year=2003, month=9)
    """
    number = match["number"] or match["old_number"]
    short_year = int(number[:2])
    return ArxivId(
        id=match["number"] or f"{match['archive']}/{number}",
        version=int(match["version"]) if match["version"] else None,
        year=short_year + (1900 if match["old_number"] and short_year > 90 else 2000),
        month=int(number[2:4]),
    )


def parse_arxiv_id(text: str) -> ArxivId | None:
    """The id that the whole text is: bare, labelled, as a URL or as a DOI; `None` for any other text.

    >>> parse_arxiv_id("https://arxiv.org/pdf/2405.14333v2.pdf")
    ArxivId(id='2405.14333', version=2, year=2024, month=5)
    >>> parse_arxiv_id("10.48550/arXiv.0704.0001").id, parse_arxiv_id("2405.1433"), parse_arxiv_id("1405.14333")
    ('0704.0001', None, None)
    """
    bare = ARXIV_ID_RE.fullmatch(text)
    if bare is not None:
        return read_id(bare)
    prefix = _PREFIX_RE.match(text)
    match = ARXIV_ID_RE.match(text, prefix.end()) if prefix else None
    if match is None or not _SUFFIX_RE.fullmatch(text, match.end()):
        return None
    return read_id(match)


def find_glued_id(line: str) -> GluedId | None:
    """The labelled id that opens a line and stands apart from the text behind it, or is the whole line.

    `None` where the id is only mentioned at the front of a sentence, or where a listing of its own layout follows.

    >>> found = find_glued_id("arXiv:2405.14333v2 [cs.CL] 23 May 2024We introduce")
    >>> found.arxiv.id, found.arxiv.version, found.category, found.date
    ('2405.14333', 2, (20, 25), (27, 38))
    >>> find_glued_id("arXiv:2410.13848 extends this work"), find_glued_id("arXiv admin note: text overlap with arXiv:2410.13848")
    (None, None)
    """
    label = _LABEL_RE.match(line)
    match = ARXIV_ID_RE.match(line, label.end()) if label else None
    if label is None or match is None:
        return None
    category = _STAMP_RE.match(line, match.end())
    date = _DATE_RE.match(line, (category or match).end())
    end = (date or category or match).end()
    if not _is_set_apart(line, end, is_stamped=bool(category or date)):
        return None
    return GluedId(
        arxiv=read_id(match),
        label=label.span("label"),
        id=(match.start(), match.end("number" if match["number"] else "old_number")),
        version=(match.start("version") - 1, match.end("version")) if match["version"] else None,
        category=category.span("category") if category else None,
        date=date.span("date") if date else None,
        rest=len(line) - len(line[end:].lstrip()),
    )


def _is_set_apart(line: str, end: int, *, is_stamped: bool) -> bool:
    """Whether what follows an id at the front of a line is text of its own, or nothing."""
    if not line[end:].strip():
        return True
    if _GLUED_RE.match(line, end) or (_NUMBERED_RE.match(line, end) and len(line) - end >= _LONG_CHARS):
        return True
    follows = _SENTENCE_RE.match(line, end)
    if follows:
        return follows["letter"] is None or not follows["letter"].islower()
    return is_stamped and not line[end:].lstrip().startswith((",", ";", ".", ")", "-", "(or "))
