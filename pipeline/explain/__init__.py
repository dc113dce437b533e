"""Explain: why a paper is one paper, why two records are or are not one, and what depends on a dump.

Each question is answered by an account, typed values without a word of layout: a terminal shows it (`pipeline.show`), a script reads it as JSON.
Nothing here decides anything: merging is told by the table of precedence, deduplication by its own keys, vetoes and decision table, asked
once more for the few records in question; edits by replaying them on the bytes of the dump.
"""

from __future__ import annotations

from pipeline.explain.depending import explain_dump
from pipeline.explain.pair import explain_pair
from pipeline.explain.paper import explain_paper

__all__ = ["explain_dump", "explain_pair", "explain_paper"]
