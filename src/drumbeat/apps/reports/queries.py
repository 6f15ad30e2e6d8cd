"""The queue, the peek and ageing, from everybody's facts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from drumbeat.apps.billing.checks import list_draft_findings
from drumbeat.apps.billing.queries import get_draft, list_contents, list_drafts
from drumbeat.apps.identity.queries import get_workspace
from drumbeat.apps.invoices.queries import get_document, get_invoice
from drumbeat.apps.payments.models import InvoiceBalance
from drumbeat.apps.payments.queries import (
    DayTotal,
    list_balances,
    list_day_totals,
    list_received,
)
from drumbeat.apps.reminders.queries import PlannedRow, list_disputes, list_plans
from drumbeat.apps.reports.facts import (
    EVERYTHING,
    drafts_beyond,
    needing_facts,
    queue_facts,
)
from drumbeat.core import queue_rules
from drumbeat.core.ageing import AgedInvoice, AgeingRow, age
from drumbeat.core.documents import InvoiceDocument
from drumbeat.core.errors import Refusal
from drumbeat.core.money import Money
from drumbeat.core.queue import Group, QueueRow
from drumbeat.core.queue_page import (
    HeldSend,
    PeekLine,
    PeekPage,
    PeekRecipient,
    PeekReminder,
    PeekTax,
    QueueGroup,
    QueuePage,
    StripWeek,
)
from drumbeat.core.queue_words import day_text

PAGE = 25  # rows of one group on a page; what is beyond is counted, not shown
_PARTS = {"approver": "approves", "payer": "pays", "copy": "gets a copy"}
_WEEKS_PAST, _WEEKS = 4, 13


def queue_rows(workspace: int, *, on: date) -> list[QueueRow]:
    """Return the whole queue of a day, in its order."""
    zone = get_workspace(workspace).time_zone
    return queue_rules.queue(queue_facts(workspace, on=on, zone=zone), on=on)


def count_needing(workspace: int, *, on: date) -> int:
    """Return how many rows of the queue need somebody: the number beside its name."""
    shown = needing_facts(workspace, on=on, most=PAGE)
    rows = queue_rules.queue(shown, on=on)
    beyond = drafts_beyond(workspace, on=on, shown=[d.id for d in shown.drafts])
    return sum(row.group == Group.NEEDS_YOU for row in rows) + sum(
        count for count, _ in beyond
    )


def queue_page(workspace: int, *, on: date, client: str | None = None) -> QueuePage:
    """Return the first rows of each group, with sums that count all of them.

    The number of queries and of rows read does not grow with the workspace.
    """
    zone = get_workspace(workspace).time_zone
    facts = queue_facts(
        workspace,
        on=on,
        zone=zone,
        most=PAGE if client is None else EVERYTHING,
        client=client or "",
    )
    rows = queue_rules.queue(facts, on=on)
    totals = list_day_totals(workspace)
    beyond = drafts_beyond(
        workspace, on=on, shown=[d.id for d in facts.drafts], client=client or ""
    )
    groups = _groups(rows, totals if client is None else (), beyond, on=on)
    late = [t for t in totals if t.due_date < on]
    soon = [t for t in totals if t.due_date <= on + timedelta(days=30)]
    coming = next(
        (r for g in groups if g.group == Group.SCHEDULED for r in g.rows), None
    )
    return QueuePage(
        day=on,
        groups=groups,
        needs_you=next((g.count for g in groups if g.group == Group.NEEDS_YOU), 0),
        next_30_days=_sums(Money(t.open_minor, t.currency) for t in soon),
        overdue=_sums(Money(t.open_minor, t.currency) for t in late),
        overdue_count=sum(t.invoices for t in late),
        weeks=_weeks(workspace, totals, rows, on=on),
        next_thing=_next_thing(coming, on=on),
        held=_held(workspace),
    )


def _groups(
    rows: Sequence[QueueRow],
    totals: Sequence[DayTotal],
    drafts: Sequence[tuple[int, Money]],
    *,
    on: date,
) -> tuple[QueueGroup, ...]:
    """Cut each group to a page; count what is not shown from the totals by day."""
    by_group: dict[Group, list[QueueRow]] = defaultdict(list)
    for row in rows:
        by_group[row.group].append(row)
    groups = []
    for group in Group:
        found = by_group[group]
        if not found and group != Group.NEEDS_YOU:
            continue
        count = len(found)
        amounts = [row.amount for row in found if row.amount is not None]
        if group == Group.NEEDS_YOU:
            count += sum(number for number, _ in drafts)
            amounts += [amount for _, amount in drafts]
        sums = _sums(amounts)
        beyond = _beyond(group, found, totals, on=on)
        if beyond is not None:
            count, sums = beyond
        shown = tuple(found[:PAGE])
        groups.append(QueueGroup(group, shown, count, sums, more=count - len(shown)))
    return tuple(groups)


def _beyond(
    group: Group, found: Sequence[QueueRow], totals: Sequence[DayTotal], *, on: date
) -> tuple[int, tuple[Money, ...]] | None:
    """Return count and sums of a group that has more invoices than were read."""
    if group not in {Group.OVERDUE, Group.WAITING} or len(found) < PAGE:
        return None
    late = group == Group.OVERDUE
    days = [t for t in totals if (t.due_date < on) == late]
    count = sum(t.invoices for t in days)
    if count <= len(found):
        return None
    return count, _sums(Money(t.open_minor, t.currency) for t in days)


def _sums(amounts: Iterable[Money]) -> tuple[Money, ...]:
    """Add per currency, never across; the larger sum first."""
    sums: dict[str, int] = defaultdict(int)
    for amount in amounts:
        sums[amount.currency] += amount.minor
    found = [Money(minor, currency) for currency, minor in sums.items() if minor]
    return tuple(sorted(found, key=lambda m: (-m.minor, m.currency)))


def _weeks(
    workspace: int,
    totals: Sequence[DayTotal],
    rows: Sequence[QueueRow],
    *,
    on: date,
) -> tuple[StripWeek, ...]:
    """Return thirteen weeks around today as relative heights."""
    this = on - timedelta(days=on.weekday())
    first = this - timedelta(weeks=_WEEKS_PAST)
    kinds = ("received", "expected", "overdue", "scheduled")
    minor: dict[str, list[int]] = {kind: [0] * _WEEKS for kind in kinds}

    def add(kind: str, day: date, amount: int) -> None:
        week = (day - first).days // 7
        if 0 <= week < _WEEKS:
            minor[kind][week] += amount

    for day, amount in list_received(workspace, since=first):
        add("received", day, amount.minor)
    for t in totals:
        late = t.due_date < on
        add("overdue" if late else "expected", on if late else t.due_date, t.open_minor)
    for row in rows:
        if row.group == Group.SCHEDULED and row.amount is not None and row.due:
            add("scheduled", row.due, row.amount.minor)
    highest = max(sum(minor[k][week] for k in kinds) for week in range(_WEEKS)) or 1
    return tuple(
        StripWeek(
            starts=first + timedelta(weeks=week),
            **{kind: minor[kind][week] * 100 // highest for kind in kinds},
            is_now=week == _WEEKS_PAST,
        )
        for week in range(_WEEKS)
    )


def _next_thing(row: QueueRow | None, *, on: date) -> str:
    if row is None or row.due is None:
        return ""
    return f"{row.client}, {row.subject}, due {day_text(row.due, on=on)}"


def _held(workspace: int) -> tuple[HeldSend, ...]:
    held = [d for d in list_drafts(workspace, approved=True) if d.send_at is not None]
    documents = list_contents(workspace, [d.id for d in held])
    return tuple(
        HeldSend(
            draft_id=d.id,
            client=d.client_name,
            amount=d.gross,
            goes_to=tuple(c.name or c.email for c in documents[d.id].contacts),
            send_at=d.send_at,
        )
        for d in sorted(held, key=lambda d: -d.id)
        if d.send_at is not None
    )


def peek(workspace: int, subject_id: str, *, on: date) -> PeekPage | None:
    """Return one thing of the queue seen closely, or None when it is not there."""
    kind, _, key = subject_id.partition(":")
    try:
        if kind == "draft" and key.isdigit():
            return _peek_draft(workspace, int(key))
        if kind == "invoice":
            return _peek_invoice(workspace, key, on=on)
    except Refusal:
        return None
    return None


def _peek_draft(workspace: int, draft: int) -> PeekPage:
    row = get_draft(workspace, draft)
    document = list_contents(workspace, [draft])[draft]
    plan = list_plans(workspace, drafts=[draft]).get(draft, [])
    findings = list_draft_findings(workspace, [row])[draft]
    page = _peek_document(document, row.client_name, row.subject, plan)
    is_open = row.state in {"draft", "awaiting_approval", "approved"}
    blocked = any(finding.blocking for finding in findings)
    return replace(
        page,
        subject_id=f"draft:{draft}",
        status="Draft" if blocked else "Ready",
        amount=row.gross,
        due=row.due_date,
        findings=tuple(findings),
        actions=("approve",) if is_open and not blocked else (),
        approval_hash=row.content_hash,
    )


def _peek_invoice(workspace: int, number: str, *, on: date) -> PeekPage:
    row = get_invoice(workspace, number)
    document = get_document(workspace, number)
    plan = list_plans(workspace, invoices=[row.id]).get(row.id, [])
    is_open = Money(
        list_balances(workspace, [row.id]).get(row.id, 0), row.gross.currency
    )
    late = bool(is_open) and row.due_date < on
    asked = row.id in list_disputes(workspace)
    status = "Overdue" if late else "Sent" if is_open else "Paid"
    page = _peek_document(document, row.client_name, row.subject, plan)
    return replace(
        page,
        subject_id=f"invoice:{number}",
        status="Question" if asked else status,
        amount=is_open,
        due=row.due_date,
        number=number,
    )


def _peek_document(
    document: InvoiceDocument, client: str, subject: str, plan: Sequence[PlannedRow]
) -> PeekPage:
    update = document.update
    steps = [PeekReminder(r.due_at.date(), _step_words(r)) for r in plan]
    due = PeekReminder(document.due_date, "Due", is_due=True)
    return PeekPage(
        subject_id="",
        client=client,
        what=subject,
        status="",
        amount=None,
        due=document.due_date,
        lines=tuple(
            PeekLine("ABCD"[place % 4], lane.name, lane.net)
            for place, lane in enumerate(document.lanes)
        ),
        taxes=tuple(
            PeekTax(_tax_words(s.tax.category, f"{s.tax.rate:f}"), s.amount)
            for s in document.totals.subtotals
        ),
        total=document.totals.gross,
        update_title=update.title if update else "",
        update=tuple(d.text for d in update.accomplished) if update else (),
        reminders=tuple(sorted([*steps, due], key=lambda r: (r.when, not r.is_due))),
        goes_to=tuple(
            PeekRecipient(
                ", ".join(filter(None, (c.name, c.email))),
                " and ".join(_PARTS[role] for role in c.roles),
            )
            for c in document.contacts
        ),
    )


def _step_words(row: PlannedRow) -> str:
    if row.state == "sent":
        return f"{row.tone.capitalize()}, sent"
    if row.step.startswith("-"):
        return "Heads-up"
    if row.tone == "final":
        return "Call first, then final notice"
    return row.tone.capitalize()


def _tax_words(category: str, rate: str) -> str:
    if category == "S":
        return f"VAT {rate}%"
    return {"AE": "Reverse charge", "O": "Outside VAT", "E": "VAT exempt"}.get(
        category, "VAT 0%"
    )


def ageing(workspace: int, *, on: date) -> list[AgeingRow]:
    """Return what is open by client, currency and days past due."""
    return age(list_aged(workspace), on=on)


def list_aged(workspace: int) -> list[AgedInvoice]:
    """Return every open invoice as ageing needs it."""
    rows = InvoiceBalance.objects.filter(workspace_id=workspace, open_minor__gt=0)
    return [
        AgedInvoice(client, Money(minor, currency), due)
        for client, minor, currency, due in rows.values_list(
            "client__name", "open_minor", "currency", "due_date"
        )
    ]
