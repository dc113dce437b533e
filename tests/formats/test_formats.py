"""What holds for every format: it is at work in a fixture, it is told from what looks like it, and it is documented."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from pipeline.charset import decode, is_binary
from pipeline.formats import FORMATS, choose_formats
from pipeline.formats.describe import describe_format
from pipeline.split import split

DUMPS = Path(__file__).parent.parent / "dumps"
SEEDS = Path(__file__).parent.parent.parent / "seeds"
REFUSED = Path(__file__).parent / "refused"
NAMES = [format.name for format in FORMATS]


@cache
def find_used() -> frozenset[str]:
    """The formats that give records in some fixture."""
    paths = [*DUMPS.glob("*/dump*"), *SEEDS.iterdir()]
    texts = [decode(data).text for path in paths if not is_binary(data := path.read_bytes())]
    return frozenset(region.format for text in texts for region in split(text) if region.cut.records)


@pytest.mark.parametrize("name", NAMES)
def test_format_is_at_work_in_a_fixture(name: str) -> None:
    """No format is there for nothing."""
    assert name in find_used()


@pytest.mark.parametrize("name", NAMES)
def test_format_takes_nothing_that_only_looks_like_it(name: str) -> None:
    """What stands in the format's list of refused texts gives it no record, whoever else may take it."""
    texts = (REFUSED / f"{name}.txt").read_text(encoding="utf-8").split("\n=====\n")
    assert len(texts) >= 3
    assert [text for text in texts if any(region.format == name and region.cut.records for region in split(text))] == []


def test_no_list_of_refused_texts_is_left_over() -> None:
    """Each list is of a format that there is."""
    assert {path.stem for path in REFUSED.iterdir()} == set(NAMES)


@pytest.mark.parametrize("format", FORMATS, ids=NAMES)
def test_format_shows_its_layout(format) -> None:
    """The module of a format has an example of its layout, of which the reference is made."""
    assert "\n    " in describe_format(format)


def test_names_are_told_apart() -> None:
    """No two formats have one name, and each can be chosen by it."""
    assert len(set(NAMES)) == len(NAMES)
    assert [format.name for name in NAMES for format in choose_formats([name])] == NAMES
