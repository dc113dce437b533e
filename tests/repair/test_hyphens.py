"""Words cut at a line's end are made whole only where the text shows how they are written."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.repair import hyphens
from pipeline.repair.hyphens import join_hyphens

UNCHANGED = [
    "",
    "a trans-\nformer",
    "state-of-\nthe-art",
    "transformer - \n transformer",
    "3-\nfold, 3fold",
    "non-\n3, non3",
    "trans-\nformer, transformations",
    "trans-\nformer, a-transformer",
]

CHANGED = [
    ("trans-\nformer, Transformers", "transformer, Transformers"),
    ("trans- \n\tformer, transformer", "transformer, transformer"),
    ("state-of-\nthe-art, state-of-the-art", "state-of-the-art, state-of-the-art"),
    ("well-\nknown, well-known, wellknown", "well-known, well-known, wellknown"),
    ("--trans-\nformer--, transformer", "--transformer--, transformer"),
    ("a-\nb-\nc, a-b, b-c", "a-b-\nc, a-b, b-c"),
]


def join_by_pattern(text: str) -> str:
    """What is meant by it: the definition, which tries a word at every letter."""
    words = set(hyphens.WORD_RE.findall(text.casefold()))
    words |= {word.removesuffix("s") for word in words}

    def join(match: re.Match[str]) -> str:
        forms = (f"{match[1]}-{match[2]}", f"{match[1]}{match[2]}")
        return next((form for form in forms if form.casefold() in words), match[0])

    return re.sub(rf"({hyphens.WORD_RE.pattern})-[ \t]*\n[ \t]*({hyphens.WORD_RE.pattern})", join, text)


@pytest.mark.parametrize("text", UNCHANGED)
def test_leaves_what_the_text_does_not_show(text: str) -> None:
    """Without the word elsewhere in the text the line's end stays."""
    assert join_hyphens(text) == text


@pytest.mark.parametrize(("before", "after"), CHANGED)
def test_joins_what_the_text_shows(before: str, after: str) -> None:
    """A word is written as elsewhere in the text, with its hyphen or without."""
    assert join_hyphens(before) == after


@settings(max_examples=500, deadline=None)
@given(
    st.lists(st.sampled_from(["a", "b", "ab", "s", "-", "-\n", "- \n ", "\n", " ", "a-b", "as", "1", "_", "é", "ß", "²", "ŉ", "A", ".", "s-\ns"]), max_size=20),
    st.booleans(),
)
def test_joins_what_its_definition_joins(parts: list[str], is_long: bool) -> None:
    """Line ends are found and words looked up as the plain definition does, in texts with few line ends and with many."""
    text = "".join(parts) + (" x-\ny" * (hyphens.MAX_SEARCHES + 1) if is_long else "")
    assert join_hyphens(text) == join_by_pattern(text)
