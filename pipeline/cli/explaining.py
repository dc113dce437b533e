"""How `explain` finds what its names stand for, and who accounts for it."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal, TypeAlias

from pipeline.cli.printing import print_lines
from pipeline.errors import CorpusError
from pipeline.explain import explain_dump, explain_pair, explain_paper
from pipeline.explain.accounts import DumpAccount, PairAccount, PaperAccount
from pipeline.explain.originals import Originals
from pipeline.explain.targets import Target, find_target
from pipeline.lookup import Lookup, Titles, choose_paper, is_id, is_record_id
from pipeline.records import Paper
from pipeline.show.depending import show_dependents
from pipeline.show.lines import Line
from pipeline.show.pair import show_pair
from pipeline.show.paper import show_paper
from pipeline.show.titles import show_titles
from pipeline.write.publish import recover

Account: TypeAlias = PaperAccount | PairAccount | DumpAccount
Kind: TypeAlias = Literal["paper", "dump"]

MAX_PAPERS = 20
MAX_TITLES = 10
EVERYTHING = 1 << 62


def explain(out: Path, names: Sequence[str], kind: Kind | None, *, all_of_it: bool) -> Account:
    """The account of what the names stand for in a corpus; of a dump with all the papers that depend on it, or the first of them."""
    recover(out)
    if len(names) > 2:
        raise CorpusError(f"explain: {len(names)} names were given. Give one paper or dump, or two papers; a title of several words goes in quotes.")
    with Lookup(out) as lookup, Originals(out, lookup.manifest) as originals:
        if len(names) == 2:
            a, b = ((name, _find_paper(lookup, name)) for name in names)
            return explain_pair(lookup, a, b)
        found = _find(lookup, originals, names[0], kind)
        if isinstance(found, Target):
            return explain_dump(lookup, originals, found, EVERYTHING if all_of_it else MAX_PAPERS)
        return explain_paper(lookup, originals, found)


def show(account: Account, *, all_of_it: bool) -> Iterator[Line]:
    """An account for a person."""
    if isinstance(account, PairAccount):
        return show_pair(account, all_of_it=all_of_it)
    return show_paper(account, all_of_it=all_of_it) if isinstance(account, PaperAccount) else show_dependents(account, all_of_it=all_of_it)


def _find(lookup: Lookup, originals: Originals, name: str, kind: Kind | None) -> Paper | Target:
    """The paper or the dump that a name stands for. Raises `CorpusError` where it could be either, or is neither."""
    if kind == "paper" or is_record_id(name):
        return _find_paper(lookup, name)
    target = find_target(name, originals.lines, lookup.folder)
    if kind == "dump":
        if target is None:
            raise CorpusError(f"{lookup.folder}: no dump is called '{name}'. Their names stand in ledger.jsonl.")
        return target
    papers = lookup.find_papers(name) if target is None or is_id(name) else []
    if target is not None and papers and target.is_exact:
        raise CorpusError(f"'{name}' is the dump {target.line.dump} and a name of {papers[0].id}. Say which with --as dump or --as paper.")
    return target if target is not None and not papers else _find_paper(lookup, name)


def _find_paper(lookup: Lookup, name: str) -> Paper:
    """The paper that a name stands for, or that alone has these words in its title.

    Raises `CorpusError` where there is none, or several: then those whose titles have the words are listed first.
    """
    papers = lookup.find_papers(name)
    titles = Titles(0, ()) if papers or is_id(name) else lookup.search_titles(name, MAX_TITLES)
    if titles.count == 1 and (paper := lookup.get_paper(titles.best[0][0])) is not None:
        return paper
    if not titles.count:
        return choose_paper(lookup, name, papers)
    print_lines(show_titles(titles), sys.stderr)
    raise CorpusError(f"{lookup.folder}: {titles.count:,} papers have '{name}' in their titles. Name one of them by its id.")
