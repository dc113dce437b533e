"""A few records compared once more as dedupe compares them: their keys, made from their values, and what its own functions say of pairs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec
import numpy as np

from pipeline.dedupe import DedupeSettings, KeySource, KeyTable, make_keys
from pipeline.dedupe.candidates import list_keys
from pipeline.dedupe.evidence import Measures, judge_facts, measure_pairs, name_kind, write_facts
from pipeline.dedupe.table import I64
from pipeline.dedupe.vetoes import VETOES, veto_pairs
from pipeline.errors import CorpusError
from pipeline.explain.accounts import SharedKey
from pipeline.records import CleanRecord, Field, Manifest, Paper, Record
from pipeline.resolution import EdgeKind
from pipeline.shard import to_key_sources
from pipeline.write.corpus import paper_value

KEY_NAMES: Final = {
    "arxiv": "arXiv id",
    "doi": "DOI",
    "acl": "ACL Anthology id",
    "openreview": "OpenReview id",
    "semantic_scholar": "Semantic Scholar id",
    "pmid": "PubMed id",
    "text": "whole abstract",
    "title": "title",
    "opening": "first words of the abstract",
    "place": "volume and page",
    "minhash": "similar abstract (MinHash bands)",
}
"""By what pairs are found, as people call it."""


class Compared(msgspec.Struct, frozen=True, eq=False):
    """Records with their keys; row i of the table is record i."""

    records: tuple[CleanRecord, ...]
    sources: tuple[KeySource, ...]
    table: KeyTable
    settings: DedupeSettings

    def find_row_of(self, record: str) -> int:
        """The row of a record."""
        return self.table.records.index(record)

    def get_id(self, record: str, scheme: str) -> str:
        """The identifier of a record in the form in which it is compared; empty where it has none."""
        return self.table.ids[scheme][self.find_row_of(record)]

    def measure(self, a: I64, b: I64) -> Measures:
        """What is measured of pairs of rows."""
        return measure_pairs(self.table, a, b, self.settings)

    def find_vetoes(self, a: I64, b: I64) -> list[str]:
        """Of each pair of rows the veto that keeps it apart, or `none`."""
        return [VETOES[place] for place in veto_pairs(self.table, a, b).tolist()]

    def find_row(self, record: str, other: str, kind: EdgeKind) -> str | None:
        """The row of the decision table that ties two records; None where it does not say the same any more."""
        a, b = (np.array([self.find_row_of(name)]) for name in (record, other))
        facts = write_facts(int(self.measure(a, b).facts[0]))
        return judge_facts(facts) if name_kind(facts) == kind else None

    def share_keys(self, a: int, b: int) -> tuple[SharedKey, ...]:
        """By which keys dedupe would find a pair of rows, and which of them each has."""
        found: dict[str, list[bool]] = {}
        for keys in list_keys(self.table, self.settings):
            column = np.concatenate(keys.column)
            one, other = int(column[a]), int(column[b])
            said = found.setdefault(keys.source, [False, False, False])
            found[keys.source] = [said[0] or (one == other != 0), said[1] or one != 0, said[2] or other != 0]
        return tuple(SharedKey(KEY_NAMES[source], *said) for source, said in found.items())


def compare_records(records: Sequence[CleanRecord], settings: DedupeSettings) -> Compared:
    """Records with their keys."""
    sources = tuple(to_key_sources(records))
    return Compared(tuple(records), sources, make_keys(sources, settings), settings)


def fill_record(record: Record, paper: Paper) -> CleanRecord:
    """A record with all its values: those that it does not tell are its paper's."""
    fields = {
        name: msgspec.structs.replace(field, value=paper_value(paper, name)) if isinstance(field.value, msgspec.UnsetType) else field
        for name, field in record.fields.items()
    }
    kept: dict[str, Field] = {name: field for name, field in fields.items() if field.value is not None}
    return CleanRecord(record.id, record.format, record.locator, kept, record.flags)


def read_settings(manifest: Manifest) -> DedupeSettings:
    """The settings of deduplication that a corpus was made with. Raises `CorpusError` where another version made it, with other settings."""
    try:
        return msgspec.convert(manifest.settings.get("dedupe", {}), DedupeSettings)
    except msgspec.ValidationError as error:
        raise CorpusError(f"manifest.json: settings of another version: {error}. Make the corpus anew with 'papersieve run --replace'.") from error
