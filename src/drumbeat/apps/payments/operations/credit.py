"""Use what a client has with us: credit notes, and payments left on account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction

from drumbeat.apps.audit import operations as audit
from drumbeat.apps.audit.operations import Actor
from drumbeat.apps.payments.operations.balances import allocate
from drumbeat.apps.payments.operations.trail import note
from drumbeat.apps.payments.queries import (
    ClientCredit,
    OpenRow,
    find_balance,
    list_client_credit,
    list_open,
)
from drumbeat.core import allocation
from drumbeat.core.allocation import OpenInvoice
from drumbeat.core.errors import Refusal
from drumbeat.core.money import Money


class NothingOnAccount(Refusal):
    """There is no client credit to use."""

    rule = "RCP-6"
    message = "This client has nothing on account in {currency}."


class NotOpen(Refusal):
    """Credit settles open invoices of the client it belongs to."""

    rule = "RCP-7"
    message = "Nothing in {currency} is open on {number} for this client."


@dataclass(frozen=True, slots=True)
class CreditUsed:
    """How much of what went to which invoice."""

    source: str  # “payment 7” or the number of a credit note
    number: str
    amount: Money


def apply_credit_note(
    workspace: int,
    credit_note: int,
    invoice: int,
    gross: Money,
    *,
    on: date,
    at: datetime,
) -> None:
    """Let a credit note reduce its invoice; the rest is the client’s credit. [S-53]"""
    # The lock: no payment in between.
    balance = find_balance(workspace, invoice, lock=True)
    if balance is None:
        return
    owed = OpenInvoice(balance.number, 0, balance.open, balance.due_date)
    for part in allocation.apply_credit_note(gross, owed).allocations:
        allocate(invoice, part.amount.minor, credit_note=credit_note, on=on, at=at)


@transaction.atomic
def apply_credit(
    workspace: int,
    client: int,
    currency: str,
    *,
    chosen: Sequence[str] = (),
    on: date,
    actor: Actor,
    at: datetime,
) -> list[CreditUsed]:
    """Settle invoices from the client’s credit: those chosen, else the oldest. [S-55]

    The oldest credit is used first; nothing of it is used without somebody asking.

    :raises NothingOnAccount: nothing is free in that currency
    :raises NotOpen: a chosen invoice has nothing open, or is another client’s
    """
    audit.hold_trail(workspace)
    owed = {
        row.open_invoice.number: row
        for row in list_open(workspace, client=client, lock=True)
        if row.open_invoice.open.currency == currency
    }
    for number in chosen:
        if number not in owed:
            raise NotOpen(number=number, currency=currency)
    credit = [
        source
        for source in list_client_credit(workspace, client)
        if source.free.currency == currency
    ]
    if not credit:
        raise NothingOnAccount(currency=currency)
    used: list[CreditUsed] = []
    for source in credit:
        used += _use(source, owed, chosen, on=on, at=at)
    facts: dict[str, object] = {
        "currency": currency,
        "used": [[u.source, u.number, u.amount.minor] for u in used],
    }
    note(workspace, "credit applied", f"client:{client}", facts, actor=actor, at=at)
    return used


def _use(
    source: ClientCredit,
    owed: dict[str, OpenRow],
    chosen: Sequence[str],
    *,
    on: date,
    at: datetime,
) -> list[CreditUsed]:
    """Allocate one source as far as it goes; `owed` follows."""
    applied = allocation.apply_credit(
        source.free, [row.open_invoice for row in owed.values()], chosen=chosen
    )
    used = []
    for part in applied.allocations:
        row = owed[part.number]
        allocate(
            row.invoice,
            part.amount.minor,
            payment=source.payment,
            credit_note=source.credit_note,
            on=on,
            at=at,
        )
        left = replace(row.open_invoice, open=row.open_invoice.open - part.amount)
        owed[part.number] = replace(row, open_invoice=left)
        used.append(CreditUsed(source.name, part.number, part.amount))
    return used
