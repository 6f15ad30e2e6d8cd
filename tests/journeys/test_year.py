"""Seven clients through a year: the books are right on the last day of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from cast import (
    NORA,
    CountingMailer,
    Practice,
    arrears,
    billed_minus_target,
    charges_of,
    eur,
    faults,
    faults_by_fsck,
    monthly,
    noon,
    working_days,
)
from drumbeat.apps.billing import operations as billing
from drumbeat.apps.billing.content import Agreement
from drumbeat.apps.billing.models import Draft
from drumbeat.apps.delivery.models import Dispatch
from drumbeat.apps.engagements import operations as engagements
from drumbeat.apps.engagements.queries import get_terms
from drumbeat.apps.invoices.models import Invoice
from drumbeat.apps.parties.queries import get_seller, list_clients
from drumbeat.apps.payments import operations as payments
from drumbeat.apps.payments.models import Allocation, InvoiceBalance
from drumbeat.apps.payments.queries import list_payments
from drumbeat.apps.reminders import operations as reminders
from drumbeat.apps.reminders.models import Reminder
from drumbeat.apps.reminders.operations import Doubt
from drumbeat.core.engagement_file import parse
from drumbeat.core.money import Money
from drumbeat.core.terms import Change

EXAMPLES = Path(__file__).parents[2] / "examples"
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
DOWN = (date(2026, 3, 20), date(2026, 5, 4))  # 45 days without a worker
RETAINER = "Retainer, {period}"
HARBOUR = "Harbour & Pine Ltd"
NORTHWIND = "Northwind Robotics GmbH"
TULP = "Tulp Logistiek B.V."
LUMEN = "Atelier Lumen SAS"
ALPENWERK = "Alpenwerk AG"


@dataclass
class Year:
    """The practice, its mail, and which engagement is whose."""

    practice: Practice
    mailer: CountingMailer = field(default_factory=CountingMailer)
    engagement: dict[str, int] = field(default_factory=dict)
    reminded: dict[int, list[date]] = field(default_factory=lambda: defaultdict(list))

    def begin(self) -> None:
        agreed = [monthly("Halden"), arrears("Osterhaus", starts=date(2026, 1, 15))]
        for file in sorted(EXAMPLES.glob("*.toml")):
            terms = parse(file.read_text("utf-8"), file=file.name)
            if not terms.purchase_order:
                terms = replace(terms, purchase_order="PO-1")
            agreed.append(terms)
        for terms in agreed:
            self.engagement[terms.client.name] = self.practice.agree(terms)

    def worker(self, day: date) -> None:
        """One pass of the worker, and Nora's yes to everything it drafted."""
        at = noon(day)
        self.practice.bill(day)
        self.practice.issue_all(day)
        self.practice.deliver(at, self.mailer)
        self.practice.remind(at)
        owed = dict(InvoiceBalance.objects.values_list("invoice_id", "open_minor"))
        for result in self.practice.deliver(at + timedelta(minutes=1), self.mailer):
            if result.kind == "reminder" and result.outcome == "sent":
                assert owed[result.invoice] > 0, "a paid invoice was reminded"
                self.reminded[result.invoice].append(day)

    def clients_pay(self, day: date) -> None:
        for owed in InvoiceBalance.objects.filter(open_minor__gt=0).select_related(
            "invoice", "client"
        ):
            paid = _habit(owed.client.name, (day - owed.due_date).days, owed)
            if paid:
                self._pay(owed, paid, day)

    def _pay(self, owed: InvoiceBalance, minor: int, day: date) -> None:
        number = owed.invoice.number
        receipt = payments.Receipt(
            amount=Money(minor, owed.currency),
            received_on=day,
            reference=f"Invoice {number}",
            source="bank",
            external_id=f"{day}/{number}",
            client=owed.client_id,
        )
        payments.record_payment(self.practice.id, receipt, actor=NORA, at=noon(day))

    def number_of(self, client: str, place: int) -> str:
        """Return the how-manyth invoice of a client."""
        of = Invoice.objects.filter(client__name=client, kind="invoice")
        return of.order_by("id")[place - 1].number

    def agreement(self, client: str) -> Agreement:
        engagement = self.engagement[client]
        terms = get_terms(self.practice.id, engagement)
        owner = Invoice.objects.filter(engagement_id=engagement).first()
        assert owner is not None
        return Agreement(
            id=engagement,
            terms=terms,
            client=list_clients(self.practice.id, {owner.client_id})[owner.client_id],
            seller=get_seller(self.practice.id),
            working=working_days(terms.holidays),
            zone=terms.time_zone or "Europe/Amsterdam",
        )


def _habit(client: str, late: int, owed: InvoiceBalance) -> int:
    """Return what a client pays of an invoice on a day, counted from its due date."""
    whole, first = owed.open_minor, owed.open_minor == owed.gross_minor
    if client == "Osterhaus":  # in two parts
        return whole // 2 if first and late >= 0 else whole if late >= 13 else 0
    if client == TULP:  # after a reminder or two
        return whole if late >= 22 else 0
    if client == LUMEN:  # a little too much
        return whole + 500 if late >= 0 else 0
    if client == ALPENWERK:
        return whole if late >= 9 else 0
    return whole if late >= 0 else 0


