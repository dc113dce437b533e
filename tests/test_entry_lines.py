"""A text that is JSON Lines is read line by line: the same records, stretches and counts as by way of regions."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import charset
from pipeline.entry_lines import read_lines
from pipeline.formats import FORMATS
from pipeline.merge.alone import Alone, write_alone
from pipeline.record_table import to_table
from pipeline.records import CleanRecord, ShardResult
from pipeline.shard import _clean_lines, _clean_regions, _Source, to_key_sources

PLAIN: dict[str, Any] = {
    "id": "2405.14333",
    "submitter": "Ann Lee",
    "authors": "Ann Lee and Bo Ray",
    "title": "Counting sheep\n  at dusk",
    "comments": "12 pages",
    "journal-ref": "J. Wool 3 (2024) 1-9",
    "doi": "10.1000/wool.3",
    "report-no": None,
    "categories": "cs.CL math.CO",
    "license": "http://creativecommons.org/licenses/by/4.0/",
    "abstract": "  We count sheep in the evening, when\nlight is poor. $n$ of them are found.\n",
    "versions": [{"version": "v1", "created": "Thu, 23 May 2024 09:03:42 GMT"}],
    "update_date": "2024-05-24",
    "authors_parsed": [["Lee", "Ann", ""], ["Ray", "Bo", ""]],
}
TWO_VERSIONS = [*PLAIN["versions"], {"version": "v2", "created": "Sat, 1 Jun 2024 10:00:00 GMT"}]
CHANGES: list[dict[str, Any]] = [
    {},
    {"id": "hep-th/9711200"},
    {"id": "no id"},
    {"id": 2405.14333},
    {"title": "## Counting sheep"},
    {"title": " "},
    {"title": None},
    {"comments": " "},
    {"comments": "Comments: in French"},
    {"comments": "12 pages △ Less"},
    {"abstract": "We count sheep, and the"},
    {"abstract": "We count sheep … Read more"},
    {"abstract": "We count sheep, and the", "comments": "12 pages △ Less"},
    {"abstract": "We count sheep in the ...\n", "authors": "Ann Lee and 3 others"},
    {"abstract": "Abstract: We count Sch\u00e4fchen \u2013 many."},
    {"abstract": "This paper has been withdrawn </entry> by its author."},
    {"abstract": ""},
    {"versions": TWO_VERSIONS},
    {"versions": TWO_VERSIONS[1:]},
    {"versions": ["v1", "v2"]},
    {"versions": []},
    {"categories": "cs.CL, unknown.XX; math.CO"},
    {"categories": ["cs.CL"]},
    {"categories": "none of them"},
    {"doi": "10.1000/a.1;10.1000/b.2"},
    {"doi": "no doi"},
    {"license": None, "journal-ref": None, "comments": None, "doi": None},
    {"authors": "Ann Lee, Bo Ray, et al."},
    {"authors_parsed": []},
    {"authors_parsed": [["The Flock Collaboration", "", ""], ["Lee", "Ann", "Jr.", "Wool University"]]},
    {"authors_parsed": [["", "", ""], ["Lee"], []]},
    {"extra": {"title": "inside"}},
]
OTHERS = [
    '{"paper": {"id": "2405.14333", "title": "Counting sheep at dusk", "summary": "We count.", "publishedAt": "2024-05-23T09:03:42.000Z", "upvotes": 3}}',
    '{"title": "Counting sheep", "abstract": "We count sheep in the evening.", "url": "https://arxiv.org/abs/2405.14333"}',
    '{"of no": "use"}',
    '{"id": "2405.14333", "title": "broken',
    "A line of text.",
    "",
    '[{"title": "Counting sheep", "abstract": "We count."}]',
]


def change(change: dict[str, Any]) -> str:
    return json.dumps({**PLAIN, **change}, ensure_ascii=False)


def store(records: Sequence[CleanRecord]) -> Alone:
    """The lines that are stored of records."""
    return write_alone(to_table(records), [f"arxiv:{number}" for number in range(len(records))], "dumps/a.jsonl")


def clean_both(text: str) -> tuple[ShardResult | None, ShardResult]:
    """What is made of a text line by line (None where that gives up), and by way of regions; keys and stored lines are the same at once."""
    data = text.encode()
    decoded = charset.decode(data)
    source = _Source(decoded.text, "0" * 64, 0, len(data), charset.byte_offsets(data, decoded), None)
    lines = read_lines(decoded.text, FORMATS)
    by_line = None if lines is None else _clean_lines(source, decoded.charset, lines)
    if by_line is not None:
        records = tuple(by_line.records)
        assert to_key_sources(by_line.records) == to_key_sources(records)
        assert store(by_line.records) == store(records)
        by_line = msgspec.structs.replace(by_line, records=records)
    return by_line, _clean_regions(source, decoded.charset, FORMATS)


@pytest.mark.parametrize("changed", CHANGES, ids=lambda changed: json.dumps(changed)[:60])
def test_line_of_the_snapshot(changed: dict[str, Any]) -> None:
    """Whatever one line holds, it is read as it is by way of regions, or not at all."""
    by_line, by_region = clean_both(f"{change({})}\n{change(changed)}\n{change({'id': '2405.00001'})}\n")
    assert by_line in (None, by_region)


def test_plain_lines_are_read_by_line() -> None:
    """Lines as they mostly are need no regions."""
    by_line, by_region = clean_both("".join(f"{change({'id': f'2405.{number:05}'})}\n" for number in range(1, 20)))
    assert by_line is not None
    assert by_line == by_region
    assert len(by_line.records) == 19


@settings(deadline=None)
@given(st.lists(st.one_of(st.sampled_from(CHANGES).map(change), st.sampled_from(OTHERS)), max_size=6), st.sampled_from(["\n", "\r\n", "\n\n"]), st.booleans())
def test_mixtures(lines: list[str], end: str, is_closed: bool) -> None:
    """However lines of all kinds are mixed, reading by line gives what regions give, or nothing."""
    by_line, by_region = clean_both(end.join(lines) + (end if is_closed else ""))
    assert by_line in (None, by_region)
