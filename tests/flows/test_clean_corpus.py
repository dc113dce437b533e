"""The flow against a real server: the same bytes as the command line, and what a person sees of a run."""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from prefect import State
from prefect.artifacts import Artifact
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId

from flows import clean_corpus as flow_module
from flows.clean_corpus import clean_corpus
from pipeline.plan import Order
from pipeline.records import Plan
from pipeline.stages import hold

from .conftest import let_hang, read_corpus

# Prefect leaves the sockets of its clients to the garbage collector.
pytestmark = [pytest.mark.server, pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")]

SUM = "47 records = 26 papers + 21 merged; 0 rejected; 5 dumps, 100% accounted for"


@pytest.fixture(autouse=True)
def _at_server(server: str) -> Iterator[None]:
    return


@pytest.fixture
def five_batches(project: Path) -> str:
    """A settings file by which each seed is a batch."""
    path = project / "settings.toml"
    path.write_text("[limits]\nbatch_bytes = 1\n")
    return str(path)


def run_flow(**parameters: Any) -> State[Any]:
    """The state in which a run of the flow ends."""
    state: State[Any] = clean_corpus(**parameters, return_state=True)
    return state


def list_tasks(state: State[Any]) -> dict[str, str]:
    """The tasks of a run by name, with their states. Task runs reach the server a moment after they end."""
    run_filter = FlowRunFilter(id=FlowRunFilterId(any_=[state.state_details.flow_run_id]))
    with get_client(sync_client=True) as client:
        found: dict[str, str] = {}
        for _ in range(50):
            runs = client.read_task_runs(flow_run_filter=run_filter)
            found = {run.name if run.name.startswith("clean-") else run.name.split("-")[0]: run.state_name or "" for run in runs}
            if found and not {"Running", "Pending", "Scheduled"} & set(found.values()):
                break
            time.sleep(0.1)
        return found


def test_a_run_makes_the_same_bytes_as_the_command_line(project: Path, five_batches: str, by_command_line: Callable[[], dict[str, bytes]]) -> None:
    state = run_flow(settings=five_batches)

    assert (state.is_completed(), state.message) == (True, SUM)
    assert read_corpus(project / "data" / "clean") == by_command_line()
    assert list_tasks(state) == dict.fromkeys(["plan", *(f"clean-{batch}" for batch in range(5)), "dedupe", "merge", "write"], "Completed")


def test_a_run_shows_its_sum_and_its_counts_on_its_page(project: Path) -> None:
    state = run_flow()
    shown = Artifact.get("clean-corpus-counts")
    assert shown is not None
    assert shown.flow_run_id == state.state_details.flow_run_id
    assert (shown.type, shown.description) == ("table", SUM)
    assert '{"stage": "merge", "count": "papers", "value": 26}' in str(shown.data)


def test_a_run_shows_its_warnings(project: Path) -> None:
    (project / "data" / "raw" / "nothing.txt").write_text("lorem\n")
    state = run_flow()
    assert state.is_completed()
    shown = Artifact.get("clean-corpus-warnings")
    assert shown is not None
    assert shown.flow_run_id == state.state_details.flow_run_id
    assert shown.type == "markdown"
    assert "data/raw/nothing.txt" in str(shown.data)


def test_a_run_with_nothing_new_does_no_work_and_says_so(project: Path) -> None:
    run_flow()
    before = {path: path.stat().st_mtime_ns for path in (project / "data" / "clean").iterdir() if path.is_file()}
    state = run_flow()
    assert state.message == f"nothing new: {SUM}"
    assert list_tasks(state) == {"plan": "Completed"}
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_a_dump_that_comes_later_is_added_and_one_that_goes_is_kept(project: Path, by_command_line: Callable[[], dict[str, bytes]]) -> None:
    raw = project / "data" / "raw"
    later = max(raw.iterdir())
    whole = by_command_line()
    later.rename(project / later.name)
    run_flow()
    (project / later.name).rename(later)
    min(raw.iterdir()).unlink()
    assert run_flow().message == SUM
    assert read_corpus(project / "data" / "clean") == whole


def count_calls(monkeypatch: pytest.MonkeyPatch, name: str) -> list[tuple[Any, ...]]:
    """The calls that the flow makes of one of its functions, with their arguments, as they come: a second try is a second call."""
    real, calls = getattr(flow_module, name), []

    def note(*arguments: Any) -> Any:
        calls.append(arguments)
        return real(*arguments)

    monkeypatch.setattr(flow_module, name, note)
    return calls


def test_bad_input_fails_at_once_with_its_message(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dump = next((project / "data" / "raw").iterdir())
    dump.with_name(f"{dump.name}.meta.json").write_text("{")
    calls = count_calls(monkeypatch, "plan_run")
    state = run_flow()
    assert state.is_failed()
    assert f"{dump.name}.meta.json: not a sidecar" in (state.message or "")
    assert list_tasks(state) == {"plan": "Failed"}
    assert len(calls) == 1


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"dumps": ["data/none"]}, "data/none: no such file or folder. Name a dump, a folder of dumps"),
        ({"captured_on": "yesterday"}, "'yesterday' is no full date"),
        ({"runner": "dask"}, "runner: 'dask' is not known"),
        ({"settings": "none.toml"}, "none.toml: the settings file cannot be read"),
        ({"batch_minutes": "soon"}, "batch_minutes"),
    ],
)
def test_a_bad_parameter_fails_with_its_name(project: Path, parameters: dict[str, Any], message: str) -> None:
    state = run_flow(**parameters)
    assert state.is_failed()
    assert message in (state.message or "")


