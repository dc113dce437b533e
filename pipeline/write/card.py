"""`README.md` of a corpus: a dataset card for people and for the Hugging Face hub.

It holds nothing that another run over the same dumps would not give. Whatever a dump says goes through `pipeline.write.markdown`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from pipeline import __version__
from pipeline.census import OTHER, Census
from pipeline.licences import list_licences
from pipeline.records import FLAGS
from pipeline.write.descriptions import FILES, PROPERTIES, REASONS
from pipeline.write.front_matter import make_front_matter
from pipeline.write.markdown import link_url, make_table, quote_code
from pipeline.write.overview import Overview, group_sources

MAX_SOURCES = 50
"""More dumps than this are told of by series."""
MANY_DATES = 20
"""Of fewer, a tenth is no more than one."""
PARTIAL = {"authors": "the list ends in `et al.`", "abstract": "a teaser, of which no dump has the rest"}
Row: TypeAlias = Sequence[str | int]


def make_card(overview: Overview, outputs: Mapping[str, str]) -> str:
    """The card of a corpus of these files (their SHA-256, by name)."""
    sections = (
        _introduce(overview),
        _list_files([*outputs, "README.md", "croissant.json", "manifest.json"]),
        LOADING,
        _list_fields(overview.census),
        _tell_dates(overview.census),
        _list_sources(overview),
        _list_licences(overview.census),
        _tell_making(overview),
        _list_limits(overview),
        REMOVING,
        _cite(overview, outputs),
    )
    return make_front_matter(overview.census) + "\n" + "\n\n".join(sections) + "\n"


LOADING = """## Load it

```python
from datasets import load_dataset

papers = load_dataset(".", "papers", split="train")  # or "records"
```

```python
from pipeline import load_corpus

for paper in load_corpus("."):
    print(paper.id, paper.title)
```

```python
import json

with open("papers.jsonl", encoding="utf-8") as lines:
    papers = [json.loads(line) for line in lines]
```

`.` stands for the folder of this card. `datasets` takes dates for times where all of a column are whole days; `papersieve export hf` writes a folder
whose types are fixed. Tools that read Croissant load papers and records by `croissant.json`."""

REMOVING = """## Take something out

