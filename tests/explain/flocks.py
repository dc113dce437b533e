"""Small corpora for explanations: records by name, told as a listing in JSON."""

from __future__ import annotations

import json
from pathlib import Path

from corpora import Corpus, RunCorpus

SHEEP = (
    "We count sheep at dusk, one by one, as they jump over a fence of oak in the north field, and we write down how many of them stumble and how often. "
    "Of nine hundred sheep only four stumbled, and none of these on a day without rain or wind, which we take as proof of their care."
)
SHEEP_REVISED = SHEEP.replace("nine hundred", "two thousand").replace("proof", "a sign")
GOATS = (
    "Goats climb. We followed thirty of them along a cliff for a whole summer, with a drone and much patience, to learn what they look for up there. "
    "They look for salt, and they find it behind the fourth ledge, where no other animal has ever been seen by us or by anyone we asked."
)
TEASER = SHEEP[:170].rsplit(" ", 1)[0] + " ..."
RECORDS: dict[str, dict[str, object]] = {
    "sheep": {"title": "Counting Sheep over a Fence at Dusk", "authors": ["Ann Lee", "Bo Chen"], "abstract": SHEEP},
    "sheep-arxiv": {"id": "2405.14333", "title": "Counting Sheep over a Fence at Dusk", "authors": ["Ann Lee", "Bo Chen"], "abstract": SHEEP},
    "sheep-revised": {"id": "2405.14333v2", "title": "Counting Sheep over a Fence at Dusk", "authors": ["Ann Lee", "Bo Chen"], "abstract": SHEEP_REVISED},
    "sheep-again": {"id": "2405.14999", "title": "Counting Sheep over a Fence at Dusk", "authors": ["Ann Lee", "Bo Chen"], "abstract": SHEEP},
    "sheep-id-alone": {"id": "2405.14333", "title": "Counting Sheep over a Fence at Dusk"},
    "sheep-text-alone": {"abstract": SHEEP},
    "sheep-teaser": {"title": "Counting Sheep over a Fence at Dusk", "abstract": TEASER},
    "sheep-doi-1": {"doi": "10.5000/wool.1", "title": "Counting Sheep over a Fence at Dusk", "authors": ["Ann Lee"], "abstract": SHEEP},
    "sheep-doi-2": {"doi": "10.5000/wool.2", "title": "Counting Sheep over a Fence at Dusk", "authors": ["Ann Lee"], "abstract": SHEEP},
    "part-1": {"title": "Counting Sheep, Part I: Methods", "authors": ["Ann Lee"], "abstract": SHEEP},
    "part-2": {"title": "Counting Sheep, Part II: Methods", "authors": ["Ann Lee"], "abstract": SHEEP},
    "comment": {"title": "Comment on Counting Sheep over a Fence at Dusk", "authors": ["Di Ash"], "abstract": GOATS},
    "goats": {"title": "What Goats Look for on the Cliff", "authors": ["Cy Moe"], "abstract": GOATS},
    "goats-doi": {"doi": "10.5000/horn.1", "title": "What Goats Look for on the Cliff", "authors": ["Cy Moe"], "abstract": GOATS},
    "goats-text": {"abstract": GOATS},
    "edited": {"title": "Sheep: Their Number and Their Fences", "authors": ["Ann Lee"], "abstract": SHEEP_REVISED},
}


def write_listing(*names: str) -> str:
    """A listing of these records."""
    return "".join(json.dumps(RECORDS[name]) + "\n" for name in names)


def make_flock(run_corpus: RunCorpus, *names: str, **order: object) -> tuple[Corpus, list[str]]:
    """A corpus of these records, each in a dump of its own, and their ids in this order. A record that is only text stands in one."""
    for name in names:
        record = RECORDS[name]
        text = f"Abstract:{record['abstract']}\n" if set(record) == {"abstract"} else json.dumps(record) + "\n"
        Path(name).write_text(text)
    corpus = run_corpus(*names, **order)
    ids = {record.dump: record.id for record in corpus.records}
    return corpus, [ids[name] for name in names]
