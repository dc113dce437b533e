"""Read: find the dumps, unpack them, know them by their sha-256.

Cleans nothing and decodes nothing: that a shard's bytes are text, and in which charset, is settled in
`pipeline.charset` when the shard is cut.
"""

from __future__ import annotations

import datetime
import gzip
import hashlib
import os
import sys
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec

from pipeline.digest import hash_file
from pipeline.errors import InputError
from pipeline.records import Dump

STDIN = "-"
SIDECAR_SUFFIX = ".meta.json"
CHUNK_BYTES = 1 << 20
GZIP_MAGIC = b"\x1f\x8b\x08"


class Sidecar(msgspec.Struct, frozen=True):
    """`NAME.meta.json` beside a dump `NAME`: what its scraper knew. Other keys are left alone."""

    captured_on: str | None = None
    url: str | None = None


class Content(msgspec.Struct, frozen=True):
    """The unpacked bytes of a dump, and whether its archive broke off before the end."""

    data: bytes
    is_broken: bool = False
    is_too_large: bool = False


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


def describe_dump(path: Path, name: str, captured_on: str | None, max_bytes: int) -> Dump:
    """The dump in a file: its sha-256, size, and what is known of when and where it was captured.

    A sidecar's `captured_on` is of this dump alone and so goes before the one given for the whole run.
    Raises `InputError` where the file or its sidecar cannot be read.
    """
    sidecar = _read_sidecar(path)
    try:
        file_sha256 = hash_file(path)
        packed = _is_gzip(path)
        content = read_content(str(path), max_bytes) if packed else None
        size = path.stat().st_size if content is None else len(content.data)
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}). Mend its permissions or leave it out.") from error
    return Dump(
        name=name,
        path=str(path),
        sha256=file_sha256 if content is None or content.is_too_large else hashlib.sha256(content.data).hexdigest(),
        bytes=size,
        file_sha256=file_sha256 if packed else None,
        captured_on=sidecar.captured_on or captured_on,
        url=sidecar.url,
    )


def keep_stdin(folder: Path, stream: BinaryIO | None = None) -> Path:
    """Store what comes on standard input below `folder`, so that it can be read again, and give its path."""
    data = (stream or sys.stdin.buffer).read()
    path = folder / hashlib.sha256(data).hexdigest()
    folder.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def read_content(path: str, max_bytes: int, start: int = 0, end: int | None = None) -> Content:
    """The unpacked bytes `[start, end)` of a dump; of a broken archive, what can be unpacked.

    Never holds more than `max_bytes` and a chunk: a gzip bomb is cut off and `is_too_large`.
    """
    if not _is_gzip(Path(path)):
        if Path(path).stat().st_size > max_bytes:
            return Content(b"", is_too_large=True)
        with Path(path).open("rb") as file:
            file.seek(start)
            return Content(file.read() if end is None else file.read(end - start))
    parts: list[bytes] = []
    size = 0
    is_broken = False
    with gzip.open(path) as file:
        while True:
            try:
                part = file.read1(CHUNK_BYTES)
            except (EOFError, gzip.BadGzipFile, zlib.error):
                is_broken = True
                break
            if not part:
                break
            parts.append(part)
            size += len(part)
            if size > max_bytes:
                return Content(b"", is_too_large=True)
    return Content(b"".join(parts)[start:end], is_broken=is_broken)


def is_full_date(text: str) -> bool:
    """Whether the text is a date with year, month and day, in ISO form.

    >>> is_full_date("2026-02-01"), is_full_date("2026-02"), is_full_date("2026-02-30")
    (True, False, False)
    """
    try:
        return datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_gzip(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(GZIP_MAGIC)) == GZIP_MAGIC


def _read_sidecar(path: Path) -> Sidecar:
    """What stands in the dump's sidecar; an empty one where there is none."""
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
