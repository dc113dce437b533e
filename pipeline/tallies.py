"""What is counted while a shard is cleaned, so that a report need not read its records again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from pipeline.records import CleanRecord


def tally_edits(records: Iterable[CleanRecord]) -> dict[str, int]:
    """How often each rule has edited a field of these records, by rule.

    >>> from pipeline.records import Edit, Field
    >>> tally_edits([CleanRecord("r", "f", "bytes=0,9", {"title": Field("bytes=0,9", (Edit("trim"), Edit("nfc")), "Deep")})])
    {'nfc': 1, 'trim': 1}
    """
    return dict(sorted(Counter(edit.rule for record in records for field in record.fields.values() for edit in field.edits).items()))


def tally_days(records: Iterable[CleanRecord]) -> dict[str, int]:
    """How many of these records were listed on each day; those that do not say so, how many were published in each month.

    >>> from pipeline.records import Field
    >>> listed, published = {"listed": Field("bytes=0,9", (), "2026-02-01")}, {"published": Field("bytes=0,9", (), "2024-05-07")}
    >>> tally_days([CleanRecord("r", "f", "", listed), CleanRecord("s", "f", "", published), CleanRecord("t", "f", "", {})])
    {'2024-05': 1, '2026-02-01': 1}
    """
    days: Counter[str] = Counter()
    for record in records:
        listed, published = record.fields.get("listed"), record.fields.get("published")
        if listed is not None:
            days[str(listed.value)] += 1
        elif published is not None:
            days[str(published.value)[:7]] += 1
    return dict(sorted(days.items()))
