"""All files of a corpus but its papers and records: ledger, rejects, schemas, cards, manifest."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path

import msgspec
import numpy as np

from pipeline import __version__
from pipeline.census import Census
from pipeline.columns import Maps
from pipeline.copies import Copies
from pipeline.places import read_places
from pipeline.records import SCHEMA_VERSION, LedgerLine, Manifest, Plan
from pipeline.report import REPORT, Subject, make_report
from pipeline.resolution import Resolution
from pipeline.series import name_series
from pipeline.settings import Settings
from pipeline.state import State
from pipeline.write.card import format_count, format_sum, make_card
from pipeline.write.copying import write_pieces
from pipeline.write.croissant import make_croissant
from pipeline.write.ledger import account_dumps, write_rejected, write_stretches
from pipeline.write.manifest import MANIFEST, to_input
from pipeline.write.overview import Overview, count_reasons, list_changed, list_sources
from pipeline.write.schema import make_schemas

LEDGER = "ledger.jsonl"
REJECTED = "rejected.jsonl"
CARD = "README.md"
CROISSANT = "croissant.json"


class Staged(msgspec.Struct, frozen=True):
    """What merge has staged."""

    outputs: dict[str, str]
    """The sha-256 of the files that are there."""
    papers: int
    census: Census
    parts: tuple[str, ...]
    """The parts of merged clusters that the next run can use."""


def stage_files(state: State, plan: Plan, settings: Settings, staged: Staged, resolution: Resolution) -> Manifest:
    """Write the files into the staging folder, where papers and records are already; gives the manifest.

    The cards tell of the other files, so they come last; the manifest has the hash of each. Raises `RuntimeError` where the
    counts of the stages do not balance, which is a bug.
    """
    folder = state.staging
    maps = Maps([state.result_path(shard.key) for shard in plan.shards])
    accounts = account_dumps(plan, maps)
    ledger = [account.line for account in accounts]
    counts = _count(ledger, plan, resolution, staged.papers)
    outputs = dict(staged.outputs)
    for name, write in ((LEDGER, write_stretches), (REJECTED, write_rejected)):
        outputs[name] = write_pieces(folder / name, (piece for account in accounts for piece in write(account, maps)))
    outputs |= {name: write_pieces(folder / name, [content]) for name, content in make_schemas().items()}
    warnings = tuple(_warn(ledger, resolution))
    places = read_places(state.work / "places", state.folder)
    subject = Subject(plan, maps, places, Copies(state), ledger, counts, warnings, resolution)
    outputs[REPORT] = write_pieces(folder / REPORT, make_report(subject, format_sum(counts)))
    overview = Overview(list_sources(ledger, plan.dumps), list_changed(settings), counts, staged.census, count_reasons(folder / REJECTED))
    outputs |= _write_cards(folder, overview, outputs)
    manifest = Manifest(
        papersieve=__version__,
        schema_version=SCHEMA_VERSION,
        settings=msgspec.to_builtins(settings),
        inputs=tuple(to_input(dump) for dump in plan.dumps),
        outputs=dict(sorted(outputs.items())),
        counts=counts,
        warnings=warnings,
    )
    (folder / MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n")
    return manifest


def _write_cards(folder: Path, overview: Overview, outputs: Mapping[str, str]) -> dict[str, str]:
    """Write the cards of a corpus of these files: the one for machines has the hash of the other. Gives their SHA-256."""
    card = {CARD: write_pieces(folder / CARD, [make_card(overview, outputs).encode()])}
    told = {**outputs, **card}
    sizes = {name: (folder / name).stat().st_size for name in told}
    return card | {CROISSANT: write_pieces(folder / CROISSANT, [make_croissant(overview, told, sizes)])}


def _count(ledger: list[LedgerLine], plan: Plan, resolution: Resolution, papers: int) -> dict[str, dict[str, int]]:
    """What went into each stage and what came out of it; that it balances is checked, not hoped."""
    found, kept = sum(line.found for line in ledger), sum(line.kept for line in ledger)
    accounted = sum(line.bytes for line in ledger)  # `account_dumps` has made sure of it.
    members = len(resolution.clusters)
    clusters = int(np.count_nonzero(resolution.clusters == np.arange(members)))
    if not (kept == members and clusters == papers and found >= kept):
        raise RuntimeError(f"counts do not balance: {found} found, {kept} kept, {members} in clusters, {clusters} clusters, {papers} papers")
    return {
        "read": {"files": len(plan.dumps), "dumps": len(ledger), "bytes": sum(line.bytes for line in ledger)},
        "split": {"found": found},
        "repair": {"kept": kept, "no-content": found - kept},
        "dedupe": {"records": members, "clusters": clusters},
        "merge": {"records": members, "papers": papers, "merged": members - papers},
        "write": {"papers": papers, "records": members, "rejected": sum(line.rejected for line in ledger), "accounted-bytes": accounted},
        "evidence": dict(sorted(resolution.counts.items())),
    }


def _warn(ledger: list[LedgerLine], resolution: Resolution) -> list[str]:
    """What the person who ran it should look at."""
    series: dict[str, Counter[str]] = defaultdict(Counter)
    for line in ledger:
        series[name_series(line.dump)].update(line.formats if line.kept else ())
    empty = [_warn_of_empty(line, series[name_series(line.dump)]) for line in ledger if not line.kept and line.claimed != 0]
    counts = [f"{line.dump}: says it holds {line.claimed} entries, {line.found} were found" for line in ledger if line.miscounted and line.kept]
    disputed = [f"{conflict.id}: {conflict.why} ({', '.join(conflict.records)})" for conflict in resolution.conflicts]
    return [*empty, *counts, *disputed]


def _warn_of_empty(line: LedgerLine, formats: Mapping[str, int]) -> str:
    """What to say of a dump that gave nothing; where others of its series gave records, its layout may have changed."""
    if not formats:
        return f"{line.dump}: no records"
    name, count = max(formats.items(), key=lambda item: (item[1], item[0]))
    return f"{line.dump}: no records, though {format_count(count, 'dump')} of its series gave some ({name}): has the page's layout changed?"
