"""How lines are written: on terminals of any width, in pipes, with colour and without."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.color import ColorSystem
from rich.console import Console
from rich.text import Text

from pipeline.cli import main
from pipeline.show.ink import Ink, choose_ink
from pipeline.show.lines import Line, head, indent, lay_out, write

SHEEP = [*head("Sheep"), *indent([write("sheep " * 50, "x" * 150, first="├─ ", rest="│    ")], "  ")]


class Screen(io.StringIO):
    """A terminal, of which nothing is known but that it is one."""

    def isatty(self) -> bool:
        return True


def render(lines: list[Line], ink: Ink) -> list[str]:
    return [row for line in lines for row in lay_out(line, ink)]


@pytest.mark.parametrize("width", [20, 40, 80, 140])
def test_lines_are_wrapped_on_a_terminal_alone(width: int) -> None:
    """On a terminal no line is wider than it, and continuations are set in; through a pipe lines stay whole."""
    rows = render(SHEEP, Ink(width))
    assert all(len(row) <= max(width, 31) for row in rows)
    assert any(row.startswith("  │    ") for row in rows)
    assert len(render(SHEEP, Ink())) == 3


@given(st.lists(st.text(alphabet="ab 数\n", max_size=60), max_size=4), st.integers(24, 60))
def test_colour_and_width_change_no_word(texts: list[str], width: int) -> None:
    """Wrapped and in colour or whole and plain, the same words stand there, each in the style it was given."""
    line = Line(tuple((text, style) for text, style in zip(texts, ("red", "", "bold", "dim"), strict=False)))
    rows = render([line], Ink(width, ColorSystem.STANDARD))
    plain = [Text.from_ansi(row).plain for row in rows]
    assert "".join("".join(plain).split()) == "".join("".join(texts).split())
    assert [row.rstrip() for row in render([line], Ink(width))] == plain


@pytest.mark.parametrize(
    ("file", "variables", "is_wrapped", "is_colored"),
    [
        (io.StringIO, {}, False, False),
        (Screen, {}, True, True),
        (Screen, {"NO_COLOR": "1"}, True, False),
        (io.StringIO, {"FORCE_COLOR": "1"}, False, True),
        (Screen, {"TERM": "dumb"}, True, False),
    ],
    ids=["pipe", "terminal", "terminal without colour", "pipe with colour", "terminal that knows no colour"],
)
def test_ink_is_chosen(monkeypatch: pytest.MonkeyPatch, file: type[io.StringIO], variables: dict[str, str], is_wrapped: bool, is_colored: bool) -> None:
    """Lines are wrapped on terminals and coloured there, unless the person says otherwise."""
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "COLORTERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in ({"TERM": "xterm"} | variables).items():
        monkeypatch.setenv(name, value)
    ink = choose_ink(Console(file=file()))
    assert (ink.width is not None, ink.colors is not None) == (is_wrapped, is_colored)


def test_nothing_of_a_terminal_goes_through_a_pipe(seeds: Path, work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No command writes an escape where nobody watches."""
    main(["run", "seeds", "-o", "out", "--quiet"])
    for arguments in (["explain", "2405.14333", "-o", "out"], ["inspect", "seeds"], ["diff", "out", "out"], ["formats"]):
        assert main(arguments) == 0
        out = capsys.readouterr().out
        assert out
        assert "\x1b" not in out
