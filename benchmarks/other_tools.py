"""Other tools on the same records: each a script of `benchmarks/peers/`, run by a Python that has the tool."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Sequence
from html import unescape
from pathlib import Path
from typing import Final

from benchmarks.labelled import Record, read_year
from benchmarks.scores import index_groups

SCRIPTS: Final = {
    "bib-dedupe": "bib_dedupe_records.py",
    "text-dedup": "text_dedup_minhash.py",
    "datasketch": "datasketch_lsh.py",
    "semhash": "semhash_records.py",
}
READ_IDS: Final = frozenset({"bib-dedupe"})
"""What makes use of a DOI; the others see title and abstract alone, and find the same with ids and without."""
FOLDER = Path(__file__).parent / "peers"
TIMEOUT_SECONDS = 1_800


def run_peers(python: str, records: Sequence[Record], view: str) -> dict[str, dict[str, int] | str]:
    """The groups that each tool finds, or the last line of what it said where it failed; with ids only the tools that read them."""
    rows = [to_columns(record, view) for record in records]
    return {tool: run_peer(python, script, rows) for tool, script in SCRIPTS.items() if view != "ids" or tool in READ_IDS}


def run_peer(python: str, script: str, rows: Sequence[dict[str, str | list[str]]]) -> dict[str, int] | str:
    """The groups that one tool finds, or the last line of what it said where it failed."""
    with tempfile.TemporaryDirectory() as name:
        given, found = Path(name) / "records.json", Path(name) / "clusters.json"
        given.write_text(json.dumps(rows), encoding="utf-8")
        command = [python, str(FOLDER / script), str(given), str(found)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT_SECONDS, check=False)
        if done.returncode:
            return (done.stderr.strip().splitlines() or ["no message"])[-1]
        return index_groups(json.loads(found.read_text(encoding="utf-8")), [str(row["id"]) for row in rows])


def to_columns(record: Record, view: str) -> dict[str, str | list[str]]:
    """The record in the columns of a bibliography; without its DOI where the view hides ids."""
    said = record.get("extra") or {}
    columns = {name: str(said.get(name) or "") for name in ("volume", "number", "pages")}
    columns |= {"journal": str(said.get("journal") or said.get("venue") or said.get("note") or ""), "year": str(read_year(record) or "")}
    columns |= {"doi": (record.get("doi") or "") if view == "ids" else "", "title": record["title"] or "", "abstract": record["abstract"] or ""}
    clean = {name: unescape(value) for name, value in columns.items()}
    return {**clean, "id": record["id"], "authors": [unescape(author) for author in record["authors"] or ()]}
