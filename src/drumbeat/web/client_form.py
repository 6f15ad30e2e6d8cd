"""The forms of a client's billing profile and of one contact, and how they are read."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from drumbeat.adapters.identifiers.ibans import compact
from drumbeat.adapters.identifiers.tax_ids import problem_with_vat_id
from drumbeat.apps.parties.queries import ClientFile
from drumbeat.core.party import Contact, ContactRole, Language
from drumbeat.core.party_words import parse_address, parse_email, parse_peppol_id
from drumbeat.core.terms import ClientProfile, EInvoiceFormat, PayRun
from drumbeat.core.terms_grammar import parse_pay_run, pay_run_words
from drumbeat.web import places
from drumbeat.web.entered import Entered

Value = TypeVar("Value")
PROFILE = (
    *("name", "language", "country", "address", "vat_id", "buyer_reference"),
    *("e_invoice", "peppol_id", "purchase_order_required", "cost_centre", "pay_run"),
)
CONTACT = ("name", "email", "approver", "payer", "copy")
LANGUAGES: dict[Language, str] = {
    "en": "English",
    "de": "German",
    "fr": "French",
    "nl": "Dutch",
    "es": "Spanish",
}
E_INVOICES: dict[EInvoiceFormat, str] = {
    "none": "PDF only",
    "factur-x": "Factur-X, inside the PDF",
    "cii": "CII",
    "xrechnung-cii": "XRechnung (CII)",
    "xrechnung-ubl": "XRechnung (UBL)",
    "peppol": "Peppol",
}
PARTS: dict[ContactRole, tuple[str, str]] = {
    "approver": ("Approves", "Gets the update with the invoice, and says yes."),
    "payer": ("Pays", "Gets the invoice for finance, and the reminders."),
    "copy": ("Gets a copy", "Reads the update and the invoice; answers nothing."),
}
_NAME_MAX = 200
_REFERENCE_MAX = 100
_VAT_ID_MAX = 40


def profile_values(file: ClientFile) -> dict[str, str]:
    """Return what stands in the form of a profile first."""
    profile = file.profile
    return {
        "name": profile.name,
        "language": profile.language,
        "country": profile.country,
        "address": "\n".join(profile.address),
        "vat_id": profile.vat_id,
        "buyer_reference": profile.buyer_reference,
        "e_invoice": profile.e_invoice,
        "peppol_id": profile.peppol_id,
        "purchase_order_required": "yes" if profile.purchase_order_required else "",
        "cost_centre": file.cost_centre,
        "pay_run": pay_run_words(profile.pay_run) if profile.pay_run else "",
    }


def read_profile(form: Entered, kept: ClientProfile) -> ClientProfile:
    """Read a profile; look at the errors of the form before it is used.

    What is on record already as `kept` is not found fault with again.
    """
    country = form.choice("country", {"": "", **{c: c for c, _ in places.countries()}})
    e_invoice = form.choice("e_invoice", {name: name for name in E_INVOICES})
    peppol_id = _optional(form, "peppol_id", parse_peppol_id, "")
    if e_invoice == "peppol" and not peppol_id:
        form.note("peppol_id", "Write the Peppol id; without it nothing arrives.")
    return ClientProfile(
        name=form.text("name", missing="Name the client.", most=_NAME_MAX),
        language=form.choice("language", {name: name for name in LANGUAGES}),
        country=country,
        address=form.read("address", lambda text: parse_address(text.splitlines()), ()),
        vat_id=_vat_id(form, country, kept),
        buyer_reference=form.text("buyer_reference", most=_REFERENCE_MAX),
        e_invoice=e_invoice,
        peppol_id=peppol_id,
        purchase_order_required=bool(form.value("purchase_order_required")),
        pay_run=_pay_run(form),
    )


def read_cost_centre(form: Entered) -> str:
    """Read what the client books the invoices to."""
    return form.text("cost_centre", most=_REFERENCE_MAX)


def contact_values(contact: Contact) -> dict[str, str]:
    """Return what stands in the form of a contact first."""
    parts = {str(role): "yes" for role in contact.roles}
    return {"name": contact.name, "email": contact.email} | parts


def read_contact(form: Entered) -> Contact:
    """Read a contact; look at the errors of the form before it is used."""
    email = form.text("email", missing="Write their e-mail address.")
    if email:
        form.read("email", parse_email, "", email)
    roles: tuple[ContactRole, ...] = tuple(role for role in PARTS if form.value(role))
    if not roles:
        form.note("parts", "Choose at least one part, or nothing is sent to them.")
    name = form.text("name", most=_NAME_MAX)
    return Contact(name, email, roles)


def _vat_id(form: Entered, country: str, kept: ClientProfile) -> str:
    vat_id = compact(form.text("vat_id", most=_VAT_ID_MAX))
    is_new = (vat_id, country) != (compact(kept.vat_id), kept.country)
    if vat_id and is_new and (problem := problem_with_vat_id(vat_id, country)):
        form.note("vat_id", problem)
    return vat_id


def _pay_run(form: Entered) -> PayRun | None:
    return _optional(form, "pay_run", parse_pay_run, None)


def _optional(
    form: Entered, name: str, parse: Callable[[str], Value], default: Value
) -> Value:
    """Read by a grammar what may be left out."""
    return form.read(name, parse, default) if form.value(name).strip() else default
