"""Dates as EDTF (ISO 8601-2); a year is never guessed.

`2024-05-07`, `2025-05`, `2025`, `XXXX-01-12` without a year, `2025-XX-XX` where day and month cannot be told apart.
"""

from __future__ import annotations

import calendar
import datetime
import re
import unicodedata

# Fragments, to be used inside other patterns. They hold no groups and no boundaries at their ends except digits, since
# pages glue what follows (`CLJan 22, 2025Code`).
_GAP = r"[\s\u00a0\u2007\u2009\u202f]"
_MONTH = r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept(?:ember)?|Sep|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?!\d)(?:st|nd|rd|th)?"
_YEAR = r"(?:19|20)\d\d"
# Four digits are the year even if a title that opens with a digit is glued to it (`Jan 22, 20253D Gaussians`).
_YEAR_END = rf"{_YEAR}(?=\D|\d[DG](?![a-z])|$)"
# `Dec2Vec` is no date: a gap or the point of an abbreviation stands between month and day.
_MONTH_DAY = rf"{_MONTH}(?:{_GAP}+|(?<=\.)){_DAY}"
_DAY_MONTH = rf"(?<!\d){_DAY}\.?{_GAP}+{_MONTH}"

FULL_DATE_RE = (
    rf"(?:{_MONTH_DAY},?{_GAP}+{_YEAR_END}|{_DAY_MONTH},?{_GAP}+{_YEAR_END}"
    rf"|(?<!\d){_YEAR}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?!\d)"
    rf"|(?<!\d){_YEAR}{_GAP}?年{_GAP}?(?:1[0-2]|0?[1-9]){_GAP}?月{_GAP}?(?:3[01]|[12]\d|0?[1-9]){_GAP}?日)"
)
"""Fragment: a date with year, month and day, glued or not."""

DATE_RE = rf"(?:{FULL_DATE_RE}|{_MONTH_DAY}|{_DAY_MONTH})"
"""Fragment: a date with at least month and day: `Jan 22, 2025`, `CLJan 12`."""

MONTH_YEAR_RE = rf"(?:{_MONTH},?{_GAP}+{_YEAR_END})"
"""Fragment: a month with its year: `Jan 2025`."""

