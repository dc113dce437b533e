"""How loops are compiled, and where what was compiled is kept.

numba keeps it by the source of each loop alone, and so would go on using what is compiled from other loops and constants that have
changed since: here all sources of deduplication name the folder.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

Loop = TypeVar("Loop", bound=Callable[..., Any])

CONFIG: Any = numba.config
SOURCES = Path(__file__).parents[1]


def compile_loop(loop: Loop) -> Loop:
    """The loop, compiled when it is first called, and kept where a folder can be written; other threads run meanwhile.

    Arrays that it only reads are handed over as `engines.freeze` gives them: maps of files are read-only, and each type would be
    compiled by itself.
    """
    folder = find_folder(SOURCES)
    with _use_folder(folder):
        return cast(Loop, numba.njit(cache=folder is not None, nogil=True)(loop))


def compile_part(loop: Loop) -> Loop:
    """A loop that only others call, which keep it with them."""
    return cast(Loop, numba.njit(loop))


def inline_part(loop: Loop) -> Loop:
    """A part that is written into those that call it: a call with arrays costs more than a few look-ups."""
    return cast(Loop, numba.njit(inline="always")(loop))


@cache
def find_folder(sources: Path) -> Path | None:
    """Where to keep what is compiled from these sources: where numba is told to, beside them, or in the home folder; None where nothing can be written."""
    told = CONFIG.CACHE_DIR
    for base in (Path(told),) if told else (sources / "__pycache__", Path.home() / ".cache" / "papersieve"):
        folder = base / f"loops-{digest_sources(sources)}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK):
            return folder
    return None


def digest_sources(folder: Path) -> str:
    """A digest of all Python files below a folder."""
    digest = blake2b(digest_size=8)
    for path in sorted(folder.rglob("*.py")):
        digest.update(f"{path.relative_to(folder)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


@contextmanager
def _use_folder(folder: Path | None) -> Iterator[None]:
    """Let numba keep what it compiles there: it looks where to when a loop is declared."""
    told = CONFIG.CACHE_DIR
    CONFIG.CACHE_DIR = str(folder or told)
    try:
        yield
    finally:
        CONFIG.CACHE_DIR = told
