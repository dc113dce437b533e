"""`papersieve export` from outside: where it goes, what it refuses, what it leaves behind."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from corpora import PROJECT

from pipeline import Corpus, CorpusError
from pipeline.cli import main
from pipeline.errors import OutputError
from pipeline.export import TARGETS, Export, choose_place, choose_target, export_corpus
from pipeline.export.target import Options

Cli = Callable[..., tuple[int, str, str]]
PLACES = {"parquet": "papers.parquet", "csv": "papers.csv", "bibtex": "papers.bib", "ris": "papers.ris", "hf": "papers-hf"}


@pytest.fixture
def cli(seed_corpus: Corpus, work: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> Cli:
    """Run `export` on the seeds' corpus in an empty folder; gives status, standard output and standard error."""

    def run(*arguments: str) -> tuple[int, str, str]:
        status = main(["export", *arguments, "-o", str(seed_corpus.folder)])
        captured = capfdbinary.readouterr()
        return status, captured.out.decode(), captured.err.decode()

    return run


@pytest.mark.parametrize("name", [target.name for target in TARGETS])
def test_every_format_is_written(cli: Cli, work: Path, name: str) -> None:
    """Without --to an export goes into the current folder; what was written is said on standard error, nothing on standard output."""
    status, out, error = cli(name)
    assert (status, out) == (0, "")
    assert error.startswith(f"26 papers to {PLACES[name]}, ")
    assert [path.name for path in work.iterdir()] == [PLACES[name]]


@pytest.mark.parametrize("name", [target.name for target in TARGETS])
def test_same_corpus_same_bytes(seed_corpus: Corpus, work: Path, name: str) -> None:
    """Two exports of one corpus have the same bytes."""

    def export(to: str) -> dict[Path, bytes]:
        export_corpus(seed_corpus, Export(choose_target(name), Path(to)))
        place = Path(to)
        return {path.relative_to(place): path.read_bytes() for path in (place, *place.rglob("*")) if path.is_file()}

    assert export("one") == export("other") != {}


@pytest.mark.parametrize("name", ["csv", "bibtex", "ris"])
def test_text_goes_to_standard_output(cli: Cli, work: Path, name: str) -> None:
    """With `--to -` the text that would be in the file is on standard output, byte for byte, and no file is made."""
    status, out, error = cli(name, "--to", "-")
    assert (status, error) == (0, "26 papers to standard output\n")
    assert list(work.iterdir()) == []
    assert cli(name, "--quiet")[2] == ""
    assert (work / PLACES[name]).read_bytes() == out.encode()


def test_help_names_every_format(cli: Cli) -> None:
    """`--help` lists what can be exported to, without importing it."""
    out = cli("--help")[1]
    assert all(re.search(rf"\b{target.name}\b", out) for target in TARGETS)


def test_json_says_what_was_written(cli: Cli, work: Path) -> None:
    """--json prints one document and nothing on standard error."""
    status, out, error = cli("hf", "--records", "--to", "deep/er/folder", "--json")
    files = [path for path in (work / "deep/er/folder").rglob("*") if path.is_file()]
    expected = {"format": "hf", "path": "deep/er/folder", "papers": 26, "records": 47, "files": 3, "bytes": sum(path.stat().st_size for path in files)}
    assert (status, json.loads(out), error) == (0, expected, "")
    assert json.loads(cli("parquet", "--records", "--json")[1])["papers"] == 0


@pytest.mark.parametrize("name", [target.name for target in TARGETS])
def test_what_is_there_stays(cli: Cli, work: Path, name: str) -> None:
    """A second export is refused; --replace writes anew, and leaves nothing else behind."""
    cli(name)
    status, _, error = cli(name)
    assert (status, error) == (
        2,
        f"papersieve: {PLACES[name]}: is there already. Say that it is to be written anew with --replace, or choose another place with --to.\n",
    )
    assert cli(name, "--replace")[0] == 0
    assert [path.name for path in work.iterdir()] == [PLACES[name]]


REFUSED = [
    (["xlsx"], "xlsx: no format to export to. Known are parquet, csv, bibtex, ris, hf."),
    (["parquet", "--to", "-"], "parquet is no text and cannot go to standard output. Name a file or folder with --to."),
    (["hf", "--to", "full", "--replace"], "full: holds other things than an export. Choose another place with --to."),
    (["hf", "--to", "."], ".: is there already."),
    (["csv", "--to", "full", "--replace"], "full: is a folder. Name a file with --to."),
    (["hf", "--to", "note.txt", "--replace"], "note.txt: is a file. Name a folder with --to."),
    (["csv", "--to", "note.txt"], "note.txt: is there already."),
    (["csv", "--to", "note.txt/papers.csv"], "note.txt: is no folder. Choose another place with --to."),
    (["csv", "--records"], "--records: csv has no use for it."),
    (["bibtex", "--bom"], "--bom: bibtex has no use for it."),
    (["parquet", "--raw"], "--raw: parquet has no use for it."),
    (["csv", "--to", "-", "--json"], "--json: standard output is taken by --to -."),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "message"), REFUSED, ids=lambda value: " ".join(value) if isinstance(value, list) else "")
