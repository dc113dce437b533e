"""What the report of a corpus takes, to make and to look at: `python -m benchmarks.report [CORPUS] [--records N] [--json FILE]`.

Looks at the report of a corpus that is there (with its `.state/`), or of one made of dumps of so many records (arXiv's snapshot and 5 % Hugging Face, a third
of them copies: 150,000 records give some 100,000 papers). Measures the size, the processor's seconds to make it, and in headless Chromium: first paint,
until the table is ready, search and sort from the event to the frame in which the rows stand, opening a paper, and the memory of its scripts.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec
from playwright.sync_api import Page, sync_playwright

from benchmarks import make_dumps
from pipeline import stages
from pipeline.columns import Maps
from pipeline.copies import Copies
from pipeline.places import read_places
from pipeline.plan import Order
from pipeline.report import REPORT, Subject, make_report
from pipeline.resolution import Resolution
from pipeline.state import State
from pipeline.write import load_manifest
from pipeline.write.ledger import account_dumps

FORMATS = "arxiv-snapshot:0.95,hf-api:0.05"
QUERIES = ("a", "model", "model data", "quantum 2024", "zzzz", "arxiv:2101", "hugging-face", "theory of the")
ROUNDS = 3
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--enable-precise-memory-info"]
TIME_CALL = """async ([call, argument]) => {
  const start = performance.now();
  new Function("argument", call)(argument);
  const channel = new MessageChannel();
  await new Promise((done) => {
    channel.port1.onmessage = done;
    requestAnimationFrame(() => channel.port2.postMessage(0));
  });
  return performance.now() - start;
}"""
SEARCH = "const box = document.getElementById('query'); box.value = argument; box.dispatchEvent(new Event('input', { bubbles: true }))"
SORT = "document.querySelector(`#table th[data-name=${argument}] button`).click()"


class Figures(msgspec.Struct, frozen=True):
    """What was measured."""

    papers: int
    megabytes: float
    make_seconds: float
    """Of the processor, in one process with the threads that pack."""
    first_paint_seconds: float
    table_seconds: float
    search_milliseconds: float
    """The slowest of all queries."""
    sort_milliseconds: float
    open_milliseconds: float
    heap_megabytes: float


def make_corpus(folder: Path, records: int) -> Path:
    """A corpus of dumps of so many records, below a folder."""
    make_dumps.main([str(folder / "dumps"), "--records", str(records), "--format", FORMATS])
    stages.run(folder / "corpus", Order((str(folder / "dumps/dumps"),)), workers=2)
    return folder / "corpus"


def time_making(corpus: Path) -> float:
    """The processor's seconds that the report of a corpus takes."""
    state = State(corpus)
    plan = msgspec.msgpack.decode((state.work / "plan").read_bytes(), type=stages.Work).plan
    manifest, resolution = load_manifest(corpus), Resolution.from_bytes((state.work / "clusters").read_bytes())
    start = time.process_time()
    shards = Maps([state.result_path(shard.key) for shard in plan.shards])
    subject = Subject(
        plan,
        shards,
        read_places(state.work / "places", state.folder),
        Copies(state),
        [account.line for account in account_dumps(plan, shards)],
        manifest.counts,
        manifest.warnings,
        resolution,
    )
    size = sum(len(piece) for piece in make_report(subject, ""))
    assert size > 0
    return time.process_time() - start


def look(path: Path) -> dict[str, float]:
    """What the browser says of a report."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        paints, tables = [], []
        for _ in range(ROUNDS):
            # The policy forbids scripts that are made of text: what is timed here is.
            page = browser.new_context(bypass_csp=True).new_page()
            page.goto(path.as_uri())
            page.wait_for_selector("html[data-ready=all]", timeout=120_000)
            paints.append(page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime") / 1000)
            tables.append(page.evaluate("performance.getEntriesByName('table-ready')[0].startTime") / 1000)
        found = {"first_paint_seconds": max(paints), "table_seconds": max(tables), **_use(page)}
        browser.close()
    return found


def _use(page: Page) -> dict[str, float]:
    searches = [statistics.median(page.evaluate(TIME_CALL, [SEARCH, query]) for _ in range(ROUNDS)) for query in QUERIES]
    page.evaluate(TIME_CALL, [SEARCH, ""])
    sorts = [page.evaluate(TIME_CALL, [SORT, name]) for name in ("title", "authors", "records", "day")]
    page.evaluate(TIME_CALL, [SORT, "dumps"])
    start = time.perf_counter()
    page.locator("#table tbody a").first.click()
    page.wait_for_selector("#paper .record")
    opened = time.perf_counter() - start
    heap = page.evaluate("performance.memory.usedJSHeapSize") / 1e6
    return {"search_milliseconds": max(searches), "sort_milliseconds": max(sorts), "open_milliseconds": opened * 1000, "heap_megabytes": heap}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print a table, write JSON; gives the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", nargs="?", type=Path)
    parser.add_argument("--records", type=int, default=150_000)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        corpus = options.corpus or make_corpus(Path(folder), options.records)
        papers = load_manifest(corpus).counts["merge"]["papers"]
        seconds = time_making(corpus)
        path = (corpus / REPORT).resolve()
        figures = msgspec.convert({"papers": papers, "megabytes": path.stat().st_size / 1e6, "make_seconds": seconds, **look(path)}, Figures)
    for name, value in msgspec.structs.asdict(figures).items():
        print(f"{name.replace('_', ' '):20} {value:12,.2f}")
    if options.json is not None:
        options.json.write_text(json.dumps(msgspec.to_builtins(figures), indent=2) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
