"""Merge: one paper a cluster. Who wins is a table by field; who loses and differs in meaning is kept.

Nothing here depends on the order of the records: where all criteria of a field leave two values equal, the one that sorts first
wins, and of the records that have the winning value the one with the smallest id is its origin.
"""

from __future__ import annotations

from pipeline.merge.naming import settle_ids
from pipeline.merge.paper import COMPLETENESS, Member, merge_cluster
from pipeline.merge.precedence import PRECEDENCE

__all__ = ["COMPLETENESS", "PRECEDENCE", "Member", "merge_cluster", "settle_ids"]
