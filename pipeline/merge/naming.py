"""Naming: no two papers of a corpus have one id, and each keeps the ids its records would have had alone as aliases."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Sequence
from hashlib import sha256

import msgspec

from pipeline.merge.precedence import fold_value
from pipeline.records import FieldConflict, Origin, Paper

HASH_CHARS = 16
SHARED = "abstract-shared"


def settle_ids(papers: Sequence[Paper]) -> list[Paper]:
    """The papers with ids of their own, in their order.

    Two papers can claim one id: an identifier that is known to stand for unlike texts (one of them keeps it, both are
    flagged `id-disputed`), or the hash of an abstract that known different papers share (all get a longer hash,
    flagged `abstract-shared`). An alias that is another paper's id goes: a reference to it means the other.
    """
    claims: dict[str, list[int]] = defaultdict(list)
    for number, paper in enumerate(papers):
        claims[paper.id].append(number)
    settled = dict(enumerate(papers))
    for paper_id, numbers in claims.items():
        claimants = [papers[number] for number in numbers]
        if len(claimants) > 1 and paper_id.startswith("text:"):
            settled.update(zip(numbers, (_rename(paper, _hash_all(paper), SHARED) for paper in claimants), strict=True))
        elif len(claimants) > 1:
            settled.update(zip(numbers, _dispute(paper_id, claimants), strict=True))
    taken = Counter(paper.id for paper in settled.values())
    numbered = [_rename(paper, _hash_records(paper), SHARED) if taken[paper.id] > 1 else paper for paper in settled.values()]
    ids = {paper.id for paper in numbered}
    return [drop_aliases(paper, ids) for paper in numbered]


def drop_aliases(paper: Paper, ids: Container[str]) -> Paper:
    """The paper without aliases that are another paper's id."""
    kept = tuple(alias for alias in paper.aliases if alias not in ids)
    return paper if kept == paper.aliases else msgspec.structs.replace(paper, aliases=kept)


def _dispute(paper_id: str, claimants: list[Paper]) -> list[Paper]:
    """The paper with most records keeps the id; the others go by their text, and the id becomes a conflict."""
    keeper = min(claimants, key=lambda paper: (-len(paper.records), _hash_all(paper), paper.records))
    return [_flag(paper, "id-disputed") if paper is keeper else _give_up(paper, paper_id) for paper in claimants]


def _give_up(paper: Paper, paper_id: str) -> Paper:
    scheme = paper_id.partition(":")[0]
    if getattr(paper.identifiers, scheme) is None:
        scheme = "doi"  # The DOI that arXiv gives its papers names them as their arXiv id does.
    field = f"identifiers.{scheme}"
    lost = FieldConflict(field, getattr(paper.identifiers, scheme), paper.origins[field].record)
    gone = {scheme: None, **({"arxiv_version": None} if scheme == "arxiv" else {})}
    origins: dict[str, Origin] = {name: origin for name, origin in paper.origins.items() if name.partition(".")[2] not in gone}
    without = msgspec.structs.replace(
        paper,
        identifiers=msgspec.structs.replace(paper.identifiers, **gone),
        origins=origins,
        conflicts=tuple(sorted((*paper.conflicts, lost), key=lambda conflict: conflict.field)),
    )
    return _rename(without, _hash_all(without), "id-disputed")


def _rename(paper: Paper, paper_id: str, flag: str) -> Paper:
    aliases = tuple(sorted({*paper.aliases, paper.id} - {paper_id}))
    return _flag(msgspec.structs.replace(paper, id=paper_id, aliases=aliases), flag)


def _flag(paper: Paper, flag: str) -> Paper:
    return msgspec.structs.replace(paper, flags=tuple(sorted({*paper.flags, flag})))


def _hash_all(paper: Paper) -> str:
    """An id from abstract, title and first author together."""
    return _hash([fold_value(paper.abstract or ""), fold_value(paper.title or ""), fold_value(paper.authors[0] if paper.authors else "")])


def _hash_records(paper: Paper) -> str:
    """An id from the records themselves: for papers that nothing else tells apart."""
    return _hash(paper.records)


def _hash(parts: Sequence[str]) -> str:
    return "text:" + sha256("\0".join(parts).encode()).hexdigest()[:HASH_CHARS]
