"""Removal: which dumps a takedown takes out of a corpus, what it would change, and how it is made to last.

The corpus is made anew without them, from the stored results of the others: so it is, byte for byte, the one that a run
without them would have made. What is stored of them in `.state/` goes too. Where the file of such a dump still lies, its sidecar is
told that it was removed: the next run over that folder passes it over. The note lies beside the dump and not in `.state/`, which
a person may delete, nor in the corpus, which depends on dumps and settings alone.
"""

from __future__ import annotations

import difflib
import os
import re
import shutil
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec

from pipeline.digest import hash_file
from pipeline.errors import InputError
from pipeline.read import mark_removed
from pipeline.records import Dump, Input
from pipeline.state import State
from pipeline.write import MANIFEST, load_manifest

SHA256_RE = re.compile(r"sha256:([0-9a-f]{8,64})", re.IGNORECASE)


class Choice(msgspec.Struct, frozen=True):
    """What a removal takes out of a corpus."""

    inputs: tuple[Input, ...]
    """The dumps that go."""
    staying: tuple[tuple[str, str], ...]
    """Names that go, each with a name under which the same bytes stay: of those the corpus loses nothing but the name."""


class Marking(msgspec.Struct, frozen=True):
    """A file in which a removed dump still lies, and what came of the note beside it."""

    path: str
    sidecar: str
    problem: str | None
    """Why the note could not be written; None where it was."""


def choose_inputs(out: Path, names: Sequence[str], *, all_copies: bool = False) -> Choice:
    """The dumps of the corpus in `out` that are meant by names, paths, archives, folders or the beginning of a sha-256.

    A sha-256 means the content, under all its names; `all_copies` lets names mean that too. Raises `InputError` for a name that
    means no dump, with those that are near.
    """
    inputs = load_manifest(out).inputs
    noted = State(out).load_dumps()
    chosen = {(item.dump, item.sha256) for name in names for item in _find_inputs(out, name, inputs, noted)}
    if all_copies:
        hashes = {sha256 for _, sha256 in chosen}
        chosen = {(item.dump, item.sha256) for item in inputs if item.sha256 in hashes}
    left = {item.sha256: item.dump for item in reversed(inputs) if (item.dump, item.sha256) not in chosen}
    going = tuple(item for item in inputs if (item.dump, item.sha256) in chosen)
    return Choice(going, tuple((item.dump, left[item.sha256]) for item in going if item.sha256 in left))


def _find_inputs(out: Path, name: str, inputs: Sequence[Input], noted: Sequence[Dump]) -> list[Input]:
    """The dumps that one name means."""
    digest = SHA256_RE.fullmatch(name)
    if digest:
        prefix = digest[1].lower()
        found = [item for item in inputs if item.sha256.startswith(prefix) or (item.file_sha256 or "").startswith(prefix)]
    else:
        found = _find_named(name, inputs) or _find_placed(name, inputs, noted)
    if not found:
        called = {Path(item.dump).name: item.dump for item in inputs} | {item.dump: item.dump for item in inputs}
        near = list(dict.fromkeys(called[other] for other in difflib.get_close_matches(name, called, n=3)))
        hint = f"Did you mean {' or '.join(map(repr, near))}?" if near else f"Its dumps stand in {out / 'ledger.jsonl'}."
        if name.lower().startswith("sha256:") and not digest:
            hint = "Give sha256: and at least 8 hexadecimal digits."
        raise InputError(f"{name}: no dump of the corpus in {out} is called that. {hint}")
    return found


def _find_named(name: str, inputs: Sequence[Input]) -> list[Input]:
    """The dumps of that name, or below an archive or folder of that name."""
    name = os.path.normpath(name).replace(os.sep, "/")
    return [item for item in inputs if item.dump == name] or [item for item in inputs if item.dump.startswith(f"{name}/")]


def _find_placed(name: str, inputs: Sequence[Input], noted: Sequence[Dump]) -> list[Input]:
    """The dumps that were found at or below a path."""
    path = os.path.abspath(name)
    placed = {(dump.name, dump.sha256) for dump in noted if dump.path == path or dump.path.startswith(f"{path}{os.sep}")}
    return [item for item in inputs if (item.dump, item.sha256) in placed]


def mark_files(out: Path, inputs: Iterable[Input]) -> list[Marking]:
    """Note beside each file in which one of these dumps still lies that it was removed; what could not be noted is said."""
    noted = {(dump.name, dump.sha256): dump.path for dump in State(out).load_dumps()}
    hashes: dict[Path, list[str]] = defaultdict(list)
    for item in inputs:
        file = item.dump.removesuffix(f"/{item.member}") if item.member else item.dump
        path = Path(noted.get((item.dump, item.sha256), os.path.abspath(file)))
        if path.is_file() and not path.is_relative_to(os.path.abspath(out)) and hash_file(path) == (item.file_sha256 or item.sha256):
            hashes[path].append(item.sha256)
    return [_mark_file(path, found) for path, found in hashes.items()]


def _mark_file(path: Path, hashes: Sequence[str]) -> Marking:
    try:
        return Marking(str(path), str(mark_removed(path, hashes)), None)
    except (InputError, OSError) as error:
        return Marking(str(path), "", getattr(error, "strerror", None) or str(error))


@contextmanager
def rehearse(out: Path) -> Iterator[Path]:
    """A folder in which a run finds what is stored of the corpus in `out`, to try something on: it is gone afterwards.

    Stored results are linked, not copied, and none is ever written to: what a run there removes or makes, `out` does not see.
    """
    trial = State(out).trial
    shutil.rmtree(trial, ignore_errors=True)
    State(trial).create()
    try:
        shutil.copyfile(out / MANIFEST, trial / MANIFEST)
        for name in ("dumps.json", "cuts.json"):
            if (State(out).folder / name).exists():
                shutil.copyfile(State(out).folder / name, State(trial).folder / name)
        for stored, linked in ((State(out).shards, State(trial).shards), (State(out).copies, State(trial).copies)):
            for path in stored.glob("*"):
                os.link(path, linked / path.name)
        yield trial
    finally:
        shutil.rmtree(trial, ignore_errors=True)
