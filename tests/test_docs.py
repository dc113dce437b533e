"""What the documents say is so: their commands run, their examples come out, their lists are whole."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
import tomllib
import typing
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from corpora import PROJECT, SEEDS

from docs.make import PAGES as PAGES_MADE
from docs.make import make_page
from pipeline.cli import app, main
from pipeline.dedupe import EdgeKind
from pipeline.records import FLAGS, Paper, RejectReason
from pipeline.settings import Limits, Settings, SettingsFile, load_settings
from pipeline.write.descriptions import FILES

README = (PROJECT / "README.md").read_text(encoding="utf-8")
REFERENCE = (PROJECT / "docs" / "reference.md").read_text(encoding="utf-8")
PAGES = [PROJECT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")] + sorted((PROJECT / "docs").glob("*.md"))


def blocks(text: str, language: str) -> Iterator[str]:
    """The code blocks of a page in one language."""
    yield from re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def test_readme_example_comes_out(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The nine ugly lines give the sum and the paper that the first screen shows."""
    (work / "ugly.txt").write_text(next(blocks(README, "text")), encoding="utf-8")
    command, expected = next(blocks(README, "console")).split("\n", 1)
    assert main(shlex.split(command.removeprefix("$ papersieve "))) == 0
    assert capsys.readouterr().err == expected
    (line,) = (work / "clean" / "papers.jsonl").read_text(encoding="utf-8").splitlines()
    shown = json.loads(next(blocks(README, "json")))
    assert {name: json.loads(line)[name] for name in shown} == shown
    exec(next(blocks(README, "python")), scope := {})  # noqa: S102 - the README's own code
    assert len(scope["papers"]) == 1


def test_readme_lists_every_command() -> None:
    """Each command of the command line stands in the README's table."""
    for command in app.registered_commands:
        assert f"| `papersieve {command.name}" in README


def test_readme_commands_run(work: Path) -> None:
    """The commands that read dumps run as they stand, on dumps of that name."""
    (work / "my-dumps").mkdir()
    (work / "my-dumps" / "seed.txt").write_bytes(min(SEEDS.iterdir()).read_bytes())
    commands = [line.removeprefix("$ ").split("#")[0] for block in blocks(README, "console") for line in block.splitlines() if line.startswith("$ papersieve")]
    assert len(commands) == 2
    assert main(shlex.split(commands[1])[1:]) == 0
    assert (work / "corpus" / "papers.jsonl").exists()


def benchmark_commands() -> dict[str, set[str]]:
    """The benchmarks that pages call, each with the options they give it."""
    named: dict[str, set[str]] = {}
    for page in PAGES:
        for module, script, arguments in re.findall(r"python (?:-m benchmarks\.(\w+)|benchmarks/(\w+)\.py)([^`\n]*)", page.read_text(encoding="utf-8")):
            named.setdefault(module or script, set()).update(re.findall(r"--[a-z-]+", arguments))
    return named


@pytest.mark.parametrize(("name", "options"), sorted(benchmark_commands().items()))
def test_benchmarks_take_what_pages_give_them(name: str, options: set[str]) -> None:
    """Each benchmark that a page calls is there, and knows the options; its data are other people's, so it is not run at its size."""
    done = subprocess.run([sys.executable, "-m", f"benchmarks.{name}", "--help"], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert {option for option in options if option not in done.stdout} == set()


def test_make_targets_exist() -> None:
    """Each `make` target that a page names is one."""
    targets = set(re.findall(r"^([a-z-]+):", (PROJECT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {
        name
        for page in PAGES
        for name in re.findall(r"`make ([a-z-]+)`|^\$ make ([a-z-]+)", page.read_text(encoding="utf-8"), re.MULTILINE)
        for name in name
        if name
    }
    assert {"corpus", "test", "check", "golden"} <= named <= targets


def list_headings(page: Path) -> set[str]:
    """The fragments that lead to headings of a page."""
    headings = re.findall(r"^#+ (.*)", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    """Each relative link leads to a file, and its fragment to a heading of it."""
    for link in re.findall(r"\]\((?!https?:)([^)\s]+)\)", re.sub(r"^ {4}.*|`[^`\n]*`", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE)):
        path, _, fragment = link.partition("#")
        target = page.parent / path if path else page
        assert target.exists(), link
        assert not fragment or fragment in list_headings(target), link


def test_reference_is_whole() -> None:
    """Each field, flag, reason, evidence and file stands in the reference, with the same words as in the code."""
    for flag, meaning in FLAGS.items():
        assert f"| `{flag}` | {meaning.replace(chr(39), '`')} |" in REFERENCE
    for word in (*typing.get_args(RejectReason), *typing.get_args(EdgeKind), *Paper.__struct_fields__, *FILES):
        assert f"`{word}`" in REFERENCE, word


def test_settings_in_the_reference_are_the_defaults(work: Path) -> None:
    """The example of a settings file loads, and says nothing but the defaults."""
    (work / "settings.toml").write_text(next(blocks(REFERENCE, "toml")), encoding="utf-8")
    assert load_settings(work / "settings.toml") == SettingsFile(corpus=Settings())
    table = tomllib.loads(next(blocks(REFERENCE, "toml")))
    assert set(table["limits"]) == {field.name for field in msgspec.structs.fields(Limits)}
    assert set(table["corpus"]) == {field.name for field in msgspec.structs.fields(Settings)}


def test_no_trace_of_a_machine() -> None:
    """No page names a path of somebody's machine or an index of packages."""
    for page in PAGES:
        assert not re.search(r"/(?:home|root|Users)/|index-url|find-links", page.read_text(encoding="utf-8")), page


@pytest.mark.parametrize("name", PAGES_MADE)
def test_page_is_what_the_code_says(name: str) -> None:
    """The parts of pages that are taken from the code are as the code is; `make docs` makes them anew."""
    assert (PROJECT / "docs" / f"{name}.md").read_text(encoding="utf-8") == make_page(name)
