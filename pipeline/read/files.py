"""The files that a person names: found in folders, called by a name, with what a sidecar says of them."""

from __future__ import annotations

import datetime
import hashlib
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec

from pipeline.errors import InputError

STDIN = "-"
SIDECAR_SUFFIX = ".meta.json"


class Sidecar(msgspec.Struct, frozen=True):
    """`NAME.meta.json` beside a dump `NAME`: what its scraper knew. Other keys are left alone."""

    captured_on: str | None = None
    url: str | None = None


def find_files(arguments: Iterable[str]) -> list[tuple[Path, str]]:
    """Every dump file that the arguments name, with the name it goes by, sorted by that name.

    A folder is searched to the bottom; files whose names begin with a dot and sidecars are passed over, links to
    folders are not followed. Raises `InputError` for an argument that does not exist or cannot be read.
    """
    found: dict[Path, str] = {}
    for argument in arguments:
        if argument == STDIN:
            found[Path(STDIN)] = STDIN
            continue
        top = Path(os.path.abspath(argument))
        if not top.exists():
            raise InputError(f"{argument}: no such file or folder. Name a dump, a folder of dumps, or - for standard input.")
        for path in _walk(top) if top.is_dir() else [top]:
            name = name_dump(path, top)
            found[path] = min(name, found.get(path, name))
    return sorted(found.items(), key=lambda item: (item[1], str(item[0])))


def name_dump(path: Path, argument: Path) -> str:
    """What a dump is called: its path below the current folder, or else below the parent of its argument."""
    for base in (Path.cwd(), argument.parent):
        if path.is_relative_to(base):
            return path.relative_to(base).as_posix()
    return path.name


def _walk(folder: Path) -> Iterator[Path]:
    """Files below a folder in a stable order, without hidden ones and sidecars."""

    def refuse(error: OSError) -> None:
        raise InputError(f"{error.filename}: the folder cannot be read ({error.strerror}). Mend its permissions or leave it out.") from error

    for parent, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and not name.endswith(SIDECAR_SUFFIX):
                yield Path(parent, name)


def keep_stdin(folder: Path, stream: BinaryIO | None = None) -> Path:
    """Store what comes on standard input below `folder`, so that it can be read again, and give its path."""
    data = (stream or sys.stdin.buffer).read()
    path = folder / hashlib.sha256(data).hexdigest()
    folder.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def is_full_date(text: str) -> bool:
    """Whether the text is a date with year, month and day, in ISO form.

    >>> is_full_date("2026-02-01"), is_full_date("2026-02"), is_full_date("2026-02-30")
    (True, False, False)
    """
    try:
        return datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def read_sidecar(path: Path) -> Sidecar:
    """What stands in the sidecar of a file; an empty one where there is none. Raises `InputError` where it cannot be read."""
    side = path.with_name(path.name + SIDECAR_SUFFIX)
    if not side.is_file():
        return Sidecar()
    try:
        sidecar = msgspec.json.decode(side.read_bytes(), type=Sidecar)
    except OSError as error:
        raise InputError(f"{side}: cannot be read ({error.strerror}). Mend its permissions or remove it.") from error
    except msgspec.DecodeError as error:
        raise InputError(f'{side}: not a sidecar: {error}. It holds JSON such as {{"captured_on": "2026-02-01", "url": "..."}}.') from error
    if sidecar.captured_on is not None and not is_full_date(sidecar.captured_on):
        raise InputError(f"{side}: captured_on is '{sidecar.captured_on}'. Give a full date, e.g. 2026-02-01.")
    return sidecar
