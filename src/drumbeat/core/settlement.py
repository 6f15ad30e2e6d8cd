"""What is still owed on an invoice on a day, and the word for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from drumbeat.core.errors import Refusal
from drumbeat.core.money import CurrenciesDiffer, Money

ReductionKind = Literal["allocation", "credit", "write_off"]


class SettlementStatus(StrEnum):
    """Where an issued invoice stands; never stored by hand."""

    OPEN = "open"
    PARTLY_PAID = "partly_paid"
    PAID = "paid"
    CREDITED = "credited"
    WRITTEN_OFF = "written_off"


class MoreThanOwed(Refusal):
    """The entries would leave less than nothing, or more than the invoice, open."""

    rule = "SET-1"
    message = "{reduced} cannot be taken off {payable}: open would not be 0 to all."


@dataclass(frozen=True, slots=True)
class Reduction:
    """An entry of the ledger that makes a debt smaller; its reversal is negative."""

    kind: ReductionKind
    amount: Money


@dataclass(frozen=True, slots=True)
class Settlement:
    """How an invoice stands on a day."""

    open: Money
    status: SettlementStatus
    overdue_days: int

    @property
    def is_overdue(self) -> bool:
        """Say whether something is open after the due date."""
        return self.overdue_days > 0


def settle(
    payable: Money, reductions: Iterable[Reduction], *, due_date: date, on: date
) -> Settlement:
    """Return open balance, status and days late, from the entries alone. [S-57]

    open = payable − Σ allocations − Σ credits − Σ write-offs, 0 ≤ open ≤ payable,
    else MoreThanOwed. [S-54]
    """
    taken: dict[ReductionKind, int] = {"allocation": 0, "credit": 0, "write_off": 0}
    for reduction in reductions:
        if reduction.amount.currency != payable.currency:
            raise CurrenciesDiffer(
                left=payable.currency, right=reduction.amount.currency
            )
        taken[reduction.kind] += reduction.amount.minor
    left = payable.minor - sum(taken.values())
    if not 0 <= left <= payable.minor or min(taken.values()) < 0:
        reduced = Money(sum(taken.values()), payable.currency)
        raise MoreThanOwed(reduced=reduced, payable=payable)
    # Overdue starts the day after the due date.
    late = max((on - due_date).days, 0) if left else 0
    return Settlement(Money(left, payable.currency), _status(left, taken), late)


def _status(left: int, taken: dict[ReductionKind, int]) -> SettlementStatus:
    """Name what closed most of it; paid where nothing was owed or kinds are even."""
    if left:
        paid_some = taken["allocation"] > 0
        return SettlementStatus.PARTLY_PAID if paid_some else SettlementStatus.OPEN
    if taken["write_off"] > max(taken["allocation"], taken["credit"]):
        return SettlementStatus.WRITTEN_OFF
    if taken["credit"] > taken["allocation"]:
        return SettlementStatus.CREDITED
    return SettlementStatus.PAID
