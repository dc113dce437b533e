"""The account of a dump: nothing is left out of it, and it says what a run does."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from accounts import FIXTURES, HOSTILE, account_file, account_text, find_part
from corpora import PROJECT, RunCorpus
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.account import Account, limit_parts, select_records
from pipeline.page import Page
from pipeline.replay import DumpText

ENTRY = '{{"title": "Bees count to {0}", "abstract": "We show that bees can be taught to count to {0}, in a week.", "authors": ["Ada Byrd"]}}'
WILD = sorted(path for path in (PROJECT.parent / "shared" / "dumps").glob("[a-f]_*/*") if path.is_file())


def check_account(account: Account) -> None:
    """The parts of the dump are sorted, disjoint and leave out nothing, and so are those of the visible text of each page."""
    position, visible = account.start, 0
    pages: list[int] = []
    for part in account.parts:
        if part.within == "dump":
            assert part.start == position
            position = part.end or 0
            pages.extend([0] if part.holds == "page" else [])
            visible = 0
        elif part.within == "page":
            assert part.start == visible
            assert len(part.text or "") == (part.end or 0) - visible
            visible = pages[-1] = part.end or 0
    assert position == account.end
    assert account.covered == account.end - account.start
    assert sum(pages) == sum((account.visible or {}).values())
    assert {part.record for part in account.parts} - {None} == {head.number for head in account.records}


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_nothing_is_left_out(path: Path) -> None:
    """Every byte of every dump of the project, and every visible character of its pages, is in one part, and every reject with a place is shown."""
    for account in account_file(path):
        check_account(account)
        shown = [part.locator for part in account.parts if part.kind == "rejected"]
        assert shown == [item.locator for item in account.rejected if len(set(item.locator.partition("=")[2].split(","))) > 1]


@pytest.mark.skipif(not WILD, reason="the collection of real dumps is not beside this project")
@pytest.mark.parametrize("path", WILD, ids=lambda path: path.name)
def test_nothing_is_left_out_of_real_dumps(path: Path) -> None:
    """The same holds for real dumps."""
    for account in account_file(path):
        check_account(account)


@settings(deadline=None, max_examples=40)
@given(st.text(), st.sampled_from(["", "Abstract: ", "<html><body><p>", '{"title": "A", "abstract": "', "title,abstract,authors\n"]))
def test_any_text_has_an_account(text: str, head: str) -> None:
    """Whatever a dump holds, it is accounted for."""
    check_account(account_text((head + text).encode("utf-8", "replace")))


def test_account_says_what_a_run_does(seeds: Path, run_corpus: RunCorpus) -> None:
    """Records, values and rejects of the accounts are those of the corpus."""
    corpus = run_corpus("seeds")
    accounts = [account for path in sorted(seeds.iterdir()) for account in account_file(path)]
    assert sorted(head.id for account in accounts for head in account.records) == sorted(record.id for record in corpus.records)
    stretches = [(part.start, part.end, part.kind) for account in accounts for part in account.parts if part.within == "dump"]
    assert stretches == [(stretch.start, stretch.end, stretch.kind) for line in corpus.ledger for stretch in line.stretches]


def test_accounts_of_shards_are_those_of_the_whole(work: Path) -> None:
    """A large dump is gone through shard by shard: the same parts, records counted through."""
    lines = "".join(ENTRY.format(number) + "\n" for number in range(60))
    (work / "dump.jsonl").write_text(lines)
    (whole,) = account_file(work / "dump.jsonl")
    shards = account_file(work / "dump.jsonl", shard_bytes=1500)
    assert len(shards) > 2
    assert [part for shard in shards for part in shard.parts] == list(whole.parts)
    assert [head for shard in shards for head in shard.records] == list(whole.records)
    assert [(shard.start, shard.end) for shard in shards][-1][1] == whole.bytes


def test_locators_lead_to_the_texts(work: Path) -> None:
    """What is shown of a page or an entry stands where its locator says."""
    for path in FIXTURES:
        if path.suffix in (".html", ".xml", ".bib", ".csv"):
            for account in account_file(path):
                found = DumpText(path.read_bytes(), str(account.charset))
                assert all("; ".join(found.find(part.locator)) == part.text for part in account.parts if part.within == "entry" and part.locator)


def test_visible_text_of_a_page_is_shown_in_order() -> None:
    """The parts of a page, one after the other, are its visible text; each has its element, by an XPath and in few words."""
    path = PROJECT / "tests" / "dumps" / "arxiv-list" / "dump-2025-new.html"
    (account,) = account_file(path)
    assert "".join(part.text or "" for part in account.parts if part.within == "page") == Page(path.read_text(encoding="utf-8")).text
    title = find_part(account, within="page", field="title", record=1)
    assert title.element == "dl#articles > dd > div.meta > div.list-title"
    assert title.locator is not None
    assert title.locator.endswith("&xpath=/html[1]/body[1]/main[1]/div[1]/div[1]/div[1]/dl[1]/dd[1]/div[1]/div[1]{7,43}")


def test_values_stand_beside_their_texts() -> None:
    """What `repair` made of a text is with it, item by item, with the rules that changed that item."""
    account = account_text(
        "CLJan 12Code\nBees that CountJÃ¶rg Lind, Max Oak et al. Â· eth\nWe show that bees can count to $\\textit{five}$.\n", captured_on="2026-02-01"
    )
    rules = {part.text: (part.value, [edit.rule for edit in part.edits]) for part in account.parts if part.kind == "field"}
    assert rules["CL"] == ("cs.CL", ["category.code"])
    assert rules["Jan 12"] == ("2026-01-12", ["date.edtf", "date.captured-on"])
    assert rules["JÃ¶rg Lind"] == ("Jörg Lind", ["mojibake.ftfy"])
    assert rules["Max Oak"] == (None, [])
    assert rules["et al."] == (False, ["authors.et-al"])


def test_keys_that_no_field_used_are_named() -> None:
    """Keys of an entry that no field was made from are parts of it, as high up as that can be said; empty ones are none."""
    account = account_text(ENTRY.format(4).removesuffix("}") + ', "submitter": "A. B.", "versions": [{"v": 1}, {"v": 2}], "license": null, "tags": []}')
    assert [(part.element, part.text) for part in account.parts if part.kind == "unused"] == [("/submitter", "A. B."), ("/versions", "1; 2")]


@pytest.mark.parametrize(
    ("name", "unused"),
    [
        ("arxiv-atom/dump-2026.xml", "/entry/link[1]/@rel"),
        ("bibtex/dump-sites.bib", "publisher"),
        ("ris/dump.ris", "VL"),
        ("table/dump-links.csv", "pages"),
    ],
)
def test_keys_of_every_syntax_are_looked_at(name: str, unused: str) -> None:
    """An attribute, a field of a bibliography or a column that no field was made from is named in the words of its syntax."""
    path = PROJECT / "tests" / "dumps" / name
    keys = {part.element for account in account_file(path) for part in account.parts if part.kind == "unused"}
    assert unused in keys


def test_chosen_records_are_shown_alone() -> None:
    """A range of records keeps what stands between its first and last part, and one that holds them all changes nothing."""
    (account,) = account_file(PROJECT / "seeds" / "001_96259bf6ba3c5a80.txt")
    chosen = select_records(account, range(3, 5))
    assert {part.record for part in chosen.parts} - {None} == {3, 4}
    assert [head.number for head in chosen.records] == [3, 4]
    assert select_records(account, range(1, 100)) is account
    assert select_records(account, range(50, 60)).parts == ()


@pytest.mark.parametrize(("most", "records"), [(1000, 3), (20, 2), (4, 0), (0, 0)])
def test_account_is_cut_behind_a_record(most: int, records: int) -> None:
    """No more parts than asked for are kept, and no record of which some would be missing but the first."""
    (account,) = account_file(PROJECT / "tests" / "dumps" / "rejects-in-a-listing" / "dump.txt")
    limited = limit_parts(account, most)
    assert (len(limited.parts) <= most, len(limited.records)) == (True, records)


def test_rejects_say_which_field_they_were_found_as() -> None:
    """A text that is no value of its kind says of which kind."""
    (account,) = account_file(PROJECT / "tests" / "dumps" / "rejects-in-a-listing" / "dump.txt")
    assert [(part.rule, part.field) for part in account.parts if part.kind == "rejected"] == [
        ("unreadable", "listed"),
        ("orphan", None),
        ("unreadable", "published"),
        ("no-content", "abstract"),
    ]


def test_hostile_text_is_kept_as_it_is() -> None:
    """The account itself changes no text: it is the views that make it harmless."""
    account = account_text(f"A note {HOSTILE}")
    assert find_part(account, kind="rejected").text == f"A note {HOSTILE}"
    assert msgspec.json.decode(msgspec.json.encode(account), type=Account) == account


def test_text_of_several_lines_has_its_value_behind_the_last() -> None:
    """What came of a field that goes over several stretches stands with the last of them, beside all its text."""
    path = PROJECT / "tests" / "dumps" / "arxiv-mail" / "dump-digest-2026.txt"
    (account,) = account_file(path)
    lines = [part for part in account.parts if part.field == "abstract" and part.record == 1]
    assert len(lines) > 2
    assert [part.value is None for part in lines] == [True] * (len(lines) - 1) + [False]
    assert lines[-1].source == "\n".join(str(part.text) for part in lines)
