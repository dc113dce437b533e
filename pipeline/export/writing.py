"""Where an export goes: beside its place first, and into its place when it is whole."""

from __future__ import annotations

import io
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from pipeline.corpus import Corpus
from pipeline.errors import OutputError
from pipeline.export.target import Options, Target, TextTarget
from pipeline.write import list_outputs

STDOUT = Path("-")
CARD = "README.md"
SHARD_GLOB = "train-*.parquet"


class Export(msgspec.Struct, frozen=True):
    """What is to be written where."""

    target: Target
    to: Path
    """`-` is standard output."""
    options: Options = Options()
    replaces: bool = False


class Exported(msgspec.Struct, frozen=True):
    """What was written."""

    format: str
    path: str
    papers: int
    records: int | None
    """How many records; null where they were not asked for."""
    files: int
    bytes: int | None
    """Null on standard output."""


def export_corpus(corpus: Corpus, order: Export, progress: Callable[[int, int], None] | None = None) -> Exported:
    """Write the corpus as the order says; gives what was written. `progress` is told how many are done, of how many.

    Raises `OutputError` where something is in the way, or cannot be written, `CorpusError` where the corpus cannot be read to its end:
    then nothing is left behind.
    """
    _check_options(order)
    if order.to == STDOUT:
        files, size = 0, None
        _write_stdout(corpus, order, progress)
    else:
        _check_place(corpus, order)
        files, size = _write_in_place(corpus, order, progress)
    is_records_alone = order.options.records and bool(order.target.suffix)
    return Exported(
        format=order.target.name,
        path=str(order.to),
        papers=0 if is_records_alone else len(corpus.papers),
        records=len(corpus.records) if order.options.records else None,
        files=files,
        bytes=size,
    )


def choose_place(target: Target, options: Options) -> Path:
    """Where an export goes when nobody says: into the current folder."""
    return Path(("records" if options.records and target.suffix else "papers") + (target.suffix or f"-{target.name}"))


def _check_options(order: Export) -> None:
    for field in msgspec.structs.fields(Options):
        if getattr(order.options, field.name) and field.name not in order.target.options:
            raise OutputError(f"--{field.name}: {order.target.name} has no use for it. See 'papersieve export --help'.")
    if order.to == STDOUT and not isinstance(order.target, TextTarget):
        raise OutputError(f"{order.target.name} is no text and cannot go to standard output. Name a file or folder with --to.")


def _check_place(corpus: Corpus, order: Export) -> None:
    """That what is written over is meant to be, and is no part of the corpus or of something else."""
    to = order.to
    if to.resolve() in {corpus.folder.resolve(), *(path.resolve() for path in list_outputs(corpus.folder))}:
        raise OutputError(f"{to}: is the corpus itself. Choose another place with --to.")
    if not to.exists():
        return
    is_folder = not order.target.suffix
    if to.is_dir() != is_folder:
        raise OutputError(f"{to}: is a {'file' if is_folder else 'folder'}. Name a {'folder' if is_folder else 'file'} with --to.")
    if not order.replaces:
        raise OutputError(f"{to}: is there already. Say that it is to be written anew with --replace, or choose another place with --to.")
    if is_folder and not _is_export(to):
        raise OutputError(f"{to}: holds other things than an export. Choose another place with --to.")


def _is_export(folder: Path) -> bool:
    """Whether a folder holds nothing but what an export has put there."""
    files = [path.relative_to(folder) for path in folder.rglob("*") if not path.is_dir()]
    return all(path == Path(CARD) or (len(path.parts) == 2 and path.match(SHARD_GLOB)) for path in files)


def _write_in_place(corpus: Corpus, order: Export, progress: Callable[[int, int], None] | None) -> tuple[int, int]:
    """Write the export aside and put it in its place; gives how many files it has, and how many bytes."""
    place = Path(os.path.abspath(order.to))
    with _make_aside(place, order.to) as aside:
        new, old = aside / "new", aside / "old"
        if isinstance(order.target, TextTarget):
            with new.open("w", encoding="utf-8", newline="") as stream:
                _watch(corpus, order, order.target.write(corpus, stream, order.options), progress)
        else:
            _watch(corpus, order, order.target.write(corpus, new, order.options), progress)
        written = [path for path in (new, *new.rglob("*")) if path.is_file()]
        size = sum(path.stat().st_size for path in written)
        if place.is_dir():
            place.rename(old)  # A folder cannot be replaced in one step.
        try:
            new.replace(place)
        except OSError:
            if old.exists():
                old.rename(place)
            raise
    return len(written), size


@contextmanager
def _make_aside(place: Path, to: Path) -> Iterator[Path]:
    """A folder beside the place, on the same disk, that goes in the end; `to` is what the person calls the place."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=f".{place.name}.", dir=place.parent))
        try:
            yield aside
        finally:
            shutil.rmtree(aside)
    except FileExistsError as error:
        raise OutputError(f"{to.parent}: is no folder. Choose another place with --to.") from error
    except OSError as error:
        raise OutputError(f"{to}: cannot be written ({error.strerror}). Choose another place with --to, or make room.") from error


def _write_stdout(corpus: Corpus, order: Export, progress: Callable[[int, int], None] | None) -> None:
    if not isinstance(order.target, TextTarget):
        raise TypeError(order.target.name)
    stream = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="")
    try:
        _watch(corpus, order, order.target.write(corpus, stream, order.options), progress)
        stream.flush()
    finally:
        stream.detach()


def _watch(corpus: Corpus, order: Export, steps: Iterator[int], progress: Callable[[int, int], None] | None) -> None:
    total = len(corpus.papers) if not order.options.records else len(corpus.records) + (0 if order.target.suffix else len(corpus.papers))
    for done in steps:
        if progress is not None:
            progress(done, total)
