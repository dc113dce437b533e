"""What a card begins with: YAML that the Hugging Face hub and `datasets` read.

The form: https://github.com/huggingface/hub-docs/blob/main/datasetcard.md. Nothing from a dump is in it but what is in a closed table. Texts are
written as JSON writes them, which is YAML too: bare, the code of Norwegian would be false. Features are not told: `datasets` takes a column of
whole days for times whatever they say, and would then write them as texts with a time of day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from pipeline.census import OTHER, Census
from pipeline.licences import Licence, list_licences

SIZES = ("n<1K", "1K<n<10K", "10K<n<100K", "100K<n<1M", "1M<n<10M", "10M<n<100M", "100M<n<1B")
"""The hub's classes of size, by powers of ten from a thousand."""
TAGS = ("papers", "bibliography", "metadata", "scientific-literature", "deduplicated")
MIXED = "by-paper"
"""What the licence of a corpus is called where each paper has its own."""


def make_front_matter(census: Census) -> str:
    """The front matter of a corpus of such papers, with the lines that enclose it."""
    tags = [*TAGS, *(["arxiv"] if census.fields["identifiers.arxiv"] else [])]
    fields: dict[str, Any] = {
        "pretty_name": "Papers",
        "language": [code for code in census.languages if code != OTHER],
        **_declare_licence(census),
        "size_categories": [choose_size(census.papers)],
        "tags": tags,
        "configs": [
            {"config_name": "papers", "default": True, "data_files": [{"split": "train", "path": "papers.jsonl"}]},
            {"config_name": "records", "data_files": [{"split": "train", "path": "records.jsonl"}]},
        ],
    }
    return "\n".join(["---", *write_yaml({key: value for key, value in fields.items() if value}), "---", ""])


def choose_size(papers: int) -> str:
    """The hub's class of size.

    >>> choose_size(26), choose_size(1_000), choose_size(25_000_000)
    ('n<1K', '1K<n<10K', '10M<n<100M')
    """
    return next((label for power, label in enumerate(SIZES, 3) if papers < 10**power), "n>1B")


def find_licence_of_all(census: Census) -> Licence | None:
    """The licence that every paper has; None where they differ, or where one says nothing or something unknown."""
    if list(census.licences.values()) != [census.papers]:
        return None
    return next((licence for licence in list_licences() if licence.id in census.licences), None)


def _declare_licence(census: Census) -> dict[str, str]:
    if not census.licences:
        return {}
    licence = find_licence_of_all(census)
    if licence is None:
        return {"license": "other", "license_name": MIXED}
    if licence.hub:
        return {"license": licence.hub}
    return {"license": "other", "license_name": licence.id} | ({"license_link": licence.url} if licence.url else {})


def write_yaml(fields: Mapping[str, Any], indent: str = "") -> Iterator[str]:
    """The lines of a mapping as YAML: of mappings, of lists of them or of texts, of texts and of yes and no.

    >>> list(write_yaml({"tags": ["no"], "configs": [{"name": "a", "default": True}]}))
    ['tags:', '- "no"', 'configs:', '- name: "a"', '  default: true']
    """
    for key, value in fields.items():
        if not isinstance(value, list):
            yield f"{indent}{key}: {msgspec.json.encode(value).decode()}"
            continue
        yield f"{indent}{key}:"
        for item in value:
            if isinstance(item, dict):
                first, *rest = write_yaml(item, f"{indent}  ")
                yield f"{indent}- {first.strip()}"
                yield from rest
            else:
                yield f"{indent}- {msgspec.json.encode(item).decode()}"
