"""Records by columns are the records that went in."""

from __future__ import annotations

import pytest

from pipeline.record_table import Column, Heads, RecordTable, to_table
from pipeline.records import CleanRecord, Edit, Field

FOLDED = (Edit("space.fold"),)
RECORDS = [
    CleanRecord("sha256:0#bytes=0,9", "test", "bytes=0,9", {"title": Field("bytes=0,9&json=/title", FOLDED, "Bees")}, ("year-unknown",)),
    CleanRecord("sha256:0#bytes=10,19", "test", "bytes=10,19", {"authors": Field("xpath=/a[1]", (), ["Ann Lee"]), "title": Field("bytes=12,16", (), "Wasps")}),
    CleanRecord("sha256:0#bytes=20,29", "other", "bytes=20,29", {}),
]


@pytest.mark.parametrize("count", range(4))
def test_records_come_back(count: int) -> None:
    """However they are asked for, records are as they were, with their fields in their order."""
    records = RECORDS[:count]
    table = to_table(records)
    assert (list(table), len(table), table[:], table[1:]) == (records, count, records, records[1:])
    assert [list(record.fields) for record in table] == [list(record.fields) for record in records]
    assert to_table(table) is table


def test_rows_are_counted_as_in_a_list() -> None:
    """A negative index counts from the end, and a row that is not there is an error."""
    table = to_table(RECORDS)
    assert table[-1] == RECORDS[-1]
    with pytest.raises(IndexError):
        table[3]


def test_place_goes_on_from_the_record() -> None:
    """A place that says only what comes behind the locator of its record is written out in the record."""
    heads = Heads(["sha256:0#bytes=0,9"], ["test"], ["bytes=0,9"], [("year-unknown",)], [("title",)])
    assert list(RecordTable(heads, {"title": Column([0], ["&json=/title"], [FOLDED], ["Bees"])})) == RECORDS[:1]


def test_values_are_spread_over_all_records() -> None:
    """The values of a field are told row by row, None where a record or all of them have none."""
    table = to_table(RECORDS)
    assert table.spread("title") == ["Bees", "Wasps", None]
    assert table.spread("abstract") == [None, None, None]
