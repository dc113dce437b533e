"""What a person is shown of a dump on a terminal."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from accounts import FIXTURES, HOSTILE, LISTING, account_file, account_text
from corpora import PROJECT
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.color import ColorSystem
from rich.text import Text

from pipeline.account import Account
from pipeline.cli import main
from pipeline.cli.printing import page_lines
from pipeline.errors import OutputError
from pipeline.show.dump import View, show_account
from pipeline.show.ink import Ink, wrap
from pipeline.show.lines import lay_out, write

PLAIN = Ink()
DUMPS = PROJECT / "tests" / "dumps"
REJECTS = DUMPS / "rejects-in-a-listing" / "dump.txt"
LISTED = DUMPS / "arxiv-list" / "dump-2025-new.html"
ESCAPE_RE = re.compile("\x1b\\[[0-9;]*m")


def show(account: Account, view: View | None = None, ink: Ink = PLAIN) -> str:
    return "\n".join(row for line in show_account(account, view or View(), ink.width) for row in lay_out(line, ink))


def show_file(path: Path, view: View | None = None, ink: Ink = PLAIN) -> str:
    return "\n".join(show(account, view, ink) for account in account_file(path))


@given(st.text(alphabet=st.characters(exclude_categories=["C", "M", "Zl", "Zp"])), st.integers(4, 40))
def test_wrapped_lines_fit(text: str, width: int) -> None:
    """No line is wider than it may be, and no character but spaces is lost."""
    lines = wrap(text, width)
    assert all(cell_len(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace("\n", "").replace(" ", "")


@pytest.mark.parametrize("path", FIXTURES[::9], ids=lambda path: f"{path.parent.name}/{path.name}")
@pytest.mark.parametrize("view", [View(), View(show_all=True), View(only_rejected=True), View(is_exact=True)], ids=["plain", "all", "rejected", "xpath"])
def test_every_dump_can_be_shown(path: Path, view: View) -> None:
    """On a terminal no line is wider than it; without one nothing is coloured; both hold the same words."""
    plain = show_file(path, view)
    colored = show_file(path, view, Ink(80, ColorSystem.STANDARD))
    assert "\x1b" not in plain
    assert all(Text.from_ansi(line).cell_len <= 80 for line in colored.split("\n"))
    marks = re.compile(r"[\s─]")
    assert marks.sub("", ESCAPE_RE.sub("", colored)) == marks.sub("", plain)


def test_hostile_text_is_shown_as_text() -> None:
    """Escapes, overrides and markup of a dump are made visible, in fields and in rejects; nothing but our own colours acts."""
    shown = show(account_text(LISTING), View(show_all=True), Ink(200, ColorSystem.STANDARD))
    assert not set(ESCAPE_RE.sub("", shown)) & set("\x1b\x07\x9b\u202e")
    for words in ("␛]0;title␇␛[31m", "⟨U+202E⟩", "⟨U+009B⟩2J", "[bold red]x[/]", "</script>"):
        assert shown.count(words) >= 2
    assert "\x1b[31m " not in shown


def test_name_of_a_dump_is_shown_as_text(work: Path) -> None:
    """A file may be called anything."""
    (work / "a\x1b[31m\n.txt").write_text("A note.")
    assert "\x1b" not in show_file(work / "a\x1b[31m\n.txt")


def test_rejects_stand_out() -> None:
    """Each reject has its mark and reason where it stands, and all are listed at the end with their locators and what the reason means."""
    shown = show_file(REJECTS)
    assert len(re.findall(r"^ *\d+  !  rejected (?:unreadable|orphan|no-content)", shown, re.MULTILINE)) == 4
    assert "! orphan: part of no record, and no known boilerplate  bytes=244,489  This paragraph" in shown
    colored = show_file(REJECTS, ink=Ink(100, ColorSystem.STANDARD))
    assert "\x1b[1;7;31mrejected orphan\x1b[0m" in colored


def test_rejected_alone_are_shown_with_their_neighbours() -> None:
    """With the view of rejects, what stands before and behind is there, and nothing else."""
    shown = show_file(REJECTS, View(only_rejected=True))
    assert [words in shown for words in ("rejected orphan", "Small lakes have tides", "Winds over Large Ponds", "Large ponds make winds")] == [
        True,
        True,
        True,
        False,
    ]


def test_boilerplate_is_folded() -> None:
    """A run of boilerplate is one line with a count and its rules, and whole with --all."""
    short, whole = show_file(LISTED), show_file(LISTED, View(show_all=True))
    assert re.search(r"-  \d+ boilerplate +\d+ characters: .*\[page\.outside \d+×\]", short)
    assert "boilerplate  " not in whole.partition("page ")[2]
    assert len(whole.splitlines()) > len(short.splitlines())


def test_places_are_told_in_few_words_or_whole() -> None:
    """Beside a field stands its element, or with the exact view its XPath."""
    assert "dl#articles > dd > div.meta > div.list-title" in show_file(LISTED)
    assert "xpath=/html[1]/body[1]/main[1]/div[1]/div[1]/div[1]/dl[1]/dd[1]/div[1]/div[1]{7,43}" in show_file(LISTED, View(is_exact=True))


def test_changes_of_long_texts_are_told_by_words() -> None:
    """A short value is shown whole; of a long one the words that became others."""
    abstract = "We show that bees can be taught to count to five, and that it takes them a week of patience. " * 3 + "They err in $63.5\\%$ of all cases."
    shown = show(account_text(f"Abstract: {abstract}"))
    assert "→ $63.5\\%$ ⇒ 63.5%  latex.math" in shown


@pytest.fixture
def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(PROJECT), "COLUMNS": "60", "TERM": "xterm"}


def run(environment: dict[str, str], *arguments: str) -> str:
    command = [sys.executable, "-m", "pipeline", "inspect", *arguments]
    return subprocess.run(command, capture_output=True, check=True, env=environment, timeout=60).stdout.decode()


def test_pipe_gets_plain_lines(environment: dict[str, str]) -> None:
    """In a pipe there are no colours, and lines are as long as they are."""
    out = run(environment, str(REJECTS))
    assert "\x1b" not in out
    assert max(map(len, out.splitlines())) > 200


def test_colors_can_be_forced_and_forbidden(environment: dict[str, str]) -> None:
    """FORCE_COLOR colours a pipe, where lines stay whole; NO_COLOR leaves no escape, and every mark."""
    assert "\x1b[" in run({**environment, "FORCE_COLOR": "1"}, str(REJECTS))
    plain = run({**environment, "FORCE_COLOR": "1", "NO_COLOR": "1"}, str(REJECTS))
    assert "\x1b" not in plain
    assert "!  rejected orphan" in plain
    assert plain == run(environment, str(REJECTS))


def test_poor_charsets_are_put_up_with(environment: dict[str, str]) -> None:
    """Where the locale has no arrows there are question marks, and no traceback."""
    assert "? cs.CL" in run({**environment, "PYTHONIOENCODING": "ascii"}, str(REJECTS))


def test_sum_closes_each_dump(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """After each dump of a folder comes its sum; nothing, and what is no text, have theirs too."""
    (work / "dumps").mkdir()
    (work / "dumps" / "a.txt").write_bytes(REJECTS.read_bytes())
    (work / "dumps" / "b.txt").write_bytes(b"")
    (work / "dumps" / "c.bin").write_bytes(bytes(range(256)))
    assert main(["inspect", "dumps"]) == 0
    sums = [line for line in capsys.readouterr().out.splitlines() if "accounted for" in line]
    assert sums == [
        "dumps/a.txt: 3 records; 4 stretches rejected (1 no-content, 1 orphan, 2 unreadable); 100 % accounted for",
        "dumps/b.txt: 0 records; 1 stretch rejected (1 empty); 100 % accounted for",
        "dumps/c.bin: 0 records; 1 stretch rejected (1 binary); 100 % accounted for",
    ]


def test_json_is_the_account(seeds: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--json prints one account a line, with the parts that the other views show."""
    path = min(seeds.iterdir())
    assert main(["inspect", str(path), "--json"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    (account,) = account_file(path)
    assert msgspec.structs.replace(msgspec.json.decode(line, type=Account), dump=path.name) == account


def test_json_is_harmless_and_loses_nothing(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What would act on a terminal is escaped in JSON, and is the same text when it is read; a key that is no text has a mark."""
    entry = '{"title": "Bees", "abstract": "We show that bees can be taught to count to five, in a week.", "\\ud800": "x", "note": '
    (work / "dump.jsonl").write_text(f"{entry}{msgspec.json.encode(HOSTILE).decode()}}}\nA note {HOSTILE}\n")
    assert main(["inspect", "dump.jsonl", "--json"]) == 0
    out = capsys.readouterr().out
    assert not set(out) & set("\x1b\x07\x9b\u202e")
    account = msgspec.json.decode(out, type=Account)
    assert [part.text for part in account.parts if part.kind == "rejected"] == [f"A note {HOSTILE}"]
    assert {part.element for part in account.parts if part.kind == "unused"} == {"/\ufffd", "/note"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["note.txt", "--records", "0"], "--records: '0' is no range of records. Records count from 1: say 3-5, 7 or 20-."),
        (["note.txt", "--records", "5-3"], "--records: '5-3' is no range of records."),
        (["note.txt", "--json", "--html", "x.html"], "--json, --html: both say in what form to show it. Choose one."),
        (["note.txt", "--html", "."], ".: the page cannot be written (Is a directory). Name another file with --html."),
        (["empty"], "empty: no dumps there. Name a dump, or a folder that holds some."),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_mistakes_are_explained(work: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str) -> None:
    """A mistake gives a message that says what, where and what next, and status 2."""
    (work / "note.txt").write_text(f"A note {HOSTILE}")
    (work / "empty").mkdir()
    assert main(["inspect", *arguments]) == 2
    assert message in capsys.readouterr().err


def test_pager_gets_all_lines_until_it_closes(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The pager that the person chose gets the lines; one that is closed early is no mistake, one that is not there is."""
    monkeypatch.setenv("PAGER", "tee shown.txt")
    page_lines(write(f"line {number} →") for number in range(3))
    assert (work / "shown.txt").read_text(encoding="utf-8") == "line 0 →\nline 1 →\nline 2 →\n"
    monkeypatch.setenv("PAGER", "true")
    page_lines(write("x" * 100) for _ in range(100_000))
    monkeypatch.setenv("PAGER", "absent-pager --fast")
    with pytest.raises(OutputError, match="absent-pager: the pager cannot be started"):
        page_lines([write("x")])
