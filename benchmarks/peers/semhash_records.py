"""SemHash with its default threshold, over title and abstract: `PYTHON semhash_records.py RECORDS CLUSTERS`.

Its default model is downloaded when it is first used. Where there is no network, WordLlama stands in, static embeddings of
the same kind whose weights come with its package. Imports nothing of the project.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import wordllama
from semhash import SemHash


class PackagedEncoder:
    """An encoder that needs no network."""

    def __init__(self) -> None:
        self.model = wordllama.WordLlama.load(cache_dir=Path(wordllama.__file__).parent, disable_download=True)

    def encode(self, inputs: Sequence[str], **_: object) -> np.ndarray:
        """Embeddings of texts."""
        return np.asarray(self.model.embed(list(inputs)))


def main(records: str, clusters: str) -> int:
    """Read records, write clusters of two or more."""
    rows = json.loads(Path(records).read_text(encoding="utf-8"))
    texts = [{"id": row["id"], "text": f"{row['title']} {row['abstract']}"} for row in rows]
    result = SemHash.from_records(records=texts, columns=["text"], model=PackagedEncoder()).self_deduplicate()
    root = {row["id"]: row["id"] for row in rows}

    def find(name: str) -> str:
        while root[name] != name:
            root[name] = name = root[root[name]]
        return name

    for filtered in result.filtered:
        for other, _ in filtered.duplicates:
            root[find(other["id"])] = find(filtered.record["id"])
    groups = defaultdict(list)
    for row in rows:
        groups[find(row["id"])].append(row["id"])
    Path(clusters).write_text(json.dumps([group for group in groups.values() if len(group) > 1]), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
