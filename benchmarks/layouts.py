"""How well the four text layouts of the seeds are cut, on dumps made of real records whose fields are known.

    python benchmarks/layouts.py ABSTRACTS [--records N] [--json FILE]

ABSTRACTS is a file of JSON lines (`title`, `authors`, `abstract`), plain or .zst. For each layout a dump is made from every record, with what such
pages carry beside it: categories, dates, badges, affiliations, comments, counts. A field is right if it is what `repair` makes of
the field alone, so that only cutting is measured.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import zstandard

from pipeline.read import Unpacking, describe_dumps
from pipeline.records import Shard
from pipeline.repair import repair_field
from pipeline.settings import Settings
from pipeline.shard import clean_shard

SEED = 7
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
CODES = ("CL", "LG", "AI", "RO", "CR", "SE", "cs.CV", "stat.ML", "hep-th", "quant-ph", "mtrl-sci", "math.AG", "IT")
SLUGS = ("stanford", "tsinghua", "microsoft-research", "pku", "eth", "mit", "google-deepmind", "cnrs")
COMMENTS = (
    "12 pages, 3 figures",
    "Accepted at ICML 2024",
    "Technical Report",
    "Preprint, under review. 42 pages",
    "Project page: https://a.github.io/b",
    "arXiv admin note: text overlap with arXiv:2311.00001",
    "This is the author's version of the work. It is posted here for your personal use. Not for redistribution.",
    "To appear in the Proceedings of the 3rd Workshop on Things",
    "8+3 pages; v2: typos corrected",
    "LaTeX, 5 pages",
    "PhD thesis",
    "NeurIPS 2023 Datasets and Benchmarks",
)


class Source(msgspec.Struct, frozen=True):
    """A real record."""

    title: str
    authors: tuple[str, ...]
    abstract: str


Truth = dict[str, list[str]]
"""The texts of a record's fields, as they stand in the dump."""
Layout = Callable[[random.Random, Source, int], tuple[str, Truth]]


def read_sources(path: Path, count: int) -> list[Source]:
    """Records that have all three fields, white space folded, names without commas."""
    found = []
    stream = zstandard.ZstdDecompressor().stream_reader(path.open("rb")) if path.suffix == ".zst" else path.open("rb")
    for line in io.TextIOWrapper(stream, encoding="utf-8"):
        row = json.loads(line)
        authors = tuple(" ".join(name.split()) for name in row["authors"] or ())
        if row["title"] and row["abstract"] and authors and not any("," in name for name in authors):
            found.append(Source(" ".join(row["title"].split()), authors, " ".join(row["abstract"].split())))
    return random.Random(SEED).sample(found, min(count, len(found)))


def make_date(draw: random.Random) -> str:
    """A date in one of the forms that pages use."""
    month, day, year = draw.choice(MONTHS), draw.randint(1, 28), draw.randint(1995, 2026)
    return draw.choice((f"{month} {day}, {year}", f"{month} {day}", f"{day} {month} {year}", f"{year}-{MONTHS.index(month) + 1:02}-{day:02}"))


def make_aggregator(draw: random.Random, source: Source, _number: int) -> tuple[str, Truth]:
    """Three lines: category, date and badge; title and authors; abstract."""
    shown = source.authors[:3]
    code, date = draw.choice(CODES), make_date(draw)
    slugs = draw.sample(SLUGS, draw.randint(0, 2))
    people = ", ".join(shown) + (" et al." if len(source.authors) > len(shown) else "") + (f" · {', '.join(slugs)}" if slugs else "")
    truth = {"title": [source.title], "authors": list(shown), "categories": [code], "published": [date], "abstract": [source.abstract]}
    return f"{code}{date}{draw.choice(('', 'Code'))}\n{source.title}{people}\n{source.abstract}\n", truth | ({"affiliations": slugs} if slugs else {})


def make_labelled(_draw: random.Random, source: Source, _number: int) -> tuple[str, Truth]:
    """The abstract behind its label."""
    return f"Abstract:{source.abstract}\n", {"abstract": [source.abstract]}


