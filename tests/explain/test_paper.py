"""Why a paper is one paper and says what it says."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from corpora import PROJECT, Corpus, RunCorpus
from explain.flocks import SHEEP, write_listing

from pipeline.explain import explain_paper
from pipeline.explain.accounts import Edge, PaperAccount
from pipeline.explain.edits import explain_rule
from pipeline.explain.evidence import find_path, grow_tree
from pipeline.explain.originals import Originals
from pipeline.lookup import Lookup
from pipeline.repair import EDITS

RunText = Callable[..., Corpus]


def explain_all(corpus: Corpus) -> Iterator[PaperAccount]:
    with Lookup(corpus.folder) as lookup, Originals(corpus.folder, corpus.manifest) as originals:
        for paper in corpus.papers:
            yield explain_paper(lookup, originals, paper)


@pytest.mark.parametrize("case", ["seeds", "arxiv-docmeta", "hf-page", "mixed-layouts", "disputed-id", "table-exports", "markdown-headings"])
def test_every_paper_is_explained(run_corpus: RunCorpus, case: str) -> None:
    """All records of a paper are in one tree of evidence, every value is replayed edit by edit, and every field is told with its origin."""
    dumps = PROJECT / "seeds" if case == "seeds" else PROJECT / "tests" / "dumps" / case
    corpus = run_corpus(*map(str, sorted(path for path in dumps.iterdir() if path.name != "expected.jsonl")))
    records = {record.id: record for record in corpus.records}
    for paper, account in zip(corpus.papers, explain_all(corpus), strict=True):
        assert sorted(branch.record for branch in account.evidence) == sorted(paper.records)
        assert [branch.depth for branch in account.evidence if branch.edge is None] == [0]
        edges = {frozenset((record, evidence.record)) for record in paper.records for evidence in records[record].evidence}
        assert len(edges) == len(paper.records) - 1 + len(account.further_evidence)
        assert {field.field for field in account.fields} == {*paper.origins, *(conflict.field for conflict in paper.conflicts)}
        for record in account.records:
            assert record.problem is None
            assert {value.field for value in record.values} == set(records[record.id].fields)
            for value in record.values:
                assert value.raw is not None
                assert [step.rule for step in value.steps] == [edit.rule for edit in records[record.id].fields[value.field].edits]


def test_edits_are_told_one_by_one(run_text: RunText) -> None:
    """Each edit is told with what it changed, in their order, and what its rule is for."""
    corpus = run_text('{"id": "2405.14333", "title": "Counting  $K$ &amp; all", "abstract": "x"}\n', name="flock.jsonl")
    (account,) = explain_all(corpus)
    (title,) = [value for value in account.records[0].values if value.field == "title"]
    told = [(step.rule, [(change.before, change.after) for change in step.changes]) for step in title.steps]
    assert told == [("entity.unescape", [("&amp;", "&")]), ("latex.math", [("$K$", "K")]), ("space.fold", [(" ", "")])]
    assert all(step.why for step in title.steps)


def test_losers_are_told_with_their_reason(run_text: RunText) -> None:
    """A teaser lost to the whole abstract because it is not complete, and that is told with the record that has it."""
    corpus = run_text(write_listing("sheep-arxiv", "sheep-teaser"), name="flock.jsonl")
    (account,) = explain_all(corpus)
    (abstract,) = [field for field in account.fields if field.field == "abstract"]
    assert (abstract.value, abstract.rule, abstract.why) == (SHEEP, "complete", "it is complete")
    (loser,) = abstract.losers
    assert (loser.records, loser.rule, loser.why) == ((account.records[1].id,), "complete", "it is not complete")


def test_gone_dumps_are_read_from_their_copies(run_text: RunText, work: Path) -> None:
    """When a dump's file has gone its copy serves; without that the rules are told, and that the texts are not at hand."""
    corpus = run_text('{"id": "2405.14333", "title": "Counting  $K$"}\n', name="flock.jsonl")
    (before,) = explain_all(corpus)
    (work / "flock.jsonl").unlink()
    assert list(explain_all(corpus)) == [before]
    shutil.rmtree(corpus.folder / ".state")
    (account,) = explain_all(corpus)
    assert "not at hand" in str(account.records[0].problem)
    (title,) = [value for value in account.records[0].values if value.field == "title"]
    assert (title.raw, [step.rule for step in title.steps], title.steps[0].changes) == (None, ["latex.math", "space.fold"], ())


def test_another_file_is_not_taken_for_the_dump(run_text: RunText, work: Path) -> None:
    """A file of the same name and length with other bytes in it is told to be another one."""
    corpus = run_text('{"id": "2405.14333", "title": "Counting  $K$"}\n', name="flock.jsonl")
    (work / "flock.jsonl").write_text('{"id": "2405.14333", "title": "Counting  $L$"}\n')
    (account,) = explain_all(corpus)
    assert "not the dump that was read" in str(account.records[0].problem)


def test_every_rule_of_an_edit_is_explained() -> None:
    """What each edit is for is found in the tables of rules."""
    assert [rule for rule in (*EDITS, "mojibake.ftfy", "date.captured-on") if not explain_rule(rule)] == []


def test_a_long_chain_is_a_tree() -> None:
    """Evidence that ties a thousand records one by one is a tree all the same, and so are records that nothing ties."""
    records = [f"r{number:04}" for number in range(1000)]
    edges = [Edge(one, other, "jaccard", 0.9, "", None) for one, other in pairwise(records[:-1])]
    branches, further = grow_tree(records[500], records, edges)
    assert ([branch.record for branch in branches if branch.edge is None], further) == ([records[500], records[-1]], ())
    assert max(branch.depth for branch in branches) == 500
    assert len(find_path(records[0], [records[998]], edges)) == 998
    assert find_path(records[0], [records[-1]], edges) == ()


def test_the_strongest_edges_make_the_tree() -> None:
    """Of a triangle the weakest edge is left over; of edges as strong those at the root are taken."""
    edges = [Edge("b", "c", "same-arxiv", 1.0, "", None), Edge("a", "b", "same-text", 1.0, "", None), Edge("a", "c", "jaccard", 0.8, "", None)]
    branches, further = grow_tree("a", "abc", edges)
    assert ([(branch.record, branch.depth) for branch in branches], further) == ([("a", 0), ("b", 1), ("c", 2)], (edges[2],))
    even = [Edge(one, other, "same-text", 1.0, "", None) for one, other in ("bc", "ab", "ac")]
    assert [branch.depth for branch in grow_tree("a", "abc", even)[0]] == [0, 1, 1]
