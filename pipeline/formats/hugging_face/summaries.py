"""Tells the abstracts of Hugging Face's pages from the summaries a language model wrote, which stand in the same place."""

from __future__ import annotations

import re

MAX_CHARS = 420
"""Such summaries are told to be short: those seen have 150 to 300 characters. An abstract in one sentence is mostly longer."""
MIN_CHARS = 90
"""A line of an abstract that is wrapped as arXiv wraps it has at most 80."""
SENTENCE_RE = re.compile(r"[.!?…][)\]\"'”’]*\s+(?=[A-Z0-9(\"“])")
ABBREVIATION_RE = re.compile(r"\b(?:e\.g|i\.e|et al|vs|cf|etc|resp|Fig|Eq|Sec|No|[A-Z])\.$")


def is_summary(text: str) -> bool:
    """Whether a text is one sentence and no more, as long as such summaries are.

    >>> is_summary("A frame-by-frame tracker improves recall of small birds.")
    True
    >>> is_summary("We track birds. Recall goes up.")
    False
    """
    text = " ".join(text.split())
    return 0 < len(text) <= MAX_CHARS and all(ABBREVIATION_RE.search(text[: end.start() + 1]) for end in SENTENCE_RE.finditer(text))


def opens_with_summary(first: str, rest: str) -> bool:
    """Whether an abstract's first line is such a summary, which a page puts above the abstract, its label lost.

    >>> opens_with_summary("A tracker " * 12 + "works.", "We track birds. " * 20)
    True
    """
    text = first.strip()
    return len(text) >= MIN_CHARS and text.endswith((".", "!", "?")) and is_summary(text) and len(rest) > len(text)
