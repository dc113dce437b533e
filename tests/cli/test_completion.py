"""What real shells offer when Tab is pressed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from corpora import RunCorpus

from pipeline.formats import FORMATS

SEED = "seeds/000_fb970690d5832f33.txt"
CASES = [
    ("papersieve re", ["remove"]),
    ("papersieve run --form", ["--format"]),
    ("papersieve run --format glued", ["glued-ids"]),
    ("papersieve diff a b --only re", ["removed", "re-identified"]),
    ("papersieve remove -o out seeds/000", [SEED]),
]


@pytest.fixture
def corpus(seeds: Path, run_corpus: RunCorpus) -> None:
    run_corpus("seeds")


def test_bash_completes(corpus: None, shell: Callable[..., str]) -> None:
    """Commands, options, formats, kinds of changes, and dumps of the corpus that is named."""
    lines = ['eval "$(papersieve --show-completion)"']
    for line, _ in CASES:
        words = line.split(" ")
        lines.append(f"COMP_WORDS=({' '.join(words)}); COMP_CWORD={len(words) - 1}; _papersieve_completion papersieve; echo ${{COMPREPLY[*]}}")
    assert [line.split() for line in shell("bash", "--norc", "-c", "\n".join(lines)).splitlines()] == [offered for _, offered in CASES]


def test_fish_completes(corpus: None, shell: Callable[..., str]) -> None:
    """The same in fish, which shows a few words of help beside."""
    lines = ["papersieve --show-completion | source"] + [f'complete -C "{line}"' for line, _ in CASES]
    shown = shell("fish", "-c", "\n".join(lines)).splitlines()
    assert [line.split("\t")[0] for line in shown] == [name for _, offered in CASES for name in offered]


def test_zsh_takes_its_script(shell: Callable[..., str]) -> None:
    """Zsh reads the script that the program gives it."""
    script = shell("zsh", "-f", "-c", "papersieve --show-completion; true")
    assert "compdef _papersieve_completion papersieve" in script
    shell("zsh", "-f", "-n", "-c", script)


@pytest.mark.parametrize("name", ["fish", "zsh"])
def test_help_of_a_value_is_one_line(shell: Callable[..., str], name: str) -> None:
    """Shells that show help beside a value get one line for each."""
    environment = "_PAPERSIEVE_COMPLETE=complete_fish _TYPER_COMPLETE_FISH_ACTION=get-args _TYPER_COMPLETE_ARGS='papersieve run --format '"
    if name == "zsh":
        environment = "_PAPERSIEVE_COMPLETE=complete_zsh _TYPER_COMPLETE_ARGS='papersieve run --format '"
    lines = shell("sh", "-c", f"{environment} papersieve").splitlines()
    assert len(lines) == len(FORMATS)
