"""`docs/schedule.md` does what it says: its commands and its code are taken out of it, run as they stand, and give the command line's corpus.

Only the ports are changed. 4200 and 4300 may be taken on the machine of a test: where a command names one, or takes the default, it gets a free one.
"""

from __future__ import annotations

import inspect
import json
import os
import re
import shlex
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from corpora import PROJECT
from prefect.artifacts import Artifact
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.schedules import CronSchedule, IntervalSchedule

from flows.clean_corpus import clean_corpus
from flows.server import HOST, is_healthy

from .conftest import HOME, free_port, read_corpus

# Prefect leaves the sockets of its clients to the garbage collector.
pytestmark = [pytest.mark.server, pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")]

PAGE = (PROJECT / "docs" / "schedule.md").read_text(encoding="utf-8")
README = (PROJECT / "README.md").read_text(encoding="utf-8")
REFERENCE = (PROJECT / "docs" / "reference.md").read_text(encoding="utf-8")
START_SECONDS = 90
STOP_SECONDS = 30
FOLLOW_SECONDS = 150
"""How long the longest block may take on a busy machine."""


def cut_blocks(text: str, language: str) -> list[str]:
    """The code blocks of a text in one language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def cut_section(heading: str) -> str:
    """What stands under a heading of the page, as far as the next."""
    (section,) = re.findall(rf"^## {heading}\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    return str(section)


README_COMMANDS = [line.removeprefix("$ ") for block in cut_blocks(README, "console") for line in block.splitlines() if "flows.serve" in line]
SERVE_COMMANDS = list(dict.fromkeys([*README_COMMANDS, *(line for block in cut_blocks(PAGE, "sh") for line in block.splitlines() if "flows.serve" in line)]))
"""Each command that serves. The first, which everybody runs, and one that names a port start a server of their own, the others find one: that is quicker."""
(RUN_NOW,) = (block for block in cut_blocks(PAGE, "sh") if "clean-corpus/served" in block)
(ONCE,) = set(re.findall(r"`(python -m flows\.serve [^`]*--once)`", PAGE))
(SUM,) = set(re.findall(r"`(\d+ records = [^`]*)`", PAGE))
PORT_RE = re.compile(r"\b4[23]00\b")


@pytest.fixture(scope="module")
def environment(server: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What a reader's shell has set, no server among it; and a database that is made already, which takes a server ten seconds."""
    home = tmp_path_factory.mktemp("home")
    with closing(sqlite3.connect(HOME / "prefect.db")) as made, closing(sqlite3.connect(home / "prefect.db")) as copy:
        made.backup(copy)
    own = {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(PROJECT),
        "PREFECT_HOME": str(home),
        "PREFECT_LOGGING_LEVEL": "INFO",
        "PREFECT_RUNNER_POLL_FREQUENCY": "1",
    }
    return {name: value for name, value in os.environ.items() if name != "PREFECT_API_URL"} | own


@pytest.fixture
def folder(project: Path) -> Path:
    """The folder in which the page is followed: the seeds, other dumps in the folders that it names, the settings of the reference, the deployment."""
    monday = project / "data" / "raw" / "monday"
    monday.mkdir()
    dump = min(path for path in monday.parent.iterdir() if path.is_file())
    dump.rename(monday / dump.name)
    more = project / "more" / "dumps"
    more.mkdir(parents=True)
    (more / "tuesday.txt").write_text("Abstract: We sort papers by weight and find that most of them are light.\n", encoding="utf-8")
    (project / "settings.toml").write_text(cut_blocks(REFERENCE, "toml")[0], encoding="utf-8")
    shutil.copy(PROJECT / "prefect.yaml", project)
    return project


@contextmanager
def started(words: list[str], environment: Mapping[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A command that is running in the current folder. At the end neither it nor anything that it started is."""
    with log.open("wb") as said:
        process = subprocess.Popen(words, env=environment, stdin=subprocess.DEVNULL, stdout=said, stderr=said)
    try:
        yield process
    finally:
        # Ended in the test, it has ended its own. Else a shell, say, would not end what it waits for.
        family = list_descendants(process.pid) if process.poll() is None else []
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)
        process.kill()
        process.wait()
        for pid in family:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def list_descendants(pid: int) -> list[int]:
    """The processes that a process started, and those that they did, where the system has a folder for each."""
    children = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(FileNotFoundError, ProcessLookupError):  # It may end at any moment.
            _state, parent, *_ = path.read_text().rpartition(")")[2].split()
            if int(parent) == pid:
                children.append(int(path.parent.name))
    return children + [descendant for child in children for descendant in list_descendants(child)]


def run_to_end(words: list[str], environment: Mapping[str, str], status: int = 0) -> str:
    """What a command says that leaves with this status, and leaves nothing running."""
    log = Path("said.log")
    with started(words, environment, log) as process, suppress(subprocess.TimeoutExpired):
        process.wait(FOLLOW_SECONDS)
    assert process.returncode == status, log.read_text()
    return log.read_text()


def wait_for_line(line: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end_time = time.monotonic() + START_SECONDS
    while f"{line}\n" not in log.read_text():
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < end_time, log.read_text()
        time.sleep(0.2)


def read_deployment(port: int) -> tuple[dict[str, Any], CronSchedule | IntervalSchedule]:
    """The parameters of what is served there, and its one schedule."""
    with SyncPrefectClient(f"http://{HOST}:{port}/api") as client:
        deployment = client.read_deployment_by_name("clean-corpus/served")
    (schedule,) = (each.schedule for each in deployment.schedules if each.active)
    assert isinstance(schedule, CronSchedule | IntervalSchedule)
    return deployment.parameters, schedule


def set_port(text: str, port: int) -> str:
    return PORT_RE.sub(str(port), text)


def read_port(server: str) -> int:
    return int(server.removesuffix("/api").rpartition(":")[2])


def starts_server(command: str) -> bool:
    return command == SERVE_COMMANDS[0] or "--port" in command


@pytest.mark.parametrize("command", SERVE_COMMANDS)
def test_a_command_that_serves_sets_its_schedule_and_a_run_of_it_gives_the_corpus(
    command: str, server: str, environment: dict[str, str], folder: Path, by_command_line: Callable[..., dict[str, bytes]]
) -> None:
    port = free_port() if starts_server(command) else read_port(server)
    words = shlex.split(set_port(command, port), comments=True)
    given = dict(word.split("=", 1) for word in words[: words.index("python")])
    if command == SERVE_COMMANDS[0]:
        words += ["--port", str(port)]
    elif not starts_server(command):
        given |= {"PREFECT_API_URL": server}
    log = folder / "serve.log"

    with started(words[words.index("python") :], environment | given, log) as serving:
        wait_for_line(f"Its runs: http://{HOST}:{port}", serving, log)
        if command == SERVE_COMMANDS[0]:
            assert log.read_text() == set_port(cut_blocks(PAGE, "text")[0], port)
        parameters, schedule = read_deployment(port)
        assert schedule.timezone == "UTC"
        if isinstance(schedule, CronSchedule):
            assert schedule.cron in ([word for word in words if " " in word] or ["0 3 * * *"])
        else:
            assert f"{schedule.interval.total_seconds():g}" in words
        if has_run := starts_server(command) or "-o" in words:  # A run takes seconds, and that of another command would be one of these again.
            run_to_end(["bash", "-c", set_port(RUN_NOW, port)], environment)
        serving.send_signal(signal.SIGTERM)
        # So soon after its line it may not have begun to wait for its times: then it leaves as any program does that gets SIGTERM.
        assert serving.wait(STOP_SECONDS) in ({0} if has_run else {0, 128 + signal.SIGTERM}), log.read_text()

    assert not has_run or read_corpus(folder / "data" / "clean") == by_command_line(*parameters["dumps"])
    assert is_healthy(HOST, port) is not starts_server(command)


def test_once_runs_with_a_server_of_its_own_and_leaves_nothing_running(
    environment: dict[str, str], folder: Path, by_command_line: Callable[..., dict[str, bytes]]
) -> None:
    port = free_port()
    assert SUM in run_to_end([*shlex.split(ONCE), "--port", str(port)], environment)
    assert read_corpus(folder / "data" / "clean") == by_command_line()
    assert not is_healthy(HOST, port)


def test_once_leaves_with_2_where_its_run_fails(server: str, environment: dict[str, str], folder: Path) -> None:
    said = run_to_end([*shlex.split(ONCE), "data/none"], environment | {"PREFECT_API_URL": server}, status=2)
    assert "data/none: no such file or folder." in said


def test_the_python_block_gives_the_corpus_and_shows_its_sum(server: str, folder: Path, by_command_line: Callable[..., dict[str, bytes]]) -> None:
    (code,) = cut_blocks(PAGE, "python")
    exec(code, {})  # noqa: S102 - the page's own code
    assert read_corpus(folder / "data" / "clean") == by_command_line()
    (key,) = re.findall(r"`(clean-corpus-counts)`", PAGE)
    shown = Artifact.get(key)
    assert shown
    assert shown.description == SUM


def test_the_blocks_for_a_worker_run_in_one_shell(environment: dict[str, str], folder: Path, by_command_line: Callable[..., dict[str, bytes]]) -> None:
    port = free_port()
    blocks = set_port("".join(cut_blocks(cut_section("With a worker"), "sh")), port)
    assert blocks.count(str(port)) == 1, "the address of the server"
    # Whatever fails, the shell leaves only when what it started has ended. `set -m` makes its jobs those of a terminal: others ignore SIGINT, by which
    # a worker that is sent SIGTERM ends itself.
    script = f"set -em; trap 'for job in $(jobs -p); do kill $job; done; wait' EXIT\n{blocks}wait\n"
    said = run_to_end(["bash", "-c", script], environment | {"PREFECT_SERVER_API_PORT": str(port)})

    assert said.count("Flow run finished successfully") == 2
    assert read_corpus(folder / "data" / "clean") == by_command_line()
    assert read_corpus(folder / "data" / "monday") == by_command_line("data/raw/monday")
    assert not is_healthy(HOST, port)


def test_the_parameters_of_the_page_are_those_of_the_flow() -> None:
    def show(default: object) -> str:
        return "none" if default is None else f"`{default if isinstance(default, str) else json.dumps(default)}`"

    rows = re.findall(r"^\| `(\w+)` \| ([^|]+) \|", cut_section("Parameters"), re.MULTILINE)
    assert rows == [(name, show(parameter.default)) for name, parameter in inspect.signature(clean_corpus.fn).parameters.items()]


def test_the_page_names_every_option_there_is(environment: dict[str, str], folder: Path) -> None:
    options = set(re.findall(r"^  (?:-\w, )?(--[a-z]+)", run_to_end(["python", "-m", "flows.serve", "--help"], environment), re.MULTILINE))
    assert {option for option in options if option not in PAGE} == {"--out", "--help"}
