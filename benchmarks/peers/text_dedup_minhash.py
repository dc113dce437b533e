"""The MinHash of text-dedup with its defaults, over title and abstract: `PYTHON text_dedup_minhash.py RECORDS CLUSTERS`.

Its command line is run as its README shows; `--debug` makes it store which record stands for which. Imports nothing of the project.
"""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

import datasets


def main(records: str, clusters: str) -> int:
    """Read records, write clusters of two or more."""
    rows = json.loads(Path(records).read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        texts = {"number": list(range(len(rows))), "text": [f"{row['title']} {row['abstract']}" for row in rows]}
        datasets.Dataset.from_dict(texts).save_to_disk(folder / "in")
        options = f"--path {folder / 'in'} --local --output {folder / 'out'} --column text --cache_dir {folder / 'cache'} --debug --num_proc 1".split()
        subprocess.run([sys.executable, "-m", "text_dedup.minhash", *options], check=True, capture_output=True, cwd=folder)
        # The file is the tool's own, made a moment ago.
        merged = pickle.loads((folder / "out" / "uf.pkl").read_bytes())  # noqa: S301
    groups = defaultdict(list)
    for number, row in enumerate(rows):
        groups[merged.find(number)].append(row["id"])
    Path(clusters).write_text(json.dumps([group for group in groups.values() if len(group) > 1]), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
