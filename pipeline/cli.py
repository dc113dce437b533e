"""The command line: `papersieve`. Data goes to standard output, everything else to standard error.

Exit status: 0 done; 1 done, but with `--strict` something was rejected, a count did not match, or a dump gave nothing; 2 the person must act.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from pipeline import __version__, stages
from pipeline.errors import PapersieveError
from pipeline.formats import choose_formats
from pipeline.formats.describe import list_pages
from pipeline.plan import Order, check_date
from pipeline.read import STDIN, Unpacking, describe_dumps, find_files, keep_stdin, read_bytes
from pipeline.records import Manifest
from pipeline.settings import Settings, load_settings
from pipeline.show import find_paper, show_dump, show_formats, show_paper
from pipeline.verify import verify_corpus
from pipeline.write import load_manifest
from pipeline.write.card import format_sum
from pipeline.write.publish import recover

DEFAULT_IN = "data/raw"
DEFAULT_OUT = Path("data/clean")
MAX_PROBLEMS_SHOWN = 50

app = typer.Typer(
    name="papersieve",
    help="Turn dumps of scraped paper listings into one clean, deduplicated JSONL corpus with provenance.",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Dumps = Annotated[list[str], typer.Argument(metavar="[DUMP|DIR]...", help="Dumps, folders of dumps, or - for standard input.")]
Out = Annotated[Path, typer.Option("-o", "--out", metavar="DIR", help="Folder of the corpus.")]
Workers = Annotated[
    int, typer.Option("--workers", min=1, metavar="N", help="Processes to use, where there is work for them. [default: one a core]", show_default=False)
]
CapturedOn = Annotated[
    str | None, typer.Option("--captured-on", metavar="DATE", help="Day the dumps were captured (2026-02-01): gives dates without a year theirs.")
]
Formats = Annotated[
    list[str] | None, typer.Option("--format", metavar="NAME", help="Look for this format alone ('papersieve formats' lists them); may be repeated.")
]
SettingsPath = Annotated[Path | None, typer.Option("--settings", metavar="FILE", help="Settings, in TOML.")]
Strict = Annotated[bool, typer.Option("--strict", help="Exit with 1 where something was rejected, a count did not match, or a dump gave nothing.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="No progress and no counts; warnings stay.")]

CORES = os.cpu_count() or 1


@app.command("run")
def run_command(
    dumps: Dumps = [DEFAULT_IN],  # noqa: B006 - typer copies it
    out: Out = DEFAULT_OUT,
    workers: Workers = CORES,
    captured_on: CapturedOn = None,
    formats: Formats = None,
    settings: SettingsPath = None,
    strict: Strict = False,
    quiet: Quiet = False,
    replace: Annotated[bool, typer.Option("--replace", help="Make the corpus anew even if it holds dumps that are not named.")] = False,
) -> None:
    """Make the corpus of exactly these dumps."""
    order = Order(tuple(dumps), replaces=replace, captured_on=check_date(captured_on), formats=tuple(formats or ()), settings=load_settings(settings))
    finish(run_order(out, order, workers, quiet), strict, quiet)


@app.command("add")
def add_command(
    dumps: Annotated[list[str], typer.Argument(metavar="DUMP|DIR...", help="Dumps, folders of dumps, or - for standard input.")],
    out: Out = DEFAULT_OUT,
    workers: Workers = CORES,
    captured_on: CapturedOn = None,
    formats: Formats = None,
    settings: SettingsPath = None,
    strict: Strict = False,
    quiet: Quiet = False,
) -> None:
    """Add dumps to the corpus that is there: the same corpus as if all had been read at once."""
    order = Order(tuple(dumps), adds=True, captured_on=check_date(captured_on), formats=tuple(formats or ()), settings=load_settings(settings))
    finish(run_order(out, order, workers, quiet), strict, quiet)


@app.command("inspect")
def inspect_command(
    dump: Annotated[str, typer.Argument(metavar="DUMP", help="A dump, or - for standard input.")],
    captured_on: CapturedOn = None,
    formats: Formats = None,
    settings: SettingsPath = None,
) -> None:
    """Show how a dump is cut: each stretch with its field, rule or reason."""
    chosen = msgspec.structs.replace(load_settings(settings).corpus or Settings(), formats=tuple(formats or ()))
    choose_formats(chosen.formats)
    console = Console(soft_wrap=False)
    with tempfile.TemporaryDirectory() as folder:
        unpacking = Unpacking(Path(folder), chosen.max_dump_bytes)
        for path, name in find_files([dump]):
            place = keep_stdin(Path(folder)) if name == STDIN else path
            for known in describe_dumps(place, name, check_date(captured_on), unpacking):
                for part in show_dump(known, read_bytes(known, chosen.max_dump_bytes) or b"", chosen):
                    console.print(part)


@app.command("explain")
def explain_command(
    paper: Annotated[str, typer.Argument(metavar="ID", help="Id or alias of a paper, an arXiv id, or the id of a record.")],
    out: Out = DEFAULT_OUT,
) -> None:
    """Show why a paper is one paper: records, evidence, whose value won each field, edits, losers."""
    recover(out)
    load_manifest(out)
    Console().print(show_paper(*find_paper(out, paper)))


@app.command("verify")
def verify_command(
    out: Annotated[Path, typer.Argument(metavar="[DIR]", help="Folder of the corpus.")] = DEFAULT_OUT,
    dumps: Annotated[Path | None, typer.Option("--dumps", metavar="DIR", help="Folder below which the dumps lie now.")] = None,
) -> None:
    """Go back to the dumps' bytes, repeat the listed edits, and check that every value of the corpus comes out."""
    recover(out)
    verified = verify_corpus(out, dumps)
    for problem in verified.problems[:MAX_PROBLEMS_SHOWN]:
        print(problem)
    if len(verified.problems) > MAX_PROBLEMS_SHOWN:
        print(f"and {len(verified.problems) - MAX_PROBLEMS_SHOWN} more")
    if verified.problems:
        raise PapersieveError(
            f"{out}: {len(verified.problems)} things do not hold. Restore the files named above, or make the corpus anew with 'papersieve run'."
        )
    print(f"{verified.values} values of {verified.papers} papers replayed from {verified.dumps} dumps: all hold")


