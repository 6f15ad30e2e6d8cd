"""Read what was sent and what is stuck."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from drumbeat.apps.delivery.models import Dispatch
from drumbeat.apps.sql import read


@dataclass(frozen=True, slots=True)
class DispatchRow:
    """A dispatch as lists and the queue show it."""

    id: int
    invoice: int  # 0 when it is about an offer
    kind: str
    step: str
    state: str
    to: tuple[str, ...]
    send_at: datetime
    sent_at: datetime | None
    message_id: str
    answer: str


# Of several letters for one step, the one that came furthest speaks for it.
_FURTHEST_FIRST = (
    *("sent", "possibly_sent", "sending", "pending", "retry", "held"),
    *("failed", "bounced", "suppressed"),
)
_PLACE = {state: place for place, state in enumerate(_FURTHEST_FIRST)}


def furthest(states: Iterable[str]) -> str:
    """Return what letters of one step, each to some of its readers, came to.

    A state nobody knows comes last: that it is there is for `fsck` to say.
    """
    return min(states, key=lambda state: _PLACE.get(state, len(_PLACE)))


def list_dispatches(
    workspace: int, invoices: Iterable[int] | None = None
) -> dict[int, list[DispatchRow]]:
    """Return dispatches by invoice, oldest first."""
    found = Dispatch.objects.filter(workspace_id=workspace, offer=None).order_by("id")
    if invoices is not None:
        found = found.filter(invoice_id__in=list(invoices))
    by_invoice: dict[int, list[DispatchRow]] = defaultdict(list)
    for d in found:
        by_invoice[d.invoice_id or 0].append(_row(d))
    return by_invoice


def list_of_offer(workspace: int, offer: int) -> list[DispatchRow]:
    """Return the letters about an offer, oldest first."""
    found = Dispatch.objects.filter(workspace_id=workspace, offer_id=offer)
    return [_row(d) for d in found.order_by("id")]


def _row(d: Dispatch) -> DispatchRow:
    recipients = json.loads(d.recipients)[1]
    return DispatchRow(
        id=d.id,
        invoice=d.invoice_id or 0,
        kind=d.kind,
        step=d.step,
        state=d.state,
        to=tuple(address for _, address in recipients),
        send_at=d.send_at,
        sent_at=d.sent_at,
        message_id=d.message_id,
        answer=d.answer,
    )


def find_letter(workspace: int, dispatch: int) -> str | None:
    """Return the number of the document a letter is about, or None."""
    mine = Dispatch.objects.filter(workspace_id=workspace, id=dispatch)
    return mine.values_list("invoice__number", flat=True).first()


def known_addresses(workspace: int, addresses: Iterable[str]) -> frozenset[str]:
    """Return those of the addresses that had mail from us before."""
    wanted = sorted(set(addresses))
    if not wanted:
        return frozenset()
    values = {f"address_{n}": address for n, address in enumerate(wanted)}
    marks = ", ".join([f"%({name})s" for name in values])
    known = read(
        "SELECT address FROM delivery_knownaddress "  # noqa: S608  (names are ours)
        f"WHERE workspace_id = %(workspace)s AND address IN ({marks})",
        workspace=workspace,
        **values,
    )
    return frozenset(address for (address,) in known)


def first_message_id(workspace: int, invoice: int) -> str:
    """Return the Message-ID a reminder answers to, or nothing."""
    found = (
        Dispatch.objects.filter(
            workspace_id=workspace, invoice_id=invoice, kind="invoice"
        )
        .order_by("id")
        .values_list("message_id", flat=True)
        .first()
    )
    return found or ""
