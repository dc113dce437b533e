"""`papersieve export`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.options import DEFAULT_OUT, Json, Out, Quiet
from pipeline.cli.printing import print_json
from pipeline.errors import OutputError
from pipeline.show.characters import show_line
from pipeline.show.counts import say_count

if TYPE_CHECKING:
    from pipeline.export import Exported

TO_HELP = "File or folder to write, - for standard output. [default: papers.FORMAT in the current folder]"


def export_command(
    target: Annotated[str, typer.Argument(metavar="FORMAT", help="parquet, csv, bibtex, ris, or hf (a folder for Hugging Face datasets).")],
    out: Out = DEFAULT_OUT,
    to: Annotated[Path | None, typer.Option("--to", metavar="PATH", help=TO_HELP, show_default=False)] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Write anew what is there already.")] = False,
    records: Annotated[bool, typer.Option("--records", help="parquet: the records instead of the papers; hf: the records too.")] = False,
    bom: Annotated[bool, typer.Option("--bom", help="csv: begin with a byte order mark, as Excel wants it.")] = False,
    raw: Annotated[bool, typer.Option("--raw", help="csv: leave cells as they are that a spreadsheet would take for a formula.")] = False,
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Write the papers as Parquet, CSV, BibTeX, RIS or a Hugging Face dataset."""
    from pipeline.cli.watching import watch
    from pipeline.corpus import load_corpus
    from pipeline.export import Export, Options, choose_place, choose_target, export_corpus
    from pipeline.write.publish import recover

    chosen = choose_target(target)
    options = Options(records=records, bom=bom, raw=raw)
    order = Export(chosen, to or choose_place(chosen, options), options, replaces=replace)
    if json and str(order.to) == "-":
        raise OutputError("--json: standard output is taken by --to -. Leave out one of them.")
    recover(out)
    corpus = load_corpus(out)
    with watch(quiet=quiet) as watched:
        exported = export_corpus(corpus, order, watched.follow("export", "papers"))
        watched.stop()
    if json:
        print_json(exported)
    elif not quiet:
        print(_describe(exported), file=sys.stderr)


def _describe(exported: Exported) -> str:
    counts = ((exported.papers, "paper"), (exported.records or 0, "record"))
    what = " and ".join(say_count(number, noun) for number, noun in counts if number) or "0 papers"
    size = "" if exported.bytes is None else f", {say_count(exported.bytes, 'byte')}" + (f" in {exported.files:,} files" if exported.files > 1 else "")
    return f"{what} to {'standard output' if exported.path == '-' else show_line(exported.path)}{size}"
