"""Hostile JSON: bounded time, whole entries kept, the rest rejected with a reason, every value replayed."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

import pytest
from corpora import Corpus
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.split import split
from pipeline.verify import verify_corpus

RunText = Callable[..., Corpus]
ABSTRACT = "We show that bees count to four, and that they can be taught to count to five. It takes them a week."


def paper(number: int, **more: object) -> dict[str, object]:
    """A paper as scripts write it."""
    return {"arxiv_id": f"2405.{number:05}", "title": f"Bees that count to {number}", "abstract": f"{ABSTRACT} The hive is {number}.", **more}


PAPERS = [paper(number) for number in range(1, 4)]


@pytest.mark.parametrize(
    ("content", "kept", "reasons"),
    [
        pytest.param(json.dumps(PAPERS), 3, [], id="whole"),
        pytest.param("\ufeff" + json.dumps(PAPERS), 3, [], id="byte order mark"),
        pytest.param(json.dumps(PAPERS).replace("count", "co\x00unt"), 3, [], id="NUL bytes"),
        pytest.param(json.dumps(PAPERS).replace("count", "co\\ud83dunt"), 3, [], id="half a pair"),
        pytest.param(json.dumps([paper(1, score=float("nan"), big=10**3000)]).replace("NaN", 'NaN, "n": ' + "9" * 6000), 1, [], id="numbers"),
        pytest.param(json.dumps([paper(1)]).replace('"title":', '"title": "A bee", "title":'), 1, [], id="equal keys"),
        pytest.param('[{"x": ' + "[" * 10_000 + "]" * 10_000 + "}]", 0, ["unrecognised"], id="deep"),
        pytest.param(json.dumps([*PAPERS, {"a": 1}]), 3, ["unrecognised"], id="a stranger"),
        pytest.param(json.dumps(PAPERS)[:-40], 2, ["malformed"], id="cut off"),
        pytest.param("\r\n".join(map(json.dumps, PAPERS)), 3, [], id="lines of Windows"),
        pytest.param("\n".join([*map(json.dumps, PAPERS[:2]), '{"arxiv_id": "2405', json.dumps(PAPERS[2])]), 3, ["malformed"], id="a broken line"),
        pytest.param("\n".join(map(repr, PAPERS)) + "\n{'arxiv_id': f(x)}\n", 3, ["malformed"], id="lines of Python"),
        pytest.param(json.dumps(PAPERS[:1]) + json.dumps(PAPERS[1:]), 3, [], id="two lists"),
        pytest.param(json.dumps(PAPERS) + "\nBees count, as everybody knows.\n", 3, ["unrecognised"], id="text behind it"),
        pytest.param('[1] Bees count.\n["Bees"] count.\n{x} is a set.\n', 0, ["unrecognised"], id="no JSON"),
        pytest.param(json.dumps({"package": "bees", "version": "1.0"}), 0, ["unrecognised"], id="of another kind"),
    ],
)
def test_keeps_what_is_whole(run_text: RunText, content: str, kept: int, reasons: list[str]) -> None:
    """Every whole entry is a paper, what is broken is rejected by itself, and all values can be replayed."""
    corpus = run_text(content, "dump.json")
    assert (corpus.ledger[0].kept, [line.reason for line in corpus.rejected]) == (kept, reasons)
    assert verify_corpus(corpus.folder).problems == ()


ODD = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=12)
    | st.sampled_from(["2405.14333", "https://arxiv.org/abs/2405.14333", ABSTRACT, "10.1000/x"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "value", "title", "0", "date-parts", "term"]), inner, max_size=3),
    max_leaves=5,
)
KEYS = st.sampled_from(
    [
        "id", "title", "abstract", "summary", "authors", "author", "authors_parsed", "versions", "categories", "paper_id", "primary_classification", "paper",
        "publishedAt", "upvotes", "paperId", "externalIds", "corpusid", "titles", "creators", "doi", "attributes", "DOI", "type", "published", "content", "forum",
        "status", "track", "tldr", "display_name", "authorships", "arxiv_eprints", "control_number", "url", "venue", "year", "details", "name", "date", "links",
    ]
)  # fmt: skip


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entries=st.lists(st.dictionaries(KEYS, ODD, max_size=7), max_size=4), is_lines=st.booleans())
def test_any_values_are_accounted_for(run_text: RunText, entries: list[dict[str, object]], is_lines: bool) -> None:
    """Any value may stand under any key: nothing is lost, and what is made of it can be replayed."""
    content = "\n".join(map(json.dumps, entries)) if is_lines else json.dumps(entries)
    corpus = run_text(content, "dump.json", replaces=True)
    assert [line.coverage for line in corpus.ledger] == [1.0]
    assert verify_corpus(corpus.folder).problems == ()


@pytest.mark.parametrize(
    "text",
    [
        '[{"a":1},\n' * 10_000,
        "{'a': [\n" * 10_000,
        '["a",\n' * 20_000,
        '{"|": "| 2024-01-01 |' + " *" * 9_000 + '"}',
        json.dumps([{"x": "|2024-01-01|" + "**" * 4_000 + "|"}] * 20),
        json.dumps([paper(1, authors="A. Lee (" * 5_000)]),
        json.dumps([{"a": {"b": {"c": [{"d": n}]}}} for n in range(5_000)]),
        json.dumps(PAPERS)[:-2] + ', "x": "y" z}, {"arxiv_id": ' * 2_000,
    ],
)
def test_takes_bounded_time(text: str) -> None:
    """A text made to be slow is not."""
    began = time.process_time()
    split(text)
    assert time.process_time() - began < 5
