"""How fast each format is read, against the time of the bare parser underneath on the same bytes.

    python benchmarks/formats.py [--dumps DIR] [--bytes 1000000] [--seconds 1.0] [--json FILE]

Each format is measured on the fixtures of `tests/dumps` in which it finds most, or on the largest such dump of `--dumps`: repeated until
there are so many bytes, a page one by one, anything else as one text. `cut` finds and cuts the records (`pipeline.split`); `clean` is
all that the record-local stages do, from bytes to repaired records with their ledger and keys; the parser only parses. Times are of the
processor, and the best of the runs that fit into the seconds.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from xml.parsers import expat

import lxml.html
import msgspec
import orjson

from pipeline.charset import decode, is_binary
from pipeline.formats import FORMATS
from pipeline.formats.kinds import EntryFormat, Format, PageFormat
from pipeline.records import Dump, Shard
from pipeline.settings import Settings
from pipeline.shard import clean_shard
from pipeline.split import split

FIXTURES = Path(__file__).parent.parent / "tests" / "dumps"
MAX_SOURCE_BYTES = 20_000_000


class Sample(msgspec.Struct, frozen=True):
    """What a format is measured on: texts, and how many records are in all of them."""

    format: Format
    texts: tuple[bytes, ...]
    records: int


class Speed(msgspec.Struct, frozen=True):
    """What was measured of a format. Speeds are in megabytes of 10**6 bytes and records a second."""

    format: str
    kind: str
    parser: str
    megabytes: float
    records: int
    cut_mb: float
    clean_mb: float
    clean_records: float
    parser_mb: float
    cut_to_parser: float
    """How many times the parser's own time it takes to find and cut the records, parsing included."""


def find_samples(folders: Iterable[Path], size: int) -> list[Sample]:
    """For each format the dump in which it finds most, repeated to `size` bytes."""
    best: dict[str, tuple[int, bytes]] = {}
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if not path.is_file() or path.name in ("expected.jsonl", "about.txt", "settings.toml") or path.stat().st_size > MAX_SOURCE_BYTES:
                continue
            data = path.read_bytes()
            if is_binary(data):
                continue
            counts: Counter[str] = Counter()
            for region in split(decode(data).text):
                counts[region.format] += len(region.cut.records)
            for name, count in counts.items():
                if count == sum(counts.values()) and (count, len(data)) > (best.get(name, (0, b""))[0], len(best.get(name, (0, b""))[1])):
                    best[name] = (count, data)
    known = {format.name: format for format in FORMATS}
    return [repeat(known[name], count, data, size) for name, (count, data) in sorted(best.items()) if count]


def repeat(format: Format, records: int, data: bytes, size: int) -> Sample:
    """A dump again and again: pages one by one, as they come, and all else as one text."""
    times = max(1, size // len(data))
    if isinstance(format, PageFormat):
        return Sample(format, (data,) * times, records * times)
    body = data if data.endswith(b"\n") else data + b"\n"
    return Sample(format, (body * times,), records * times)


def find_parser(format: Format) -> tuple[str, Callable[[bytes], object]]:
    """The bare parser underneath a format."""
    if isinstance(format, PageFormat):
        return "lxml.html", lxml.html.document_fromstring
    if not isinstance(format, EntryFormat):
        return "lines", lambda data: data.decode("utf-8", "replace").splitlines()
    return PARSERS[format.syntax]


def parse_json(data: bytes) -> object:
    """A document, or each line of JSON Lines."""
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        return [parse_line(line) for line in data.splitlines()]


def parse_line(line: bytes) -> object:
    """A line; None where it is none by itself."""
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError:
        return None


def parse_xml(data: bytes) -> object:
    """All that a document holds up to the first thing that is not well-formed, as when documents follow each other: so each is parsed alone."""
    for part in data.split(b"<?xml")[1:] or [data]:
        parser = expat.ParserCreate()
        parser.CharacterDataHandler = lambda _text: None
        try:
            parser.Parse(b"<?xml" + part if data.startswith(b"<?xml") else part, True)  # noqa: FBT003 - expat takes it by position alone
        except expat.ExpatError:
            continue
    return None


def parse_table(data: bytes) -> object:
    """All rows."""
    return list(csv.reader(io.StringIO(data.decode("utf-8", "replace"))))


def parse_lines(data: bytes) -> object:
    """All lines: the libraries for bibliographies are what the format itself calls."""
    return data.decode("utf-8", "replace").splitlines()


PARSERS: dict[str, tuple[str, Callable[[bytes], object]]] = {
    "json": ("orjson", parse_json),
    "xml": ("expat", parse_xml),
    "table": ("csv", parse_table),
    "bibtex": ("lines", parse_lines),
    "ris": ("lines", parse_lines),
}


def measure(sample: Sample, seconds: float) -> Speed:
    """The speeds of one format."""
    size = sum(map(len, sample.texts))
    decoded = [decode(text).text for text in sample.texts]
    name, parse = find_parser(sample.format)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "dump")
        shards = []
        for number, text in enumerate(sample.texts[:1]):
            path.write_bytes(text)
            shards.append(Shard(Dump("dump", str(path), f"{number:064}", len(text)), 0, len(text), None, ""))
        shards *= len(sample.texts)
        clean = time_best(lambda: [clean_shard(shard, Settings()) for shard in shards], seconds)
    cut = time_best(lambda: [split(text) for text in decoded], seconds)
    bare = time_best(lambda: [parse(text) for text in sample.texts], seconds)
    kind = "page" if isinstance(sample.format, PageFormat) else sample.format.syntax if isinstance(sample.format, EntryFormat) else "text"
    return Speed(
        format=sample.format.name,
        kind=kind,
        parser=name,
        megabytes=round(size / 1e6, 2),
        records=sample.records,
        cut_mb=round(size / cut / 1e6, 2),
        clean_mb=round(size / clean / 1e6, 2),
        clean_records=round(sample.records / clean),
        parser_mb=round(size / bare / 1e6, 1),
        cut_to_parser=round(cut / bare, 1),
    )


def time_best(call: Callable[[], object], seconds: float) -> float:
    """The shortest of the runs that fit into the seconds, at least two."""
    times: list[float] = []
    while len(times) < 2 or sum(times) < seconds:
        start = time.process_time()
        call()
        times.append(time.process_time() - start)
    return min(times)


def main(argv: list[str] | None = None) -> int:
    """Measure, print the table, and write it as JSON if asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dumps", type=Path, help="a folder of real dumps, looked at beside the fixtures")
    parser.add_argument("--bytes", type=int, default=1_000_000, help="how much of each format")
    parser.add_argument("--seconds", type=float, default=1.0, help="how long to repeat each measurement")
    parser.add_argument("--json", type=Path, help="file for the figures")
    arguments = parser.parse_args(argv)
    samples = find_samples([FIXTURES, *([arguments.dumps] if arguments.dumps else [])], arguments.bytes)
    print("| format | kind | MB | records | cut MB/s | clean MB/s | clean records/s | bare parser | MB/s | cut : parser |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    speeds = []
    for sample in samples:
        speed = measure(sample, arguments.seconds)
        speeds.append(speed)
        print(
            f"| {speed.format} | {speed.kind} | {speed.megabytes} | {speed.records} | {speed.cut_mb} | {speed.clean_mb} | {speed.clean_records} "
            f"| {speed.parser} | {speed.parser_mb} | {speed.cut_to_parser} |",
            flush=True,
        )
    if arguments.json:
        arguments.json.write_text(json.dumps(msgspec.to_builtins(speeds), indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
