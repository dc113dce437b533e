"""Dumps made for measuring: what the truth says of them is so, and every format knows its own."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest
import zstandard
from corpora import RunCorpus

from benchmarks import make_dumps
from benchmarks.dumps.copies import KINDS, ORIGINAL
from benchmarks.dumps.invented import InventedTexts
from benchmarks.dumps.layouts import LAYOUTS
from benchmarks.dumps.papers import MAX_PAPERS, make_paper, start_rng
from benchmarks.dumps.plan import Request, Slot, plan_records
from benchmarks.dumps.sources import RealTexts, cut_thirds, read_texts
from benchmarks.end_to_end import score_corpus

ALL_FORMATS = ",".join(layout.format for layout in LAYOUTS)


def make(folder: Path, *options: str) -> list[list[str]]:
    """Make dumps; gives the lines of their truth."""
    assert make_dumps.main([str(folder), *options]) == 0
    return [line.split("\t") for line in (folder / "truth.tsv").read_text(encoding="utf-8").splitlines()[1:]]


def read_all(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def write_abstracts(folder: Path, count: int) -> Path:
    """A file of abstracts, and a table that says that the second and the third are one paper."""
    texts = InventedTexts()
    rows = [texts.write(number, start_rng(5, number, 0)) for number in range(count)]
    lines = [json.dumps({"id": f"r{number}", "title": row.title, "authors": row.authors, "abstract": row.abstract}) for number, row in enumerate(rows)]
    (folder / "abstracts.jsonl.zst").write_bytes(zstandard.compress("\n".join(lines).encode()))
    (folder / "pairs.tsv.zst").write_bytes(zstandard.compress(b"id_a\tid_b\tlabel\nr1\tr2\tdup\nr0\tr1\tneg\n"))
    return folder / "abstracts.jsonl.zst"


def cut_shingles(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[start : start + 3]) for start in range(len(words) - 2)}


def test_same_seed_same_bytes(tmp_path: Path) -> None:
    """The same seed gives the same bytes, another one others."""
    for name, seed in (("a", "1"), ("b", "1"), ("c", "2")):
        make(tmp_path / name, "--records", "120", "--seed", seed, "--format", ALL_FORMATS)
    assert read_all(tmp_path / "a") == read_all(tmp_path / "b")
    assert read_all(tmp_path / "a") != read_all(tmp_path / "c")


@pytest.mark.parametrize("layout", LAYOUTS, ids=[layout.format for layout in LAYOUTS])
def test_each_format_knows_its_own(work: Path, run_corpus: RunCorpus, layout) -> None:
    """All records of a layout are found, by the format that it is named after, and nothing is rejected."""
    truth = make(work / "made", "--records", "60", "--duplicates", "0.5", "--format", ",".join(sorted({"arxiv-snapshot", layout.format})))
    corpus = run_corpus("made/dumps")
    expected = Counter(dump for dump, *_ in truth)
    assert {line.dump.removeprefix("made/dumps/"): line.found for line in corpus.ledger} == expected
    assert {name for line in corpus.ledger for name in line.formats} == {"arxiv-snapshot", layout.format}
    assert corpus.rejected == []


def test_records_with_ids_are_merged_as_the_truth_says(work: Path, run_corpus: RunCorpus) -> None:
    """What carries ids comes out as the papers that the truth has, in a run and after an update."""
    options = ("--duplicates", "0.4", "--seed", "3")
    make(work / "made", "--records", "200", "--format", "arxiv-snapshot:0.7,hf-api,arxiv-oai", *options)
    truth = make(work / "more", "--records", "40", "--after", "200", *options)
    truths = [work / "made" / "truth.tsv", work / "more" / "truth.tsv"]
    run_corpus("made/dumps")
    assert score_corpus(work / "out", truths[:1]) == {"precision": 1.0, "recall": 1.0}
    run_corpus("more/dumps", adds=True)
    assert score_corpus(work / "out", truths) == {"precision": 1.0, "recall": 1.0}
    assert Counter(int(paper) < 120 for _, _, paper, _ in truth) == {True: 16, False: 24}


def test_a_false_merge_is_seen(work: Path, run_corpus: RunCorpus) -> None:
    """Where the truth says otherwise, precision and recall say so; where records are missing, nothing is said."""
    truth = make(work / "made", "--records", "30", "--duplicates", "0.5")
    run_corpus("made/dumps")
    lines = ["dump\tnumber\tpaper\tcopy"]
    path = work / "other.tsv"
    path.write_text("\n".join([*lines, *(f"{dump}\t{number}\t{number}\t{kind}" for dump, number, _, kind in truth)]))
    assert score_corpus(work / "out", [path]) == {"precision": 0.0, "recall": 1.0}
    path.write_text("\n".join([*lines, *(f"{dump}\t{number}\t7\t{kind}" for dump, number, _, kind in truth)]))
    figures = score_corpus(work / "out", [path])
    assert figures["precision"] == 1.0
    assert 0 < figures["recall"] < 1
    path.write_text("\n".join([*lines, *("\t".join(line) for line in truth[:-1])]))
    with pytest.raises(ValueError, match="30 records, and not 29"):
        score_corpus(work / "out", [path])


def test_every_kind_of_copy_is_made(tmp_path: Path) -> None:
    """Copies are the share that was asked for, of every kind, in clusters of two to four."""
    truth = make(tmp_path / "made", "--records", "1000", "--format", "arxiv-snapshot:0.6,records-json:0.4")
    kinds = Counter(kind for *_, kind in truth)
    assert kinds[ORIGINAL] == 670
    assert set(kinds) == {ORIGINAL, *KINDS}
    sizes = Counter(Counter(paper for _, _, paper, _ in truth).values())
    assert set(sizes) == {1, 2, 3, 4}
    assert sorted((dump, int(number)) for dump, number, _, _ in truth) == [
        *(("records.jsonl", number) for number in range(400)),
        *(("snapshot.jsonl", number) for number in range(600)),
    ]


def test_real_abstracts_come_first_and_each_once(tmp_path: Path) -> None:
    """What the table of pairs calls one paper is used once, and so is what has one title."""
    texts = read_texts(write_abstracts(tmp_path, 50))
    assert len(texts) == 49
    real = RealTexts(texts, 1)
    assert {real.write(number, random.Random(number)) for number in range(49)} == set(texts)


@pytest.mark.parametrize("is_real", [True, False], ids=["recombined", "invented"])
def test_papers_stay_unlike(tmp_path: Path, is_real) -> None:
    """No two papers have a Jaccard similarity of 0.3, and no two have one id or title."""
    texts = RealTexts(read_texts(write_abstracts(tmp_path, 150)), 1) if is_real else InventedTexts()
    papers = [make_paper(number, 1, texts) for number in range(350)]
    shingles = [cut_shingles(paper.abstract) for paper in papers]
    assert max(len(a & b) / len(a | b) for a, b in combinations(shingles, 2)) < 0.3
    assert len({paper.arxiv for paper in papers}) == len(papers)
    assert len({paper.title for paper in papers}) == len(papers)


def test_too_few_abstracts(tmp_path: Path) -> None:
    """Where abstracts cannot give so many different papers, that is said rather than papers repeated."""
    texts = RealTexts(read_texts(write_abstracts(tmp_path, 20)), 1)
    with pytest.raises(ValueError, match="too few for so many papers"):
        texts.write(5_000, random.Random(1))
    with pytest.raises(ValueError, match="none of them can be recombined"):
        RealTexts(texts.texts[:0], 1).write(0, random.Random(1))


def test_thirds_hold_all_words() -> None:
    """The three parts of an abstract that can be cut are all of it."""
    text = " ".join(f"{'So it goes and goes on ' * 3}until {number}." for number in range(9))
    parts = cut_thirds(text)
    assert parts is not None
    assert " ".join(parts) == text


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--records", "10", "--format", "none"], "no layout for this format"),
        (["--records", "10", "--format", "hf-api,hf-api"], "names a format twice"),
        (["--records", "10", "--duplicates", "0.9"], "too many for 1 papers"),
        (["--records", "100", "--after", "10"], "too many for the 7 papers"),
        (["--records", "10", "--abstracts", "missing.zst"], "missing.zst"),
    ],
)
def test_what_cannot_be_made_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], message: str) -> None:
    """A request that cannot be met ends with a message and status 2."""
    with pytest.raises(SystemExit) as exit_info:
        make_dumps.main([str(tmp_path / "made"), *options])
    assert exit_info.value.code == 2
    assert message in capsys.readouterr().err


def test_ids_run_out() -> None:
    """There is no paper beyond the last arXiv id."""
    assert make_paper(MAX_PAPERS - 1, 1, InventedTexts()).arxiv == "2612.99999"
    with pytest.raises(ValueError, match="there are ids for"):
        make_paper(MAX_PAPERS, 1, InventedTexts())


def test_the_plan_fills_layouts_with_copies_first() -> None:
    """Originals are in the first layout as long as copies fill the others."""
    slots = list(plan_records(Request(100, 1, 0.3, (0.8, 0.2))))
    assert sum(slot.layout for slot in slots) == 20
    assert all(slot.copy for slot in slots if slot.layout)
    assert Slot(0, 0, 0) in slots