`papersieve remove DUMP -o FOLDER` makes the corpus anew as if it had never had that dump: papers that only it told of go, the others lose its values.
`papersieve explain ID -o FOLDER` says which dumps a paper is from."""


def _introduce(overview: Overview) -> str:
    return (
        f"# Papers\n\n{format_sum(overview.counts)}\n\n"
        f"Papers from dumps of scraped listings, made by papersieve {__version__}: cut into records, cleaned, deduplicated. A paper is merged from all "
        "records of it, field by field; for every value `records.jsonl` has the bytes it came from and each change that was made to it."
    )


def _list_files(names: Iterable[str]) -> str:
    known = [name for name in FILES if name in set(names)]
    return "## Files\n\n" + make_table(["file", "what"], ([f"`{name}`", FILES[name].what] for name in known))


def _list_fields(census: Census) -> str:
    rows: list[Row] = [[f"`{name}`", count, _share(count, census.papers), _describe_field(name)] for name, count in census.fields.items() if count]
    missing = ", ".join(f"`{name}`" for name, count in census.fields.items() if not count)
    parts = (
        "## Fields",
        make_table(["field", "papers that have it", "share", "what it is"], rows) if rows else "",
        f"No paper has {missing}." if missing else "",
        "Every paper has every key: what is not known is `null` or `[]`. The JSON Schemas beside this card say the rest.",
    )
    return "\n\n".join(part for part in parts if part)


def _describe_field(name: str) -> str:
    group, _, part = name.partition(".")
    return PROPERTIES["Identifiers"][part] if part else PROPERTIES["Paper"][group]


def _share(count: int, total: int) -> str:
    """A share in per cent, in which neither none nor all is rounded to.

    >>> _share(0, 9), _share(1, 3), _share(999_999, 1_000_000), _share(1, 1_000_000)
    ('0%', '33.3%', '99.9%', '0.1%')
    """
    if count in (0, total):
        return "100%" if count else "0%"
    return f"{min(max(round(1000 * count / total), 1), 999) / 10}%"


def _tell_dates(census: Census) -> str:
    dates = census.published
    lines = ["## Dates and languages", ""]
    if dates is None:
        lines.append("No dump says when a paper was published.")
    else:
        most = f"; nine in ten from {dates.early} to {dates.late}" if dates.papers >= MANY_DATES else ""
        lines.append(f"Published from {dates.first} to {dates.last}{most}. The year is known for {dates.papers:,} of {_count(census.papers, 'paper')}.")
    if census.languages:
        said = ", ".join(f"{name if name == OTHER else f'`{name}`'} {count:,}" for name, count in census.languages.items())
        lines += ["", f"Languages, where dumps say: {said}."]
    else:
        lines += ["", "No dump says in which language a paper is."]
    return "\n".join(lines)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _list_sources(overview: Overview) -> str:
    sources = group_sources(overview.sources, MAX_SOURCES)
    is_grouped = sources != list(overview.sources)
    columns: dict[str, list[str | int]] = {
        "dump": [quote_code(source.name) for source in sources],
        "dumps": [source.dumps for source in sources] if is_grouped else [],
        "format": [", ".join(map(quote_code, source.formats)) or "-" for source in sources],
        "records": [source.records for source in sources],
        "rejected": [source.rejected for source in sources],
        "captured": [" to ".join(source.captured) for source in sources] if any(source.captured for source in sources) else [],
        "from": [link_url(source.url) if source.url else "" for source in sources] if any(source.url for source in sources) else [],
    }
    shown = {name: cells for name, cells in columns.items() if cells}
    note = "Series of dumps, whose names differ by the numbers at `#`; `manifest.json` has each.\n\n" if is_grouped else ""
    return "## Sources\n\n" + note + make_table(list(shown), zip(*shown.values(), strict=True))


def _list_licences(census: Census) -> str:
    told = sum(census.licences.values())
    lead = (
        "## Licences\n\nTitles and abstracts are their authors' or publishers', under each paper's own terms; what a dump says of them is in the field "
        "`license`. The sites that listed them may have terms of their own, of which nothing is known here."
    )
    if not told:
        return f"{lead}\n\nNo dump names a licence."
    known = {licence.id: licence for licence in list_licences()}
    rows: list[Row] = []
    for name, count in census.licences.items():
        licence = known.get(name)
        named = "another, in the words of the dump" if licence is None else f"[{licence.name}]({licence.url})" if licence.url else licence.name
        rows.append([named, count, _share(count, census.papers)])
    rows.append(["not said", census.papers - told, _share(census.papers - told, census.papers)])
    return f"{lead}\n\n{make_table(['licence', 'papers', 'share'], rows)}"


def _tell_making(overview: Overview) -> str:
    counts = overview.counts
    read, repair, merge = counts["read"], counts["repair"], counts["merge"]
    dumps, found, kept = _count(read["dumps"], "dump"), _count(counts["split"]["found"], "record"), _count(repair["kept"], "record")
    rows = [
        ["read", _count(read["files"], "file"), f"{dumps}, {_count(read['bytes'], 'byte')}"],
        ["split, strip", dumps, found],
        ["repair", found, f"{kept}, {repair['no-content']:,} left without content"],
        ["dedupe", kept, _count(counts["dedupe"]["clusters"], "cluster")],
        ["merge", kept, f"{_count(merge['papers'], 'paper')}, {merge['merged']:,} merged"],
    ]
    settings = ", ".join(quote_code(f"{name} = {value}") for name, value in overview.settings.items())
    said = f"Settings that are not the usual ones: {settings}." if settings else "All settings are the usual ones."
    return f"## How it was made\n\n{make_table(['stage', 'in', 'out'], rows)}\n\n{said} The same dumps give the same bytes, in any order, at once or one a day."


def _list_limits(overview: Overview) -> str:
    parts = ["## Known limits", *(part for part in (_table_flags(overview.census), _table_reasons(overview.reasons)) if part)]
    return "\n\n".join(parts if len(parts) > 1 else [*parts, "No paper is flagged, and nothing was rejected."])


def _table_flags(census: Census) -> str:
    rows: list[Row] = [[f"`{name}`", count, FLAGS[name]] for name, count in census.flags.items() if count]
    rows += [[f"`{name}_complete` is false", count, PARTIAL[name]] for name, count in census.partial.items() if count]
    rows += [["`conflicts`", census.conflicts, "records say different things; what lost is kept there"]] if census.conflicts else []
    return make_table(["flag or field", "papers", "what it means"], rows) if rows else ""


def _table_reasons(reasons: Mapping[str, int]) -> str:
    rows: list[Row] = [[f"`{name}`", reasons[name], meaning] for name, meaning in REASONS.items() if name in reasons]
    return make_table(["rejected as", "stretches", "what it means"], rows) if rows else ""


def _cite(overview: Overview, outputs: Mapping[str, str]) -> str:
    return (
        "## Cite\n\nCite the papers themselves, by their `identifiers`, and the sources above for their listings. To say which corpus was used:\n\n"
        f"```bibtex\n{make_citation(overview, outputs)}\n```"
    )


def make_citation(overview: Overview, outputs: Mapping[str, str]) -> str:
    """The corpus as an entry of BibTeX: known by its content, as nobody has published it yet."""
    digest, counts, day = outputs["papers.jsonl"], overview.counts, overview.last_day
    lines = [
        f"@misc{{papers-{digest[:8]},",
        f"  title = {{Papers: {_count(counts['write']['papers'], 'paper')} from {_count(counts['read']['dumps'], 'dump')}}},",
        *([f"  year = {{{day[:4]}}},"] if day else []),
        f"  note = {{Made by papersieve {__version__}; SHA-256 of papers.jsonl: {digest}}},",
        "}",
    ]
    return "\n".join(lines)


def format_sum(counts: Mapping[str, Mapping[str, int]]) -> str:
    """The closing sum of a run, from the counts of its manifest: `47 records = 26 papers + 21 merged; 0 rejected; ...`."""
    merge, size, accounted = counts["merge"], counts["read"]["bytes"], counts["write"]["accounted-bytes"]
    share = "100%" if accounted == size else f"{accounted / size:.4%}"
    records, papers, dumps = format_count(merge["records"], "record"), format_count(merge["papers"], "paper"), format_count(counts["read"]["dumps"], "dump")
    return f"{records} = {papers} + {merge['merged']} merged; {counts['write']['rejected']} rejected; {dumps}, {share} accounted for"


def format_count(number: int, noun: str) -> str:
    """A number with its noun.

    >>> format_count(1, "paper"), format_count(2, "paper")
    ('1 paper', '2 papers')
    """
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
