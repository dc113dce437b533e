"""The shape of the package: who may import whom."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from corpora import PROJECT

STAGES = ("read", "split", "strip", "repair", "dedupe", "merge", "write")
NOUNS = ("records", "resolution", "columns", "stored")


def imports(path: Path) -> Iterator[str]:
    """The modules of the project that a file imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [str(node.module)] if isinstance(node, ast.ImportFrom) else []
        yield from (name for name in names if name.split(".")[0] in ("pipeline", "flows"))


def files(name: str) -> list[Path]:
    """The files of a module or package of the pipeline."""
    module = PROJECT / "pipeline" / f"{name}.py"
    return [module] if module.exists() else sorted((PROJECT / "pipeline" / name).rglob("*.py"))


@pytest.mark.parametrize("stage", STAGES)
def test_no_stage_imports_another(stage: str) -> None:
    """A stage knows the nouns and what it stands on, never its neighbours."""
    others = {f"pipeline.{other}" for other in STAGES if other != stage}
    found = {(path.name, name) for path in files(stage) for name in imports(path) if ".".join(name.split(".")[:2]) in others}
    assert found == set()


@pytest.mark.parametrize("noun", NOUNS)
def test_nouns_import_no_stage(noun: str) -> None:
    """The nouns stand on nothing but each other."""
    assert {name for path in files(noun) for name in imports(path)} <= {f"pipeline.{other}" for other in NOUNS}


def test_pipeline_does_not_know_the_flow() -> None:
    """What runs the stages is apart from what they do."""
    assert [path for path in (PROJECT / "pipeline").rglob("*.py") if any(name.startswith("flows") for name in imports(path))] == []
