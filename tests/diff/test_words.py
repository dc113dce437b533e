"""Which words of two texts differ."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.diff.words import MAX_WORDS, compare_words, shorten_same

TEXTS = st.text(alphabet="ab ,.\né", max_size=60)


@given(old=TEXTS, new=TEXTS)
def test_pieces_are_both_texts(old: str, new: str) -> None:
    """What is the same and what is gone are the old text; what is the same and what has come, the new one."""
    pieces = list(compare_words(old, new))
    assert "".join(text for kind, text in pieces if kind != "come") == old
    assert "".join(text for kind, text in pieces if kind != "gone") == new
    assert all(text for _, text in pieces)


@given(text=TEXTS)
def test_equal_texts_have_nothing_gone(text: str) -> None:
    """A text compared with itself is the same."""
    assert {kind for kind, _ in compare_words(text, text)} <= {"same"}


def test_very_long_texts_are_not_compared_by_word() -> None:
    """They are shown as gone and come, whole."""
    assert [kind for kind, _ in compare_words("a " * MAX_WORDS, "b")] == ["gone", "come"]


@given(old=TEXTS, new=TEXTS)
def test_shortening_leaves_what_differs(old: str, new: str) -> None:
    """Only what is the same gets shorter."""
    pieces = list(compare_words(old * 3, new * 3))
    assert [piece for piece in shorten_same(iter(pieces)) if piece[0] != "same"] == [piece for piece in pieces if piece[0] != "same"]
