"""Issue documents: number, snapshot, rows, in the caller's transaction."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import NamedTuple

from django.db import transaction

from drumbeat.apps.audit import operations as audit
from drumbeat.apps.audit.operations import Actor, Event
from drumbeat.apps.identity.queries import WorkspaceRow
from drumbeat.apps.invoices.models import NumberPattern, NumberSeries
from drumbeat.apps.invoices.queries import (
    PATTERNS,
    LostNumbers,
    list_lost,
    pattern_for,
    register_name,
)
from drumbeat.apps.rows import Row, insert_rows, instant, reserve_ids
from drumbeat.apps.sql import day, read
from drumbeat.core.documents import InvoiceDocument
from drumbeat.core.numbering import (
    NumbersLost,
    check_pattern,
    format_number,
    lost_numbers,
    may_begin_with,
    may_issue_on,
    series_year,
)
from drumbeat.core.ports import GivenNumber, NumberRegister
from drumbeat.core.snapshot import sha256_hex
from drumbeat.core.snapshot_text import issue_members, joined

_INVOICE_COLUMNS = (
    "id",
    "workspace_id",
    "series_id",
    "kind",
    "sequence",
    "number",
    "client_id",
    "engagement_id",
    "preceding_id",
    "subject",
    "issue_date",
    "due_date",
    "currency",
    "net_minor",
    "tax_minor",
    "gross_minor",
    "reference",
    "calendar_version",
    "snapshot",
    "sha256",
    "issued_at",
    "issued_by",
)
_LINE_COLUMNS = (
    "invoice_id",
    "position",
    "lane",
    "description",
    "net_minor",
    "tax_category",
    "tax_rate",
    "charge_key",
)
_TAX_COLUMNS = ("invoice_id", "category", "rate", "base_minor", "tax_minor")


@dataclass(frozen=True, slots=True)
class ToIssue:
    """A document that waits for its number, and what the row beside it needs."""

    document: Callable[[str], InvoiceDocument]  # number → the finished document
    bound: Mapping[str, str]  # what was approved, letter by letter
    client: int
    engagement: int
    preceding: int | None
    subject: str
    calendar_version: str


@dataclass(frozen=True, slots=True)
class Issued:
    """A document with its number, its row and its hash."""

    id: int
    sequence: int
    number: str
    document: InvoiceDocument
    sha256: str


@dataclass(frozen=True, slots=True)
class Numbers:
    """Consecutive numbers of a series, ours unless we roll back."""

    series: int
    name: str  # the register's
    kind: str
    pattern: str
    year: int
    first: int
    count: int
    last_issue_date: date | None


class _Counter(NamedTuple):
    """A series as it stands, locked: nobody else counts on before we commit."""

    id: int
    pattern: str
    last_number: int
    last_issue_date: date | None


_COUNT_ON = (
    "UPDATE invoices_numberseries SET last_number = last_number + %(count)s "
    "WHERE workspace_id = %(workspace)s AND kind = %(kind)s AND year = %(year)s "
    "RETURNING id, pattern, last_number, last_issue_date"
)


def take_numbers(
    books: WorkspaceRow, kind: str, count: int, *, on: date, register: NumberRegister
) -> Numbers:
    """Take the next numbers of the series of that kind and year.

    The UPDATE is also the lock (SQLite: the write lock), so whoever comes second
    waits here and then counts on; a rollback gives the numbers back.
    [S-46, S-47, I-36]

    :raises NumbersLost: the register knows numbers that these books do not
    :raises PatternRefused: a new series would give unreadable or double numbers
    """
    pattern = pattern_for(books.id, kind)
    year = series_year(pattern, on)
    counter = _count_on(books.id, kind, year, count, pattern)
    name = register_name(books, kind, year)
    known = counter.last_number - count
    lost = lost_numbers(known, register.high_water(name), is_restored=books.restored)
    if lost:
        said = f"{kind.replace('_', ' ')} {year}"
        raise NumbersLost(series=said, known=known, given=lost[-1])
    return Numbers(
        series=counter.id,
        name=name,
        kind=kind,
        pattern=counter.pattern,
        year=year,
        first=known + 1,
        count=count,
        last_issue_date=counter.last_issue_date,
    )


def _count_on(
    workspace: int, kind: str, year: int, count: int, opens_with: str
) -> _Counter:
    """Count the series on; it is opened when it is not there yet."""
    count_on = partial(
        read, _COUNT_ON, count=count, workspace=workspace, kind=kind, year=year
    )
    counted = count_on()
    if not counted:
        check_pattern(opens_with)
        NumberSeries.objects.get_or_create(
            workspace_id=workspace,
            kind=kind,
            year=year,
            defaults={"pattern": opens_with},
        )
        counted = count_on()
    ((series, pattern, last_number, last_on),) = counted
    return _Counter(series, pattern, last_number, last_on and day(last_on))


@transaction.atomic
def choose_numbers(
    workspace: int,
    kind: str,
    pattern: str,
    first: int,
    *,
    on: date,
    actor: Actor,
    at: datetime,
) -> bool:
    """Number the documents of a kind by a pattern, from a first number; say if at once.

    A series that has begun keeps its pattern; then the new one opens the next.

    :raises PatternRefused: it could give one number twice, or would never begin
    """
    check_pattern(pattern)
    [other] = [k for k in PATTERNS if k != kind]
    year = series_year(pattern, on)
    row = _count_on(workspace, kind, year, 0, pattern)
    at_once = may_begin_with(
        pattern,
        first,
        given=row.last_number,
        other=pattern_for(workspace, other),
        on=on,
    )
    events = [Event("number pattern chosen", f"series:{kind}", json.dumps(pattern))]
    NumberPattern.objects.update_or_create(
        workspace_id=workspace, kind=kind, defaults={"pattern": pattern}
    )
    if at_once:
        NumberSeries.objects.filter(id=row.id).update(
            pattern=pattern, last_number=first - 1
        )
        if first > 1:
            gap = LostNumbers(kind, year, 1, first - 1, None)
            events.append(_skipped(gap, "given elsewhere before"))
    audit.record(workspace, events, actor=actor, at=at)
    return at_once


def write_down(
    issued: Sequence[tuple[Numbers, Sequence[Issued]]], register: NumberRegister
) -> None:
    """Tell the register which numbers are given: the last thing before COMMIT (D13).

    Before, for a number that a client has and nobody remembers could be given twice;
    last, so that hardly anything can still keep these numbers from being given.

    :raises OutsideFailure: they cannot be written down; nothing may be committed
    """
    numbers = [
        GivenNumber(
            taken.name, one.sequence, one.number, one.sha256, one.document.issue_date
        )
        for taken, documents in issued
        for one in documents
    ]
    if not numbers:
        return
    register.give(numbers)
    for last in {number.series: number for number in numbers}.values():
        # What is committed is not taken back because this line cannot be written.
        keep = partial(register.keep, last.series, last.sequence)
        transaction.on_commit(keep, robust=True)


@transaction.atomic
def record_gap(
    workspace: int,
    *,
    reason: str,
    register: NumberRegister,
    actor: Actor,
    at: datetime,
) -> list[LostNumbers]:
    """Go on after the numbers that these books lost; the trail says why.

    What is skipped is never given again. Returns what was skipped, by series.
    """
    skipped = []
    for gap in list_lost(workspace, register):
        opens_with = pattern_for(workspace, gap.kind)
        row = _count_on(workspace, gap.kind, gap.year, 0, opens_with)
        if row.last_number + 1 != gap.first:
            continue  # somebody recorded it while we waited for the lock
        days = (day for day in (row.last_issue_date, gap.on) if day)
        NumberSeries.objects.filter(id=row.id).update(
            last_number=gap.last, last_issue_date=max(days, default=None)
        )
        skipped.append(gap)
    events = [_skipped(gap, reason) for gap in skipped]
    audit.record(workspace, events, actor=actor, at=at)
    return skipped


def _skipped(gap: LostNumbers, reason: str) -> Event:
    facts = {"first": gap.first, "last": gap.last, "reason": reason}
    payload = json.dumps(facts, sort_keys=True, separators=(",", ":"))
    return Event("numbers skipped", f"series:{gap.kind}:{gap.year}", payload)


def issue(
    workspace: int,
    numbers: Numbers,
    waiting: Sequence[ToIssue],
    *,
    on: date,
    today: date,
    at: datetime,
    by: str,
) -> list[Issued]:
    """Give the documents their numbers, in order, and store them, never to change.

    :raises IssueDateRefused: the day is before the last issue date, or in the future
    """
    may_issue_on(on, last_issue_date=numbers.last_issue_date, today=today)
    ids = reserve_ids("invoices_invoice", len(waiting))
    rows: list[Row] = []
    lines: list[Row] = []
    taxes: list[Row] = []
    issued: list[Issued] = []
    stamp = (instant(at), by)
    sequences = range(numbers.first, numbers.first + numbers.count)
    for row_id, sequence, item in zip(ids, sequences, waiting, strict=True):
        number = format_number(numbers.pattern, year=numbers.year, number=sequence)
        document = item.document(number)
        snapshot = joined(item.bound, issue_members(document))
        done = Issued(row_id, sequence, number, document, sha256_hex(snapshot.encode()))
        issued.append(done)
        head = (row_id, workspace, numbers.series)
        rows.append(
            (*head, *_body(item, done, sequence), snapshot, done.sha256, *stamp)
        )
        lines += _line_rows(row_id, document)
        taxes += tax_rows(row_id, document)
    if numbers.last_issue_date != on:
        NumberSeries.objects.filter(id=numbers.series).update(last_issue_date=on)
    insert_rows("invoices_invoiceline", _LINE_COLUMNS, lines)
    insert_rows("invoices_taxsubtotal", _TAX_COLUMNS, taxes)
    # Last, for it seals the document: no line is taken after it. [S-49]
    insert_rows("invoices_invoice", _INVOICE_COLUMNS, rows)
    return issued


def _body(item: ToIssue, done: Issued, sequence: int) -> Row:
    """Return the columns of the row from the kind to the calendar version."""
    document = done.document
    return (
        document.kind,
        sequence,
        done.number,
        item.client,
        item.engagement,
        item.preceding,
        item.subject,
        document.issue_date.isoformat(),
        document.due_date.isoformat(),
        document.currency,
        document.totals.net.minor,
        document.totals.tax.minor,
        document.totals.gross.minor,
        document.reference,
        item.calendar_version,
    )


def tax_rows(owner: int, document: InvoiceDocument) -> list[Row]:
    """Return the rows of the tax breakdown, beginning with the owner's id."""
    return [
        (
            owner,
            subtotal.tax.category,
            format(subtotal.tax.rate, "f"),
            subtotal.base.minor,
            subtotal.amount.minor,
        )
        for subtotal in document.totals.subtotals
    ]


def _line_rows(invoice: int, document: InvoiceDocument) -> list[Row]:
    lines = [line for lane in document.lanes for line in lane.lines]
    return [
        (
            invoice,
            position,
            line.lane,
            line.description,
            line.net.minor,
            line.tax.category,
            format(line.tax.rate, "f"),
            line.charge_key,
        )
        for position, line in enumerate(lines)
    ]
