"""Where each paper and record of a corpus lies in what it is put together from: so that some can be read without all.

They are read from the stored shards and the parts, not from `papers.jsonl`: there the records of one paper lie behind it, and what was just
merged or copied is still in the system's cache, which the files of the corpus were written past.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from pipeline.columns import I64, Maps, Spans, append_columns, read_columns


class Places(msgspec.Struct, frozen=True, eq=False):
    """The lines of the two files as columns, in their order."""

    paths: tuple[Path, ...]
    """The files that lines lie in."""
    papers: Spans
    records: Spans
    paper_of: I64
    """[records] The number of each record's paper."""
    shard_of: I64
    """[records] The shard that each is from, as the plan has them."""


class _Note(msgspec.Struct, frozen=True, array_like=True):
    """What is noted of places beside their columns: the files, by their paths below a folder."""

    paths: tuple[str, ...]


SPANS = ("papers", "records")


def write_places(path: Path, places: Places, folder: Path) -> None:
    """Write them for `read_places`, all of whose files lie below a folder."""
    columns = {"paper_of": places.paper_of, "shard_of": places.shard_of}
    for name in SPANS:
        columns |= {f"{name}.{key}": column for key, column in msgspec.structs.asdict(getattr(places, name)).items()}
    with path.open("wb") as file:
        append_columns(file, _Note(tuple(str(source.relative_to(folder)) for source in places.paths)), columns)


def read_places(path: Path, folder: Path) -> Places:
    """The places that `write_places` wrote. Raises `ValueError` for bytes that are none."""
    columns = read_columns(Maps([path]).view(0))
    note = msgspec.msgpack.decode(columns.note, type=_Note)
    papers, records = (Spans(*(columns.arrays[f"{name}.{key}"] for key in Spans.__struct_fields__)) for name in SPANS)
    return Places(tuple(folder / name for name in note.paths), papers, records, columns.arrays["paper_of"], columns.arrays["shard_of"])
