"""The corpus depends on the dumps and the settings, and on nothing else."""

from __future__ import annotations

import gc
import itertools
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from corpora import OUTPUTS, SEEDS, Corpus, RunCorpus
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline import stages
from pipeline.dedupe import dedupe
from pipeline.errors import InputError, OutputError
from pipeline.settings import Limits, Settings, SettingsFile

CASES = SEEDS.parent / "tests" / "dumps"
SMALL = SettingsFile(limits=Limits(shard_bytes=3000, batch_bytes=1))
PAPERS_OF_IDS = {
    "2504.02495": "reward modeling",
    "2502.11089": "NSA",
    "2505.09343": "hardware-aware model co-design",
    "2504.21801": "DeepSeek-Prover-V2",
    "2501.17811": "Janus-Pro",
    "2412.10302": "DeepSeek-VL2",
    "2411.07975": "JanusFlow",
    "2410.13848": "decouple visual encoding",
    "2408.08152": "DeepSeek-Prover-V1.5",
    "2405.14333": "Proof assistants like Lean",
}


def meaning(corpus: Corpus) -> list[dict[str, object]]:
    """The papers without what says where in which dump they are from."""
    papers = [json.loads(line) for line in corpus.files["papers.jsonl"].splitlines()]
    for paper in papers:
        del paper["records"], paper["origins"]
        paper["conflicts"] = [(conflict["field"], conflict["value"]) for conflict in paper["conflicts"]]
    return papers


def test_seeds_give_their_sum(seeds: Path, run_corpus: RunCorpus) -> None:
    """47 records of the five seeds are 26 papers, each id with the abstract it belongs to."""
    corpus = run_corpus("seeds")
    assert {line.dump: line.kept for line in corpus.ledger} == dict(
        zip((f"seeds/{path.name}" for path in sorted(seeds.iterdir())), (10, 11, 10, 6, 10), strict=True)
    )
    papers = corpus.papers
    assert (len(corpus.records), len(papers), len(corpus.rejected)) == (47, 26, 0)
    assert sum(paper.title is not None for paper in papers) == 20
    found = {paper.identifiers.arxiv: paper.abstract for paper in papers if paper.identifiers.arxiv}
    assert found.keys() == PAPERS_OF_IDS.keys()
    assert all(PAPERS_OF_IDS[name] in str(abstract) for name, abstract in found.items())
    assert sorted(corpus.files) == sorted(OUTPUTS)


def test_no_field_holds_furniture(seeds: Path, run_corpus: RunCorpus) -> None:
    """Labels, ids and page furniture are in no field; an id inside a comment stays in the comment."""
    for paper in run_corpus("seeds").papers:
        texts = [str(paper.title), str(paper.abstract), *paper.authors, *paper.affiliations]
        assert not any(word in text for text in texts for word in ("Abstract:", "arXiv:", "Subscribe", "inbox", "byAK", "et al."))


@pytest.mark.parametrize(
    "rewrite",
    [
        pytest.param(lambda data: data.replace(b"\n", b"\r\n"), id="crlf"),
        pytest.param(lambda data: data.replace(b"\n", b"\r"), id="old-mac"),
        pytest.param(lambda data: data.decode().encode("utf-8").decode("windows-1252").encode("utf-8"), id="mojibake"),
        pytest.param(lambda data: data.decode().encode("latin-1"), id="latin-1"),
        pytest.param(lambda data: b"\xef\xbb\xbf" + data, id="bom"),
        pytest.param(lambda data: data.decode().encode("utf-16"), id="utf-16"),
        pytest.param(lambda data: b"\n".join(line + b" \t " for line in data.split(b"\n")) + b"\n", id="trailing-space"),
        pytest.param(lambda data: data.replace(b"\n", b"\n\n\n"), id="more-blank-lines"),
        pytest.param(lambda data: data.replace(b"\n\n", b"\n"), id="no-blank-lines"),
    ],
)
def test_bytes_may_differ(seeds: Path, run_corpus: RunCorpus, rewrite) -> None:  # type: ignore[no-untyped-def]
    """Line ends, charsets, mojibake and blank lines change where fields are, not what they say."""
    expected = meaning(run_corpus("seeds", out="a"))
    for path in seeds.iterdir():
        path.write_bytes(rewrite(path.read_bytes()))
    assert meaning(run_corpus("seeds", out="b")) == expected