def test_mistakes_are_explained(cli: Cli, work: Path, arguments: list[str], message: str) -> None:
    """A mistake gives a message that says what, where and what next, status 2, and changes nothing."""
    (work / "note.txt").write_text("mine")
    (work / "full").mkdir()
    (work / "full" / "README.md").write_text("mine")
    (work / "full" / "thesis.tex").write_text("mine")
    status, out, error = cli(*arguments)
    assert (status, out) == (2, "")
    assert message in error
    assert sorted(path.name for path in work.rglob("*")) == ["README.md", "full", "note.txt", "thesis.tex"]
    assert (work / "note.txt").read_text() == "mine"


@pytest.mark.parametrize("name", ["papers.jsonl", "manifest.json", "."])
def test_the_corpus_is_never_written_over(seed_corpus: Corpus, cli: Cli, name: str) -> None:
    """Not even --replace writes an export over a file of the corpus, or over its folder."""
    before = {path.name: path.read_bytes() for path in seed_corpus.folder.iterdir() if path.is_file()}
    for target in ("csv", "hf"):
        status, _, error = cli(target, "--to", str(seed_corpus.folder / name), "--replace")
        assert (status, "is the corpus itself" in error) == (2, True)
    assert {path.name: path.read_bytes() for path in seed_corpus.folder.iterdir() if path.is_file()} == before


@pytest.mark.parametrize("name", [target.name for target in TARGETS])
def test_a_broken_corpus_leaves_nothing(seed_corpus: Corpus, work: Path, name: str) -> None:
    """Where the corpus cannot be read to its end the old export stays, and nothing is left beside it."""
    target = choose_target(name)
    export_corpus(seed_corpus, Export(target, work / "old"))
    before = {path: path.read_bytes() for path in work.rglob("*") if path.is_file()}
    short = work.parent / f"short-{name}.jsonl"
    short.write_bytes(b"".join((seed_corpus.folder / "papers.jsonl").read_bytes().splitlines(keepends=True)[:3]))
    papers = type(seed_corpus.papers)(short, seed_corpus.papers.kind, 26)
    broken = Corpus(seed_corpus.folder, seed_corpus.manifest, papers, seed_corpus.records, seed_corpus.rejected, seed_corpus.ledger)
    with pytest.raises(CorpusError, match="holds 3 lines"):
        export_corpus(broken, Export(target, work / "old", replaces=True))
    assert {path: path.read_bytes() for path in work.rglob("*") if path.is_file()} == before


def test_progress_is_told(seed_corpus: Corpus, work: Path) -> None:
    """Whoever watches is told how many are done, up to all of them."""
    for target in TARGETS:
        told: list[tuple[int, int]] = []
        export_corpus(seed_corpus, Export(target, Path(target.name)), lambda done, total: told.append((done, total)))  # noqa: B023 - it is called at once
        assert told[-1] == (26, 26)


def test_the_old_folder_comes_back(seed_corpus: Corpus, work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the new folder cannot be put in its place the old one stays there."""
    order = Export(choose_target("hf"), Path("old"), replaces=True)
    export_corpus(seed_corpus, order)
    before = {path: path.read_bytes() for path in work.rglob("*") if path.is_file()}

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OutputError, match=r"old: cannot be written \(No space left on device\)"):
        export_corpus(seed_corpus, order)
    assert {path: path.read_bytes() for path in work.rglob("*") if path.is_file()} == before


def test_places_are_named_for_what_is_in_them() -> None:
    """A file of records is not called papers."""
    assert str(choose_place(choose_target("parquet"), Options(records=True))) == "records.parquet"
    assert {target.name: str(choose_place(target, Options())) for target in TARGETS} == PLACES


def test_a_closed_pipe_is_no_error(seed_corpus: Corpus) -> None:
    """A reader that has seen enough ends the export quietly."""
    command = f"{sys.executable} -m pipeline export csv -o {seed_corpus.folder} --to - | head -c 10"
    ran = subprocess.run(["/bin/bash", "-c", command], capture_output=True, cwd=PROJECT, env={**os.environ, "PYTHONPATH": str(PROJECT)}, check=False)
    assert (ran.returncode, ran.stdout) == (0, b"id,aliases")
    assert ran.stderr in (b"", b"26 papers to standard output\n")


def test_no_other_command_waits_for_arrow() -> None:
    """The command line starts without pyarrow."""
    program = "import sys, pipeline.cli; assert 'pyarrow' not in sys.modules and 'pipeline.export' not in sys.modules"
    subprocess.run([sys.executable, "-c", program], check=True, cwd=PROJECT)
