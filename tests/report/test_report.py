"""The report of a corpus: what it tells, what it leaves out, and that it is the same whoever makes it when."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path

import msgspec
import pytest
from corpora import RunCorpus
from report_pages import read_report

from benchmarks import make_dumps
from pipeline.report import choice, details, page, rows

PAGE = """<!doctype html><html><head><title>cs.CL</title>
<meta name="citation_title" content="Counting to Infinity"><meta name="citation_author" content="Lind, Mara">
<meta name="citation_arxiv_id" content="2403.01234"></head><body><h1>Counting to Infinity</h1></body></html>"""


@pytest.fixture
def mixed(work: Path) -> list[str]:
    """Dumps of several kinds with papers in common, by their names in the working folder."""
    assert make_dumps.main(["made", "--records", "90", "--seed", "3", "--duplicates", "0.5", "--format", "arxiv-snapshot,hf-api,arxiv-atom,aggregator"]) == 0
    (work / "made/dumps/page-2026-02-01.html").write_text(PAGE)
    return [f"made/dumps/{path.name}" for path in sorted((work / "made/dumps").iterdir())]


def test_order_and_days_do_not_matter(work: Path, run_corpus: RunCorpus, mixed: list[str]) -> None:
    """All dumps at once, or one a day in another order, each gone the day after: the same report, quotes and all."""
    expected = run_corpus("made/dumps", out="a").files["report.html"]
    random.Random(5).shuffle(mixed)
    for name in mixed:
        corpus = run_corpus(name, out="b", adds=True)
        (work / name).unlink()
    assert corpus.files["report.html"] == expected
    assert all(quote for paper in read_report(corpus.folder / "report.html").papers for quote in paper["quotes"])


def test_report_is_an_output(seeds: Path, run_corpus: RunCorpus) -> None:
    """The manifest lists the report, and its sum stands in it."""
    corpus = run_corpus("seeds")
    assert "report.html" in corpus.manifest.outputs
    html = " ".join(read_report(corpus.folder / "report.html").html.split())
    assert "<b>47</b> records" in html
    assert "<b>26</b> papers" in html
    assert "0 rejected; 5 dumps, 100% accounted for." in html


def test_rows_are_the_papers(seeds: Path, run_corpus: RunCorpus) -> None:
    """Each paper has a row, those from most dumps first, with the numbers that the corpus has."""
    corpus = run_corpus("seeds")
    report = read_report(corpus.folder / "report.html")
    papers = {paper.id: paper for paper in corpus.papers}
    assert sorted(report.column("ids")) == sorted(papers)
    assert report.column("records") == [len(papers[name].records) for name in report.column("ids")]
    numbers = [len(dumps) for dumps in report.column("dumps")]
    assert numbers == sorted(numbers, reverse=True)
    assert numbers[0] == 4


def test_pages_are_the_lines(seeds: Path, run_corpus: RunCorpus) -> None:
    """A paper's page holds its line and those of its records, each with its stretch of the dump, marked where fields are."""
    corpus = run_corpus("seeds")
    report = read_report(corpus.folder / "report.html")
    lines = {paper.id: json.loads(msgspec.json.encode(paper)) for paper in corpus.papers}
    order = [record.id for record in corpus.records]
    assert len(report.papers) == 26
    for paper in report.papers:
        assert paper["paper"] == lines[paper["paper"]["id"]]
        assert [record["id"] for record in paper["records"]] == sorted((record["id"] for record in paper["records"]), key=order.index)
        assert {record["id"] for record in paper["records"]} == set(paper["paper"]["records"])
        for record, (kind, parts, cut) in zip(paper["records"], paper["quotes"], strict=True):
            assert kind == "text"
            assert cut == 0
            start, end = map(int, record["locator"].removeprefix("bytes=").split(","))
            inside = "".join(text for text, name in parts if name != "listed" and text != "\n…\n")
            assert inside == Path(record["dump"]).read_bytes()[start:end].decode()


def test_numbers_of_charts(mixed: list[str], run_corpus: RunCorpus) -> None:
    """What the charts count is what the corpus holds."""
    corpus = run_corpus("made/dumps")
    charts = read_report(corpus.folder / "report.html").page["charts"]
    records = corpus.records
    assert sum(flow["records"] for flow in charts["flow"]) == len(records) == charts["papers"] + charts["merged"]
    assert sum(period["records"] for period in charts["timeline"]["periods"]) + charts["timeline"]["unknown"] == len(records)
    assert sum(bar["count"] for bar in charts["sizes"]) == len(corpus.papers)
    assert sum(bar["count"] for bar in charts["edits"]) == sum(len(field.edits) for record in records for field in record.fields.values())
    assert charts["evidence"]


def test_dump_says_the_day(mixed: list[str], run_corpus: RunCorpus) -> None:
    """The records of a dump whose name holds a date, and which say nothing themselves, are from that day."""
    corpus = run_corpus("made/dumps/page-2026-02-01.html")
    timeline = read_report(corpus.folder / "report.html").page["charts"]["timeline"]
    assert timeline["unit"] == "day"
    assert [(period["period"], period["records"]) for period in timeline["periods"]] == [("2026-02-01", 1)]


