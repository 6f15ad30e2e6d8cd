"""The billing run, against the bare writing of its rows and against its own growth."""

from __future__ import annotations

from functools import partial
from statistics import median

from django.db import connection

from bench import cast, cpu, database, replay, seeds
from drumbeat import wiring
from drumbeat.apps.billing.bulk import run_billing
from drumbeat.apps.billing.models import Draft
from drumbeat.apps.identity.queries import get_only_workspace


def run() -> None:
    """Do one billing run."""
    run_billing(
        get_only_workspace(),
        at=cast.AT,
        actor=cast.ACTOR,
        calendars=wiring.calendars,
    )


def against_floor(size: int, rounds: int) -> dict[str, float]:
    """Run and replay in turns, each on a fresh copy of the same workspace."""
    seed = seeds.have("engagements", size)
    wiring.calendars("NL")  # the library of holidays is read once in a process
    runs, floors = [], []
    for _ in range(rounds):
        spent, rows = _run_and_keep(seed, size)
        runs.append(spent)
        database.fresh(seed)
        floors.append(cpu.spent_by(partial(replay.write, rows)).total)
    return {
        "ratio": median(floor / run for floor, run in zip(floors, runs, strict=True)),
        "per_second": size / median(runs),
        "floor_per_second": size / median(floors),
    }


def _run_and_keep(seed: str, size: int) -> tuple[float, list[replay.Written]]:
    """Return the CPU seconds of a run and the rows it wrote."""
    database.fresh(seed)
    before = _last_activity()
    spent = cpu.spent_by(run).total
    rows = [replay.written(table) for table in replay.BILLING]
    rows.append(replay.written(replay.AUDIT, f"id > {before}"))
    if Draft.objects.count() != size:
        raise RuntimeError("the run did not draft one invoice for each engagement")
    return spent, rows


def growth(size: int) -> dict[str, float]:
    """Return CPU seconds for each invoice and the peak of memory of one run."""
    database.fresh(seeds.have("engagements", size))
    wiring.calendars("NL")
    spent = cpu.spent_by(run)
    return {"cpu": spent.total / size, "peak": float(cpu.peak_kilobytes())}


def _last_activity() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM audit_activity")
        (last,) = cursor.fetchone()
    return int(last)
