"""Writes of payments, split by what happens to the money."""

from drumbeat.apps.payments.operations.balances import (
    allocate,
    open_balances,
    rebuild_balances,
)
from drumbeat.apps.payments.operations.correct import (
    MoreThanFree,
    NothingAllocated,
    NothingOpen,
    refund,
    reverse_allocation,
    write_off,
)
from drumbeat.apps.payments.operations.credit import (
    CreditUsed,
    NothingOnAccount,
    NotOpen,
    apply_credit,
    apply_credit_note,
)
from drumbeat.apps.payments.operations.receive import (
    AlreadyBooked,
    Foreseen,
    NotAsShown,
    Receipt,
    Recorded,
    foresee_payment,
    record_payment,
)

__all__ = [
    "AlreadyBooked",
    "CreditUsed",
    "Foreseen",
    "MoreThanFree",
    "NotAsShown",
    "NotOpen",
    "NothingAllocated",
    "NothingOnAccount",
    "NothingOpen",
    "Receipt",
    "Recorded",
    "allocate",
    "apply_credit",
    "apply_credit_note",
    "foresee_payment",
    "open_balances",
    "rebuild_balances",
    "record_payment",
    "refund",
    "reverse_allocation",
    "write_off",
]
