"""A folder that `datasets.load_dataset` reads, and that can be pushed to the Hugging Face Hub as it is.

    papers-hf/
      README.md                               front matter with the features, in datasets' own terms
      data/train-00000-of-00002.parquet       the papers
      records/train-00000-of-00003.parquet    the records, as a configuration of their own (--records)

The columns are those of Parquet, but for maps, which datasets does not know: `origins` is a list of `{key, value}`. A shard ends behind the row
group with which it passes 256 MiB: a corpus that grows keeps the shards before its first new paper as they were, but for their names.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pyarrow as pa

from pipeline.corpus import Corpus, Lines
from pipeline.digest import hash_file
from pipeline.export.layout import Layout, make_layout
from pipeline.export.parquet import add_source, open_parquet, read_batches
from pipeline.export.target import FileTarget, Options
from pipeline.records import Paper, Record
from pipeline.write import MANIFEST
from pipeline.write.card import format_sum

SHARD_BYTES = 256 << 20
"""The Hub asks for files well below 5 GB, and datasets reads them side by side."""
SPLIT = "train"
"""What the only part of a data set is called there."""
CARD = "README.md"
SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"), (10_000_000, "1M<n<10M"))
DTYPES: dict[pa.DataType, str] = {pa.string(): "string", pa.bool_(): "bool", pa.int64(): "int64", pa.float64(): "float64"}
TEMPLATE = """---
pretty_name: Papers
tags:
- papers
- arxiv
- metadata
size_categories:
- {size}
{front}---

# Papers

{sum}

Made by papersieve {version}, from the corpus whose `manifest.json` has the sha-256 `{sha256}`.

```python
from datasets import load_dataset

papers = load_dataset("path/to/this/folder", split="train")
```

A row is a paper: `title`, `authors`, `abstract`, `identifiers` and the rest as in `papers.jsonl`. `origins` says for each field the record
whose value it is, and the rule by which it won, as a list of `key` (the field) and `value`. A value in `conflicts` lost; it is in the one of
`text`, `truth`, `number`, `texts` and `urls` that is not null. Dates are EDTF: `2024-05-07`, `2024-05`, `XXXX-01-12` where no year is known.

The papers' own terms hold for titles and abstracts; what the dumps say of them is in `license`.
"""


class Config(msgspec.Struct, frozen=True):
    """A table of the data set, as the front matter tells of it."""

    name: str
    folder: str
    schema: pa.Schema
    rows: int
    arrow_bytes: int
    file_bytes: int


def write_folder(corpus: Corpus, folder: Path, options: Options) -> Iterator[int]:
    """Write the folder; gives how many papers, and then records, are done."""
    folder.mkdir()
    tables: list[tuple[str, str, Lines[Paper] | Lines[Record]]] = [("papers", "data", corpus.papers)]
    if options.records:
        tables.append(("records", "records", corpus.records))
    configs = []
    done = 0
    for name, below, lines in tables:
        layout = add_source(make_layout(lines.kind, has_maps=False), corpus)
        arrow_bytes = 0
        for rows, size in _write_shards(folder / below, lines, layout):
            arrow_bytes += size
            done += rows
            yield done
        file_bytes = sum(path.stat().st_size for path in (folder / below).iterdir())
        configs.append(Config(name, below, layout.schema, len(lines), arrow_bytes, file_bytes))
    (folder / CARD).write_text(make_card(corpus, configs), encoding="utf-8")


def _write_shards(folder: Path, lines: Lines[Paper] | Lines[Record], layout: Layout) -> Iterator[tuple[int, int]]:
    """Write the rows as files of bounded size, at least one; gives rows and their bytes as they are written."""
    folder.mkdir()
    batches = read_batches(lines, layout)
    batch: pa.RecordBatch | None = next(batches, pa.RecordBatch.from_pylist([], schema=layout.schema))
    shards: list[Path] = []
    while batch is not None:
        shards.append(folder / f"{len(shards)}.part")
        with open_parquet(shards[-1], layout.schema) as writer:
            while batch is not None and shards[-1].stat().st_size < SHARD_BYTES:
                writer.write_batch(batch)
                yield batch.num_rows, batch.nbytes
                batch = next(batches, None)
    for number, path in enumerate(shards):
        path.rename(folder / f"{SPLIT}-{number:05}-of-{len(shards):05}.parquet")


def make_card(corpus: Corpus, configs: list[Config]) -> str:
    """The card of the folder, with what datasets must know in its front matter."""
    return TEMPLATE.format(
        size=next((label for limit, label in SIZES if len(corpus) < limit), "n>10M"),
        front="".join(f"{line}\n" for line in (*_list_configs(configs), *_list_infos(configs))),
        sum=format_sum(corpus.manifest.counts),
        version=corpus.manifest.papersieve,
        sha256=hash_file(corpus.folder / MANIFEST),
    )


def _list_configs(configs: list[Config]) -> Iterator[str]:
    yield "configs:"
    for config in configs:
        yield f"- config_name: {config.name}"
        yield from ["  default: true"] if config is configs[0] else []
        yield from ("  data_files:", f"  - split: {SPLIT}", f"    path: {config.folder}/{SPLIT}-*")


def _list_infos(configs: list[Config]) -> Iterator[str]:
    yield "dataset_info:"
    for config in configs:
        yield from (f"- config_name: {config.name}", "  features:")
        yield from (f"  {line}" for line in list_features(list(config.schema)))
        yield from ("  splits:", f"  - name: {SPLIT}", f"    num_bytes: {config.arrow_bytes}", f"    num_examples: {config.rows}")
        yield from (f"  download_size: {config.file_bytes}", f"  dataset_size: {config.arrow_bytes}")


def list_features(fields: list[pa.Field]) -> Iterator[str]:
    """The lines of YAML by which datasets knows columns.

    >>> print("\\n".join(list_features([pa.field("ids", pa.list_(pa.string())), pa.field("who", pa.struct([("age", pa.int64())]))])))
    - name: ids
      list: string
    - name: who
      struct:
      - name: age
        dtype: int64
    """
    for field in fields:
        yield f"- name: {field.name}"
        yield from (f"  {line}" for line in _list_type(field.type))


def _list_type(kind: pa.DataType) -> Iterator[str]:
    if pa.types.is_struct(kind):
        yield "struct:"
        yield from list_features(list(kind.fields))
    elif not pa.types.is_list(kind):
        yield f"dtype: {DTYPES[kind]}"
    elif pa.types.is_struct(kind.value_type):
        yield "list:"
        yield from list_features(list(kind.value_type.fields))
    elif pa.types.is_list(kind.value_type):
        yield "list:"
        yield from (f"  {line}" for line in _list_type(kind.value_type))
    else:
        yield f"list: {DTYPES[kind.value_type]}"


TARGET = FileTarget("hf", "A folder for Hugging Face datasets: Parquet in shards, with a card.", "", write_folder, frozenset({"records"}))
