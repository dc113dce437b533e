"""Lists of people: cut into whole names, without what stands beside them."""

from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.formats.people import find_et_al, split_people


def names(text: str) -> list[str]:
    """The names of a list."""
    return [text[start:end] for start, end in split_people(text)]


@pytest.mark.parametrize(
    "name",
    [
        "Ann Lee",
        "Madonna",
        "DeepSeek-AI",
        "G. 't Hooft",
        "Martin Luther King, Jr.",
        "John Smith, III",
        "University of Science and Technology of Nowhere",
        "Department of Physics and Astronomy",
        "Jane Doe†1,2",
        "Jane Doe1, 2",
        "Example, Inc.",
        "Anderson Sandberg",
        "Fernand Land",
        "Lee, Ann",
        "Lee, Ann B.",
        "Lee, A.",
        "Ann (Bo) Lee",
        "C. Bal\\'azs",
        'J.\\,L. M{\\"o}ller',
        "Andr&eacute; Lee",
        "王小明",
        "C.-P.\n  Yuan",
        "The ATLAS Collaboration",
        "{Barnes and Noble}, Inc.",
    ],
)
def test_leaves_one_name_whole(name: str) -> None:
    """What is one name is not cut."""
    assert names(name) == [name]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" , ", []),
        ("et al.", []),
        ("Ann Lee, Bo Chen", ["Ann Lee", "Bo Chen"]),
        ("Ann Lee and Bo Chen", ["Ann Lee", "Bo Chen"]),
        ("Ann Lee & Bo Chen", ["Ann Lee", "Bo Chen"]),
        ("Ann Lee, Bo Chen, and K. Lee", ["Ann Lee", "Bo Chen", "K. Lee"]),
        ("Ann Lee, Bo Chen and K. Lee.", ["Ann Lee", "Bo Chen", "K. Lee."]),
        ("Ann Lee and Bo Chen and K. Lee", ["Ann Lee", "Bo Chen", "K. Lee"]),
        ("Ann Lee; Bo Chen; and K. Lee", ["Ann Lee", "Bo Chen", "K. Lee"]),
        ("Lee, Ann; Chen, Bo", ["Lee, Ann", "Chen, Bo"]),
        ("Ann Lee, Bo Chen, C. Doe; D. Fox", ["Ann Lee", "Bo Chen", "C. Doe", "D. Fox"]),
        ("Lee, Ann and Chen, Bo", ["Lee, Ann", "Chen, Bo"]),
        ("Lee, Ann and Chen, Bo and {The Example Team} and Doe, C.", ["Lee, Ann", "Chen, Bo", "{The Example Team}", "Doe, C."]),
        ("Lee, Ann and others", ["Lee, Ann"]),
        ("Lee, Ann and Chen, Bo, and Doe, C.", ["Lee, Ann", "Chen, Bo", "Doe, C."]),
        ("Ann Lee, Bo Chen, and C. Doe, and D. Fox", ["Ann Lee", "Bo Chen", "C. Doe", "D. Fox"]),
        ("Lee, A., Wu, B., & Doe, C.-P.", ["Lee, A.", "Wu, B.", "Doe, C.-P."]),
        ("Lee, A., The Example Team, de la Wu, B. J., Doe, C. 3rd", ["Lee, A.", "The Example Team", "de la Wu, B. J.", "Doe, C. 3rd"]),
        ("Ann Lee, X., Bo Wu", ["Ann Lee", "X.", "Bo Wu"]),
        ("A. Lee, B. Wu, C. Doe, D. Fox", ["A. Lee", "B. Wu", "C. Doe", "D. Fox"]),
        ("King, Jr. and Bo Chen", ["King, Jr.", "Bo Chen"]),
        ("Martin King, Jr., Bo Chen", ["Martin King, Jr.", "Bo Chen"]),
        ("Ann Lee, John Smith III, Bo Chen", ["Ann Lee", "John Smith III", "Bo Chen"]),
        ("Ann Lee1,2, Bo Chen3, K. Lee†1,2", ["Ann Lee1,2", "Bo Chen3", "K. Lee†1,2"]),
        ("Ann Lee (A, B), Bo Chen (C)", ["Ann Lee", "Bo Chen"]),
        ("A. Lee (1), B. Wu (1 and 2), C. Doe (2) ((1) Example Univ., (2) Other and More)", ["A. Lee", "B. Wu", "C. Doe"]),
        ("A. Lee (1), B. Wu (2), (1) Example Univ., (2) Other", ["A. Lee", "B. Wu"]),
        ("A. Lee [1]; B. Wu <b@example.org>", ["A. Lee", "B. Wu"]),
        ("LIGO Collaboration: A. Lee, B. Wu, et al.", ["LIGO Collaboration", "A. Lee", "B. Wu"]),
        ("A. Lee, on behalf of the Example Collaboration", ["A. Lee", "Example Collaboration"]),
        ("A. Lee, B. Wu (the Example Collaboration)", ["A. Lee", "B. Wu"]),
        ("Authors: Ann Lee, Bo Chen", ["Ann Lee", "Bo Chen"]),
        ("DeepSeek-AI, Ann Lee", ["DeepSeek-AI", "Ann Lee"]),
        ("Ann Lee et al.", ["Ann Lee"]),
        ("Ann Lee, 3M Research, 01.AI", ["Ann Lee", "3M Research", "01.AI"]),
        ("王小明、李雷，韩梅梅", ["王小明", "李雷", "韩梅梅"]),
        ("Ann Lee\nBo Chen", ["Ann Lee", "Bo Chen"]),
        ("Ann Lee,\n  Bo Chen, C.-P.\n  Yuan", ["Ann Lee", "Bo Chen", "C.-P.\n  Yuan"]),
        ("Ann Lee · Bo Chen | C. Doe", ["Ann Lee", "Bo Chen", "C. Doe"]),
        ("['Ann Lee', \"Bo O'Chen\"]", ["Ann Lee", "Bo O'Chen"]),
        ("['Ann Lee' 'Bo Chen']", ["Ann Lee", "Bo Chen"]),
        ('{"Ann Lee","Bo Chen"}', ["Ann Lee", "Bo Chen"]),
        ("[{'name': 'Ann Lee', 'affiliation': 'X'}, {'name': 'Bo Chen'}]", ["Ann Lee", "Bo Chen"]),
        ("[Ann Lee, Bo Chen]", ["Ann Lee", "Bo Chen"]),
        ("Ann Lee (Example Univ, Bo Chen", ["Ann Lee (Example Univ", "Bo Chen"]),
    ],
)
def test_splits_a_list(text: str, expected: list[str]) -> None:
    """A list gives its names in order, each whole."""
    assert names(text) == expected


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ann Lee, Bo Chen", None),
        ("Ann Petal", None),
        ("Ann Lee et al", "et al"),
        ("Ann Lee et al. (Example Collaboration)", "et al."),
        ("Lee, Ann and others", "and others"),
        ("Ann Lee, Bo Chen, ...", "..."),
    ],
)
def test_finds_et_al(text: str, found: str | None) -> None:
    """What says that names are left out is found, wherever it stands."""
    span = find_et_al(text)
    assert (span and text[slice(*span)]) == found


