"""Plan: how dumps are named, batched and cut, and which order is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from corpora import RunCorpus

from pipeline.errors import SettingsError
from pipeline.plan import Order, check_date, make_plan
from pipeline.read import find_files
from pipeline.settings import Limits, Settings, SettingsFile


@pytest.mark.parametrize("value", ["2026-02", "2026", "XXXX-02-01", "2026-XX-XX", "2026-02-30", "20260201", "Feb 1, 2026", ""])
def test_capture_date_must_be_a_day(value: str) -> None:
    """A month is not enough to give a date its year; the message says what to give instead."""
    with pytest.raises(SettingsError, match="2026-02-01"):
        check_date(value)


def test_dump_is_named_from_the_current_folder(seeds: Path) -> None:
    """Below the current folder a dump goes by its path from there, however it was named."""
    expected = [f"seeds/{path.name}" for path in sorted(seeds.iterdir())]
    assert [name for _, name in find_files(["seeds"])] == expected
    assert [name for _, name in find_files([str(seeds), "./seeds/../seeds"])] == expected


def test_dump_elsewhere_is_named_from_its_argument(seeds: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Anywhere else it goes by its path below the parent of the argument."""
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    first = min(seeds.iterdir())
    assert next(name for _, name in find_files([str(seeds)])) == f"seeds/{first.name}"
    assert [name for _, name in find_files([str(first)])] == [first.name]


def test_hidden_files_and_sidecars_are_no_dumps(work: Path) -> None:
    """A folder is searched to the bottom, in a stable order, without what is no dump."""
    for name in ("b/2.txt", "b/1.txt", "a.txt", ".hidden", "b/.git/config", "a.txt.meta.json"):
        (work / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (work / "in" / name).write_text("x")
    assert [name for _, name in find_files(["in"])] == ["in/a.txt", "in/b/1.txt", "in/b/2.txt"]


def test_small_dumps_go_many_to_a_batch(seeds: Path, work: Path) -> None:
    """A batch is filled up to its size; no shard is in two."""
    plan = make_plan(work / "out", Order(("seeds",), settings=SettingsFile(limits=Limits(batch_bytes=20_000))), Settings())
    assert [len(batch) for batch in plan.batches] == [2, 2, 1]
    assert sorted(index for batch in plan.batches for index in batch) == list(range(len(plan.shards)))


def test_large_dump_is_cut_where_records_begin(seeds: Path, work: Path) -> None:
    """The shards of a dump are its bytes from first to last, each beginning with a record."""
    dump = min(seeds.iterdir())
    plan = make_plan(work / "out", Order((str(dump),), settings=SettingsFile(limits=Limits(shard_bytes=3000))), Settings())
    assert [shard.start for shard in plan.shards][1:] == [shard.end for shard in plan.shards][:-1]
    assert (plan.shards[0].start, plan.shards[-1].end) == (0, dump.stat().st_size)
    assert len(plan.shards) > 2
    assert all(dump.read_bytes()[shard.start :].startswith(b"Abstract:") for shard in plan.shards)


def test_shards_of_a_large_dump_are_batches_of_one_size(work: Path) -> None:
    """Whatever the size of a dump, each of its shards is a batch, and no worker has twice the work of another."""
    line = '{"id": "2405.%05d", "title": "Pebbles", "abstract": "We count pebbles by ear."}\n'
    limits = SettingsFile(limits=Limits(shard_bytes=4096, batch_bytes=2048))
    for count in (60, 110, 120, 130, 200, 500):
        (work / "dump.jsonl").write_text("".join(line % number for number in range(1, count)))
        plan = make_plan(work / "out", Order(("dump.jsonl",), settings=limits), Settings())
        sizes = [shard.end - shard.start for shard in plan.shards]
        assert plan.batches == tuple((index,) for index in range(len(sizes)))
        assert len(sizes) % 2 == 0
        assert max(sizes) < 4096 + 2 * len(line)
        assert min(sizes[:-1]) >= 2048


def test_page_is_not_cut(seeds: Path, work: Path) -> None:
    """A page, whose cards do not show by themselves what they are, stays whole."""
    dump = sorted(seeds.iterdir())[2]
    assert len(make_plan(work / "out", Order((str(dump),), settings=SettingsFile(limits=Limits(shard_bytes=3000))), Settings()).shards) == 1


def test_key_depends_on_what_the_result_depends_on(seeds: Path, work: Path, run_corpus: RunCorpus) -> None:
    """Another day of capture is another result; the name of a dump is not part of it."""
    dump = min(seeds.iterdir())
    keys = {make_plan(work / "out", Order((f"seeds/{dump.name}",), captured_on=day), Settings()).shards[0].key for day in (None, "2026-02-01")}
    dump.rename(seeds / "other.txt")
    keys.add(make_plan(work / "out", Order(("seeds/other.txt",)), Settings()).shards[0].key)
    assert len(keys) == 2
