"""Reports in the words and shapes of their pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from drumbeat.apps.reports.statements import StatementOfAccount
from drumbeat.core.ageing import AgeingRow
from drumbeat.core.days_to_pay import PaidInvoice, days_to_pay, of_invoices
from drumbeat.core.money import Money, total
from drumbeat.web import formats


@dataclass(frozen=True, slots=True)
class AgeingLine:
    """A client with an amount for each bucket, None where nothing is open."""

    client: str
    client_id: int
    amounts: tuple[Money | None, ...]
    total: Money


@dataclass(frozen=True, slots=True)
class AgeingTable:
    """What is open in one currency; `late` says how much of it is past due."""

    currency: str
    lines: tuple[AgeingLine, ...]
    sums: tuple[Money, ...]
    total: Money
    late: str


@dataclass(frozen=True, slots=True)
class DaysLine:
    """How one client pays, in words."""

    client: str
    count: str
    median: str
    spread: str
    late: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class DaysView:
    """All clients that paid, and all of them together."""

    lines: tuple[DaysLine, ...]
    everybody: DaysLine | None


@dataclass(frozen=True, slots=True)
class StatementLine:
    """An entry: what was asked for or what came, and what is owed after it."""

    day: str
    what: str
    asked: Money | None
    came: Money | None
    balance: Money


@dataclass(frozen=True, slots=True)
class StatementView:
    """The statement of one currency; without entries before it nothing opens it."""

    currency: str
    opening: Money | None
    lines: tuple[StatementLine, ...]
    closing: Money


def ageing_tables(
    rows: Sequence[AgeingRow], clients: Mapping[str, int]
) -> tuple[AgeingTable, ...]:
    """Write a table for each currency; currencies are never added."""
    by_currency = sorted(rows, key=lambda row: row.currency)
    return tuple(
        _ageing_table(currency, list(members), clients)
        for currency, members in groupby(by_currency, key=lambda row: row.currency)
    )


def _ageing_table(
    currency: str, rows: Sequence[AgeingRow], clients: Mapping[str, int]
) -> AgeingTable:
    columns = zip(*(row.amounts for row in rows), strict=True)
    sums = tuple(total(column, currency) for column in columns)
    late = total(sums[1:], currency)
    return AgeingTable(
        currency=formats.currency_name(currency),
        lines=tuple(
            AgeingLine(
                client=row.client,
                client_id=clients[row.client],
                amounts=tuple(amount or None for amount in row.amounts),
                total=row.total,
            )
            for row in rows
        ),
        sums=sums,
        total=total(sums, currency),
        late=formats.short_amount(late) if late else "",
    )


def days_view(paid: Sequence[PaidInvoice]) -> DaysView:
    """Write a line for each client, the slowest first, and one for all of them."""
    lines = tuple(
        DaysLine(
            client=row.client,
            count=formats.count_of(row.count, "invoice"),
            median=formats.count_of(row.median, "day"),
            spread=_spread(row.quick, row.slow),
            late=late_words(row.late),
            is_late=row.late > 0,
        )
        for row in [
            *days_to_pay(paid),
            *([of_invoices("Everybody", paid)] if paid else []),
        ]
    )
    return DaysView(lines[:-1], lines[-1] if lines else None)


def _spread(quick: int, slow: int) -> str:
    if quick == slow:
        return formats.count_of(quick, "day")
    return f"{quick} to {formats.count_of(slow, 'day')}"


def late_words(days: int) -> str:
    """Return “3 days late”, “1 day early” or “on the day”."""
    if days > 0:
        return formats.days_late(days)
    return f"{formats.count_of(-days, 'day')} early" if days else "on the day"


def statement_view(statement: StatementOfAccount) -> StatementView:
    """Write the entries: what was asked for at the left, what came at the right."""
    return StatementView(
        currency=formats.currency_name(statement.currency),
        opening=statement.opening or None,
        lines=tuple(
            StatementLine(
                day=formats.long_date(entry.on),
                what=entry.what,
                asked=entry.amount if entry.amount.minor > 0 else None,
                came=-entry.amount if entry.amount.minor < 0 else None,
                balance=entry.balance,
            )
            for entry in statement.entries
        ),
        closing=statement.closing,
    )
