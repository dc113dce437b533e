"""The dumps in a file: the file itself, or the members of what it is packed in, down to those that are packed no more.

Members are unpacked beside the corpus, each under its sha-256, as far as they can be read: of a broken archive the good part is kept. What
grows beyond all proportion is a bomb and goes no further.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import IO, cast

import msgspec

from pipeline.digest import hash_file
from pipeline.errors import InputError
from pipeline.read.files import SIDECAR_SUFFIX, Sidecar, is_full_date, read_sidecar
from pipeline.read.kinds import HEAD_BYTES, find_kind
from pipeline.read.members import BROKEN, Member, list_members
from pipeline.records import Dump, RejectReason

CHUNK_BYTES = 1 << 20
MAX_NESTING = 4
"""Containers inside containers: a zip of tar.gz of HTML is three."""
FREE_BYTES = 1 << 26
MAX_RATIO = 200
"""Unpacked to packed, once more than `FREE_BYTES` are unpacked. Listings pack to a tenth or, all alike, a fiftieth; gzip can do 1,000, nested millions."""
MAX_MEMBERS = 1_000_000


class Unpacking(msgspec.Struct, frozen=True):
    """How files are unpacked: into which folder, and the most bytes that a dump may have."""

    folder: Path
    max_bytes: int


class _Leaf(msgspec.Struct, frozen=True):
    """A member that is packed no more, as it lies in the folder."""

    trail: str
    sha256: str
    bytes: int
    path: str
    origin: Sidecar
    charset: str | None
    problem: RejectReason | None


class _Budget:
    """How much of one file has been unpacked."""

    def __init__(self, file_sha256: str, packed: int, max_bytes: int) -> None:
        self.file_sha256 = file_sha256
        self.limit = max(FREE_BYTES, packed * MAX_RATIO)
        self.max_bytes = max_bytes
        self.bytes = 0
        self.members = 0

    def is_spent(self) -> bool:
        """Whether more was unpacked than any listing packs to."""
        return self.bytes > self.limit or self.members > MAX_MEMBERS

    def name_problem(self) -> RejectReason:
        """Why a container cannot be read on: it is a bomb, or it is broken."""
        return "too-large" if self.is_spent() else "broken-archive"


def describe_dumps(path: Path, name: str, captured_on: str | None, unpacking: Unpacking) -> list[Dump]:
    """The dumps in a file: its sha-256, size, and what is known of when and where it was captured.

    A sidecar's `captured_on` is of this file alone and so goes before what its container says, and that before the one given for the whole run.
    Raises `InputError` where the file or its sidecar cannot be read.
    """
    sidecar = read_sidecar(path)
    try:
        file_sha256 = hash_file(path)
        size = path.stat().st_size
        with path.open("rb") as file:
            kind = find_kind(file.read(HEAD_BYTES))
        if kind is None:
            return [Dump(name, str(path), file_sha256, size, captured_on=sidecar.captured_on or captured_on, url=sidecar.url)]
        budget = _Budget(file_sha256, size, unpacking.max_bytes)
        leaves = list(_unpack_file(path, budget, unpacking)) or [_lose(Member("", io.BytesIO()), "", budget, "empty")]
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror or error}). Mend its permissions or leave it out.") from error
    return [_to_dump(leaf, path, (name, file_sha256), sidecar, captured_on) for leaf in leaves]


def _to_dump(leaf: _Leaf, path: Path, file: tuple[str, str], sidecar: Sidecar, captured_on: str | None) -> Dump:
    name, file_sha256 = file
    return Dump(
        name=f"{name}/{leaf.trail}" if leaf.trail else name,
        path=str(path),
        sha256=leaf.sha256,
        bytes=leaf.bytes,
        file_sha256=file_sha256,
        captured_on=sidecar.captured_on or leaf.origin.captured_on or captured_on,
        url=leaf.origin.url or sidecar.url,
        member=leaf.trail,
        unpacked=leaf.path,
        charset=leaf.charset,
        problem=leaf.problem,
    )


def _unpack_file(path: Path, budget: _Budget, unpacking: Unpacking) -> Iterator[_Leaf]:
    """The members of a file. Sidecars among them say of their neighbours when and where they were captured."""
    unpacking.folder.mkdir(parents=True, exist_ok=True)
    sidecars: dict[str, Sidecar] = {}
    leaves: list[_Leaf] = []
    with path.open("rb") as file:
        for leaf in _walk(Member("", file), (), unpacking, budget):
            if leaf.trail.endswith(SIDECAR_SUFFIX):
                sidecars[leaf.trail.removesuffix(SIDECAR_SUFFIX)] = _parse_sidecar(Path(leaf.path))
            else:
                leaves.append(leaf)
    taken: dict[str, int] = {}
    for leaf in leaves:
        count = taken[leaf.trail] = taken.get(leaf.trail, 0) + 1
        trail = leaf.trail if count == 1 else f"{leaf.trail}#{count}"
        yield msgspec.structs.replace(leaf, trail=trail, origin=sidecars.get(leaf.trail, leaf.origin))


def _parse_sidecar(path: Path) -> Sidecar:
    """What a sidecar inside an archive says; nothing where it is none."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Sidecar)
    except msgspec.DecodeError:
        return Sidecar()


