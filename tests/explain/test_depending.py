"""What depends on a dump, or a stretch of one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from corpora import Corpus, RunCorpus
from explain.flocks import make_flock

from pipeline.errors import CorpusError
from pipeline.explain import explain_dump
from pipeline.explain.accounts import DumpAccount
from pipeline.explain.originals import Originals
from pipeline.explain.targets import find_target
from pipeline.lookup import Lookup
from pipeline.records import Paper


def explain(corpus: Corpus, name: str, most: int = 1000) -> DumpAccount:
    with Lookup(corpus.folder) as lookup, Originals(corpus.folder, corpus.manifest) as originals:
        target = find_target(name, originals.lines, corpus.folder)
        assert target is not None
        return explain_dump(lookup, originals, target, most)


def strip_provenance(paper: Paper) -> tuple[object, ...]:
    return tuple(getattr(paper, name) for name in paper.__struct_fields__ if name not in ("records", "origins", "conflicts", "flags", "aliases"))


def test_what_is_told_is_what_happens(seeds: Path, run_corpus: RunCorpus) -> None:
    """For each dump, the papers that are said to go, change or stay do so in a corpus of the other dumps."""
    corpus = run_corpus("seeds")
    papers = {paper.id: paper for paper in corpus.papers}
    dumps = sorted(path.name for path in seeds.iterdir())
    for dump in dumps:
        account = explain(corpus, f"seeds/{dump}")
        own = {record.paper for record in corpus.records if record.dump == f"seeds/{dump}"}
        assert {item.paper for item in account.depending} == own
        assert (account.papers, account.only_here + account.values_here + account.evidence_here) == (len(own), len(own))
        rest = run_corpus(*(f"seeds/{other}" for other in dumps if other != dump), out=f"without-{dump}")
        by_record = {record: paper for paper in rest.papers for record in paper.records}
        for item in account.depending:
            left = [record for record in papers[item.paper].records if record not in item.records]
            assert (item.without == "gone") == (not left)
            for paper in {by_record[record].id: by_record[record] for record in left}.values():
                before, after = strip_provenance(papers[item.paper]), strip_provenance(paper)
                assert (item.without == "same") == (before == after)
                for change in item.changes:
                    assert change.field != "id" or change.without == paper.id


def test_a_stretch(seeds: Path, run_corpus: RunCorpus) -> None:
    """Of a page's date all its records depend, of a title one; a byte stands for the stretch that holds it."""
    corpus = run_corpus("seeds")
    page = "002_a96430e3d82e756a.txt"
    date = explain(corpus, f"{page}:91,97")
    assert [(item.stretch.ref, item.text) for item in date.stretches] == [("page/listed", "Mar 11")]
    assert (date.papers, {change.field for item in date.depending for change in item.changes}) == (10, {"listed"})
    title = explain(corpus, f"{page}:100")
    assert [(item.fields, [(change.field, change.without) for change in item.changes]) for item in title.depending] == [(("title",), [("title", None)])]
    assert title.kinds == {"field": 1}
    assert explain(corpus, f"{page}:0,3").depending == ()


def test_what_holds_a_paper_together(run_corpus: RunCorpus) -> None:
    """Without a record that tied two others, their paper falls apart."""
    corpus, _ = make_flock(run_corpus, "sheep-id-alone", "sheep-text-alone", "sheep")
    assert [item.without for item in explain(corpus, "sheep").depending] == ["split"]
    assert [item.without for item in explain(corpus, "sheep-id-alone").depending] == ["changed"]


def test_only_the_first_papers_are_told(seeds: Path, run_corpus: RunCorpus) -> None:
    """All are counted, and those that stay in some form come first."""
    account = explain(run_corpus("seeds"), "002_a96430e3d82e756a.txt", most=4)
    assert (account.papers, len(account.depending), account.left_off) == (10, 4, 6)
    assert [item.without == "gone" for item in account.depending] == [False, False, False, True]


@pytest.mark.parametrize(
    "name",
    [
        "seeds/000_fb970690d5832f33.txt",
        "./seeds/000_fb970690d5832f33.txt",
        "000_fb970690d5832f33.txt",
        "sha256:b91cc614",
        "b91cc61443334efc7b3aa2c1ff7866a9203a5fcacc1aa594904b47b8d5c751b0",
    ],
)
def test_dumps_are_named(seeds: Path, run_corpus: RunCorpus, name: str) -> None:
    """A dump is called by its name, its path, the end of its name, or its sha-256."""
    corpus = run_corpus("seeds")
    assert explain(corpus, name).dump == "seeds/000_fb970690d5832f33.txt"
    assert (explain(corpus, f"{name}:9,20").start, explain(corpus, f"{name}:9,20").end) == (9, 20)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("seeds", "seeds: 5 dumps are called so, or lie in it: seeds/000_fb970690d5832f33.txt, "),
        ("000_fb970690d5832f33.txt:20,9", "has no such bytes. It has 12244"),
        ("000_fb970690d5832f33.txt:12244", "has no such bytes"),
    ],
)
def test_mistakes_about_dumps_are_explained(seeds: Path, run_corpus: RunCorpus, name: str, message: str) -> None:
    """A name of several dumps, and bytes that a dump does not have, are errors that say so."""
    corpus = run_corpus("seeds")
    with pytest.raises(CorpusError) as caught:
        explain(corpus, name)
    assert message in str(caught.value)


def test_members_of_an_archive_are_dumps(seeds: Path, run_corpus: RunCorpus, work: Path) -> None:
    """A dump inside an archive is called by its way there, and its text is found inside."""
    shutil.make_archive("week", "zip", root_dir=work, base_dir="seeds")
    account = explain(run_corpus("week.zip"), "002_a96430e3d82e756a.txt:91,97")
    assert (account.dump, account.stretches[0].text) == ("week.zip/seeds/002_a96430e3d82e756a.txt", "Mar 11")
