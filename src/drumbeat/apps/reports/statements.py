"""The statement of account of a client: every entry and the running balance."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from drumbeat.apps.invoices.models import Invoice
from drumbeat.apps.parties.models import Client
from drumbeat.apps.parties.queries import find_client
from drumbeat.apps.payments.models import Payment, Refund, WriteOff
from drumbeat.core.money import Money, total


@dataclass(frozen=True, slots=True)
class StatementEntry:
    """One fact; what the client owes grows with a positive amount."""

    on: date
    what: str
    amount: Money
    balance: Money


@dataclass(frozen=True, slots=True)
class StatementOfAccount:
    """Entries in one currency by day, after what was owed before the first."""

    currency: str
    opening: Money
    entries: tuple[StatementEntry, ...]

    @property
    def closing(self) -> Money:
        """Return what is owed after the last entry."""
        moved = total((entry.amount for entry in self.entries), self.currency)
        return self.opening + moved

    def of_year(self, year: int) -> StatementOfAccount:
        """Return the entries of a year, opened with what was owed at its beginning."""
        before = [entry for entry in self.entries if entry.on.year < year]
        return StatementOfAccount(
            self.currency,
            before[-1].balance if before else self.opening,
            tuple(entry for entry in self.entries if entry.on.year == year),
        )


def statement_of(workspace: int, client: str, *, on: date) -> list[StatementOfAccount]:
    """Return a statement for each currency, up to a day.

    :raises NoSuchClient: nobody is called that
    """
    return list_statements(workspace, find_client(workspace, client), on=on)


def list_statements(
    workspace: int, client: int, *, on: date
) -> list[StatementOfAccount]:
    """Return the statements of one client of the workspace, one for each currency."""
    owed = _moves(workspace, client, on=on)
    by_currency: dict[str, list[tuple[date, str, Money]]] = defaultdict(list)
    for day, what, amount in sorted(owed, key=lambda move: (move[0], move[1])):
        by_currency[amount.currency].append((day, what, amount))
    return [
        StatementOfAccount(currency, Money.zero(currency), _running(moves, currency))
        for currency, moves in sorted(by_currency.items())
    ]


def list_client_ids(workspace: int) -> dict[str, int]:
    """Return the client of each name, archived ones too, in the order of names."""
    rows = Client.objects.filter(workspace_id=workspace).order_by("name")
    return dict(rows.values_list("name", "id"))


def _running(
    moves: list[tuple[date, str, Money]], currency: str
) -> tuple[StatementEntry, ...]:
    balance = Money.zero(currency)
    entries = []
    for day, what, amount in moves:
        balance += amount
        entries.append(StatementEntry(day, what, amount, balance))
    return tuple(entries)


def _moves(workspace: int, client: int, *, on: date) -> list[tuple[date, str, Money]]:
    mine = {"workspace_id": workspace, "client_id": client}
    issued = Invoice.objects.filter(**mine, issue_date__lte=on).values_list(
        "issue_date", "kind", "number", "gross_minor", "currency"
    )
    came = Payment.objects.filter(**mine, received_on__lte=on).values_list(
        "received_on", "amount_minor", "currency", "reference"
    )
    back = Refund.objects.filter(
        payment__workspace_id=workspace, payment__client_id=client, on__lte=on
    ).values_list("on", "amount_minor", "payment__currency")
    lost = WriteOff.objects.filter(
        invoice__workspace_id=workspace, invoice__client_id=client, on__lte=on
    ).values_list("on", "invoice__number", "amount_minor", "invoice__currency")
    return [
        *(
            (day, number, Money(-minor if kind == "credit_note" else minor, currency))
            for day, kind, number, minor, currency in issued
        ),
        *(
            (day, f"Payment {reference}".strip(), Money(-minor, currency))
            for day, minor, currency, reference in came
        ),
        *((day, "Refund", Money(minor, currency)) for day, minor, currency in back),
        *(
            (day, f"Written off, {number}", Money(-minor, currency))
            for day, number, minor, currency in lost
        ),
    ]
