"""`python -m flows.serve`: the schedule, and nothing but the schedule, runs the flow; with a server of its own, and back down again."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterName
from prefect.client.schemas.objects import FlowRun
from prefect.settings import PREFECT_API_URL, temporary_settings

from flows.serve import DEPLOYMENT, at_server, check_schedule
from flows.server import HOST, is_healthy
from pipeline.errors import PapersieveError, SettingsError

from .conftest import HOME, free_port, read_corpus

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 90
RUN_SECONDS = 60


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def serving(project: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """The command of the README, with a schedule that a test can wait for."""
    environment = os.environ | {"PREFECT_HOME": str(HOME / "serve"), "PREFECT_RUNNER_POLL_FREQUENCY": "1", "PYTHONPATH": str(ROOT)}
    environment.pop("PREFECT_API_URL", None)
    command = [sys.executable, "-m", "flows.serve", "data/raw", "-o", "data/clean", "--every", "4", "--port", str(port)]
    with (project / "serve.log").open("wb") as log:
        # SIGINT is ignored by what a shell starts in the background: SIGTERM must end it all the same.
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        process = subprocess.Popen(command, cwd=project, env=environment, stdout=log, stderr=log)
        signal.signal(signal.SIGINT, before)
    yield process
    if process.poll() is None:
        process.terminate()
        process.wait(30)


def wait_for(what: Callable[[], FlowRun | None], seconds: float, log: Path) -> FlowRun:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := what():
            return found
        time.sleep(0.2)
    pytest.fail(f"nothing after {seconds} seconds:\n{log.read_text()}")


@pytest.mark.server
@pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")  # Prefect leaves those of its clients to the garbage collector.
def test_the_schedule_brings_the_corpus_up_to_date_run_after_run(
    serving: subprocess.Popen[bytes], port: int, project: Path, by_command_line: Callable[[], dict[str, bytes]]
) -> None:
    raw, out, log = project / "data" / "raw", project / "data" / "clean", project / "serve.log"
    later = max(raw.iterdir())
    later.rename(project / later.name)
    monday = by_command_line()

    def is_up() -> FlowRun | None:
        assert serving.poll() is None, log.read_text()
        return FlowRun.model_construct() if is_healthy(HOST, port) else None

    wait_for(is_up, START_SECONDS, log)
    with SyncPrefectClient(f"http://{HOST}:{port}/api") as client:

        def find_run(begins: str) -> FlowRun | None:
            """A run that the schedule began and that completed with this message."""
            assert serving.poll() is None, log.read_text()
            runs = client.read_flow_runs(deployment_filter=DeploymentFilter(name=DeploymentFilterName(any_=[DEPLOYMENT])))
            done = [run for run in runs if run.state and run.state.is_final()]
            assert all(run.state and run.state.is_completed() for run in done), [run.state for run in done]
            return next((run for run in done if run.auto_scheduled and run.state and (run.state.message or "").startswith(begins)), None)

        wait_for(lambda: find_run("37 records = "), RUN_SECONDS, log)
        assert read_corpus(out) == monday
        wait_for(lambda: find_run("nothing new: 37 records = "), RUN_SECONDS, log)
        assert read_corpus(out) == monday

        (project / later.name).rename(later)
        wait_for(lambda: find_run("47 records = "), RUN_SECONDS, log)
        assert read_corpus(out) == by_command_line()

    serving.send_signal(signal.SIGTERM)
    assert serving.wait(30) == 0, log.read_text()
    assert not is_healthy(HOST, port)
    assert "Traceback" not in log.read_text()


def test_a_port_that_is_taken_is_refused_with_what_to_do() -> None:
    with socket.create_server((HOST, 0)) as taken, temporary_settings(restore_defaults={PREFECT_API_URL}):
        port = taken.getsockname()[1]
        with pytest.raises(PapersieveError, match=f"{port} cannot be used .* set PREFECT_API_URL=http://{HOST}:{port}/api"), at_server(port):
            pass


def test_a_server_that_does_not_answer_is_refused_with_what_to_do(port: int) -> None:
    message = r"no Prefect server answers there.*unset PREFECT_API_URL"
    with temporary_settings({PREFECT_API_URL: f"http://{HOST}:{port}/api"}), pytest.raises(PapersieveError, match=message), at_server(port):
        pass


@pytest.mark.parametrize("cron", ["0 3 * *", "daily", "61 3 * * *", ""])
def test_a_schedule_that_is_none_is_refused_with_one_that_is(cron: str) -> None:
    with pytest.raises(SettingsError, match="Give minute, hour, day, month and weekday"):
        check_schedule(cron)


def test_a_schedule_that_is_one_passes() -> None:
    check_schedule("*/15 6-18 * * mon-fri")