@given(
    st.lists(st.sampled_from(["Ann Lee", "Bo Chen Jr.", "DeepSeek-AI", "O'Brien", "José Núñez", "K. Doe*"]), min_size=1, max_size=6),
    st.sampled_from([", ", "; ", ",", "、", " | "]),
)
def test_splits_what_was_joined(people: list[str], separator: str) -> None:
    """Names that were joined by a separator come back as they were."""
    assert names(separator.join(people)) == people


@given(st.text(alphabet="aA ,;()[]{}\\'\"&:\n.1", max_size=40))
def test_spans_are_in_order(text: str) -> None:
    """Whatever the text, the spans are in it, in order, disjoint and without white space at their ends."""
    spans = split_people(text)
    assert sorted(spans) == spans
    assert all(first[1] <= second[0] for first, second in itertools.pairwise(spans))
    assert all(text[start:end] == text[start:end].strip() != "" for start, end in spans)


@pytest.mark.parametrize(
    "text", ["(" * 100_000, "A, " * 50_000, "A and " * 50_000, "et " * 50_000, "[" + "'a', " * 30_000 + "]", "()" * 50_000, " " * 100_000 + ","]
)
def test_takes_linear_time(text: str) -> None:
    """A text made to be slow is not."""
    began = time.process_time()
    split_people(text)
    find_et_al(text)
    assert time.process_time() - began < 2
