"""`drumbeat serve`: the pages, by a threaded web server in front of the database."""

from __future__ import annotations

import signal
import subprocess
import sys
from types import FrameType

import click

from drumbeat.cli.setup import apply_migrations


@click.command()
@click.option("--bind", default="127.0.0.1:8000", show_default=True)
@click.option("--threads", default=8, show_default=True, type=click.IntRange(1, 128))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 32))
@click.option("--work", "with_work", is_flag=True, help="Do the background work too.")
def serve(bind: str, threads: int, workers: int, with_work: bool) -> int:
    """Bring the tables up to date and serve the pages until stopped."""
    apply_migrations()
    return run_server(bind=bind, threads=threads, workers=workers, with_work=with_work)


def run_server(*, bind: str, threads: int, workers: int, with_work: bool) -> int:
    """Serve until stopped, with a worker beside it if asked; return the exit code."""
    server = [
        "gunicorn",
        f"--bind={bind}",
        f"--threads={threads}",
        f"--workers={workers}",
        "--worker-class=gthread",
        "--graceful-timeout=30",
        "--no-control-socket",
        "drumbeat.config.wsgi:application",
    ]
    programs = [server, ["drumbeat.cli.main", "work"]] if with_work else [server]
    started = [
        subprocess.Popen([sys.executable, "-m", *program])  # noqa: S603  (our own)
        for program in programs
    ]

    def stop(number: int, frame: FrameType | None) -> None:
        del number, frame
        for process in started:
            process.terminate()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    code = started[0].wait()
    for process in started[1:]:
        process.terminate()
        process.wait()
    return code
