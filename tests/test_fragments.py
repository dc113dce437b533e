"""Runs of elements that somebody cut out of a page."""

from __future__ import annotations

import pytest

from pipeline.documents.fragments import find_run_end


@pytest.mark.parametrize(
    ("text", "run"),
    [
        ("<dt>A</dt>\n<dd>B</dd>\nA note.\n<dt>C</dt>", "<dt>A</dt>\n<dd>B</dd>"),
        ("<dt>A<dd>B<dt>C<dd>D\n\nA note.", "<dt>A<dd>B<dt>C<dd>D"),
        ('<div id="abs"><h1>A</h1><p>It goes on\nand breaks off he\n\nA note.', '<div id="abs"><h1>A</h1><p>It goes on\nand breaks off he'),
        ('<meta name="a"><meta name="b">\n<title>A</title>\nA note.', '<meta name="a"><meta name="b">\n<title>A</title>'),
        ("<h3>A</h3><script>if (a<b) { x() }</script><!-- <div> --><p>B</p> note", "<h3>A</h3><script>if (a<b) { x() }</script><!-- <div> --><p>B</p>"),
        ("<h3>A</h3></div></div><p>B</p> note", "<h3>A</h3></div></div><p>B</p>"),
    ],
)
def test_run_ends(text: str, run: str) -> None:
    """A run goes on to the first text beside its elements; what is left open, to the end of its last paragraph."""
    assert text[: find_run_end(text, 0, len(text))] == run


def test_run_that_is_nested_too_deep_is_none() -> None:
    """A tower of open elements is no page."""
    assert find_run_end("<div>" * 1000, 0, 5000) == 0


def test_run_ends_at_its_limit() -> None:
    """A run does not reach into the page behind it."""
    text = "<dl><dt>A <html><dl>"
    assert find_run_end(text, 0, text.index("<html")) == text.index("<html")
