"""The folder for Hugging Face datasets, read with datasets itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from loading import change_papers, make_paper

from pipeline import Corpus
from pipeline.export import Export, Options, export_corpus, hugging_face, parquet

datasets = pytest.importorskip("datasets")
yaml = pytest.importorskip("yaml")


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """No network, and a cache of its own."""
    for name, value in (("HF_HUB_OFFLINE", True), ("HF_DATASETS_OFFLINE", True), ("HF_DATASETS_CACHE", tmp_path / "cache")):
        monkeypatch.setattr(datasets.config, name, value, raising=False)
    datasets.disable_progress_bars()
    yield
    datasets.enable_progress_bars()


def export(corpus: Corpus, folder: Path, *, records: bool = False) -> Path:
    export_corpus(corpus, Export(hugging_face.TARGET, folder, Options(records=records)))
    return folder


def read_front(folder: Path) -> dict[str, object]:
    return dict(yaml.safe_load((folder / "README.md").read_text(encoding="utf-8").split("---\n")[1]))


def test_datasets_loads_the_folder(seed_corpus: Corpus, tmp_path: Path) -> None:
    """The folder is a data set: its papers are the rows of `train`, typed as the card says."""
    folder = export(seed_corpus, tmp_path / "papers")
    papers = datasets.load_dataset(str(folder), split="train")
    assert papers["id"][:] == [paper.id for paper in seed_corpus]
    assert papers["authors"][:] == [list(paper.authors) for paper in seed_corpus]
    assert papers[0]["origins"][0].keys() == {"key", "value"}
    (info,) = read_front(folder)["dataset_info"]  # type: ignore[misc]
    assert papers.features._to_yaml_list() == info["features"]
    assert info["splits"] == [{"name": "train", "num_bytes": info["dataset_size"], "num_examples": 26}]


def test_records_are_a_configuration(odd_corpus: Corpus, tmp_path: Path) -> None:
    """With records the folder has two configurations, and the papers stay what is loaded where none is named."""
    folder = export(odd_corpus, tmp_path / "papers", records=True)
    assert datasets.get_dataset_config_names(str(folder)) == ["papers", "records"]
    assert datasets.load_dataset(str(folder), split="train").num_rows == 2
    records = datasets.load_dataset(str(folder), "records", split="train")
    assert records["id"][:] == [record.id for record in odd_corpus.records]
    infos = read_front(folder)["dataset_info"]
    assert records.features._to_yaml_list() == infos[1]["features"]  # type: ignore[index]


def test_datasets_loads_the_shards_alone(seed_corpus: Corpus, tmp_path: Path) -> None:
    """The Parquet files load without the card too, and stream."""
    folder = export(seed_corpus, tmp_path / "papers")
    files = str(folder / "data" / "train-*.parquet")
    assert datasets.load_dataset("parquet", data_files=files, split="train").num_rows == 26
    assert sum(1 for _ in datasets.load_dataset("parquet", data_files=files, split="train", streaming=True)) == 26


def test_shards_are_bounded(seed_corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A shard ends when it is large enough; the names say how many there are, and the rows go on from one to the next."""
    monkeypatch.setattr(hugging_face, "SHARD_BYTES", 4000)
    monkeypatch.setattr(parquet, "ROWS", 10)
    folder = export(seed_corpus, tmp_path / "papers")
    paths = sorted((folder / "data").iterdir())
    assert [path.name for path in paths] == ["train-00000-of-00003.parquet", "train-00001-of-00003.parquet", "train-00002-of-00003.parquet"]
    assert [name for path in paths for name in pq.read_table(path)["id"].to_pylist()] == [paper.id for paper in seed_corpus]


def test_an_empty_corpus_has_a_shard(seed_corpus: Corpus, tmp_path: Path) -> None:
    """No papers are a file without rows, with all columns."""
    folder = export(change_papers(seed_corpus, tmp_path / "none", []), tmp_path / "papers")
    (path,) = (folder / "data").iterdir()
    table = pq.read_table(path)
    assert (path.name, table.num_rows, "conflicts" in table.schema.names) == ("train-00000-of-00001.parquet", 0, True)


def test_same_corpus_same_folder(seed_corpus: Corpus, tmp_path: Path) -> None:
    """Two exports are the same, card and shards, and hold no path of this machine."""
    one, other = (export(seed_corpus, tmp_path / name, records=True) for name in ("one", "other"))
    for path in one.rglob("*"):
        if path.is_file():
            assert path.read_bytes() == (other / path.relative_to(one)).read_bytes()
            assert str(tmp_path).encode() not in path.read_bytes()


@pytest.mark.parametrize(("count", "size"), [(0, "n<1K"), (999, "n<1K"), (1000, "1K<n<10K"), (20_000_000, "n>10M")])
def test_size_category(seed_corpus: Corpus, tmp_path: Path, count: int, size: str) -> None:
    """The card names the size as the Hub does."""
    corpus = change_papers(seed_corpus, tmp_path / "sized", [make_paper()])
    counted = type(corpus)(
        corpus.folder, corpus.manifest, type(corpus.papers)(corpus.papers.path, corpus.papers.kind, count), corpus.records, corpus.rejected, corpus.ledger
    )
    front = yaml.safe_load(hugging_face.make_card(counted, []).split("---\n")[1])
    assert front["size_categories"] == [size]
    assert json.dumps(front["tags"]) == '["papers", "arxiv", "metadata"]'
