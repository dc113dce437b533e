"""A corpus as a program reads it: typed papers, one after the other, from files that are what they say they are.

    from pipeline import load_corpus

    corpus = load_corpus("data/clean")
    for paper in corpus:
        print(paper.id, paper.title, paper.identifiers.doi)

Nothing is held in memory but what is being looked at, and everything can be gone through again.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

import msgspec

from pipeline.digest import hash_file
from pipeline.errors import CorpusError
from pipeline.records import SCHEMA_VERSION, LedgerLine, Manifest, Paper, Record, Rejected
from pipeline.write import MANIFEST, load_manifest
from pipeline.write.corpus import PAPERS, RECORDS, paper_value
from pipeline.write.files import LEDGER, REJECTED
from pipeline.write.schema import PAPERS_SCHEMA, RECORDS_SCHEMA

if TYPE_CHECKING:
    from pipeline.lookup import Lookup

Line = TypeVar("Line")

DEFAULT_FOLDER = "data/clean"
MEND = "Make the corpus anew from its dumps with 'papersieve run', or copy it anew from where it came."


class Lines(msgspec.Struct, Generic[Line], frozen=True):
    """The lines of a file of a corpus as typed values: decoded as they are asked for, as often as they are asked for."""

    path: Path
    kind: type[Line]
    count: int
    """How many there are, as the manifest says."""

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[Line]:
        """Each line decoded. Raises `CorpusError` at one that is not of its kind, and behind the last where there are too few or too many."""
        decode = msgspec.json.Decoder(self.kind).decode
        number = 0
        try:
            with self.path.open("rb") as file:
                for number, line in enumerate(file, 1):  # noqa: B007 - it names the line that cannot be decoded
                    yield decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise CorpusError(f"{self.path}: line {number} cannot be read: {error}. {MEND}") from error
        except OSError as error:
            raise CorpusError(f"{self.path}: cannot be read ({error.strerror}). {MEND}") from error
        if number != self.count:
            raise CorpusError(f"{self.path}: holds {number} lines, and {MANIFEST} says {self.count}: it was cut or changed. {MEND}")


class Corpus(msgspec.Struct, frozen=True):
    """A corpus in a folder: going through it gives its papers, sorted by id, `len` how many there are, `corpus["2405.14333"]` one of them."""

    folder: Path
    manifest: Manifest
    papers: Lines[Paper]
    records: Lines[Record]
    """As the file has them: a value that equals its paper's is left out (`fill_values` puts it back)."""
    rejected: Lines[Rejected]
    ledger: Lines[LedgerLine]

    def __len__(self) -> int:
        return len(self.papers)

    def __iter__(self) -> Iterator[Paper]:
        return iter(self.papers)

    def __repr__(self) -> str:
        return f"<corpus {str(self.folder)!r}: {len(self.papers)} papers of {len(self.records)} records>"

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and bool(self.find(name))

    def __getitem__(self, name: str) -> Paper:
        """The paper of an id, an alias, a record's id or an identifier. Raises `KeyError` where that is no paper, or more than one."""
        found = self.find(name)
        if len(found) != 1:
            raise KeyError(name if not found else f"{name}: {', '.join(paper.id for paper in found)}")
        return found[0]

    def find(self, name: str) -> list[Paper]:
        """The papers that an id, an alias, a record's id or an identifier, as it is usually written, stands for.

        An id is found at once, without reading the file; what else a paper is called is searched for, a second for a million papers.
        """
        return self._open_lookup().find_papers(name)

    def list_records(self, paper: Paper) -> list[Record]:
        """The records that a paper was merged from, with all their values. Raises `CorpusError` where one is missing."""
        return [fill_values(record, paper) for record in self._open_lookup().list_records(paper)]

    def _open_lookup(self) -> Lookup:
        status = (self.folder / PAPERS).stat()
        return _open_lookup(self.folder, status.st_ino, status.st_mtime_ns)

    def check(self) -> None:
        """Read every file and compare it with the manifest. Raises `CorpusError` for the first that is not what was written."""
        for name, sha256 in self.manifest.outputs.items():
            if _hash(self.folder / name) != sha256:
                raise CorpusError(f"{self.folder / name}: is not the file that {MANIFEST} lists: it was cut or changed. {MEND}")


