"""The cast of the longer tests: one practice, its clients, and what it does all day."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from drumbeat import wiring
from drumbeat.adapters.holidays.calendar import working_days
from drumbeat.apps.audit.operations import Actor
from drumbeat.apps.audit.queries import verify_chain
from drumbeat.apps.billing import operations as billing
from drumbeat.apps.billing.bulk import RunReport, run_billing
from drumbeat.apps.billing.models import Charge
from drumbeat.apps.billing.queries import DraftRow, list_drafts
from drumbeat.apps.delivery import operations as delivery
from drumbeat.apps.engagements import operations as engagements
from drumbeat.apps.engagements.project_queries import project_days
from drumbeat.apps.engagements.queries import list_engagements
from drumbeat.apps.identity import operations as identity
from drumbeat.apps.identity.models import Workspace
from drumbeat.apps.identity.queries import WorkspaceRow, get_workspace
from drumbeat.apps.invoices.models import Invoice, NumberSeries
from drumbeat.apps.parties.operations import set_issuer
from drumbeat.apps.payments import operations as payments
from drumbeat.apps.payments.models import OpenByDay
from drumbeat.apps.payments.queries import (
    computed_balances,
    computed_days,
    find_balance,
    list_payments,
)
from drumbeat.apps.reminders import operations as reminders
from drumbeat.apps.reminders.queries import plan_of
from drumbeat.apps.reports.fsck import check_books
from drumbeat.core.documents import Tax
from drumbeat.core.money import Money
from drumbeat.core.party import Contact, PostalAddress, Seller
from drumbeat.core.ports import DeliveryReport, Message
from drumbeat.core.project_shares import with_days
from drumbeat.core.schedule import charges
from drumbeat.core.terms import (
    Cadence,
    Change,
    ClientProfile,
    EngagementTerms,
    Pause,
    Retainer,
)
from drumbeat.core.terms_edits import Edit, changing, ending, pausing

NORA = Actor("Nora", "cli")
VAT = Tax("S", Decimal(21))
DOMAIN = "mail.example"
MONTH = Cadence("month")
SELLER = Seller(
    "Lindqvist Advisory B.V.",
    PostalAddress(("Herengracht 401", "1017 BP Amsterdam"), "NL"),
    vat_id="NL812345678B01",
    iban="NL91ABNA0417164300",
)


def noon(day: date | str) -> datetime:
    """Return midday UTC: the same date in Europe and the Americas."""
    return datetime.fromisoformat(f"{day}T12:00:00+00:00")


def eur(text: str) -> Money:
    return Money.parse(text, "EUR")


def profile(name: str, *, at: str | None = None) -> ClientProfile:
    address = at or f"ap@{name.lower().replace(' ', '-')}.example"
    return ClientProfile(
        name=name,
        country="NL",
        address=("Keizersgracht 1", "1015 CC Amsterdam"),
        vat_id="NL001234567B01",
        contacts=(Contact("Accounts", address, ("approver", "payer")),),
    )


def monthly(name: str = "Halden", **changes: Any) -> EngagementTerms:
    """Return a plain monthly retainer of 3000 in advance from January 2026."""
    terms = EngagementTerms(
        name="Interim CMO",
        starts=date(2026, 1, 1),
        currency="EUR",
        client=profile(name),
        retainers=(Retainer("Retainer, {period}", eur("3000.00"), MONTH, VAT),),
    )
    return replace(terms, **changes)


def arrears(name: str = "Osterhaus", **changes: Any) -> EngagementTerms:
    terms = monthly(name)
    retainer = replace(terms.retainers[0], timing="in arrears")
    return replace(terms, retainers=(retainer,), **changes)


@dataclass
class CountingMailer:
    """A server that accepts everything and remembers what; it may be told to balk."""

    accepted: list[str] = field(default_factory=list)
    outcome: str = "sent"

    def send(self, message: Message, *, note_phase: Any) -> DeliveryReport:
        note_phase("dot")
        if self.outcome == "sent":
            self.accepted.append(message.message_id)
        return DeliveryReport(self.outcome, "250 noted")


def plain_message(claimed: delivery.Claimed) -> Message:
    return Message(
        message_id=claimed.message_id,
        sender="billing@lindqvist.example",
        to=tuple(address for _, address in claimed.recipients),
        subject=f"{claimed.kind} {claimed.invoice}",
        text="",
        html="",
        written_at=noon("2026-01-01"),
    )


@dataclass(frozen=True)
class Practice:
    """A workspace and the calls its owner and its worker make."""

    workspace: WorkspaceRow

    @property
    def id(self) -> int:
        return self.workspace.id

    @classmethod
    def open(cls, *, on: str = "2026-01-01", zone: str = "Europe/Amsterdam"):
        new = identity.NewWorkspace(
            "Lindqvist", "NL", "EUR", zone, "nora@x.example", "Nora", "a long password"
        )
        made = identity.open_first_workspace(new, at=noon(on))
        set_issuer(made, SELLER)
        Workspace.objects.filter(id=made).update(update_required=False)
        return cls(get_workspace(made))

    @classmethod
    def beside(cls, name: str, *, zone: str = "Europe/Amsterdam"):
        """Open a second workspace, which the set-up offers nobody."""
        made = Workspace.objects.create(
            name=name,
            country="NL",
            currency="EUR",
            time_zone=zone,
            created_at=noon("2026-01-01"),
            update_required=False,
        )
        set_issuer(made.id, SELLER)
        return cls(get_workspace(made.id))

    def agree(self, terms: EngagementTerms, *, on: str = "2026-01-01") -> int:
        at = noon(on)
        return engagements.import_engagement(self.id, terms, actor=NORA, at=at).id

    def pause(self, engagement: int, starts: str, until: str, *, on: str) -> None:
        period = Pause(date.fromisoformat(starts), date.fromisoformat(until))
        self.edit(engagement, pausing(period), on=on)

    def change(self, engagement: int, change: Change, *, on: str) -> None:
        self.edit(engagement, changing(change), on=on)

    def end(self, engagement: int, last_day: str, *, on: str) -> None:
        self.edit(engagement, ending(date.fromisoformat(last_day)), on=on)

    def edit(self, engagement: int, edit: Edit, *, on: str, read=None) -> int:
        return engagements.revise_terms(
            self.id, engagement, edit, read=read, actor=NORA, at=noon(on)
        )

    def bill(self, day: date | str) -> RunReport:
        return self.bill_at(noon(day))

    def bill_at(self, at: datetime) -> RunReport:
        return run_billing(self.workspace, at=at, actor=NORA, calendars=working_days)

    def drafts(self) -> list[DraftRow]:
        return list_drafts(self.id)

    def approve_all(self, day: date | str) -> list[int]:
        waiting = [d.id for d in self.drafts() if d.state != "approved"]
        for draft in waiting:
            billing.approve(self.id, draft, actor=NORA, at=noon(day))
        return waiting

    def issue(self, drafts: list[int], day: date | str) -> list[str]:
        issued = billing.issue_drafts(
            self.id,
            drafts,
            at=noon(day),
            actor=NORA,
            calendars=working_days,
            domain=DOMAIN,
            register=wiring.number_register(),
        )
        return [one.number for one in issued]

    def issue_all(self, day: date | str) -> list[str]:
        self.approve_all(day)
        return self.issue([d.id for d in self.drafts() if d.state == "approved"], day)

    def bill_and_issue(self, day: date | str) -> list[str]:
        self.bill(day)
        return self.issue_all(day)

    def invoice(self, number: str) -> Invoice:
        return Invoice.objects.get(workspace_id=self.id, number=number)

    def open_of(self, number: str) -> int:
        balance = find_balance(self.id, self.invoice(number).id)
        assert balance is not None
        return balance.open.minor

    def pay(
        self,
        amount: str,
        day: date | str,
        *,
        reference: str = "",
        client: str | None = None,
        external_id: str = "",
    ) -> payments.Recorded:
        of = Invoice.objects.filter(workspace_id=self.id, client__name=client).first()
        receipt = payments.Receipt(
            amount=eur(amount),
            received_on=date.fromisoformat(str(day)),
            reference=reference,
            source="manual",
            external_id=external_id or f"{day}/{amount}/{reference}/{client}",
            client=of.client_id if of else None,
        )
        return payments.record_payment(self.id, receipt, actor=NORA, at=noon(day))

    def remind(self, at: datetime) -> list[str]:
        return reminders.remind(self.id, at=at, domain=DOMAIN)

    def write(self, claimed: delivery.Claimed) -> Message | None:
        """Write the mail, unless a reminder is no longer called for. [S-65]"""
        if claimed.kind == "reminder":
            plan = plan_of(self.id, claimed.invoice)
            now = plan.circumstances if plan else None
            if now is None or now.disputed or not now.open.minor:
                return None
        return plain_message(claimed)

    def deliver(self, at: datetime, mailer: Any) -> list[delivery.Result]:
        results = delivery.drain(self.id, self.write, mailer=mailer, at=at)
        reminders.note_deliveries(self.id, at=at)
        return list(results)


def charges_of(practice: Practice) -> list[tuple[object, ...]]:
    """Return every charge as a value, whatever draft it is on."""
    return sorted(
        Charge.objects.filter(engagement__workspace_id=practice.id).values_list(
            "engagement__name",
            "engagement__client__name",
            "component",
            "version",
            "period_index",
            "kind",
            "service_start",
            "service_end",
            "amount_minor",
        )
    )


def faults(practice: Practice) -> list[str]:
    """Return every invariant of the books that does not hold."""
    return [
        *_faults_of_chain(practice.id),
        *_faults_of_series(practice.id),
        *_faults_of_balances(practice.id),
        *_faults_of_documents(practice.id),
    ]


def faults_by_fsck(practice: Practice, *, on: date) -> list[str]:
    """Return what the house’s own proof of the books finds."""
    checks = check_books(practice.id, at=noon(on))
    return [f"{check.id}: {check.details}" for check in checks if not check.ok]


def _faults_of_chain(workspace: int) -> list[str]:
    verdict = verify_chain(workspace)
    return [] if verdict.ok else [verdict.details]


def _faults_of_series(workspace: int) -> list[str]:
    found = []
    for series in NumberSeries.objects.filter(workspace_id=workspace):
        rows = Invoice.objects.filter(series=series).order_by("sequence")
        numbers = list(rows.values_list("sequence", flat=True))
        days = list(rows.values_list("issue_date", flat=True))
        if numbers != list(range(1, series.last_number + 1)):
            found.append(f"{series.kind} {series.year} has gaps: {numbers}")
        if days != sorted(days):
            found.append(f"{series.kind} {series.year} goes back in time")
    return found


def _faults_of_balances(workspace: int) -> list[str]:
    computed = computed_balances(workspace)
    found = [
        f"invoice {invoice}: {kept} open on record, {right} by the entries"
        for invoice, (kept, right) in computed.items()
        if kept != right
    ]
    days = {
        (d.currency, d.due_date): (d.invoices, d.open_minor)
        for d in OpenByDay.objects.filter(workspace_id=workspace, invoices__gt=0)
    }
    if days != computed_days(workspace):
        found.append("the sums by day differ from the balances")
    over = [p.id for p in list_payments(workspace) if p.free.minor < 0]
    return found + [f"payment {p} is allocated more than once" for p in over]


def _faults_of_documents(workspace: int) -> list[str]:
    found = []
    credited: Counter[int] = Counter()
    gross: dict[int, int] = {}
    for invoice in Invoice.objects.filter(workspace_id=workspace):
        if hashlib.sha256(invoice.snapshot.encode()).hexdigest() != invoice.sha256:
            found.append(f"{invoice.number} is not what was issued")
        gross[invoice.id] = invoice.gross_minor
        if invoice.preceding_id:
            credited[invoice.preceding_id] += invoice.gross_minor
    return found + [
        f"invoice {invoice} is credited {minor} of {gross[invoice]}"
        for invoice, minor in credited.items()
        if minor > gross[invoice]
    ]


def billed_minus_target(practice: Practice, *, on: date) -> dict[str, int]:
    """Return, by component, what differs between the books and the terms. [I-28]

    Empty when every period has been billed, less credits, exactly what the terms want.
    """
    differences: dict[str, int] = defaultdict(int)
    for row in list_engagements(practice.id):
        name = f"{row.client_name}/"
        billed = Charge.objects.filter(engagement_id=row.id)
        for component, minor in billed.values_list("component", "amount_minor"):
            differences[name + component] += minor
        terms = with_days(row.terms, project_days([row.id]).get(row.id, {}))
        for charge in charges(terms, until=on):
            differences[name + charge.component] -= charge.amount.minor
    return {key: minor for key, minor in differences.items() if minor}


def utc(text: str) -> datetime:
    """Read “2026-03-02T09:00” as UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
