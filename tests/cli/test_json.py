"""What a script gets with `--json`: one document, or lines, on standard output, and nothing else there."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.formats import FORMATS

Cli = Callable[..., tuple[int, str, str]]


def test_run_and_add_tell_of_the_corpus(seeds: Path, cli: Cli) -> None:
    """`run` and `add` print where the corpus is, its counts, warnings and outputs, as the manifest has them."""
    for command in ("run", "add"):
        status, out, err = cli(command, "seeds", "-o", "out", "--json")
        told, manifest = json.loads(out), json.loads(Path("out/manifest.json").read_bytes())
        assert (status, err) == (0, f"{told['sum']}\n")
        assert (told["folder"], told["sum"][:10]) == ("out", "47 records")
        assert {name: told[name] for name in ("counts", "warnings", "outputs")} == {name: manifest[name] for name in ("counts", "warnings", "outputs")}


def test_strict_is_a_status_all_the_same(work: Path, cli: Cli) -> None:
    """With --json the warnings are in the document, and --strict still is status 1."""
    (work / "note.txt").write_text("Nothing but a note.")
    status, out, _ = cli("run", "note.txt", "-o", "out", "--json", "--strict", "--quiet")
    assert (status, json.loads(out)["warnings"]) == (1, ["note.txt: no records"])


def test_remove_tells_what_went_and_what_still_lies_there(seeds: Path, cli: Cli) -> None:
    """`remove` prints the dumps that went, and the files in which they still lie."""
    first = min(seeds.iterdir()).name
    cli("run", "seeds", "-o", "out")
    told = json.loads(cli("remove", f"seeds/{first}", "-o", "out", "--json")[1])
    assert [item["dump"] for item in told["removed"]] == [f"seeds/{first}"]
    assert [Path(item["path"]).name for item in told["files"]] == [first]
    assert told["corpus"]["counts"]["read"]["dumps"] == 4
    again = json.loads(cli("add", "seeds", "-o", "out", "--json")[1])
    assert again["passed_over"] == [f"seeds/{first}"]


def test_a_rehearsal_and_a_comparison_are_lines(seeds: Path, cli: Cli) -> None:
    """`remove --dry-run` and `diff` print a change a line, and the sum as the last; --stat the sum alone."""
    first = min(seeds.iterdir()).name
    cli("run", "seeds", "-o", "old")
    lines = cli("remove", f"seeds/{first}", "-o", "old", "--dry-run", "--json")[1].splitlines()
    assert json.loads(lines[-1])["kind"] == "summary"
    assert not (seeds / f"{first}.meta.json").exists()
    (seeds / first).unlink()
    cli("run", "seeds", "-o", "new")
    compared = cli("diff", "old", "new", "--json")[1].splitlines()
    assert compared[:-1] == lines[:-1]
    assert len(cli("diff", "old", "new", "--json", "--stat")[1].splitlines()) == 1
    kinds = {json.loads(line)["kind"] for line in cli("diff", "old", "new", "--json", "--only", "changed")[1].splitlines()}
    assert kinds <= {"changed", "summary"}


@pytest.mark.parametrize("holds", [True, False])
def test_verify_lists_problems(seeds: Path, cli: Cli, holds: bool) -> None:
    """`verify` prints how much was replayed, and each thing that does not hold."""
    cli("run", "seeds", "-o", "out")
    if not holds:
        path = min(seeds.iterdir())
        path.write_bytes(path.read_bytes().replace(b"Reinforcement", b"Reinforcemenu", 1))
    status, out, _ = cli("verify", "out", "--json")
    told = json.loads(out)
    assert (status, told["holds"], bool(told["problems"])) == (0 if holds else 2, holds, not holds)
    assert (told["dumps"], told["papers"]) == (5, 26)


def test_formats_are_listed(cli: Cli) -> None:
    """`formats` prints name, kind and summary of each."""
    told = json.loads(cli("formats", "--json")[1])
    assert [item["name"] for item in told] == [item.name for item in FORMATS]
    assert all(item["kind"] and item["summary"] for item in told)


def test_diff_has_a_status_for_scripts(seeds: Path, cli: Cli) -> None:
    """`--exit-code` gives 1 where papers differ; without it, and where none differ, the status is 0."""
    cli("run", "seeds", "-o", "new")
    min(seeds.iterdir()).unlink()
    cli("run", f"seeds/{min(seeds.iterdir()).name}", "-o", "old")
    assert [cli("diff", *arguments)[0] for arguments in (("old", "new"), ("old", "new", "--exit-code"), ("new", "new", "--exit-code"))] == [0, 1, 0]
