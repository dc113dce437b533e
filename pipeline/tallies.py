"""What is counted while a shard is cleaned, so that a report need not read its records again."""

from __future__ import annotations

from collections import Counter

from pipeline.record_table import RecordTable


def tally_edits(table: RecordTable) -> dict[str, int]:
    """How often each rule has edited a field of these records, by rule.

    >>> from pipeline.record_table import to_table
    >>> from pipeline.records import CleanRecord, Edit, Field
    >>> tally_edits(to_table([CleanRecord("r", "f", "bytes=0,9", {"title": Field("bytes=0,9", (Edit("trim"), Edit("nfc")), "Deep")})]))
    {'nfc': 1, 'trim': 1}
    """
    done = Counter(edits for column in table.columns.values() for edits in column.edits if edits)
    rules: Counter[str] = Counter()
    for edits, count in done.items():
        for edit in edits:
            rules[edit.rule] += count
    return dict(sorted(rules.items()))


def tally_days(table: RecordTable) -> dict[str, int]:
    """How many of these records were listed on each day; those that do not say so, how many were published in each month.

    >>> from pipeline.record_table import to_table
    >>> from pipeline.records import CleanRecord, Field
    >>> listed, published = {"listed": Field("bytes=0,9", (), "2026-02-01")}, {"published": Field("bytes=0,9", (), "2024-05-07")}
    >>> tally_days(to_table([CleanRecord("r", "f", "", listed), CleanRecord("s", "f", "", published), CleanRecord("t", "f", "", {})]))
    {'2024-05': 1, '2026-02-01': 1}
    """
    days: Counter[str] = Counter()
    listed = table.columns.get("listed")
    if listed is not None:
        days.update(map(str, listed.values))
    published = table.columns.get("published")
    if published is not None:
        is_listed = frozenset(listed.rows if listed is not None else ())
        days.update(str(day)[:7] for row, day in zip(published.rows, published.values, strict=True) if row not in is_listed)
    return dict(sorted(days.items()))
