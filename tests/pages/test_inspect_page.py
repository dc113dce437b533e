"""The page of a dump: the same account, every text of it escaped."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from accounts import FIXTURES, LISTING, account_file, account_text
from corpora import PROJECT

from pipeline.account import Account, Sum, add_account
from pipeline.cli import inspecting, main
from pipeline.show.characters import show_characters
from pipeline.show.dump import View
from pipeline.show.dump_page import InspectedDump, render_dumps

REJECTS = PROJECT / "tests" / "dumps" / "rejects-in-a-listing" / "dump.txt"


def render(*accounts: Account, view: View | None = None) -> str:
    total = Sum(accounts[0].dump, accounts[0].bytes)
    for account in accounts:
        total = add_account(total, account)
    return "".join(render_dumps([InspectedDump(accounts, total)], view or View()))


@pytest.mark.parametrize("path", FIXTURES[::6], ids=lambda path: f"{path.parent.name}/{path.name}")
def test_page_shows_every_part(path: Path) -> None:
    """Each text of the account is on the page, and each record and reject that has a place can be jumped to."""
    for account in account_file(path):
        page = render(account)
        texts = [unescape(text) for text in re.findall(r'<span class="text" dir="auto">(.*?)</span>', page, re.DOTALL)]
        shown = [show_characters(part.text.strip()) for part in account.parts if part.text and part.text.strip() and part.holds is None]
        assert set(shown) - set(texts) == set()
        links, anchors = re.findall(r'href="#([^"]+)"', page), re.findall(r' id="([^"]+)"', page)
        assert set(links) - set(anchors) == set()
        assert len(anchors) == len(set(anchors))


def test_hostile_text_is_escaped() -> None:
    """Markup of a dump is text of the page, and nothing turns the text around."""
    page = render(account_text(LISTING), view=View(show_all=True))
    assert page.count("<script>") == 1
    assert "<img" not in page
    assert not set(page) & set("\x1b\x07\x9b\u202e")
    assert "&lt;script&gt;alert(1)" in page


def test_views_set_what_is_shown_at_first() -> None:
    """What the options of the command leave out is hidden, not absent."""
    account = account_text(LISTING)
    boxes = {view: re.findall(r'id="show-(\w+)" checked', render(account, view=view)) for view in (View(), View(show_all=True), View(only_rejected=True))}
    assert [len(kinds) for kinds in boxes.values()] == [4, 5, 1]


def test_page_is_written_and_summed_up(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--html writes the page; the sum goes to standard error, nothing to standard output; the same dump gives the same page."""
    (work / "dump.txt").write_bytes(REJECTS.read_bytes())
    pages = []
    for name in ("a.html", "b.html"):
        assert main(["inspect", "dump.txt", "--html", name]) == 0
        pages.append((work / name).read_bytes())
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("dump.txt: 3 records; 4 stretches rejected")
    assert pages[0] == pages[1]


def test_page_of_a_large_dump_says_what_it_leaves_out(work: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A page holds so many parts, says so, and counts all records; --records chooses others."""
    monkeypatch.setattr(inspecting, "PAGE_PARTS", 20)
    (work / "dump.txt").write_bytes(REJECTS.read_bytes())
    assert main(["inspect", "dump.txt", "--html", "a.html"]) == 0
    page = (work / "a.html").read_text(encoding="utf-8")
    assert "The page shows the first 2 of 3 records. Choose others with --records FROM-TO." in page
    assert "The page shows the first 2 of 3 records." in capsys.readouterr().err
    assert ("Winds over Large Ponds" in page, "Days That Never Were" in page) == (True, False)
    assert main(["inspect", "dump.txt", "--html", "b.html", "--records", "3"]) == 0
    other = (work / "b.html").read_text(encoding="utf-8")
    assert ("Winds over Large Ponds" in other, "Days That Never Were" in other, "Choose others" in other) == (False, True, False)
