"""Many records are hashed by compiled loops to the same bytes as a few by Python."""

from __future__ import annotations

import tomllib
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from pipeline.dedupe import DedupeSettings, KeySource, batched, engines, keys, plain, signatures
from pipeline.dedupe.kernels.sets import SMALL_SET
from pipeline.dedupe.texts import FoldedTexts, Limits

TEXTS = tomllib.loads((Path(__file__).parent / "texts.toml").read_text(encoding="utf-8"))
SHEEP, WOOL = TEXTS["sheep"].strip(), TEXTS["wool"].strip()

PIECES = [
    "sheep", "wool", " ", "  ", "\n", ".", ", ", "-", "_", "top-$K$", "$\\alpha_i$", "α", "Ωmega", r"Gr\"obner", r"\textbf{", "}", r"\%", "\\", "<b>", "</b>", "<", "&", "{", "^2",
    "É", "e\u0301", "ﬁne", "x²", "½", "ß", "İ", "ı", "ſ", "µ", "Å", "´", "’", "'", "`", "\u00ad", "\u200b", "\ufeff", "\u00a0", "\u2028", "…", "–", "€",
    "深度学习", "メタ", "が", "か\u3099", "ｶﾞ", "ภาษาไทย", "한국어", "\u1112\u1161\u11ab", "हिन्दी", "مرحبا", "ﷺ", "שָׁלוֹם", "٣", "𝔊", "𠮷", "👍🏽", "\ud800", "\x00", "\x1f", "_a_", "0", "63.5", "GPT-4", "a" * 40, "é" * 50,
]  # fmt: skip
TEXT = st.one_of(
    st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=40).map("".join), st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join)
)
TITLE_PIECES = [
    "the",
    "A",
    "an",
    "sheep",
    "buses",
    "gas",
    "bus",
    "Part II",
    "part b",
    "Systems. I",
    "I:",
    "V",
    "(x)",
    "iii",
    "3",
    "Comment on",
    "comments",
    "(Reply)",
    "erratum",
    "response",
    "respond",
    "‘s",
    "ós",
    "学s",
]
TITLE = st.one_of(TEXT, st.lists(st.sampled_from(TITLE_PIECES), max_size=8).map(" ".join))
NAME_PIECES = [
    "Anna",
    "Smith",
    "J.",
    "J",
    "RB",
    "R.B.",
    "Jr.",
    "Md",
    "Al-",
    "and",
    "And",
    "x'and",
    "and'",
    "Ferd",
    "O'Brien",
    "de",
    ",",
    ";",
    "&",
    " ",
    " ",
    " ",
    ".",
    "A.Ewe",
    "B. C.Lamb",
    "Nuñez",
    "Šmíd",
    "i\u0302",
    "王小明",
    "かな",
    "ไทย",
    "2",
    "et al.",
    "\t",
    "\u00a0",
    "_",
    "É",
    "’",
    "\\'e",
    "<b>",
]
NAME = st.one_of(
    st.text(max_size=20), st.lists(st.sampled_from(NAME_PIECES), max_size=6).map("".join), st.lists(st.sampled_from(NAME_PIECES), max_size=6).map(" ".join)
)


def lay_open(value: object) -> object:
    """A noun as plain lists, types of arrays included."""
    if isinstance(value, np.ndarray):
        return str(value.dtype), value.tolist()
    if isinstance(value, tuple):
        return [lay_open(part) for part in value]
    if isinstance(value, msgspec.Struct):
        return {name: lay_open(getattr(value, name)) for name in value.__struct_fields__}
    return value


@given(texts=st.lists(TEXT, max_size=6))
@hypothesis_settings(max_examples=400, deadline=None)
@example(texts=[])
@example(texts=["", SHEEP, " ".join(PIECES[:40])])
def test_texts_fold_alike(texts: list[str]) -> None:
    """Any text has the same tokens both ways, in the same places."""
    assert lay_open(batched.fold_texts(texts)) == lay_open(plain.fold_texts(texts))


@given(texts=st.lists(TEXT, max_size=6), limits=st.builds(Limits, st.sampled_from([0, 1, 3, 20]), st.sampled_from([1, 5])))
@hypothesis_settings(max_examples=400, deadline=None)
@example(texts=[SHEEP, "", WOOL, "a b", "one two three"], limits=Limits(0, 1))
def test_texts_are_digested_alike(texts: list[str], limits: Limits) -> None:
    """Counts, keys, openings, shingles and words are the same both ways."""
    folded = plain.fold_texts(texts)
    assert lay_open(batched.digest_texts(folded, limits)) == lay_open(plain.digest_texts(folded, limits))


