"""The queue, the peek and ageing, from everybody's facts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from drumbeat.apps.identity.queries import get_workspace
from drumbeat.apps.payments.models import InvoiceBalance
from drumbeat.apps.payments.queries import (
    DayTotal,
    list_day_totals,
    list_received,
)
from drumbeat.apps.reports.draft_facts import document_of
from drumbeat.apps.reports.facts import (
    EVERYTHING,
    drafts_beyond,
    needing_facts,
    queue_facts,
)
from drumbeat.apps.seen import Seen, seen_clause
from drumbeat.apps.sql import moment, read
from drumbeat.core import queue_rules
from drumbeat.core.ageing import AgedInvoice, AgeingRow, age
from drumbeat.core.money import Money, by_currency
from drumbeat.core.queue import Group, QueueRow, ScheduledBeyond
from drumbeat.core.queue_page import (
    HeldSend,
    QueueGroup,
    QueuePage,
    StripWeek,
)
from drumbeat.core.queue_rules import SNOOZED
from drumbeat.core.queue_words import day_text

PAGE = 25  # rows of one group on a page; what is beyond is counted, not shown
_WEEKS_PAST, _WEEKS = 4, 13
_READY = ("draft_ready", "governor")  # of drafts that wait for a look and a yes


_HELD = """
SELECT d.id, c.name, d.gross_minor, d.currency, d.content, d.send_at
FROM billing_draft d JOIN parties_client c ON c.id = d.client_id
WHERE d.workspace_id = %(workspace)s AND d.state = 'approved'
  AND d.send_at IS NOT NULL AND {seen}
"""
_BROUGHT_FORWARD = """
SELECT i.number, c.name, r.tone, r.recipients, r.due_at
FROM reminders_reminder r JOIN invoices_invoice i ON i.id = r.invoice_id
  JOIN parties_client c ON c.id = i.client_id
WHERE r.workspace_id = %(workspace)s AND r.state = 'planned'
  AND r.planned_at IS NOT NULL AND {seen}
