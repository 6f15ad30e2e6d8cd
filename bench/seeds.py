"""Templates filled once and shared by the parts, each in a process of its own.

The process that measures has never held the sample, so its memory is its own.
"""

from __future__ import annotations

import subprocess
import sys

from django.db import transaction

from bench import cast, database, open_invoices
from drumbeat import wiring
from drumbeat.apps.billing.bulk import run_billing
from drumbeat.apps.billing.models import Draft
from drumbeat.apps.billing.operations import issue_drafts
from drumbeat.apps.identity.queries import get_only_workspace

_SAMPLES = 200  # really issued; the other open invoices are copies of them
_DRAFTS = 30


def have(kind: str, size: int) -> str:
    """Return the name of the template, made when it is not there yet."""
    subprocess.run(
        [
            sys.executable,
            "-m",
            "bench.part",
            "seed",
            "--kind",
            kind,
            "--size",
            str(size),
        ],
        check=True,
    )
    return _name(kind, size)


def make(kind: str, size: int) -> None:
    """Fill the template: `engagements`, `approved` drafts or `open` invoices."""
    database.keep("bench_blank", database.migrate)
    if kind != "engagements":
        like = _SAMPLES + _DRAFTS if kind == "open" else size
        make("engagements", like)
        fill = _open if kind == "open" else _approved
        base = _name("engagements", like)
    else:
        fill, base = _agreed, "bench_blank"

    def filled() -> None:
        with transaction.atomic():
            fill(size)

    database.keep(_name(kind, size), filled, like=base)


def _name(kind: str, size: int) -> str:
    return f"bench_{kind}_{size}"


def _agreed(size: int) -> None:
    cast.add_engagements(cast.open_workspace(), size)


def _approved(_: int) -> None:
    """Leave approved drafts, and the first one issued: the series is open."""
    workspace = get_only_workspace()
    run_billing(workspace, at=cast.AT, actor=cast.ACTOR, calendars=wiring.calendars)
    Draft.objects.update(state="approved")
    _issue(1)


def _open(size: int) -> None:
    _approved(size)
    _issue(_SAMPLES - 1)
    Draft.objects.filter(state="approved").update(state="draft")
    open_invoices.add(get_only_workspace().id, size - _SAMPLES)


def _issue(count: int) -> None:
    waiting = Draft.objects.filter(state="approved").order_by("id")
    issue_drafts(
        get_only_workspace().id,
        list(waiting.values_list("id", flat=True)[:count]),
        at=cast.AT,
        actor=cast.ACTOR,
        calendars=wiring.calendars,
        domain="bench.example",
        register=wiring.number_register(),
    )
