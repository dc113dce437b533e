"""What `remove` says of what it has done, and of what is still to do."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline import removal

Cli = Callable[..., tuple[int, str, str]]
LEFT = "37 records = 26 papers + 11 merged; 0 rejected; 4 dumps, 100% accounted for\n"


def test_it_says_what_still_lies_there(seeds: Path, cli: Cli) -> None:
    """The file that still lies there and the note beside it are named; a run over the folder says that it passes it over."""
    first = min(seeds.iterdir())
    cli("run", "seeds", "-o", "out")
    status, out, err = cli("remove", f"seeds/{first.name}", "-o", "out")
    assert (status, out) == (0, "")
    assert err == f"note: {first} still lies there. {first}.meta.json now keeps runs from reading it again.\n{LEFT}"
    assert cli("add", "seeds", "-o", "out")[2] == f"note: seeds/{first.name}: passed over, as it was removed\n{LEFT}"
    assert cli("add", "seeds", "-o", "out", "--quiet")[2] == ""


def test_it_says_that_copies_stay(seeds: Path, cli: Cli) -> None:
    """A name that goes while its bytes stay under another is told, with the way to take all."""
    first = min(seeds.iterdir())
    shutil.copyfile(first, "copy.txt")
    cli("run", "seeds", "copy.txt", "-o", "out")
    assert "the same bytes are in the corpus as copy.txt, and stay. --all-copies takes them out too." in cli("remove", f"seeds/{first.name}", "-o", "out")[2]
    assert cli("remove", "copy.txt", "-o", "out", "--all-copies")[2].endswith(LEFT)


def test_what_cannot_be_kept_out_is_for_the_person(seeds: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no note can be written beside the file it is out of the corpus, and the person is told to delete it, with status 2."""

    def refuse(*_arguments: object) -> None:
        raise PermissionError(13, "Permission denied")

    first = min(seeds.iterdir())
    cli("run", "seeds", "-o", "out")
    monkeypatch.setattr(removal, "mark_removed", refuse)
    status, _, err = cli("remove", f"seeds/{first.name}", "-o", "out")
    assert (status, err.startswith(LEFT)) == (2, True)
    assert f"papersieve: {first}: is out of the corpus, but the file still lies there" in err
    assert "(Permission denied). Delete or move it" in err


def test_a_dry_run_changes_nothing(seeds: Path, work: Path, cli: Cli) -> None:
    """It shows the papers that would go or change, and leaves corpus and dumps as they are."""
    first = min(seeds.iterdir())
    cli("run", "seeds", "-o", "out")
    before = {path: path.read_bytes() for path in (*(work / "out").glob("[!.]*"), *seeds.iterdir())}
    status, out, err = cli("remove", "seeds", "-o", "out", "--dry-run")
    assert (status, err) == (0, "")
    assert "26 papers -> 0 papers: 26 removed; 0 the same" in out
    assert cli("remove", f"seeds/{first.name}", "-o", "out", "--dry-run")[1].splitlines()[-1] == f"dumps gone: seeds/{first.name}"
    assert {path: path.read_bytes() for path in (*(work / "out").glob("[!.]*"), *seeds.iterdir())} == before


def test_nothing_is_left_of_a_rehearsal_that_was_killed(seeds: Path, work: Path, cli: Cli) -> None:
    """Stored results that a killed dry run has linked aside go with the dump."""
    cli("run", "seeds", "-o", "out")
    with removal.rehearse(work / "out") as trial:
        shutil.copytree(trial, work / "killed")
    shutil.move(work / "killed", trial)
    cli("remove", f"seeds/{min(seeds.iterdir()).name}", "-o", "out")
    assert not trial.exists()
