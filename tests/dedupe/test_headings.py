"""Titles and abstracts are asked about wherever they say anything."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from pipeline.dedupe.headings import HAS_NUMBER, HAS_STEM, STEM_BYTES, TITLE_STEMS, drop_all_notes, find_abstracts, find_roles, hash_numbers
from pipeline.dedupe.plain import digest_titles, fold_texts
from pipeline.dedupe.titles import find_numbers, find_role, role_names
from pipeline.rules import Rule, load_rules

ROLES = [rule for rule in load_rules("dedupe") if rule.id.startswith("role.")]
WORDS = [
    "Part",
    "part",
    "no.",
    "I",
    "I:",
    "ii",
    "II",
    "V",
    "(X)",
    "sheep",
    "one",
    "b",
    "3",
    "2nd",
    "²",
    "٣",
    "Systems.",
    "–",
    "I.",
    ",",
    "A",
    "the",
    "d'I",
    "GPT-4",
    "é",
]


@pytest.mark.parametrize("rule", ROLES, ids=[rule.id for rule in ROLES])
def test_every_rule_for_a_role_is_asked(rule: Rule) -> None:
    """What any rule hits is found among many."""
    hits = [str(hit) for hit in rule.hits]
    blank = [""] * len(hits)
    titles, abstracts = (blank, hits) if rule.id.endswith("-abstract") else (hits, blank)
    bare, noted = drop_all_notes(titles)
    roles = find_roles((titles, abstracts), digest_titles(fold_texts(bare)).hints, noted, fold_texts(abstracts))
    assert [role_names()[role] for role in roles] == [find_role(title, abstract) for title, abstract in zip(titles, abstracts, strict=True)]
    assert roles.all()


def test_most_records_are_not_asked() -> None:
    """A word that only begins like one that names a role asks nothing, nor does a notice that does not begin the abstract."""
    titles = digest_titles(fold_texts(["Correlated sheep", "A respectable flock", "Withered wool", "On sheep: a comment"]))
    assert (titles.hints & HAS_STEM).astype(bool).tolist() == [False, False, False, True]
    assert list(find_abstracts(fold_texts(["We count sheep. " * 20 + "Two were withdrawn.", "This paper was withdrawn."]))) == [1]


def test_no_stem_is_shorter_than_what_is_looked_up() -> None:
    """Words are looked up by their first letters."""
    assert min(map(len, TITLE_STEMS)) >= STEM_BYTES


@given(title=st.one_of(st.text(max_size=20), st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)))
@hypothesis_settings(max_examples=600, deadline=None)
def test_no_number_is_missed(title: str) -> None:
    """A title with a number is asked about, unless markup hides it, which is asked about anyway."""
    hints = digest_titles(fold_texts([title])).hints
    assert not find_numbers(title) or hints[0] & HAS_NUMBER or "\\" in title or "<" in title
    assert bool(hash_numbers([title], hints)[0]) == bool(find_numbers(title))
