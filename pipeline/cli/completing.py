"""What a shell offers when the person presses Tab: names of formats, kinds of changes, dumps of the corpus that is named."""

from __future__ import annotations

from pathlib import Path
from textwrap import shorten

import msgspec
import typer

MANIFEST = "manifest.json"
MAX_OFFERED = 200
MAX_HELP_CHARS = 60
"""What goes on a second line some shells would offer as a word of its own."""


class _Input(msgspec.Struct, frozen=True):
    dump: str


class _Inputs(msgspec.Struct, frozen=True):
    """Of a manifest no more than what is offered: whoever waits for it holds down a key."""

    inputs: tuple[_Input, ...]


def complete_formats(incomplete: str) -> list[tuple[str, str]]:
    """The names of formats that begin so, each with what it looks like.

    >>> complete_formats("glued")[0][0]
    'glued-ids'
    """
    from pipeline.formats import FORMATS

    return [(item.name, shorten(item.summary, MAX_HELP_CHARS, placeholder="…")) for item in FORMATS if item.name.startswith(incomplete)]


def complete_dumps(context: typer.Context, incomplete: str) -> list[str]:
    """The dumps that begin so of the corpus that the command is about; none where there is no corpus yet."""
    out = Path(context.params.get("out") or "data/clean")
    try:
        inputs = msgspec.json.decode((out / MANIFEST).read_bytes(), type=_Inputs).inputs
    except (OSError, msgspec.DecodeError):
        return []  # Nothing can be said in the middle of a line that is being typed; the command itself will say it.
    return sorted({item.dump for item in inputs if item.dump.startswith(incomplete)})[:MAX_OFFERED]
