"""Which fields a paper has, as bits: so that the card's counts are sums of columns, and no paper is read again."""

from __future__ import annotations

from collections.abc import Container

import numpy as np

from pipeline.columns import U16
from pipeline.records import Identifiers, Paper

TEXT_FIELDS = ("title", "authors", "abstract", "categories", "published", "comments", "license")
COUNTED_FIELDS = (*TEXT_FIELDS, *(f"identifiers.{name}" for name in Identifiers.__struct_fields__))
"""The fields in the order of their bits."""


def mark_fields(paper: Paper) -> int:
    """The bits of the fields that a paper has."""
    ids = paper.identifiers
    return (
        bool(paper.title)
        | bool(paper.authors) << 1
        | bool(paper.abstract) << 2
        | bool(paper.categories) << 3
        | bool(paper.published) << 4
        | bool(paper.comments) << 5
        | bool(paper.license) << 6
        | (ids.arxiv is not None) << 7
        | (ids.arxiv_version is not None) << 8
        | (ids.doi is not None) << 9
        | (ids.acl is not None) << 10
        | (ids.openreview is not None) << 11
        | (ids.semantic_scholar is not None) << 12
        | (ids.pmid is not None) << 13
    )


def mark_names(names: Container[str]) -> int:
    """The bits of a paper that has these fields, none of them empty."""
    return sum((name in names) << bit for bit, name in enumerate(COUNTED_FIELDS))


def count_fields(presence: U16) -> dict[str, int]:
    """How many papers have each field."""
    return {name: int(np.count_nonzero(presence & (1 << bit))) for bit, name in enumerate(COUNTED_FIELDS)}
