"""What became of the papers of one corpus in another, and why."""

from __future__ import annotations

import json
import random
import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
import pytest
from corpora import RunCorpus
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_same_bytes import make

from pipeline.diff.changes import Change, Summary
from pipeline.diff.compare import compare_corpora
from pipeline.errors import CorpusError
from pipeline.settings import Settings, SettingsFile
from pipeline.show.changes import show_change
from pipeline.show.ink import Ink
from pipeline.show.lines import lay_out

TEXT = "We count how far a model can count before it loses its place, and find that the error grows with the square root of the number of terms it has seen."
ABSTRACT = f"Abstract: {TEXT}\n"
ENTRY = "@misc{lind, title = {Counting to Infinity}, author = {Lind, Ann}, eprint = {2401.00001}, archivePrefix = {arXiv}}\n"
BOTH = f"@misc{{lind, title = {{Counting to Infinity}}, author = {{Lind, Ann}}, abstract = {{{TEXT}}}, eprint = {{2401.00001}}, archivePrefix = {{arXiv}}}}\n"
NOTED = "@misc{lind, title = {Counting to Infinity}, author = {Lind, Ann}, note = {12 pages}, year = {2024}, eprint = {2401.00001}, archivePrefix = {arXiv}}\n"
TEXT_ID = "text:"
ARXIV_ID = "arxiv:2401.00001"


def compare(old: Path, new: Path) -> tuple[list[Change], Summary]:
    with compare_corpora(old, new) as comparison:
        return list(comparison.walk()), comparison.sum_up()


@pytest.fixture
def make_pair(work: Path, run_corpus: RunCorpus) -> Callable[..., tuple[list[Change], Summary]]:
    """Compare the corpora of some dumps of a folder: `make_pair({"a.txt": …}, {"a.txt": …, "b.txt": …})`."""

    def build(old: dict[str, str], new: dict[str, str], /, **orders) -> tuple[list[Change], Summary]:
        for out, dumps in (("old", old), ("new", new)):
            for name, text in dumps.items():
                (work / name).write_text(text, encoding="utf-8")
            run_corpus(*dumps, out=out, **orders.get(out, {}))
        return compare(work / "old", work / "new")

    return build


def causes(change: Change) -> list[tuple[str, str]]:
    return [(cause.kind, cause.what) for cause in change.causes]


def test_the_same_is_the_same(seeds: Path, work: Path, run_corpus: RunCorpus) -> None:
    """A corpus compared with itself has no changes, and all its papers are the same."""
    run_corpus("seeds")
    changes, summary = compare(work / "out", work / "out")
    assert changes == []
    assert (summary.same, sum(summary.counts.values()), summary.files) == (26, 0, ())


def test_a_new_dump_adds_a_paper(make_pair) -> None:
    """A paper of a new dump is added because of it; the other way round it is removed."""
    (added,), summary = make_pair({"a.txt": ABSTRACT}, {"a.txt": ABSTRACT, "b.bib": ENTRY})
    assert (added.kind, added.old, added.new, added.title, causes(added)) == ("added", (), (ARXIV_ID,), "Counting to Infinity", [("dump-added", "b.bib")])
    assert (summary.same, summary.dumps_added, summary.dumps_removed) == (1, ("b.bib",), ())
    (removed,), _ = make_pair({"a.txt": ABSTRACT, "b.bib": ENTRY}, {"a.txt": ABSTRACT}, new={"replaces": True})
    assert (removed.kind, removed.old, removed.new, causes(removed)) == ("removed", (ARXIV_ID,), (), [("dump-removed", "b.bib")])


def test_a_dump_that_ties_two_papers_merges_them(make_pair) -> None:
    """Two papers are one because of a record that has the id of one and the text of the other: both edges are named, and the dump."""
    (change,), _ = make_pair({"a.txt": ABSTRACT, "b.bib": ENTRY}, {"a.txt": ABSTRACT, "b.bib": ENTRY, "c.bib": BOTH})
    assert (change.kind, change.new, causes(change)) == ("merged", (ARXIV_ID,), [("dump-added", "c.bib")])
    assert (change.old[0], change.old[1][:5]) == (ARXIV_ID, TEXT_ID)
    assert {(tie.kind, tuple(sorted(tie.dumps))) for tie in change.ties} == {("same-arxiv", ("b.bib", "c.bib")), ("same-text", ("a.txt", "c.bib"))}
    assert {field.field for field in change.fields} >= {"abstract", "aliases"}


