"""The books that the killed worker keeps: days of billing, letters and payments."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

from django.core.management import call_command

from cast import (
    VAT,
    Practice,
    arrears,
    billed_minus_target,
    eur,
    monthly,
    noon,
)
from concurrency.promises import Journal, Promises
from drumbeat.apps.delivery import operations as delivery
from drumbeat.apps.engagements.models import Engagement
from drumbeat.apps.engagements.queries import get_terms
from drumbeat.apps.identity.queries import get_only_workspace
from drumbeat.apps.invoices.models import Invoice
from drumbeat.apps.payments.models import InvoiceBalance
from drumbeat.apps.payments.operations import AlreadyBooked
from drumbeat.core.money import Money
from drumbeat.core.terms import Cadence, Change, Retainer

FIRST_DAY = date(2026, 1, 1)


class Books:
    """One practice in one folder, with the journals of what it promised."""

    def __init__(self, folder: Path) -> None:
        self.practice = Practice(get_only_workspace())
        self.promises = Promises(folder, self.practice)
        self.days = Journal(folder / "days")

    @property
    def today(self) -> date:
        lines = self.days.lines()
        return date.fromisoformat(lines[-1][0]) if lines else FIRST_DAY

    def restart(self) -> None:
        """Free what the killed worker held, as every pass of a worker does first.

        Days pass between two steps here, so a lease of minutes may be days old.
        """
        delivery.reap(self.practice.id, at=noon(self.today))

    def broken(self) -> list[str]:
        """Return every promise that was not kept, and every fault of the books."""
        return self.promises.broken(on=self.today)

    def work(self, chance: random.Random) -> None:
        while True:
            self.one_day(self.today, chance)
            self.days.note(self.today + timedelta(days=chance.choice((0, 1, 1, 3))))

    def one_day(self, day: date, chance: random.Random) -> None:
        practice, at = self.practice, noon(day)
        if chance.random() < 0.2:
            self._change_something(day, chance)
        practice.bill(day)
        self._issue(day)
        practice.deliver(at, self.promises.mailer)
        practice.remind(at)
        practice.deliver(at + timedelta(minutes=1), self.promises.mailer)
        for owed in InvoiceBalance.objects.filter(open_minor__gt=0).order_by("?")[:2]:
            if chance.random() < 0.5:
                self._pay(owed.invoice_id, owed.open_minor, day, chance)

    def _issue(self, day: date) -> None:
        self.promises.note_issued(self.practice.issue_all(day))

    def _pay(self, invoice: int, owed: int, day: date, chance: random.Random) -> None:
        number = Invoice.objects.get(id=invoice).number
        paid = chance.choice((owed, max(1, owed // 2), owed + 5_000))
        name = f"{day}/{number}"
        try:
            self.practice.pay(
                str(Money(paid, "EUR")), day, reference=number, external_id=name
            )
        except AlreadyBooked:
            return
        self.promises.note_paid(name)

    def _change_something(self, day: date, chance: random.Random) -> None:
        engagement = chance.choice(
            list(Engagement.objects.values_list("id", flat=True))
        )
        terms = get_terms(self.practice.id, engagement)
        starts = max(day + timedelta(days=chance.randint(-9, 9)), terms.starts)
        paused = {p.until for p in terms.pauses}
        if chance.random() < 0.5 and all(u and u < starts for u in paused):
            until = starts + timedelta(days=chance.randint(0, 20))
            self.practice.pause(engagement, str(starts), str(until), on=str(day))
        elif all(change.starts < starts for change in terms.changes):
            price = Money(chance.randint(100_000, 400_000), "EUR")
            change = Change(starts, terms.retainers[0].name, amount=price)
            self.practice.change(engagement, change, on=str(day))

    def finish(self) -> list[str]:
        """Bring it to an end: nothing due may remain, and the sums must be right."""
        day = self.today + timedelta(days=40)
        for _ in range(5):  # what was parked for a person is resumed by nobody here
            self.practice.bill(day)
            self._issue(day)
        again = self.practice.bill(day).drafts
        found = [f"{key} is off by {by}" for key, by in self._differences(day).items()]
        return found + [f"draft {draft} was left over" for draft in again]

    def _differences(self, day: date) -> dict[str, int]:
        parked = Engagement.objects.filter(state="parked")
        names = tuple(f"{name}/" for name in parked.values_list("client__name", flat=1))
        return {
            key: by
            for key, by in billed_minus_target(self.practice, on=day).items()
            if not key.startswith(names)
        }


def setup() -> None:
    call_command("migrate", verbosity=0)
    practice = Practice.open()
    half = Retainer("Half, {period}", eur("1700.01"), Cadence("half month"), VAT)
    week = Retainer("Week, {period}", eur("350.00"), Cadence("week"), VAT)
    for terms in (
        monthly("Halden"),
        arrears("Osterhaus", starts=date(2026, 1, 20)),
        monthly("Tulp", retainers=(half,)),
        monthly("Harbour", retainers=(week,)),
    ):
        practice.agree(terms)
