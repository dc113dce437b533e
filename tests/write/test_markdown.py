"""What a dump says stays text in Markdown."""

from __future__ import annotations

import html
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from pipeline.write.markdown import HIDDEN, link_url, make_table, quote_code

MARKDOWN = MarkdownIt("commonmark").enable("table")
HOSTILE = (
    "---", "| a | b |", "`", "``", "a`b", "a\\|b", "\\", "<script>alert(1)</script>", "</code><b>", "[a](javascript:alert(1))", "![x](http://evil.example/x)",
    "line\nbreak", "# heading", "\u202egnp.exe", "\x1b[31mred", "&lt;", "&#124;", " space ", "*bold*", "~~~", "```", "", "é" * 300,
)  # fmt: skip


def show(text: str) -> str:
    """What a reader is to see of a text: characters that are not seen, spelt out."""
    cut = text if len(text) <= 200 else text[:200] + "…"
    return "".join(f"\\u{ord(char):04x}" if unicodedata.category(char) in HIDDEN else char for char in cut)


def read_cells(table: str) -> list[str]:
    """The source of the cells of a table's only row, as a renderer sees them."""
    tokens = MARKDOWN.parse(table)
    assert [token.type for token in tokens if token.nesting == 1 and token.level == 0] == ["table_open"]
    inside = [tokens[at + 1] for at, token in enumerate(tokens) if token.type == "td_open"]
    return ["".join(_read_inline(child) for child in token.children or []) for token in inside]


def _read_inline(token: object) -> str:
    kind, content = token.type, token.content  # type: ignore[attr-defined]  # a token of markdown-it
    assert kind in ("text", "code_inline", "text_special", "html_inline"), kind
    assert kind != "html_inline" or content in ("<code>", "</code>")
    return "" if kind == "html_inline" else str(content)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_one_cell_of_code(text: str) -> None:
    """Marks, pipes, tags and signs that turn the line round stay in their cell, as themselves."""
    assert read_cells(make_table(["name", "number"], [[quote_code(text), 7]])) == [show(text), "7"]


@given(st.text(max_size=40))
def test_any_text_is_one_cell_of_code(text: str) -> None:
    """No text breaks out of its cell."""
    (cell, number) = read_cells(make_table(["name", "number"], [[quote_code(text), 7]]))
    assert (html.unescape(cell), number) == (html.unescape(show(text)), "7")


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "https://x.example/a b", "https://x.example/<b>", "http://x.example/|", "data:text/html,x", "https://x.example/\u202e"]
)
def test_other_addresses_are_no_links(url: str) -> None:
    """Only an address of the web, with nothing in it that is none, becomes a link."""
    assert link_url(url) == quote_code(url)
    assert not MARKDOWN.parseInline(link_url(url))[0].children[0].type.startswith("link")  # type: ignore[index]


def test_addresses_are_links() -> None:
    """An address of the web can be followed."""
    url = "https://export.arxiv.org/api/query?search_query=cat:cs.CL&start=0#top"
    (inline,) = MARKDOWN.parseInline(link_url(url))
    assert inline.children is not None
    assert inline.children[0].attrs["href"] == url
