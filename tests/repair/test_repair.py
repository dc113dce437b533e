"""Repair: twice is once, and every edit can be replayed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.records import Edit
from pipeline.repair import CHAINS, find_flags, repair_field, replay

TEXT_FIELDS = ("title", "abstract", "comments", "authors", "affiliations")

UNTOUCHED = [
    "We show that a < b and c > d for all R&D budgets of AT&T.",
    "Costs of $5 and $6, or $100M to $200M, in C:\\new\\table.",
    "naïve Bayes – a “new” view – of Erdős, Łukasz and 张伟",
    "The <think> tag of List<int>",
    "Is attention all you need? (Yes; p<0.05.)",
    "مرحبا بالعالم، می‌خواهم",
    "top-K, K_s, 63.5%, α-decay",
]

pieces = st.one_of(
    st.sampled_from(
        ["$", "\\", "{", "}", "&amp;", "&lt;", "<i>", "</i>", "\\%", "\\textit{", "$K_s$", "\\'e", "Ã©", "â€œ", "\u00ad", "\u200b", "\u00a0", "\n", "  ", "ﬁ"]
    ),
    st.text(max_size=6),
    st.sampled_from(["word", "of", "3", "GPT-4", "Jose\u0301", "~", "``", "''", "^2", "_1", "*", "†", ",", " and "]),
)
texts = st.lists(pieces, max_size=12).map("".join)


@pytest.mark.parametrize("text", UNTOUCHED)
@pytest.mark.parametrize("name", ["title", "abstract", "comments"])
def test_clean_text_stays(name: str, text: str) -> None:
    """What looks odd and is right is not touched."""
    assert repair_field(name, [text]).edits == ()


@settings(max_examples=400, deadline=None)
@given(name=st.sampled_from(TEXT_FIELDS), text=texts)
def test_twice_is_once(name: str, text: str) -> None:
    """Repairing what is repaired changes nothing."""
    value = repair_field(name, [text]).value
    if value is not None:
        again = repair_field(name, [str(item) for item in value] if isinstance(value, list) else [str(value)])
        assert again.value == value


@settings(max_examples=400, deadline=None)
@given(name=st.sampled_from(TEXT_FIELDS), items=st.lists(texts, min_size=1, max_size=3))
def test_edits_can_be_replayed(name: str, items: list[str]) -> None:
    """The edits on file lead from the text to the value."""
    repaired = repair_field(name, items)
    if repaired.value is not None:
        assert replay(name, items, repaired.edits) == repaired.value


@pytest.mark.parametrize(
    ("name", "text", "value", "rules"),
    [
        ("abstract", "JosÃ© wins $63.5\\%$ of &lt;5 games", "José wins 63.5% of <5 games", ["mojibake.ftfy", "entity.unescape", "latex.math"]),
        ("title", "In <i>E. coli</i>", "In E. coli", ["markup.unwrap"]),
        ("comments", "12 pages\n\n3  figures", "12 pages\n3 figures", ["space.fold-lines"]),
        ("abstract", "trans\u00adformer\u00a0net\u200bwork e\ufb03cient Jose\u0301 \u0007", None, None),
        ("published", "Jan 22, 2025", "2025-01-22", ["date.edtf"]),
        ("published", "30. Feb 2024", None, []),
        ("categories", "CL", ["cs.CL"], ["category.code"]),
        ("categories", "IT", ["IT"], []),
        ("identifiers.arxiv", "math.GT/0309136", "math/0309136", ["id.arxiv"]),
        ("identifiers.arxiv_version", "v2", 2, ["id.version"]),
        ("has_code", "Code", True, ["badge.code"]),
        ("authors_complete", "et al.", False, ["authors.et-al"]),
        ("abstract_complete", "It ends…", False, ["abstract.teaser"]),
    ],
)
def test_edits_are_noted(name: str, text: str, value: object, rules: list[str] | None) -> None:
    """Each change is on file by its rule, in order, and only what changed something."""
    repaired = repair_field(name, [text])
    if rules is None:
        assert repaired.value == "transformer network efficient José"
        assert [edit.rule for edit in repaired.edits] == [
            "unicode.invisible", "unicode.control", "unicode.space", "unicode.ligature", "unicode.nfc", "space.fold",
        ]  # fmt: skip
        return
    assert (repaired.value, [edit.rule for edit in repaired.edits]) == (value, rules)


def test_plan_of_the_line_goes_first() -> None:
    """A short field that alone does not look broken is mended as its line was."""
    plan = (("encode", "latin-1"), ("decode", "utf-8"))
    repaired = repair_field("authors", ["Ann Lee", "Ã\x96z"], plan)
    assert (repaired.value, repaired.edits) == (["Ann Lee", "Öz"], (Edit("mojibake.ftfy", plan),))


def test_flags_follow_from_values() -> None:
    """What a page destroyed, left open or did not say is flagged."""
    fields = {"abstract": "of sim6% across", "categories": ["IT"], "published": "XXXX-01-12", "listed": "2025-XX-XX"}
    assert find_flags(fields) == ["abstract-damaged", "category-ambiguous", "date-ambiguous", "year-unknown"]


def test_every_chain_knows_its_edits() -> None:
    """A field whose text is no value of its kind has no value."""
    assert all(repair_field(name, [""]).value is None for name in CHAINS)
