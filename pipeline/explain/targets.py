"""What a person means: a dump of the corpus, or a stretch of one, by its name, path or sha-256."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

import msgspec

from pipeline.errors import CorpusError
from pipeline.records import LedgerLine, Span
from pipeline.state import State

SPAN_RE = re.compile(r"^(?P<name>.+):(?P<start>\d+)(?:,(?P<end>\d+))?$", re.DOTALL)
SHA256_RE = re.compile(r"(?:sha256:)?(?P<digest>[0-9a-f]{64})|sha256:(?P<head>[0-9a-f]{8,64})")
MAX_NAMED = 5
"""So many dumps are named in a message."""


class Target(msgspec.Struct, frozen=True):
    """A dump, and the bytes of it that are meant. `is_exact` says that it was called by its whole name, path or sha-256."""

    line: LedgerLine
    span: Span
    is_exact: bool

    @property
    def is_whole(self) -> bool:
        """Whether all of the dump is meant."""
        return self.span == (0, self.line.bytes)


def find_target(name: str, lines: Sequence[LedgerLine], folder: Path) -> Target | None:
    """The dump that is called so: `NAME`, `NAME:START,END` or `NAME:OFFSET`; None where there is none.

    A name is the dump's in the ledger, that of a copy of it, the path it lies at, `sha256:` and eight hex digits or more, the end of its name, or the folder
    or archive that it alone lies in.
    Raises `CorpusError` where several dumps are called so, or the bytes are not in it.
    """
    match = SPAN_RE.match(name)
    readings: list[tuple[str, re.Match[str] | None]] = [(name, None)] if match is None else [(name, None), (match["name"], match)]
    for called, span in readings:
        exact = _find_exact(called, lines, folder)
        found = exact or _find_loosely(called, lines)
        if found:
            line = _choose_line(called, found)
            return Target(line, _read_span(line, span), bool(exact))
    return None


def _find_exact(name: str, lines: Sequence[LedgerLine], folder: Path) -> list[LedgerLine]:
    found = [line for line in lines if name in (line.dump, *line.copies)]
    if found:
        return found
    match = SHA256_RE.fullmatch(name)
    if match is not None:
        return [line for line in lines if line.sha256.startswith(match["digest"] or match["head"])]
    path = os.path.abspath(name)
    lying = {dump.sha256 for dump in State(folder).load_dumps() if dump.path == path}
    return [line for line in lines if line.sha256 in lying]


def _find_loosely(name: str, lines: Sequence[LedgerLine]) -> list[LedgerLine]:
    """The dumps whose names end so, or that lie in a folder or archive of that name."""
    end = f"/{os.path.normpath(name)}"
    names = [(line, f"/{own}") for line in lines for own in (line.dump, *line.copies)]
    found = [line for line, own in names if own.endswith(end)] or [line for line, own in names if f"{end}/" in own]
    return list({line.sha256: line for line in found}.values())


def _choose_line(name: str, found: Sequence[LedgerLine]) -> LedgerLine:
    if len(found) > 1:
        names = ", ".join(line.dump for line in found[:MAX_NAMED]) + (f" and {len(found) - MAX_NAMED} more" if len(found) > MAX_NAMED else "")
        raise CorpusError(
            f"{name}: {len(found)} dumps are called so, or lie in it: {names}. Name one of them, or give its sha-256 ('sha256:{found[0].sha256[:16]}')."
        )
    return found[0]


def _read_span(line: LedgerLine, match: re.Match[str] | None) -> Span:
    if match is None:
        return (0, line.bytes)
    start = int(match["start"])
    end = int(match["end"]) if match["end"] else start + 1
    if not start < end <= line.bytes:
        raise CorpusError(f"{match[0]}: {line.dump} has no such bytes. It has {line.bytes}, and START,END are two of 0 to {line.bytes}, the lower one first.")
    return (start, end)
