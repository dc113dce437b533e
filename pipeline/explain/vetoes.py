"""Why a veto keeps two records apart, with the words that made it."""

from __future__ import annotations

from pipeline.dedupe import KeySource
from pipeline.dedupe.titles import PART_WORDS, drop_notes, find_numbers, find_role
from pipeline.explain.keys import Compared
from pipeline.rules import compile_rules


def explain_veto(compared: Compared, a: int, b: int, veto: str) -> str:
    """A veto on a pair of rows in a sentence."""
    table, one, other = compared.table, compared.sources[a], compared.sources[b]
    if veto == "arxiv-ids":
        return f"they have different arXiv ids: {table.ids['arxiv'][a]} and {table.ids['arxiv'][b]}"
    if veto == "dois":
        return f"they have different DOIs: {table.ids['doi'][a]} and {table.ids['doi'][b]}"
    if veto == "title-numbers":
        return f"the numbers in their titles differ: {_quote_numbers(one)} and {_quote_numbers(other)}"
    return f"they are not of one kind: {_name_role(one)}, {_name_role(other)}"


def _quote_numbers(source: KeySource) -> str:
    """The words of a title that its numbers were read from, and the numbers."""
    title = drop_notes(source.title or "")
    numbers = find_numbers(title)
    words = title.split()
    made = {place for place in range(len(words)) if find_numbers(" ".join([*words[:place], *words[place + 1 :]])) != numbers}
    made |= {place - 1 for place in made if place and words[place - 1].lower().strip(".,:(") in PART_WORDS}
    return f"‘{' '.join(words[place] for place in sorted(made))}’" if numbers else "no number"


def _name_role(source: KeySource) -> str:
    """What a record is, and the words that say so."""
    role = find_role(source.title, source.abstract)
    for item in compile_rules("dedupe"):
        family, _, name = item.rule.id.partition(".")
        match = item.regex.search((source.abstract if name.endswith("-abstract") else source.title) or "") if family == "role" else None
        if match is not None:
            return f"one is {'an' if role[0] in 'aeiou' else 'a'} {role} (‘{match[0].strip()}’, {item.rule.id})"
    return "one is the paper itself"
