"""What benchmarks measure with: commands that are watched, tools that cluster texts, tables that go into a page."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from corpora import PROJECT

from benchmarks import dedupe, end_to_end
from benchmarks.dumps.invented import InventedTexts
from benchmarks.dumps.truth import compare_clusters
from benchmarks.scale_tables import fill_page, make_tables, show_dedupers
from benchmarks.watching import watch_command

PAGE = PROJECT / "docs" / "scale.md"
STAGES = {"plan": 0.1, "clean": 2.0, "dedupe": 0.3, "merge": 0.4, "write": 0.5}


def describe_run(records: int) -> dict[str, object]:
    run = {"seconds": 3.5 * records, "cpu_seconds": 5.0 * records, "peak_mb": 100.0 + records, "records": records, "papers": records}
    run |= {"stages": {name: value * records for name, value in STAGES.items()}, "bytes_out": 200 * records, "bytes_state": 300 * records}
    run |= {"precision": 1.0, "recall": 0.5}
    return {"records": records, "workers": 2, "bytes_in": 100 * records, "rewrite_seconds": 0.1, "run": run, "add": run}


@pytest.fixture
def others() -> ModuleType:
    """The script that other Pythons run, as a module."""
    spec = importlib.util.spec_from_file_location("others", PROJECT / "benchmarks" / "dedupers" / "others.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_memory_of_all_processes_is_seen() -> None:
    """What a command and the processes below it take is added up."""
    child = "b = bytearray(60_000_000); import time; time.sleep(1); print(len(b))"
    watched = watch_command([sys.executable, "-c", f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"], 60)
    assert watched.output == "60000000\n"
    assert watched.peak_mb > 60
    assert watched.seconds > 1 > watched.cpu_seconds > 0


def test_a_command_that_fails_is_no_measurement() -> None:
    """A failure is raised with what the command said, and so is a command that does not end."""
    with pytest.raises(subprocess.CalledProcessError) as failed:
        watch_command([sys.executable, "-c", "raise SystemExit('no such thing')"], 60)
    assert failed.value.stderr == "no such thing\n"
    with pytest.raises(subprocess.TimeoutExpired):
        watch_command([sys.executable, "-c", "import time; time.sleep(60)"], 0.3)


def test_own_tool_and_a_peer_cluster_texts(tmp_path: Path, others: ModuleType) -> None:
    """Papersieve puts all copies together and nothing else; a tool that is not there is said to have failed."""
    texts = tmp_path / "texts.jsonl"
    papers = dedupe.write_texts(texts, 300, 1, InventedTexts())
    row = dedupe.measure_tool("papersieve", [sys.executable, "-m", "benchmarks.dedupers.ours", "full"], texts, papers)
    assert (row["precision"], row["recall"]) == (1.0, 1.0)
    rows = [json.loads(line) for line in texts.read_text(encoding="utf-8").splitlines()]
    agreement = compare_clusters(papers, others.prepare_datasketch(rows)())
    assert agreement.precision == 1.0
    assert 0.5 < agreement.recall < 1.0
    failed = dedupe.measure_tool("rensa", [sys.executable, "-c", "raise SystemExit('No module named rensa')"], texts, papers)
    assert failed == {"tool": "rensa", "records": 300, "failed": "No module named rensa"}
    assert "| rensa | No module named rensa |" in show_dedupers([failed])


def test_tools_are_left_out_beyond_their_limit() -> None:
    """Slow tools are run on few records only, and none where no Python has them."""
    assert [name for name, _ in dedupe.list_tools(1_000_000, None)] == list(dedupe.OURS)
    assert {name for name, _ in dedupe.list_tools(100_000, "python")} == {*dedupe.OURS, "text-dedup", "rensa", "datasketch"}


def test_shingles_of_a_short_text(others: ModuleType) -> None:
    """A text of fewer words than a shingle is one shingle."""
    assert others.list_shingles("One") == ["one"]
    assert others.list_shingles("One two, three four") == ["one two three", "two three four"]


def test_the_page_has_a_place_for_every_table(tmp_path: Path) -> None:
    """Every table that can be made goes into docs/scale.md, and filling it twice is filling it once."""
    page = tmp_path / "scale.md"
    page.write_bytes(PAGE.read_bytes())
    tables = make_tables([describe_run(10), describe_run(30)])
    assert list(tables) == ["runs", "stages", "additions", "outlook"]
    fill_page(page, tables)
    once = page.read_text(encoding="utf-8")
    assert all(table in once for table in tables.values())
    assert "| clean | 2,000,000.0 µs |" in once
    fill_page(page, tables)
    assert page.read_text(encoding="utf-8") == once
    fill_page(page, {"dedupers": "| none |"})


def test_a_page_without_a_place(tmp_path: Path) -> None:
    """A table that has no place is not lost without a word, and the page stays as it is."""
    page = tmp_path / "page.md"
    page.write_text("<!-- runs --> and no end", encoding="utf-8")
    with pytest.raises(ValueError, match="no place for the table 'runs'"):
        fill_page(page, make_tables([describe_run(10)]))
    assert page.read_text(encoding="utf-8") == "<!-- runs --> and no end"


def test_the_whole_is_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A run and an addition are measured, with what was merged; dumps that are kept are used again."""
    options = ["--records", "60", "--work", str(tmp_path / "work"), "--json", str(tmp_path / "figures.json")]
    assert end_to_end.main(options) == 0
    (row,) = json.loads((tmp_path / "figures.json").read_text())
    assert (row["run"]["records"], row["add"]["records"]) == (60, 90)
    assert [(row[step]["precision"], row[step]["recall"]) for step in ("run", "add")] == [(1.0, 1.0), (1.0, 1.0)]
    assert set(row["run"]["stages"]) == set(STAGES)
    shown = capsys.readouterr().out
    assert end_to_end.main(["--show", str(tmp_path / "figures.json")]) == 0
    assert capsys.readouterr().out == shown
    made = {path: path.stat().st_mtime_ns for path in (tmp_path / "work").rglob("*")}
    end_to_end.prepare_inputs(tmp_path / "work", 60, [])
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "work").rglob("*")} == made
