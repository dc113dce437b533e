"""`papersieve export`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from pipeline.cli.options import DEFAULT_OUT, Out, Quiet
from pipeline.write.publish import recover

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
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document on standard output, for scripts.")] = False,
) -> None:
    """Write the papers as Parquet, CSV, BibTeX, RIS or a Hugging Face dataset."""
    from pipeline.corpus import load_corpus  # noqa: PLC0415 - Arrow takes a quarter of a second to import,
    from pipeline.errors import OutputError  # noqa: PLC0415 - which no other command waits for
    from pipeline.export import Export, Options, choose_place, choose_target, export_corpus  # noqa: PLC0415

    chosen = choose_target(target)
    options = Options(records=records, bom=bom, raw=raw)
    order = Export(chosen, to or choose_place(chosen, options), options, replaces=replace)
    if json and str(order.to) == "-":
        raise OutputError("--json: standard output is taken by --to -. Leave out one of them.")
    recover(out)
    corpus = load_corpus(out)
    with _show_progress(chosen.name, quiet) as progress:
        exported = export_corpus(corpus, order, progress)
    if json:
        print(msgspec.json.format(msgspec.json.encode(exported), indent=2).decode())
    elif not quiet:
        print(_describe(exported), file=sys.stderr)


@contextmanager
def _show_progress(name: str, quiet: bool) -> Iterator[Callable[[int, int], None] | None]:
    """A bar with rate and time left where a person is watching."""
    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield None
        return
    counts = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(TextColumn("{task.description}"), *counts, console=console, transient=True) as bar:
        task = bar.add_task(name, total=None, rate="")

        def update(done: int, total: int) -> None:
            speed = bar.tasks[0].speed
            bar.update(task, completed=done, total=total, rate=f"{speed:,.0f}/s" if speed else "")

        yield update


def _describe(exported: Exported) -> str:
    counts = ((exported.papers, "paper"), (exported.records or 0, "record"))
    what = " and ".join(f"{number} {noun}" if number == 1 else f"{number} {noun}s" for number, noun in counts if number) or "0 papers"
    size = "" if exported.bytes is None else f", {exported.bytes:,} bytes" + (f" in {exported.files} files" if exported.files > 1 else "")
    return f"{what} to {'standard output' if exported.path == '-' else exported.path}{size}"
