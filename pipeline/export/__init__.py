"""A corpus in the formats of other tools: one module a target, and the one tuple of them.

None of them is imported before an export is made: Arrow alone takes longer to import than the command line has.
"""

from __future__ import annotations

from pipeline.errors import OutputError
from pipeline.export import bibtex, comma_separated, hugging_face, parquet, ris
from pipeline.export.target import FileTarget, Options, Target, TextTarget
from pipeline.export.writing import Export, Exported, choose_place, export_corpus

__all__ = ["TARGETS", "Export", "Exported", "FileTarget", "Options", "Target", "TextTarget", "choose_place", "choose_target", "export_corpus"]

TARGETS: tuple[Target, ...] = (parquet.TARGET, comma_separated.TARGET, bibtex.TARGET, ris.TARGET, hugging_face.TARGET)
"""All targets, in the order in which `--help` lists them."""


def choose_target(name: str) -> Target:
    """The target of a name. Raises `OutputError` where there is none."""
    for target in TARGETS:
        if target.name == name.casefold():
            return target
    raise OutputError(f"{name}: no format to export to. Known are {', '.join(target.name for target in TARGETS)}.")
