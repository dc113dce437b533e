"""Merge: one paper a cluster. Who wins is a table by field; who loses and differs in meaning is kept.

Nothing here depends on the order of the records: where all criteria of a field leave two values equal, the one that sorts first
wins, and of the records that have the winning value the one with the smallest id is its origin.

A record that is alone needs no merging: `alone`, `shards` make its lines when its shard is cleaned. For the rest, in the order
in which data passes: `rows` (all records as columns), `groups` (clusters, and which of them are merged already), `parts`
(clusters merged by one worker), `papers`, `ids`, `naming`, `changes` (what one paper must say because of another), `corpus`.
"""

from __future__ import annotations

from pipeline.merge.member import COMPLETENESS, Member, to_member
from pipeline.merge.naming import settle_ids
from pipeline.merge.paper import merge_cluster
from pipeline.merge.parts import merge_part
from pipeline.merge.precedence import PRECEDENCE
from pipeline.merge.presence import count_papers
from pipeline.merge.shards import write_shard
from pipeline.merge.work import Desk, Merged, Team, merge_clusters

__all__ = [
    "COMPLETENESS",
    "PRECEDENCE",
    "Desk",
    "Member",
    "Merged",
    "Team",
    "count_papers",
    "merge_cluster",
    "merge_clusters",
    "merge_part",
    "settle_ids",
    "to_member",
    "write_shard",
]
