"""Copying lines: from any files, in any order, with the sha-256 of what was written."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import columns
from pipeline.columns import Spans
from pipeline.write import copying

SOURCES = [bytes(range(97, 123)), b"0123456789", b"ABC"]


def to_spans(lines: list[tuple[int, int, int]]) -> Spans:
    """Lines of (file, start, end)."""
    columns = np.array(lines, np.int64).reshape(-1, 3)
    return Spans(columns[:, 0], columns[:, 1], columns[:, 2] - columns[:, 1])


def store(folder: Path) -> list[Path]:
    """The sources as files."""
    paths = [folder / str(number) for number in range(len(SOURCES))]
    for path, content in zip(paths, SOURCES, strict=True):
        path.write_bytes(content)
    return paths


@st.composite
def line(draw: st.DrawFn) -> tuple[int, int, int]:
    """A line of one of the sources."""
    number = draw(st.integers(0, len(SOURCES) - 1))
    start, end = sorted(draw(st.tuples(*[st.integers(0, len(SOURCES[number]))] * 2)))
    return number, start, end


@given(st.lists(line()), st.integers(1, 7), st.integers(1, 3))
def test_lines_are_copied_as_they_are(lines: list[tuple[int, int, int]], chunk_bytes: int, max_open: int) -> None:
    """Whatever the chunks and however few files may be open, the file is its lines one behind another."""
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        patch.setattr(copying, "CHUNK_BYTES", chunk_bytes)
        patch.setattr(columns, "MAX_OPEN", max_open)
        digest = copying.copy_lines(Path(name) / "out", store(Path(name)), to_spans(lines))
        written = (Path(name) / "out").read_bytes()
    assert written == b"".join(SOURCES[number][start:end] for number, start, end in lines)
    assert digest == hashlib.sha256(written).hexdigest()


@pytest.mark.parametrize("count", [0, 1, 157, 158, 4096, 10_000])
def test_large_file_is_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    """A file that goes past the cache is written to its last byte, whether that fills a block or not."""
    monkeypatch.setattr(copying, "CHUNK_BYTES", copying.BLOCK_BYTES)
    monkeypatch.setattr(copying, "DIRECT_BYTES", 0)
    digest = copying.copy_lines(tmp_path / "out", store(tmp_path), to_spans([(0, 0, 26)] * count))
    assert (tmp_path / "out").read_bytes() == SOURCES[0] * count
    assert digest == hashlib.sha256(SOURCES[0] * count).hexdigest()


def test_source_that_ends_early_is_refused(tmp_path: Path) -> None:
    """A line that goes on behind the end of its file is not written short."""
    with pytest.raises(OSError, match="ends at byte 10, in the middle of a line"):
        copying.copy_lines(tmp_path / "out", store(tmp_path), to_spans([(1, 5, 12)]))
