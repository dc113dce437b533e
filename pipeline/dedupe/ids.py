"""Identifiers in the one form in which they are compared, and the id a record would have alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

ID_SCHEMES: Final = ("arxiv", "doi", "acl", "openreview", "semantic_scholar", "pmid")
"""Schemes in the order in which they name a paper; the first four can."""
NAMING_SCHEMES: Final = ID_SCHEMES[:4]

ARXIV_PREFIX_RE = re.compile(r"^(?:https?://(?:www\.)?arxiv\.org/(?:abs|pdf)/|arxiv:\s*)", re.IGNORECASE)
ARXIV_VERSION_RE = re.compile(r"(?:v\d+)?(?:\.pdf)?$", re.IGNORECASE)
ARXIV_CLASS_RE = re.compile(r"^([a-z-]+)\.[A-Z]{2}/(?=\d{7}$)")
DOI_PREFIX_RE = re.compile(r"^(?:(?:doi:?\s*)?https?://(?:dx\.|www\.)?doi\.org/|doi(?::|\s)\s*)", re.IGNORECASE)
ARXIV_DOI_RE = re.compile(r"^10\.48550/arxiv\.(.+)$")


def fold_arxiv(value: str) -> str:
    """An arXiv id without prefix, version and the subject class that old ids were sometimes cited with.

    >>> fold_arxiv("arXiv:2405.14333v2"), fold_arxiv("math.GT/0309136"), fold_arxiv("hep-th/9711200")
    ('2405.14333', 'math/0309136', 'hep-th/9711200')
    """
    bare = ARXIV_VERSION_RE.sub("", ARXIV_PREFIX_RE.sub("", value.strip()))
    return ARXIV_CLASS_RE.sub(r"\1/", bare).lower()


def fold_doi(value: str) -> str:
    """A DOI in lower case without resolver.

    >>> fold_doi("https://doi.org/10.1613/JAIR.3873"), fold_doi("DOI 10.1613/jair.3873")
    ('10.1613/jair.3873', '10.1613/jair.3873')
    """
    return DOI_PREFIX_RE.sub("", value.strip()).lower()


def fold_ids(ids: Mapping[str, str]) -> dict[str, str]:
    """The identifiers of the known schemes, each in its one form. An arXiv DOI is the arXiv id it holds.

    A record that has an arXiv id keeps that; a DOI that names another arXiv paper is then left out, as it cannot be
    compared with anything.

    >>> fold_ids({"doi": "10.48550/arXiv.2405.14333"})
    {'arxiv': '2405.14333'}
    """
    folded = {}
    for scheme in ID_SCHEMES:
        value = ids.get(scheme, "").strip()
        if scheme == "arxiv":
            value = fold_arxiv(value)
        elif scheme == "doi":
            value = fold_doi(value)
        if value:
            folded[scheme] = value
    if match := ARXIV_DOI_RE.match(folded.get("doi", "")):
        del folded["doi"]
        folded = {"arxiv": fold_arxiv(match[1]), **folded}
    return folded
