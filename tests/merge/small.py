"""Small corpora of made-up records, and what merge must make of them, told record by record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path

import msgspec
import numpy as np
from hypothesis import strategies as st

from pipeline.dedupe import make_keys
from pipeline.merge import Desk, Team, merge_cluster, merge_clusters, merge_part, settle_ids, to_member, write_shard
from pipeline.records import CleanRecord, Dump, Edit, Evidence, Field, Paper, Record, Shard, ShardResult, Stretch, Url, Value
from pipeline.resolution import KINDS, Edges, Resolution
from pipeline.settings import Settings
from pipeline.shard import to_key_sources
from pipeline.write import stage_papers
from pipeline.write.corpus import paper_value

TITLES = ("Counting Bees", "Counting bees", "Counting $\\bees$", "Counting B\ufffdes", "Wasps Twice")
ABSTRACTS = (
    "We count bees, naïvely.",
    "We count bees. Then we count them again.",
    "We count  bees. Then we count them again.",
    "We count bees. Then we count them again, with all the care that the hive deserves, and more.",
)
LONG = "10.1234/" + "a-very-long-suffix-of-a-journal-that-likes-long-names-" * 2
FIELDS: dict[str, st.SearchStrategy[Value]] = {
    "title": st.sampled_from(TITLES),
    "abstract": st.sampled_from(ABSTRACTS),
    "abstract_complete": st.just(value=False),
    "authors": st.lists(st.sampled_from(["Ann Lee", "A. Lee", "Bo Chen", "Élise Ångström"]), min_size=1, max_size=3),
    "authors_complete": st.just(value=False),
    "affiliations": st.lists(st.sampled_from(["eth", "pku"]), min_size=1, max_size=2, unique=True),
    "identifiers.arxiv": st.sampled_from(["2405.14333", "2405.14334"]),
    "identifiers.arxiv_version": st.integers(1, 3),
    "identifiers.doi": st.sampled_from(["10.1/x", "10.48550/arxiv.2405.14333", f"{LONG}1", f"{LONG}2"]),
    "categories": st.lists(st.sampled_from(["cs.CL", "CL", "math.IT"]), min_size=1, max_size=2, unique=True),
    "published": st.sampled_from(["2024-05-07", "XXXX-05-07", "2024", "2024-XX-XX"]),
    "comments": st.sampled_from(["12 pages", "12 pages, 3 figures"]),
    "urls": st.lists(st.sampled_from([Url("https://example.org/a", "pdf"), Url("https://example.org/b", "code")]), min_size=1, max_size=2),
    "has_code": st.booleans(),
}
FLAGS = ("abstract-damaged", "category-ambiguous", "seam-doubtful")


@st.composite
def fields(draw: st.DrawFn) -> tuple[dict[str, Value], tuple[str, ...]]:
    """The values and flags of a record that has something to be known by."""
    names = draw(st.sets(st.sampled_from(sorted(FIELDS))))
    names |= {draw(st.sampled_from(["title", "abstract", "identifiers.doi"]))}
    return {name: draw(FIELDS[name]) for name in sorted(names)}, tuple(sorted(draw(st.sets(st.sampled_from(FLAGS), max_size=1))))


class Case(msgspec.Struct, frozen=True):
    """Records in shards, the cluster of each, edges inside clusters, pairs that are alike."""

    shards: tuple[tuple[Shard, ShardResult], ...]
    clusters: tuple[int, ...]
    edges: tuple[tuple[int, int, int, float], ...]
    alike: tuple[tuple[int, int], ...]

    @property
    def records(self) -> list[CleanRecord]:
        return [record for _, result in self.shards for record in result.records]

    @property
    def own_ids(self) -> tuple[str, ...]:
        return find_own_ids(self.records)


def find_own_ids(records: Sequence[CleanRecord]) -> tuple[str, ...]:
    """The ids that records would have alone."""
    return make_keys(to_key_sources(records), Settings().dedupe).own_ids


def make_record(dump: Dump, number: int, values: Mapping[str, Value], flags: tuple[str, ...] = ()) -> CleanRecord:
    """A record of a dump in which each takes ten bytes."""
    locator = f"bytes={number * 10},{number * 10 + 9}"
    placed = {name: Field(f"{locator}&json=/{name}", (Edit("space.fold"),), value) for name, value in values.items()}
    return CleanRecord(f"sha256:{dump.sha256[:16]}#{locator}", "test", locator, placed, flags)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A corpus of two dumps, one of them in two shards."""
    sizes = draw(st.tuples(*[st.integers(0, 4)] * 3))
    dumps = [Dump(f"dumps/{name}.txt", "", sha * 64, 10 * size) for name, sha, size in (("a", "e", sizes[0]), ("b", "1", sizes[1] + sizes[2]))]
    shards = []
    for dump, first, last in ((dumps[0], 0, sizes[0]), (dumps[1], 0, sizes[1]), (dumps[1], sizes[1], sizes[1] + sizes[2])):
        records = [make_record(dump, number, *draw(fields())) for number in range(first, last)]
        stretches = tuple(Stretch(number * 10, number * 10 + 10, "field", f"bytes={number}") for number in range(first, last))
        result = ShardResult("ascii", ("test",), len(records), tuple(records), (), stretches)
        key = sha256(msgspec.json.encode((dump.sha256, first, last, result))).hexdigest()
        shards.append((Shard(dump, first * 10, last * 10, None, key), result))
    return draw(resolve(tuple(shards), sum(sizes)))


