"""Loading a corpus: typed, lazy, and never quietly less than was written."""

from __future__ import annotations

import pickle
import shutil
import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from corpora import PROJECT
from loading import change_papers, make_paper, make_seed_corpus

import pipeline
from pipeline import Corpus, CorpusError, Paper, Record, load_corpus
from pipeline.corpus import fill_values

USER_PROGRAM = """
from typing import assert_type

from pipeline import Corpus, Paper, Record, load_corpus

corpus = load_corpus("data/clean")
assert_type(corpus, Corpus)
for paper in corpus:
    assert_type(paper, Paper)
    assert_type(paper.identifiers.doi, str | None)
    assert_type(paper.authors, tuple[str, ...])
for record in corpus.records:
    assert_type(record, Record)
assert_type(corpus["2405.14333"].title, str | None)
assert_type(corpus.list_records(corpus["2405.14333"]), list[Record])
print([line.reason for line in corpus.rejected], [line.dump for line in corpus.ledger], corpus.manifest.counts)
"""


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """The corpus of the seeds: read it, do not change it."""
    return make_seed_corpus(tmp_path_factory.mktemp("seeds"))


@pytest.fixture
def copy(corpus: Corpus, tmp_path: Path) -> Path:
    """A copy of it, to be changed."""
    return Path(shutil.copytree(corpus.folder, tmp_path / "clean"))


def test_papers_are_typed_and_can_be_read_again(corpus: Corpus) -> None:
    """Going through a corpus gives its papers in the order of the file, as often as one likes; two loops do not disturb each other."""
    first = list(corpus)
    assert [type(paper) for paper in first] == [Paper] * len(corpus) == [Paper] * 26
    assert list(corpus.papers) == first
    assert all(one is not other and one == other for one, other in zip(corpus, corpus, strict=True))


def test_other_files_are_typed(corpus: Corpus) -> None:
    """Records, rejects and the ledger are there too, with the manifest."""
    assert (len(corpus.records), len(corpus.rejected), len(corpus.ledger)) == (47, 0, 5)
    assert all(isinstance(record, Record) for record in corpus.records)
    assert sum(line.kept for line in corpus.ledger) == 47
    assert corpus.manifest.schema_version == 1


@pytest.mark.parametrize("name", ["arxiv:2504.02495", "2504.02495", "https://arxiv.org/abs/2504.02495v3", "text:0536d0792f8a5056"])
def test_a_paper_is_found_by_its_names(corpus: Corpus, name: str) -> None:
    """An id, an id as people write it, and an alias lead to the paper."""
    assert corpus[name].id == "arxiv:2504.02495"
    assert name in corpus


def test_what_is_not_there_is_not_found(corpus: Corpus) -> None:
    """A name of no paper is a `KeyError`, an empty list, and not in the corpus."""
    assert corpus.find("arxiv:1234.56789") == []
    assert "arxiv:1234.56789" not in corpus
    with pytest.raises(KeyError, match=r"1234\.56789"):
        corpus["arxiv:1234.56789"]


def test_records_of_a_paper_have_all_values(corpus: Corpus) -> None:
    """What the file leaves out because the paper has it is put back; nothing else changes."""
    written = {record.id: record for record in corpus.records}
    for paper in corpus:
        records = corpus.list_records(paper)
        assert tuple(record.id for record in records) == paper.records
        for record in records:
            assert not any(field.value is msgspec.UNSET for field in record.fields.values())
            for name, field in written[record.id].fields.items():
                assert field.value is msgspec.UNSET or field == record.fields[name]


def test_a_record_of_another_paper_is_refused(corpus: Corpus) -> None:
    """Values are filled in from the record's own paper, or not at all."""
    record = next(iter(corpus.records))
    with pytest.raises(ValueError, match=r"is a record of"):
        fill_values(record, make_paper())


def test_lookups_follow_a_corpus_that_is_replaced(copy: Path, corpus: Corpus, tmp_path: Path) -> None:
    """After the files were replaced the new ones are searched."""
    loaded = load_corpus(copy)
    assert "2504.02495" in loaded
    other = change_papers(corpus, tmp_path / "other", [make_paper()])
    (other.folder / "papers.jsonl").replace(copy / "papers.jsonl")
    assert loaded.find("2504.02495") == []


def test_a_corpus_goes_to_other_processes(corpus: Corpus) -> None:
    """A corpus is small, says in a line what it is, and can be handed to another process, which reads the files itself."""
    len(corpus.find("2504.02495"))
    copied = pickle.loads(pickle.dumps(corpus))  # noqa: S301 - it was pickled a moment ago
    assert copied == corpus
    assert next(iter(copied)) == next(iter(corpus))
    assert repr(corpus) == f"<corpus {str(corpus.folder)!r}: 26 papers of 47 records>"


def test_memory_stays_flat(corpus: Corpus, tmp_path: Path) -> None:
    """Twenty times as many papers take no more memory to go through."""

    def measure(count: int) -> int:
        papers = [make_paper(number, abstract="x" * 2000) for number in range(count)]
        large = change_papers(corpus, tmp_path / str(count), papers)
        del papers
        tracemalloc.start()
        assert sum(1 for _ in large) == count
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    measure(1)
    assert measure(4000) < 2 * measure(200)


def _cut_within_a_line(folder: Path) -> None:
    path = folder / "papers.jsonl"
    path.write_bytes(path.read_bytes()[:-100])


def _cut_behind_a_line(folder: Path) -> None:
    path = folder / "papers.jsonl"
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))


def _break_a_line(folder: Path) -> None:
    path = folder / "papers.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[:6], lines[6].replace(b'"authors":[', b'"authors":{'), *lines[7:]]))