@pytest.mark.parametrize("separator", [b"\n", b"\r\n\r\n", b""], ids=["line-end", "blank-line", "nothing"])
def test_joined_dumps_are_cut_as_alone(seeds: Path, work: Path, run_corpus: RunCorpus, separator: bytes) -> None:
    """All seeds in one file, in any order, also where the files were joined without a line end, give the same papers."""
    expected = meaning(run_corpus("seeds", out="a"))
    parts = [path.read_bytes() for path in sorted(seeds.iterdir())]
    for number, order in enumerate(itertools.islice(itertools.permutations(range(5)), 0, 120, 7)):
        (work / "joined.txt").write_bytes(separator.join(parts[index] for index in order))
        assert meaning(run_corpus("joined.txt", out=f"b{number}")) == expected, order


def test_order_of_files_does_not_matter(seeds: Path, run_corpus: RunCorpus) -> None:
    """Arguments in any order, and a folder instead of its files, give the same bytes."""
    names = [f"seeds/{path.name}" for path in seeds.iterdir()]
    expected = run_corpus("seeds", out="a").files
    assert run_corpus(*sorted(names, reverse=True), out="b").files == expected
    assert run_corpus(names[3], "seeds", out="c").files == expected


def test_workers_and_shards_do_not_matter(seeds: Path, run_corpus: RunCorpus) -> None:
    """One process or two, whole dumps or shards of a few kilobytes: the same bytes."""
    expected = run_corpus("seeds", out="a").files
    assert run_corpus("seeds", out="b", settings=SMALL, workers=2).files == expected


