"""Gather the facts of the queue: a bounded number of rows, the same few queries."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from django.db.models import Count, Sum

from drumbeat.apps.billing.checks import list_findings
from drumbeat.apps.billing.models import Draft
from drumbeat.apps.billing.queries import (
    OPEN_STATES,
    DraftRow,
    get_draft,
    list_contents,
    list_drafts,
)
from drumbeat.apps.delivery.models import STUCK, Dispatch
from drumbeat.apps.delivery.queries import DispatchRow, list_dispatches
from drumbeat.apps.engagements.queries import EngagementRow, list_rows
from drumbeat.apps.invoices.models import Invoice
from drumbeat.apps.invoices.queries import IssuedRow, list_invoices
from drumbeat.apps.parties.queries import list_clients
from drumbeat.apps.payments.models import InvoiceBalance
from drumbeat.apps.payments.queries import list_open_ids, list_unmatched
from drumbeat.apps.reminders.models import Dispute, PromiseToPay, Reminder
from drumbeat.apps.reminders.queries import (
    DisputeRow,
    PlannedRow,
    list_called,
    list_disputes,
    list_plans,
    list_promises,
)
from drumbeat.core.billing_plan import PlannedInvoice, planned, planned_groups
from drumbeat.core.billing_run import LOOK_BACK
from drumbeat.core.composition import ChargeGroup
from drumbeat.core.dates import WeekdaysOnly
from drumbeat.core.errors import Finding
from drumbeat.core.money import Money, total
from drumbeat.core.queue import (
    DraftFact,
    GovernorFact,
    InvoiceFact,
    NextReminder,
    OpenQuestion,
    ParkedFact,
    PaymentFact,
    QueueFacts,
    ScheduledFact,
)
from drumbeat.core.schedule import charges

DeliveryWord = Literal["sent", "queued", "possibly_sent", "failed"]
HORIZON = timedelta(days=30)
EVERYTHING = 1_000_000


def queue_facts(
    workspace: int, *, on: date, zone: str, most: int = EVERYTHING, client: str = ""
) -> QueueFacts:
    """Return what the queue is made of: all that needs a person, `most` of the rest."""
    late = list_open_ids(workspace, on=on, late=True, most=most, client=client)
    soon = list_open_ids(workspace, on=on, late=False, most=most, client=client)
    facts = needing_facts(workspace, {*late, *soon}, on=on, most=most, client=client)
    return replace(
        facts,
        scheduled=_scheduled_facts(
            workspace, on=on, zone=zone, client=client, most=most
        ),
    )


def needing_facts(
    workspace: int,
    others: Collection[int] = (),
    *,
    on: date,
    most: int = EVERYTHING,
    client: str = "",
) -> QueueFacts:
    """Return what may need a person, with those `others` of the issued invoices."""
    drafts = [
        d
        for d in list_drafts(workspace)
        if d.send_at is None and client in ("", d.client_name)
    ]
    ids = {*_needing_somebody(workspace, on=on), *others}
    return QueueFacts(
        drafts=_draft_facts(workspace, drafts[:most]),
        invoices=_invoice_facts(workspace, ids, on=on, client=client),
        parked=tuple(
            ParkedFact(e.id, e.name, e.client_name, e.parked_reason)
            for e in list_rows(workspace, parked=True, most=most)
            if client in ("", e.client_name)
        ),
        governors=_governor_facts(workspace, on=on, client=client, most=most),
        scheduled=(),
        payments=tuple(
            PaymentFact(p.id, p.reference[:60], p.free, p.received_on)
            for p in list_unmatched(workspace)
        ),
    )


def _needing_somebody(workspace: int, *, on: date) -> set[int]:
    """Return invoices with a question, a bounce, a missed promise or a call due."""
    end_of_day = datetime.combine(on + timedelta(days=1), time(), tzinfo=UTC)
    disputed = Dispute.objects.filter(invoice__workspace_id=workspace, closed_at=None)
    stuck = Dispatch.objects.filter(workspace_id=workspace, state__in=STUCK)
    missed = PromiseToPay.objects.filter(invoice__workspace_id=workspace, until__lt=on)
    calls = Reminder.objects.filter(
        workspace_id=workspace,
        tone="final",
        state="planned",
        due_at__lt=end_of_day,
        invoice__isnull=False,
    )
    found: set[int] = set()
    for rows in (disputed, stuck, missed, calls):
        found.update(rows.values_list("invoice_id", flat=True))
    return found


def _draft_facts(workspace: int, drafts: list[DraftRow]) -> tuple[DraftFact, ...]:
    documents = list_contents(workspace, [d.id for d in drafts])
    clients = list_clients(workspace, {d.client for d in drafts})
    by_draft = {d.id: clients[d.client] for d in drafts}
    findings = list_findings(workspace, documents, by_draft) if drafts else {}
    plans = list_plans(workspace, drafts=[d.id for d in drafts])
    return tuple(
        DraftFact(
            id=d.id,
            client=d.client_name,
            engagement=d.engagement_name,
            subject=d.subject,
            gross=d.gross,
            bill_on=d.bill_on,
            due_date=d.due_date,
            state=d.state,
            findings=tuple(findings[d.id]),
            missed_periods=1 if d.missed else 0,
            is_credit_note=d.kind == "credit_note",
            first_reminder=plans[d.id][0].due_at if plans.get(d.id) else None,
            reminder_count=len(plans.get(d.id, ())),
            update_written=documents[d.id].update is not None,
            prepared_on=d.composed_at.date(),
        )
        for d in drafts
    )


def drafts_beyond(
    workspace: int, *, on: date, shown: Collection[int], client: str = ""
) -> list[tuple[int, Money]]:
    """Return count and sum, by currency, of the drafts of today that are not shown."""
    waiting = Draft.objects.filter(
        workspace_id=workspace,
        state__in=OPEN_STATES,
        send_at=None,
        bill_on__lte=on + timedelta(days=1),
    ).exclude(id__in=shown)
    if client:
        waiting = waiting.filter(client__name=client)
    sums = waiting.values_list("currency").annotate(Count("id"), Sum("gross_minor"))
    return [(count, Money(minor, currency)) for currency, count, minor in sums]


def findings_of(workspace: int, draft: int) -> list[Finding]:
    """Return what stands between one draft and its issue."""
    row = get_draft(workspace, draft)
    documents = list_contents(workspace, [draft])
    clients = list_clients(workspace, [row.client])
    found = list_findings(workspace, documents, {draft: clients[row.client]})
    return found[draft]


def _invoice_facts(
    workspace: int, ids: Collection[int], *, on: date, client: str
) -> tuple[InvoiceFact, ...]:
    rows = [r for r in list_invoices(workspace, ids) if client in ("", r.client_name)]
    balances = dict(
        InvoiceBalance.objects.filter(invoice_id__in=ids).values_list(
            "invoice_id", "open_minor"
        )
    )
    dispatches = list_dispatches(workspace, ids)
    plans = list_plans(workspace, invoices=ids)
    disputes = list_disputes(workspace)
    promises = list_promises(workspace)
    called = list_called(workspace)
    facts = []
    for row in rows:
        dispute = disputes.get(row.id)
        fact = _invoice_fact(
            row,
            Money(balances.get(row.id, 0), row.gross.currency),
            dispatches.get(row.id, []),
            plans.get(row.id, []),
            promised=promises.get(row.id),
            was_called=row.id in called,
            on=on,
            question=_question(dispute) if dispute else None,
        )
        facts.append(fact)
    return tuple(facts)


def _invoice_fact(
    row: IssuedRow,
    is_open: Money,
    dispatches: list[DispatchRow],
    plan: list[PlannedRow],
    *,
    promised: date | None,
    was_called: bool,
    on: date,
    question: OpenQuestion | None,
) -> InvoiceFact:
    coming = next((r for r in plan if r.state == "planned"), None)
    sent = [d for d in dispatches if d.kind == "invoice" and d.sent_at]
    states = {d.state for d in dispatches}
    detail = next((d.answer for d in dispatches if d.state in STUCK), "")
    is_missed = promised is not None and promised < on
    needs_call = (
        coming is not None
        and coming.tone == "final"
        and coming.due_at.date() <= on
        and not was_called
    )
    return InvoiceFact(
        number=row.number,
        client=row.client_name,
        engagement=row.engagement_name,
        subject=row.subject,
        open=is_open,
        due_date=row.due_date,
        issue_date=row.issue_date,
        question=question,
        promised_until=None if is_missed else promised,
        promise_missed=promised if is_missed else None,
        delivery=next((word for state, word in _DELIVERY if state in states), "sent"),
        delivery_detail=detail,
        delivered_on=sent[0].sent_at.date() if sent and sent[0].sent_at else None,
        next_reminder=_next(coming) if coming else None,
        reminders_sent=sum(r.state == "sent" for r in plan),
        call_needed=needs_call,
    )


def _next(row: PlannedRow) -> NextReminder:
    return NextReminder(row.due_at, row.position, row.tone)


def _question(dispute: DisputeRow) -> OpenQuestion:
    is_dispute = dispute.kind == "dispute"
    return OpenQuestion(dispute.text, dispute.person, dispute.opened_on, is_dispute)


_DELIVERY: tuple[tuple[str, DeliveryWord], ...] = (
    ("failed", "failed"),
    ("bounced", "failed"),
    ("possibly_sent", "possibly_sent"),
    ("pending", "queued"),
    ("retry", "queued"),
    ("sending", "queued"),
    ("held", "queued"),
)


def _governor_facts(
    workspace: int, *, on: date, client: str, most: int
) -> tuple[GovernorFact, ...]:
    """Return engagements whose unbilled work or silence passes their limits."""
    rows = [
        e
        for e in list_rows(workspace, governed=True, most=most)
        if client in ("", e.client_name)
    ]
    last: dict[int, date] = {}
    issued = Invoice.objects.filter(
        workspace_id=workspace, engagement_id__in=[e.id for e in rows]
    ).order_by("issue_date")
    last.update(issued.values_list("engagement_id", "issue_date"))
    facts = []
    for e in rows:
        unbilled = _unbilled(e, on=on)
        days = (on - last.get(e.id, e.terms.starts)).days
        limit, days_limit = e.terms.unbilled_limit, e.terms.days_without_invoice_limit
        over = limit is not None and limit < unbilled
        if over or (days_limit is not None and days > days_limit):
            facts.append(
                GovernorFact(
                    e.id, e.name, e.client_name, unbilled, limit, days, days_limit
                )
            )
    return tuple(facts)


def _unbilled(engagement: EngagementRow, *, on: date) -> Money:
    """Return the value of service given but not yet due to be billed."""
    terms = engagement.terms
    coming = charges(
        terms, until=on + timedelta(days=400), since=on + timedelta(days=1)
    )
    given = [
        charge.amount.times(
            min((on - charge.service.start).days + 1, charge.service.days)
        ).minor
        // charge.service.days
        for charge in coming
        if charge.service.start <= on
    ]
    return total([Money(minor, terms.currency) for minor in given], terms.currency)


def _scheduled_facts(
    workspace: int,
    *,
    on: date,
    zone: str,
    client: str,
    most: int,
) -> tuple[ScheduledFact, ...]:
    """Return invoices of the next 30 days that have no draft yet."""
    drafted = set(
        Draft.objects.filter(workspace_id=workspace, bill_on__gt=on).values_list(
            "engagement_id", "bill_on"
        )
    )
    coming = [
        (group.bill_on, f"{e.id}:{group.bill_on}:{group.project}", e, group)
        for e in list_rows(workspace, billing_by=on + HORIZON, most=most)
        if client in ("", e.client_name)
        for group in _coming(e, on=on)
        if (e.id, group.bill_on) not in drafted
    ]
    # Only what is shown is worked out in full.
    coming.sort(key=lambda found: found[:2])
    return tuple(
        _scheduled_fact(
            key, e, planned(group, e.terms, working=WeekdaysOnly(), zone=zone)
        )
        for _, key, e, group in coming[:most]
    )


def _coming(e: EngagementRow, *, on: date) -> list[ChargeGroup]:
    groups = planned_groups(
        e.terms,
        until=on + HORIZON,
        since=on + timedelta(days=1) - LOOK_BACK,
        working=WeekdaysOnly(),
    )
    return [group for group in groups if group.bill_on > on]


def _scheduled_fact(
    key: str, e: EngagementRow, coming: PlannedInvoice
) -> ScheduledFact:
    names = [
        lane.lines[-1].description if lane.kind == "retainer" else lane.name
        for lane in coming.lanes
    ]
    return ScheduledFact(
        id=key,
        client=e.client_name,
        engagement=e.name,
        subject=" + ".join(names),
        bill_on=coming.bill_on,
        gross=coming.totals.gross,
        next_reminder=coming.reminders[0].at if coming.reminders else None,
    )
