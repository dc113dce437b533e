"""Merge works on columns and copies lines; what comes out is what its definition says, record by record."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.merge import merge_cluster, to_member
from pipeline.merge.alone import write_alone
from pipeline.merge.presence import mark_fields
from pipeline.record_table import to_table
from pipeline.records import Dump, Shard, ShardResult
from pipeline.resolution import Resolution

from .small import ABSTRACTS, LONG, Case, cases, expect, fields, find_own_ids, make_record, merge, resolve, store, to_resolution

DUMP = Dump("dumps/a.txt", "", "a" * 64, 100)


@pytest.fixture(scope="module")
def folder() -> Path:  # type: ignore[misc]
    """A folder in which parts pile up from example to example, as they do from run to run."""
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


@given(fields())
def test_record_alone_is_a_cluster_of_one(found) -> None:  # type: ignore[no-untyped-def]
    """The paper of a single record is what merging a cluster of it would give, byte for byte."""
    record = make_record(DUMP, 0, *found)
    (own_id,) = find_own_ids([record])
    alone = write_alone(to_table([record]), [own_id], DUMP.name)
    paper = merge_cluster([to_member(record, own_id)]).paper
    assert (alone.papers, alone.presence) == ([msgspec.json.encode(paper) + b"\n"], [mark_fields(paper)])


def test_nothing_in_a_name_is_taken_for_a_place(tmp_path: Path) -> None:
    """Names and texts with signs of formatting come out as they are."""
    dump = Dump("dumps/100%b %s %% {}.txt", "", "a" * 64, 100)
    record = make_record(dump, 0, {"title": "100%b of %(bees)s %%", "authors": ["%d Lee"]})
    case = Case(((Shard(dump, 0, 100, None, "key"), ShardResult("ascii", (), 1, (record,), (), ())),), (0,), (), ())
    assert merge(tmp_path, case) == expect(case)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(cases())
def test_files_are_as_defined(folder: Path, case: Case) -> None:
    """Whatever claims whose id, shares whose text or is in whose cluster, both files are those that objects would give."""
    assert merge(folder, case) == expect(case)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(st.data(), cases())
def test_what_was_merged_before_leaves_no_trace(folder: Path, data: st.DataObject, case: Case) -> None:
    """The same records in other clusters, with other evidence, or under other names of their dumps: as if for the first time."""
    merge(folder, case)
    other = data.draw(resolve(case.shards, len(case.clusters)))
    names = {"dumps/a.txt": data.draw(st.sampled_from(["dumps/a.txt", "dumps/z.txt"])), "dumps/b.txt": 'dumps/"b",.txt'}
    shards = tuple((rename(shard, names[shard.dump.name]), result) for shard, result in other.shards)
    renamed = msgspec.structs.replace(other, shards=shards)
    assert merge(folder, renamed) == expect(renamed)


def rename(shard: Shard, name: str) -> Shard:
    return msgspec.structs.replace(shard, dump=msgspec.structs.replace(shard.dump, name=name))


def make_case(*values: dict[str, object], clusters: tuple[int, ...], alike: tuple[tuple[int, int], ...] = ()) -> Case:
    """A case of one shard."""
    records = tuple(make_record(DUMP, number, found) for number, found in enumerate(values))  # type: ignore[arg-type]
    return Case(((Shard(DUMP, 0, 100, None, "key"), ShardResult("ascii", (), len(records), records, (), ())),), clusters, (), alike)


def read_papers(files: tuple[bytes, bytes]) -> dict[str, dict[str, object]]:
    return {paper["id"]: paper for paper in map(msgspec.json.decode, files[0].splitlines())}


def test_papers_that_share_an_abstract_name_each_other(tmp_path: Path) -> None:
    """Of seven papers with one abstract each names five others, by the ids that come first."""
    values = [{"identifiers.arxiv": f"2405.0000{number}", "abstract": ABSTRACTS[0]} for number in range(7)]
    pairs = tuple((a, b) for a in range(7) for b in range(a))
    papers = read_papers(merge(tmp_path, make_case(*values, clusters=tuple(range(7)), alike=pairs)))
    assert papers["arxiv:2405.00000"]["flags"] == ["abstract-shared", *(f"abstract-shared:arxiv:2405.0000{number}" for number in range(1, 6))]
    assert papers["arxiv:2405.00006"]["flags"] == ["abstract-shared", *(f"abstract-shared:arxiv:2405.0000{number}" for number in range(5))]


def test_ids_that_begin_alike_are_told_apart(tmp_path: Path) -> None:
    """Ids that differ after their first hundred bytes only are sorted by all of them, and are no claim on one id."""
    values = [{"identifiers.doi": f"{LONG}{number}"} for number in (3, 1, 2)]
    papers = read_papers(merge(tmp_path, make_case(*values, clusters=(0, 1, 2))))
    assert list(papers) == [f"doi:{LONG}{number}" for number in (1, 2, 3)]
    assert all(paper["flags"] == [] for paper in papers.values())


def test_doi_that_arxiv_gives_names_the_arxiv_paper(tmp_path: Path) -> None:
    """A record that has but arXiv's own DOI is called by the arXiv id in it."""
    assert list(read_papers(merge(tmp_path, make_case({"identifiers.doi": "10.48550/arxiv.2405.14333"}, clusters=(0,))))) == ["arxiv:2405.14333"]


def test_clusters_are_merged_once(tmp_path: Path) -> None:
    """What the last run merged is found again, and a cluster with other evidence is merged anew."""
    case = make_case({"title": "Bees"}, {"title": "bees"}, {"title": "Wasps"}, {"title": "wasps"}, clusters=(0, 0, 2, 2))
    merge(tmp_path, case)
    before = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "parts").iterdir()}
    merge(tmp_path, case)
    assert {path.name: path.stat().st_mtime_ns for path in (tmp_path / "parts").iterdir()} == before
    merge(tmp_path, msgspec.structs.replace(case, edges=((0, 1, 0, 1.0),)))
    assert len(list((tmp_path / "parts").iterdir())) == 2


def test_part_that_was_cut_short_is_not_there(tmp_path: Path) -> None:
    """A part that a run could not finish has another name, and is not used."""
    case = make_case({"title": "Bees"}, {"title": "bees"}, clusters=(0, 0))
    expected = merge(tmp_path, case)
    (part,) = (tmp_path / "parts").iterdir()
    shutil.move(part, part.with_suffix(".tmp"))
    part.with_suffix(".tmp").write_bytes(part.with_suffix(".tmp").read_bytes()[:-9])
    assert merge(tmp_path, case) == expected


@given(cases())
def test_resolution_comes_back_from_bytes(case: Case) -> None:
    """A resolution is read as it was written, and its bytes are the same each time."""
    resolution = to_resolution(case)
    data = resolution.to_bytes()
    assert Resolution.from_bytes(data).to_bytes() == data
    assert Resolution.from_bytes(data).clusters.tolist() == list(case.clusters)


def test_broken_resolution_is_refused() -> None:
    """Bytes that are no resolution are not read as one."""
    with pytest.raises(ValueError, match="not a resolution"):
        Resolution.from_bytes(b"something else")


def test_stored_shard_is_read_whole_or_not_at_all(tmp_path: Path) -> None:
    """A stored shard that lost its end is refused."""
    case = make_case({"title": "Bees"}, clusters=(0,))
    (path,) = store(tmp_path, case).shards
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(ValueError, match="not a file of columns"):
        merge(tmp_path, case)
