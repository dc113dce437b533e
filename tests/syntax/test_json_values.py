"""JSON values: decoded in one way only, whoever asks."""

from __future__ import annotations

import contextlib
import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.syntax.json_values import BrokenJsonError, JsonNode, decode, decode_at, pick

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4), max_leaves=10)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param('{"a": 2405.14330}', {"a": "2405.14330"}, id="a number stays as it is written"),
        pytest.param('{"a": 1e999}', {"a": "1e999"}, id="a number of any size"),
        pytest.param('{"a": 1, "a": 2}', {"a": 2}, id="the last of equal keys"),
        pytest.param('{"a": NaN, "b": -Infinity}', {"a": None, "b": None}, id="no numbers"),
        pytest.param('{"a": "x\x00\ty\nz"}', {"a": "x\x00\ty\nz"}, id="control characters"),
        pytest.param('{"a": "\\ud83d"}', {"a": "\ud83d"}, id="half a pair"),
        pytest.param('{"a": "\\ud83d\\ude00"}', {"a": "😀"}, id="a pair"),
        pytest.param('{"a": ' + "9" * 5000 + "}", {"a": "9" * 5000}, id="an integer too long to be read"),
        pytest.param("{'a': None, 'b': True, 'c': [\"it's\", 'x'], 'd': nan}", {"a": None, "b": True, "c": ["it's", "x"], "d": None}, id="Python"),
        pytest.param("{'a': 'it\\'s \\d nan', 'b': ('x', 'y')}", {"a": "it's \\d nan", "b": ("x", "y")}, id="escapes in Python"),
    ],
)
def test_decodes(text: str, value: object) -> None:
    """A value comes out the same whether it is read whole or found in a text."""
    assert decode(text) == value
    assert decode_at(f"[{text}, 1]", 1) == (value, 1 + len(text))


@pytest.mark.parametrize(
    "text", ["", "{", '{"a": 1', "{'a': ", "{'a': f(1)}", "{'a': }", '{"a": 01}', "[1, 2", "word", "{'a': '", "[" * 10_000, '{"a":' * 10_000]
)
def test_refuses(text: str) -> None:
    """What is no value, or not closed, or nested without measure, is an error and no crash."""
    with pytest.raises(BrokenJsonError):
        decode(text)
    with pytest.raises(BrokenJsonError):
        decode_at(text, 0)


@given(VALUES)
def test_reads_what_json_writes(value: object) -> None:
    """What is fast and what is thorough agree on all that JSON can say."""
    text = json.dumps(value)
    assert decode(text) == decode_at(text, 0)[0] == json.loads(text, parse_float=str)


@given(VALUES)
def test_reads_what_python_writes(value: object) -> None:
    """The notation of Python gives the values of JSON, decimal numbers apart."""
    text = repr({"": value})
    assert decode(text) == {"": value}


def test_pointer_leads_to_scalars_alone() -> None:
    """A pointer gives a text, a number or a truth value; what else is there counts as nothing."""
    node = JsonNode({"a/b": [{"c~": "x"}, None], "n": 1, "t": True, "s": "\ud800", "f": 0.5, "i": float("inf")})
    found = [node.find(*path) for path in (["a/b", "0", "c~"], ["n"], ["t"], ["s"], ["f"], ["i"], ["a/b"], ["a/b", "1"], ["a/b", "9"], ["no", "0"])]
    pieces = [one.piece() for one in found]
    assert [piece and (piece.path, piece.text) for piece in pieces] == [
        ("/a~1b/0/c~0", "x"), ("/n", "1"), ("/t", "true"), ("/s", "\ufffd"), ("/f", "0.5"), None, None, None, None, None,
    ]  # fmt: skip


def test_pick_gives_what_was_seen() -> None:
    """A pointer leads to the same text again, in any notation; where it leads nowhere is an error."""
    assert pick('{"a": [1.50, "x\ty"]}', "/a/0") == "1.50"
    assert pick("{'a': ('x', 'y')}", "/a/1") == "y"
    assert pick('"a row"', "") == "a row"
    with pytest.raises(LookupError):
        pick('{"a": null}', "/a")
    with pytest.raises(ValueError, match="no JSON"):
        pick("{", "/a")


@pytest.mark.parametrize("text", ["{'" * 50_000, "'\\'" * 50_000 + "\\", "[" * 100_000, "{'a': [" * 20_000, "('" * 50_000, "9" * 1_000_000])
def test_takes_linear_time(text: str) -> None:
    """A text made to be slow is not."""
    began = time.process_time()
    with contextlib.suppress(BrokenJsonError):
        decode_at(text, 0)
    assert time.process_time() - began < 2
