"""papersieve: dumps of scraped paper listings in, one clean corpus with provenance out.

    from pipeline import load_corpus

    for paper in load_corpus("data/clean"):
        print(paper.id, paper.title)

What a program needs that loads a corpus stands here. It is imported when it is asked for, so that nothing else waits for it.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from pipeline.corpus import Corpus, load_corpus
    from pipeline.errors import CorpusError, PapersieveError
    from pipeline.records import (
        Edit,
        Evidence,
        Field,
        FieldConflict,
        Identifiers,
        LedgerLine,
        Manifest,
        Origin,
        Paper,
        Record,
        Rejected,
        Stretch,
        Url,
    )

__all__ = [
    "Corpus",
    "CorpusError",
    "Edit",
    "Evidence",
    "Field",
    "FieldConflict",
    "Identifiers",
    "LedgerLine",
    "Manifest",
    "Origin",
    "Paper",
    "PapersieveError",
    "Record",
    "Rejected",
    "Stretch",
    "Url",
    "__version__",
    "load_corpus",
]

if not TYPE_CHECKING:  # To mypy and editors any name would be in a module that has `__getattr__`.
    _PLACES = {"Corpus": "corpus", "load_corpus": "corpus", "CorpusError": "errors", "PapersieveError": "errors"}

    def __getattr__(name: str) -> object:
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(importlib.import_module(f"{__name__}.{_PLACES.get(name, 'records')}"), name)

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
