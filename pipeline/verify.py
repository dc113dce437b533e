"""Verify: go back to the bytes of every dump, repeat the listed edits, and arrive at every value of the corpus.

What is checked: that each file is the one the run wrote; that each dump is the one that was read; each field of each
record; each stretch of boilerplate against its rule; each rejected stretch against what was kept of it; each value of each
paper against the record it is from.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from pipeline.charset import decode_range
from pipeline.errors import CorpusError
from pipeline.merge import COMPLETENESS
from pipeline.read import Unpacking, describe_dumps
from pipeline.records import Input, LedgerLine, Manifest, Paper, Record, Rejected, Stretch, Value
from pipeline.repair import replay
from pipeline.replay import DumpText
from pipeline.rules import compile_rules, load_structure
from pipeline.state import State
from pipeline.strip import BRACKETS_RE, SEPARATOR_RE
from pipeline.write import hash_outputs, load_manifest
from pipeline.write.corpus import paper_value, read_lines, read_papers, read_records
from pipeline.write.files import LEDGER, REJECTED
from pipeline.write.manifest import MANIFEST

PREVIEW_CHARS = 60
MAX_BYTES = 1 << 62
"""What was read once is read again, however large."""


class Problem(msgspec.Struct, frozen=True):
    """Something that does not hold: in which file or dump, at which range, in which field, and what is wrong."""

    where: str
    locator: str
    field: str
    message: str

    def __str__(self) -> str:
        place = " ".join(part for part in (self.locator, f"field {self.field}" if self.field else "") if part)
        return f"{self.where}: {place}: {self.message}" if place else f"{self.where}: {self.message}"


class Verified(msgspec.Struct, frozen=True):
    """What was checked, and what did not hold."""

    dumps: int
    values: int
    papers: int
    problems: tuple[Problem, ...]


def verify_corpus(out: Path, dumps: Path | None = None, tell: Callable[[int, int], object] = lambda _done, _total: None) -> Verified:
    """Replay the whole corpus in `out`; `dumps` is the folder below which the dumps lie now.

    `tell` is told how many of how many bytes of them are done.
    Raises `CorpusError` where there is no corpus, or one whose files cannot be read.
    """
    manifest = load_manifest(out)
    problems = list(_check_files(out, manifest))
    try:
        papers = {paper.id: paper for paper in read_papers(out)}
        records = list(read_records(out))
        ledger = list(read_lines(out / LEDGER, LedgerLine))
        rejected = list(read_lines(out / REJECTED, Rejected))
    except (OSError, msgspec.DecodeError) as error:
        raise CorpusError(f"{out}: the corpus cannot be read: {error}. Make it anew with 'papersieve run --replace'.") from error
    by_content: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        by_content[record.id.removeprefix("sha256:").partition("#")[0]].append(record)
    texts = {(item.sha256, item.locator): item.text for item in rejected}
    values = done = 0
    total = sum(line.bytes for line in ledger)
    with tempfile.TemporaryDirectory() as folder:
        finder = Finder(out, dumps, manifest.inputs, Path(folder))
        for line in ledger:
            if line.bytes:
                checked, found = _check_dump(line, by_content[line.sha256[:16]], papers, texts, finder.find(line))
                values += checked
                problems.extend(found)
                done += line.bytes
                tell(done, total)
    problems.extend(_check_papers(papers, {record.id: record for record in records}))
    return Verified(len(ledger), values, len(papers), tuple(problems))


def _check_files(out: Path, manifest: Manifest) -> Iterator[Problem]:
    now = hash_outputs(out)
    for name, digest in manifest.outputs.items():
        if name not in now:
            yield Problem(name, "", "", f"is missing, though {MANIFEST} lists it")
        elif now[name] != digest:
            yield Problem(name, "", "", f"is not the file that the run wrote: its sha-256 differs from the one in {MANIFEST}")


class Finder:
    """Finds the dumps where they lie now; what they are packed in is unpacked once."""

    def __init__(self, out: Path, dumps: Path | None, inputs: Sequence[Input], folder: Path) -> None:
        self._out = out
        self._dumps = dumps
        self._members = {item.dump: item.member for item in inputs if item.member is not None}
        self._folder = folder
        self._unpacked: dict[Path, dict[str, Path]] = {}
        self._below: dict[str, list[Path]] | None = None

    def find(self, line: LedgerLine) -> Path | None:
        """The file that holds the bytes of a dump; None where it is not at hand."""
        names = [line.dump, *line.copies]
        files = [name.removesuffix(f"/{member}") if (member := self._members.get(name)) else name for name in names]
        path = _find_noted(line, files, self._out) if self._dumps is None else self._find_below(self._dumps, files, line.bytes)
        if path is None or not any(name in self._members for name in names):
            return path
        if path not in self._unpacked:
            found = describe_dumps(path, path.name, None, Unpacking(self._folder, MAX_BYTES))
            self._unpacked[path] = {dump.sha256: Path(dump.unpacked) for dump in found if dump.unpacked}
        return self._unpacked[path].get(line.sha256)

    def _find_below(self, folder: Path, names: Sequence[str], size: int) -> Path | None:
        """A file below a folder: under the name it had or the end of it, else anywhere under its own name, of its size if one is."""
        tails = [Path(*Path(name).parts[start:]) for name in names for start in range(len(Path(name).parts))]
        found = next((folder / tail for tail in tails if (folder / tail).is_file()), None)
        if found is not None:
            return found
        if self._below is None:
            self._below = defaultdict(list)
            for path in sorted(folder.rglob("*")):
                self._below[path.name].append(path)
        files = [path for name in names for path in self._below.get(Path(name).name, ()) if path.is_file()]
        return min(files, key=lambda path: path.stat().st_size != size, default=None)


def _find_noted(line: LedgerLine, names: Sequence[str], out: Path) -> Path | None:
    """Where a file lies now: below the current folder, or where it was found when it was read."""
    noted = [Path(dump.path) for dump in State(out).load_dumps() if dump.sha256 == line.sha256]
    return next((path for path in [*map(Path, map(os.path.abspath, names)), *noted] if path.is_file()), None)


def _check_dump(
    line: LedgerLine, records: list[Record], papers: Mapping[str, Paper], texts: Mapping[tuple[str, str], str | None], path: Path | None
) -> tuple[int, list[Problem]]:
    """How many values of a dump were replayed, and what of it does not hold."""
    if path is None:
        return 0, [Problem(line.dump, "", "", "the dump is not at hand, so nothing in it can be replayed. Say where it lies with --dumps DIR.")]
    data = path.read_bytes()
    text = DumpText(data, line.charset or "ascii")
    problems: list[Problem] = []
    values = 0
    for record in records:
        values += len(record.fields)
        problems.extend(problem for name in record.fields for problem in _check_field(line, text, record, name, papers))
    problems.extend(problem for stretch in line.stretches for problem in _check_stretch(line, data, stretch, texts))
    sha256 = hashlib.sha256(data).hexdigest()
    if sha256 != line.sha256:
        problems.append(Problem(line.dump, f"bytes=0,{line.bytes}", "", f"is not the dump that was read: its sha-256 is {sha256}, not {line.sha256}"))
    return values, problems


def _check_field(line: LedgerLine, text: DumpText, record: Record, name: str, papers: Mapping[str, Paper]) -> Iterator[Problem]:
    field, paper = record.fields[name], papers.get(record.paper)
    where = f"{field.locator} of {record.id}"
    if paper is None:
        yield Problem(line.dump, where, name, f"its paper {record.paper} is not in the corpus")
        return
    expected = paper_value(paper, name) if isinstance(field.value, msgspec.UnsetType) else field.value
    try:
        value = replay(name, text.find(field.locator), field.edits)
    except (ValueError, LookupError) as error:
        yield Problem(line.dump, where, name, f"cannot be replayed: {error}")
        return
    if value != expected:
        yield Problem(line.dump, where, name, f"the dump gives {_preview(value)}, the corpus has {_preview(expected)}")


def _check_stretch(line: LedgerLine, data: bytes, stretch: Stretch, texts: Mapping[tuple[str, str], str | None]) -> Iterator[Problem]:
    locator = f"bytes={stretch.start},{stretch.end}"
    if stretch.kind == "field" or line.charset is None or stretch.ref == "bom":
        return
    try:
        text = decode_range(data[stretch.start : stretch.end], line.charset)
    except UnicodeError as error:
        yield Problem(line.dump, locator, stretch.ref or stretch.kind, f"cannot be decoded: {error}")
        return
    if stretch.kind == "separator" and not SEPARATOR_RE.fullmatch(text.strip()) and not BRACKETS_RE.fullmatch(text):
        yield Problem(line.dump, locator, "", f"should separate fields, and holds {_preview(text)}")
    elif stretch.kind == "boilerplate" and stretch.ref not in load_structure() and not _matches(str(stretch.ref), text):
        yield Problem(line.dump, locator, "", f"should be boilerplate by {stretch.ref}, and holds {_preview(text)}")
    elif stretch.kind == "rejected" and texts.get((line.sha256, locator)) != text:
        yield Problem(line.dump, locator, "", f"was rejected with another text than {_preview(text)}")


def _matches(rule_id: str, text: str) -> bool:
    """Whether a text is boilerplate by the rule of that name."""
    rules = [item for table in ("boilerplate", "labels") for item in compile_rules(table) if item.rule.id == rule_id]
    return any(item.regex.search(text) for item in rules)


def _check_papers(papers: Mapping[str, Paper], records: Mapping[str, Record]) -> Iterator[Problem]:
    """Each value of a paper is that of the record it is said to be from, and papers and records know each other."""
    for paper in papers.values():
        for record_id in paper.records:
            if record_id not in records or records[record_id].paper != paper.id:
                yield Problem(paper.id, "", "records", f"{record_id} is not a record of this paper")
        for name, origin in paper.origins.items():
            record = records.get(origin.record)
            if record is None:
                yield Problem(paper.id, "", name, f"its origin {origin.record} is not in the corpus")
            elif name not in record.fields:
                if name not in COMPLETENESS or paper_value(paper, name) is not True:
                    yield Problem(paper.id, "", name, f"its origin {origin.record} has no such field")
            elif not isinstance(record.fields[name].value, msgspec.UnsetType):
                yield Problem(paper.id, "", name, f"its origin {origin.record} has another value")


def _preview(value: Value | None) -> str:
    text = repr(value)
    return text if len(text) <= PREVIEW_CHARS else f"{text[:PREVIEW_CHARS]}…"
