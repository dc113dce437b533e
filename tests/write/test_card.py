"""The dataset card: front matter that the hub reads, and what people are told."""

from __future__ import annotations

import json
import re
import typing
from pathlib import Path
from typing import Any

import datasets
import huggingface_hub
import pytest
import yaml
from corpora import Corpus, RunCorpus
from markdown_it import MarkdownIt

from pipeline.census import Census
from pipeline.records import RejectReason
from pipeline.write.descriptions import FILES, REASONS
from pipeline.write.front_matter import make_front_matter

MARKDOWN = MarkdownIt("commonmark").enable("table")


def read_front_matter(card: str) -> dict[str, object]:
    """What stands between the first two lines of dashes, by YAML."""
    _, front, _ = card.split("---\n", 2)
    return dict(yaml.safe_load(front))


def read_tables(card: str) -> dict[str, list[list[str]]]:
    """The rows of each table by the heading above it, as a renderer sees them."""
    tables: dict[str, list[list[str]]] = {}
    heading = ""
    tokens = MARKDOWN.parse(card.split("---\n", 2)[2])
    for at, token in enumerate(tokens):
        if token.type == "heading_open":
            heading = tokens[at + 1].content
        elif token.type == "tr_open":
            tables.setdefault(heading, []).append([])
        elif token.type in ("th_open", "td_open"):
            tables[heading][-1].append("".join(child.content for child in tokens[at + 1].children or [] if child.type != "html_inline"))
    return tables


def make_papers(*licences: str | None, language: str | None = None) -> bytes:
    """A dump of papers with these licences."""
    lines = [{"title": f"Counting bees {number} times over", "authors": ["Ann Lee"], "id": f"2405.{number:05}"} for number in range(1, len(licences) + 1)]
    said = [{"license": licence} if licence else {} for licence in licences]
    spoken = {"language": language} if language else {}
    return b"".join(json.dumps(line | own | spoken).encode() + b"\n" for line, own in zip(lines, said, strict=True))


@pytest.mark.parametrize(
    ("licences", "expected"),
    [
        (["CC BY 4.0", "http://creativecommons.org/licenses/by/4.0/"], {"license": "cc-by-4.0"}),
        (["CC BY 4.0", "CC BY-SA 4.0"], {"license": "other", "license_name": "by-paper"}),
        (["CC BY 4.0", None], {"license": "other", "license_name": "by-paper"}),
        (
            ["http://arxiv.org/licenses/nonexclusive-distrib/1.0/"],
            {
                "license": "other",
                "license_name": "arxiv-nonexclusive-distrib-1.0",
                "license_link": "https://arxiv.org/licenses/nonexclusive-distrib/1.0/",
            },
        ),
        (["no: 'x'\n---\n"], {"license": "other", "license_name": "by-paper"}),
        ([None], {}),
    ],
    ids=["one-for-all", "two", "one-for-some", "arxiv", "hostile", "none"],
)
def test_licence_of_the_whole(work: Path, run_corpus: RunCorpus, licences: list[str | None], expected: dict[str, str]) -> None:
    """A licence is declared for the whole only where every paper has it; where they differ, each paper has its own."""
    (work / "papers.jsonl").write_bytes(make_papers(*licences))
    front = read_front_matter(run_corpus("papers.jsonl").files["README.md"].decode())
    assert {key: value for key, value in front.items() if key.startswith("license")} == expected


def test_language_is_a_code_and_nothing_else(work: Path, run_corpus: RunCorpus) -> None:
    """The code of Norwegian is a text, though bare in YAML it would be false."""
    (work / "papers.jsonl").write_bytes(make_papers(None, language="no"))
    assert read_front_matter(run_corpus("papers.jsonl").files["README.md"].decode())["language"] == ["no"]


def test_front_matter_is_as_the_hub_wants_it(mixed: Corpus) -> None:
    """The hub's own library reads the front matter, and finds nothing to complain about."""
    card = huggingface_hub.DatasetCard(mixed.files["README.md"].decode())
    assert card.data.size_categories == ["n<1K"]
    assert card.data.language == ["en", "fr"]
    assert [config["config_name"] for config in card.data.configs] == ["papers", "records"]
    assert yaml.safe_load(card.data.to_yaml()) == read_front_matter(mixed.files["README.md"].decode())


def test_size_is_one_of_the_hubs() -> None:
    """The class of size is one that the hub has, however many papers there are."""
    fields = dict.fromkeys(["identifiers.arxiv"], 0)
    for papers, expected in ((0, "n<1K"), (999, "n<1K"), (1_000, "1K<n<10K"), (12_345_678, "10M<n<100M"), (1_000_000_000, "n>1B")):
        census = Census(papers, fields, {}, 0, {}, {}, {}, None)
        assert yaml.safe_load(make_front_matter(census).split("---\n")[1])["size_categories"] == [expected]


@pytest.mark.parametrize("subset", [None, "papers", "records"])
def test_datasets_loads_the_folder(mixed: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, subset: str | None) -> None:
    """`load_dataset` on the folder gives papers, or by name either file, with the values of its lines."""
    monkeypatch.setattr(datasets.config, "HF_HUB_OFFLINE", True)
    loaded = datasets.load_dataset(str(mixed.folder), *([subset] if subset else []), split="train", cache_dir=str(tmp_path))
    lines = [json.loads(line) for line in mixed.files[f"{subset or 'papers'}.jsonl"].splitlines()]
    assert len(loaded) == len(lines)
    assert [simplify(row) for row in loaded] == [simplify(line) for line in lines]