def test_memory_is_handed_to_dedupe_and_makes_nothing_stale(seeds: Path, work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A limit reaches the stage it is for; with another one the corpus that is there is still up to date."""
    handed: list[int] = []
    monkeypatch.setattr(stages, "dedupe", lambda table, settings, workers, candidate_bytes: handed.append(candidate_bytes) or dedupe(table, settings, workers))
    for candidate_bytes in (1 << 20, 1 << 21):
        stages.run(work / "out", stages.Order(("seeds",), settings=SettingsFile(limits=Limits(candidate_bytes=candidate_bytes))))
    assert handed == [1 << 20]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    order=st.permutations([path.name for path in sorted(CASES.iterdir()) if (path / "dump.txt").exists()]),
    shard_bytes=st.integers(200, 3000),
)
def test_any_shard_size_gives_the_same_bytes(work: Path, run_corpus: RunCorpus, order: list[str], shard_bytes: int) -> None:
    """A dump that holds all layouts in any order is cut into shards without a trace."""
    (work / "joined.txt").write_bytes(b"\n".join((CASES / name / "dump.txt").read_bytes() for name in order))
    limits = SettingsFile(limits=Limits(shard_bytes=shard_bytes, batch_bytes=1))
    for out in ("a", "b"):
        shutil.rmtree(work / out, ignore_errors=True)
    assert run_corpus("joined.txt", out="a", settings=limits).files == run_corpus("joined.txt", out="b").files


def test_one_dump_a_day_is_as_good_as_all_at_once(seeds: Path, run_corpus: RunCorpus) -> None:
    """Dumps added one by one give the bytes of one run over all, and each is cleaned once."""
    expected = run_corpus("seeds", out="a").files
    names = sorted((f"seeds/{path.name}" for path in seeds.iterdir()), reverse=True)
    for name in names:
        corpus = run_corpus(name, out="b", adds=True)
    assert corpus.files == expected


def test_second_run_does_nothing(seeds: Path, work: Path, run_corpus: RunCorpus, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the corpus there already no stage is run again, and no file is touched."""
    expected = run_corpus("seeds").files
    before = {path: path.stat().st_mtime_ns for path in (work / "out").iterdir() if path.is_file()}
    for name in ("clean_batch", "dedupe_records", "merge_records", "write_corpus"):
        monkeypatch.setattr(stages, name, lambda *_: pytest.fail("a stage was run again"))
    assert run_corpus("seeds").files == expected
    assert {path: path.stat().st_mtime_ns for path in (work / "out").iterdir() if path.is_file()} == before


def test_new_dump_is_the_only_one_cleaned(seeds: Path, work: Path, run_corpus: RunCorpus, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a dump was added, only it goes through the record-local stages."""
    run_corpus("seeds")
    shutil.copyfile(CASES / "mixed-layouts" / "dump.txt", seeds / "new.txt")
    cleaned = []
    clean = stages.clean_shard
    monkeypatch.setattr(stages, "clean_shard", lambda shard, chosen: (cleaned.append(shard.dump.name), clean(shard, chosen))[1])
    run_corpus("seeds")
    assert cleaned == ["seeds/new.txt"]


def test_largest_batch_is_cleaned_first(work: Path, run_corpus: RunCorpus, monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches are begun in the order of their sizes, and dead cycles are looked for as before once they are done."""
    (work / "dumps").mkdir()
    for number, size in enumerate((3, 9, 1, 6)):
        (work / "dumps" / f"{number}.txt").write_text(f"Abstract:\nWe count {number} bees.\n\n" * size)
    cleaned = []
    clean = stages.clean_shard
    monkeypatch.setattr(stages, "clean_shard", lambda shard, chosen: (cleaned.append((shard.end, gc.get_threshold()[0])), clean(shard, chosen))[1])
    before = gc.get_threshold()
    run_corpus("dumps", settings=SettingsFile(limits=Limits(batch_bytes=1)))
    assert [size for size, _ in cleaned] == sorted((size for size, _ in cleaned), reverse=True)
    assert {threshold for _, threshold in cleaned} == {stages.COLLECT_AFTER}
    assert gc.get_threshold() == before


def test_crew_starts_its_processes_once(tmp_path: Path) -> None:
    """All that a crew is given to do is done by the same few processes, and single calls by none of them."""
    with stages.Crew(2) as crew:
        crew.call_all(os.symlink, [(name, tmp_path / f"0{name}") for name in "abc"])
        started = crew._pool
        crew.call_all(os.symlink, [(name, tmp_path / f"1{name}") for name in "abc"])
        assert crew._pool is started
        done: list[int] = []
        crew.call_all(done.append, [(7,)], lambda number, _result: done.append(number))
    assert done == [7, 0]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["0a", "0b", "0c", "1a", "1b", "1c"]


def test_state_only_saves_time(seeds: Path, work: Path, run_corpus: RunCorpus) -> None:
    """Without `.state/` the same bytes come out."""
    expected = run_corpus("seeds").files
    shutil.rmtree(work / "out" / ".state")
    assert run_corpus("seeds").files == expected


def test_dump_that_has_gone_stays(seeds: Path, run_corpus: RunCorpus) -> None:
    """Adding to a corpus needs none of its files, as long as their results are stored."""
    expected = run_corpus("seeds", "seeds/../seeds", out="a").files
    first, *rest = sorted(seeds.iterdir())
    run_corpus(*(f"seeds/{path.name}" for path in rest), out="b")
    for path in rest:
        path.unlink()
    assert run_corpus(f"seeds/{first.name}", out="b", adds=True).files == expected


def test_dump_that_has_gone_with_its_results_is_asked_for(seeds: Path, work: Path, run_corpus: RunCorpus) -> None:
    """Where neither the file nor its result is there, the person is told which file to put back."""
    first, *rest = sorted(seeds.iterdir())
    run_corpus(*(f"seeds/{path.name}" for path in rest))
    shutil.rmtree(work / "out" / ".state")
    rest[0].unlink()
    with pytest.raises(InputError, match=f"seeds/{rest[0].name}: the file is gone"):
        run_corpus(f"seeds/{first.name}", adds=True)


def test_corpus_of_other_dumps_is_not_overwritten(seeds: Path, run_corpus: RunCorpus) -> None:
    """`run` over other dumps refuses, unless it is told to replace."""
    first, second, *_ = sorted(f"seeds/{path.name}" for path in seeds.iterdir())
    run_corpus(first)
    with pytest.raises(OutputError, match=r"holds a corpus of other dumps \(seeds/000.*papersieve add"):
        run_corpus(second)
    assert [line.dump for line in run_corpus(second, replaces=True).ledger] == [second]


def test_same_content_is_one_dump(seeds: Path, run_corpus: RunCorpus) -> None:
    """A copy under another name gives no record twice; the ledger names it."""
    first = min(seeds.iterdir())
    shutil.copyfile(first, seeds / "copy.txt")
    line = next(line for line in run_corpus("seeds").ledger if line.dump == f"seeds/{first.name}")
    assert line.copies == ("seeds/copy.txt",)


def test_copies_added_in_any_order_have_one_name(seeds: Path, run_corpus: RunCorpus) -> None:
    """Whichever copy came first, the corpus is the same."""
    first = min(seeds.iterdir())
    shutil.copyfile(first, seeds / "copy.txt")
    expected = run_corpus(f"seeds/{first.name}", "seeds/copy.txt", out="a").files
    run_corpus("seeds/copy.txt", out="b")
    assert run_corpus(f"seeds/{first.name}", out="b", adds=True).files == expected


def test_capture_date_gives_years(seeds: Path, run_corpus: RunCorpus) -> None:
    """`captured_on` resolves dates without a year, as an edit on file; a sidecar goes before it."""
    dump = next(seeds.glob("001*"))
    (seeds / f"{dump.name}.meta.json").write_text('{"captured_on": "2026-02-01", "url": "https://example.org/list"}')
    corpus = run_corpus(f"seeds/{dump.name}", captured_on="2020-01-01")
    paper = next(paper for paper in corpus.papers if "Conditional Memory" in str(paper.title))
    assert (paper.published, paper.flags) == ("2026-01-12", ())
    record = next(record for record in corpus.records if record.id in paper.records)
    assert [(edit.rule, edit.args) for edit in record.fields["published"].edits] == [("date.edtf", ()), ("date.captured-on", ("2026-02-01",))]
    assert corpus.manifest.inputs[0].url == "https://example.org/list"


def test_folder_without_dumps_is_an_error(work: Path, run_corpus: RunCorpus) -> None:
    """Hidden files and sidecars are no dumps."""
    (work / "in").mkdir()
    (work / "in" / ".gitkeep").touch()
    with pytest.raises(InputError, match="no dumps there"):
        run_corpus("in")


def test_output_inside_a_folder_of_dumps_is_no_dump(seeds: Path, run_corpus: RunCorpus) -> None:
    """A corpus written below the folder of dumps is not read as one of them."""
    for out in ("seeds/clean", "."):
        expected = run_corpus("seeds", out=out).files
        assert run_corpus("seeds", out=out).files == expected


def test_pipeline_does_not_import_prefect() -> None:
    """The command line starts without Prefect."""
    code = "import sys, pipeline.cli; sys.exit(any(name.split('.')[0] in ('prefect', 'fastapi', 'sqlalchemy') for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_what_is_added_is_read_as_the_corpus_was(seeds: Path, run_corpus: RunCorpus) -> None:
    """Settings that a corpus was made with hold for what is added to it, unless others are given."""
    first, *rest = sorted(f"seeds/{path.name}" for path in seeds.iterdir())
    chosen = SettingsFile(corpus=Settings(max_dump_bytes=15_000))
    expected = run_corpus("seeds", out="a", settings=chosen)
    assert [item.reason for item in expected.rejected] == ["too-large"]
    run_corpus(first, out="b", settings=chosen)
    assert run_corpus(*rest, out="b", adds=True).files == expected.files
