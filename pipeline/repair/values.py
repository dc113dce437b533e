"""From the text of a field to its value: categories, dates, ids, yes or no.

A converter takes clean text and gives the value; None where the text is no value of that kind.
"""

from __future__ import annotations

import re

from pipeline.records import Value
from pipeline.repair.arxiv_ids import parse_arxiv_id
from pipeline.repair.categories import is_category, resolve_category
from pipeline.repair.dates import to_edtf
from pipeline.repair.dois import normalise_doi

ELLIPSIS_RE = re.compile(r"(?:\.\.\.|…|\[\.\.\.\]|\[…\])[)\]\"'”’]*$")
VERSION_RE = re.compile(r"[vV]?(\d{1,3})")
DAMAGE_RE = re.compile(r"(?<![A-Za-z\\])(?:sim|approx|times|leq|geq|propto|gtrsim|lesssim)\d+(?:\.\d+)?(?=%|×|x\b|\s|[.,;)]|$)|\ufffd")
"""What is left where a page dropped the backslash of LaTeX in front of a number, or a character could not be decoded."""


def read_category(text: str) -> Value | None:
    """One arXiv code, in full where only one archive has it.

    >>> read_category("CL"), read_category("IT"), read_category("Banana")
    ('cs.CL', 'IT', None)
    """
    code, is_ambiguous = resolve_category(text)
    return code if is_ambiguous or is_category(code) else None


def read_date(text: str) -> Value | None:
    """A date as EDTF."""
    return to_edtf(text)


def read_arxiv_id(text: str) -> Value | None:
    """An arXiv id without label, version and subject class."""
    parsed = parse_arxiv_id(text)
    return None if parsed is None else parsed.id


def read_doi(text: str) -> Value | None:
    """A DOI in lower case, without the ways pages write it."""
    return normalise_doi(text)


def read_version(text: str) -> Value | None:
    """The version of an arXiv id as a number.

    >>> read_version("v2"), read_version("version")
    (2, None)
    """
    match = VERSION_RE.fullmatch(text)
    return None if match is None else int(match[1])


def read_et_al(text: str) -> Value | None:
    """False, for `authors_complete`, where the text is the words `et al.` alone.

    >>> read_et_al("et al.")
    False
    """
    return False if re.fullmatch(r"(?i)et\s+al\.?", text) else None


def read_teaser(text: str) -> Value | None:
    """False, for `abstract_complete`, where an abstract breaks off.

    >>> read_teaser("We show that..."), read_teaser("We show that.")
    (False, None)
    """
    return False if ELLIPSIS_RE.search(text) else None


def read_badge(text: str) -> Value | None:
    """True where the badge says that there is code.

    >>> read_badge("Code"), read_badge("Data")
    (True, None)
    """
    return True if text.casefold() == "code" else None


def is_damaged(text: str) -> bool:
    """Whether a text holds what is left of destroyed LaTeX, or of undecodable bytes.

    >>> is_damaged("takes sim6% longer"), is_damaged("the sim2real gap, 3 times 10")
    (True, False)
    """
    return bool(DAMAGE_RE.search(text))


def is_ambiguous_category(code: str) -> bool:
    """Whether a category stays as the page has it because several archives have that code.

    >>> is_ambiguous_category("IT"), is_ambiguous_category("cs.IT")
    (True, False)
    """
    return resolve_category(code)[1]
