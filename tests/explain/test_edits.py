"""Where two texts differ, as a person is told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.explain.edits import find_changes, trace_edits
from pipeline.records import Edit

TEXTS = st.text(st.sampled_from("ab \n$—語"), max_size=60)


@given(TEXTS, TEXTS)
def test_changes_are_stretches_of_both(before: str, after: str) -> None:
    """Texts that are the same have no change; any others have some, each a stretch of the one with its surroundings, and of the other, in their order."""
    changes = find_changes([before], [after])
    assert bool(changes) == (before != after)
    at = other = 0
    for change in changes:
        assert change.before != change.after
        at = before.index(f"{change.lead}{change.before}{change.tail}", max(0, at - 30))
        other = after.index(change.after, other) + len(change.after)


@pytest.mark.parametrize(
    ("before", "after", "changes"),
    [
        ("same", "same", []),
        ("a $K$ b", "a K b", [("$K$", "K")]),
        ("a  b", "a b", [(" ", "")]),
        ("COUNTING SHEEP at dusk", "Counting Sheep at dusk", [("COUNTING SHEEP", "Counting Sheep")]),
        ("one two three four", "uno two three cuatro", [("one", "uno"), ("four", "cuatro")]),
        ("sheep", "", [("sheep", "")]),
        ("", "sheep", [("", "sheep")]),
        ("数" * 50 + "羊" + "数" * 50, "数" * 50 + "山" + "数" * 50, [("羊", "山")]),
    ],
)
def test_changes_are_told_by_words(before: str, after: str, changes: list[tuple[str, str]]) -> None:
    """Words change as wholes, neighbours together; where there are no spaces, characters do."""
    assert [(change.before, change.after) for change in find_changes([before], [after])] == changes


def test_lists_are_compared_item_by_item() -> None:
    """Items of lists of one length are compared with each other, lists that lose an item as a whole."""
    assert [(change.before, change.after) for change in find_changes(["Ann", "Bo*"], ["Ann", "Bo"])] == [("Bo*", "Bo")]
    assert [(change.before, change.after) for change in find_changes(["Ann", "Bo"], ["Ann"])] == [("Ann; Bo", "Ann")]


def test_many_changes_are_counted() -> None:
    """Of an edit with many changes the first are told, and how many more there are."""
    (step,) = trace_edits("abstract", ["a  b c  d e  f g  h i  j"], [Edit("space.fold")])
    assert (len(step.changes), step.left_off) == (3, 2)


def test_arguments_of_edits_are_told() -> None:
    """What a rule needed to be replayed is told with it."""
    (step,) = trace_edits("title", ["JosÃ©"], [Edit("mojibake.ftfy", (("encode", "latin-1"), ("decode", "utf-8")))])
    assert (step.args, step.changes[0].after) == (("encode latin-1", "decode utf-8"), "José")
