"""bib-dedupe over all columns of a bibliography, its `maybe` matches left out: `PYTHON bib_dedupe_records.py RECORDS CLUSTERS`.

Imports nothing of the project.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pandas as pd
from bib_dedupe.bib_dedupe import block, cluster, match, prep

COLUMNS = ("title", "author", "year", "journal", "volume", "number", "pages", "doi", "abstract")
FILLER = {name: f"zq{place}" for place, name in enumerate(COLUMNS)} | {"ID": "filler", "year": "1801", "volume": "9991", "number": "771", "pages": "8881-8882"}
"""One more record that is like none: a column in which every record is empty stops bib-dedupe 0.11 under pandas 3."""


def to_row(record: dict[str, str | list[str]]) -> dict[str, str]:
    """The record in bib-dedupe's columns."""
    row = {name: str(record.get(name) or "") for name in COLUMNS}
    return row | {"ID": str(record["id"]), "ENTRYTYPE": "article", "author": " and ".join(record["authors"] or [])}


def main(records: str, clusters: str) -> int:
    """Read records, write clusters of two or more."""
    rows = json.loads(Path(records).read_text(encoding="utf-8"))
    table = prep(pd.DataFrame([*map(to_row, rows), FILLER | {"ENTRYTYPE": "article"}]), cpu=1, verbosity_level=0)
    groups = cluster(match(block(table, cpu=1), cpu=1))
    Path(clusters).write_text(json.dumps([list(map(str, group)) for group in groups]), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
