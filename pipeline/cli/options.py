"""Arguments and options that several commands have, each with the words of its help and the panel it stands in."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.completing import complete_formats

DEFAULT_IN = "data/raw"
DEFAULT_OUT = Path("data/clean")
CORES = os.cpu_count() or 1

READING = "How dumps are read"
WORKING = "How it works"
SAYING = "What it says"

Dumps = Annotated[
    list[str],
    typer.Argument(metavar="DUMP|DIR", help="Dumps, folders of dumps, or - for standard input."),
]
Out = Annotated[Path, typer.Option("-o", "--out", metavar="DIR", help="Folder of the corpus.")]
Workers = Annotated[
    int,
    typer.Option(
        "--workers",
        min=1,
        metavar="N",
        help="Processes to use, where there is work for them; else one a core.",
        show_default=False,
        rich_help_panel=WORKING,
    ),
]
CapturedOn = Annotated[
    str | None,
    typer.Option("--captured-on", metavar="DATE", help="Day the dumps were captured (2026-02-01): gives dates without a year theirs.", rich_help_panel=READING),
]
Formats = Annotated[
    list[str] | None,
    typer.Option(
        "--format",
        metavar="NAME",
        help="Look for this format alone ('papersieve formats' lists them); may be repeated.",
        autocompletion=complete_formats,
        rich_help_panel=READING,
    ),
]
SettingsPath = Annotated[Path | None, typer.Option("--settings", metavar="FILE", help="Settings, in TOML.", rich_help_panel=READING)]
Strict = Annotated[
    bool, typer.Option("--strict", help="Exit with 1 where something was rejected, a count did not match, or a dump gave nothing.", rich_help_panel=SAYING)
]
Quiet = Annotated[bool, typer.Option("--quiet", help="No progress and no counts; warnings stay.", rich_help_panel=SAYING)]
Json = Annotated[bool, typer.Option("--json", help="Print JSON on standard output, for scripts, and nothing else there.", rich_help_panel=SAYING)]
