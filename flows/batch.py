"""Clean one batch in a process of its own, which can be stopped whatever it is doing.

A time limit on a thread interrupts nothing: Prefect marks the task as timed out once the call has come back. So the
batch runs in a child process, and the child asks the kernel for an alarm that ends it, even inside one long call into a C
library, and even where nobody is left to watch it. The child knows nothing of Prefect: it starts as fast as the command line.
"""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec

from pipeline.errors import PapersieveError
from pipeline.records import BatchSummary
from pipeline.stages import clean_batch

CODE_FOLDER = Path(__file__).resolve().parent.parent
"""Where `flows` and `pipeline` lie: the child must run the very code that planned the batch."""
_children: set[subprocess.Popen[bytes]] = set()
"""The children that this process is waiting for."""

ACT_STATUS = 2
"""The child's exit status where a person must act, as for the command line."""
SYSTEM_STATUS = 75
"""The child's exit status where the system refused something (`EX_TEMPFAIL` in sysexits.h): another try may pass."""


def clean_in_child(out: Path, batch: int, label: str, limit_seconds: float) -> BatchSummary:
    """Clean a batch of the planned run in a child process; `label` is what messages call it.

    Raises what `clean_batch` would: `PapersieveError` where a person must act, `OSError` where the system refused
    something or ended the child. Raises `TimeoutError` where the batch was stopped at its limit.
    """
    command = [sys.executable, "-m", "flows.batch", str(out), str(batch), str(limit_seconds)]
    with subprocess.Popen(command, cwd=CODE_FOLDER, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        _children.add(child)
        try:
            summary, said = child.communicate()
        finally:
            _children.discard(child)
    if child.returncode == 0:
        return msgspec.json.decode(summary, type=BatchSummary)
    raise make_error(child.returncode, f"{label}: ", said.decode(errors="replace").strip(), limit_seconds)


def make_error(status: int, label: str, said: str, limit_seconds: float) -> Exception:
    """What the exit status of a child means.

    >>> make_error(SYSTEM_STATUS, "batch 0: ", "No space left on device", 60)
    OSError('batch 0: No space left on device')
    >>> make_error(-signal.SIGKILL, "batch 0: ", "", 60)
    ChildProcessError('batch 0: its process was ended by SIGKILL. Is there enough memory?')
    """
    if status == ACT_STATUS:
        return PapersieveError(said)
    if status == SYSTEM_STATUS:
        return OSError(label + said)
    if status == -signal.SIGALRM:
        return TimeoutError(
            f"{label}not clean after {limit_seconds:g} seconds, and stopped. Raise batch_minutes where the dumps are that "
            "large; else find the dump with 'papersieve inspect' and take it out."
        )
    if status == -signal.SIGTERM:
        return PapersieveError(f"{label}stopped with its run. What was done is stored; the next run goes on from there.")
    if status < 0:
        return ChildProcessError(f"{label}its process was ended by {signal.Signals(-status).name}. Is there enough memory?")
    return RuntimeError(label + said)


def stop_children() -> None:
    """End the batches that this process is waiting for, as its run was told to stop."""
    for child in tuple(_children):
        child.terminate()


def main(argv: Sequence[str]) -> int:
    """The child: `OUT BATCH LIMIT_SECONDS`; the summary goes to standard output as JSON. Gives the exit status."""
    out, batch, limit_seconds = argv
    signal.setitimer(signal.ITIMER_REAL, float(limit_seconds))
    try:
        summary = clean_batch(Path(out), int(batch))
    except PapersieveError as error:
        sys.stderr.write(str(error))
        return ACT_STATUS
    except OSError as error:
        sys.stderr.write(str(error))
        return SYSTEM_STATUS
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    sys.stdout.write(msgspec.json.encode(summary).decode())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