def happenings(year: Year) -> dict[date, list]:
    """Return what people decide in the course of the year, by day."""
    practice, of = year.practice, year.engagement

    def dispute() -> None:
        number = year.number_of(TULP, 1)
        doubt = Doubt("dispute", "Joost de Wit", "The hours look wrong.")
        reminders.dispute(
            practice.id,
            practice.invoice(number).id,
            number,
            doubt,
            on=date(2026, 3, 3),
            actor=NORA,
            at=noon("2026-03-03"),
        )

    def settle() -> None:
        number = year.number_of(TULP, 1)
        reminders.settle_dispute(
            practice.id,
            practice.invoice(number).id,
            number,
            "Credited and explained.",
            actor=NORA,
            at=noon("2026-03-12"),
        )
        billing.credit_invoice(
            practice.id,
            number,
            year.agreement(TULP),
            reason="Agreed after a question about the hours.",
            on=date(2026, 3, 12),
            actor=NORA,
            at=noon("2026-03-12"),
        )

    def promise() -> None:
        number = year.number_of(ALPENWERK, 1)
        reminders.promise(
            practice.id,
            practice.invoice(number).id,
            number,
            date(2026, 7, 1),
            person="Reto Keller",
            actor=NORA,
            at=noon("2026-06-22"),
        )

    def accept() -> None:
        engagements.accept_project(
            practice.id,
            of[ALPENWERK],
            "Marketing audit",
            on=date(2026, 7, 7),
            by="Reto Keller",
            actor=NORA,
            at=noon("2026-07-07"),
        )

    def write_off() -> None:
        row = InvoiceBalance.objects.filter(
            client__name="Osterhaus", open_minor__gt=0
        ).earliest("due_date")
        payments.write_off(
            practice.id,
            row.invoice.number,
            eur("0.01"),
            on=date(2026, 11, 26),
            reason="Rounding of the bank.",
            actor=NORA,
            at=noon("2026-11-26"),
        )

    raised = Change(date(2026, 6, 17), RETAINER, amount=eur("3750.00"))
    return {
        date(2026, 3, 3): [dispute],
        date(2026, 3, 12): [settle],
        date(2026, 6, 22): [promise],
        date(2026, 6, 24): [
            lambda: practice.change(of["Halden"], raised, on="2026-06-24")
        ],
        date(2026, 7, 7): [accept],
        date(2026, 8, 5): [
            lambda: practice.pause(
                of["Halden"], "2026-08-06", "2026-08-16", on="2026-08-05"
            )
        ],
        date(2026, 9, 22): [
            lambda: practice.end(of[NORTHWIND], "2026-09-20", on="2026-09-22")
        ],
        date(2026, 11, 26): [write_off],
    }


@pytest.fixture
def year(db) -> Year:
    """The whole of 2026, day by day."""
    lived = Year(Practice.open())
    lived.begin()
    to_happen = happenings(lived)
    day = FIRST
    while day <= LAST:
        for happening in to_happen.pop(day, ()):
            happening()
        if not DOWN[0] <= day < DOWN[1]:
            lived.worker(day)
        if day.weekday() < 5:
            lived.clients_pay(day)
        day += timedelta(days=1)
    assert to_happen == {}
    return lived


def test_a_year_of_seven_clients(year):  # I-13, I-28, I-45, I-52, I-53, I-63
    practice = year.practice

    assert faults(practice) == []
    assert faults_by_fsck(practice, on=LAST) == []
    assert billed_minus_target(practice, on=LAST) == {}
    assert practice.bill(LAST).drafts == []
    assert not Draft.objects.exclude(state__in=["issued", "discarded"]).exists()
    _everything_happened(year)
    _money_adds_up(practice)
    _mail_went_once(year)
    _reminders_kept_their_distance(year)


def _everything_happened(year: Year) -> None:
    notes = Invoice.objects.filter(kind="credit_note")
    credited = Counter(notes.values_list("client__name", flat=True))
    # Halden: the old price of half of June, and the pause.
    assert credited == {TULP: 1, "Halden": 2, NORTHWIND: 1}
    invoices = Counter(
        Invoice.objects.filter(kind="invoice").values_list("client__name", flat=True)
    )
    assert invoices["Halden"] == 13  # twelve months and what June lacked
    assert invoices["Osterhaus"] == 11
    assert invoices[ALPENWERK] == 3
    components = {row[2] for row in charges_of(year.practice)}
    assert "add_on:Launch support" in components
    assert "add_on:Comité mensuel" in components


def _money_adds_up(practice: Practice) -> None:
    """Invoices − credits − payments + refunds − losses = open − free. [I-48]"""
    owed: Counter[str] = Counter()
    for invoice in Invoice.objects.all():
        sign = 1 if invoice.kind == "invoice" else -1
        owed[invoice.currency] += sign * invoice.gross_minor
    for payment in list_payments(practice.id):
        owed[payment.amount.currency] -= payment.amount.minor - payment.free.minor
    owed["EUR"] -= 1  # the cent written off
    for note in Invoice.objects.filter(kind="credit_note"):
        used = Allocation.objects.filter(credit_note=note)
        applied = sum(used.values_list("amount_minor", flat=True))
        owed[note.currency] += note.gross_minor - applied
    kept: Counter[str] = Counter()
    for balance in InvoiceBalance.objects.all():
        kept[balance.currency] += balance.open_minor
    assert {c: m for c, m in owed.items() if m} == {c: m for c, m in kept.items() if m}


def _mail_went_once(year: Year) -> None:
    assert max(Counter(year.mailer.accepted).values()) == 1
    sent = Dispatch.objects.filter(state="sent").values_list("message_id", flat=True)
    assert set(sent) == set(year.mailer.accepted)
    lost = Dispatch.objects.exclude(state__in=["sent", "suppressed"])
    assert not lost.exists()


def _reminders_kept_their_distance(year: Year) -> None:
    assert len(year.reminded) > 20
    for days in year.reminded.values():
        gaps = [(b - a).days for a, b in pairwise(days)]
        assert all(gap >= 3 for gap in gaps)
        assert days.count(DOWN[1]) <= 1
    repeated = Counter(
        Reminder.objects.filter(state="sent").values_list("invoice_id", "step")
    )
    assert set(repeated.values()) == {1}
