"""A billing plan as an object for programs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from drumbeat.core.billing_plan import PlannedInvoice
from drumbeat.core.documents import Line, PlannedReminder
from drumbeat.core.terms import EngagementTerms
from drumbeat.core.terms_grammar import plain


def plan_object(
    file: str, terms: EngagementTerms, until: date, invoices: Iterable[PlannedInvoice]
) -> dict[str, object]:
    """Return the plan of one file; money as text, dates as ISO 8601."""
    return {
        "file": file,
        "engagement": terms.name,
        "currency": terms.currency,
        "until": until.isoformat(),
        "invoices": [_invoice(invoice) for invoice in invoices],
    }


def _invoice(invoice: PlannedInvoice) -> dict[str, object]:
    return {
        "bill_on": invoice.bill_on.isoformat(),
        "issue_date": invoice.issue_date.isoformat(),
        "due_date": invoice.due_date.isoformat(),
        "lanes": [
            {"kind": lane.kind, "name": lane.name, "net": str(lane.net)}
            for lane in invoice.lanes
        ],
        "lines": [_line(line) for lane in invoice.lanes for line in lane.lines],
        "taxes": [
            {
                "category": subtotal.tax.category,
                "rate": plain(subtotal.tax.rate),
                "base": str(subtotal.base),
                "tax": str(subtotal.amount),
            }
            for subtotal in invoice.totals.subtotals
        ],
        "net": str(invoice.totals.net),
        "tax": str(invoice.totals.tax),
        "gross": str(invoice.totals.gross),
        "reminders": [_reminder(reminder) for reminder in invoice.reminders],
    }


def _line(line: Line) -> dict[str, object]:
    return {
        "lane": line.lane,
        "description": line.description,
        "period_start": line.service_start.isoformat(),
        "period_end": line.service_end.isoformat(),
        "quantity": plain(line.quantity),
        "unit_price": f"{line.unit_price:f}",
        "net": str(line.net),
        "tax_category": line.tax.category,
        "tax_rate": plain(line.tax.rate),
        "prorated": line.prorated,
    }


def _reminder(reminder: PlannedReminder) -> dict[str, object]:
    return {
        "step": reminder.step,
        "at": reminder.at.isoformat(),
        "tone": reminder.tone,
        "to": list(reminder.recipients),
    }
