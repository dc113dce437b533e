"""How the command line behaves on a terminal, in a pipe, when interrupted, and when the system refuses something."""

from __future__ import annotations

import errno
import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest
from corpora import PROJECT, RunCorpus
from test_same_bytes import make

from pipeline import stages
from pipeline.cli.mistakes import ADVICE, explain_system_error
from pipeline.cli.watching import Watch
from pipeline.plan import Order
from pipeline.stages import Moment

Cli = Callable[..., tuple[int, str, str]]
COMMAND = [sys.executable, "-m", "pipeline"]
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "CI"} | {"PYTHONPATH": str(PROJECT), "TERM": "xterm", "COLUMNS": "80"}
SUM = "47 records = 26 papers + 21 merged; 0 rejected; 5 dumps, 100% accounted for"


def run_on_terminal(*arguments: str, environment: dict[str, str] = ENVIRONMENT) -> str:
    """What a command writes to a terminal."""
    leader, follower = pty.openpty()
    with subprocess.Popen([*COMMAND, *arguments], stdout=follower, stderr=follower, stdin=subprocess.DEVNULL, env=environment):
        os.close(follower)
        shown = b""
        while True:
            try:
                data = os.read(leader, 4096)
            except OSError:  # How Linux says that nobody has the other end open any more.
                break
            if not data:
                break
            shown += data
    os.close(leader)
    return shown.decode()


def test_progress_is_for_terminals(seeds: Path) -> None:
    """On a terminal stages are seen as they go on, then the sum and where to look; nothing of the progress in a build or when quiet."""
    shown = run_on_terminal("run", "seeds", "-o", "out", "--workers", "1")
    assert "clean" in shown
    assert SUM in shown.replace("\r\n", "\n")
    assert re.search(r"look at out/report.html|the papers are in out/papers.jsonl", shown)
    assert run_on_terminal("run", "seeds", "-o", "b", environment=ENVIRONMENT | {"CI": "true"}).replace("\r\n", "\n") == f"{SUM}\n"
    assert run_on_terminal("run", "seeds", "-o", "c", "--quiet") == ""


def test_stages_tell_how_far_they_are(work: Path) -> None:
    """A run tells its stages in order; bytes and records of `clean` grow to all there are."""
    make(work / "made", 60, 1)
    told: list[Moment] = []
    stages.run(work / "out", Order(("made/dumps",)), 1, told.append)
    assert list(dict.fromkeys(moment.stage for moment in told)) == ["clean", "dedupe", "merge", "write"]
    clean = [moment for moment in told if moment.stage == "clean"]
    counts = json.loads((work / "out" / "manifest.json").read_bytes())["counts"]
    assert [moment.done for moment in clean] == sorted(moment.done for moment in clean)
    assert (clean[-1].done, clean[-1].total, clean[-1].records) == (counts["read"]["bytes"], counts["read"]["bytes"], counts["repair"]["kept"])


def test_time_is_noted_by_stage() -> None:
    """A watch that nobody looks at still knows how long each stage took."""
    watch = Watch(None)
    for moment in (Moment("clean", 0, 10), Moment("clean", 10, 10), Moment("write")):
        watch.tell(moment)
    watch.stop()
    assert list(watch.seconds) == ["read", "clean", "write"]
    assert not watch.is_seen


@pytest.mark.parametrize("workers", ["1", "2"])
def test_an_interrupt_is_one_line(work: Path, workers: str) -> None:
    """Ctrl-C ends a run and its workers with one line and status 130, and the same command finishes the work."""
    make(work / "made", 1200, 1, "arxiv-atom")
    (work / "small.toml").write_text("[limits]\nshard_bytes = 40000\nbatch_bytes = 1\n")
    arguments = ["run", "made/dumps", "-o", "out", "--workers", workers, "--settings", "small.toml"]
    with subprocess.Popen([*COMMAND, *arguments], env=ENVIRONMENT, stderr=subprocess.PIPE, text=True, start_new_session=True) as process:
        shards = work / "out" / ".state" / "shards"
        for _ in range(600):
            if shards.is_dir() and any(shards.glob("*.keys")):
                break
            time.sleep(0.05)
        os.killpg(process.pid, signal.SIGINT)
        said = process.communicate(timeout=60)[1]
    assert (process.returncode, said) == (130, "papersieve: stopped. What was done is stored; the same command goes on from there.\n")
    assert subprocess.run([*COMMAND, *arguments, "--quiet"], env=ENVIRONMENT, check=False).returncode == 0


@pytest.mark.parametrize(
    "command", ["--version", "--help", "run -h", "formats --markdown", "explain 2405.14333 -o out", "inspect seeds --json", "diff old out"]
)
def test_a_reader_may_leave(seeds: Path, run_corpus: RunCorpus, command: str) -> None:
    """A pipe that is closed before all is written is no error."""
    if "out" in command:
        run_corpus("seeds")
        run_corpus(f"seeds/{min(seeds.iterdir()).name}", out="old")
    with subprocess.Popen([*COMMAND, *command.split()], env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_a_locale_without_accents_is_enough(work: Path, run_corpus: RunCorpus) -> None:
    """Where the locale has no code for a character a mark stands for it; JSON is whole all the same."""
    (work / "dump.jsonl").write_text('{"id": "2405.14333", "title": "Jörg counts → 数 \\u202e \\ud800"}\n', encoding="utf-8")
    run_corpus("dump.jsonl")
    lines = [
        ["explain", "2405.14333", "-o", "out"],
        ["inspect", "dump.jsonl"],
        ["diff", "out", "out"],
        ["formats"],
        ["--help"],
        ["explain", "Jörg", "-o", "out"],
    ]
    program = f"from pipeline.cli import main; assert not any([main(line) for line in {lines!r}])"
    environment = ENVIRONMENT | {"PYTHONIOENCODING": "ascii"}
    shown = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, check=True)
    assert (shown.stderr, shown.stdout.count(b"J?rg counts ? ?") >= 3) == (b"", True)
    told = subprocess.run([*COMMAND, "explain", "2405.14333", "-o", "out", "--json"], env=environment, capture_output=True, check=True)
    assert json.loads(told.stdout.decode())["title"].startswith("Jörg counts → 数")


