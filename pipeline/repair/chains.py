"""What happens to which field: the fixers of its text in their order, and the converter that makes a value of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

import msgspec

from pipeline.records import Url, Value
from pipeline.repair import characters, latex, names, values
from pipeline.repair.arxiv_ids import BARE_NUMBER_RE
from pipeline.repair.hyphens import join_hyphens
from pipeline.repair.marks import BACKSLASH, BRACKET, SPACE, Fixer, are_plain_names, look, look_at_name

Converter: TypeAlias = tuple[str, Callable[[str], Value | Url | None]]

_TEXT = (*characters.FIXERS, *latex.FIXERS)
_UNESCAPE = Fixer("markup.unescape", characters.unescape_markdown, BACKSLASH)
FOLD = Fixer("space.fold", characters.fold_space, SPACE, brings=0, clears=SPACE)
HYPHEN = Fixer("space.hyphen", join_hyphens, SPACE, brings=0)
LINE = (
    Fixer("markup.links", characters.unlink_markdown, BRACKET),
    # Before LaTeX, for which an escaped bracket opens a formula.
    _UNESCAPE,
    *_TEXT,
    HYPHEN,
    FOLD,
)
_LINES = (_UNESCAPE, *_TEXT, Fixer("space.fold-lines", characters.fold_lines, SPACE, brings=0))
_PLAIN = (*characters.FIXERS, FOLD)


class Chain(msgspec.Struct, frozen=True):
    """What happens to a field: text fixers, then a converter. A list field has both done to each of its items."""

    fixers: tuple[Fixer, ...]
    converter: Converter | None = None
    is_list: bool = False
    is_date: bool = False
    look: Callable[[str], int] = look
    """Which marks a text holds."""
    is_value: Callable[[str], object] | None = None
    """What holds for a text that is its own value."""
    are_plain: Callable[[Sequence[str]], bool] | None = None
    """As `is_value`, for all texts of a list at once."""
    recurs_by: Callable[[str], str] | None = None
    """What its value depends on in a text, where many records have the same: then the value is remembered by that, and shared by them."""


_DATE = Chain(_PLAIN, ("date.edtf", values.read_date), is_date=True, recurs_by=values.drop_clock)

CHAINS: dict[str, Chain] = {
    "title": Chain(LINE),
    "authors": Chain((_UNESCAPE, *_TEXT, *names.FIXERS, FOLD), is_list=True, look=look_at_name, are_plain=are_plain_names),
    "authors_complete": Chain(_PLAIN, ("authors.et-al", values.read_et_al), recurs_by=str),
    "affiliations": Chain(LINE, is_list=True),
    "abstract": Chain(LINE),
    "abstract_complete": Chain(_PLAIN, ("abstract.teaser", values.read_teaser)),
    "identifiers.arxiv": Chain(_PLAIN, ("id.arxiv", values.read_arxiv_id), is_value=BARE_NUMBER_RE.fullmatch),
    "identifiers.arxiv_version": Chain(_PLAIN, ("id.version", values.read_version), recurs_by=str),
    "identifiers.doi": Chain(_PLAIN, ("id.doi", values.read_doi)),
    "identifiers.acl": Chain(_PLAIN, ("id.acl", values.read_acl_id)),
    "identifiers.openreview": Chain(_PLAIN, ("id.openreview", values.read_openreview_id)),
    "identifiers.semantic_scholar": Chain(_PLAIN, ("id.semantic-scholar", values.read_semantic_scholar_id)),
    "identifiers.pmid": Chain(_PLAIN, ("id.pmid", values.read_pmid)),
    "categories": Chain(_PLAIN, ("category.code", values.read_category), is_list=True, recurs_by=str),
    "published": _DATE,
    "updated": _DATE,
    "listed": _DATE,
    "comments": Chain(_LINES),
    "journal_ref": Chain(LINE),
    "urls": Chain(_PLAIN, ("url.kind", values.read_url), is_list=True),
    "has_code": Chain(_PLAIN, ("badge.code", values.read_badge), recurs_by=str),
    "license": Chain(LINE, recurs_by=str),
    "language": Chain(_PLAIN, ("language.code", values.read_language), recurs_by=str),
}

DATES = tuple(name for name, chain in CHAINS.items() if chain.is_date)

EDITS: dict[str, Callable[[str], Value | Url | None]] = {
    rule: function
    for chain in CHAINS.values()
    for rule, function in (*((fixer.rule, fixer.fix) for fixer in chain.fixers), *((chain.converter,) if chain.converter else ()))
}
"""Every edit that needs no argument, by the rule it is named for."""
