"""`manifest.json`: what a corpus was made from, how, and what came of it."""

from __future__ import annotations

from pathlib import Path

import msgspec

from pipeline.digest import hash_file
from pipeline.errors import CorpusError
from pipeline.records import Dump, Input, Manifest

MANIFEST = "manifest.json"


def to_input(dump: Dump) -> Input:
    """A dump file as the manifest lists it: without where it lies on this machine."""
    return Input(dump.name, dump.sha256, dump.bytes, dump.file_sha256, dump.captured_on, dump.url, dump.member)


def load_manifest(out: Path) -> Manifest:
    """The manifest of the corpus in `out`. Raises `CorpusError` where there is none, or it is not one of this version."""
    path = out / MANIFEST
    try:
        return msgspec.json.decode(path.read_bytes(), type=Manifest)
    except FileNotFoundError as error:
        raise CorpusError(f"{out}: no corpus there (no {MANIFEST}). Make one with 'papersieve run DUMP ... -o {out}'.") from error
    except msgspec.DecodeError as error:
        raise CorpusError(f"{path}: cannot be read: {error}. Make the corpus anew with 'papersieve run DUMP ... -o {out} --replace'.") from error


def load_inputs(out: Path) -> tuple[Input, ...]:
    """The dump files that the corpus in `out` was made from; none where there is no corpus."""
    return load_manifest(out).inputs if (out / MANIFEST).exists() else ()


def list_outputs(out: Path) -> list[Path]:
    """The files of the corpus in `out`, the manifest included; none where there is no corpus."""
    return [out / name for name in sorted([*load_manifest(out).outputs, MANIFEST])] if (out / MANIFEST).exists() else []


def hash_published(out: Path, manifest: Manifest) -> dict[str, str]:
    """The sha-256 of each file of a corpus that was just published: the manifest knows all but its own."""
    return dict(sorted((manifest.outputs | {MANIFEST: hash_file(out / MANIFEST)}).items()))


def hash_outputs(out: Path) -> dict[str, str]:
    """The sha-256 of each file of the corpus that is in `out` now, the manifest included."""
    return {path.name: hash_file(path) for path in list_outputs(out) if path.exists()}