@app.command("formats")
def formats_command(
    markdown: Annotated[bool, typer.Option("--markdown", help="With the layout of each, as in docs/formats.md.")] = False,
) -> None:
    """List the formats that are known, in the order in which they are asked."""
    if markdown:
        print("\n".join(list_pages()))
    else:
        Console().print(show_formats())


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"papersieve {__version__}")
        raise typer.Exit


@app.callback()
def start(
    _version: Annotated[bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and leave.")] = False,
) -> None:
    """Turn dumps of scraped paper listings into one clean, deduplicated JSONL corpus with provenance."""


def run_order(out: Path, order: Order, workers: int, quiet: bool) -> Manifest:
    """Run all stages, with a progress bar where a person is watching."""
    console = Console(stderr=True)
    where = Path(os.path.abspath(out))
    if quiet or not console.is_terminal:
        return stages.run(where, order, workers)
    with Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=console, transient=True) as bar:
        task = bar.add_task("read")
        return stages.run(where, order, workers, lambda stage, done, total: bar.update(task, description=stage, completed=done, total=total))


def finish(manifest: Manifest, strict: bool, quiet: bool) -> None:
    """Print warnings and the closing sum, and leave with the status that the run has earned."""
    for warning in manifest.warnings:
        print(f"warning: {warning}", file=sys.stderr)
    if not quiet:
        print(format_sum(manifest.counts), file=sys.stderr)
    if strict and (manifest.warnings or manifest.counts["write"]["rejected"]):
        raise typer.Exit(1)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; gives the exit status."""
    try:
        app(args=list(sys.argv[1:] if argv is None else argv), prog_name="papersieve")
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else int(leaving.code is not None)
    except PapersieveError as error:
        print(f"papersieve: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("papersieve: stopped. What was done is stored; the same command goes on from there.", file=sys.stderr)
        return 130
    return 0