@pytest.mark.parametrize("tokens", [SMALL_SET // 2, 3 * SMALL_SET], ids=["small", "large"])
@pytest.mark.parametrize("kinds", [3, 10**6], ids=["few", "all other"])
def test_long_texts_are_digested_alike(tokens: int, kinds: int) -> None:
    """The sets of a text of thousands of tokens are sorted whatever way they are sorted, and hold each hash once."""
    folded = plain.fold_texts([" ".join(f"token{number * 7919 % kinds}" for number in range(tokens))])
    digests = batched.digest_texts(folded, Limits(0, 1))
    assert lay_open(digests) == lay_open(plain.digest_texts(folded, Limits(0, 1)))
    assert (np.diff(digests.shingles.values.astype(np.int64)) > 0).all()


@given(titles=st.lists(TITLE, max_size=6))
@hypothesis_settings(max_examples=400, deadline=None)
@example(titles=["The A", "a", "The buses of the gas", "Comment on the A: part II"])
def test_titles_are_digested_alike(titles: list[str]) -> None:
    """Keys and words of titles, and what they may have, are the same both ways."""
    folded = plain.fold_texts(titles)
    assert lay_open(batched.digest_titles(folded)) == lay_open(plain.digest_titles(folded))


@given(people=st.lists(st.lists(NAME, max_size=4), max_size=4))
@hypothesis_settings(max_examples=600, deadline=None)
@example(people=[["Ziegler, T. R.", "Palmer RB", "Jan Šmíd Jr."], [], ["A. Ram, B. Ewe, and C. Lamb"], ["Ram A.Ewe B. C.Lamb D."]])
@example(people=[["", ",", "J.", "J, K", ", Smith", "Smith AB, John", "王小明", "O'Brien AB."]])
def test_names_are_hashed_alike(people: list[list[str]]) -> None:
    """Surnames and words of any names are the same both ways."""
    assert lay_open(batched.hash_names(people)) == lay_open(plain.hash_names(people))


@given(
    records=st.lists(
        st.builds(
            KeySource,
            record=st.text(max_size=3),
            title=st.none() | TITLE,
            authors=st.lists(NAME, max_size=3).map(tuple),
            abstract=st.none() | TEXT | st.just(SHEEP) | st.just("This paper has been withdrawn."),
            ids=st.fixed_dictionaries(
                {}, optional={"arxiv": st.sampled_from(["2401.00001", "arXiv:2401.00001v2"]), "doi": st.sampled_from(["10.1103/PhysRevD.1", "x"])}
            ),
            year=st.none() | st.integers(1990, 2030),
        ),
        max_size=6,
    )
)
@hypothesis_settings(max_examples=200, deadline=None)
def test_tables_are_the_same(records: list[KeySource]) -> None:
    """A table has the same bytes whether its records were few or many."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "choose_engine", lambda _records: plain)
        patch.setattr(signatures, "load_kernels", lambda _records: None)
        few = keys.make_keys(records, DedupeSettings(min_tokens=3))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engines, "MANY", 0)
        patch.setattr(keys, "TOGETHER", 2)
        many = keys.make_keys(records, DedupeSettings(min_tokens=3))
    assert (many.to_bytes(), many.own_ids) == (few.to_bytes(), few.own_ids)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("深度学习方法", "深 度 学 习 方 法"),
        ("深度学习 of GPT-4o", "深 度 学 习 of gpt 4o"),
        ("ディープ学習です", "デ ィ ー プ 学 習 で す"),
        ("ภาษาไทย", "ภ า ษ า ไ ท ย"),
    ],
    ids=["Chinese", "mixed", "Japanese", "Thai"],
)
def test_scripts_without_spaces_have_shingles_of_characters(text: str, tokens: str) -> None:
    """Three characters in a row are a shingle where no spaces part words."""
    split = tokens.split()
    expected = signatures.hash_set(" ".join(split[place : place + 3]) for place in range(len(split) - 2))
    for engine in (plain, batched):
        folded: FoldedTexts = engine.fold_texts([text])
        assert [row.decode() for row in folded] == [tokens]
        assert engine.digest_texts(folded, Limits(3, 5)).shingles.values.tolist() == expected.tolist()
