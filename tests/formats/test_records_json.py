"""JSON objects with usual names: which are papers, and how their values are found."""

from __future__ import annotations

import pytest

from pipeline.formats.generic.records_json import knows, read
from pipeline.syntax.json_values import JsonNode

ABSTRACT = "We show that bees count to four, and that they can be taught to count to five."


def texts(entry: dict[str, object], name: str) -> list[str]:
    """The texts of a field of an object's record."""
    return next((field.texts("") for field in read(JsonNode(entry)).fields if field.name == name), [])


@pytest.mark.parametrize(
    ("entry", "is_paper"),
    [
        ({"title": "Bees"}, False),
        ({"title": "Bees", "description": ABSTRACT}, False),
        ({"title": "Bees", "authors": ["Ann Lee"]}, False),
        ({"title": "Bees", "author": "Ann Lee", "date": "2024-05-23"}, False),
        ({"title": "A commit", "id": "c8b25fab5608c3e033d34b4483ec47e68ba109b1"}, False),
        ({"title": "Bees", "authors": ["Ann Lee", "Bo Wu"], "isbn": "9780000000000"}, False),
        ({"title": "Bees", "abstract": ABSTRACT}, True),
        ({"Paper Title": "Bees", "Abstract": ABSTRACT}, True),
        ({"title": "Bees", "url": "https://arxiv.org/abs/2405.14333"}, True),
        ({"title": "Bees", "doi": "10.1000/bees"}, True),
        ({"title": "Bees", "authors": "Ann Lee, Bo Wu"}, True),
        ({"title": "Bees", "authors": ["Ann Lee"], "venue": "J. Bees"}, True),
        ({"name": "Bees", "abstract": ABSTRACT, "arxiv_id": "2405.14333"}, True),
    ],
)
def test_knows_a_paper(entry: dict[str, object], is_paper: bool) -> None:
    """An object is a paper by what stands beside its title."""
    assert knows(JsonNode(entry)) is is_paper


@pytest.mark.parametrize(
    ("authors", "names"),
    [
        (["Ann Lee", "Bo Wu"], ["Ann Lee", "Bo Wu"]),
        ([{"name": "Ann Lee"}, {"full_name": "Bo Wu"}], ["Ann Lee", "Bo Wu"]),
        ([{"given": "Ann", "family": "Lee"}, {"firstName": "Bo", "lastName": "Wu"}], ["Ann Lee", "Bo Wu"]),
        ([{"firstName": "Ann", "lastName": "Lee", "creatorType": "author"}, {"name": "Ed It", "role": "editor"}], ["Ann Lee"]),
        ([["Lee", "Ann", ""], ["Wu", "Bo", "Jr."]], ["Ann Lee", "Bo Wu Jr."]),
        ("Lee, Ann; Wu, Bo", ["Lee, Ann", "Wu, Bo"]),
        (["Ann Lee, Bo Wu"], ["Ann Lee", "Bo Wu"]),
        (["Ann Lee", "et al."], ["Ann Lee"]),
        ({"name": "Ann Lee"}, ["Ann Lee"]),
        ([], []),
        (3, ["3"]),
        ([None, {"n": 1}], []),
    ],
)
def test_finds_authors(authors: object, names: list[str]) -> None:
    """Authors may be a list of texts, of objects or of lists, or one text."""
    assert texts({"title": "Bees", "authors": authors}, "authors") == names


@pytest.mark.parametrize(
    ("entry", "abstract"),
    [
        ({"abstract": ABSTRACT, "summary": "Short."}, [ABSTRACT]),
        ({"summary": ABSTRACT, "ai_summary": "A model's."}, [ABSTRACT]),
        ({"abstract_zh": "蜜蜂", "summary": ABSTRACT}, [ABSTRACT]),
        ({"AI": {"summary": "A model's."}, "tldr": "Short."}, []),
        ({"description": ABSTRACT * 5}, []),
        ({"description": ABSTRACT * 5, "doi": "10.1000/bees"}, [ABSTRACT * 5]),
        ({"abstract": "N/A", "summary": None}, []),
    ],
)
def test_finds_the_abstract(entry: dict[str, object], abstract: list[str]) -> None:
    """A summary is the abstract where there is no other; translations and what a language model wrote never are."""
    assert texts({"title": "Bees", **entry}, "abstract") == abstract


def test_finds_dates_and_links() -> None:
    """The date of an id's month is the publication; a later one is an update. Links stand in lists and objects too."""
    entry = {
        "title": "Bees",
        "arxiv_id": "2405.14333v2",
        "date": "2024-06-02",
        "code_links": [{"url": "https://github.com/ann/bees"}],
        "链接": "https://arxiv.org/abs/2405.14333",
    }
    assert (texts(entry, "published"), texts(entry, "updated")) == ([], ["2024-06-02"])
    assert texts(entry, "urls") == ["https://github.com/ann/bees", "https://arxiv.org/abs/2405.14333"]
    assert texts(entry, "identifiers.arxiv_version") == ["v2"]
