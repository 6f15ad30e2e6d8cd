"""The frozen form of an offer, and the way back: what an answer is bound to."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from typing import Any

from drumbeat.core.money import Money
from drumbeat.core.offer import ChangedInvoice, Offer, OfferedInvoice
from drumbeat.core.snapshot import canonical_json, read_buyer, read_seller
from drumbeat.core.terms import PaymentTerms
from drumbeat.core.terms_snapshot import (
    project_from_plain,
    project_to_plain,
    terms_from_json,
    terms_to_json,
)


def offer_text(offer: Offer) -> str:
    """Return canonical JSON: equal offers give equal text."""
    plain = {
        "kind": offer.kind,
        "title": offer.title,
        "seller": asdict(offer.seller),
        "buyer": asdict(offer.buyer),
        "engagement": offer.engagement,
        "currency": offer.currency,
        "payment": [offer.payment.kind, offer.payment.days, offer.payment.day],
        "valid_until": offer.valid_until,
        "version": offer.version,
        "starts": offer.starts,
        "when": offer.when,
        "where": offer.where,
        "text": offer.text,
        "project": offer.project and project_to_plain(offer.project),
        "invoices": [_invoice(invoice) for invoice in offer.invoices],
        "changes": [_change(change) for change in offer.changes],
        "agreed": offer.agreed and json.loads(terms_to_json(offer.agreed)),
    }
    return canonical_json(plain).decode()


def offer_from_text(text: str) -> Offer:
    """Return the offer the text was made of."""
    kept = json.loads(text)
    currency = kept["currency"]
    starts, project, agreed = kept["starts"], kept["project"], kept["agreed"]
    return Offer(
        kind=kept["kind"],
        title=kept["title"],
        seller=read_seller(kept["seller"]),
        buyer=read_buyer(kept["buyer"]),
        engagement=kept["engagement"],
        currency=currency,
        payment=PaymentTerms(*kept["payment"]),
        valid_until=date.fromisoformat(kept["valid_until"]),
        version=kept["version"],
        starts=starts and date.fromisoformat(starts),
        when=kept["when"],
        where=kept["where"],
        text=kept["text"],
        project=project and project_from_plain(project, currency),
        invoices=tuple(_invoice_from(i, currency) for i in kept["invoices"]),
        changes=tuple(_change_from(c, currency) for c in kept["changes"]),
        agreed=agreed and terms_from_json(json.dumps(agreed)),
    )


def _invoice(invoice: OfferedInvoice) -> list[object]:
    return [
        invoice.bill_on,
        invoice.due,
        invoice.what,
        invoice.net.minor,
        invoice.gross.minor,
        [[day, tone] for day, tone in invoice.reminders],
    ]


def _invoice_from(kept: list[Any], currency: str) -> OfferedInvoice:
    bill_on, due, what, net, gross, reminders = kept
    return OfferedInvoice(
        date.fromisoformat(bill_on),
        date.fromisoformat(due),
        what,
        Money(net, currency),
        Money(gross, currency),
        tuple((date.fromisoformat(day), tone) for day, tone in reminders),
    )


def _change(change: ChangedInvoice) -> list[object]:
    before, after = change.before, change.after
    return [change.bill_on, change.what, _minor(before), _minor(after)]


def _minor(amount: Money | None) -> int | None:
    return None if amount is None else amount.minor


def _change_from(kept: list[Any], currency: str) -> ChangedInvoice:
    bill_on, what, before, after = kept
    return ChangedInvoice(
        date.fromisoformat(bill_on),
        what,
        None if before is None else Money(before, currency),
        None if after is None else Money(after, currency),
    )