"""


def queue_rows(workspace: int, *, on: date) -> list[QueueRow]:
    """Return the whole queue of a day, in its order."""
    zone = get_workspace(workspace).time_zone
    return queue_rules.queue(queue_facts(workspace, on=on, zone=zone), on=on)


def find_row(
    workspace: int, subject_id: str, *, client: str, on: date
) -> QueueRow | None:
    """Return the row of one thing of a client, or None when it is in no queue."""
    zone = get_workspace(workspace).time_zone
    facts = queue_facts(workspace, on=on, zone=zone, client=client)
    rows = (r for r in queue_rules.queue(facts, on=on) if r.subject_id == subject_id)
    return next(rows, None)


@dataclass(frozen=True, slots=True)
class Needing:
    """How many rows need somebody, the rows read, and the drafts that are ready."""

    count: int
    rows: tuple[QueueRow, ...]
    ready: tuple[int, ...]


def count_needing(workspace: int, *, on: date, seen: Seen = None) -> int:
    """Return how many rows of the queue need somebody: the number beside its name."""
    return needing(workspace, on=on, seen=seen).count


def needing(workspace: int, *, on: date, seen: Seen = None) -> Needing:
    """Return what needs somebody, the ready drafts in the order of the queue."""
    shown = needing_facts(workspace, on=on, most=PAGE, seen=seen)
    queue = queue_rules.queue(shown, on=on)
    rows = tuple(row for row in queue if row.group == Group.NEEDS_YOU)
    beyond = drafts_beyond(
        workspace, on=on, shown=[d.id for d in shown.drafts], seen=seen
    )
    return Needing(
        count=len(rows) + sum(count for count, _ in beyond),
        rows=rows,
        ready=tuple(
            int(row.subject_id.removeprefix("draft:"))
            for row in rows
            if row.reason in _READY and row.subject_id.startswith("draft:")
        ),
    )


def queue_page(
    workspace: int,
    *,
    on: date,
    zone: str,
    client: str | None = None,
    seen: Seen = None,
) -> QueuePage:
    """Return the first rows of each group, with sums that count all of them.

    `seen` are the clients it may be about. The number of queries and of rows read does
    not grow with the workspace.
    """
    facts = queue_facts(
        workspace,
        on=on,
        zone=zone,
        most=PAGE if client is None else EVERYTHING,
        client=client or "",
        seen=seen,
    )
    rows = queue_rules.queue(facts, on=on)
    totals = list_day_totals(workspace, seen=seen)
    beyond = drafts_beyond(
        workspace,
        on=on,
        shown=[d.id for d in facts.drafts],
        client=client or "",
        seen=seen,
    )
    known = totals if client is None else ()
    groups = _groups(rows, known, beyond, facts.scheduled_beyond, on=on)
    received = list_received(workspace, since=_first_week(on), seen=seen)
    late = [t for t in totals if t.due_date < on]
    soon = [t for t in totals if t.due_date <= on + timedelta(days=30)]
    return QueuePage(
        day=on,
        groups=groups,
        needs_you=next((g.count for g in groups if g.group == Group.NEEDS_YOU), 0),
        next_30_days=by_currency(Money(t.open_minor, t.currency) for t in soon),
        overdue=by_currency(Money(t.open_minor, t.currency) for t in late),
        overdue_count=sum(t.invoices for t in late),
        weeks=_weeks(received, totals, rows, on=on),
        next_thing=_next_thing(rows, on=on),
        held=held_sends(workspace, seen=seen),
    )


def _groups(
    rows: Sequence[QueueRow],
    totals: Sequence[DayTotal],
    drafts: Sequence[tuple[int, Money]],
    scheduled: ScheduledBeyond,
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
        amounts = [
            row.amount
            for row in found
            if row.amount is not None and row.reason != SNOOZED
        ]
        if group == Group.NEEDS_YOU:
            count += sum(number for number, _ in drafts)
            amounts += [amount for _, amount in drafts]
        if group == Group.SCHEDULED:
            count += scheduled.count
            # No sum is better than one that leaves out what nobody worked out.
            amounts = [] if scheduled.engagements else [*amounts, *scheduled.amounts]
        sums = by_currency(amounts)
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
    return count, by_currency(Money(t.open_minor, t.currency) for t in days)


def _first_week(on: date) -> date:
    return on - timedelta(days=on.weekday(), weeks=_WEEKS_PAST)


def _weeks(
    received: Sequence[tuple[date, Money]],
    totals: Sequence[DayTotal],
    rows: Sequence[QueueRow],
    *,
    on: date,
) -> tuple[StripWeek, ...]:
    """Return thirteen weeks around today as relative heights."""
    first = _first_week(on)
    kinds = ("received", "expected", "overdue", "scheduled")
    minor: dict[str, list[int]] = {kind: [0] * _WEEKS for kind in kinds}

    def add(kind: str, day: date, amount: int) -> None:
        week = (day - first).days // 7
        if 0 <= week < _WEEKS:
            minor[kind][week] += amount

    for day, amount in received:
        add("received", day, amount.minor)
    for t in totals:
        late = t.due_date < on
        add("overdue" if late else "expected", on if late else t.due_date, t.open_minor)
    for row in rows:
        # What is snoozed is no money to come: an invoice stands in the totals already.
        is_coming = row.group == Group.SCHEDULED and row.reason != SNOOZED
        if is_coming and row.amount is not None and row.due:
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


def _next_thing(rows: Sequence[QueueRow], *, on: date) -> str:
    coming = (r for r in rows if r.group == Group.SCHEDULED and r.reason != SNOOZED)
    row = next(coming, None)
    if row is None or row.due is None:
        return ""
    return f"{row.client}, {row.subject}, due {day_text(row.due, on=on)}"


def held_sends(workspace: int, *, seen: Seen = None) -> tuple[HeldSend, ...]:
    """Return the sends and reminders that can still be undone, the latest first."""
    drafts = read(
        _HELD.format(seen=seen_clause(seen, "d.client_id")), workspace=workspace
    )
    reminders = read(
        _BROUGHT_FORWARD.format(seen=seen_clause(seen, "i.client_id")),
        workspace=workspace,
    )
    held = [
        HeldSend(
            subject_id=f"draft:{draft}",
            client=client,
            amount=Money(minor, currency),
            goes_to=tuple(c.name or c.email for c in document_of(content).contacts),
            send_at=moment(send_at),
        )
        for draft, client, minor, currency, content, send_at in drafts
    ]
    held += [
        HeldSend(f"invoice:{number}", client, None, tuple(to.split()), moment(at), tone)
        for number, client, tone, to, at in reminders
    ]
    return tuple(sorted(held, key=lambda send: send.send_at, reverse=True))


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