def test_help_waits_for_nothing() -> None:
    """Formats, stages and large libraries are imported by the commands that need them, when they are called."""
    heavy = ("numpy", "pyarrow", "numba", "lxml", "jinja2", "pipeline.formats", "pipeline.records", "pipeline.stages", "pipeline.explain", "pipeline.write")
    program = f"import sys, pipeline.cli; print(*[name for name in {heavy!r} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", program], env=ENVIRONMENT, capture_output=True, check=True, text=True).stdout == "\n"


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES])
def test_what_the_system_refuses_is_explained(seeds: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """A full disk and the like give a line that says where and what to do next, not a traceback."""

    def refuse(*_arguments: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(stages, "clean_shard", refuse)
    status, _, err = cli("run", "seeds", "-o", "out", "--workers", "1")
    assert (status, err) == (2, f"papersieve: out: {os.strerror(number)}. {ADVICE[number]}\n")


@pytest.mark.parametrize("number", sorted(ADVICE))
def test_advice_says_what_where_and_what_to_do(number: int) -> None:
    """Each thing that the system can refuse is told in its own words, with the file and what to do."""
    assert explain_system_error(OSError(number, os.strerror(number), "a/b")) == f"a/b: {os.strerror(number)}. {ADVICE[number]}"


def test_a_worker_that_the_system_ended_is_explained(seeds: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a worker is gone, mostly for want of memory, the person is told to use fewer."""

    def end(*_arguments: object) -> None:
        raise BrokenProcessPool

    monkeypatch.setattr(stages, "clean_shard", end)
    status, out, err = cli("run", "seeds", "-o", "out", "--workers", "1")
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert "The same command with fewer --workers goes on from there." in err


def test_what_is_a_bug_is_not_explained_away(seeds: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """What no person can mend is raised as it is."""

    def fail(*_arguments: object) -> None:
        raise OSError(errno.EBADF, "Bad file descriptor")

    monkeypatch.setattr(stages, "clean_shard", fail)
    with pytest.raises(OSError, match="Bad file descriptor"):
        cli("run", "seeds", "-o", "out", "--workers", "1")


@pytest.mark.parametrize(
    ("prepare", "arguments", "message"),
    [
        (lambda: Path(os.fsdecode(b"n\xfe.txt")).write_text("x"), ["run", "."], "n\\xfe.txt: the name is not UTF-8"),
        (lambda: None, ["run", "note.txt", "-o", os.fsdecode(b"out\xfe")], "out\\xfe: the name of the folder is not UTF-8"),
        (lambda: None, ["run", "a" * 300, "-o", "out"], f"{'a' * 300}: File name too long. Give it a shorter name"),
        (lambda: None, ["verify", "note.txt"], "note.txt/manifest.json: Not a directory. Part of the path is a file"),
        (lambda: (Path("b").mkdir(), Path("b/manifest.json").write_text("{")), ["add", "note.txt", "-o", "b"], "b/manifest.json: cannot be read"),
        (lambda: Path("x\x1b[2J.toml").write_text("x"), ["run", "note.txt", "--settings", "x\x1b[2J.toml"], "x␛[2J.toml: not a TOML file"),
    ],
)
def test_odd_names_and_files_are_explained(work: Path, cli: Cli, prepare: Callable[[], object], arguments: list[str], message: str) -> None:
    """Names that cannot be written down, files where folders should be, broken manifests: one line, status 2, and nothing that acts on a terminal."""
    (work / "note.txt").write_text("Nothing but a note.")
    prepare()
    status, out, err = cli(*arguments)
    assert (status, out) == (2, "")
    assert message in err
    assert "\x1b" not in err


def test_a_broken_corpus_can_be_replaced(seeds: Path, work: Path, cli: Cli) -> None:
    """What the message about a broken manifest advises does help."""
    cli("run", "seeds", "-o", "out")
    (work / "out" / "manifest.json").write_text("{")
    assert cli("run", "seeds", "-o", "out")[0] == 2
    status, _, err = cli("run", "seeds", "-o", "out", "--replace")
    assert (status, err) == (0, f"{SUM}\n")


def test_a_corpus_that_is_being_written_is_left_alone(seeds: Path, work: Path, cli: Cli) -> None:
    """A second run over one folder is told to wait."""
    cli("run", "seeds", "-o", "out")
    with stages.hold(work / "out"):
        for arguments in (["run", "seeds"], ["add", "seeds"], ["remove", "seeds"]):
            status, _, err = cli(*arguments, "-o", "out")
            assert (status, "another run is writing this corpus" in err) == (2, True)
