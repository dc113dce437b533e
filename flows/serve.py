"""`python -m flows.serve`: run `clean-corpus` every day, or now and once, against a Prefect server on this machine.

Where Prefect is not told of a server (`PREFECT_API_URL`), one is started and stopped with it. Prefect's own way out, a
temporary server inside each command, is never taken: under it `serve` polls for ever and no scheduled run comes.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Annotated, Any

import typer

from pipeline.errors import PapersieveError, SettingsError

DEPLOYMENT = "served"
DEFAULT_CRON = "0 3 * * *"

Dumps = Annotated[list[str], typer.Argument(metavar="[DUMP|DIR]...", help="Dumps and folders of dumps.")]
Out = Annotated[str, typer.Option("-o", "--out", metavar="DIR", help="Folder of the corpus.")]
Cron = Annotated[str, typer.Option("--cron", metavar="CRON", help="When to run, in UTC.")]
Every = Annotated[float | None, typer.Option("--every", min=1, metavar="SECONDS", help="Run so often, instead of --cron.")]
Once = Annotated[bool, typer.Option("--once", help="Run now, once, and leave: with 0 where the run completed, else with 2.")]
SettingsPath = Annotated[str | None, typer.Option("--settings", metavar="FILE", help="Settings, in TOML.")]
RunnerName = Annotated[str, typer.Option("--runner", metavar="NAME", help="thread, thread:N or process:N: how many batches at once, and where.")]
Port = Annotated[int, typer.Option("--port", metavar="PORT", help="Port of the server that is started where PREFECT_API_URL is not set.")]


def serve(
    dumps: Dumps = ["data/raw"],  # noqa: B006 - typer copies it
    out: Out = "data/clean",
    cron: Cron = DEFAULT_CRON,
    every: Every = None,
    once: Once = False,
    settings: SettingsPath = None,
    runner: RunnerName = "thread",
    port: Port = 4200,
) -> None:
    """Add new dumps to the corpus every day, until stopped with Ctrl-C."""
    parameters: dict[str, Any] = {"dumps": dumps, "out": out, "settings": settings, "runner": runner}
    check_schedule(cron)
    with at_server(port):
        if once:
            run_once(parameters)
        else:
            serve_schedule(parameters, cron, every)


def check_schedule(cron: str) -> None:
    """Raise `SettingsError` for a schedule that is none, before a server is started for it."""
    from prefect.schedules import Cron as CronSchedule

    try:
        CronSchedule(cron)
    except ValueError as error:
        raise SettingsError(f"--cron: '{cron}' is no schedule ({error}). Give minute, hour, day, month and weekday, e.g. '{DEFAULT_CRON}'.") from error


@contextmanager
def at_server(port: int) -> Iterator[None]:
    """Inside, Prefect talks to the server it was told of, or else to one that is here for as long.

    Raises `PapersieveError` where the server it was told of does not answer.
    """
    from prefect.client.orchestration import get_client
    from prefect.settings import PREFECT_API_URL, get_current_settings, temporary_settings

    from flows.server import open_server

    current = get_current_settings()
    if current.api.url is not None:
        with get_client(sync_client=True) as client:
            problem = client.api_healthcheck()
        if problem is not None:
            raise PapersieveError(
                f"{current.api.url}: no Prefect server answers there ({problem}). Start it, or unset PREFECT_API_URL to have one started here."
            )
        yield
        return
    with open_server(port, current.home / "papersieve-server.log") as url, temporary_settings({PREFECT_API_URL: url}):
        os.environ["PREFECT_API_URL"] = url  # For the processes started from here, which read their own settings.
        yield


def run_once(parameters: dict[str, Any]) -> None:
    """One run, in this process. Leaves with 2 where it did not complete; the log says why."""
    from prefect.events.worker import EventsWorker
    from prefect.logging.handlers import APILogHandler

    from flows.clean_corpus import clean_corpus

    state = clean_corpus(**parameters, return_state=True)
    # Logs and the states of tasks are sent from the background: before the server may stop, they must be there.
    EventsWorker.drain_all()
    APILogHandler().flush()
    if not state.is_completed():
        raise typer.Exit(2)


def serve_schedule(parameters: dict[str, Any], cron: str, every: float | None) -> None:
    """Wait for the times of the schedule and run the flow in a process of its own at each, never two at once.

    The limit is one of this process, not of the server: a server that is stopped during a run would count that run for ever
    and cancel all that come after it.
    """
    from prefect.runner import Runner
    from prefect.schedules import Cron as CronSchedule
    from prefect.schedules import Interval
    from prefect.settings import PREFECT_UI_URL
    from prefect.types.entrypoint import EntrypointType

    from flows.clean_corpus import clean_corpus

    class StoppedRunner(Runner):
        """Ends on SIGTERM as on Ctrl-C. Prefect's own way leaves the run under way without a server to report to."""

        def handle_sigterm(self, *_args: object, **_kwargs: object) -> None:
            for run in multiprocessing.active_children():
                run.terminate()
            signal.raise_signal(signal.SIGINT)

    schedule = CronSchedule(cron, timezone="UTC") if every is None else Interval(every)
    runner = StoppedRunner(name=DEPLOYMENT, limit=1)
    runner.add_flow(clean_corpus, name=DEPLOYMENT, schedule=schedule, parameters=parameters, entrypoint_type=EntrypointType.MODULE_PATH)
    typer.echo(f"clean-corpus runs {describe_schedule(cron, every)}; Ctrl-C ends it. Its runs: {PREFECT_UI_URL.value()}", err=True)
    # A shell that starts this in the background has SIGINT ignored, and asyncio leaves it so.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with suppress(KeyboardInterrupt):
        asyncio.run(runner.start())


def describe_schedule(cron: str, every: float | None) -> str:
    """When runs come, for a person.

    >>> describe_schedule("0 3 * * *", None)
    "at '0 3 * * *' (UTC)"
    """
    return f"at '{cron}' (UTC)" if every is None else f"every {every:g} seconds"


def main() -> int:
    """Run the command; gives the exit status."""
    # Until Prefect has its own handler, the end must be one that lets `at_server` stop what it started.
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(128 + signal.SIGTERM))
    app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    app.command()(serve)
    try:
        app(prog_name="python -m flows.serve")
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else int(leaving.code is not None)
    except PapersieveError as error:
        typer.echo(f"flows.serve: {error}", err=True)
        return 2
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    return 0


if __name__ == "__main__":
    # The processes that `serve` starts for its runs look for `flows` where this was started.
    sys.exit(main())