class SchemaVersion(msgspec.Struct, frozen=True):
    """What is read of a manifest before it is known to be one that this version understands."""

    schema_version: int


class SchemaId(msgspec.Struct, frozen=True):
    """What is read of a JSON Schema."""

    id: str = msgspec.field(name="$id")


def load_corpus(folder: str | os.PathLike[str] = DEFAULT_FOLDER, *, check: bool = False) -> Corpus:
    """The corpus in a folder, ready to be gone through; with `check` every file is first compared with its sha-256.

    Raises `CorpusError` where there is no corpus, one of another layout, or one with a file that is missing or ends within a line.
    """
    path = Path(folder)
    _check_version(path)
    manifest = load_manifest(path)
    for name, schema in (("papers", PAPERS_SCHEMA), ("records", RECORDS_SCHEMA)):
        _check_schema(path / schema, f"urn:papersieve:{name}:{SCHEMA_VERSION}")
    for name in (PAPERS, RECORDS, REJECTED, LEDGER):
        _check_end(path / name)
    written = manifest.counts["write"]
    corpus = Corpus(
        path,
        manifest,
        papers=Lines(path / PAPERS, Paper, written["papers"]),
        records=Lines(path / RECORDS, Record, written["records"]),
        rejected=Lines(path / REJECTED, Rejected, written["rejected"]),
        ledger=Lines(path / LEDGER, LedgerLine, manifest.counts["read"]["dumps"]),
    )
    if check:
        corpus.check()
    return corpus


def fill_values(record: Record, paper: Paper) -> Record:
    """The record with all its values: those that equal its paper's are left out in `records.jsonl`.

    Raises `ValueError` for a paper that is not the record's.
    """
    if record.paper != paper.id:
        raise ValueError(f"{record.id} is a record of {record.paper}, not of {paper.id}")
    fields = {
        name: msgspec.structs.replace(field, value=paper_value(paper, name)) if field.value is msgspec.UNSET else field for name, field in record.fields.items()
    }
    return msgspec.structs.replace(record, fields=fields)


@lru_cache(maxsize=4)
def _open_lookup(folder: Path, _inode: int, _changed_at: int) -> Lookup:
    """The lookup of a corpus, opened once, and anew where its files were replaced."""
    from pipeline.lookup import Lookup  # noqa: PLC0415 - it knows how ids are read, which takes half a second to import

    return Lookup(folder)


def _check_version(folder: Path) -> None:
    path = folder / MANIFEST
    try:
        version = msgspec.json.decode(path.read_bytes(), type=SchemaVersion).schema_version
    except (OSError, msgspec.DecodeError):
        return  # `load_manifest` says what is wrong.
    if version != SCHEMA_VERSION:
        raise CorpusError(
            f"{path}: the corpus has layout version {version}, this papersieve reads version {SCHEMA_VERSION}. "
            f"Use the papersieve that made it, or make the corpus anew with 'papersieve run DUMP ... -o {folder} --replace'."
        )


def _check_schema(path: Path, expected: str) -> None:
    try:
        found = msgspec.json.decode(path.read_bytes(), type=SchemaId).id
    except OSError as error:
        raise CorpusError(f"{path}: cannot be read ({error.strerror}). {MEND}") from error
    except msgspec.DecodeError as error:
        raise CorpusError(f"{path}: cannot be read: {error}. {MEND}") from error
    if found != expected:
        raise CorpusError(f"{path}: is the schema '{found}', this papersieve reads '{expected}'. {MEND}")


def _check_end(path: Path) -> None:
    """That a file ends behind a whole line: what was cut while it was copied mostly does not, and to see that costs nothing."""
    try:
        with path.open("rb") as file:
            if file.seek(0, os.SEEK_END):
                file.seek(-1, os.SEEK_END)
                if file.read(1) != b"\n":
                    raise CorpusError(f"{path}: ends within a line: it was cut. {MEND}")
    except OSError as error:
        raise CorpusError(f"{path}: cannot be read ({error.strerror}). {MEND}") from error


def _hash(path: Path) -> str:
    try:
        return hash_file(path)
    except OSError as error:
        raise CorpusError(f"{path}: cannot be read ({error.strerror}). {MEND}") from error
