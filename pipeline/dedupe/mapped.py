"""Arrays that lie in mapped files."""

from __future__ import annotations

import mmap
from typing import Any

import numpy as np
from numpy.typing import NDArray


def release_pages(*arrays: NDArray[Any]) -> None:
    """Let go of the memory of arrays that are read from mapped files; nothing is lost, and other arrays stay as they are.

    What a pass over a large file leaves behind counts as memory of the process although the file holds it as well.
    """
    if hasattr(mmap, "MADV_DONTNEED"):
        for one in {id(found): found for array in arrays if (found := _find_map(array)) is not None}.values():
            one.madvise(mmap.MADV_DONTNEED)


def _find_map(array: NDArray[Any]) -> mmap.mmap | None:
    """The map that an array is read from, if it is."""
    below: object = array
    while isinstance(below, np.ndarray):
        below = below.base
    return below if isinstance(below, mmap.mmap) and not array.flags.writeable else None
