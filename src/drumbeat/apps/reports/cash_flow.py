"""Cash flow: what came, what should come and why, and what would change it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from drumbeat.apps.identity.queries import get_monthly_floor
from drumbeat.apps.reports.payment_habits import list_arrivals, list_habits
from drumbeat.apps.reports.plan_ahead import WithoutDay
from drumbeat.apps.reports.plans import Calendars
from drumbeat.apps.reports.queries import needing
from drumbeat.apps.reports.receivables import Receivables, list_receivables
from drumbeat.core.cash_actions import CashAction, action_of, what_would_move
from drumbeat.core.cash_flow import Span, main_currency, months_ahead
from drumbeat.core.dates import Period
from drumbeat.core.forecast import Arrival, Expected, forecast
from drumbeat.core.money import Money


@dataclass(frozen=True, slots=True)
class CashFlow:
    """Everything the page says on one day.

    `expected` is in the order of days and reaches to the end of the periods; open
    invoices and drafts are in it whatever their day. `needs_you` counts the queue;
    `draft_words` are its status words of drafts, by subject.
    """

    on: date
    span: Span
    periods: tuple[Period, ...]
    currency: str
    received: tuple[Arrival, ...]
    expected: tuple[Expected, ...]
    without_day: tuple[WithoutDay, ...]
    actions: tuple[CashAction, ...]
    draft_words: Mapping[str, str]
    floor: Money | None
    needs_you: int

    @property
    def arrivals(self) -> tuple[Arrival, ...]:
        """Return all marks on the axis of time."""
        return (*self.received, *(each.arrival for each in self.expected))


def cash_flow(
    workspace: int,
    *,
    on: date,
    span: Span,
    home: str,
    zone: str,
    calendars: Calendars,
) -> CashFlow:
    """Return the page; `home` is the workspace’s currency.

    The number of queries is always the same.
    """
    periods = span.periods(on)
    months = months_ahead(on)
    until = max(periods[-1].last_day, months[-1].last_day)
    found, expected = _expected(
        workspace, on=on, until=until, zone=zone, calendars=calendars
    )
    since = min(periods[0].start, months[0].start)
    received = list_arrivals(workspace, since=since, on=on)
    waiting = needing(workspace, on=on)
    currency = main_currency([*received, *(each.arrival for each in expected)], home)
    by_hand = (action_of(row) for row in waiting.rows)
    actions = [*filter(None, by_hand), *map(_yes, found.without_day)]
    return CashFlow(
        on=on,
        span=span,
        periods=periods,
        currency=currency,
        received=received,
        expected=expected,
        without_day=found.without_day,
        actions=what_would_move(actions, currency),
        draft_words={row.subject_id: row.status for row in waiting.rows},
        floor=get_monthly_floor(workspace),
        needs_you=waiting.count,
    )


def expected_receipts(
    workspace: int, *, on: date, until: date, zone: str, calendars: Calendars
) -> tuple[Expected, ...]:
    """Return what should arrive, in the order of days; of the plan up to `until`."""
    return _expected(workspace, on=on, until=until, zone=zone, calendars=calendars)[1]


def _expected(
    workspace: int, *, on: date, until: date, zone: str, calendars: Calendars
) -> tuple[Receivables, tuple[Expected, ...]]:
    found = list_receivables(
        workspace, on=on, until=until, zone=zone, calendars=calendars
    )
    expected = forecast(found.dated, list_habits(workspace, on=on), on=on)
    return found, tuple(
        each
        for each in expected
        if each.receivable.kind != "coming" or each.day <= until
    )


def _yes(waiting: WithoutDay) -> CashAction:
    person = waiting.person or waiting.client
    return CashAction(
        reason="awaiting_client",
        verb=f"{person} accepts {waiting.project}",
        client=waiting.client,
        subject="invoiced the moment it is accepted",
        amount=waiting.amount,
        subject_id=f"engagement:{waiting.engagement}",
    )
