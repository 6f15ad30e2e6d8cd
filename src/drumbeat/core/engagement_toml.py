"""The terms of an engagement → the text of its engagement file, without loss."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date, time
from decimal import Decimal

from drumbeat.core.documents import Tax
from drumbeat.core.money import Money
from drumbeat.core.party import Contact
from drumbeat.core.terms import (
    AddOn,
    Anchor,
    Cadence,
    Change,
    ClientProfile,
    EngagementTerms,
    Instalment,
    Pause,
    PaymentTerms,
    PayRun,
    Project,
    PromisedDeliverable,
    ReminderPolicy,
    ReminderStep,
    Retainer,
)
from drumbeat.core.terms_grammar import (
    anchor_value,
    cadence_words,
    instalment_words,
    pay_run_words,
    plain,
    step_words,
    tax_words,
    time_words,
)

# A key with its value, and the value that needs no line.
_Entry = tuple[str, object, object]


def render(terms: EngagementTerms) -> str:
    """Return the file that reads back as these terms; only what is not default."""
    default_tax = terms.retainers[0].tax if terms.retainers else Tax("O")
    parts = [_table("", _engagement_entries(terms))]
    parts.append(_table("[client]", _client_entries(terms.client)))
    for contact in terms.client.contacts:
        parts.append(_table("[[client.contacts]]", _contact_entries(contact)))
    for retainer in terms.retainers:
        parts.append(_table("[[retainers]]", _retainer_entries(retainer)))
    for add_on in terms.add_ons:
        parts.append(_table("[[add_ons]]", _add_on_entries(add_on, default_tax)))
    for project in terms.projects:
        parts.append(_table("[[projects]]", _project_entries(project, default_tax)))
        for promised in project.deliverables:
            entries = _deliverable_entries(promised)
            parts.append(_table("[[projects.deliverables]]", entries))
    for pause in terms.pauses:
        parts.append(_table("[[pauses]]", _pause_entries(pause)))
    for change in terms.changes:
        parts.append(_table("[[changes]]", _change_entries(change)))
    parts.append(_table("[reminders]", _reminder_entries(terms.reminders)))
    return "\n".join(part for part in parts if part)


def _engagement_entries(terms: EngagementTerms) -> Iterator[_Entry]:
    yield "name", terms.name, None
    yield "starts", terms.starts, None
    yield "ends", terms.ends, None
    yield "currency", terms.currency, None
    yield "time_zone", terms.time_zone, ""
    yield "holidays", terms.holidays, "none"
    yield "payment", terms.payment, PaymentTerms("days", days=14)
    yield "due_moves", terms.due_moves.value, "none"
    yield "bill_moves", terms.bill_moves.value, "none"
    yield "purchase_order", terms.purchase_order, ""
    yield "unbilled_limit", terms.unbilled_limit, None
    yield "days_without_invoice_limit", terms.days_without_invoice_limit, None
    yield "auto_issue", terms.auto_issue, False


def _client_entries(client: ClientProfile) -> Iterator[_Entry]:
    yield "name", client.name, ""
    yield "language", client.language, "en"
    yield "country", client.country, ""
    has_separator = any(";" in line for line in client.address)
    address = client.address if has_separator else ";".join(client.address)
    yield "address", address, ""
    yield "vat_id", client.vat_id, ""
    yield "buyer_reference", client.buyer_reference, ""
    yield "e_invoice", client.e_invoice, "none"
    yield "peppol_id", client.peppol_id, ""
    yield "purchase_order_required", client.purchase_order_required, False
    yield "pay_run", client.pay_run, None


def _contact_entries(contact: Contact) -> Iterator[_Entry]:
    yield "name", contact.name, ""
    yield "email", contact.email, None
    yield "roles", contact.roles, ()


def _retainer_entries(retainer: Retainer) -> Iterator[_Entry]:
    yield "name", retainer.name, None
    yield "amount", retainer.amount, None
    yield "every", retainer.every, None
    yield "anchor", retainer.anchor, None
    yield "timing", retainer.timing, "in advance"
    yield "bill_days_before", retainer.bill_days_before, 0
    yield "first_period", retainer.first_period, "prorate"
    yield "last_period", retainer.last_period, "prorate"
    yield "tax", retainer.tax, None
    yield "allowance_hours", retainer.allowance_hours, None
    yield "overage_rate", retainer.overage_rate, None
    yield "rollover", retainer.rollover, "none"


def _add_on_entries(add_on: AddOn, default_tax: Tax) -> Iterator[_Entry]:
    yield "name", add_on.name, None
    yield "amount", add_on.amount, None
    yield "from", add_on.starts, None
    yield "until", add_on.until, None
    yield "tax", add_on.tax, default_tax


def _project_entries(project: Project, default_tax: Tax) -> Iterator[_Entry]:
    yield "name", project.name, None
    yield "amount", project.amount, None
    yield "bill_on", project.bill_on, None
    yield "tax", project.tax, default_tax
    yield "instalments", project.instalments, ()
    yield "purchase_order", project.purchase_order, ""
    yield "collected", project.collected, ""
    yield "accepted_after_days", project.accepted_after_days, None


def _deliverable_entries(promised: PromisedDeliverable) -> Iterator[_Entry]:
    yield "name", promised.name, None
    yield "measure", promised.measure, None
    yield "amount", promised.amount, None


def _pause_entries(pause: Pause) -> Iterator[_Entry]:
    yield "from", pause.starts, None
    yield "until", pause.until, None


def _change_entries(change: Change) -> Iterator[_Entry]:
    yield "from", change.starts, None
    yield "retainer", change.retainer, None
    yield "amount", change.amount, None
    yield "every", change.every, None
    yield "anchor", change.anchor, None
    yield "timing", change.timing, None
    yield "tax", change.tax, None


def _reminder_entries(policy: ReminderPolicy) -> Iterator[_Entry]:
    standard = ReminderPolicy()
    yield "send_at", policy.send_at, standard.send_at
    yield "moves", policy.moves.value, standard.moves.value
    yield "steps", policy.steps, standard.steps


def _table(header: str, entries: Iterator[_Entry]) -> str:
    lines = [
        f"{key} = {_toml(value)}\n"
        for key, value, needs_no_line in entries
        if value is not None and value != needs_no_line
    ]
    if header.startswith("[[") or (header and lines):
        lines.insert(0, f"{header}\n")
    return "".join(lines)


def _toml(value: object) -> str:
    """Return the value in TOML; the words of the trade go in quotes."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | date):
        return str(value)
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, Anchor):
        return _toml(anchor_value(value))
    if isinstance(value, Sequence) and not isinstance(value, tuple(_WORDS)):
        return f"[{', '.join(_toml(item) for item in value)}]"
    # JSON escapes what TOML escapes, in the same way.
    return json.dumps(_words(value), ensure_ascii=False)


def _words(value: object) -> str:
    for kind, words in _WORDS.items():
        if isinstance(value, kind):
            return words(value)
    raise TypeError(f"{type(value).__name__} has no words in an engagement file")


_WORDS: dict[type, Callable[..., str]] = {
    str: str,
    Money: str,
    PaymentTerms: str,
    Cadence: cadence_words,
    Tax: tax_words,
    PayRun: pay_run_words,
    Instalment: instalment_words,
    ReminderStep: step_words,
    time: time_words,
}
