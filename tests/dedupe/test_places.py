"""Journal references of one article meet in any style; those of two articles do not."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.dedupe import DedupeSettings, KeySource, make_keys
from pipeline.dedupe.evidence import measure_pairs, write_facts
from pipeline.dedupe.places import fold_place

PLACE = "J. Wool Sci. 76, 1309-1317 (2007)"


def compare_places(one: str | None, other: str | None) -> str:
    """What is said of two records that name these places."""
    table = make_keys([KeySource("a", journal_ref=one), KeySource("b", journal_ref=other)], DedupeSettings())
    measures = measure_pairs(table, np.array([0]), np.array([1]), DedupeSettings())
    return write_facts(int(measures.facts[0])).partition(" place=")[2].partition(" ")[0]


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        (PLACE, None, "none"),
        (PLACE, "", "none"),
        (PLACE, "Annals of Shearing 12, 44-51 (2009)", "other"),
        (PLACE, "Annals of Shearing 12 (2007)", "other"),
        (PLACE, "J. Wool Sci. 75, 20-28 (2006)", "other"),
        (PLACE, "Journal of Wool Science, 1-9 (2007)", "issue"),
        ("Proceedings of the Shearing Conference (2004)", "Transactions on Wool (2006)", "issue"),
        ("Journal of Wool Science (2006)", "J. Wool Sci. (2007)", "issue"),
        (PLACE, "Journal of Wool Science", "unsure"),
        (PLACE, "J. Wool Sci. 76, 1311-1319 (2007)", "unsure"),
        ("WOOL-20", "Proceedings of the WOOL Conference, 34(4)", "unsure"),
        ("37th Conference on Wool, 2020", "Proceedings of Wool Research 119, 2020", "unsure"),
        ("Shearing Conference (2004)", "Annual Meeting on Wool (2004)", "unsure"),
    ],
)
def test_places_of_two_articles_are_not_the_same(one: str | None, other: str | None, level: str) -> None:
    """Other pages, volumes or years are told, and so is what cannot be told."""
    assert compare_places(one, other) == compare_places(other, one) == level


@pytest.mark.parametrize(
    "other",
    [
        PLACE,
        "J.Wool Sci.76:1309,2007",
        "Journal of Wool Science, vol. 76, no. 4, pp. 1309-1317, 2007",
        "Journal of Wool Science 76(4): 1309\u20131317",
        "Jour. Wool Sci. 76 (2007), No. 4, S1309",
        "76, 1309-17 (2007)",
    ],
)
def test_styles_of_one_place_are_the_same(other: str) -> None:
    """Volume and first page decide, whatever stands around them."""
    assert compare_places(PLACE, other) == compare_places(other, PLACE) == "same"


def test_a_place_may_say_nothing() -> None:
    """A reference without numbers has a venue only."""
    assert fold_place("To appear in Wool Letters").pages == ()
    assert fold_place("To appear in Wool Letters").volume == 0
