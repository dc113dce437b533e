"""The stages know nothing of Prefect, and the flow holds nothing of the stages."""

from __future__ import annotations

import ast
import doctest
import importlib
import importlib.util
import inspect
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import prefect
import pytest
import yaml

from pipeline.cli import main

from .conftest import read_corpus

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("path", sorted((ROOT / "pipeline").rglob("*.py")), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_module_of_the_pipeline_imports_a_flow_or_prefect(path: Path) -> None:
    imported = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            imported.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            imported.add(node.module or "")
    assert not {name for name in imported if name.split(".")[0] in ("prefect", "flows")}


@pytest.mark.parametrize("module", ["pipeline.cli", "flows.batch", "flows.serve"])
def test_what_must_start_fast_does_not_load_prefect(module: str) -> None:
    code = f"import sys, {module}; sys.exit('prefect' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def load_plain_flow(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The module of the flow, its decorators taken away."""

    def no_decorator(function: Callable[..., Any] | None = None, **_options: Any) -> Any:
        return function or no_decorator

    monkeypatch.setattr(prefect, "flow", no_decorator)
    monkeypatch.setattr(prefect, "task", no_decorator)
    spec = importlib.util.spec_from_file_location("plain_clean_corpus", ROOT / "flows" / "clean_corpus.py")
    assert spec
    assert spec.loader
    plain = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(plain)
    assert inspect.isfunction(plain.clean_corpus)
    assert inspect.isfunction(plain.clean)
    return plain


def test_without_its_decorators_the_flow_makes_the_same_bytes(
    project: Path, by_command_line: Callable[[], dict[str, bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = load_plain_flow(monkeypatch)
    state = plain.clean_corpus()

    assert state.message == "47 records = 26 papers + 21 merged; 0 rejected; 5 dumps, 100% accounted for"
    assert read_corpus(project / "data" / "clean") == by_command_line()
    assert plain.clean_corpus().message.startswith("nothing new: 47 records")


def test_a_run_of_the_next_day_does_not_bring_back_what_was_removed(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = load_plain_flow(monkeypatch)
    plain.clean_corpus()
    first = min((project / "data" / "raw").glob("*.txt"))
    assert main(["remove", str(first), "--quiet"]) == 0
    left = read_corpus(project / "data" / "clean")

    message = plain.clean_corpus().message
    assert message.startswith("nothing new: 37 records")
    assert message.endswith("; 1 removed dump passed over")
    assert read_corpus(project / "data" / "clean") == left


def test_the_deployment_names_a_flow_and_parameters_that_there_are() -> None:
    (deployment,) = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]
    module, _, name = deployment["entrypoint"].rpartition(".")
    flow = getattr(importlib.import_module(module), name)
    assert isinstance(flow, prefect.Flow)
    flow.validate_parameters(deployment["parameters"])
    assert set(deployment["parameters"]) <= set(inspect.signature(flow.fn).parameters)
    assert deployment["parameters"]["adds"] is True
    assert [schedule["timezone"] for schedule in deployment["schedules"]] == ["UTC"]
    assert deployment["concurrency_limit"] == {"limit": 1, "collision_strategy": "CANCEL_NEW"}


def test_the_parameters_of_the_flow_are_of_built_in_types() -> None:
    """In the process of a served run Prefect cannot look up another type, and every scheduled run would fail."""
    module = importlib.import_module("flows.clean_corpus")
    for parameter in inspect.signature(module.clean_corpus.fn).parameters.values():
        eval(parameter.annotation, {})  # noqa: S307 - it is our own source


@pytest.mark.parametrize("name", ["flows.batch", "flows.runners", "flows.serve", "flows.clean_corpus"])
def test_the_examples_in_docstrings_hold(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
