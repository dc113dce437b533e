"""What `explain` prints: for a person on a terminal, through a pipe, and for a script."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from corpora import RunCorpus
from explain.flocks import make_flock

from pipeline.cli import main

Explain = Callable[..., tuple[int, str, str]]
HOSTILE = {
    "id": "2405.14333",
    "title": "[bold]Sheep[/bold] \x1b[31mred\x1b[0m \u202eevil\u202c <script>alert(1)</script> \x07\x9b31m [/] \\[x]",
    "authors": ["Ann \x1b]0;title\x07 Lee"],
    "comments": "one\r\ntwo\x00",
}


@pytest.fixture
def explain(work: Path, capsys: pytest.CaptureFixture[str]) -> Explain:
    """Run `explain` over the corpus in `out`; gives status, standard output and standard error."""

    def run(*arguments: str) -> tuple[int, str, str]:
        status = main(("explain", *arguments, "-o", "out"))
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run


def test_a_paper_is_explained(seeds: Path, run_corpus: RunCorpus, explain: Explain) -> None:
    """Records, evidence as a tree, winners with their rule, and edits with what they changed stand in what is printed."""
    run_corpus("seeds")
    status, out, _ = explain("2405.14333")
    assert status == 0
    assert "4 records from 4 dumps\n" in out
    assert "  [3] gives the id\n  ├─ [1] the same abstract, spelling aside  same-text.alone\n" in out
    assert "    from [4]: the only value there is  only-value\n" in out
    assert "          …[-Mar 11-]{+XXXX-03-11+}…\n" in out


def test_a_pair_is_explained(run_corpus: RunCorpus, explain: Explain) -> None:
    """What decided stands in the first lines, then the facts with both sides."""
    make_flock(run_corpus, "part-1", "part-2")
    status, out, _ = explain("Part I: methods", "sheep part II")
    assert status == 0
    assert "Two papers, whatever their texts say: the numbers in their titles differ: ‘Part I:’ and ‘Part II:’.\n" in out
    assert "\n          A  Counting Sheep, Part I: Methods\n          B  Counting Sheep, Part II: Methods\n" in out


def test_dependents_are_explained(seeds: Path, run_corpus: RunCorpus, explain: Explain) -> None:
    """What bytes became and what depends on them is counted and listed."""
    run_corpus("seeds")
    status, out, _ = explain("002_a96430e3d82e756a.txt:91,97")
    assert status == 0
    assert "  91,97  field page/listed  Mar 11\n" in out
    assert "10 papers with something from it, in 10 records:" in out
    assert "would change\n      1 of its 4 records; from here: listed\n      listed  [-XXXX-03-11-]{+(none)+}\n" in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("2405.1433",), "no paper has the id, alias, title or dump '2405.1433'"),
        (("2405.14334",), "no paper has the id, alias or record '2405.14334'. Did you mean arxiv:2405.14333"),
        (("deepseek",), "12 papers have 'deepseek' in their titles. Name one of them by its id."),
        (("a", "b", "c"), "3 names were given"),
        (("seeds",), "5 dumps are called so, or lie in it"),
        (("absent.txt", "--as", "dump"), "no dump is called 'absent.txt'"),
        (("000_fb970690d5832f33.txt", "--as", "paper"), "no paper has the id, alias, title or dump"),
        (("sha256:0000000000000000#bytes=0,9",), "no paper has the id, alias or record"),
        ((), "Missing argument"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_mistakes_are_explained(seeds: Path, run_corpus: RunCorpus, explain: Explain, arguments: tuple[str, ...], message: str) -> None:
    """What is not there, or could be several things, gives status 2 and a message that says what to do; nothing goes to standard output."""
    run_corpus("seeds")
    status, out, error = explain(*arguments)
    assert (status, out) == (2, "")
    assert message in " ".join(error.split())


def test_a_dump_named_like_a_paper(work: Path, run_corpus: RunCorpus, explain: Explain) -> None:
    """Where a name is a dump's and a paper's, that is an error, and `--as` says which is meant."""
    (work / "2405.14333").write_text('{"id": "2405.14333", "title": "Counting Sheep"}\n')
    run_corpus("2405.14333")
    assert "Say which with --as dump or --as paper." in explain("2405.14333")[2]
    assert explain("2405.14333", "--as", "paper")[1].startswith("arxiv:2405.14333  Counting Sheep\n")
    assert explain("2405.14333", "--as", "dump")[1].startswith("2405.14333  48 bytes")


@pytest.mark.parametrize("names", [("2405.14333",), ("2405.14333", "2504.02495"), ("002_a96430e3d82e756a.txt",)])
def test_json_is_the_account(seeds: Path, run_corpus: RunCorpus, explain: Explain, names: tuple[str, ...]) -> None:
    """With --json one document is printed, with what is shown in it, and nothing else."""
    run_corpus("seeds")
    status, out, error = explain(*names, "--json")
    assert (status, error) == (0, "")
    document = json.loads(out)
    assert document[{1: "id", 2: "a"}[len(names)] if "txt" not in names[0] else "dump"]


def test_hostile_values_do_nothing(work: Path, run_corpus: RunCorpus, explain: Explain) -> None:
    """Escapes, overrides and markup of a dump are shown as text: nothing but lines and printable characters comes out."""
    (work / "hostile.jsonl").write_text(json.dumps(HOSTILE) + "\n" + json.dumps(HOSTILE | {"id": "2405.14999"}) + "\n")
    run_corpus("hostile.jsonl")
    for arguments in (("2405.14333",), ("2405.14333", "2405.14999"), ("hostile.jsonl",), ("hostile.jsonl:0,50",), ("evil", "--all")):
        _, out, error = explain(*arguments)
        assert [char for char in out + error if not char.isprintable() and char != "\n"] == []
        assert "[bold]Sheep[/bold]" in out + error
