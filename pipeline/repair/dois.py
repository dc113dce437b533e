"""DOIs: lower case, without the ways a page writes them."""

from __future__ import annotations

import re
from urllib.parse import unquote

_DOI_RE = re.compile(r"(?<![\d.])10\.\d{4,9}(?:\.\d+)*/[^\s\"“”{}|\\^`]+", re.ASCII)
_PLAIN_RE = re.compile(r"10\.\d{4,9}/(?:[A-Za-z0-9._/-]*[A-Za-z0-9])?[A-Za-z0-9]", re.ASCII)
"""A DOI that is as it should be but for its case, as most are."""
_PREFIX_RE = re.compile(
    r"""(?: (?:https?://)? (?:dx\.|www\.)? doi\.org/
        | https?://[\w.-]+/ (?: doi/(?:(?:abs|full|pdf|epdf|book)/)? | chapter/ | article/ | book/ )   # publishers' pages
        | (?:info:|https?://)? doi [:/]? \s* | urn:doi: )""",
    re.IGNORECASE | re.VERBOSE,
)
_QUERY_RE = re.compile(r"[?&](?:utm_\w+|ref|via|download|needaccess|journalcode|casa_token)\b.*", re.IGNORECASE)
# A line break before a chapter's number: the half before it is the DOI of the whole book.
_BROKEN_CHAPTER_RE = re.compile(r"(?<=\d)\s+(?=_\d)")
_OPENERS = "<([\"'“ \t\n\u00a0"
_PAIRS = {")": "(", "]": "[", ">": "<"}
_TRAILING = ".,;:'’*!?"


def normalise_doi(text: str) -> str | None:
    """The DOI that a text is, in lower case; `None` if it does not begin with one.

    What follows it after white space (a second DOI, a note) is left out; a closing bracket stays only if the DOI
    opened it.

    >>> normalise_doi("https://doi.org/10.1016/0920-5632(96)00417-3."), normalise_doi("doi: 10.48550/arXiv.2405.14333")
    ('10.1016/0920-5632(96)00417-3', '10.48550/arxiv.2405.14333')
    >>> normalise_doi("see section 10.1"), normalise_doi("10.1000/")
    (None, None)
    """
    if _PLAIN_RE.fullmatch(text):
        return text.lower()
    opened = text.lstrip(_OPENERS)
    prefix = _PREFIX_RE.match(opened)
    rest = _BROKEN_CHAPTER_RE.sub("", opened[prefix.end() if prefix else 0 :].lstrip(_OPENERS))
    match = _DOI_RE.match(unquote(rest) if "%" in rest else rest)
    if match is None:
        return None
    doi = _strip_trailing(_QUERY_RE.sub("", match[0])).lower()
    return doi if not doi.endswith("/") else None


def _strip_trailing(doi: str) -> str:
    """Without punctuation of the sentence around it, and without brackets it never opened."""
    while doi:
        last = doi[-1]
        if last in _TRAILING or (last in _PAIRS and doi.count(last) > doi.count(_PAIRS[last])):
            doi = doi[:-1]
        else:
            break
    return doi