def test_rows_are_bounded(mixed: list[str], run_corpus: RunCorpus, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of more papers than there are rows for, those from most dumps are shown, and the page says that others are not."""
    expected = read_report(run_corpus("made/dumps", out="a").folder / "report.html")
    monkeypatch.setattr(choice, "MAX_ROWS", 10)
    report = read_report(run_corpus("made/dumps", out="b").folder / "report.html")
    assert report.column("ids") == expected.column("ids")[:10]
    assert f"Here are 10 of {len(expected.column('ids'))} papers" in report.html


def test_rows_have_a_budget(mixed: list[str], run_corpus: RunCorpus, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows that would take more than their share of the page are left out, block by block."""
    monkeypatch.setattr(rows, "BLOCK_ROWS", 5)
    monkeypatch.setattr(rows, "MAX_ROWS_BYTES", 2_000)
    report = read_report(run_corpus("made/dumps").folder / "report.html")
    assert 5 <= len(report.column("ids")) < 60
    assert f"Here are {len(report.column('ids'))} of" in report.html


def test_pages_have_a_budget(mixed: list[str], run_corpus: RunCorpus, monkeypatch: pytest.MonkeyPatch) -> None:
    """When there is no room for all papers, those with most to see have a page: they are of several records, or marked."""
    full = read_report(run_corpus("made/dumps", out="a").folder / "report.html")
    monkeypatch.setattr(details, "BLOCK_PAPERS", 2)
    monkeypatch.setattr(page, "MAX_BYTES", 24_000)
    report = read_report(run_corpus("made/dumps", out="b").folder / "report.html")
    assert 0 < len(report.papers) < len(full.papers)
    assert [paper["paper"]["id"] for paper in report.papers] == [paper["paper"]["id"] for paper in full.papers][: len(report.papers)]
    assert [report.column("ids")[row] for row in report.page["detailed"]] == [paper["paper"]["id"] for paper in report.papers]
    assert all(len(paper["records"]) > 1 or paper["paper"]["flags"] or paper["paper"]["conflicts"] for paper in report.papers)


def test_records_of_a_paper_are_bounded(seeds: Path, run_corpus: RunCorpus, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a paper of very many records the first are shown, and how many are not."""
    monkeypatch.setattr(details, "MAX_RECORDS", 3)
    report = read_report(run_corpus("seeds").folder / "report.html")
    assert [len(report.papers[0]["records"]), report.papers[0]["left_out"]] == [3, 1]


def test_many_dumps_are_summed(work: Path, run_corpus: RunCorpus, monkeypatch: pytest.MonkeyPatch) -> None:
    """Dumps beyond those that the table lists are one line, and dumps of one series one source."""
    monkeypatch.setattr(page, "MAX_DUMPS_LISTED", 5)
    for day in range(1, 21):
        (work / f"list-2026-02-{day:02}.txt").write_text(f"arXiv:2505.{day:05}We introduce the thing number {day}, which counts further than others do.\n")
    report = read_report(run_corpus(*[path.name for path in work.glob("*.txt")]).folder / "report.html")
    assert "15 more, in <code>ledger.jsonl</code>" in report.html
    assert [(flow["source"], flow["dumps"]) for flow in report.page["charts"]["flow"]] == [("list-#-#-#.txt", 20)]


def test_dump_that_gave_nothing_comes_first(seeds: Path, run_corpus: RunCorpus) -> None:
    """The warnings stand on the page, and a dump that gave nothing at the top of its table."""
    (seeds / "zero.txt").write_text("nothing here\n")
    html = read_report(run_corpus("seeds").folder / "report.html").html
    assert "1 thing to look at" in html
    assert "seeds/zero.txt: no records" in html
    assert html.index('<bdi class="name">seeds/zero.txt') < html.index('<bdi class="name">seeds/000')


def test_markup_in_names_is_text(work: Path, run_corpus: RunCorpus) -> None:
    """The name of a dump is text in the page, whatever is in it; what cannot be seen has a name."""
    name = "<img src=x onerror=alert(1)>\u202e&.txt"
    (work / name).write_text("nothing here\n")
    html = read_report(run_corpus(name).folder / "report.html").html
    assert "<img" not in html
    assert "&lt;img src=x onerror=alert(1)&gt;⟨U+202E⟩&amp;.txt" in html
    assert "\u202e" not in html


def test_empty_corpus_has_a_report(work: Path, run_corpus: RunCorpus) -> None:
    """A dump without records gives a page without papers."""
    (work / "empty.txt").write_text("")
    report = read_report(run_corpus("empty.txt").folder / "report.html")
    assert report.papers == []
    assert report.page["papers"] == 0


def test_copy_that_has_gone_is_said(seeds: Path, run_corpus: RunCorpus, monkeypatch: pytest.MonkeyPatch) -> None:
    """A record whose dump is not copied has no quote, and all else."""
    monkeypatch.setattr("pipeline.copies.MAX_COPIED_BYTES", 10)
    report = read_report(run_corpus("seeds").folder / "report.html")
    assert {quote for paper in report.papers for quote in paper["quotes"]} == {None}


def test_report_of_renamed_dumps(seeds: Path, work: Path, run_corpus: RunCorpus) -> None:
    """A dump that goes by another name now does so in the report."""
    run_corpus("seeds")
    shutil.copytree(seeds, work / "other")
    report = read_report(run_corpus("other", replaces=True).folder / "report.html")
    assert all(name.startswith("other/") for name in report.page["dumps"])
    assert all(record["dump"].startswith("other/") for paper in report.papers for record in paper["records"])
