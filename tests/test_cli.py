"""The command line from outside: what it prints where, with which status."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.cli import main

SUM = "47 records = 26 papers + 21 merged; 0 rejected; 5 dumps, 100% accounted for\n"
Cli = Callable[..., tuple[int, str, str]]


@pytest.fixture
def cli(work: Path, capsys: pytest.CaptureFixture[str]) -> Cli:
    """Run the command line in this process; gives status, standard output and standard error."""

    def run(*arguments: str) -> tuple[int, str, str]:
        status = main(arguments)
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run


def test_run_prints_its_sum(seeds: Path, cli: Cli) -> None:
    """The closing sum goes to standard error, nothing to standard output."""
    assert cli("run", "seeds", "-o", "out") == (0, "", SUM)
    assert cli("run", "seeds", "-o", "out") == (0, "", SUM)


def test_quiet_is_quiet(seeds: Path, cli: Cli) -> None:
    """With --quiet nothing is printed where nothing is wrong."""
    assert cli("run", "seeds", "-o", "out", "--quiet", "--workers", "2") == (0, "", "")


def test_defaults_are_the_project_folders(seeds: Path, work: Path, cli: Cli) -> None:
    """Without arguments data/raw is read and data/clean written, verified and explained."""
    (work / "data").mkdir()
    seeds.rename(work / "data" / "raw")
    assert cli("run") == (0, "", SUM)
    assert cli("verify") == (0, "145 values of 26 papers replayed from 5 dumps: all hold\n", "")
    assert cli("explain", "2405.14333")[0] == 0


def test_add_one_by_one(seeds: Path, cli: Cli) -> None:
    """`add` takes in what is new, and the sum is that of all."""
    for path in sorted(seeds.iterdir()):
        status, _, error = cli("add", f"seeds/{path.name}", "-o", "out")
    assert (status, error) == (0, SUM)


def test_strict_counts_rejects(work: Path, cli: Cli) -> None:
    """A dump that gives nothing is a warning, and with --strict status 1."""
    (work / "note.txt").write_text("Nothing but a note.")
    expected = "warning: note.txt: no records\n0 records = 0 papers + 0 merged; 1 rejected; 1 dump, 100% accounted for\n"
    assert cli("run", "note.txt", "-o", "out") == (0, "", expected)
    assert cli("run", "note.txt", "-o", "out", "--strict") == (1, "", expected)


def test_verify_names_what_changed(seeds: Path, cli: Cli) -> None:
    """After one byte of a seed was changed, dump, range and field are named, and the status is 2."""
    cli("run", "seeds", "-o", "out")
    path = min(seeds.iterdir())
    data = path.read_bytes()
    path.write_bytes(data[:100] + b"#" + data[101:])
    status, out, error = cli("verify", "out")
    assert status == 2
    assert "seeds/000_fb970690d5832f33.txt: bytes=9,1745 of sha256:b91cc61443334efc#bytes=9,1745 field abstract: the dump gives" in out
    assert error.startswith("papersieve: out: ")


def test_explain_shows_a_paper(seeds: Path, cli: Cli) -> None:
    """A paper is found by its id, an alias, an arXiv id or a record, and shown with records, evidence and edits."""
    cli("run", "seeds", "-o", "out")
    shown = [cli("explain", name, "-o", "out")[1] for name in ("arxiv:2504.02495", "2504.02495", "text:0536d0792f8a5056")]
    assert shown[0] == shown[1] == shown[2]
    for words in ("Preprint, under review. 42 pages", "same-text", "latex.math", "seeds/004_bd2e3943a106ad34.txt", "only-value"):
        assert words in shown[0]


def test_inspect_shows_every_stretch(seeds: Path, cli: Cli) -> None:
    """Fields, rules and formats of a dump are shown in order."""
    status, out, _ = cli("inspect", f"seeds/{sorted(seeds.iterdir())[2].name}")
    assert status == 0
    for words in ("hf-page-text", "10 records", "hf.banner-inbox", "listed (of the page)", "Mar 11"):
        assert words in out


def test_inspect_shows_rejects(work: Path, cli: Cli) -> None:
    """What no format accepts stands out by a sign, not by colour alone."""
    (work / "note.txt").write_text("Nothing but a note.")
    out = cli("inspect", "note.txt")[1]
    assert "no format accepts it" in out
    assert "!  rejected unrecognised" in out


def test_formats_lists_all(cli: Cli) -> None:
    """Each format is named with what it looks like."""
    out = cli("formats")[1]
    assert all(name in out for name in ("aggregator", "glued-ids", "labelled-abstracts", "hf-page-text"))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["run", "absent", "-o", "out"], "papersieve: absent: no such file or folder. Name a dump"),
        (["run", "empty", "-o", "out"], "papersieve: empty: no dumps there."),
        (["run", "note.txt", "-o", "note.txt"], "the folder cannot be made (File exists). Choose another one with -o."),
        (["run", "note.txt", "-o", "out", "--captured-on", "1.2.2026"], "captured-on: '1.2.2026' is no full date."),
        (["run", "note.txt", "-o", "out", "--settings", "absent.toml"], "absent.toml: the settings file cannot be read (No such file or directory)."),
        (
            ["run", "note.txt", "-o", "out", "--settings", "unknown.toml"],
            "unknown.toml: unknown setting 'corpus.dedupe.min_jacard'. Did you mean 'min_jaccard'?",
        ),
        (["run", "note.txt", "-o", "out", "--settings", "range.toml"], "range.toml: Expected `float` <= 1.0 - at `$.corpus.dedupe.min_jaccard`."),
        (["run", "note.txt", "-o", "out", "--settings", "note.txt"], "note.txt: not a TOML file"),
        (["run", "side.txt", "-o", "out"], "side.txt.meta.json: captured_on is 'soon'. Give a full date"),
        (["run", "broken.txt", "-o", "out"], "broken.txt.meta.json: not a sidecar"),
        (["run", "note.txt", "--workers", "0"], "Invalid value for '--workers'"),
        (["run", "note.txt", "--speed"], "No such option: --speed"),
        (["verify", "out"], "papersieve: out: no corpus there (no manifest.json). Make one with"),
        (["explain", "x", "-o", "out"], "papersieve: out: no corpus there"),
        (["inspect", "absent"], "papersieve: absent: no such file or folder."),
        (["tidy"], "No such command 'tidy'"),
        ([], "Usage: papersieve"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_mistakes_are_explained(work: Path, cli: Cli, arguments: list[str], message: str) -> None:
    """A mistake gives a message that says what, where and what next, status 2, no traceback, and leaves nothing behind."""
    (work / "empty").mkdir()
    (work / "note.txt").write_text("Nothing but a note.")
    (work / "unknown.toml").write_text("[corpus.dedupe]\nmin_jacard = 0.5\n")
    (work / "range.toml").write_text("[corpus.dedupe]\nmin_jaccard = 5\n")
    for name, text in (("side.txt", '{"captured_on": "soon"}'), ("broken.txt", "{")):
        (work / name).write_text("x")
        (work / f"{name}.meta.json").write_text(text)
    status, out, error = cli(*arguments)
    assert status == 2
    assert message in " ".join((out + error).split())
    assert "Traceback" not in error
    assert not (work / "out" / "manifest.json").exists()
    assert "absent" not in arguments or not (work / "out").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_unwritable_output_is_explained(seeds: Path, work: Path, cli: Cli) -> None:
    """A folder that may not be written is named."""
    (work / "locked").mkdir(mode=0o500)
    status, _, error = cli("run", "seeds", "-o", "locked/out")
    assert (status, "cannot be" in error) == (2, True)


def test_standard_input_is_a_dump(seeds: Path, work: Path) -> None:
    """`-` reads a dump from a pipe, in a process of its own, and it can be verified afterwards."""
    data = min(seeds.iterdir()).read_bytes()
    command = [sys.executable, "-m", "pipeline"]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    ran = subprocess.run([*command, "run", "-", "-o", "out"], input=data, capture_output=True, check=False, env=environment)
    assert (ran.returncode, ran.stderr.decode()) == (0, "10 records = 10 papers + 0 merged; 0 rejected; 1 dump, 100% accounted for\n")
    assert subprocess.run([*command, "verify", "out"], capture_output=True, check=False, env=environment).returncode == 0
    seen = subprocess.run([*command, "inspect", "-"], input=data, capture_output=True, check=False, env=environment)
    assert b"10 records" in seen.stdout
