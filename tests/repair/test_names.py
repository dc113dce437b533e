"""Names: lists are cut into whole names, and only what is no part of a name is taken from it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.repair.names import FIXERS, fix_name
from pipeline.rules import load_rules

UNTOUCHED = [
    "DeepSeek-AI",
    "O'Brien",
    "'t Hooft",
    "G. 't Hooft",
    "X Æ A-12",
    "Martin Luther King Jr.",
    "Martin Luther King, Jr.",
    "3M Research",
    "01.AI",
    "John Smith III",
    "A. B. Lee",
    "Jean-Luc van der Berg",
    "José Núñez",
    "Łukasz Żółw",
    "王小明",
    "Nguyễn Văn An",
    "Madonna",
    "Qwen2",
    "Team 42",
    "C# Users Group",
    "Ann (Bo) Lee",
    "The ATLAS Collaboration",
    "Example Inc.",
    "OpenAI",
    "Å",
    "ann@example.org",
]


@pytest.mark.parametrize("name", UNTOUCHED)
def test_leaves_a_name(name: str) -> None:
    """A name stays as it is, however unlike a person's."""
    assert fix_name(name) == name


@pytest.mark.parametrize("rule", [fixer.rule for fixer in FIXERS])
def test_rules_hold_their_examples(rule: str) -> None:
    """Each fixer turns its hits into what they should be, and leaves its misses."""
    fix = next(fixer.fix for fixer in FIXERS if fixer.rule == rule)
    entry = next(entry for entry in load_rules("names") if entry.id == rule)
    for hit in entry.hits:
        assert fix(hit[0]) == hit[1]
    for miss in entry.misses:
        assert fix(miss) == miss


@pytest.mark.parametrize(
    ("name", "fixed"),
    [
        ("John Smith*", "John Smith"),
        ("Jane Doe†1,2", "Jane Doe"),
        ("Jane Doe1,2,†", "Jane Doe"),
        ("Jane Doe 1,∗", "Jane Doe"),
        ("∗ Jane Doe", "Jane Doe"),
        (", and Jane  Doe;", "Jane Doe"),
        ("Jane Doe\\thanks{Work done at {X}.}", "Jane Doe"),
        ("Jane Doe$^{*}$", "Jane Doe"),
        ("Jane Doe (1 and 2)", "Jane Doe"),
        ("Jane Doe <jane@example.org>,", "Jane Doe"),
        ("Jane\u00a0Doe.", "Jane Doe"),
        ("*", ""),
    ],
)
def test_frees_a_name(name: str, fixed: str) -> None:
    """Marks, numbers, addresses and punctuation go, in whatever order they cling."""
    assert fix_name(name) == fixed


@given(st.text(alphabet="aA b.,;*†12-'&()[]\"$^{}\\é@\u00a0", max_size=20))
def test_twice_is_once(name: str) -> None:
    """A name that was freed is left alone."""
    assert fix_name(fix_name(name)) == fix_name(name)
