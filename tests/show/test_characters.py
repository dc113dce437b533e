"""Hostile and invisible characters, made visible."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.show.characters import JOINERS, show_characters, show_exactly, show_line

HARMLESS = ("naïve 数える", "می\u200cخواهم", "ക്\u200d", "$\\alpha$ [x]", "👩\u200d🔬", "❤️\u200d🔥", "👩🏽\u200d🔬", "␛[31m ⟨U+202E⟩")


@pytest.mark.parametrize("text", HARMLESS, ids=ascii)
def test_what_can_be_seen_stays(text: str) -> None:
    """No text that is harmless changes, joiners that letters and emoji need included."""
    assert show_characters(text) == show_line(text) == show_exactly(text) == text


def test_each_has_a_sign_of_its_own() -> None:
    """Controls are pictures; overrides, spaces that are none, halves of pairs and joiners with nothing to join are numbers."""
    assert show_exactly("a\x00\x1b\r\n\t\x7f\x85\u2028\u2066\ud800\u00a0") == "a␀␛␍␊␉␡⟨U+0085⟩⟨U+2028⟩⟨U+2066⟩⟨U+D800⟩⟨U+00A0⟩"
    assert show_exactly("\u200cpay\u200dpal 👩\u200d\u200d") == "⟨U+200C⟩pay⟨U+200D⟩pal 👩\u200d⟨U+200D⟩"


@given(st.text())
def test_nothing_unseen_gets_through(text: str) -> None:
    """No control character, no override and no white space but spaces and line breaks is left, and what can be seen stays as it is."""
    shown = show_characters(text)
    assert all(char in {"\n", " ", *JOINERS} or unicodedata.category(char)[0] in "LMNPS" for char in shown)
    assert show_characters(shown) == shown
    assert "\n" not in show_line(text)
    assert "\n" not in show_exactly(text)
