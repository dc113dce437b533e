"""Licences by the words that papers have for them."""

from __future__ import annotations

import pytest

from pipeline.licences import Family, find_licence, list_licences, load_families


@pytest.mark.parametrize("family", load_families(), ids=lambda family: family.id)
def test_licence_hits_and_misses(family: Family) -> None:
    """A licence is known by each of its spellings, in its version, and by none of another's."""
    own = {licence.id for licence in list_licences() if licence.id.removeprefix(f"{family.id}-") in ("", *family.versions) or licence.id == family.id}
    assert [(text, licence.id if licence else None) for text, _ in family.hits for licence in [find_licence(text)]] == list(family.hits)
    assert [text for text in family.misses if (licence := find_licence(text)) and licence.id in own] == []


@pytest.mark.parametrize("text", ["", "all rights reserved", "CC BY 9.9", "ask\nthe author", "see https://creativecommons.org/licenses/by/4.0/"])
def test_other_words_are_no_licence(text: str) -> None:
    """A text that names no licence of the table, or a version that does not exist, is none."""
    assert find_licence(text) is None


def test_each_licence_is_told_apart() -> None:
    """No two versions of licences have one id, and those the hub knows are called as it calls them."""
    ids = [licence.id for licence in list_licences()]
    assert len(set(ids)) == len(ids)
    assert {licence.hub for licence in list_licences() if licence.hub} == {
        "cc-by-2.0", "cc-by-2.5", "cc-by-3.0", "cc-by-4.0", "cc-by-sa-3.0", "cc-by-sa-4.0", "cc-by-nd-4.0", "cc-by-nc-2.0", "cc-by-nc-3.0", "cc-by-nc-4.0",
        "cc-by-nc-sa-2.0", "cc-by-nc-sa-3.0", "cc-by-nc-sa-4.0", "cc-by-nc-nd-3.0", "cc-by-nc-nd-4.0", "cc0-1.0", "mit", "apache-2.0",
    }  # fmt: skip