def test_without_it_they_are_two_again(make_pair) -> None:
    """Without the record that tied them a paper is split: what tied it is named."""
    (change,), _ = make_pair({"a.txt": ABSTRACT, "b.bib": ENTRY, "c.bib": BOTH}, {"a.txt": ABSTRACT, "b.bib": ENTRY}, new={"replaces": True})
    assert (change.kind, change.old, causes(change)) == ("split", (ARXIV_ID,), [("dump-removed", "c.bib")])
    assert (change.new[0], len(change.new), len(change.ties)) == (ARXIV_ID, 2, 2)


def test_a_better_id_is_told_with_what_gives_it(make_pair) -> None:
    """A paper that had none but its text's id goes by its arXiv id once a record has one; old references lead to it."""
    (change,), _ = make_pair({"a.txt": ABSTRACT}, {"a.txt": ABSTRACT, "c.bib": BOTH})
    assert (change.kind, change.old[0][:5], change.new) == ("re-identified", TEXT_ID, (ARXIV_ID,))
    assert change.id_source is not None
    assert (change.id_source.field, change.id_source.source.dump) == ("identifiers.arxiv", "c.bib")
    assert next(field for field in change.fields if field.field == "aliases").new == list(change.old)


def test_a_changed_field_says_whose_value_it_has(make_pair) -> None:
    """A value that another record gives is told with both values, record, dump and rule."""
    (change,), summary = make_pair({"b.bib": ENTRY}, {"b.bib": ENTRY, "d.bib": NOTED})
    assert (change.kind, change.new, causes(change)) == ("changed", (ARXIV_ID,), [("dump-added", "d.bib")])
    comments = next(field for field in change.fields if field.field == "comments")
    assert (comments.old, comments.new, comments.old_source) == (None, "12 pages", None)
    assert comments.new_source is not None
    assert (comments.new_source.dump, comments.new_source.record) == ("d.bib", change.records_came[0])
    assert summary.fields["comments"] == 1


def test_another_day_of_capture_is_a_cause(make_pair) -> None:
    """The same dump, said to be captured on another day, resolves dates otherwise."""
    card = f"CLJan 22Code\nCounting to InfinityAnn Lind, Bo Ek et al. · eth\n{TEXT} ...\n"
    orders = {"old": {"captured_on": "2024-02-01"}, "new": {"captured_on": "2025-02-01"}}
    (change,), summary = make_pair({"a.txt": card}, {"a.txt": card}, **orders)
    assert causes(change) == [("capture-date", "a.txt: 2024-02-01 -> 2025-02-01")]
    assert [(field.old, field.new) for field in change.fields] == [("2024-01-22", "2025-01-22")]
    assert summary.differences == change.causes


def test_settings_and_version_are_causes(make_pair, work: Path) -> None:
    """What the same dumps give otherwise is put down to settings and version, if these differ."""
    chosen = {"settings": SettingsFile(corpus=Settings(max_dump_bytes=10))}
    (change,), _ = make_pair({"a.txt": ABSTRACT}, {"a.txt": ABSTRACT}, new=chosen)
    assert causes(change) == [("settings", f"max_dump_bytes: {Settings().max_dump_bytes} -> 10")]
    manifest = json.loads((work / "new" / "manifest.json").read_bytes())
    (work / "new" / "manifest.json").write_text(json.dumps(manifest | {"papersieve": "99"}))
    (change,), _ = compare(work / "old", work / "new")
    assert [kind for kind, _ in causes(change)] == ["settings", "version"]


def test_nothing_else_differs_but_the_code(work: Path, make_pair) -> None:
    """With the same dumps, version and settings a difference can only be the code's."""
    make_pair({"a.txt": ABSTRACT}, {"a.txt": ABSTRACT})
    path = work / "new" / "papers.jsonl"
    path.write_text(path.read_text(encoding="utf-8").replace("We count how", "They count how"), encoding="utf-8")
    (change,), _ = compare(work / "old", work / "new")
    assert (change.kind, causes(change)) == ("changed", [("code", "")])


def test_a_paper_may_change_because_of_another(make_pair) -> None:
    """A paper whose own dumps are the same gets another id as a different paper with its abstract comes in."""
    first = f"@misc{{a, title = {{On Counting, Part I}}, author = {{Lind, Ann}}, abstract = {{{TEXT}}}}}\n"
    changes, _ = make_pair({"a.bib": first}, {"a.bib": first, "b.bib": first.replace("Part I", "Part II")})
    told = {change.kind: causes(change) for change in changes}
    assert told == {"re-identified": [("other-papers", "")], "added": [("dump-added", "b.bib")]}


