"""Parquet: one row a paper, everything that `papers.jsonl` holds, nested as it is there; or one row a record.

The columns are made from the types (`pipeline.export.layout`), so they are the same for every corpus, also where a column is empty in
all of it. Rows are taken from typed papers: reading the lines with `pyarrow.json` and the two columns it cannot read (`origins`,
`conflicts`) beside it was a quarter slower.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline import __version__
from pipeline.corpus import Corpus, Lines
from pipeline.digest import hash_file
from pipeline.export.layout import Layout, make_layout
from pipeline.export.target import FileTarget, Options
from pipeline.records import Paper, Record
from pipeline.write import MANIFEST

ROWS = 10_000
"""So many rows are held at a time, and make a row group: some 30 MB as JSON. Fewer would compress less, more would take memory of whoever reads."""


def write_parquet(corpus: Corpus, path: Path, options: Options) -> Iterator[int]:
    """Write a file of papers, or of records; gives how many are done."""
    lines = corpus.records if options.records else corpus.papers
    layout = add_source(make_layout(lines.kind), corpus)
    done = 0
    with open_parquet(path, layout.schema) as writer:
        for batch in read_batches(lines, layout):
            writer.write_batch(batch)
            done += batch.num_rows
            yield done


def add_source(layout: Layout, corpus: Corpus) -> Layout:
    """The layout with what made the rows, and from which corpus, in the metadata of its schema."""
    metadata = {
        "papersieve.version": __version__,
        "papersieve.schema_version": str(corpus.manifest.schema_version),
        "papersieve.manifest_sha256": hash_file(corpus.folder / MANIFEST),
    }
    return Layout(layout.schema.with_metadata(metadata), layout.build)


def open_parquet(path: Path, schema: pa.Schema) -> pq.ParquetWriter:
    """A file that rows can be written to, compressed with zstd."""
    return pq.ParquetWriter(path, schema, compression="zstd")


def read_batches(lines: Lines[Paper] | Lines[Record], layout: Layout) -> Iterator[pa.RecordBatch]:
    """The lines as rows, so many at a time as make a row group."""
    rows: Iterator[msgspec.Struct] = iter(lines)
    # The papers of a batch are gone before the next ones are read.
    while (batch := layout.build(list(itertools.islice(rows, ROWS)))).num_rows:
        yield batch.replace_schema_metadata(layout.schema.metadata)


TARGET = FileTarget("parquet", "Parquet: everything that papers.jsonl holds, nested as it is there.", ".parquet", write_parquet, frozenset({"records"}))
