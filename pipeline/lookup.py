"""Papers and records of a corpus found without reading all of it.

`papers.jsonl` is in the order of its ids, `records.jsonl` in that of dumps and places in them: so a line of either is found by halving. What papers
are also called (aliases, identifiers) is in no order, and is searched for in the mapped bytes: a second for a million papers.
"""

from __future__ import annotations

import difflib
import heapq
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final, Self

import msgspec

from pipeline.dedupe.ids import ID_SCHEMES, fold_ids
from pipeline.errors import CorpusError
from pipeline.merge.precedence import fold_text
from pipeline.merge.shards import order_locator
from pipeline.records import Paper, Record
from pipeline.repair.arxiv_ids import parse_arxiv_id
from pipeline.repair.values import read_acl_id, read_doi, read_openreview_id, read_pmid, read_semantic_scholar_id
from pipeline.sorted_lines import Key, SortedLines
from pipeline.write import load_manifest
from pipeline.write.corpus import PAPERS, RECORDS

RECORD_ID: Final = "sha256:"
DIGEST_CHARS: Final = 16
"""So much of a dump's sha-256 stands in the ids of its records."""
READERS: Final[tuple[tuple[str, Callable[[str], object]], ...]] = (
    ("doi", read_doi),
    ("acl", read_acl_id),
    ("openreview", read_openreview_id),
    ("semantic_scholar", read_semantic_scholar_id),
    ("pmid", read_pmid),
)
"""How identifiers are read that are written in one of many ways. A bare number could be of any scheme, and needs a label."""
NEAR_LINES: Final = 50
"""So many ids on either side of where one would stand are asked whether it was meant."""
AUTHORS_KEY: Final = b',"authors":'
TITLE_KEY: Final = b'"title":'


class _PaperHead(msgspec.Struct, frozen=True):
    id: str


class _RecordHead(msgspec.Struct, frozen=True):
    id: str
    dump: str
    locator: str


class Titles(msgspec.Struct, frozen=True):
    """How many papers have the words in their titles, and the best of them as `(id, title)`: those with little else come first."""

    count: int
    best: tuple[tuple[str, str], ...]


class Lookup:
    """The papers and records of the corpus in a folder, found by what they are called. The files stay mapped until it is closed.

    Raises `CorpusError` where there is no corpus, or its files cannot be read.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.manifest = load_manifest(folder)
        self._papers = SortedLines(folder / PAPERS, msgspec.json.Decoder(_PaperHead), lambda head: (head.id.encode(),))
        self._records = SortedLines(folder / RECORDS, msgspec.json.Decoder(_RecordHead), _order_record)
        self._paper_decoder = msgspec.json.Decoder(Paper)
        self._record_decoder = msgspec.json.Decoder(Record)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the files."""
        self._papers.close()
        self._records.close()

    def get_paper(self, paper_id: str) -> Paper | None:
        """The paper of this id; None where there is none."""
        line = self._papers.find((paper_id.encode("utf-8", "surrogatepass"),))
        return None if line is None else self._read_paper(line)

    def get_record(self, record_id: str) -> Record | None:
        """The record of this id; None where there is none."""
        digest, _, locator = record_id.removeprefix(RECORD_ID).partition("#")
        for name in sorted({item.dump for item in self.manifest.inputs if item.sha256.startswith(digest)}) if len(digest) == DIGEST_CHARS else ():
            line = self._records.find((name, digest, order_locator(locator)))
            if line is not None and (record := self._read_record(line)).id == record_id:
                return record
        return None

    def find_papers(self, name: str) -> list[Paper]:
        """The papers that an id, an alias, a record or an identifier stands for: one, none, or those that share an identifier.

        Identifiers may be written as usual: `2405.14333v2`, `https://arxiv.org/abs/2405.14333`, `doi:10.1613/JAIR.3873`.
        """
        if is_record_id(name):
            record = self.get_record(name)
            found = None if record is None else self.get_paper(record.paper)
            return [] if found is None else [found]
        ids = list_ids(name)
        direct = [paper for one in ids if (paper := self.get_paper(one)) is not None]
        if direct:
            return direct
        papers = {paper.id: paper for one in ids for paper in self._search_id(one)}
        return list(papers.values())

    def list_records(self, paper: Paper) -> list[Record]:
        """The records of a paper, in the order in which it names them. Raises `CorpusError` where one is missing."""
        records = []
        for record_id in paper.records:
            record = self.get_record(record_id)
            if record is None:
                raise CorpusError(
                    f"{self.folder}: record {record_id} of paper {paper.id} is missing. See what else is wrong with 'papersieve verify {self.folder}'."
                )
            records.append(record)
        return records

    def list_dump_records(self, dump: str, digest: str, locator: str = "") -> Iterator[Record]:
        """The records of a dump, by its name and sha-256, in the order of their places; all, or from the one that has the locator on."""
        wanted = digest[:DIGEST_CHARS]
        for line in self._records.walk((dump, wanted, order_locator(locator))):
            record = self._read_record(line)
            if record.dump != dump or record.id.removeprefix(RECORD_ID).partition("#")[0] != wanted:
                return
            yield record

    def walk_papers(self) -> Iterator[bytes]:
        """The lines of all papers, in the order of their ids."""
        return self._papers.walk()

    def list_near(self, name: str, most: int = 3) -> list[str]:
        """The ids of papers that are spelt nearly so."""
        near: list[str] = []
        for one in list_ids(name):
            ids = [head.id for head in self._papers.read_around((one.encode("utf-8", "surrogatepass"),), NEAR_LINES)]
            near += difflib.get_close_matches(one, ids, most, cutoff=0.8)
        return near[:most]

    def search_titles(self, words: str, most: int) -> Titles:
        """The papers whose titles have these words in a row, or if none has, all of them; whatever their case, accents and punctuation."""
        wanted = [folded for word in words.split() if (folded := fold_text(word))]
        in_a_row = "".join(wanted)
        counts = {True: 0, False: 0}
        best: list[tuple[bool, int, str, str]] = []
        for line in self._papers.walk() if wanted else ():
            start = line.index(TITLE_KEY) + len(TITLE_KEY)
            title = msgspec.json.decode(line[start : line.index(AUTHORS_KEY, start)])
            folded = fold_text(title or "")
            if all(word in folded for word in wanted):
                is_scattered = in_a_row not in folded
                counts[is_scattered] += 1
                best.append((is_scattered, len(folded), msgspec.json.decode(line, type=_PaperHead).id, title))
                best = heapq.nsmallest(most, best) if len(best) > 2 * most else best
        is_scattered = not counts[False]
        chosen = heapq.nsmallest(most, [found for found in best if found[0] == is_scattered])
        return Titles(counts[is_scattered], tuple((paper_id, title) for _, _, paper_id, title in chosen))

    def _read_paper(self, line: bytes) -> Paper:
        return self._papers.read(line, self._paper_decoder)

    def _read_record(self, line: bytes) -> Record:
        return self._records.read(line, self._record_decoder)

    def _search_id(self, paper_id: str) -> Iterator[Paper]:
        """The papers that have the id as an alias or identifier."""
        scheme, _, value = paper_id.partition(":")
        for line in self._papers.search(msgspec.json.encode(value)[1:], b'":'):
            paper = self._read_paper(line)
            if paper_id in paper.aliases or (scheme in ID_SCHEMES and getattr(paper.identifiers, scheme) == value):
                yield paper


