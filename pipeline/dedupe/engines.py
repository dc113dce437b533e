"""Whether records are many enough for compiled loops.

Both ways give the same bytes. Importing numba and what it compiled takes a third of a second, the first time of all it also
compiles, for seconds: a few records are done sooner by Python itself.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from types import ModuleType
from typing import Any, Final, Protocol, cast

import numpy as np
from numpy.typing import NDArray

from pipeline.dedupe.table import HashSets
from pipeline.dedupe.texts import FoldedTexts, Limits, TextDigests, TitleDigests

MANY: Final = 2_000
"""From so many records on compiled loops pay."""
SOME: Final = 50
"""From so many on they do where they are loaded already."""
KERNELS: Final = "pipeline.dedupe.kernels"


class Engine(Protocol):
    """What `plain` and `batched` both do."""

    def fold_texts(self, texts: Sequence[str]) -> FoldedTexts: ...  # noqa: D102  # said there

    def digest_texts(self, folded: FoldedTexts, limits: Limits) -> TextDigests: ...  # noqa: D102

    def digest_titles(self, folded: FoldedTexts) -> TitleDigests: ...  # noqa: D102

    def hash_names(self, people: Sequence[Sequence[str]]) -> tuple[HashSets, HashSets]: ...  # noqa: D102


def load_kernels(records: int) -> ModuleType | None:
    """The compiled loops for so many records; None for few. Whoever asks has another way to the same result."""
    return import_module(KERNELS) if records >= MANY or (records >= SOME and KERNELS in sys.modules) else None


def freeze(array: NDArray[Any]) -> NDArray[Any]:
    """A read-only view of an array: compiled loops are made for either kind, and maps of files are of this one."""
    view = array.view(np.ndarray)
    view.flags.writeable = False
    return view


def freeze_sets(sets: HashSets) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Sets as compiled loops take them: members, where each set begins, how many it has."""
    return freeze(sets.values), freeze(sets.starts), freeze(sets.sizes)


def choose_engine(records: int) -> Engine:
    """What so many records are hashed by."""
    name = "plain" if load_kernels(records) is None else "batched"
    return cast(Engine, import_module(f"pipeline.dedupe.{name}"))
