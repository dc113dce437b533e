"""What the closed sets of names in a corpus mean, for a person."""

from __future__ import annotations

from typing import Final

from pipeline.resolution import EdgeKind

EVIDENCE: Final[dict[EdgeKind, str]] = {
    "same-arxiv": "the same arXiv id",
    "same-doi": "the same DOI",
    "same-acl": "the same ACL id",
    "same-openreview": "the same OpenReview id",
    "same-semantic-scholar": "the same Semantic Scholar id",
    "same-pmid": "the same PubMed id",
    "same-text": "the same abstract",
    "jaccard": "abstracts that share most of their words in order",
    "containment": "one abstract is a part of the other",
    "title-authors": "the same title and authors",
    "title": "the same title",
}
"""What ties two records, by the kind of evidence."""

ORIGINS: Final[dict[str, str]] = {
    "all-agree": "all records that have it agree",
    "complete": "it is complete",
    "earliest": "the earliest",
    "full-date": "a full date",
    "latest": "the latest",
    "latest-version": "of the latest version",
    "longest": "the longest",
    "most-codes": "most codes",
    "most-links": "most links",
    "most-names": "most names",
    "most-records": "most records have it",
    "most-spell-it-so": "most records spell it so",
    "only-value": "the only one there is",
    "readable": "readable, where others hold LaTeX",
    "said-so": "a record says so",
    "sorts-first": "nothing tells them apart: the first in order",
    "unambiguous": "its codes are clear",
    "undamaged": "undamaged, where others are not",
    "with-abstract": "goes with the abstract",
    "with-authors": "goes with the authors",
}
"""Why a value won, by the rule in `origins`."""
