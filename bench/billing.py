"""The billing run, against the bare writing of its rows and against its own growth."""

from __future__ import annotations

from statistics import median

from django.db import connection

from bench import cast, cpu, database, replay, seeds
from drumbeat import wiring
from drumbeat.apps.billing.bulk import run_billing
from drumbeat.apps.identity.queries import get_only_workspace


def run() -> int:
    """Do one billing run; return how many drafts it made."""
    report = run_billing(
        get_only_workspace(),
        at=cast.AT,
        actor=cast.ACTOR,
        calendars=wiring.calendars,
    )
    return len(report.drafts)


def against_floor(size: int, rounds: int) -> dict[str, float]:
    """Run and replay in turns, each on a fresh copy of the same workspace."""
    seed = seeds.have("engagements", size)
    wiring.calendars("NL")  # the library of holidays is read once in a process
    runs, floors = [], []
    for _ in range(rounds):
        database.fresh(seed)
        before = _last_activity()
        drafts: list[int] = []
        runs.append(cpu.spent_by(lambda: drafts.append(run())).total)
        if drafts != [size]:
            raise RuntimeError(f"{drafts} drafts instead of {size}")
        rows = [replay.written(table) for table in replay.BILLING]
        rows.append(replay.written(replay.AUDIT, f"id > {before}"))
        database.fresh(seed)
        floors.append(cpu.spent_by(lambda: replay.write(rows)).total)
        rows.clear()
    return {
        "ratio": median(floor / run for floor, run in zip(floors, runs, strict=True)),
        "per_second": size / median(runs),
        "floor_per_second": size / median(floors),
    }


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
