"""When paragraphs without any label are abstracts."""

from __future__ import annotations

import textwrap

import pytest

from pipeline.formats.generic.bare_abstracts import find
from pipeline.lines import list_lines

PEBBLES = (
    "Pebbles that fall on a plate sound different from one another, and listeners can tell them apart after little practice. We present a method that "
    "counts pebbles by their sound and show that it makes fewer errors than listeners do."
)
DOORS = (
    "Doors are opened more often than they are closed, a problem which has puzzled caretakers for long. This work studies the doors of one building "
    "over one year, derives a bound on the number of open doors, and proves that it cannot be improved."
)
STORY = "It was a bright cold day in April, and the clocks were being wound by a man in a long coat who had come in from the rain. " * 2


def ranges(*paragraphs: str, between: str = "\n") -> list[tuple[int, int]]:
    return list(find(list_lines(between.join(paragraphs))))


@pytest.mark.parametrize(
    "paragraphs",
    [
        (PEBBLES,),
        (PEBBLES, STORY),
        (STORY, STORY),
        ("Pebbles", PEBBLES, "Doors", DOORS),
        (PEBBLES, f"However, {DOORS}"),
        (PEBBLES, f"{DOORS} You can see them for yourself."),
        (f"# {PEBBLES}", DOORS),
        (PEBBLES, DOORS, "Read more"),
    ],
)
def test_other_text(paragraphs: tuple[str, ...]) -> None:
    """One paragraph proves nothing, and neither do several with titles, stories, or parts of a longer text among them."""
    assert ranges(*paragraphs) == []
    assert ranges(*paragraphs, between="\n\n") == []


def test_one_a_line() -> None:
    """Long lines are paragraphs each, with or without blank lines between them."""
    assert ranges(PEBBLES, DOORS) == [(0, 1), (1, 2)]
    assert ranges(PEBBLES, DOORS, between="\n\n") == [(0, 1), (2, 3)]


def test_wrapped_blocks() -> None:
    """Wrapped lines are one paragraph up to the blank line; without one they are one text."""
    wrapped = [textwrap.fill(paragraph, 78) for paragraph in (PEBBLES, DOORS)]
    assert len(ranges(*wrapped, between="\n\n")) == 2
    assert ranges(*wrapped) == []


def test_a_few_of_many_may_be_odd() -> None:
    """Among thirty abstracts one that reads otherwise is still an abstract."""
    assert len(ranges(*[PEBBLES, DOORS] * 15, STORY)) == 31
