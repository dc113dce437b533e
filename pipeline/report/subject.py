"""What a report is about: a corpus that is ready but for its report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
import numpy as np

from pipeline.columns import I64, Maps
from pipeline.copies import Copies
from pipeline.places import Places
from pipeline.records import LedgerLine, Plan
from pipeline.resolution import Resolution
from pipeline.stored import ShardNote, read_note


class Subject(msgspec.Struct, frozen=True, eq=False):
    """All that a report is made from."""

    plan: Plan
    shards: Maps
    """The stored shards of the plan."""
    places: Places
    copies: Copies
    ledger: Sequence[LedgerLine]
    counts: Mapping[str, Mapping[str, int]]
    warnings: Sequence[str]
    resolution: Resolution

    def load_notes(self) -> list[ShardNote]:
        """What is known of each shard of the plan."""
        return [read_note(self.shards.view(number)) for number in range(len(self.plan.shards))]

    def number_dumps(self) -> I64:
        """[shards] The number of each shard's dump in the ledger."""
        numbers = {line.sha256: number for number, line in enumerate(self.ledger)}
        return np.array([numbers[shard.dump.sha256] for shard in self.plan.shards], np.int64)
