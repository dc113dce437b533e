"""A real Prefect server on 127.0.0.1 for the tests that need one, and folders to run flows in."""

from __future__ import annotations

import gc
import os
import shutil
import socket
import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

HOME = Path(tempfile.mkdtemp(prefix="papersieve-prefect-"))
# Before Prefect is imported, which happens when a test of this folder is: it reads its settings then.
os.environ.update(PREFECT_HOME=str(HOME), PREFECT_SERVER_ANALYTICS_ENABLED="false", DO_NOT_TRACK="1", PREFECT_LOGGING_LEVEL="WARNING")
os.environ.pop("PREFECT_API_URL", None)

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
STATE = ".state"


@pytest.fixture(scope="session", autouse=True)
def _home() -> Iterator[None]:
    yield
    shutil.rmtree(HOME, ignore_errors=True)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of a server's API: with its own port and database, stopped at the end."""
    from prefect.events.worker import EventsWorker
    from prefect.logging.handlers import APILogHandler
    from prefect.settings import PREFECT_API_URL, PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

    from flows.server import open_server

    # Without heartbeats a flow called from a test ends when it is done, not at the next whole second.
    with open_server(free_port(), HOME / "server.log") as url, temporary_settings({PREFECT_API_URL: url, PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        os.environ["PREFECT_API_URL"] = url
        yield url
        del os.environ["PREFECT_API_URL"]
        EventsWorker.drain_all()
        APILogHandler().flush()
    with warnings.catch_warnings():
        # Prefect leaves the sockets of its clients to the garbage collector: better here than in another test.
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the five seeds in `data/raw`, where the test then is."""
    shutil.copytree(SEEDS, tmp_path / "data" / "raw")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def by_command_line(project: Path) -> Callable[..., dict[str, bytes]]:
    """What `papersieve run` makes of these dumps, or else of those in `data/raw`, as they are now."""
    from pipeline.cli import main

    def run(*dumps: str) -> dict[str, bytes]:
        out = Path(tempfile.mkdtemp(dir=project))
        assert main(["run", *(dumps or ("data/raw",)), "-o", str(out), "--quiet", "--workers", "1"]) == 0
        return read_corpus(out)

    return run


def read_corpus(out: Path) -> dict[str, bytes]:
    """Every file of a corpus but `.state/`."""
    return {path.name: path.read_bytes() for path in out.iterdir() if path.name != STATE}


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def let_hang(dump: Path) -> None:
    """Put something in the place of a dump from which a reader never gets a byte, nor an end."""
    dump.unlink()
    os.mkfifo(dump)
