"""The files that a person names: found in folders, called by a name, with what a sidecar says of them."""

from __future__ import annotations

import datetime
import hashlib
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, TypeVar

import msgspec

from pipeline.errors import InputError

T = TypeVar("T", bound=msgspec.Struct)

STDIN = "-"
SIDECAR_SUFFIX = ".meta.json"


class Sidecar(msgspec.Struct, frozen=True):
    """`NAME.meta.json` beside a dump `NAME`: what its scraper knew. Other keys are left alone."""

    captured_on: str | None = None
    url: str | None = None


class _Marks(msgspec.Struct, frozen=True):
    """What else stands in the sidecar of a file: the sha-256 of those of its dumps that were removed from a corpus."""

    removed: tuple[str, ...] = ()


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
            if not is_utf8(path):
                shown = os.fsencode(path).decode(errors="backslashreplace")
                raise InputError(f"{shown}: the name is not UTF-8, so no file of the corpus could name it. Rename it.")
            name = name_dump(path, top)
            found[path] = min(name, found.get(path, name))
    return sorted(found.items(), key=lambda item: (item[1], str(item[0])))


def is_utf8(path: Path) -> bool:
    """Whether a name can be written down in UTF-8, as all files of a corpus are.

    >>> is_utf8(Path("café")), is_utf8(Path(os.fsdecode(b"caf\\xe9")))
    (True, False)
    """
    return not any("\ud800" <= char <= "\udfff" for char in str(path))


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
    side = locate_sidecar(path)
    sidecar = _load_sidecar(side, Sidecar)
    if sidecar.captured_on is not None and not is_full_date(sidecar.captured_on):
        raise InputError(f"{side}: captured_on is '{sidecar.captured_on}'. Give a full date, e.g. 2026-02-01.")
    return sidecar


def locate_sidecar(path: Path) -> Path:
    """Where the sidecar of a file lies, if it has one."""
    return path.with_name(path.name + SIDECAR_SUFFIX)


def read_removed(path: Path) -> frozenset[str]:
    """The sha-256 of the dumps in a file that its sidecar says were removed. Raises `InputError` where it cannot be read."""
    return frozenset(_load_sidecar(locate_sidecar(path), _Marks).removed)


def mark_removed(path: Path, hashes: Iterable[str]) -> Path:
    """Note in the sidecar of a file that these of its dumps were removed, so that no run reads them again; gives the sidecar.

    What else stands in it stays. Raises `InputError` where it is no sidecar, `OSError` where it cannot be written.
    """
    side = locate_sidecar(path)
    removed = sorted({*read_removed(path), *hashes})
    noted = msgspec.json.decode(side.read_bytes(), type=dict[str, msgspec.Raw]) if side.is_file() else {}
    aside = side.with_name(f".{side.name}.{os.getpid()}.tmp")
    aside.write_bytes(msgspec.json.format(msgspec.json.encode(noted | {"removed": removed})) + b"\n")
    aside.replace(side)
    return side


def _load_sidecar(side: Path, kind: type[T]) -> T:
    """What stands in a sidecar; nothing but defaults where there is none."""
    try:
        return msgspec.json.decode(side.read_bytes(), type=kind) if side.is_file() else kind()
    except OSError as error:
        raise InputError(f"{side}: cannot be read ({error.strerror}). Mend its permissions or remove it.") from error
    except msgspec.DecodeError as error:
        raise InputError(f'{side}: not a sidecar: {error}. It holds JSON such as {{"captured_on": "2026-02-01", "url": "..."}}.') from error
