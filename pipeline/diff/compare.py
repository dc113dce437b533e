"""Two corpora compared: an iterator over what became of each paper, and the sum of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import msgspec

from pipeline.columns import I64
from pipeline.diff.align import Alignment, Lines, align_papers
from pipeline.diff.causes import DIGEST_CHARS, Inputs, compare_inputs, find_causes
from pipeline.diff.changes import Change, Side, Summary, Tie
from pipeline.diff.evidence import EvidenceIndex, tie_groups
from pipeline.diff.fields import Dumps, compare_fields, find_id_source
from pipeline.diff.kinds import CHANGE_KINDS, ChangeKind
from pipeline.diff.moves import Fate, Links, Moves, Row, find_moves, list_fates
from pipeline.errors import CorpusError
from pipeline.records import Manifest, Paper
from pipeline.write import MANIFEST, load_manifest
from pipeline.write.corpus import PAPERS, RECORDS

PAPER = msgspec.json.Decoder(Paper)


class _Half(msgspec.Struct, frozen=True):
    """One of the two corpora, as it is read while they are compared."""

    folder: Path
    manifest: Manifest
    papers: Lines
    at: I64
    """[rows] Where the line of each paper that differs begins."""
    edges: EvidenceIndex
    homes: Links
    """The records that papers of this half have and those of the same ids in the other half have not, with the paper's row."""
    dumps: Dumps

    def read(self, row: Row) -> Paper:
        """The paper of a row."""
        return PAPER.decode(self.papers.read(int(self.at[row])))

    def read_all(self, rows: Iterable[Row]) -> list[Paper]:
        """The papers of rows."""
        return [self.read(row) for row in rows]


class Comparison:
    """What became of the papers of a corpus in another. Its summary is of the changes that were gone through."""

    def __init__(self, old: _Half, new: _Half, alignment: Alignment, moves: Moves) -> None:
        self._old, self._new = old, new
        self._alignment, self._moves = alignment, moves
        self._inputs: Inputs = compare_inputs(old.manifest, new.manifest)
        self._counts: Counter[ChangeKind] = Counter()
        self._fields: Counter[str] = Counter()

    def walk(self) -> Iterator[Change]:
        """What became of each paper that differs, in the order of ids."""
        for fate in list_fates(self._alignment, self._moves):
            change = self._describe(fate)
            self._counts[change.kind] += 1
            self._fields.update(field.field for field in change.fields if field.old != field.new)
            yield change

    def sum_up(self) -> Summary:
        """The sum of all changes that `walk` has given."""
        before, after = self._old.manifest.outputs, self._new.manifest.outputs
        inputs = self._inputs
        return Summary(
            old=_describe_side(self._old),
            new=_describe_side(self._new),
            same=self._alignment.same,
            counts={kind: self._counts[kind] for kind in CHANGE_KINDS},
            fields=dict(sorted(self._fields.items(), key=lambda item: (-item[1], item[0]))),
            dumps_added=tuple(sorted(inputs.added.values())),
            dumps_removed=tuple(sorted(inputs.removed.values())),
            dumps_renamed=inputs.renamed,
            differences=(*inputs.made, *sorted(inputs.recaptured.values())),
            files=tuple(sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))),
        )

    def _describe(self, fate: Fate) -> Change:
        """A change with all that is known of it."""
        old, new = self._old.read_all(fate.old), self._new.read_all(fate.new)
        had, has = [name for paper in old for name in paper.records], [name for paper in new for name in paper.records]
        # A record that another paper had, or has, has neither come nor gone.
        came = sorted(name for name in set(has) - set(had) if self._old.homes.find(name) is None)
        went = sorted(name for name in set(had) - set(has) if self._new.homes.find(name) is None)
        before, after = _choose_pair(old, new)
        return Change(
            kind=fate.kind,
            old=tuple(paper.id for paper in old),
            new=tuple(paper.id for paper in new),
            title=next((paper.title for paper in (after, before) if paper is not None and paper.title), None),
            fields=() if before is None or after is None else tuple(compare_fields(before, after, self._old.dumps, self._new.dumps)),
            records_came=tuple(came),
            records_went=tuple(went),
            ties=self._find_ties(fate, had, has),
            id_source=find_id_source(new[0], self._new.dumps) if fate.kind == "re-identified" else None,
            causes=find_causes(self._inputs, came, went, [*had, *has]),
        )

    def _find_ties(self, fate: Fate, had: Sequence[str], has: Sequence[str]) -> tuple[Tie, ...]:
        """The edges that made one paper of several, or held together what are several now."""
        if fate.kind == "merged":
            homes = {name: row for row in fate.old for name in self._old.read(row).records}
            return tie_groups(self._new.edges, has, homes.get, self._new.dumps)
        if fate.kind == "split":
            homes = {name: row for row in fate.new for name in self._new.read(row).records}
            return tie_groups(self._old.edges, had, homes.get, self._old.dumps)
        return ()


