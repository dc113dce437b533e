"""The command line as a process of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from corpora import PROJECT

from pipeline.cli import main

Cli = Callable[..., tuple[int, str, str]]


@pytest.fixture
def cli(work: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Cli:
    """Run the command line in this process, 80 columns wide; gives status, standard output and standard error."""
    monkeypatch.setenv("COLUMNS", "80")

    def run(*arguments: str) -> tuple[int, str, str]:
        status = main(arguments)
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run


@pytest.fixture
def shell(work: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Run a script in a shell that knows the command `papersieve`; gives what it prints. Skips where there is no such shell."""
    (work / "bin").mkdir()
    command = work / "bin" / "papersieve"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m pipeline "$@"\n')
    command.chmod(0o755)
    environment = {**os.environ, "PATH": f"{work / 'bin'}:{os.environ['PATH']}", "PYTHONPATH": str(PROJECT)}

    def run(name: str, *arguments: str) -> str:
        if shutil.which(name) is None:
            pytest.skip(f"{name} is not installed")
        return subprocess.run([name, *arguments], capture_output=True, text=True, check=True, env=environment, cwd=work).stdout

    return run
