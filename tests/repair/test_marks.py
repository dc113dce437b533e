"""Marks tell which fixers a text needs; what they leave out would have changed nothing."""

from __future__ import annotations

import unicodedata

import pytest
from ftfy.badness import MOJIBAKE_CATEGORIES, is_bad
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.records import Edit
from pipeline.repair import CHAINS, MAX_ROUNDS, Chain, characters, names, repair_column, repair_field, values
from pipeline.repair.marks import MOJIBAKE, ODD, SPACE, Fixer, are_plain_names, look, look_at_all, look_at_name

FIXERS = {fixer.rule: (chain, fixer) for chain in CHAINS.values() for fixer in chain.fixers}
TEXT_FIELDS = ("title", "abstract", "comments", "authors", "affiliations", "categories")

pieces = st.one_of(
    st.sampled_from(
        [
            "$",
            "\\",
            "{",
            "}",
            "~",
            "``",
            "''",
            "&amp;",
            "&lt;",
            "<i>",
            "</i>",
            "[a](/b)",
            "\\%",
            "\\textit{",
            "{\\em ",
            "$K_s$",
            "$\\alpha$",
            "\\'e",
            "\\L",
            "\\-",
        ]
    ),
    st.sampled_from(
        ["Ã©", "â€œ", "\u00ad", "\u200b", "\u200d", "\u00a0", "\u3000", "\x07", "\x85", "ﬁ", "e\u0301", "=\u0338", "\u1fef", "\u212b", "α", "∈", "’", "中"]
    ),
    st.sampled_from(["word", "of", "3", "GPT-4", "trans-\n", "transformer", "Lee, Ann", " and ", "et al.", "*", "†", "1,2", "^2", "_1", "(", ")", ",", "."]),
    st.sampled_from([" ", "  ", "\n", "\n  ", "\t", "\r\n", "\x0b", "\u2028"]),
    st.text(max_size=4),
)
texts = st.lists(pieces, max_size=14).map("".join)


def fix_by_all(chain: Chain, items: list[str]) -> tuple[list[str], tuple[Edit, ...]]:
    """The items after all fixers in each round, whatever their marks are."""
    edits = []
    for _ in range(MAX_ROUNDS):
        before = items
        plans = dict.fromkeys(characters.fix_mojibake(item)[1] for item in items)
        steps = [(Edit("mojibake.ftfy", plan), lambda text, plan=plan: characters.apply_plan(text, plan)) for plan in plans if plan]
        for edit, fix in (*steps, *((Edit(fixer.rule), fixer.fix) for fixer in chain.fixers)):
            fixed = [fix(item) for item in items]
            edits += [edit] if fixed != items else []
            items = fixed
        if items == before:
            break
    return items, tuple(edits)


@settings(max_examples=300, deadline=None)
@given(name=st.sampled_from(TEXT_FIELDS[:-1]), items=st.lists(texts, min_size=1, max_size=3))
def test_leaving_fixers_out_changes_nothing(name: str, items: list[str]) -> None:
    """Value and edits are those of all fixers run in every round."""
    chain = CHAINS[name]
    fixed, edits = fix_by_all(chain, items if chain.is_list else ["\n".join(items)])
    kept = [item for item in fixed if item]
    repaired = repair_field(name, items)
    assert repaired.edits == edits
    assert repaired.value == ((kept if chain.is_list else kept[0]) if kept and (fixed[0] or chain.is_list) else None)


@pytest.mark.parametrize("rule", FIXERS)
@settings(max_examples=50, deadline=None)
@given(text=texts)
def test_fixer_needs_its_marks(rule: str, text: str) -> None:
    """A fixer leaves a text without its marks as it is."""
    chain, fixer = FIXERS[rule]
    assert chain.look(text) & fixer.needs or fixer.fix(text) == text


@pytest.mark.parametrize("rule", FIXERS)
@settings(max_examples=50, deadline=None)
@given(text=texts)
def test_fixer_leaves_the_marks_it_says(rule: str, text: str) -> None:
    """Marks that a fixer does not bring are in its result only if the text had them, and what it clears is gone."""
    chain, fixer = FIXERS[rule]
    needed = [other.needs for other in chain.fixers[_place(chain, fixer) + 1 :]]
    before, after = chain.look(text), chain.look(fixer.fix(text))
    assert not any(after & ~(before | fixer.brings) & needs for needs in needed)
    assert not after & fixer.clears or after & ODD


def _place(chain: Chain, fixer: Fixer) -> int:
    return [other.rule for other in chain.fixers].index(fixer.rule)


def test_what_is_not_odd_stays() -> None:
    """No fixer of characters changes a character that is not odd, whatever stands before it."""
    plain = [char for char in map(chr, range(0x110000)) if unicodedata.category(char) != "Cs" and not look(f"a{char}a") & (ODD | SPACE)]
    text = "e".join(char for char in plain if char not in "<&")
    assert len(plain) > 20_000
    assert [fixer.rule for fixer in characters.FIXERS if fixer.fix(text) != text] == []
    assert all(unicodedata.combining(char) == 0 for char in plain)


@settings(max_examples=500, deadline=None)
@given(st.text(st.sampled_from("aZ .,\n" + "".join(MOJIBAKE_CATEGORIES.values()) + "ŒœÂÃÎÐØÙŠšŸžàā€вЂГў‚Ä√≈×"), max_size=6))
@example("Ã ")
@example("Œ ")
@example("a\x80")
def test_ftfy_sees_nothing_without_the_mark(text: str) -> None:
    """Where ftfy sees mojibake, the text has the mark of it."""
    assert look(text) & MOJIBAKE or not is_bad(text)