def _walk(member: Member, trail: tuple[str, ...], unpacking: Unpacking, budget: _Budget) -> Iterator[_Leaf]:
    """The leaves of a member: itself, or those of its members."""
    stream = _Stream(member.stream, budget if trail else None)
    kind = find_kind(stream.peek())
    name = "/".join(part for part in trail if part)
    if kind is None:
        yield _store(member, stream, name, unpacking, budget)
        return
    if len(trail) >= MAX_NESTING or budget.is_spent():
        yield _lose(member, name, budget, "too-large")
        return
    with closing(list_members(cast(IO[bytes], io.BufferedReader(stream)), kind)) as members:
        yield from _walk_members(member, members, trail, unpacking, budget)
    if stream.is_broken:
        yield _lose(member, name, budget, budget.name_problem())


def _walk_members(outer: Member, members: Iterator[Member], trail: tuple[str, ...], unpacking: Unpacking, budget: _Budget) -> Iterator[_Leaf]:
    """The leaves of a container's members, up to where it breaks off."""
    name = "/".join(part for part in trail if part)
    while True:
        try:
            inner = next(members, None)
        except BROKEN:
            yield _lose(outer, name, budget, budget.name_problem())
            return
        if inner is None:
            return
        budget.members += 1
        if budget.is_spent():
            yield _lose(outer, name, budget, "too-large")
            return
        if not _is_hidden(inner.name):
            yield from _walk(_inherit(inner, outer), (*trail, inner.name), unpacking, budget)


def _inherit(inner: Member, outer: Member) -> Member:
    """A member with what is known of the one it is in, where it does not say itself."""
    captured_on = inner.captured_on if inner.captured_on and is_full_date(inner.captured_on) else outer.captured_on
    return msgspec.structs.replace(inner, captured_on=captured_on, url=inner.url or outer.url, charset=inner.charset)


def _is_hidden(name: str) -> bool:
    """Whether a member is a file that nobody meant to pack: hidden, or a Mac's notes on another."""
    parts = [part for part in name.split("/") if part not in ("", ".", "..")]
    return any(part == "__MACOSX" for part in parts) or (bool(parts) and parts[-1].startswith("."))


def _store(member: Member, stream: _Stream, name: str, unpacking: Unpacking, budget: _Budget) -> _Leaf:
    """Write a member under its sha-256, as far as it can be read."""
    digest = hashlib.sha256()
    size = 0
    problem: RejectReason | None = None
    aside = unpacking.folder / f"part-{id(stream)}"
    with aside.open("wb") as file:
        while problem is None:
            data = stream.read(CHUNK_BYTES)
            if not data:
                break
            file.write(data)
            digest.update(data)
            size += len(data)
            if size > budget.max_bytes:
                problem = "too-large"
    if stream.is_broken:
        problem = budget.name_problem()
    # What breaks off before its first byte has no content to be known by: by that of nothing it would be a copy of every empty file.
    if problem == "too-large" or (problem is not None and size == 0):
        aside.unlink()
        return _lose(member, name, budget, problem)
    path = unpacking.folder / digest.hexdigest()
    aside.replace(path)
    return _Leaf(name, digest.hexdigest(), size, str(path), Sidecar(member.captured_on, member.url), member.charset, problem)


def _lose(member: Member, name: str, budget: _Budget, problem: RejectReason) -> _Leaf:
    """A member of which nothing is kept: it is known by its file and its name alone."""
    digest = hashlib.sha256(f"{budget.file_sha256}\0{name}\0{problem}".encode("utf-8", "surrogatepass")).hexdigest()
    return _Leaf(name, digest, 0, "", Sidecar(member.captured_on, member.url), None, problem)


class _Stream(io.RawIOBase):
    """A stream whose first bytes can be looked at before it is read, and whose bytes count against the budget of their file.

    Where it breaks off it ends, so that all before that is read; `is_broken` says so.
    """

    def __init__(self, stream: IO[bytes], budget: _Budget | None) -> None:
        self._stream = stream
        self._budget = budget
        self._head = b""
        self.is_broken = False

    def readable(self) -> bool:
        return True

    def peek(self) -> bytes:
        """The bytes it begins with."""
        while len(self._head) < HEAD_BYTES and (data := self._take(HEAD_BYTES - len(self._head))):
            self._head += data
        return self._head

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # the base class says less of its buffer
        if self._head:
            data, self._head = self._head[: len(buffer)], self._head[len(buffer) :]
        else:
            data = self._take(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def _take(self, size: int) -> bytes:
        """The next bytes; none at the end, and where the stream breaks off or has grown beyond its budget."""
        if self.is_broken:
            return b""
        try:
            # One read at a time: of what breaks off inside a larger one nothing would be left.
            data = self._stream.read1(size) if isinstance(self._stream, io.BufferedIOBase) else self._stream.read(size)
        except BROKEN:
            self.is_broken = True
            return b""
        if self._budget is not None:
            self._budget.bytes += len(data)
            self.is_broken = self._budget.is_spent()
        return data


def read_bytes(dump: Dump, max_bytes: int, start: int = 0, end: int | None = None) -> bytes | None:
    """The bytes `[start, end)` of a dump that lies unpacked; None for one that is too large to be looked at."""
    if dump.problem == "too-large" or dump.bytes > max_bytes:
        return None
    if dump.bytes == 0:
        return b""
    with Path(dump.content_path).open("rb") as file:
        file.seek(start)
        return file.read() if end is None else file.read(end - start)
