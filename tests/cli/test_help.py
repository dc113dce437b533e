"""What `--help` says, of the program and of each command."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable

import pytest
import typer

from pipeline.cli import COMMANDS, app
from pipeline.cli.help import EXAMPLES, GROUPS, STATUSES

Cli = Callable[..., tuple[int, str, str]]
NAMES = [name for name, _ in COMMANDS]
COMMAND = typer.main.get_command(app)


def test_all_commands_are_in_a_group() -> None:
    """Each command stands in one group, with examples."""
    grouped = [name for _, names in GROUPS for name in names]
    assert len(grouped) == len(set(grouped))
    assert grouped == NAMES
    assert {*grouped} == EXAMPLES.keys()
    assert {*STATUSES} <= {*grouped}


def test_alone_it_shows_its_help(cli: Cli) -> None:
    """Without arguments the commands are shown in their groups."""
    status, out, err = cli()
    assert status == 2
    shown = out + err
    for title, _ in GROUPS[:2]:
        assert title in shown
    assert all(re.search(rf"│ {name} ", shown) for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_help_is_worth_reading(cli: Cli, name: str) -> None:
    """It says what the command does, gives examples and the exit status, fits 80 columns, and no option is without words."""
    status, out, err = cli(name, "--help")
    assert (status, err) == (0, "")
    assert cli(name, "-h") == (status, out, err)
    assert all(len(line) <= 80 for line in out.splitlines())
    words = " ".join(out.replace("│", " ").split())
    for example in EXAMPLES[name]:
        assert " ".join(example.command.split()) in words
        assert " ".join(example.what.split()) in words
    assert "Exit status" in words
    assert "<bool>" not in words
    for parameter in COMMAND.commands[name].params:  # type: ignore[attr-defined]  # it is a group
        assert parameter.help
        assert parameter.opts[-1] in words or str(parameter.metavar) in words


@pytest.mark.parametrize("name", NAMES)
def test_examples_are_command_lines(name: str) -> None:
    """Each option of an example is one of the command that the example is of."""
    options = {option for parameter in COMMAND.commands[name].params for option in parameter.opts}  # type: ignore[attr-defined]
    for example in EXAMPLES[name]:
        own = example.command.partition("papersieve ")[2].split("|")[0]
        first, *arguments = shlex.split(own)
        assert first == name
        assert {word for word in arguments if re.match(r"--?\w", word)} <= options


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["rnu"], "No such command 'rnu'. Did you mean 'run'? See 'papersieve --help'."),
        (["run", "--worker", "2"], "No such option: --worker. Did you mean --workers? See 'papersieve run --help'."),
        (["run", "--format", "glued-id"], "'glued-id': there is no such format. Did you mean 'glued-ids'?"),
        (["diff", "a", "b", "--only", "merge"], "--only: 'merge' is no kind of change. Did you mean 'merged'?"),
        (["diff", "a", "b", "--only", "xyz"], "There are added, removed, changed"),
        (["remove"], "Missing argument 'DUMP'. See 'papersieve remove --help'."),
        (["run", "--workers", "-1"], "Invalid value for '--workers'"),
        (["run", ""], "an argument is empty, which would mean the current folder."),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_is_mistyped_is_explained(cli: Cli, arguments: list[str], message: str) -> None:
    """A mistake in a command line is one line that says what was meant, perhaps, and where the help is."""
    status, out, err = cli(*arguments)
    if "glued-id" in arguments:
        message = message if "data/raw" not in err else "data/raw: no such file or folder."
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert message in err