@st.composite
def resolve(draw: st.DrawFn, shards: tuple[tuple[Shard, ShardResult], ...], count: int) -> Case:
    """These records in any clusters."""
    rows = st.integers(0, max(count - 1, 0))
    labels = [draw(rows) for _ in range(count)]
    clusters = tuple(labels.index(label) for label in labels)
    inside = [(a, b) for a in range(count) for b in range(a) if clusters[a] == clusters[b]]
    chosen = draw(st.lists(st.sampled_from(inside), unique=True)) if inside else []
    edges = tuple((a, b, draw(st.integers(0, len(KINDS) - 1)), round(draw(st.floats(0, 1)), 4)) for a, b in chosen)
    outside = [(a, b) for a in range(count) for b in range(a) if clusters[a] != clusters[b]]
    return Case(shards, clusters, edges, tuple(draw(st.lists(st.sampled_from(outside), unique=True)) if outside else ()))


def to_resolution(case: Case) -> Resolution:
    """The clusters as dedupe gives them."""
    columns = list(zip(*case.edges, strict=True)) or [()] * 4
    edges = Edges(np.array(columns[0], np.int64), np.array(columns[1], np.int64), np.array(columns[2], np.uint8), np.array(columns[3], np.float64))
    a, b = list(zip(*case.alike, strict=True)) or [(), ()]
    return Resolution(np.array(case.clusters, np.int64), edges, (np.array(a, np.int64), np.array(b, np.int64)), (), {})


def store(folder: Path, case: Case) -> Desk:
    """The stored shards of a case, each stored once."""
    for name in ("shards", "parts", "work"):
        (folder / name).mkdir(exist_ok=True)
    for shard, result in case.shards:
        path = folder / "shards" / shard.key
        if not path.exists():
            with path.open("wb") as file:
                write_shard(file, shard, result, find_own_ids(result.records))
    return Desk(tuple(folder / "shards" / shard.key for shard, _ in case.shards), folder / "parts", folder / "work")


def merge(folder: Path, case: Case) -> tuple[bytes, bytes]:
    """The two files as merge makes them; where it has merged before, with what it kept of that."""
    team = Team(1, lambda calls: [merge_part(*call) for call in calls])
    merged = merge_clusters(store(folder, case), [shard for shard, _ in case.shards], to_resolution(case), team)
    stage_papers(folder / "work", merged.maps.paths, merged.layout.papers, merged.layout.records)
    return (folder / "work" / "papers.jsonl").read_bytes(), (folder / "work" / "records.jsonl").read_bytes()


def expect(case: Case) -> tuple[bytes, bytes]:
    """The two files as their definition has them: every paper and record made by itself."""
    records, own_ids = case.records, case.own_ids
    roots = sorted(set(case.clusters))
    groups = [[row for row, cluster in enumerate(case.clusters) if cluster == root] for root in roots]
    papers = settle_ids([merge_cluster([to_member(records[row], own_ids[row]) for row in rows]).paper for rows in groups])
    of_row = {row: papers[number] for number, rows in enumerate(groups) for row in rows}
    linked = [_link(paper, {of_row[b].id for a, b in [*case.alike, *map(reversed, case.alike)] if of_row[a] is paper}) for paper in papers]
    lines = [(shard.dump, record, row) for row, (shard, record) in enumerate((shard, record) for shard, result in case.shards for record in result.records)]
    return (
        _join(sorted(linked, key=lambda paper: paper.id)),
        _join([_to_line(case, dump, row, of_row[row]) for dump, _, row in sorted(lines, key=lambda line: (line[0].name, line[2]))]),
    )


def _link(paper: Paper, others: set[str]) -> Paper:
    flags = {"abstract-shared", *(f"abstract-shared:{other}" for other in sorted(others)[:5])} if others else set()
    return msgspec.structs.replace(paper, flags=tuple(sorted({*paper.flags, *flags})))


def _to_line(case: Case, dump: Dump, row: int, paper: Paper) -> Record:
    records = case.records
    record = records[row]
    values = {name: Field(field.locator, field.edits) if field.value == paper_value(paper, name) else field for name, field in record.fields.items()}
    ends = [(a, b, kind, score) for a, b, kind, score in [*case.edges, *((b, a, kind, score) for a, b, kind, score in case.edges)] if a == row]
    evidence = sorted((Evidence(records[b].id, KINDS[kind], score) for _, b, kind, score in ends), key=lambda item: (item.record, item.kind))
    return Record(record.id, paper.id, dump.name, record.format, record.locator, values, tuple(evidence), record.flags)


def _join(lines: Sequence[msgspec.Struct]) -> bytes:
    return b"".join(msgspec.json.encode(line) + b"\n" for line in lines)
