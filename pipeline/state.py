"""`.state/` of a corpus: stored shard results, where dumps were found, the last run. Safe to delete while the dumps are at hand.

A shard's result is stored under a key made of the dump's sha-256, the byte range, the code version of the stages and the
settings: so what is stored is right or is not found. Writing is atomic (a file aside, then a rename), so a run that is
killed leaves only whole results and the next one goes on from there.
"""

from __future__ import annotations

import hashlib
import mmap
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from importlib import metadata, resources
from pathlib import Path
from typing import BinaryIO, TypeVar

import msgspec

from pipeline.dedupe import KeyTable
from pipeline.errors import OutputError
from pipeline.merge import write_shard
from pipeline.records import Dump, Shard, ShardResult
from pipeline.settings import Settings

T = TypeVar("T", bound=msgspec.Struct)

STATE_FOLDER = ".state"
CODE_DISTRIBUTIONS = ("beautifulsoup4", "bibtexparser", "chardetng-py", "datasketch", "ftfy", "lxml", "msgspec", "numpy", "rispy", "warcio")
"""Libraries on which a shard's result may depend: their versions are part of the code version."""


CODE_SUFFIXES = (".py", ".toml", ".html", ".css", ".js", ".LICENSE")
"""What the package is made of: code, rules, and the parts of pages."""
MAX_MAPPED = 512
"""So many files of keys are mapped at most: a process may have 1,024 open."""
MAPPED_BYTES = 1 << 20
"""A smaller file is read."""


class LastRun(msgspec.Struct, frozen=True):
    """What the last run was made of and what it made: enough to know that nothing is left to do. Times are in seconds."""

    run_key: str
    outputs: dict[str, str]
    seconds: dict[str, float]


class Whereabouts(msgspec.Struct, frozen=True):
    """Where the dumps of the corpus lie on this machine."""

    dumps: tuple[Dump, ...]


@cache
def code_version() -> str:
    """A digest of the code and rules of all stages and of the libraries they stand on.

    Any change to them makes stored results stale: nobody has to remember to raise a number.
    """
    digest = hashlib.sha256()
    for path in sorted(_walk_package(Path(str(resources.files("pipeline"))))):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    for name in CODE_DISTRIBUTIONS:
        digest.update(f"{name}={_find_version(name)}\0".encode())
    return digest.hexdigest()


def _walk_package(folder: Path) -> Iterable[Path]:
    return (path for path in folder.rglob("*") if path.suffix in CODE_SUFFIXES)


def _find_version(distribution: str) -> str:
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return "none"


def make_shard_key(dump: Dump, start: int, end: int, settings: Settings) -> str:
    """The key of a shard's result."""
    parts = (dump.sha256, start, end, dump.captured_on, dump.charset, dump.problem, code_version(), settings)
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()


def make_run_key(shard_keys: Iterable[str], dumps: Iterable[Dump], settings: Settings) -> str:
    """The key of a whole run: the corpus depends on nothing else."""
    named = [msgspec.structs.replace(dump, path="", unpacked=None) for dump in dumps]
    return hashlib.sha256(msgspec.json.encode((sorted(shard_keys), named, code_version(), settings))).hexdigest()


