"""Payments in the words and shapes of their pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from django.urls import reverse

from drumbeat.apps.identity.queries import MemberRow
from drumbeat.apps.parties.queries import ClientLink
from drumbeat.apps.payments.operations import Receipt
from drumbeat.apps.reports.paging import Page
from drumbeat.apps.reports.payment_list import ListedPayment
from drumbeat.core.allocation import Allocation, Application
from drumbeat.core.errors import Refusal
from drumbeat.core.money import CURRENCIES, Money
from drumbeat.web import addresses, asked, formats
from drumbeat.web.entered import Entered

_REFERENCE_MAX = 500
_KEY_MAX = 40
FIELDS = (
    *("amount", "currency", "received_on", "client", "reference", "key"),
    *("step", "seen"),
)


class NotYet(Refusal):
    """Money that is still to come is not recorded."""

    rule = "FRM-1"
    message = "This day has not come. Record the payment when it arrives."


@dataclass(frozen=True, slots=True)
class Part:
    """What of a payment settles an invoice."""

    number: str
    href: str
    amount: Money


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """A payment as it is written."""

    client: str
    client_href: str
    reference: str
    amount: Money
    day: str
    parts: tuple[Part, ...]
    rest: str


@dataclass(frozen=True, slots=True)
class ListView:
    """The list as it is written."""

    name: str
    rows: tuple[PaymentRow, ...]
    is_unmatched: bool
    empty: str
    new: str
    back: str
    on: str
    back_word: str = "Newer"
    on_word: str = "Older"


@dataclass(frozen=True, slots=True)
class ForeseenView:
    """What a payment will settle, as it is written."""

    client: str
    amount: Money
    day: str
    reference: str
    parts: tuple[Part, ...]
    rest: Money
    words: str
    seen: str
    kept: Mapping[str, str]


def list_view(
    page: Page[ListedPayment], client: ClientLink | None, *, unmatched: bool, on: date
) -> ListView:
    """Write a page of payments."""
    narrow = {
        "client": client.id if client else None,
        "state": "unmatched" if unmatched else "",
    }
    back, forth = asked.ways(page, reverse("payments"), narrow)
    name = f"From {client.name}" if client else "All payments"
    empty = "No payment is on record."
    if unmatched:
        name, empty = "Not matched", "Every payment is matched."
    return ListView(
        name=name,
        rows=tuple(payment_row(row, on=on) for row in page.rows),
        is_unmatched=unmatched,
        empty=empty,
        new=asked.address(reverse("payment_new"), {"client": narrow["client"]}),
        back=back,
        on=forth,
    )


def payment_row(row: ListedPayment, *, on: date) -> PaymentRow:
    """Write a payment of the list."""
    return PaymentRow(
        client=row.client_name,
        client_href=addresses.client(row.client) if row.client else "",
        reference=row.reference,
        amount=row.amount,
        day=formats.short_day(row.received_on, on=on),
        parts=_parts(row.settled),
        rest=_rest(row),
    )


def _parts(settled: tuple[Allocation, ...]) -> tuple[Part, ...]:
    return tuple(
        Part(part.number, addresses.invoice(part.number), part.amount)
        for part in settled
    )


def _rest(row: ListedPayment) -> str:
    """Return what of a payment settles no invoice, in words."""
    words = []
    if row.refunded:
        words.append(f"{formats.short_amount(row.refunded)} went back")
    if row.free:
        where = "on account" if row.client else "not matched"
        words.append(f"{formats.short_amount(row.free)} {where}")
    return ", ".join(words)


def blank(member: MemberRow, client: ClientLink | None, today: date) -> Entered:
    """Return an empty form: today, the workspace's currency, a key of its own."""
    return Entered(
        {
            "currency": member.workspace.currency,
            "received_on": today.isoformat(),
            "client": str(client.id) if client else "",
            "key": uuid4().hex,
        }
    )


def receipt(form: Entered, *, today: date) -> Receipt:
    """Read what arrived; look at the errors of the form before it is used.

    The key of the form is the payment's own, so that sending it twice books it once.
    """
    currency = form.choice("currency", {code: code for code in CURRENCIES})
    received_on = form.day("received_on")
    if received_on > today:
        form.note("received_on", NotYet().sentence)
    return Receipt(
        amount=form.money("amount", currency),
        received_on=received_on,
        reference=form.text("reference", most=_REFERENCE_MAX),
        source="manual",
        external_id=form.text("key", most=_KEY_MAX) or uuid4().hex,
        client=asked.whole(form.values, "client"),
    )


def foreseen_view(
    arrived: Receipt, application: Application, client: ClientLink | None, *, on: date
) -> ForeseenView:
    """Write what recording the payment will do."""
    return ForeseenView(
        client=client.name if client else "",
        amount=arrived.amount,
        day=formats.weekday_day(arrived.received_on, on=on),
        reference=arrived.reference,
        parts=_parts(application.allocations),
        rest=application.on_account,
        words=_foreseen_words(application, client),
        seen=mark(application),
        kept={
            "amount": str(arrived.amount),
            "currency": arrived.amount.currency,
            "received_on": arrived.received_on.isoformat(),
            "client": str(arrived.client or ""),
            "reference": arrived.reference,
            "key": arrived.external_id,
        },
    )


def _foreseen_words(application: Application, client: ClientLink | None) -> str:
    if client is None:
        return "The reference names no open invoice, so it waits in the queue."
    if not application.allocations:
        return (
            f"Nothing in this currency is open for {client.name}: it stays on account."
        )
    if application.on_account:
        return "What is left stays on account."
    return "Nothing is left over."


def mark(application: Application) -> str:
    """Spell an application, by which a form knows what was shown."""
    parts = [f"{part.number} {part.amount}" for part in application.allocations]
    return ", ".join([*parts, f"{application.on_account} on account"])


def recorded(arrived: Receipt, application: Application) -> str:
    """Say what was done."""
    amount = str(formats.amount_parts(arrived.amount))
    numbers = [part.number for part in application.allocations]
    if not numbers:
        return f"{amount} is recorded and settles no invoice yet."
    listed = " and ".join(filter(None, (", ".join(numbers[:-1]), numbers[-1])))
    return f"{amount} is recorded for {listed}."
