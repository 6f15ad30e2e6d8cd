"""Drafts that people approve and take back on the pages, and what they were told."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.core.management import call_command
from django.db.models import Count

from cast import VAT, Practice, eur, monthly
from concurrency.promises import Journal, Promises
from drumbeat import clock, wiring
from drumbeat.apps.audit.models import Activity
from drumbeat.apps.billing.models import Draft
from drumbeat.apps.delivery import operations as delivery
from drumbeat.apps.identity.queries import get_only_workspace
from drumbeat.apps.invoices.models import Invoice
from drumbeat.core.terms import Cadence, Retainer
from drumbeat.jobs.duties import Shift
from drumbeat.jobs.worker import do_all_due

CLIENTS = 4
WEEKS = 8  # of missed service: each is a draft that waits for a person
DECIDED = ("draft approved", "approval withdrawn")


class Desk:
    """One practice at the real time; people write their wishes beside the books."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.practice = Practice(get_only_workspace())
        self._promises = Promises(folder, self.practice)
        self._wishes = Journal(folder / "wishes")

    def restart(self) -> None:
        delivery.reap(self.practice.id, at=clock.now())

    def broken(self) -> list[str]:
        """Return every promise that was not kept, and every fault of the books."""
        today = clock.today(self.practice.workspace.time_zone)
        found = self._promises.broken(on=today)
        return [*found, *self._answers_not_kept(), *self._half_done()]

    def _answers_not_kept(self) -> Iterator[str]:
        """Yield drafts that are neither as last told nor as asked for since.

        A wish is “asked” before its request leaves and “told” once its answer came:
        what was only asked may have happened, wholly, or not at all.
        """
        may_be: dict[str, set[str]] = defaultdict(lambda: {"draft"})
        for word, draft, state in self._wishes.lines():
            may_be[draft] = {state} if word == "told" else may_be[draft] | {state}
        for draft, state in Draft.objects.values_list("id", "state"):
            wanted = may_be[str(draft)]
            was = "approved" if state == "issued" else state
            if was not in wanted:
                yield f"draft {draft} is {state}, it was told {sorted(wanted)}"

    def _half_done(self) -> Iterator[str]:
        """Yield drafts whose state, hold, approvals and trail do not agree."""
        decided = Activity.objects.filter(action__in=DECIDED).order_by("seq")
        last = dict(decided.values_list("subject", "action"))
        given = decided.filter(action=DECIDED[0]).order_by()
        on_trail = dict(given.values_list("subject").annotate(Count("id")))
        for draft in Draft.objects.annotate(approvals=Count("approval")):
            subject = f"draft:{draft.id}"
            if (last.get(subject) == DECIDED[0]) != (draft.state != "draft"):
                yield f"{subject} is {draft.state}, the trail says {last.get(subject)}"
            if (draft.send_at is not None) != (draft.state == "approved"):
                yield f"{subject} is {draft.state} and goes at {draft.send_at}"
            if draft.approvals != on_trail.get(subject, 0):
                yield f"{subject} has {draft.approvals} approvals, not those on trail"

    def work(self, chance: random.Random) -> None:
        """Pass over everything as the worker does, and let new drafts come."""
        self._pass()
        add_client(self.practice, f"Client {chance.random()}")
        self._pass()
        self._lay_out()

    def finish(self) -> list[str]:
        """Bring it to an end: what was approved has gone, and nothing else."""
        self._pass()
        left = Draft.objects.filter(state="approved").values_list("id", flat=True)
        return [f"draft {draft} is approved and did not go" for draft in left]

    def _pass(self) -> None:
        before = set(Invoice.objects.values_list("number", flat=True))
        mailer, register = self._promises.mailer, wiring.number_register()
        report = do_all_due(
            Shift(self.practice.workspace, clock.now(), mailer, register)
        )
        assert report.refused == []
        numbers = {issued.number for issued in report.issued}
        assert not numbers & before
        self._promises.note_issued(sorted(numbers))

    def _lay_out(self) -> None:
        """Write down which drafts wait for a person, for those who have no database."""
        waiting = Draft.objects.filter(state="draft").order_by("id")
        ids = "\n".join(map(str, waiting.values_list("id", flat=True)))
        (self._folder / "drafts").write_text(ids)


def add_client(practice: Practice, name: str) -> None:
    starts = clock.today(practice.workspace.time_zone) - timedelta(weeks=WEEKS)
    week = Retainer("Week, {period}", eur("350.00"), Cadence("week"), VAT)
    practice.agree(monthly(name, starts=starts, retainers=(week,)))


def setup() -> None:
    call_command("migrate", verbosity=0)
    practice = Practice.open()
    for number in range(CLIENTS):
        add_client(practice, f"Client {number}")