def test_a_renamed_dump_changes_no_paper(work: Path, make_pair) -> None:
    """A dump under another name is told as that."""
    changes, summary = make_pair({"a.txt": ABSTRACT}, {"b.txt": ABSTRACT})
    assert (changes, summary.dumps_renamed, summary.dumps_added) == ([], (("a.txt", "b.txt"),), ())
    assert "records.jsonl" in summary.files


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 1000), records=st.integers(2, 120), chance=st.randoms(use_true_random=False))
def test_every_paper_is_told_of(work: Path, run_corpus: RunCorpus, seed: int, records: int, chance: random.Random) -> None:
    """Whatever the dumps: each paper of either corpus is the same or in a change, each change has a cause, and the way back mirrors the way there."""
    names = make(work / "made", records, seed)
    chosen: list[Sequence[str]] = [chance.sample(names, chance.randint(1, len(names))) for _ in range(2)]
    for out, dumps in zip(("a", "b"), chosen, strict=True):
        shutil.rmtree(work / out, ignore_errors=True)
        run_corpus(*dumps, out=out)
    changes, summary = compare(work / "a", work / "b")
    back, _ = compare(work / "b", work / "a")
    ids = [{json.loads(line)["id"] for line in (work / out / "papers.jsonl").read_bytes().splitlines()} for out in ("a", "b")]
    assert len({name for change in changes for name in change.old}) + summary.same == len(ids[0])
    assert len({name for change in changes for name in change.new}) + summary.same == len(ids[1])
    assert all(change.causes for change in changes)
    assert all(len({*tie.records}) == 2 for change in changes for tie in change.ties)
    mirror = {"added": "removed", "removed": "added", "merged": "split", "split": "merged", "changed": "changed", "re-identified": "re-identified"}
    there = Counter((mirror[change.kind], tuple(sorted(change.new)), tuple(sorted(change.old))) for change in changes)
    assert Counter((change.kind, tuple(sorted(change.old)), tuple(sorted(change.new))) for change in back) == there


def test_changes_are_json(seeds: Path, work: Path, run_corpus: RunCorpus) -> None:
    """A change and the sum can be written as JSON and read again."""
    names = sorted(f"seeds/{path.name}" for path in seeds.iterdir())
    run_corpus(*names[:3], out="a")
    run_corpus(*names, out="b")
    changes, summary = compare(work / "a", work / "b")
    assert summary.counts["re-identified"] == 7
    assert msgspec.json.decode(msgspec.json.encode(changes), type=list[Change]) == changes
    assert msgspec.json.decode(msgspec.json.encode(summary), type=Summary) == summary


def test_hostile_values_are_shown_and_do_nothing(make_pair) -> None:
    """Escapes, controls and marks of a title or a dump's name are pictures of themselves."""
    hostile = ENTRY.replace("Counting to Infinity", "Counting [red]to\x1b[31m \u202eInfinity")
    changes, _ = make_pair({"a.txt": ABSTRACT}, {"a.txt": ABSTRACT, "b\x1b[2J.bib": hostile})
    shown = "\n".join(row for change in changes for line in show_change(change) for row in lay_out(line, Ink()))
    assert "[red]to" in shown
    assert not any(char in shown for char in "\x1b\u202e\x07")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"{not json}\n", "no paper at byte 0"),
        (b'{"id":"text:2"}\n{"id":"text:1"}\n', "not sorted by id at byte 16 \\('text:1' after 'text:2'\\)"),
        (b'{"id":"text:1"}\n', "the line at byte 0 is no paper"),
    ],
)
def test_a_broken_file_is_explained(work: Path, make_pair, content: bytes, message: str) -> None:
    """A file that is no list of papers, or not sorted, is an error that says where."""
    make_pair({"a.txt": ABSTRACT}, {"a.txt": ABSTRACT})
    (work / "old" / "papers.jsonl").write_bytes(content)
    with pytest.raises(CorpusError, match=message):
        compare(work / "old", work / "new")


@pytest.mark.parametrize("name", ["manifest.json", "papers.jsonl", "records.jsonl"])
def test_a_missing_file_is_explained(work: Path, make_pair, name: str) -> None:
    """A corpus without one of the files that are read is an error that names it."""
    make_pair({"a.txt": ABSTRACT}, {"a.txt": ABSTRACT})
    (work / "old" / name).unlink()
    with pytest.raises(CorpusError, match=name):
        compare(work / "old", work / "new")
