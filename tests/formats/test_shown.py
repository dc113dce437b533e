"""What a reader sees of a line in Markdown, and where it stands in the line."""

from __future__ import annotations

import pytest

from pipeline.formats.hugging_face.shown import Shown
from pipeline.lines import list_lines


def show(text: str) -> Shown:
    """The line that a text is."""
    return Shown(list_lines(text)[0])


@pytest.mark.parametrize(
    "text",
    [
        "Small Lakes",
        "Lakes [of the North] Freeze",
        "[Re] Counting Herons",
        "f[x](y) is odd",
        "C# and *stars*",
        "-",
        "2048: A Game",
        "we use [salt](/papers?q=salt) here",
    ],
)
def test_leaves_a_line_without_marks_around_it(text: str) -> None:
    """Brackets and marks inside a text are the text's own."""
    assert show(text).text == text


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("### [Small Lakes](https://huggingface.co/papers/2405.14333)", "Small Lakes"),
        ("* [ Models ][2]", "Models"),
        ("[Small Lakes,", "Small Lakes,"),
        ("and Their Ice](https://huggingface.co/papers/2405.14333)", "and Their Ice"),
        ("8 authors][34]", "8 authors"),
        ("[![lab](https://example.org/a.png)Lake Lab](https://huggingface.co/lake-lab)", "Lake Lab"),
        ("![](/avatars/a.svg)", ""),
        ("[![](/avatars/a.svg)", ""),
        ("[", ""),
        ("][33]", ""),
        ("**Small Lakes**", "Small Lakes"),
        ("of ice in winter\\\\", "of ice in winter"),
        ("[LINK: GitHub 11.3k](https://github.com/a/b)", "GitHub 11.3k"),
        ("[a [b] c](https://huggingface.co/papers/2405.14333)", "a [b] c"),
    ],
)
def test_sees_the_text_within_marks(text: str, seen: str) -> None:
    """What is around the text, or is left of what began on another line, is not seen."""
    assert show(text).text == seen


def test_splits_a_line_of_links() -> None:
    """Each link of a line is a text of its own."""
    assert show("[GitHub 12](https://github.com/a/b) [arXiv Page](https://arxiv.org/abs/2405.14333)").parts == ["GitHub 12", "arXiv Page"]


def test_finds_the_papers_it_links_to() -> None:
    """The id in the address of a paper's page, and where it stands."""
    shown = show("[Small Lakes](/papers/2405.14333)")
    number, (start, end) = shown.papers[0]
    assert number == shown.look[start:end] == "2405.14333"
    assert show("[Votes](/login?next=%2Fpapers%2F2405.14333)").papers == []
    assert show("<https://huggingface.co/papers/2405.14333>").bare_paper is not None
    assert show("see https://huggingface.co/papers/2405.14333").bare_paper is None
