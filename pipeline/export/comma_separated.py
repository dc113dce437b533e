"""CSV (RFC 4180, UTF-8): a row a paper, for spreadsheets.

It holds what a paper says, not where that is from: `origins` and `conflicts` are left to Parquet and `papers.jsonl`. Identifiers are columns
of their own. What is absent is an empty cell; yes and no are `true` and `false`; dates are EDTF, as they are.

A list is one cell, its items joined by `; `. A `;` or `\\` inside an item has a `\\` before it, so `split_list` gets the items back. A link is
its kind and its address: `pdf https://arxiv.org/pdf/2405.14333`.

A spreadsheet takes a cell that begins with `=`, `+`, `-` or `@` for a formula, and what a page said would be run. Such a cell gets an
apostrophe before it, and so does one that begins with apostrophes and such a sign, so that it can be taken off again (`strip_guard`).
`--raw` leaves cells as they are.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from operator import attrgetter
from typing import TextIO

import msgspec

from pipeline.corpus import Corpus
from pipeline.export.target import Options, TextTarget
from pipeline.records import Identifiers, Paper, Url

BOM = "\ufeff"
LEFT_OUT = frozenset({"origins", "conflicts"})
IDENTIFIERS = tuple(field.name for field in msgspec.structs.fields(Identifiers))
COLUMNS = tuple(
    name for field in msgspec.structs.fields(Paper) if field.name not in LEFT_OUT for name in (IDENTIFIERS if field.name == "identifiers" else (field.name,))
)
read_values = attrgetter(*(f"identifiers.{name}" if name in IDENTIFIERS else name for name in COLUMNS))
"""The values of a paper, in the order of the columns."""
MAY_BE_FORMULA = frozenset("'=+-@\t\r\n＝＋－＠")
FORMULA_RE = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")  # Excel takes the wide signs too, where it is set to Japanese or Chinese.
GUARDED_RE = re.compile(r"'('*[=+\-@\t\r\n＝＋－＠])")
SEPARATOR = "; "
ESCAPED_RE = re.compile(r"[\\;]")
ITEM_RE = re.compile(r"(?:[^\\;]|\\.)+", re.DOTALL)
REPORT_EVERY = 1000


def write_csv(corpus: Corpus, stream: TextIO, options: Options) -> Iterator[int]:
    """Write a row for each paper below one with the names of the columns; gives how many are done."""
    if options.bom:
        stream.write(BOM)
    writer = csv.writer(stream)
    writer.writerow(COLUMNS)
    guard: Callable[[str], str] = str if options.raw else guard_formula
    for done, paper in enumerate(corpus, 1):
        writer.writerow([guard(cell) for cell in make_row(paper)])
        if done % REPORT_EVERY == 0 or done == len(corpus):
            yield done


def make_row(paper: Paper) -> list[str]:
    """The cells of a paper, in the order of the columns."""
    return [write_cell(value) for value in read_values(paper)]


def write_cell(value: object) -> str:
    """A value as a cell.

    >>> write_cell(None), write_cell(True), write_cell(("Ann Lee", "Bo; Wu")), write_cell((Url("https://a.org", "page"),))
    ('', 'true', 'Ann Lee; Bo\\\\; Wu', 'page https://a.org')
    """
    if isinstance(value, str):
        return value
    if value is None or value == ():
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        items = [f"{item.kind} {item.url}" if isinstance(item, Url) else item for item in value]
        return SEPARATOR.join([ESCAPED_RE.sub(r"\\\g<0>", item) if ";" in item or "\\" in item else item for item in items])
    return str(value)


def split_list(cell: str) -> list[str]:
    """The items of a cell that is a list.

    >>> split_list("Ann Lee; Bo\\\\; Wu"), split_list("")
    (['Ann Lee', 'Bo; Wu'], [])
    """
    items = ITEM_RE.findall(cell)
    return [re.sub(r"\\(.)", r"\1", item if index == 0 else item.removeprefix(" "), flags=re.DOTALL) for index, item in enumerate(items)]


def guard_formula(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula.

    >>> guard_formula("=1+1"), guard_formula("'-x"), guard_formula("'tis"), guard_formula("a=b")
    ("'=1+1", "''-x", "'tis", 'a=b')
    """
    return f"'{cell}" if cell and cell[0] in MAY_BE_FORMULA and FORMULA_RE.match(cell) else cell


def strip_guard(cell: str) -> str:
    """A cell as it was before `guard_formula`.

    >>> strip_guard("'=1+1"), strip_guard("''-x"), strip_guard("'tis")
    ('=1+1', "'-x", "'tis")
    """
    return cell[1:] if GUARDED_RE.match(cell) else cell


TARGET = TextTarget("csv", "CSV, for spreadsheets: a row a paper, lists joined by '; '.", ".csv", write_csv, frozenset({"bom", "raw"}))
