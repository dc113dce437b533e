"""`README.md` of a corpus: a dataset card for people and for the Hugging Face hub."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from pipeline import __version__
from pipeline.records import SCHEMA_VERSION, LedgerLine

SIZE_CATEGORIES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"), (10_000_000, "1M<n<10M"))
MAX_DUMPS_LISTED = 50
COUNTED_FIELDS = ("title", "authors", "abstract", "categories", "published", "comments")

TEMPLATE = """---
pretty_name: Papers
tags:
- papers
- arxiv
- metadata
size_categories:
- {size}
configs:
- config_name: default
  data_files: papers.jsonl
---

# Papers

{sum}

Made by papersieve {version} from the dumps below: cut, cleaned, deduplicated; each value has its place in the dump it is from.

| file | what |
|---|---|
| `papers.jsonl` | {papers} papers, one a line, sorted by `id` |
| `records.jsonl` | the {records} records they were merged from: where each value is in its dump, and what was done to it |
| `rejected.jsonl` | {rejected} stretches that are in no paper, with the reason |
| `ledger.jsonl` | for each dump, what became of every byte |
| `manifest.json` | version, settings, sha-256 of every input and output, counts |
| `papers.schema.json`, `records.schema.json` | JSON Schema, layout version {schema_version} |

## Fields

| field | papers that have it |
|---|---|
{fields}

## Sources

| dump | format | records | rejected |
|---|---|---|---|
{dumps}

## Licence

The papers' own terms hold for titles and abstracts; what the dumps say of them is in the field `license` ({licensed} papers have it).

## Loading

```python
import json

with open("papers.jsonl", encoding="utf-8") as lines:
    papers = [json.loads(line) for line in lines]
```
"""


def make_card(ledger: Sequence[LedgerLine], counts: Mapping[str, Mapping[str, int]], have: Mapping[str, int]) -> str:
    """The card of a corpus; `have` says how many papers have each field.

    It holds nothing that another run over the same dumps would not give.
    """
    total = counts["write"]["papers"]
    names = [*COUNTED_FIELDS, *sorted(name for name, count in have.items() if count and name.startswith("identifiers."))]
    return TEMPLATE.format(
        size=next((label for limit, label in SIZE_CATEGORIES if total < limit), "n>10M"),
        sum=format_sum(counts),
        version=__version__,
        papers=total,
        records=counts["write"]["records"],
        rejected=counts["write"]["rejected"],
        schema_version=SCHEMA_VERSION,
        fields="\n".join(f"| `{name}` | {have[name]} |" for name in names),
        dumps="\n".join(_list_dumps(ledger)),
        licensed=have["license"],
    )


def _list_dumps(ledger: Sequence[LedgerLine]) -> Iterable[str]:
    for line in ledger[:MAX_DUMPS_LISTED]:
        yield f"| `{escape_cell(line.dump)}` | {', '.join(line.formats) or '-'} | {line.kept} | {line.rejected} |"
    if len(ledger) > MAX_DUMPS_LISTED:
        rest = ledger[MAX_DUMPS_LISTED:]
        yield f"| {len(rest)} more | | {sum(line.kept for line in rest)} | {sum(line.rejected for line in rest)} |"


def escape_cell(text: str) -> str:
    """A file name as it can stand between backticks in a table.

    >>> escape_cell("a|b`c")
    "a\\\\|b'c"
    """
    return text.replace("|", "\\|").replace("`", "'").replace("\n", " ")


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
