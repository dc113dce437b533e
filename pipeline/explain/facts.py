"""What the decision table is told of two records, in words, and what it would have to be told for another verdict."""

from __future__ import annotations

from typing import Final

import numpy as np

from pipeline.dedupe.evidence import FACTS, judge_facts, name_kind
from pipeline.dedupe.overlap import count_common
from pipeline.dedupe.table import HashSets
from pipeline.dedupe.titles import role_names
from pipeline.explain.accounts import Fact
from pipeline.explain.keys import KEY_NAMES, Compared
from pipeline.resolution import KINDS

MEANINGS: Final[dict[str, dict[str, str]]] = {
    "text": {
        "none": "one of them has no abstract, or one of a few words",
        "unlike": "the abstracts have less than {faint_jaccard:g} of their shingles in common, as any two have",
        "faint": "the abstracts have something in common, less than {min_jaccard:g} of their shingles",
        "part": "the abstracts have {min_jaccard:g} of their shingles in common, not {near_jaccard:g}",
        "near": "the abstracts have {near_jaccard:g} of their shingles in common, or more",
        "within": "{min_within:g} of one abstract or more lies in the other",
        "lost": "one abstract is a teaser, and less than {min_containment:g} of it lies in the other",
        "teaser": "one abstract is a teaser, and {min_containment:g} of it or more lies in the other",
        "short": "the same abstract, spelling aside, of less than {min_tokens} words",
        "same": "the same abstract, spelling aside",
    },
    "title": {
        "none": "one of them has no title",
        "unlike": "the titles have less than {related_title:g} of their words in common",
        "related": "the titles have {related_title:g} of their words in common, not {close_title:g}",
        "close": "the titles have {close_title:g} of their words in common, or one goes on where the other ends",
        "generic": "the same title, of less than {min_title_words} words: other papers may have it",
        "same": "the same title, of less than {min_distinct_words} words",
        "distinct": "the same title, long enough to be one paper's",
    },
    "authors": {
        "none": "one of them names no authors",
        "disjoint": "no surname in common",
        "some": "less than half of the shorter list in common",
        "one": "the same, a single surname",
        "most": "half of the shorter list of surnames in common, or more",
    },
    "year": {
        "none": "one of them has no year",
        "far": "more than {max_years_apart} years apart",
        "near": "at most {max_years_apart} years apart",
    },
    "place": {
        "none": "one of them does not say where it was printed",
        "other": "printed elsewhere: volume and pages differ",
        "issue": "another place in one venue, or another year",
        "unsure": "too little is said of where they were printed to compare",
        "same": "printed in one place: volume and page agree",
    },
    "words": {
        "none": "one of them has no text to take words from",
        "few": "less than {min_shared_words:g} of the long words of one text are in the other",
        "common": "{min_shared_words:g} of the long words of one text are in the other, or more",
    },
    "id": {"none": "no identifier in common"},
    "role": {"paper": "both are papers", "other": "one of them is a comment, an erratum, a reply or the like"},
}
"""What each answer means; numbers are the settings of the corpus."""
SHARED_ID: Final = "both have the same {name}"


def list_facts(compared: Compared, rows: tuple[int, int], line: str, rule: str | None) -> tuple[Fact, ...]:
    """The facts of a pair of rows. `line` is what the decision table reads, `rule` the row of it that decided, if one did."""
    a, b = rows
    said = read_line(line)
    return tuple(
        Fact(
            fact=name,
            says=said[name],
            means=explain_answer(name, said[name], compared),
            measured=_measure(compared, a, b, name),
            a=_show_side(compared, a, name),
            b=_show_side(compared, b, name),
            demanded=() if rule is None else _list_demanded(said, name, rule),
        )
        for name in FACTS
    )


def read_line(line: str) -> dict[str, str]:
    """The answers in a line of facts.

    >>> read_line("text=near title=none")
    {'text': 'near', 'title': 'none'}
    """
    return dict(part.split("=") for part in line.split(" "))


def write_line(said: dict[str, str]) -> str:
    """The line of these answers."""
    return " ".join(f"{name}={answer}" for name, answer in said.items())


def explain_answer(fact: str, answer: str, compared: Compared) -> str:
    """What the answer to a fact means, with the settings of the corpus."""
    if fact == "id" and answer != "none":
        return SHARED_ID.format(name=KEY_NAMES[answer])
    settings = compared.settings
    return MEANINGS[fact][answer].format(**{name: getattr(settings, name) for name in settings.__struct_fields__})


def list_alternatives(compared: Compared, line: str) -> tuple[str, ...]:
    """For each fact the answers with which, all else as it is, the two would be one paper, in words."""
    said = read_line(line)
    found = []
    for name, answers in FACTS.items():
        ways = [answer for answer in answers if name_kind(write_line(said | {name: answer})) in KINDS]
        if name == "id" and ways:
            found.append("they had an identifier in common")
        elif ways:
            more = f", or {' or '.join(ways[1:])}" if len(ways) > 1 else ""
            found.append(f"{name} were {ways[0]} ({explain_answer(name, ways[0], compared)}){more}, and not {said[name]}")
    return tuple(found)


def _list_demanded(said: dict[str, str], name: str, rule: str) -> tuple[str, ...]:
    ways = tuple(answer for answer in FACTS[name] if judge_facts(write_line(said | {name: answer})) == rule)
    return () if len(ways) == len(FACTS[name]) else ways


def _measure(compared: Compared, a: int, b: int, name: str) -> dict[str, float]:
    table = compared.table
    sets = {"text": table.shingles, "title": table.title_words, "words": table.words}.get(name)
    return {} if sets is None else _count(sets, a, b)


def _count(sets: HashSets, a: int, b: int) -> dict[str, float]:
    rows, others = np.array([a]), np.array([b])
    size, other, common = int(sets.measure(rows)[0]), int(sets.measure(others)[0]), int(count_common(sets, rows, others)[0])
    if not size or not other:
        return {}
    return {"jaccard": round(common / (size + other - common), 4), "containment": round(common / min(size, other), 4)}


def _show_side(compared: Compared, row: int, name: str) -> str | None:
    source, table = compared.sources[row], compared.table
    if name == "id":
        return "; ".join(f"{scheme}:{values[row]}" for scheme, values in table.ids.items() if values[row]) or None
    shown = {
        "text": source.abstract,
        "title": source.title,
        "authors": "; ".join(source.authors),
        "year": None if source.year is None else str(source.year),
        "place": source.journal_ref,
        "role": role_names()[table.roles[row]],
    }
    return shown.get(name) or None
