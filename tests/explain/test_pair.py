"""Why two records are, or are not, one paper."""

from __future__ import annotations

import pytest
from corpora import Corpus, RunCorpus
from explain.flocks import make_flock

from pipeline.dedupe import DedupeSettings
from pipeline.explain import explain_pair
from pipeline.explain.accounts import PairAccount
from pipeline.lookup import Lookup
from pipeline.resolution import KINDS
from pipeline.settings import Settings, SettingsFile


def explain(corpus: Corpus, a: str, b: str) -> PairAccount:
    with Lookup(corpus.folder) as lookup:
        return explain_pair(lookup, *[(name, lookup.find_papers(name)[0]) for name in (a, b)])


@pytest.mark.parametrize(
    ("names", "outcome", "rule", "words"),
    [
        (("sheep-arxiv", "sheep-again"), "vetoed", None, "different arXiv ids: 2405.14333 and 2405.14999"),
        (("sheep-doi-1", "sheep-doi-2"), "vetoed", None, "different DOIs: 10.5000/wool.1 and 10.5000/wool.2"),
        (("part-1", "part-2"), "vetoed", None, "the numbers in their titles differ: ‘Part I:’ and ‘Part II:’"),
        (("sheep", "part-2"), "vetoed", None, "the numbers in their titles differ: no number and ‘Part II:’"),
        (("sheep", "comment"), "vetoed", None, "one is the paper itself, one is a comment (‘Comment on’, role.comment)"),
        (("sheep", "goats"), "apart", "apart.title-and-authors", "Another title by other people is another paper"),
        (("sheep", "edited"), "unproven", "none.no-rule", "no row of the decision table"),
        (("sheep", "goats-text"), "unproven", "none.no-rule", "no row of the decision table"),
    ],
    ids=lambda value: " and ".join(value) if isinstance(value, tuple) else "",
)
def test_two_papers(run_corpus: RunCorpus, names: tuple[str, str], outcome: str, rule: str | None, words: str) -> None:
    """Two records that are two papers, and what decided it: a veto with its words, or a row of the table."""
    corpus, (a, b) = make_flock(run_corpus, *names)
    account = explain(corpus, a, b)
    first = account.comparisons[0]
    assert (account.outcome, first.rule, first.verdict in KINDS, first.compared) == (outcome, rule, False, True)
    assert words in first.why
    assert (account.a.records, account.b.records) == ((a,), (b,))


@pytest.mark.parametrize(
    ("names", "kinds"),
    [
        (("sheep-arxiv", "sheep-revised"), ["same-arxiv"]),
        (("sheep", "sheep-arxiv"), ["same-text"]),
        (("sheep", "sheep-revised"), ["jaccard"]),
        (("sheep", "sheep-teaser"), ["containment"]),
        (("sheep-id-alone", "sheep"), ["title"]),
        (("sheep-id-alone", "sheep-text-alone", "sheep"), ["title", "same-text"]),
    ],
    ids=lambda value: " and ".join(value) if isinstance(value, tuple) else "",
)
def test_one_paper(run_corpus: RunCorpus, names: tuple[str, ...], kinds: list[str]) -> None:
    """Two records that are one paper are tied by the shortest way of evidence there is, directly or by way of others."""
    corpus, (a, b, *_) = make_flock(run_corpus, *names)
    account = explain(corpus, a, b)
    assert account.outcome == "one-paper"
    assert [edge.kind for edge in account.path] == kinds
    assert [account.path[0].record, *[edge.other for edge in account.path]][:: len(kinds)] == [a, b]
    assert (account.comparisons[0].verdict in KINDS) == (len(kinds) == 1)
    assert all(edge.rule for edge in account.path)


def test_a_name_for_itself(run_corpus: RunCorpus) -> None:
    """Two names of the same records are told to be that; an alias and an id of one paper stand for different ones."""
    corpus, (a, b) = make_flock(run_corpus, "sheep", "sheep-arxiv")
    assert (explain(corpus, a, a).path, explain(corpus, "2405.14333", b).path) == ((), ())
    alias = corpus.papers[0].aliases[0]
    assert [(edge.record, edge.other) for edge in explain(corpus, alias, "arxiv:2405.14333").path] == [(a, b)]


def test_cut_clusters(run_corpus: RunCorpus) -> None:
    """A row of the table would make two papers one, but their records contradict each other: both are shown."""
    corpus, _ = make_flock(run_corpus, "sheep-arxiv", "sheep-again", "sheep")
    assert len(corpus.papers) == 2
    account = explain(corpus, "2405.14333", "2405.14999")
    assert account.outcome == "cut"
    assert (account.comparisons[0].verdict, account.comparisons[1].veto) == ("same-text", "arxiv-ids")
    assert account.links == ("abstract-shared:arxiv:2405.14999", "abstract-shared:arxiv:2405.14333")


def test_never_compared(run_corpus: RunCorpus) -> None:
    """In a corpus that is too large to compare all, two records without a common key were never compared, and the keys of each are told."""
    settings = SettingsFile(corpus=Settings(dedupe=DedupeSettings(exact_below=0)))
    corpus, (a, b, c) = make_flock(run_corpus, "sheep", "goats", "goats-text", settings=settings)
    account = explain(corpus, a, c)
    assert account.outcome == "never-compared"
    keys = {key.key: (key.shared, key.a, key.b) for key in account.comparisons[0].keys}
    assert (keys["title"], keys["whole abstract"], keys["DOI"]) == ((False, True, False), (False, True, True), (False, False, False))
    assert explain(corpus, b, c).outcome == "one-paper"


def test_vetoes_of_pairs_that_were_not_compared(run_corpus: RunCorpus) -> None:
    """Other numbers in the titles say nothing of two records that were not compared; other ids do."""
    settings = SettingsFile(corpus=Settings(dedupe=DedupeSettings(exact_below=0)))
    corpus, (a, b) = make_flock(run_corpus, "part-1", "goats", settings=settings)
    assert explain(corpus, a, b).outcome == "never-compared"
    corpus, (a, b) = make_flock(run_corpus, "sheep-doi-1", "goats-doi", out="other", settings=settings)
    assert explain(corpus, a, b).outcome == "vetoed"


def test_facts_are_told_with_what_would_do(run_corpus: RunCorpus) -> None:
    """Each fact has its answer, both sides, the measure, and what the row asks for; an unproven pair also what would make it one paper."""
    corpus, records = make_flock(run_corpus, "sheep", "edited")
    comparison = explain(corpus, *records).comparisons[0]
    facts = {fact.fact: fact for fact in comparison.facts}
    assert (facts["text"].says, facts["title"].says, facts["authors"].says) == ("near", "unlike", "one")
    assert facts["text"].measured["jaccard"] >= 0.75
    assert (facts["title"].a, facts["title"].b) == ("Counting Sheep over a Fence at Dusk", "Sheep: Their Number and Their Fences")
    assert comparison.instead[0].startswith("title were none (one of them has no title), or close or ")
    corpus, records = make_flock(run_corpus, "sheep", "goats", out="other")
    facts = {fact.fact: fact for fact in explain(corpus, *records).comparisons[0].facts}
    assert (facts["authors"].demanded, facts["title"].demanded, facts["year"].demanded) == (("disjoint",), ("unlike", "related"), ())
