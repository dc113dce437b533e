"""Dates: read from what pages print, written as EDTF, never with a guessed year."""

from __future__ import annotations

import datetime
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.repair.dates import DATE_RE, FULL_DATE_RE, is_edtf, resolve_year, to_edtf

NO_DATES = [
    "",
    "May",
    "March on",
    "Marginal",
    "Dec2",
    "12",
    "20250122",  # any number may look so
    "12345678",
    "2405.14333",
    "Feb 30, 2025",
    "30 Feb",
    "Feb 29, 2023",
    "April 31",
    "Jan 0, 2025",
    "2025-13-01",
    "2025-00",
    "13/13/2025",
    "0000-01-01",
    "Jan 22, 25",
    "version 2025",
    "Jan 22, 2025 and more",
    "13月1日",
]

DATES = [
    ("Jan 22, 2025", "2025-01-22"),
    ("January 22 2025", "2025-01-22"),
    ("22 Jan 2025", "2025-01-22"),
    ("22. January 2025", "2025-01-22"),
    ("22-Jan-2025", "2025-01-22"),
    ("Sept. 5, 2024", "2024-09-05"),
    ("5 September, 2024", "2024-09-05"),
    ("May 7th, 2024", "2024-05-07"),
    ("1st of May 2024", "2024-05-01"),
    ("2025-01-22", "2025-01-22"),
    ("2025/01/22", "2025-01-22"),
    ("2025/1/2", "2025-01-02"),
    ("2025.01.22", "2025-01-22"),
    ("2025-01-22T10:00:00Z", "2025-01-22"),
    ("2025-01-22 10:00:00.123+00:00", "2025-01-22"),
    ("20250122T100000Z", "2025-01-22"),
    ("Wed, 22 Jan 2025 18:00:00 GMT", "2025-01-22"),
    ("Wed, 22 Jan 2025 18:00:00 +0000 (UTC)", "2025-01-22"),
    ("Wednesday, January 22, 2025", "2025-01-22"),
    ("Wed Jan 22 18:00:00 2025", "2025-01-22"),
    ("Jan 22, 2025 10:00 AM", "2025-01-22"),
    ("Fri,  3 Mar 23 01:36:02 GMT", "2023-03-03"),
    ("Fri, 1 Jul 94 03:50:34 GMT", "1994-07-01"),
    ("Jan 2025", "2025-01"),
    ("January, 2025", "2025-01"),
    ("2025 January 22", "2025-01-22"),
    ("2025-01", "2025-01"),
    ("2025", "2025"),
    ("(2025)", "2025"),
    ("Jan 12", "XXXX-01-12"),
    ("12 Jan", "XXXX-01-12"),
    ("Feb 29", "XXXX-02-29"),
    ("2024年5月7日", "2024-05-07"),
    ("2024年5月", "2024-05"),
    ("5月7日", "XXXX-05-07"),
    ("22\u00a0Jan\u202f2025", "2025-01-22"),
    ("２０２５-０１-２２", "2025-01-22"),
    ("03/04/2025", "2025-XX-XX"),
    ("04/04/2025", "2025-04-04"),
    ("22/01/2025", "2025-01-22"),
    ("01/22/2025", "2025-01-22"),
    ("22.01.2025", "2025-01-22"),
    ("XXXX-01-12", "XXXX-01-12"),
    ("2025-XX-XX", "2025-XX-XX"),
]


@pytest.mark.parametrize("text", NO_DATES)
def test_leaves_what_is_no_date(text: str) -> None:
    """What is no date, or one that no calendar has, gives nothing."""
    assert to_edtf(text) is None


@pytest.mark.parametrize(("text", "edtf"), DATES)
def test_reads_a_date(text: str, edtf: str) -> None:
    """Every way that pages write a date comes out as one form, which stays as it is when read again."""
    assert to_edtf(text) == edtf
    assert is_edtf(edtf)
    assert to_edtf(edtf) == edtf


@given(
    st.dates(min_value=datetime.date(1900, 1, 1), max_value=datetime.date(2099, 12, 31)),
    st.sampled_from(["%b %d, %Y", "%d %B %Y", "%Y/%m/%d", "%a, %d %b %Y 01:02:03 GMT"]),
)
def test_reads_every_day_of_the_calendar(day: datetime.date, form: str) -> None:
    """Any day in any spelled form is read as that day."""
    assert to_edtf(day.strftime(form)) == day.isoformat()


@given(st.text(max_size=30))
def test_gives_only_edtf(text: str) -> None:
    """Whatever the text, what comes out is EDTF or nothing."""
    edtf = to_edtf(text)
    assert edtf is None or is_edtf(edtf)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Marginal 12 items", None),
        ("CLMay be 2025", None),
        ("CLJan 123D", None),
        ("CLDec2Vec", None),
        ("CLJan 22, 2025Code", "Jan 22, 2025"),
        ("CLJan 12", "Jan 12"),
        ("CVDec 3Code", "Dec 3"),
        ("LGMay 7, 20243D Gaussians", "May 7, 2024"),
        ("[cs.CL] 23 May 2024We introduce", "23 May 2024"),
        ("发布于2024年5月7日论文", "2024年5月7日"),
    ],
)
def test_finds_a_date_that_is_glued(line: str, found: str | None) -> None:
    """The fragment finds a date between glued neighbours and takes nothing of them."""
    match = re.search(DATE_RE, line)
    assert (match and match[0]) == found


def test_full_date_needs_its_year() -> None:
    """The fragment for full dates passes over a date without a year."""
    assert re.search(FULL_DATE_RE, "CLJan 12") is None


@pytest.mark.parametrize("value", ["Jan 12", "2025-02-30", "2025-1-2", "XXXX-02-30", "XXXX", "XXXX-01", "0000", "", "2025-XX-01", "２０２５"])
def test_knows_what_is_no_edtf(value: str) -> None:
    """Only the forms that are written pass."""
    assert not is_edtf(value)


@pytest.mark.parametrize(
    ("edtf", "captured_on", "resolved"),
    [
        ("2025-01-12", "2026-02-01", "2025-01-12"),
        ("2025", "2026-02-01", "2025"),
        ("2025-XX-XX", "2026-02-01", "2025-XX-XX"),
        ("XXXX-01-12", "2026-02-01", "2026-01-12"),
        ("XXXX-02-01", "2026-02-01", "2026-02-01"),
        ("XXXX-02-02", "2026-02-01", "2025-02-02"),
        ("XXXX-02-29", "2026-03-01", "2024-02-29"),
        ("XXXX-02-29", "1903-03-01", "1896-02-29"),
    ],
)
def test_resolves_a_year(edtf: str, captured_on: str, resolved: str) -> None:
    """A date without a year is the latest one on or before the capture; any other stays."""
    assert resolve_year(edtf, captured_on) == resolved
