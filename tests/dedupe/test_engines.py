"""Compiled loops give the keys that Python gives, byte for byte, whatever titles, texts, names and references hold."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from pipeline.dedupe import DedupeSettings, KeySource, engines, make_keys
from pipeline.dedupe.folding import split_tokens
from pipeline.dedupe.headings import ABSTRACT_STEMS, HEAD_BYTES, TITLE_STEMS_RE, drop_all_notes
from pipeline.dedupe.titles import NOTE_MARKS, drop_notes, find_role, role_names
from pipeline.rules import compile_rules

SETTINGS = DedupeSettings(exact_below=0)
PLAIN, COMPILED = 10**9, 0
PIECES = [
    *["the", "a", "an", "I", "II", "v", "part", "Part", "1.", "x", "1998", "2", "sheep", "dusk", "wool", "counting", "models", "news"],
    *[
        "Comment",
        "Reply",
        "Erratum:",
        "(withdrawn)",
        "This",
        "paper",
        "has",
        "been",
        "withdrawn",
        "Discussion",
        "of",
        "Supplement",
        "to",
        "remarks",
        "retractions",
    ],
    *["[see comments]", "[abstract no: 134]", "[Erratum appears in J. Wool 1989]", "LA: Chi", "(in German)", "<ORIGINAL> SCHAFE", "comment", "on", "[Comment]"],
    *['Gr\\"obner', "$K_\\alpha$", "α", "学习", "क्ष", "e\u0301", "ﬁn", "İ", "ß", "</i>", "top-$K$", "\u00ad", "\u1100\u1161", "…", "\ud800", ";", "&", "–"],
]
TEXTS = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=4)), max_size=30).map(" ".join)
NAMES = st.one_of(
    st.sampled_from(
        [
            *(
                "Smith, A.",
                "A. Smith",
                "Smith AB",
                "A.Smith",
                "J.R. Smith",
                "Ram A.Ewe B. C.Lamb D.",
                "A.Öwe",
                "A.B",
                "A.Bo",
                "and",
                "Anna and Bo Ram",
                "Sandy Land",
            ),
            *(
                "Ram, B., Ewe, C.",
                "Jan Smid Jr.",
                "",
                " ",
                "Li Wei et al.",
                "Nicolò Cesa-Bianchi",
                'G\\"odel, E.',
                "Ram; Ewe",
                "李 伟",
                "I",
                "A.",
                "X.\xa0Y",
                "Émile É.",
            ),
        ]
    ),
    st.text("ABab.,; -andé学'0", max_size=12),
)
REFERENCES = st.one_of(
    st.none(),
    st.sampled_from(["Phys.Rev.D76:013009,2007", "J. Wool Sci. 76, 1309-1317 (2007)", "To appear", "AAAI-20", "J. Wool 5, S31 (2004); Erratum 6, 2 (2005)"]),
    st.text("JWpno.,:;()S 0127-'学é", max_size=24),
)
RECORDS = st.lists(st.tuples(TEXTS, TEXTS, st.lists(NAMES, max_size=4), REFERENCES), max_size=6).map(
    lambda rows: [KeySource(f"r{n}", title, tuple(names), abstract=text, journal_ref=reference) for n, (title, text, names, reference) in enumerate(rows)]
)


def make_bytes(records: list[KeySource], compiled_from: int) -> bytes:
    """The keys of the records, made by compiled loops from so many records on."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engines, "MANY", compiled_from)
        patch.setattr(engines, "SOME", compiled_from)
        table = make_keys(records, SETTINGS)
        return table.to_bytes() + "\n".join(table.own_ids).encode()


@given(records=RECORDS)
@hypothesis_settings(max_examples=200, deadline=None)
def test_both_ways_give_the_same_keys(records: list[KeySource]) -> None:
    """No title, text, name or reference is read otherwise by compiled loops."""
    assert make_bytes(records, COMPILED) == make_bytes(records, PLAIN)


@given(titles=st.lists(TEXTS, max_size=8))
@hypothesis_settings(max_examples=100, deadline=None)
def test_notes_are_found_among_many_titles(titles: list[str]) -> None:
    """Titles looked at together lose what each loses by itself, and those that lost something are named."""
    bare, noted = drop_all_notes(titles)
    assert list(bare) == [drop_notes(title) for title in titles]
    assert noted == {row for row, title in enumerate(titles) if title != bare[row]}


@pytest.mark.parametrize("item", [item for item in compile_rules("dedupe") if item.rule.id.startswith("role.")], ids=lambda item: item.rule.id)
def test_what_has_a_role_is_asked_for_it(item) -> None:
    """Every example of a role has one of the stems by which titles and abstracts are picked out."""
    for hit in item.rule.hits:
        folded = " ".join(split_tokens(hit)).encode()
        head = folded[:HEAD_BYTES]
        assert any(stem in head for stem in ABSTRACT_STEMS) if item.rule.id.endswith("-abstract") else TITLE_STEMS_RE.search(folded)


def test_every_word_of_a_role_has_a_stem() -> None:
    """An example of a role without the words that have a stem is the paper itself: no rule asks for another word."""
    for item in compile_rules("dedupe"):
        if item.rule.id.startswith("role.") and not item.rule.id.endswith("-abstract"):
            for hit in item.rule.hits:
                bare = re.sub(r"\w+", lambda word: "" if TITLE_STEMS_RE.search(" ".join(split_tokens(word[0])).encode()) else word[0], str(hit))
                assert find_role(bare, None) == role_names()[0]


@pytest.mark.parametrize("item", [item for item in compile_rules("dedupe") if item.rule.id.startswith("note.")], ids=lambda item: item.rule.id)
def test_what_has_a_note_is_asked_for_it(item) -> None:
    """Every example of a note has one of the marks by which titles are picked out."""
    assert all(any(mark in before for mark in NOTE_MARKS) for before, _ in item.rule.hits)
