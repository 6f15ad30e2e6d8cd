"""Bank files and lines, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from drumbeat.apps.banking.operations import Imported
from drumbeat.apps.banking.queries import BankFileRow, OpenLine
from drumbeat.core.matching import Candidate
from drumbeat.core.money import Money
from drumbeat.web import formats


@dataclass(frozen=True, slots=True)
class FileView:
    """A file that was read."""

    id: int
    name: str
    state: str
    may_go: bool


@dataclass(frozen=True, slots=True)
class LineView:
    """Money that waits."""

    id: int
    payer: str
    text: str
    day: str
    amount: Money
    note: str


@dataclass(frozen=True, slots=True)
class CandidateView:
    """Invoices that money may settle, and why."""

    client: int
    client_name: str
    invoices: str  # their numbers, as the form sends them
    named: str
    reason: str
    note: str


def file_view(row: BankFileRow, *, zone: str, on: date) -> FileView:
    """Write a line of the list of files."""
    local = row.read_at.astimezone(ZoneInfo(zone))
    day = formats.weekday_day(local.date(), on=on)
    state = f"{formats.count_of(row.lines, 'line')}, read {day} by {row.read_by}"
    if row.is_taken_back:
        state += ", taken back"
    may_go = not (row.is_taken_back or row.payments)
    return FileView(row.id, row.name, state, may_go)


def line_view(one: OpenLine, *, on: date) -> LineView:
    """Write money that waits."""
    line = one.line
    return LineView(
        id=one.id,
        payer=line.payer or "Nobody named",
        text=line.said or "Without a text",
        day=formats.weekday_day(line.booked_on, on=on),
        amount=line.amount,
        note="Perhaps a second record of a payment that is booked."
        if one.is_doubtful
        else "",
    )


def candidate_view(candidate: Candidate) -> CandidateView:
    """Write what money may settle."""
    note = ""
    if candidate.rest.minor:
        note = f"{formats.short_amount(candidate.rest)} stays on account."
    elif candidate.short.minor:
        note = f"{formats.short_amount(candidate.short)} stays open."
    return CandidateView(
        client=candidate.client,
        client_name=candidate.client_name,
        invoices=",".join(candidate.numbers),
        named=", ".join(candidate.numbers),
        reason=formats.capitalised(candidate.reason),
        note=note,
    )


def imported(done: Imported) -> str:
    """Return what reading a file did."""
    if done.is_again:
        return "This file was read before; nothing changed."
    said = [f"{formats.count_of(done.new, 'new line')} read"]
    said.append(f"{formats.count_of(len(done.booked), 'payment')} booked")
    if done.waiting:
        said.append(f"{len(done.waiting)} to be matched")
    if done.known:
        said.append(f"{done.known} on record already")
    if done.pending:
        said.append(f"{done.pending} not booked by the bank yet")
    return f"{', '.join(said)}."
