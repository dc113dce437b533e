"""Mistakes in a command line, and what the system refuses, in words that say what to do next."""

from __future__ import annotations

import errno
from typing import Any, Final, TypeAlias

import typer

UsageError: TypeAlias = Any
USAGE_ERROR: Final[UsageError] = typer.BadParameter.__bases__[0]
"""What typer raises for a command line that it cannot read; it has no public name for it."""

ADVICE: Final[dict[int, str]] = {
    errno.ENOSPC: "Make room there, and run the same command: run, add and remove go on from what is stored.",
    errno.EDQUOT: "Make room there, and run the same command: run, add and remove go on from what is stored.",
    errno.EACCES: "Mend its permissions, or name another place.",
    errno.EPERM: "Mend its permissions, or name another place.",
    errno.EROFS: "Nothing can be written there: choose another folder with -o.",
    errno.EMFILE: "Allow more open files, e.g. 'ulimit -n 4096', and run the same command.",
    errno.ENFILE: "Close other programs, and run the same command.",
    errno.ENAMETOOLONG: "Give it a shorter name, or name a folder above it.",
    errno.EIO: "The disk or share has a fault: look at it first, then run the same command.",
    errno.ESTALE: "The share has gone: mount it again, and run the same command.",
    errno.ENOTDIR: "Part of the path is a file: name a folder.",
    errno.EISDIR: "It is a folder: name a file.",
    errno.ELOOP: "Its links lead round in a circle: name the file they should lead to.",
}
"""What to do where the system refuses something. Anything else that it says is a bug here, and shows a traceback."""


def explain_usage_error(error: UsageError) -> str:
    """What is wrong with a command line, and where its help is; nothing where the help was asked for and is shown."""
    context = getattr(error, "ctx", None)
    if type(error).__name__ == "NoArgsIsHelpError":
        error.show()
        return ""
    near = getattr(error, "possibilities", None)
    message = f"{error.message}. Did you mean {' or '.join(sorted(near))}?" if near else str(error.format_message())
    command = "papersieve" if context is None else context.command_path
    return f"{message}{'' if message.endswith(('.', '?')) else '.'} See '{command} --help'."


def explain_system_error(error: OSError) -> str | None:
    """What the system refused, where, and what to do next; None where nobody but a programmer could do anything."""
    advice = ADVICE.get(error.errno or 0)
    if advice is None:
        return None
    where = f"{error.filename}: " if error.filename else ""
    return f"{where}{error.strerror}. {advice}"
