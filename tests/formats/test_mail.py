"""Where arXiv's mails begin and end, and where a long listing may be cut in two."""

from __future__ import annotations

import pytest

from pipeline.formats.arxiv import mail
from pipeline.split import find_cut, split

RULE = "-" * 78
HEAD = f"{RULE}\n{RULE}\n\nPapers received as of Fri Jul  1 01:06:03 METDST 1994.\n(say anything here)\n\n{RULE}\n{RULE}\n"
MAIL = f"Date: Tue, 6 Mar 2001 01:09:58 GMT\nSubject: hep-th daily 1\n\n{RULE}\n Submissions to:\nInvented Physics\n{RULE}\n"


def write_entry(number: int, *, abstract: str = "") -> str:
    body = f"  {abstract}\n\\\\ ( https://arxiv.org/abs/2405.1{number:04} ,  9kb)\n" if abstract else ""
    return f"\\\\\narXiv:2405.1{number:04}\nDate: Thu, 23 May 2024 10:00:00 GMT   (9kb)\n\nTitle: Paper {number}\nAuthors: Ann Lee\n\\\\\n{body}{RULE}\n"


def count(text: str) -> list[int]:
    return [len(region.cut.records) for region in split(text, (mail.FORMAT,))]


@pytest.mark.parametrize("break_", ["\n", "\r\n"])
def test_each_entry_of_a_listing_is_a_region(break_: str) -> None:
    """What stands above the first entry is a region without records, and each entry takes the ruled line below it along."""
    text = (HEAD + write_entry(1) + write_entry(2, abstract="We count.") + write_entry(3)).replace("\n", break_)
    assert count(text) == [0, 1, 1, 1]


def test_a_dated_mail_is_one_region() -> None:
    """Its date is of all its entries, so it is not cut, but from the next mail it is."""
    one = MAIL + write_entry(1) + write_entry(2)
    assert count(one + MAIL + write_entry(3)) == [2, 1]
    regions = split(one + MAIL + write_entry(3), (mail.FORMAT,))
    assert [field.name for field in regions[1].cut.records[0].fields if field.is_shared] == ["listed"]


def test_a_listing_is_cut_between_two_entries() -> None:
    """The two halves give what the whole gives, and the cut is where an entry begins."""
    text = HEAD + "".join(write_entry(number, abstract="We count pebbles." if number % 2 else "") for number in range(1, 9))
    cut = find_cut(text, len(text) // 2)
    assert cut is not None
    assert text[cut:].startswith("\\\\\narXiv:")


def test_files_that_were_joined_without_a_line_end() -> None:
    """A ruled line that is glued to the last line of the file before it begins a line of its own."""
    text = write_entry(1).removesuffix(f"{RULE}\n").rstrip("\n") + HEAD + write_entry(2)
    assert sum(count(text)) == 2


def test_an_abstract_that_nothing_closes_ends_at_a_blank_line() -> None:
    """A mail that was cut off does not take what another file goes on with."""
    text = write_entry(1) + write_entry(2).removesuffix(f"{RULE}\n") + "  We count pebbles\nby ear.\n\nThis is no part of it.\n"
    regions = split(text, (mail.FORMAT,))
    abstract = next(field for field in regions[-1].cut.records[0].fields if field.name == "abstract")
    assert abstract.texts(text) == ["We count pebbles", "by ear."]


@pytest.mark.parametrize(
    ("authors", "places"),
    [
        ("Ann Lee (1), Bo Wu (1 and 2)", []),
        ("Ann Lee, Bo Wu, et al. (84 additional authors not shown)", []),
        ("Yang (Alice) Liu, Bo Wu", []),
        ("Ann Lee (MIT) and Bo Wu (Univ. of Crete)", ["MIT", "Univ. of Crete"]),
        ("Ann Lee (1), Bo Wu (2) ((1) MIT, (2) Univ. of\n  Crete)", ["MIT", "Univ. of\n  Crete"]),
        ("Ann Lee, Bo Wu (all MIT)", ["MIT"]),
    ],
)
def test_affiliations(authors: str, places: list[str]) -> None:
    """What stands in brackets beside the names is where they work, unless it is a number, a nickname or a note."""
    text = write_entry(1).replace("Ann Lee", authors)
    (record,) = split(text, (mail.FORMAT,))[0].cut.records
    assert [place for field in record.fields if field.name == "affiliations" for place in field.texts(text)] == places
