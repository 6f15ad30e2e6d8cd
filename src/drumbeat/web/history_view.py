"""What was done to a thing, in sentences, the latest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from drumbeat.apps.audit.queries import HistoryRow
from drumbeat.web import formats

_SENTENCES = {
    "draft composed": "Prepared from the terms",
    "update written": "Update written",
    "lines edited": "Lines changed",
    "order named": "Purchase order taken over from the client",
    "client forwarded": "Sent on by the client",
    "client named an order": "Purchase order named by the client",
    "details renewed": "Details of both sides taken over again",
    "draft approved": "Approved",
    "approval withdrawn": "Approval taken back",
    "draft discarded": "Discarded",
    "invoice issued": "Issued",
    "credit note issued": "Issued",
    "credit note drafted": "Credit note drafted",
    "invoice reissued": "Credit note and new invoice drafted",
    "question opened": "Question noted",
    "dispute opened": "Dispute noted",
    "question settled": "Question settled",
    "payment promised": "Payment promised",
    "question answered": "Question answered",
    "client approved": "Approved by the client",
    "client took approval back": "Approval taken back by the client",
    "client gave feedback": "Feedback given",
    "client replied": "Client replied",
    "payment announced": "Payment announced by the client",
    "talk noted": "Talk noted",
    "link revoked": "Client’s link ended",
    "call logged": "Call noted",
    "reminder brought forward": "Reminder brought forward",
    "reminder put back": "Reminder put back to its day",
    "snoozed": "Snoozed",
    "snooze ended": "Not snoozed any more",
    "letter sent again": "Letter sent again",
    "letter arrived": "Letter noted as arrived",
    "invoice written off": "Written off",
    "offer made": "Offered",
    "client agreed": "Agreed by the client",
    "client said not now": "Put off by the client",
    "offer withdrawn": "Withdrawn",
    "offer question asked": "Question asked",
    "offer question answered": "Question answered",
}


@dataclass(frozen=True, slots=True)
class Event:
    """Something that was done: when, what, by whom, and why if somebody said."""

    when: str
    what: str
    actor: str
    why: str


def history(
    rows: Sequence[HistoryRow], *, zone: ZoneInfo, on: date
) -> tuple[Event, ...]:
    """Write the history; what one person did again and again stands once."""
    events: list[Event] = []
    for row in rows:
        event = _event(row, zone, on)
        if events and (events[-1].what, events[-1].actor) == (event.what, event.actor):
            events.pop()
        events.append(event)
    return tuple(reversed(events))


def _event(row: HistoryRow, zone: ZoneInfo, on: date) -> Event:
    local = row.at.astimezone(zone)
    why = row.facts.get("reason") or row.facts.get("override")
    why = why or row.facts.get("outcome") or ""
    return Event(
        when=f"{formats.weekday_day(local.date(), on=on)}, {local:%H:%M}",
        what=_SENTENCES.get(row.action, formats.capitalised(row.action)),
        actor=row.actor,
        why=str(why),
    )