_MONTH_NUMBERS = {
    name.casefold(): number for number, name in enumerate(("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1)
}

_WEEKDAY = r"(?:(?:mon|tue(?:s)?|wed(?:nes)?|thu(?:r|rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,? ?)?"
_CLOCK = r"(?:,? (?:at )?|T)\d{1,2}:\d\d(?::\d\d(?:[.,]\d+)?)?(?: ?[ap]\.?m\.?)?(?: ?(?:Z|UTC|GMT|[A-Z]{3,4}|[+-]\d\d:?\d\d))?(?: \([A-Z]{2,5}\)?)?"
_NAMED_MONTH = rf"(?P<month>{_MONTH})"
_NAMED_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\.?(?: of)?"
_NAMED_YEAR = r"(?P<year>(?:1[5-9]|20)\d\d)"

_FORMS = tuple(
    re.compile(form, re.IGNORECASE | re.ASCII)
    for form in (
        rf"{_NAMED_YEAR}([-/.])(?P<month>\d\d?)\2(?P<day>\d\d?)(?:{_CLOCK})?",
        # Eight bare digits may be any number; with a clock time behind them they are a date.
        rf"{_NAMED_YEAR}(?P<month>\d\d)(?P<day>\d\d)T\d{{4}}(?:\d\d)?(?:Z|[+-]\d\d:?\d\d)?",
        rf"{_NAMED_YEAR}-(?P<month>\d\d)",
        rf"{_NAMED_YEAR}/(?P<month>\d\d?)",
        rf"{_WEEKDAY}{_NAMED_MONTH}(?: |(?<=\.)){_NAMED_DAY}(?:,? {_NAMED_YEAR})?(?:{_CLOCK})?",
        rf"{_WEEKDAY}{_NAMED_DAY}[ -]{_NAMED_MONTH}(?:(?:,? |-){_NAMED_YEAR})?(?:{_CLOCK})?",
        rf"{_WEEKDAY}{_NAMED_MONTH} {_NAMED_DAY} \d\d:\d\d:\d\d(?: [A-Z]{{3,4}})? {_NAMED_YEAR}",
        # Two digits with clock time are the form of RFC 822, the weekday is optional there; RFC 5322 says which century they are.
        rf"(?:(?:mon|tue|wed|thu|fri|sat|sun), )?{_NAMED_DAY}[ -]{_NAMED_MONTH}[ -](?P<short_year>\d\d){_CLOCK}",
        # As the headings of arXiv's listings had it up to 2017: with a weekday no number but the last can be the year.
        rf"(?:mon|tue|wed|thu|fri|sat|sun), {_NAMED_DAY} {_NAMED_MONTH} (?P<short_year>\d\d)",
        rf"{_NAMED_MONTH},? {_NAMED_YEAR}",
        rf"{_NAMED_YEAR} {_NAMED_MONTH}(?: {_NAMED_DAY})?",
        # Year and month of a bibliography, which has a field for each.
        rf"{_NAMED_YEAR} (?P<month>\d\d?)",
        r"(?:(?P<year>\d{4}) ?年 ?)?(?P<month>\d\d?) ?月(?: ?(?P<day>\d\d?) ?日)?",
        r"(?P<year>\d{4}) ?年",
        _NAMED_YEAR,
        r"(?P<year>X{4})-(?P<month>\d\d)-(?P<day>\d\d)",
        rf"(?P<day>\d\d?)\.(?P<month>\d\d?)\.{_NAMED_YEAR}",
    )
)
_NUMERIC_RE = re.compile(rf"(?P<first>\d\d?)([/-])(?P<second>\d\d?)\2{_NAMED_YEAR}", re.ASCII)
_EDTF_RE = re.compile(r"(?P<year>\d{4}|XXXX)(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?")
_UNKNOWN_DAY_RE = re.compile(r"\d{4}-XX-XX")
_NO_YEAR = "XXXX"


def to_edtf(text: str) -> str | None:
    """The date that the whole text is, as EDTF; `None` for what is no date or one that no calendar has.

    >>> to_edtf("Jan 22, 2025"), to_edtf("Wed, 22 Jan 2025 18:00:00 GMT"), to_edtf("Jan 12")
    ('2025-01-22', '2025-01-22', 'XXXX-01-12')
    >>> to_edtf("03/04/2025"), to_edtf("22/01/2025"), to_edtf("Feb 30, 2025"), to_edtf("20250122")
    ('2025-XX-XX', '2025-01-22', None, None)
    """
    plain = " ".join(unicodedata.normalize("NFKC", text).split()).strip("()[],;. ")
    if _UNKNOWN_DAY_RE.fullmatch(plain):
        return plain
    numeric = _NUMERIC_RE.fullmatch(plain)
    if numeric:
        return _read_numeric(int(numeric["first"]), int(numeric["second"]), numeric["year"])
    for form in _FORMS:
        match = form.fullmatch(plain)
        if match:
            parts = match.groupdict()
            return _build(_year_of(parts), _month_number(parts.get("month")), _number(parts.get("day")))
    return None


def _read_numeric(first: int, second: int, year: str) -> str | None:
    """`22/01/2025` and `01/22/2025` have one reading, `03/04/2025` has two: then only the year is certain."""
    readings = {edtf for edtf in (_build(year, first, second), _build(year, second, first)) if edtf}
    return readings.pop() if len(readings) == 1 else f"{year}-XX-XX" if readings else None


def _year_of(parts: dict[str, str | None]) -> str:
    """The year in four digits, or `XXXX`."""
    short = parts.get("short_year")
    if short:
        return f"{20 if int(short) < 50 else 19}{short}"
    return (parts.get("year") or _NO_YEAR).upper()


def _number(digits: str | None) -> int | None:
    return int(digits) if digits else None


def _month_number(text: str | None) -> int | None:
    """The month's number, from its name or its digits."""
    if text is None or text.isdigit():
        return _number(text)
    return _MONTH_NUMBERS[text[:3].casefold()]


def _build(year: str, month: int | None, day: int | None) -> str | None:
    """The date in EDTF if the calendar has it. A day without a year may be the 29th of February."""
    if month is None:
        return None if year in (_NO_YEAR, "0000") else year
    if not 1 <= month <= 12 or year == "0000" or (day is None and year == _NO_YEAR):
        return None
    if day is None:
        return f"{year}-{month:02}"
    leap_or_given = 2000 if year == _NO_YEAR else int(year)
    if not 1 <= day <= calendar.monthrange(leap_or_given, month)[1]:
        return None
    return f"{year}-{month:02}-{day:02}"


def is_edtf(value: str) -> bool:
    """Whether this is one of the forms of EDTF that papers and records use, and a date the calendar has.

    >>> [is_edtf(value) for value in ("2024-05-07", "2025-05", "XXXX-01-12", "2025-XX-XX", "2025-13", "Jan 12")]
    [True, True, True, True, False, False]
    """
    if _UNKNOWN_DAY_RE.fullmatch(value):
        return value.isascii()
    match = _EDTF_RE.fullmatch(value)
    return match is not None and value.isascii() and _build(match["year"], _number(match["month"]), _number(match["day"])) == value


def resolve_year(edtf: str, captured_on: str) -> str:
    """A date without a year, as the latest one on or before the day the page was captured; others unchanged.

    >>> resolve_year("XXXX-01-12", "2026-02-01"), resolve_year("XXXX-03-01", "2026-02-01"), resolve_year("2025-05", "2026-02-01")
    ('2026-01-12', '2025-03-01', '2025-05')
    """
    if not edtf.startswith(f"{_NO_YEAR}-") or not is_edtf(edtf):
        return edtf
    captured = datetime.date.fromisoformat(captured_on)
    for year in range(captured.year, max(captured.year - 9, 0), -1):  # 1896 to 1904 is the longest wait for a leap year
        found = _build(str(year).zfill(4), int(edtf[5:7]), int(edtf[8:10]))
        if found and found <= captured_on:
            return found
    return edtf