class State:
    """The `.state/` folder of one corpus."""

    def __init__(self, out: Path) -> None:
        self.folder = out / STATE_FOLDER
        self.shards = self.folder / "shards"
        self.work = self.folder / "work"
        self.staging = self.folder / "next"
        self.parts = self.folder / "merged"
        self.copies = self.folder / "copies"
        self.stdin = self.folder / "stdin"
        self.unpacked = self.folder / "unpacked"
        self.trial = self.folder / "trial"

    def create(self) -> None:
        """Make the folders. Raises `OutputError` where that is not allowed."""
        try:
            for folder in (self.shards, self.parts, self.copies, self.work):
                folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(f"{self.folder.parent}: cannot be written ({error.strerror}). Choose another folder with -o, or mend its permissions.") from error

    def has_shard(self, key: str) -> bool:
        """Whether the shard's result and keys are stored."""
        return self._keys_path(key).exists() and self.result_path(key).exists()

    def store_shard(self, shard: Shard, result: ShardResult, table: KeyTable) -> None:
        """Store a shard's result; the keys last, so that their presence says all is there."""
        with open_atomically(self.result_path(shard.key)) as file:
            write_shard(file, shard, result, table.own_ids)
        write_atomically(self._keys_path(shard.key), table.to_bytes())

    def load_keys(self, keys: Sequence[str]) -> Iterator[KeyTable]:
        """The stored keys of shards, in their order: what `dedupe` sees of the records.

        The arrays of the largest files are mapped; each map holds a handle, so all others are read.
        """
        paths = [self._keys_path(key) for key in keys]
        sizes = [path.stat().st_size for path in paths]
        large = sorted(range(len(paths)), key=lambda number: -sizes[number])[:MAX_MAPPED]
        mapped = {number for number in large if sizes[number] >= MAPPED_BYTES}
        return (KeyTable.from_bytes(_map_file(path) if number in mapped else path.read_bytes()) for number, path in enumerate(paths))

    def forget_shards(self, keep: Iterable[str]) -> None:
        """Remove the results that no shard of the corpus needs any more."""
        kept = set(keep)
        for path in self.shards.iterdir():
            if path.name.split(".")[0] not in kept:
                path.unlink()

    def forget_parts(self, keep: Iterable[str]) -> None:
        """Remove the parts of merged clusters that the corpus does not need any more."""
        kept = set(keep)
        for path in self.parts.iterdir():
            if path.name not in kept:
                path.unlink()

    def forget_stdin(self, keep: Iterable[Dump]) -> None:
        """Remove what came on standard input, but for dumps of the corpus."""
        kept = {dump.path for dump in keep}
        for path in self.stdin.glob("*"):
            if str(path) not in kept:
                path.unlink()

    def forget_derived(self) -> None:
        """Remove all that holds texts of several dumps, or what is left of a run that was killed: it can be made again from the stored results."""
        for folder in (self.parts, self.work, self.staging, self.unpacked, self.trial):
            shutil.rmtree(folder, ignore_errors=True)

    def forget_unpacked(self) -> None:
        """Remove what was unpacked for a run: it can be unpacked again."""
        shutil.rmtree(self.unpacked, ignore_errors=True)

    def load_last_run(self) -> LastRun | None:
        """The last run; None where there was none, or what was noted of it cannot be read."""
        return _load(self.folder / "last.json", LastRun)

    def store_last_run(self, last: LastRun) -> None:
        """Note a run that is done."""
        write_atomically(self.folder / "last.json", msgspec.json.encode(last))

    def load_dumps(self) -> tuple[Dump, ...]:
        """Where the dumps of the corpus were found; none where that was not noted."""
        found = _load(self.folder / "dumps.json", Whereabouts)
        return () if found is None else found.dumps

    def store_dumps(self, dumps: tuple[Dump, ...]) -> None:
        """Note where the dumps of the corpus were found."""
        kept = tuple(msgspec.structs.replace(dump, unpacked=None) for dump in dumps)
        write_atomically(self.folder / "dumps.json", msgspec.json.encode(Whereabouts(kept)))

    def result_path(self, key: str) -> Path:
        """The file of a stored shard."""
        return self.shards / f"{key}.result"

    def _keys_path(self, key: str) -> Path:
        return self.shards / f"{key}.keys"


def _map_file(path: Path) -> mmap.mmap:
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def _load(path: Path, kind: type[T]) -> T | None:
    """What a state file holds; None where it is absent or not of this version, since state only saves time."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except (FileNotFoundError, msgspec.DecodeError):
        return None


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole or not at all, also when two processes write it at once."""
    with open_atomically(path) as file:
        file.write(data)


@contextmanager
def open_atomically(path: Path) -> Iterator[BinaryIO]:
    """A file to write, which is there whole once it is closed, or not at all."""
    aside = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    with aside.open("wb") as file:
        yield file
    aside.replace(path)
