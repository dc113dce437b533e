"""Pages of the documentation do what they say: files are written, commands and code run, in order, and give what is shown."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from corpora import PROJECT

BLOCK_RE = re.compile(r'^```(?P<language>\w+)(?: title="(?P<title>[^"]+)")?\n(?P<body>.*?)^```$', re.MULTILINE | re.DOTALL)
PAGES = ("tutorial", "why", "takedown", "add-a-format")
"""The pages that a reader follows from top to bottom."""
DUMPS = PROJECT / "docs" / "tutorial.md"
"""The page whose files the others use too."""
WIDTH = 100
"""Columns of the terminal that a page shows."""


class Reader:
    """Follows a page in a folder of its own, as a person would, and notes how it should read: paths are told from that folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        tools = folder / ".tools"
        tools.mkdir()
        (tools / "papersieve").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m pipeline "$@"\n')
        (tools / "papersieve").chmod(0o755)
        self.environment = os.environ | {"PATH": f"{tools}:{os.environ['PATH']}", "PYTHONPATH": f"{PROJECT}:{folder}", "COLUMNS": str(WIDTH), "NO_COLOR": "1"}

    def write_files(self, page: str) -> None:
        """Write the files that a page shows."""
        for block in BLOCK_RE.finditer(page):
            if block["title"]:
                (self.folder / block["title"]).write_text(block["body"], encoding="utf-8")

    def follow(self, page: str) -> str:
        """The page with what its commands and its code give now."""
        self.write_files(page)
        shown = page
        blocks = list(BLOCK_RE.finditer(page))
        for block, following in zip(blocks, [*blocks[1:], None], strict=True):
            if block["language"] == "console":
                shown = shown.replace(block["body"], self._follow_console(block["body"]), 1)
            elif block["language"] == "python" and not block["title"]:
                output = self._run([sys.executable, "-c", block["body"]])
                if following is not None and following["language"] == "text" and following.start() - block.end() < 3:
                    shown = shown.replace(f"{block[0]}\n\n{following[0]}", f"{block[0]}\n\n```text\n{output}```", 1)
        return shown

    def _follow_console(self, body: str) -> str:
        commands = [line for line in body.splitlines() if line.startswith("$ ")]
        return "".join(f"{command}\n{self._run(['bash', '-c', command.removeprefix('$ ')])}" for command in commands)

    def _run(self, command: list[str]) -> str:
        done = subprocess.run(
            command, cwd=self.folder, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True, check=False
        )
        assert done.returncode == 0, done.stdout
        return re.sub(r"[ \t]+$", "", done.stdout.replace(f"{self.folder}/", ""), flags=re.MULTILINE)


@pytest.mark.parametrize("name", PAGES)
def test_page_gives_what_it_shows(name: str, work: Path, request: pytest.FixtureRequest) -> None:
    """Whoever follows a page sees what the page shows; `--update-golden` writes what is seen now."""
    path = PROJECT / "docs" / f"{name}.md"
    page = path.read_text(encoding="utf-8")
    reader = Reader(work)
    reader.write_files(DUMPS.read_text(encoding="utf-8"))
    seen = reader.follow(page)
    if request.config.getoption("--update-golden") and seen != page:
        path.write_text(seen, encoding="utf-8")
        pytest.fail(f"{path} was written: review and commit it")
    assert seen == page