def simplify(line: dict[str, Any]) -> dict[str, Any]:
    """A line without what `datasets` makes of it: times of columns of whole days, a number of a conflict that is a text of digits."""
    days = {name: str(line[name])[:10] for name in ("published", "updated", "listed") if name in line}
    conflicts = [{**conflict, "value": str(conflict["value"])} for conflict in line.get("conflicts", [])]
    return line | days | {"conflicts": conflicts}


def test_card_tells_of_every_file(mixed: Corpus) -> None:
    """Each file of the corpus is in the card, and no other; all that a corpus can have are described."""
    told = {row[0] for row in read_tables(mixed.files["README.md"].decode())["Files"][1:]}
    assert told == mixed.files.keys()
    assert told | {"report.html"} == FILES.keys()


def test_counts_of_the_card_add_up(mixed: Corpus) -> None:
    """Sources sum to all records and rejects, licences to all papers, reasons to all rejects."""
    tables = read_tables(mixed.files["README.md"].decode())

    def add(heading: str, column: str) -> int:
        at = tables[heading][0].index(column)
        return sum(int(row[at].replace(",", "")) for row in tables[heading][1:] if len(row) == len(tables[heading][0]) and re.fullmatch(r"[\d,]+", row[at]))

    assert add("Sources", "dumps") == len(mixed.ledger)
    assert add("Sources", "records") == len(mixed.records)
    assert add("Sources", "rejected") == len(mixed.rejected)
    assert add("Licences", "papers") == len(mixed.papers)
    reasons = {row[0]: int(row[1]) for row in tables["Known limits"] if row[0] in REASONS}
    assert reasons == {reason: sum(item.reason == reason for item in mixed.rejected) for reason in {item.reason for item in mixed.rejected}}


def test_every_reason_is_explained() -> None:
    """The closed set of reasons has a sentence each."""
    assert set(REASONS) == set(typing.get_args(RejectReason))


def test_hostile_names_and_addresses_stay_in_their_cell(work: Path, run_corpus: RunCorpus) -> None:
    """Names and addresses of dumps with marks, tags and line breaks are one cell each, and no markup of theirs acts."""
    names = ["a|b`c.jsonl", "<img src=x onerror=alert(1)>.jsonl", "\u202egnp.jsonl", "two\nlines.jsonl", "---.jsonl"]
    urls = ["javascript:alert(1)", "https://x.example/<script>", "https://x.example/a|b", "]]>", "https://arxiv.org/list/cs.CL/new"]
    for number, (name, url) in enumerate(zip(names, urls, strict=True)):
        (work / name).write_bytes(make_papers(None).replace(b"2405.00001", b"2405.1000%d" % number).replace(b"bees", b"bees%d" % number))
        (work / f"{name}.meta.json").write_text(json.dumps({"captured_on": f"2026-02-0{number + 1}", "url": url}))
    card = run_corpus(*names).files["README.md"].decode()
    rows = read_tables(card)["Sources"]
    assert rows[0] == ["dump", "format", "records", "rejected", "captured", "from"]
    assert {row[0] for row in rows[1:]} == {name.replace("\u202e", "\\u202e").replace("\n", "\\u000a") for name in names}
    assert {(row[4], row[5]) for row in rows[1:]} == {(f"2026-02-0{number + 1}", url) for number, url in enumerate(urls)}
    assert "<img" not in MARKDOWN.render(card.split("---\n", 2)[2])
    assert read_front_matter(card)["pretty_name"] == "Papers"


def test_many_dumps_are_told_of_by_series(work: Path, run_corpus: RunCorpus) -> None:
    """Sixty days of two pages are two rows, with first and last day."""
    for day in range(60):
        for kind in "ab":
            name = f"{kind}-{day:02}.jsonl"
            (work / name).write_bytes(
                make_papers(None).replace(b"2405.00001", f"24{ord(kind) % 10 + 1:02}.1{day:04}".encode()).replace(b"bees", f"{kind}{day}".encode())
            )
            (work / f"{name}.meta.json").write_text(json.dumps({"captured_on": f"2026-0{day // 28 + 1}-{day % 28 + 1:02}"}))
    card = run_corpus(*sorted(path.name for path in work.glob("?-??.jsonl"))).files["README.md"].decode()
    assert [row[:2] + row[5:] for row in read_tables(card)["Sources"][1:]] == [[f"{kind}-#.jsonl", "60", "2026-01-01 to 2026-03-04"] for kind in "ab"]


def test_card_does_not_depend_on_how_it_was_made(seeds: Path, run_corpus: RunCorpus) -> None:
    """The same dumps in another order, or one a day, give the same cards; so does a corpus whose older dumps have gone."""
    names = [f"seeds/{path.name}" for path in sorted(seeds.iterdir())]
    expected = run_corpus("seeds", out="a").files
    assert run_corpus(*reversed(names), out="b").files == expected
    for name in reversed(names):
        corpus = run_corpus(name, out="c", adds=True)
        (seeds.parent / name).unlink()
    assert {name: corpus.files[name] for name in ("README.md", "croissant.json")} == {name: expected[name] for name in ("README.md", "croissant.json")}