@settings(max_examples=500, deadline=None)
@given(st.lists(st.sampled_from(["word ", "α", "’", "”", "—", "é", "Ã", "©", "â€", "œ", " ", "ü", "Â ", "ГўВЂВ"]), max_size=60).map("".join))
def test_mojibake_is_found_by_its_spots(text: str) -> None:
    """The places where a text may be mojibake show ftfy as much as the whole text."""
    fixed, plan = characters.fix_mojibake(text)
    assert (fixed != text) == bool(plan)
    assert plan or not is_bad(text) or characters.ftfy.fix_encoding(text) == text


PLAIN_NAMES = ["Ann Lee", "Jean-Luc O'Brien", "A. B. van der Lee", "DeepSeek-AI", "andrew li", "Madonna", "José Lącki"]
OTHER_NAMES = ["and Ann Lee", "Ann Lee.", "Ann  Lee", "Lee, Ann", "JosÃ© Lee", "ÃAnn Lee", "Ann Lee1", "Ann Lee*", " Ann", "", "Ann Lee-", "Ann\nLee", "-"]


@pytest.mark.parametrize("name", PLAIN_NAMES)
def test_plain_name_has_no_marks(name: str) -> None:
    """A name of letters, points, hyphens and spaces needs no fixer."""
    assert look_at_name(name) == 0
    assert names.fix_name(name) == name


@pytest.mark.parametrize("name", OTHER_NAMES)
def test_other_names_have_marks(name: str) -> None:
    """What may cling to a name, or turn it round, is a mark."""
    assert look_at_name(name) != 0


@settings(max_examples=500, deadline=None)
@given(st.text(st.sampled_from("abZéøŁÃ. -'nd"), max_size=12))
def test_name_without_marks_stays(name: str) -> None:
    """No fixer of names changes a name without marks."""
    assert look_at_name(name) or names.fix_name(name) == name


@settings(max_examples=500, deadline=None)
@given(st.lists(st.text(st.sampled_from("abZéŁÃ. -'nd\n"), max_size=8), min_size=1, max_size=4))
def test_names_are_plain_together_as_each_is(items: list[str]) -> None:
    """A list of names is plain if each name is, and the names that are plain stay."""
    assert are_plain_names(items) == all(look_at_name(item) == 0 for item in items)


def test_what_recurs_is_the_same_each_time() -> None:
    """A value that is remembered is what it was the first time, for each day of capture."""
    first = [repair_field("categories", ["CL", "hep-th"]), repair_field("identifiers.arxiv_version", ["v2"])]
    assert [repair_field("categories", ["CL", "hep-th"]), repair_field("identifiers.arxiv_version", ["v2"])] == first
    assert first[0].value == ["cs.CL", "hep-th"]
    assert [repair_field("published", ["Jan 12"], (), day).value for day in ("2026-02-01", "2025-02-01")] == ["2026-01-12", "2025-01-12"]


@pytest.mark.parametrize("day", ["Mon, 2 Apr 2007", "Fri, 31 Feb 2020", "Abc, 2 Xyz 2007"])
def test_time_of_day_changes_no_date(day: str) -> None:
    """A date that is remembered by its day is what it is when read with its time of day."""
    clocked = f"{day} 19:18:42 GMT"
    assert repair_field("published", [clocked]) == repair_field("published", [day])
    assert repair_field("published", [clocked]).value == values.read_date(clocked)


@settings(max_examples=500, deadline=None)
@given(st.text(st.sampled_from("0123456789.v/"), max_size=12))
@example("2405.14333")
@example("0704.0001")
@example("2405.00000")
def test_id_that_is_its_own_value(text: str) -> None:
    """An id taken at its word is the one that reading it gives."""
    is_value = CHAINS["identifiers.arxiv"].is_value
    assert is_value is not None
    assert not is_value(text) or values.read_arxiv_id(text) == text


@settings(max_examples=500, deadline=None)
@given(st.lists(st.sampled_from(["sim", "times", "leq", "gtrsim", "a", "\\", " ", "6", "\u0663", "%", "é", "\ufffd", "\ud800", "."]), max_size=6).map("".join))
def test_damage_is_found_by_its_hint(text: str) -> None:
    """Where there is damage, the bytes of the text hint at it."""
    assert values.is_damaged(text) == (values.DAMAGE_RE.search(text) is not None)


@settings(deadline=None)
@given(st.lists(st.one_of(texts, st.text(st.sampled_from(["\0", " ", "\n", "a", "\ud800", "é"]), max_size=4)), max_size=8))
def test_texts_are_looked_at_together(found: list[str]) -> None:
    """Whatever texts are looked at with it, a text has the marks that it has alone."""
    assert look_at_all(found) == [look(text) for text in found]


@settings(deadline=None)
@given(st.sampled_from(sorted(CHAINS)), st.lists(st.lists(texts, min_size=1, max_size=3), max_size=5))
def test_column_is_repaired_as_its_fields_are(name: str, found: list[list[str]]) -> None:
    """A field of many records comes out as it does record by record."""
    assert repair_column(name, found, "2026-02-01") == [repair_field(name, items, (), "2026-02-01") for items in found]
