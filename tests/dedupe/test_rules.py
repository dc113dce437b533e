"""The decision table and the roles: every rule is hit by its own examples, and only by those."""

from __future__ import annotations

import itertools
from functools import cache

import pytest

from pipeline.dedupe.evidence import FACTS, NO_RULE, judge_facts, name_kind
from pipeline.dedupe.titles import drop_notes, find_numbers, find_role, role_names
from pipeline.resolution import ID_KINDS, KINDS
from pipeline.rules import CompiledRule, compile_rules

RULES = compile_rules("dedupe")
DECISIONS = [item for item in RULES if not item.rule.id.startswith(("role.", "note."))]
NOTES = [item for item in RULES if item.rule.id.startswith("note.")]
ROLES = [item for item in RULES if item.rule.id.startswith("role.")]


def name_rule(item: CompiledRule) -> str:
    """The id of a rule, for pytest."""
    return item.rule.id


@cache
def list_facts() -> tuple[str, ...]:
    """Every line of facts there can be."""
    names = list(FACTS)
    return tuple(" ".join(f"{name}={word}" for name, word in zip(names, words, strict=True)) for words in itertools.product(*FACTS.values()))


@pytest.mark.parametrize("item", DECISIONS, ids=name_rule)
def test_a_decision_misses_its_misses_and_decides_its_hits(item: CompiledRule) -> None:
    """A hit is decided by this rule and by none before it."""
    assert not [facts for facts in item.rule.misses if item.regex.search(facts)]
    assert {judge_facts(facts) for facts in item.rule.hits if isinstance(facts, str)} == {item.rule.id}


@pytest.mark.parametrize("item", NOTES, ids=name_rule)
def test_a_note_is_taken_from_its_hits_and_nothing_from_its_misses(item: CompiledRule) -> None:
    """What is left of a title is the title."""
    assert [drop_notes(title) for title in item.rule.misses] == list(item.rule.misses)
    for before, after in item.rule.hits:
        assert item.regex.search(before)
        assert drop_notes(before) == after


@pytest.mark.parametrize("item", ROLES, ids=name_rule)
def test_a_role_misses_its_misses_and_hits_its_hits(item: CompiledRule) -> None:
    """Roles are told by the title, or by the abstract where the rule says so."""
    role = item.rule.id.removeprefix("role.").split("-")[0]
    for text in item.rule.misses:
        assert not item.regex.search(text)
    for text in item.rule.hits:
        assert isinstance(text, str)
        assert find_role(*((None, text) if item.rule.id.endswith("-abstract") else (text, None))) == role
    assert role in role_names()


def test_every_example_is_a_line_of_facts() -> None:
    """A misspelt fact in an example would never be met."""
    known = set(list_facts())
    assert not [example for item in DECISIONS for example in (*item.rule.hits, *item.rule.misses) if example not in known]


def test_every_verdict_is_a_known_kind() -> None:
    """Whatever is known of a pair, it becomes an edge of a known kind, or apart, or nothing; and each of these occurs."""
    kinds = {name_kind(facts) for facts in list_facts()}
    assert kinds == {*KINDS, "apart", "none"}


def test_one_title_is_never_set_apart_between_papers() -> None:
    """What `clusters` relies on when it does not judge records of one title that name no place."""
    lines = [facts for facts in list_facts() if facts.endswith("role=paper") and "place=none" in facts]
    one_title = [facts for facts in lines if any(f"title={word} " in facts for word in ("generic", "same", "distinct"))]
    no_title = [facts for facts in lines if "title=none " in facts and "id=none" in facts]
    assert not [facts for facts in (*one_title, *no_title) if name_kind(facts) == "apart"]


def test_only_a_shared_id_makes_an_id_edge() -> None:
    """Without an identifier in common no edge claims one."""
    assert not [facts for facts in list_facts() if "id=none" in facts and name_kind(facts) in ID_KINDS]


def test_nothing_known_is_nothing_said() -> None:
    """Two records without anything are not one paper."""
    assert judge_facts("text=none title=none authors=none year=none place=none words=none id=none role=paper") == NO_RULE


@pytest.mark.parametrize("title", ["What can I know?", "The X factor in sheep", "A theory of V-shaped herds", "Vitamin C and wool"])
def test_a_lone_letter_is_no_number(title: str) -> None:
    """I, V, X and C are words and letters before they are numerals."""
    assert find_numbers(title) == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Herds, Part I", "Herds, Part II"),
        ("Herds. I. The plain", "Herds. II. The hills"),
        ("DeepSheep-V2", "DeepSheep-V3"),
        ("Wool prices 2023", "Wool prices 2024"),
        ("Shearing", "Shearing 2"),
        ("Herds: part one", "Herds: part two"),
        ("Herds part A", "Herds part B"),
        ("Results of round III", "Results of round IV"),
    ],
)
def test_parts_and_versions_have_other_numbers(one: str, other: str) -> None:
    """Titles that differ in a number or numeral only are told apart by it."""
    assert find_numbers(one) != find_numbers(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Herds, Part II", "Herds, part 2"), ("$L^2$ herds", "L2 herds"), ("Herds I: the plain", "Herds, Part 1: the plain")]
)
def test_spellings_of_one_number_meet(one: str, other: str) -> None:
    """A numeral is its number."""
    assert find_numbers(one) == find_numbers(other)
