"""Terms of an engagement as JSON and back, without loss: how a version is kept."""

from __future__ import annotations

import json
from datetime import date, time
from decimal import Decimal
from functools import lru_cache
from typing import Any

from drumbeat.core.dates import Convention
from drumbeat.core.documents import Tax, TaxCategory
from drumbeat.core.money import Money
from drumbeat.core.party import Contact
from drumbeat.core.terms import (
    AddOn,
    Anchor,
    Cadence,
    CadenceUnit,
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
    Tone,
)

Json = dict[str, Any]  # what json.loads returns


def terms_to_json(terms: EngagementTerms) -> str:
    """Return canonical JSON: equal terms give equal text."""
    return json.dumps(
        _engagement(terms), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


def project_to_plain(project: Project) -> Json:
    """Return plain values of a project that is not part of any terms yet."""
    return _project(project)


def project_from_plain(kept: Json, currency: str) -> Project:
    """Return the project that was kept."""
    return _project_from(kept, currency)


def terms_from_json(text: str) -> EngagementTerms:
    """Return the terms that were kept."""
    kept = json.loads(text)
    currency = kept["currency"]
    policy = kept["reminders"]
    return EngagementTerms(
        name=kept["name"],
        starts=date.fromisoformat(kept["starts"]),
        currency=currency,
        ends=_day(kept["ends"]),
        time_zone=kept["time_zone"],
        holidays=kept["holidays"],
        payment=PaymentTerms(*kept["payment"]),
        due_moves=Convention(kept["due_moves"]),
        bill_moves=Convention(kept["bill_moves"]),
        purchase_order=kept["purchase_order"],
        unbilled_limit=_money(kept["unbilled_limit"], currency),
        days_without_invoice_limit=kept["days_without_invoice_limit"],
        auto_issue=kept["auto_issue"],
        client=_client_from(kept["client"]),
        retainers=tuple([_retainer_from(r, currency) for r in kept["retainers"]]),
        add_ons=tuple([_add_on_from(a, currency) for a in kept["add_ons"]]),
        projects=tuple([_project_from(p, currency) for p in kept["projects"]]),
        pauses=tuple(
            [Pause(date.fromisoformat(s), _day(u)) for s, u in kept["pauses"]]
        ),
        changes=tuple([_change_from(c, currency) for c in kept["changes"]]),
        reminders=_policy_from(
            policy["send_at"], policy["moves"], tuple(map(tuple, policy["steps"]))
        ),
    )


def _engagement(terms: EngagementTerms) -> Json:
    policy = terms.reminders
    return {
        "name": terms.name,
        "starts": terms.starts.isoformat(),
        "currency": terms.currency,
        "ends": _iso(terms.ends),
        "time_zone": terms.time_zone,
        "holidays": terms.holidays,
        "payment": [terms.payment.kind, terms.payment.days, terms.payment.day],
        "due_moves": terms.due_moves.value,
        "bill_moves": terms.bill_moves.value,
        "purchase_order": terms.purchase_order,
        "unbilled_limit": _minor(terms.unbilled_limit),
        "days_without_invoice_limit": terms.days_without_invoice_limit,
        "auto_issue": terms.auto_issue,
        "client": _client(terms.client),
        "retainers": [_retainer(r) for r in terms.retainers],
        "add_ons": [
            [a.name, a.amount.minor, _iso(a.starts), _tax(a.tax), _iso(a.until)]
            for a in terms.add_ons
        ],
        "projects": [_project(p) for p in terms.projects],
        "pauses": [[p.starts.isoformat(), _iso(p.until)] for p in terms.pauses],
        "changes": [_change(c) for c in terms.changes],
        "reminders": {
            "send_at": policy.send_at.isoformat(),
            "moves": policy.moves.value,
            "steps": [[step.days, step.tone] for step in policy.steps],
        },
    }


def _client(client: ClientProfile) -> Json:
    run = client.pay_run
    return {
        "name": client.name,
        "language": client.language,
        "country": client.country,
        "address": list(client.address),
        "vat_id": client.vat_id,
        "buyer_reference": client.buyer_reference,
        "e_invoice": client.e_invoice,
        "peppol_id": client.peppol_id,
        "purchase_order_required": client.purchase_order_required,
        "pay_run": run and [run.every_weeks, run.starts.isoformat(), run.cut_off_days],
        "contacts": [[c.name, c.email, list(c.roles)] for c in client.contacts],
    }


def _client_from(kept: Json) -> ClientProfile:
    run = kept["pay_run"]
    return ClientProfile(
        name=kept["name"],
        language=kept["language"],
        country=kept["country"],
        address=tuple(kept["address"]),
        vat_id=kept["vat_id"],
        buyer_reference=kept["buyer_reference"],
        e_invoice=kept["e_invoice"],
        peppol_id=kept["peppol_id"],
        purchase_order_required=kept["purchase_order_required"],
        pay_run=PayRun(run[0], date.fromisoformat(run[1]), run[2]) if run else None,
        contacts=tuple([Contact(n, e, tuple(r)) for n, e, r in kept["contacts"]]),
    )


def _retainer(retainer: Retainer) -> Json:
    return {
        "name": retainer.name,
        "amount": retainer.amount.minor,
        "every": [retainer.every.unit, retainer.every.count],
        "tax": _tax(retainer.tax),
        "anchor": _anchor(retainer.anchor),
        "timing": retainer.timing,
        "bill_days_before": retainer.bill_days_before,
        "first_period": retainer.first_period,
        "last_period": retainer.last_period,
        "allowance_hours": None
        if retainer.allowance_hours is None
        else str(retainer.allowance_hours),
        "overage_rate": _minor(retainer.overage_rate),
        "rollover": retainer.rollover,
    }


def _retainer_from(kept: Json, currency: str) -> Retainer:
    hours = kept["allowance_hours"]
    return Retainer(
        name=kept["name"],
        amount=Money(kept["amount"], currency),
        every=_cadence_from(*kept["every"]),
        tax=_tax_from(*kept["tax"]),
        anchor=_anchor_from(kept["anchor"]),
        timing=kept["timing"],
        bill_days_before=kept["bill_days_before"],
        first_period=kept["first_period"],
        last_period=kept["last_period"],
        allowance_hours=None if hours is None else Decimal(hours),
        overage_rate=_money(kept["overage_rate"], currency),
        rollover=kept["rollover"],
    )


def _add_on_from(kept: list[Any], currency: str) -> AddOn:
    name, minor, starts, tax, until = kept
    return AddOn(
        name=name,
        amount=Money(minor, currency),
        starts=date.fromisoformat(starts),
        tax=_tax_from(*tax),
        until=_day(until),
    )


def _project(project: Project) -> Json:
    dated = isinstance(project.bill_on, date)
    return {
        "name": project.name,
        "amount": project.amount.minor,
        "bill_on": str(project.bill_on),
        "dated": dated,
        "tax": _tax(project.tax),
        "instalments": [
            [str(i.percent), i.trigger, _iso(i.on)] for i in project.instalments
        ],
        "deliverables": [
            [d.name, d.measure, _minor(d.amount)] for d in project.deliverables
        ],
        "purchase_order": project.purchase_order,
        "collected": project.collected,
        "accepted_after_days": project.accepted_after_days,
    }


def _project_from(kept: Json, currency: str) -> Project:
    bill_on = kept["bill_on"]
    return Project(
        name=kept["name"],
        amount=Money(kept["amount"], currency),
        bill_on=date.fromisoformat(bill_on) if kept["dated"] else bill_on,
        tax=_tax_from(*kept["tax"]),
        instalments=tuple(
            [Instalment(Decimal(p), t, _day(on)) for p, t, on in kept["instalments"]]
        ),
        deliverables=tuple(
            [
                PromisedDeliverable(n, m, _money(a, currency))
                for n, m, a in kept["deliverables"]
            ]
        ),
        purchase_order=kept.get("purchase_order", ""),
        collected=kept.get("collected", ""),
        accepted_after_days=kept.get("accepted_after_days"),
    )


def _change(change: Change) -> Json:
    return {
        "starts": change.starts.isoformat(),
        "retainer": change.retainer,
        "amount": _minor(change.amount),
        "every": change.every and [change.every.unit, change.every.count],
        "anchor": _anchor(change.anchor),
        "timing": change.timing,
        "tax": change.tax and _tax(change.tax),
    }


def _change_from(kept: Json, currency: str) -> Change:
    return Change(
        starts=date.fromisoformat(kept["starts"]),
        retainer=kept["retainer"],
        amount=_money(kept["amount"], currency),
        every=_cadence_from(*kept["every"]) if kept["every"] else None,
        anchor=_anchor_from(kept["anchor"]),
        timing=kept["timing"],
        tax=_tax_from(*kept["tax"]) if kept["tax"] else None,
    )


def _tax(tax: Tax) -> list[str]:
    return [tax.category, str(tax.rate), tax.exemption_reason]


@lru_cache(maxsize=1024)
def _tax_from(category: TaxCategory, rate: str, reason: str) -> Tax:
    """Return the tax; terms that agree on it share one value."""
    return Tax(category, Decimal(rate), reason)


@lru_cache(maxsize=1024)
def _policy_from(
    send_at: str, moves: str, steps: tuple[tuple[int, Tone], ...]
) -> ReminderPolicy:
    return ReminderPolicy(
        send_at=time.fromisoformat(send_at),
        moves=Convention(moves),
        steps=tuple([ReminderStep(days, tone) for days, tone in steps]),
    )


def _anchor(anchor: Anchor | None) -> list[Any] | None:
    return [anchor.day, anchor.weekday, _iso(anchor.on)] if anchor else None


@lru_cache(maxsize=256)
def _cadence_from(unit: CadenceUnit, count: int) -> Cadence:
    return Cadence(unit, count)


def _anchor_from(kept: list[Any] | None) -> Anchor | None:
    return _anchor_of(*kept) if kept else None


@lru_cache(maxsize=1024)
def _anchor_of(day: int | None, weekday: int | None, on: str | None) -> Anchor:
    return Anchor(day, weekday, _day(on))


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _minor(amount: Money | None) -> int | None:
    return None if amount is None else amount.minor


def _money(minor: int | None, currency: str) -> Money | None:
    return None if minor is None else Money(minor, currency)