def _change_a_type(folder: Path) -> None:
    path = folder / "papers.jsonl"
    path.write_bytes(path.read_bytes().replace(b'"flags":[]', b'"flags":7', 1))


def _spoil_the_encoding(folder: Path) -> None:
    path = folder / "papers.jsonl"
    path.write_bytes(path.read_bytes().replace(b'"abstract":"', b'"abstract":"\xff', 1))


def _raise_the_version(folder: Path) -> None:
    path = folder / "manifest.json"
    path.write_bytes(path.read_bytes().replace(b'"schema_version": 1', b'"schema_version": 2').replace(b'"counts"', b'"sums"'))


def _change_the_schema(folder: Path) -> None:
    path = folder / "papers.schema.json"
    path.write_bytes(path.read_bytes().replace(b"urn:papersieve:papers:1", b"urn:papersieve:papers:9"))


def _spoil_the_schema(folder: Path) -> None:
    (folder / "records.schema.json").write_bytes(b"{")


DAMAGES: list[tuple[Callable[[Path], object], str]] = [
    (_cut_within_a_line, r"papers\.jsonl: ends within a line"),
    (_cut_behind_a_line, r"papers\.jsonl: holds 25 lines, and manifest\.json says 26"),
    (_break_a_line, r"papers\.jsonl: line 7 cannot be read: .* Make the corpus anew"),
    (_change_a_type, r"papers\.jsonl: line \d+ cannot be read: Expected `array`, got `int` - at `\$\.flags`"),
    (_spoil_the_encoding, r"papers\.jsonl: line 1 cannot be read"),
    (_raise_the_version, r"layout version 2, this papersieve reads version 1\. Use the papersieve that made it"),
    (_change_the_schema, r"papers\.schema\.json: is the schema 'urn:papersieve:papers:9'"),
    (_spoil_the_schema, r"records\.schema\.json: cannot be read"),
    (lambda folder: (folder / "records.jsonl").unlink(), r"records\.jsonl: cannot be read \(No such file"),
    (lambda folder: (folder / "papers.schema.json").unlink(), r"papers\.schema\.json: cannot be read \(No such file"),
    (lambda folder: (folder / "manifest.json").unlink(), r"no corpus there \(no manifest\.json\)"),
    (lambda folder: (folder / "manifest.json").write_text("{}"), r"manifest\.json: cannot be read"),
    (shutil.rmtree, r"no corpus there"),
]


@pytest.mark.parametrize(("damage", "message"), DAMAGES, ids=lambda value: value if isinstance(value, str) else "")
def test_damage_is_seen(copy: Path, damage: Callable[[Path], object], message: str) -> None:
    """A corpus that is cut, changed, of another layout or not there is refused, at the latest behind its last paper: what, where, what to do."""
    damage(copy)
    with pytest.raises(CorpusError, match=message):
        list(load_corpus(copy))


def test_check_sees_what_reading_cannot(copy: Path) -> None:
    """A letter that was changed is found by its sha-256, and only where that is asked for."""
    path = copy / "records.jsonl"
    path.write_bytes(path.read_bytes().replace(b"seeds/000", b"seeds/999", 1))
    corpus = load_corpus(copy)
    assert len(list(corpus.records)) == 47
    with pytest.raises(CorpusError, match=r"records\.jsonl: is not the file that manifest\.json lists"):
        corpus.check()
    with pytest.raises(CorpusError, match=r"records\.jsonl"):
        load_corpus(copy, check=True)


def test_a_sound_corpus_passes(copy: Path) -> None:
    """A corpus that was copied whole is sound, also without `.state/`."""
    shutil.rmtree(copy / ".state")
    assert len(load_corpus(str(copy), check=True)) == 26


def test_importing_the_package_is_cheap() -> None:
    """`import pipeline` brings nothing else along, and what is asked for is then there."""
    program = (
        "import sys, pipeline\n"
        "assert not [name for name in sys.modules if name.startswith('pipeline.') or name in ('numpy', 'msgspec', 'pyarrow')], 'more is imported'\n"
        "assert all(getattr(pipeline, name) is not None for name in pipeline.__all__)\n"
        "assert set(pipeline.__all__) <= set(dir(pipeline))\n"
        "assert 'pyarrow' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, cwd=PROJECT)


def test_unknown_names_are_no_attributes() -> None:
    """A name that the package does not have is an `AttributeError`, as of any module."""
    with pytest.raises(AttributeError, match="no attribute 'load_papers'"):
        pipeline.load_papers  # type: ignore[attr-defined]  # noqa: B018 - the access is the test


def test_a_users_program_is_typed(tmp_path: Path) -> None:
    """Mypy --strict knows the types of what a program loads, and finds a field that is misspelt."""
    assert (PROJECT / "pipeline" / "py.typed").exists()
    (tmp_path / "good.py").write_text(USER_PROGRAM)
    (tmp_path / "bad.py").write_text(USER_PROGRAM.replace("paper.authors,", "paper.autors,").replace("Record, load_corpus", "Record, load_corpus, load_corpse"))
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--strict",
        "--python-version",
        "3.11",
        "--config-file=",
        "--follow-imports=silent",
        "--cache-dir",
        str(tmp_path / "cache"),
    ]
    environment = {"MYPYPATH": str(PROJECT), "PATH": ""}
    good = subprocess.run([*command, "good.py"], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert (good.returncode, good.stdout.splitlines()[-1:]) == (0, ["Success: no issues found in 1 source file"]), good.stdout + good.stderr
    bad = subprocess.run([*command, "bad.py"], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert bad.returncode == 1
    assert 'Module "pipeline" has no attribute "load_corpse"' in bad.stdout
    assert '"Paper" has no attribute "autors"' in bad.stdout
