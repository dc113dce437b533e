"""The page on loading: every block is run, with the real libraries, and prints what it shows."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from corpora import PROJECT
from loading import make_seed_corpus

from pipeline.cli import main

PAGE = PROJECT / "docs" / "load.md"
BLOCK_RE = re.compile(r"^```(?P<language>python|console)\n(?P<code>.*?)^```\n(?:\n```text\n(?P<shown>.*?)^```\n)?", re.MULTILINE | re.DOTALL)
BLOCKS = list(BLOCK_RE.finditer(PAGE.read_text(encoding="utf-8")))
LIBRARIES = ("json", "pandas", "polars", "duckdb", "datasets", "pipeline")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the corpus of the seeds where the page has it. Its blocks leave here what later ones read."""
    folder = tmp_path_factory.mktemp("page")
    corpus = make_seed_corpus(folder)
    (folder / "data" / "raw").mkdir(parents=True)
    corpus.folder.rename(folder / "data" / "clean")
    return folder


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Iterator[None]:
    """The folder is the current one; no network, and caches inside it."""
    datasets = pytest.importorskip("datasets")
    monkeypatch.chdir(folder)
    for name, value in (("HF_HUB_OFFLINE", True), ("HF_DATASETS_OFFLINE", True), ("HF_DATASETS_CACHE", folder / "cache")):
        monkeypatch.setattr(datasets.config, name, value, raising=False)
    datasets.disable_progress_bars()
    yield
    datasets.enable_progress_bars()


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: f"line-{block.string.count(chr(10), 0, block.start()) + 1}")
def test_block_runs_and_prints_what_is_shown(block: re.Match[str], request: pytest.FixtureRequest) -> None:
    """Commands end with status 0, and programs print the text below them."""
    if block["language"] == "console":
        for line in block["code"].splitlines():
            with contextlib.redirect_stdout(io.TextIOWrapper(io.BytesIO())):
                assert main(shlex.split(line.removeprefix("$ papersieve "))) == 0
        return
    for library in re.findall(r"^(?:from|import) (\w+)", block["code"], re.MULTILINE):
        pytest.importorskip(library)
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(block["code"], str(PAGE), "exec"), {"__name__": "page"})  # noqa: S102 - the page's own code
    if request.config.getoption("--update-golden"):
        PAGE.write_text(
            PAGE.read_text(encoding="utf-8").replace(block[0], f"```python\n{block['code']}```\n\n```text\n{printed.getvalue()}```\n"), encoding="utf-8"
        )
        pytest.fail(f"{PAGE} was written: review and commit it")
    assert printed.getvalue() == block["shown"]


def test_every_library_has_a_recipe() -> None:
    """Each of the libraries is imported by a block."""
    imported = {name for block in BLOCKS for name in re.findall(r"^(?:from|import) (\w+)", block["code"], re.MULTILINE)}
    assert set(LIBRARIES) <= imported
