"""Entries in JSON: each where it stands, what is broken costs no more than itself."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.syntax.json_blocks import JsonBlock, find_block
from pipeline.syntax.json_values import JsonNode, decode


def choose(node: JsonNode) -> str | None:
    """Who reads a value: an object with a title, or a row of a table; None for any other."""
    if "title" in node.names():
        return "objects"
    return "rows" if isinstance(node.value, str) and node.value.startswith("|") else None


def read(text: str, start: int = 0) -> JsonBlock[str]:
    """The block of a text that has one; every entry is what stands at its place."""
    block = find_block(text, start, choose)
    assert isinstance(block, JsonBlock)
    assert all(decode(text[slice(*entry.span)]) == entry.value for entry in block.entries)
    spans = sorted([*(entry.span for entry in block.entries), *block.malformed, *block.unknown])
    assert all(low < high for low, high in spans)
    assert all(first[1] <= second[0] for first, second in zip([(start, start), *spans], [*spans, (block.span[1],) * 2], strict=True))
    return block


def titles(block: JsonBlock) -> list[str]:
    """The titles of the entries."""
    return [str(entry.value["title"]) if isinstance(entry.value, dict) else str(entry.value) for entry in block.entries]


@pytest.mark.parametrize(
    "text",
    [
        "[1] Lee, A. On bees.",
        "[Submitted on 3 May 2024]",
        "{x} is a set",
        '["Bees"] is the title of a paper',
        '{"a"} is a set',
        '{"title": "breaks off',
        '[{"a": 1}, {"b": 2}',
        "{'title': 'breaks off",
        "[[[[[[[",
        "[" * 100_000,
        '{"a":' * 10_000,
    ],
)
def test_leaves_text(text: str) -> None:
    """A line that begins with a bracket is no JSON if it is not closed, or goes on behind it."""
    assert not isinstance(find_block(text, 0, choose), JsonBlock)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('{"title": "A"}', ["A"], id="one object"),
        pytest.param('[{"title": "A"}, {"title": "B"}]', ["A", "B"], id="a list"),
        pytest.param('[{"title": "A"},\n{"title": "B"},\n]\n', ["A", "B"], id="a comma too many"),
        pytest.param('{"title": "A"}\n{"title": "B"}\n', ["A", "B"], id="lines"),
        pytest.param('{"title": "A"}\r\n{"title": "B"}\r\n', ["A", "B"], id="lines of Windows"),
        pytest.param('{"title": "A"}\n\n\n{"title": "B"}', ["A", "B"], id="blank lines"),
        pytest.param('{"title": "A"},\n{"title": "B"},\n', ["A", "B"], id="a list without brackets"),
        pytest.param('{\n  "title": "A"\n}\n{\n  "title": "B"\n}', ["A", "B"], id="objects on several lines"),
        pytest.param('[{"title": "A"}]\n[{"title": "B"}]', ["A", "B"], id="lists one after the other"),
        pytest.param('[{"title": "A"}][{"title": "B"}]', ["A", "B"], id="lists on one line"),
        pytest.param('{"data": {"page": {"papers": [{"title": "A"}, {"title": "B"}]}}}', ["A", "B"], id="an envelope"),
        pytest.param('{"2405.1": {"title": "A"}, "2405.2": {"title": "B"}}', ["A", "B"], id="objects under keys"),
        pytest.param('[[{"title": "A"}], [{"title": "B"}]]', ["A", "B"], id="lists of lists"),
        pytest.param(
            '{"cs.CL": {"2405.1": "|A row of a long table|", "2405.2": "|Another row of that table|"}}',
            ["|A row of a long table|", "|Another row of that table|"],
            id="rows",
        ),
        pytest.param("{'title': 'A', 'n': None}\n{'title': \"It's\"}\n", ["A", "It's"], id="lines of Python"),
        pytest.param("[{'title': 'A'}, {'title': 'B'}]", ["A", "B"], id="a list of Python's"),
        pytest.param("{'data': [{'title': 'A'}], 'n': None}", ["A"], id="an envelope of Python's"),
        pytest.param('{"title": "A", "papers": [{"title": "cited"}]}', ["A"], id="nothing inside an entry"),
        pytest.param('[{"title": "A"}]\nBees count.\n', ["A"], id="text behind it"),
        pytest.param('[{"title": "A"}]\n[1] Lee, A. On bees.\n', ["A"], id="references behind it"),
        pytest.param('{"title": "A", "n": ' + "[" * 200 + "]" * 200 + "}", ["A"], id="deep inside an entry"),
    ],
)
def test_finds_entries(text: str, expected: list[str]) -> None:
    """Entries are found in every way to put them together."""
    block = read(text)
    assert titles(block) == expected
    assert (block.malformed, block.unknown) == ((), ())


@pytest.mark.parametrize(
    ("text", "expected", "malformed"),
    [
        pytest.param('[{"title": "A"}, {"title": "B", "x": "br', ["A"], ['{"title": "B", "x": "br'], id="ends in an entry"),
        pytest.param('[{"title": "A"}, {"title": "B"}', ["A", "B"], [], id="ends behind an entry"),
        pytest.param('[{"title": "A"},', ["A"], [], id="ends behind a comma"),
        pytest.param('{"n": 1, "papers": [{"title": "A"}, {"title": "B"', ["A"], ['{"title": "B"'], id="an envelope that ends early"),
        pytest.param('{"a": {"b": [{"title": "A"}, {"ti', ["A"], ['{"ti'], id="a deep envelope that ends early"),
        pytest.param('[{"title": "A"}, {"title": "B" "x"}, {"title": "C"}]', ["A", "C"], ['{"title": "B" "x"}'], id="one entry broken"),
        pytest.param('[{"title": "A"x}, {"title": "B"}, {"title": "C"}]', ["B", "C"], ['{"title": "A"x}'], id="the first entry broken"),
        pytest.param('[\n {"title": "A"}\n {"title": "B"}\n]', ["A", "B"], [], id="a comma too few"),
        pytest.param('{"title": "A"}\n{"title": "B\n{"title": "C"}\n', ["A", "C"], ['{"title": "B'], id="a broken line"),
        pytest.param('{"title": "A"}\n{"title": "B"}\n{"title": "C', ["A", "B"], ['{"title": "C'], id="the last line broken"),
        pytest.param("{'title': 'A'}\n{'title': 'B's'}\n{'title': 'C'}\n", ["A", "C"], ["{'title': 'B's'}"], id="a broken line of Python"),
        pytest.param('[{"title": "A"}, {"title": "B\n<!DOCTYPE html><p>x', ["A"], ['{"title": "B'], id="a page behind what is broken"),
        pytest.param('[{"title": "A"}, {"title": "B", "authors": [{"name": "x"}, {"na', ["A"], ['{"title": "B", "authors": [{"name": "x"}, {"na'], id="parts"),
    ],
)
def test_keeps_what_is_whole(text: str, expected: list[str], malformed: list[str]) -> None:
    """What is broken is told apart from what is whole on both sides of it."""
    block = read(text)
    assert titles(block) == expected
    assert [text[slice(*span)] for span in block.malformed] == malformed


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        pytest.param('[{"title": "A"}, {"name": "B"}]', ['{"name": "B"}'], id="in a list"),
        pytest.param('{"title": "A"}\n{"name": "B"}\n', ['{"name": "B"}'], id="on a line"),
        pytest.param('[{"title": "A"}, 1, null, "x"]', [], id="scalars"),
        pytest.param('{"papers": [{"title": "A"}], "by": {"name": "B"}}', [], id="in the envelope"),
        pytest.param('{"name": "B"}', ['{"name": "B"}'], id="alone"),
        pytest.param("[]", [], id="nothing"),
    ],
)
def test_notes_strangers(text: str, unknown: list[str]) -> None:
    """Objects beside entries that are none are noted; what the envelope says is not."""
    assert [text[slice(*span)] for span in read(text).unknown] == unknown


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ('[{"title": "A"}]', 1),
        ('{"title": "A"}\n{"title": "B"}', None),
        ('[{"title": "A"}, {"name": "B"}]', 2),
        ('{"count": 3, "papers": [{"title": "A"}]}', 3),
        ('{"total": 900, "offset": 0, "next": 1, "data": [{"title": "A"}]}', 1),
        ('{"total": 900, "token": "x", "data": [{"title": "A"}]}', 1),
        ('{"total": 105, "offset": 100, "limit": 50, "data": [{"title": "A"}]}', 5),
        ('{"message": {"total-results": 900, "items-per-page": 2, "query": {"start-index": 0}, "items": [{"title": "A"}]}}', 2),
        ('{"results": [{"title": "A"}], "meta": {"count": 900, "per_page": 25, "page": 1}}', 25),
        ('{"data": [{"title": "A"}], "meta": {"total": 900, "totalPages": 900, "page": 1}}', 1),
        ('{"hits": {"total": {"value": 1, "relation": "eq"}, "hits": [{"_source": {"title": "A"}}]}}', 1),
        ('{"a": {"count": 2, "papers": [{"title": "A"}]}, "b": {"count": 3, "papers": [{"title": "B"}]}}', 5),
        ('{"total": 0, "data": []}', 0),
        ('{"total": "many", "data": [{"title": "A"}]}', 1),
        ('{"count": true, "data": [{"title": "A"}]}', 1),
        ('[{"title": "A"}, {"title', None),
    ],
)
def test_reads_claims(text: str, claimed: int | None) -> None:
    """An envelope says how many entries it holds: a list all of them, an answer in pages those of its page."""
    assert read(text).claimed == claimed


def test_begins_where_it_is_told() -> None:
    """What stands before the start is not looked at."""
    text = 'Papers: {"title": "no"}\n[{"title": "A"}]'
    assert read(text, text.index("[")).entries[0].span == (text.index("[") + 1, len(text) - 1)


LINES = st.lists(
    st.sampled_from(['{"title": "A"}', '{"title": "B", "x": [1, {"title": "c"}]}', '{"name": "x"}', '{"title": "bro', "[", "]", ",", "[{", "Text", ""]),
    max_size=8,
)


@given(LINES, st.sampled_from(["\n", "\r\n", ", ", " ", ""]))
def test_any_order_of_parts(parts: list[str], end: str) -> None:
    """However values, brackets and text are mixed, entries are whole, in order and disjoint from what is lost."""
    text = "[" + end.join(parts)
    block = find_block(text, 0, choose)
    if isinstance(block, JsonBlock):
        read(text)
    else:
        assert block >= 1 or block == 0


@given(
    st.lists(st.dictionaries(st.sampled_from(["title", "a", "b"]), st.text() | st.none() | st.integers(), max_size=3), min_size=1), st.sampled_from([None, 2])
)
def test_any_cut(entries: list[dict[str, object]], indent: int | None) -> None:
    """Wherever a document breaks off, every entry that is whole is kept."""
    text = json.dumps(entries, indent=indent)
    whole = find_block(text, 0, choose)
    for cut in range(0, len(text), max(1, len(text) // 20)):
        block = find_block(text[:cut], 0, choose)
        known = [entry for entry in whole.entries if entry.span[1] <= cut] if isinstance(whole, JsonBlock) else []
        assert [entry for entry in (block.entries if isinstance(block, JsonBlock) else ()) if entry.span[1] <= cut] == known


@pytest.mark.parametrize(
    "text",
    [
        '[{"a":1},\n' * 20_000,
        "{'a': [\n" * 20_000,
        '{"a":[\n' * 20_000,
        '["a",\n' * 30_000,
        '{"title": "A"}\n' + '{"title": "\n' * 20_000,
        '[{"title": "A"},' + '{"title": "A" "b"},' * 10_000,
        "[" * 12 + '{"a": {"b": {"c": {}}}},' * 20_000,
    ],
)
def test_takes_linear_time(text: str) -> None:
    """A text made to be slow is not, wherever the search for JSON begins again."""
    began = time.process_time()
    start = 0
    while start < len(text):
        block = find_block(text, start, choose)
        line = text.find("\n", block.span[1] if isinstance(block, JsonBlock) else max(block - 1, start))
        start = len(text) if line < 0 else line + 1
    assert time.process_time() - began < 5
