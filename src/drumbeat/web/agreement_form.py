"""The form of a new engagement: a starter filled in, and its terms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from babel import Locale
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from drumbeat import wiring
from drumbeat.apps.identity.queries import WorkspaceRow
from drumbeat.core.countries import COUNTRIES
from drumbeat.core.documents import Tax, TaxCategory
from drumbeat.core.money import CURRENCIES, Money
from drumbeat.core.party import Contact, ContactRole, Language
from drumbeat.core.payment_terms import parse_payment_terms
from drumbeat.core.terms import Anchor, ClientProfile, EngagementTerms, Retainer
from drumbeat.core.terms_grammar import parse_tax, plain
from drumbeat.web import formats
from drumbeat.web.entered import Entered, Field
from drumbeat.web.starters import Starter

_NAMES = Locale("en").territories
_COUNTRIES = tuple(sorted(((c, str(_NAMES[c])) for c in COUNTRIES), key=lambda c: c[1]))
_CURRENCIES = tuple((code, code) for code in sorted(CURRENCIES))
_LANGUAGES: dict[str, Language] = {
    "en": "en",
    "de": "de",
    "fr": "fr",
    "nl": "nl",
    "es": "es",
}
_LANGUAGE_WORDS = (
    ("en", "English"),
    ("de", "German"),
    ("fr", "French"),
    ("nl", "Dutch"),
    ("es", "Spanish"),
)
_TAXES: dict[str, TaxCategory] = {"S": "S", "AE": "AE", "G": "G", "O": "O"}
_TAX_WORDS = (
    ("S", "VAT, at the rate beside"),
    ("AE", "Reverse charge"),
    ("G", "Export, no VAT"),
    ("O", "Outside VAT"),
)
_DAYS = (*((str(day), formats.ordinal(day)) for day in range(1, 32)), ("last", "Last"))


def client_fields() -> tuple[Field, ...]:
    """Return what is asked about the client."""
    return (
        Field("client", "Client", help="The name as it stands on invoices."),
        Field("country", "Country", options=_COUNTRIES),
        Field("address", "Address", "lines", "One line of it a line."),
        Field("vat_id", "VAT number", help="If they have one."),
        Field("language", "Language of invoices", options=_LANGUAGE_WORDS),
        Field("approver", "Who approves", help="The person who says yes."),
        Field("approver_email", "Their e-mail address", "email"),
        Field("payer_email", "Who pays", "email", "If it is another address."),
    )


def work_fields(starter: Starter, usual: Tax) -> tuple[Field, ...]:
    """Return what is asked about the work; a day only where something recurs.

    `usual` is the tax of the workspace: an exemption has its reason from there.
    """
    exempt = (("E", usual.exemption_reason),) if usual.category == "E" else ()
    retainers = starter.terms.retainers
    day = (Field("day", "Periods begin on the", options=_DAYS),) if retainers else ()
    return (
        Field("name", "What you do", help="Like “Fractional CMO”."),
        Field("amount", _amount_label(retainers), help="Before VAT."),
        Field("currency", "Currency", options=_CURRENCIES),
        Field("starts", "First day of service", "date"),
        *day,
        Field("days", "Days to pay", "number"),
        Field("tax", "Tax", options=(*exempt, *_TAX_WORDS)),
        Field("rate", "VAT in percent", help="Where VAT applies."),
        Field("order", "Purchase order", help="If they gave one."),
    )


def _amount_label(retainers: Sequence[Retainer]) -> str:
    if not retainers:
        return "Price"
    is_half = retainers[0].every.unit == "half month"
    return "Amount for each half month" if is_half else "Amount a month"


def proposed(starter: Starter, workspace: WorkspaceRow, *, on: date) -> dict[str, str]:
    """Return what stands in the form first: the starter, from the next month on."""
    terms = starter.terms
    retainer = next(iter(terms.retainers), None)
    work = retainer or terms.projects[0]
    first = on.replace(day=1) if on.day == 1 else _next_month(on)
    usual = parse_tax(workspace.default_tax)
    return {
        "country": workspace.country,
        "language": "en",
        "name": terms.name,
        "amount": str(work.amount),
        "currency": workspace.currency,
        "starts": (first if retainer else on).isoformat(),
        "day": str(retainer.anchor.day) if retainer and retainer.anchor else "1",
        "days": str(terms.payment.days),
        "tax": usual.category,
        "rate": plain(usual.rate),
    }


def _next_month(on: date) -> date:
    return date(on.year + on.month // 12, on.month % 12 + 1, 1)


def agreed(starter: Starter, typed: Entered, usual: Tax) -> EngagementTerms:
    """Return the terms as filled in; look at the errors before they are used."""
    currency = typed.value("currency") if typed.value("currency") in CURRENCIES else ""
    if not currency:
        typed.note("currency", "Choose one of these.")
    amount = typed.money("amount", currency or "EUR")
    tax = _tax(typed, usual)
    client = _client(typed)
    known = wiring.knows_calendar(client.country)
    terms = replace(
        starter.terms,
        name=typed.text("name", missing="Say what you do."),
        starts=typed.day("starts"),
        currency=amount.currency,
        holidays=client.country if known else "none",
        payment=typed.read(
            "days", parse_payment_terms, starter.terms.payment, _payment_text(typed)
        ),
        purchase_order=typed.text("order"),
        client=client,
    )
    return _with_price(terms, amount, tax, typed)


def _payment_text(typed: Entered) -> str:
    days = typed.value("days").strip()
    return "on receipt" if days in {"", "0"} else f"{days} days"


def _with_price(
    terms: EngagementTerms, amount: Money, tax: Tax, typed: Entered
) -> EngagementTerms:
    if not terms.retainers:
        project = replace(terms.projects[0], name=terms.name, amount=amount, tax=tax)
        return replace(terms, projects=(project,))
    day = typed.choice("day", {key: key for key, _ in _DAYS})
    retainer = replace(
        terms.retainers[0],
        name=f"{terms.name} retainer, {{period}}" if terms.name else "",
        amount=amount,
        tax=tax,
        anchor=_anchor(terms.retainers[0], day),
    )
    return replace(terms, retainers=(retainer,))


def _anchor(retainer: Retainer, day: str) -> Anchor:
    if retainer.every.unit == "half month":
        return Anchor(day=1 if day in {"1", "16"} else 15)
    return Anchor(day=32 if day == "last" else int(day))


def _tax(typed: Entered, usual: Tax) -> Tax:
    if typed.value("tax") == usual.category == "E":
        return usual
    category = typed.choice("tax", _TAXES)
    if category != "S":
        return Tax(category)
    rate = typed.value("rate").strip()
    return typed.read("rate", parse_tax, Tax("S", Decimal(1)), f"S {rate}")


def _client(typed: Entered) -> ClientProfile:
    lines = [" ".join(line.split()) for line in typed.value("address").splitlines()]
    country = typed.choice("country", {code: code for code, _ in _COUNTRIES})
    return ClientProfile(
        name=typed.text("client", missing="Name the client."),
        language=typed.choice("language", _LANGUAGES),
        country=country,
        address=tuple(line for line in lines if line and line.isprintable()),
        vat_id=typed.text("vat_id"),
        contacts=_contacts(typed),
    )


def _contacts(typed: Entered) -> tuple[Contact, ...]:
    approver = _email(typed, "approver_email", missing="Write their e-mail address.")
    payer = _email(typed, "payer_email")
    roles: tuple[ContactRole, ...] = ("approver",) if payer else ("approver", "payer")
    name = typed.text("approver", missing="Name the person who approves.")
    contacts = (Contact(name, approver, roles),)
    return (*contacts, Contact("", payer, ("payer",))) if payer else contacts


def _email(typed: Entered, name: str, *, missing: str = "") -> str:
    address = typed.text(name, missing=missing)
    if address:
        try:
            validate_email(address)
        except ValidationError:
            typed.note(name, "Write an address like “ap@client.example”.")
    return address