def make_glued(draw: random.Random, source: Source, number: int) -> tuple[str, Truth]:
    """The abstract, comments on some, and the id that closes the record."""
    comments = draw.sample(COMMENTS, draw.choice((0, 0, 1, 2)))
    name = f"{draw.randint(15, 25):02}{draw.randint(1, 12):02}.{number + 1:05}"
    truth = {"abstract": [source.abstract], "identifiers.arxiv": [name]} | ({"comments": comments} if comments else {})
    return "\n".join([source.abstract, *comments, f"arXiv:{name}"]), truth


def make_card(draw: random.Random, source: Source, _number: int) -> tuple[str, Truth]:
    """A card of a page: title and abstract, with counts around them on some."""
    before = draw.choice(([], [], ["Submitted by", "", "akhaliq"], [str(draw.randint(1, 400))]))
    after = draw.choice(([], [], [f"· {draw.randint(1, 30)} authors"], ["Upvote", str(draw.randint(1, 99))], ["1.2k"]))
    blank = draw.choice(("\n", "\n\n"))
    return blank.join([*before, source.title, source.abstract, *after]) + blank, {"title": [source.title], "abstract": [source.abstract]}


LAYOUTS: dict[str, tuple[str, Layout]] = {
    "aggregator": ("", make_aggregator),
    "labelled-abstracts": ("", make_labelled),
    "glued-ids": ("", make_glued),
    "hf-page-text": ("new\n\nGet trending papers in your email inbox!\n\nSubscribe\n\nbyAK and the research community\n\nMar 11\n\n", make_card),
}


def compare(records: list[dict[str, object]], truths: list[Truth]) -> Iterator[tuple[str, bool, str]]:
    """For each true field whether a record at its place has it; records are aligned by their abstracts."""
    by_abstract = {str(record.get("abstract")): record for record in records}
    for truth in truths:
        expected = {name: repair_field(name, texts).value for name, texts in truth.items()}
        record = by_abstract.get(str(expected["abstract"]), {})
        for name, value in expected.items():
            yield name, record.get(name) == value, f"{name}: {record.get(name)!r:.150} for {value!r:.150}"


def main() -> None:
    """Measure, print the table, write it as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("abstracts", type=Path)
    parser.add_argument("--records", type=int, default=5000)
    parser.add_argument("--show", type=int, default=0, help="how many misses of each layout to print")
    parser.add_argument("--folder", type=Path, default=Path("data/raw"), help="where the dumps are made, and removed again")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    sources = read_sources(arguments.abstracts, arguments.records)
    rows = []
    for name, (head, make) in LAYOUTS.items():
        draw = random.Random(SEED)
        made = [make(draw, source, number) for number, source in enumerate(sources)]
        path = arguments.folder / f"layout-{name}.txt"
        path.write_text(head + "".join(text for text, _ in made), encoding="utf-8")
        dump = describe_dumps(path, path.name, None, Unpacking(path.parent, 1 << 40))[0]
        start = time.perf_counter()
        result, _ = clean_shard(Shard(dump, 0, dump.bytes, None, ""), Settings())
        seconds = time.perf_counter() - start
        path.unlink()
        records: list[dict[str, object]] = [{key: record.value(key) for key in record.fields} for record in result.records]
        right, total, shown = Counter[str](), Counter[str](), 0
        for field, is_right, what in compare(records, [truth for _, truth in made]):
            total[field] += 1
            right[field] += is_right
            if not is_right and shown < arguments.show:
                shown += 1
                print(what)
        shares = {field: round(right[field] / total[field], 4) for field in total}
        rows.append({"layout": name, "true": len(made), "found": result.found, "rejected": len(result.rejected), "seconds": round(seconds, 1), **shares})
        print(f"{name:20} {len(made)} true, {result.found} found, {len(result.rejected)} stretches rejected, {len(made) / seconds:.0f} records/s")
        print("".join(f"    {field:20} {share:.2%}\n" for field, share in shares.items()), end="")
    if arguments.json:
        arguments.json.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