@contextmanager
def compare_corpora(old: Path, new: Path, tell: Callable[[int, int], object] = lambda _done, _total: None) -> Iterator[Comparison]:
    """Compare the corpora in two folders; `tell` is told how many of how many bytes are done.

    Raises `CorpusError` where there is no corpus, or one that cannot be read.
    """
    manifests = load_manifest(old), load_manifest(new)
    total = sum((folder / PAPERS).stat().st_size for folder in (old, new) if (folder / PAPERS).exists())
    with ExitStack() as files:
        papers = [files.enter_context(_open(folder, PAPERS)) for folder in (old, new)]
        records = [files.enter_context(_open(folder, RECORDS)) for folder in (old, new)]
        alignment = align_papers(old / PAPERS, new / PAPERS, lambda done: tell(done, total))
        moves = find_moves(alignment, *papers)
        told = [fate for fate in list_fates(alignment, moves) if fate.kind in ("merged", "split")]
        rows = ([row for fate in told if fate.kind == "split" for row in fate.old], [row for fate in told if fate.kind == "merged" for row in fate.new])
        places = (alignment.old, alignment.new)
        halves = []
        for side, folder, homes in ((0, old, moves.lost), (1, new, moves.gained)):
            edges = EvidenceIndex(records[side], _list_records(papers[side], places[side][rows[side]].tolist()))
            halves.append(_Half(folder, manifests[side], papers[side], places[side], edges, homes, _name_dumps(manifests[side])))
        yield Comparison(halves[0], halves[1], alignment, moves)


def _list_records(papers: Lines, places: Iterable[int]) -> Iterator[str]:
    """The records of the papers whose lines begin there."""
    return (name for at in places for name in PAPER.decode(papers.read(at)).records)


def _name_dumps(manifest: Manifest) -> Dumps:
    return Dumps({item.sha256[:DIGEST_CHARS]: item.dump for item in reversed(manifest.inputs)})


@contextmanager
def _open(folder: Path, name: str) -> Iterator[Lines]:
    """The lines of a file of a corpus. Raises `CorpusError` where it cannot be read."""
    try:
        lines = Lines(folder / name)
    except OSError as error:
        raise CorpusError(f"{folder / name}: cannot be read ({error.strerror}), though {MANIFEST} lists it. Restore it or make the corpus anew.") from error
    try:
        yield lines
    finally:
        lines.close()


def _choose_pair(old: Sequence[Paper], new: Sequence[Paper]) -> tuple[Paper | None, Paper | None]:
    """The two papers whose fields are compared: of one id if there are such, else those that share most records."""
    pairs = [(before, after) for before in old for after in new]
    if not pairs:
        return (old[0] if old else None), (new[0] if new else None)
    return max(pairs, key=lambda pair: (pair[0].id == pair[1].id, len({*pair[0].records} & {*pair[1].records})))


def _describe_side(half: _Half) -> Side:
    counts = half.manifest.counts
    return Side(str(half.folder), half.manifest.papersieve, counts["read"]["dumps"], counts["merge"]["records"], counts["merge"]["papers"])
