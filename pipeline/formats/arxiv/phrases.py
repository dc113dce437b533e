"""What arXiv's pages say besides papers, phrase by phrase: text extracted from a page glues the phrases or breaks them anywhere.

Only for text that is known to be of such a page: elsewhere `About`, `new` or `cs` may be anything.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from pipeline.repair.categories import ARCHIVES, CATEGORY_RE, TAXONOMY, alternate
from pipeline.rules import CompiledRule, compile_rules

FAMILY = "arxiv."
GAP_RE = re.compile(r"[\s|·,;.:&\xa0\ufeff\u200b]*")
"""What may stand between two phrases."""
MAX_ROW_CHARS = 6_000
"""A longer row is no page furniture, even where a whole page is on one line."""

ARCHIVE_NAMES = (
    "Astrophysics", "Condensed Matter", "Computer Science", "Economics", "Electrical Engineering and Systems Science", "Mathematics", "Nonlinear Sciences",
    "Physics", "Quantitative Biology", "Quantitative Finance", "Statistics", "High Energy Physics",
)  # fmt: skip
NAMES_RE = alternate([*TAXONOMY.category.values(), *TAXONOMY.archive.values(), *(entry.name for entry in TAXONOMY.retired.values()), *ARCHIVE_NAMES])
"""Fragment: the name of a category or an archive, as it heads a page."""
SUBJECT_RE = re.compile(
    rf"(?:{alternate([*TAXONOMY.archive.values(), *ARCHIVE_NAMES])})\s*>\s*[A-Z][^\n>|()\[\]:]{{2,70}}?(?=\s*(?:arXiv:|[\[(]|$))"
    rf"|(?:{NAMES_RE})(?:\s*\(\s*(?:{CATEGORY_RE})\s*\))?"
    rf"|\(?(?:{CATEGORY_RE}|{alternate(ARCHIVES)})\)?(?![\w./])"
)
SUBJECT_RULE = "arxiv.subject"
MARKUP_RULE = "arxiv.link"
"""Brackets and addresses of links: a row is what its words are."""


@cache
def _list_phrases() -> tuple[CompiledRule, ...]:
    return tuple(item for item in compile_rules("boilerplate") if item.rule.where == "below" and item.rule.id.startswith(FAMILY))


@lru_cache(maxsize=4_096)
def match_phrases(text: str) -> str | None:
    """The rule of the first phrase with words of a row that is made of phrases only; None for any other row.

    >>> match_phrases("View PDF HTML (experimental)"), match_phrases("Help | Advanced Search"), match_phrases("View of the city")
    ('arxiv.access', 'arxiv.site-menu', None)
    """
    if len(text) > MAX_ROW_CHARS:
        return None
    rules: list[str] = []
    position = _skip(text, 0)
    while position < len(text):
        end, rule = max(_list_matches(text, position), default=(position, ""))
        if end == position:
            return None
        rules.append(rule)
        position = _skip(text, end)
    return next((rule for rule in rules if rule != MARKUP_RULE), rules[0] if rules else None)


def _list_matches(text: str, position: int) -> list[tuple[int, str]]:
    found = [(match.end(), item.rule.id) for item in _list_phrases() if (match := item.regex.match(text, position))]
    subject = SUBJECT_RE.match(text, position)
    return [*found, (subject.end(), SUBJECT_RULE)] if subject else found


def _skip(text: str, position: int) -> int:
    match = GAP_RE.match(text, position)
    return position if match is None else match.end()