def list_ids(name: str) -> list[str]:
    """The ids that a name can stand for, as papers are called: `scheme:value`.

    >>> list_ids("https://arxiv.org/abs/2405.14333v2"), list_ids("doi:10.1613/JAIR.3873"), list_ids("pmid:123"), list_ids("123")
    (['arxiv:2405.14333'], ['doi:10.1613/jair.3873'], ['pmid:123'], [])
    >>> list_ids("text:0536d0792f8a5056"), list_ids("counting sheep")
    (['text:0536d0792f8a5056'], [])
    """
    name = name.strip()
    scheme, colon, _ = name.partition(":")
    if colon and scheme in (*ID_SCHEMES, "text") and scheme not in ("arxiv", "doi"):
        return [name]
    arxiv = parse_arxiv_id(name)
    if arxiv is not None:
        return [f"{scheme}:{value}" for scheme, value in fold_ids({"arxiv": arxiv.id}).items()]
    known = [(scheme, read(name)) for scheme, read in READERS if not name.isdecimal()]
    return [f"{scheme}:{value}" for scheme, found in known if found for scheme, value in fold_ids({scheme: str(found)}).items()]


def _order_record(head: _RecordHead) -> Key:
    return head.dump, head.id.removeprefix(RECORD_ID).partition("#")[0], order_locator(head.locator)


def is_record_id(name: str) -> bool:
    """Whether a name has the form of a record's id rather than a paper's.

    >>> is_record_id("sha256:fc831797033000e3#bytes=0,9"), is_record_id("arxiv:2405.14333")
    (True, False)
    """
    return name.startswith(RECORD_ID) and "#" in name


def is_id(name: str) -> bool:
    """Whether a name can only be meant as an id. A word of eight letters could be OpenReview's.

    >>> is_id("2405.14333"), is_id("sha256:fc831797033000e3#bytes=0,9"), is_id("deepseek"), is_id("rJl-b3RcF7")
    (True, True, False, False)
    """
    return is_record_id(name) or any(not one.startswith("openreview:") or ":" in name for one in list_ids(name))


def choose_paper(lookup: Lookup, name: str, found: Sequence[Paper]) -> Paper:
    """The one paper that a name stands for. Raises `CorpusError` where it is none, with ids that are spelt nearly so, or several."""
    if len(found) == 1:
        return found[0]
    if found:
        raise CorpusError(f"{lookup.folder}: several papers have '{name}': {', '.join(paper.id for paper in found)}. Name one of them.")
    near = lookup.list_near(name)
    hint = f"Did you mean {' or '.join(near)}?" if near else "Ids stand in papers.jsonl; 'arxiv:2405.14333' is of their form."
    what = "id, alias or record" if is_id(name) else "id, alias, title or dump"
    raise CorpusError(f"{lookup.folder}: no paper has the {what} '{name}'. {hint}")
