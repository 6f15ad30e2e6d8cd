"""`drumbeat serve`: the pages, by a threaded web server in front of the database."""

from __future__ import annotations

import runpy
import sys

import click

from drumbeat.cli.setup import apply_migrations


@click.command()
@click.option("--bind", default="127.0.0.1:8000", show_default=True)
@click.option("--threads", default=8, show_default=True, type=click.IntRange(1, 128))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 32))
def serve(bind: str, threads: int, workers: int) -> None:
    """Bring the tables up to date and serve the pages until stopped."""
    apply_migrations()
    run_server(bind=bind, threads=threads, workers=workers)


def run_server(*, bind: str, threads: int, workers: int) -> None:
    """Serve until stopped; this process becomes the web server."""
    sys.argv = [
        "gunicorn",
        f"--bind={bind}",
        f"--threads={threads}",
        f"--workers={workers}",
        "--worker-class=gthread",
        "--graceful-timeout=30",
        "drumbeat.config.wsgi:application",
    ]
    runpy.run_module("gunicorn", run_name="__main__")
