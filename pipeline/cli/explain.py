"""`papersieve explain`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Console

from pipeline.cli.options import DEFAULT_OUT, Json, Out
from pipeline.cli.printing import print_json
from pipeline.errors import CorpusError
from pipeline.explain import explain_dump, explain_pair, explain_paper
from pipeline.explain.accounts import DumpAccount, PairAccount, PaperAccount
from pipeline.explain.originals import Originals
from pipeline.explain.targets import Target, find_target
from pipeline.lookup import Lookup, Titles, choose_paper, is_id, is_record_id
from pipeline.records import Paper
from pipeline.show.depending import show_dependents
from pipeline.show.lines import Line, print_lines
from pipeline.show.pair import show_pair
from pipeline.show.paper import show_paper
from pipeline.show.titles import show_titles
from pipeline.write.publish import recover

MAX_PAPERS = 20
MAX_TITLES = 10
EVERYTHING = 1 << 62


class Terminal(Console):
    """A console that leaves a closed pipe to whoever called it: rich would end the program as if it had failed."""

    def on_broken_pipe(self) -> None:
        """Raise the error again."""
        raise BrokenPipeError


class Kind(StrEnum):
    """What a name is the name of."""

    PAPER = "paper"
    DUMP = "dump"


def explain_command(
    names: Annotated[
        list[str],
        typer.Argument(
            metavar="ID | ID ID | DUMP[:START,END]",
            help="A paper or record: its id, an alias, an arXiv id, a DOI, a link to either, or words of its title. Two of them. Or a dump: "
            "its name, path or 'sha256:' and its first digits, with a range of bytes, or one byte, if it is not all of it.",
        ),
    ],
    out: Out = DEFAULT_OUT,
    kind: Annotated[Kind | None, typer.Option("--as", metavar="paper|dump", help="What the name is of, where it could be of either.")] = None,
    all_of_it: Annotated[bool, typer.Option("--all", help="Show whole abstracts, all evidence, and all papers that depend on a dump.")] = False,
    as_json: Json = False,
) -> None:
    """Show why a paper is one paper, why two are or are not one, or what depends on a dump.

    \b
    papersieve explain 2405.14333 -o corpus
        its records, the evidence between them as a tree, whose value won
        each field and why the others lost, and every edit of every value

    \b
    papersieve explain 2405.14333 2412.19437 -o corpus
        why these two are, or are not, one paper: what was compared, which
        row of the decision table or which veto decided, what would have to
        be otherwise

    \b
    papersieve explain data/raw/page.txt:120,200 -o corpus
        what these bytes became, which papers depend on them, and what those
        would be without them
    """
    recover(out)
    if len(names) > 2:
        raise CorpusError(f"explain: {len(names)} names were given. Give one paper or dump, or two papers; a title of several words goes in quotes.")
    with Lookup(out) as lookup, Originals(out, lookup.manifest) as originals:
        account = _explain(lookup, originals, names, kind, EVERYTHING if all_of_it else MAX_PAPERS)
    if as_json:
        print_json(account)
    else:
        print_lines(Terminal(), _show(account, all_of_it=all_of_it))


def _explain(lookup: Lookup, originals: Originals, names: Sequence[str], kind: Kind | None, most: int) -> PaperAccount | PairAccount | DumpAccount:
    """The account of what the names stand for, of a dump with so many of the papers that depend on it."""
    if len(names) == 2:
        a, b = ((name, _find_paper(lookup, name)) for name in names)
        return explain_pair(lookup, a, b)
    found = _find(lookup, originals, names[0], kind)
    return explain_dump(lookup, originals, found, most) if isinstance(found, Target) else explain_paper(lookup, originals, found)


def _show(account: PaperAccount | PairAccount | DumpAccount, *, all_of_it: bool) -> Iterator[Line]:
    """An account for a person."""
    if isinstance(account, PairAccount):
        return show_pair(account, all_of_it=all_of_it)
    return show_paper(account, all_of_it=all_of_it) if isinstance(account, PaperAccount) else show_dependents(account, all_of_it=all_of_it)


def _find(lookup: Lookup, originals: Originals, name: str, kind: Kind | None) -> Paper | Target:
    """The paper or the dump that a name stands for. Raises `CorpusError` where it could be either, or is neither."""
    if kind is Kind.PAPER or is_record_id(name):
        return _find_paper(lookup, name)
    target = find_target(name, originals.lines, lookup.folder)
    if kind is Kind.DUMP:
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
    print_lines(Console(stderr=True), show_titles(titles))
    raise CorpusError(f"{lookup.folder}: {titles.count:,} papers have '{name}' in their titles. Name one of them by its id.")
