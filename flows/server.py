"""A Prefect server on this machine, for as long as something is served from here. It listens on 127.0.0.1 only."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from flows import TELEMETRY_OFF
from pipeline.errors import PapersieveError

HOST = "127.0.0.1"
START_SECONDS = 120.0
"""How long a server may take to answer: 4 s on a disk that knows it, 17 s where it makes its database, more on a busy machine."""
STOP_SECONDS = 15.0


@contextmanager
def open_server(port: int, log: Path, environment: Mapping[str, str] = os.environ) -> Iterator[str]:
    """A server on this port, stopped at the end; gives the address of its API. What it says goes to the file `log`.

    Raises `PapersieveError` where the port is taken or the server does not start.
    """
    _require_free(port)
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", HOST, "--port", str(port)]
    url = f"http://{HOST}:{port}/api"
    # Its pages ask the API at this address; by default that is port 4200, whatever port the server was given.
    own = {name: value for name, value in environment.items() if name != "PREFECT_API_URL"} | {"PREFECT_SERVER_UI_API_URL": url}
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as said:
        # In a session of its own: Ctrl-C in the terminal must not end it before the runs have noted that they stop.
        server = subprocess.Popen(command, env=own | TELEMETRY_OFF, stdin=subprocess.DEVNULL, stdout=said, stderr=said, start_new_session=True)
    try:
        _wait_until_healthy(server, port, log)
        yield url
    finally:
        server.terminate()
        try:
            server.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _require_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise PapersieveError(
                f"{HOST}:{port} cannot be used ({error.strerror}). If a Prefect server is running there, set "
                f"PREFECT_API_URL=http://{HOST}:{port}/api to use it; else choose another port with --port."
            ) from error


def _wait_until_healthy(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while not is_healthy(HOST, port):
        if server.poll() is not None or time.monotonic() > end:
            raise PapersieveError(f"the Prefect server on {HOST}:{port} did not start. {log} says why.")
        time.sleep(0.1)


def is_healthy(host: str, port: int) -> bool:
    """Whether a Prefect server answers there. Asked without a proxy, which could not reach it."""
    connection = HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", "/api/health")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
