"""An order of records that their content decides: what is settled by it does not depend on the order of the table."""

from __future__ import annotations

import numpy as np

from pipeline.dedupe.table import I64, U32, KeyTable


class Ranks:
    """The places of rows in an order of content. Mutable: it knows the rows it was asked for, few of a large table."""

    def __init__(self, table: KeyTable) -> None:
        self._table = table
        self._ranks = np.zeros(len(table), np.int64)
        self._is_known = np.zeros(len(table), np.bool_)

    def of(self, rows: I64) -> I64:
        """Of each row a number; a row whose content comes first has the lower one. Numbers of different calls do not compare."""
        if not self._is_known[rows].all():
            self._is_known[rows] = True
            known = sort_rows(self._table, np.flatnonzero(self._is_known))
            self._ranks[known] = np.arange(len(known))
        return self._ranks[rows]


def sort_rows(table: KeyTable, rows: I64) -> I64:
    """The rows in the order of their content, and among rows of one content of the record ids."""
    ids = table.id_keys[rows]
    columns = [table.years[rows], table.flags[rows], first_members(table, rows), *ids.T, table.title_keys[rows], table.text_keys[rows]]
    order = np.lexsort(columns)
    is_new = np.ones(len(rows), np.bool_)
    is_new[1:] = np.logical_or.reduce([column[order][1:] != column[order][:-1] for column in columns])
    group = np.cumsum(is_new)
    is_tied = np.zeros(len(rows), np.bool_)
    is_tied[1:] = ~is_new[1:]
    is_tied[:-1] |= ~is_new[1:]
    tied = np.flatnonzero(is_tied)
    named = sorted((number, table.records[row], row) for number, row in zip(group[tied].tolist(), rows[order[tied]].tolist(), strict=True))
    ordered = rows[order]
    ordered[tied] = [row for _, _, row in named]
    return ordered


def first_members(table: KeyTable, rows: I64) -> U32:
    """Of each row the least hash of its surnames, 0 where there are none: common to most records of one paper."""
    first = np.zeros(len(rows), np.uint32)
    has_names = table.surnames.measure(rows) > 0
    first[has_names] = table.surnames.values[table.surnames.starts[rows[has_names]]]
    return first