def test_a_batch_that_hangs_ends_its_run_at_its_limit(project: Path, five_batches: str, monkeypatch: pytest.MonkeyPatch) -> None:
    plan_run = flow_module.plan_run

    def plan_and_let_hang(out: Path, order: Order) -> Plan:
        plan = plan_run(out, order)
        let_hang(Path(plan.shards[0].dump.path))
        return plan

    monkeypatch.setattr(flow_module, "plan_run", plan_and_let_hang)
    calls = count_calls(monkeypatch, "clean_in_child")
    state = run_flow(settings=five_batches, batch_minutes=2 / 60)
    assert [batch for _, batch, *_ in calls].count(0) == 1
    assert state.is_failed()
    assert "batch 0 (data/raw/000_fb970690d5832f33.txt): not clean after 2 seconds, and stopped." in (state.message or "")


def test_a_stage_that_hangs_ends_its_run_at_its_limit(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    let_hang(min((project / "data" / "raw").iterdir()))
    monkeypatch.setattr(flow_module, "plan_dumps", flow_module.plan_dumps.with_options(timeout_seconds=1))
    calls = count_calls(monkeypatch, "plan_run")
    state = run_flow()
    assert len(calls) == 1
    assert state.is_failed()
    assert list_tasks(state) == {"plan": "TimedOut"}


def test_what_the_system_refuses_once_passes_on_the_second_try(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, tries = flow_module.clean_in_child, []

    def refuse_once(*arguments: Any) -> Any:
        tries.append(arguments)
        if len(tries) == 1:
            raise OSError("No space left on device")
        return real(*arguments)

    monkeypatch.setattr(flow_module, "clean_in_child", refuse_once)
    monkeypatch.setattr(flow_module, "clean", flow_module.clean.with_options(retry_delay_seconds=0))
    assert run_flow().message == SUM
    assert len(tries) == 2


def test_a_run_that_finds_another_at_work_fails_and_harms_nothing(project: Path) -> None:
    out = project / "data" / "clean"
    with hold(out):
        state = run_flow()
    assert state.is_failed()
    assert "another run is writing this corpus" in (state.message or "")


def test_processes_of_prefect_make_the_same_bytes(project: Path, by_command_line: Callable[[], dict[str, bytes]]) -> None:
    assert run_flow(runner="process:1").message == SUM
    assert read_corpus(project / "data" / "clean") == by_command_line()


def test_the_pages_of_the_server_ask_the_server(server: str) -> None:
    with urllib.request.urlopen(f"{server.removesuffix('/api')}/ui-settings") as answer:  # noqa: S310 - of a server started here
        assert json.load(answer)["api_url"] == server
