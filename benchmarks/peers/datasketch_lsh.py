"""MinHashLSH of datasketch with the settings of its README, over title and abstract: `PYTHON datasketch_lsh.py RECORDS CLUSTERS`.

What the index gives for a record is taken for the same paper. Imports nothing of the project.
"""

from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from pathlib import Path

from datasketch import MinHash, MinHashLSH

NUM_PERM, THRESHOLD = 128, 0.5
SHINGLE_WORDS = 3


def list_shingles(text: str) -> set[str]:
    """The shingles of a text; one of fewer words is one shingle."""
    words = re.findall(r"\w+", text.lower())
    return {" ".join(words[at : at + SHINGLE_WORDS]) for at in range(max(1, len(words) - SHINGLE_WORDS + 1))}


def main(records: str, clusters: str) -> int:
    """Read records, write clusters of two or more."""
    rows = json.loads(Path(records).read_text(encoding="utf-8"))
    index = MinHashLSH(threshold=THRESHOLD, num_perm=NUM_PERM)
    root = {row["id"]: row["id"] for row in rows}

    def find(name: str) -> str:
        while root[name] != name:
            root[name] = name = root[root[name]]
        return name

    for row in rows:
        minhash = MinHash(num_perm=NUM_PERM)
        minhash.update_batch([shingle.encode() for shingle in sorted(list_shingles(f"{row['title']} {row['abstract']}"))])
        for other in index.query(minhash):
            root[find(other)] = find(row["id"])
        index.insert(row["id"], minhash)
    groups = defaultdict(list)
    for row in rows:
        groups[find(row["id"])].append(row["id"])
    Path(clusters).write_text(json.dumps([group for group in groups.values() if len(group) > 1]), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
