"""What is asked about a business, on the first start and in the settings."""

from __future__ import annotations

from dataclasses import dataclass

from drumbeat.adapters.identifiers.ibans import compact, problem_with_iban
from drumbeat.adapters.identifiers.tax_ids import problem_with_vat_id
from drumbeat.core.tax_status import TaxStatus, statuses_in
from drumbeat.core.terms_grammar import tax_words
from drumbeat.web import places
from drumbeat.web.entered import Entered

FIELDS = ("name", "address", "country", "currency", "time_zone", "tax_status", "vat_id")


@dataclass(frozen=True, slots=True)
class Business:
    """What was entered about a business, each value of its kind."""

    name: str
    address: tuple[str, ...]
    country: str
    currency: str
    time_zone: str
    default_tax: str
    vat_id: str


def read_business(entered: Entered) -> Business:
    """Read the fields; what does not go together with the country is noted."""
    country = entered.choice("country", _keys(places.countries()))
    if not entered.value("country"):
        entered.errors["country"] = "Choose the country you bill from."
    status = entered.choice("tax_status", {s.key: s for s in statuses_in(country)})
    return Business(
        name=entered.text(
            "name", missing="Write the name that stands on your invoices."
        ),
        address=entered.lines("address", missing="An invoice needs your address."),
        country=country,
        currency=entered.choice("currency", _keys(places.currencies())),
        time_zone=entered.choice("time_zone", _keys(places.time_zones())),
        default_tax=tax_words(status.tax),
        vat_id=_vat_id(entered, country, status),
    )


def read_iban(entered: Entered, name: str = "iban") -> str:
    """Read a bank account that may be left out."""
    iban = compact(entered.text(name))
    if iban and (problem := problem_with_iban(iban)):
        entered.note(name, problem)
    return iban


def _vat_id(entered: Entered, country: str, status: TaxStatus) -> str:
    vat_id = compact(entered.text("vat_id"))
    if not vat_id and status.key == "registered":
        entered.note("vat_id", "Whoever is registered shows a VAT id.")
    if vat_id and (problem := problem_with_vat_id(vat_id, country)):
        entered.note("vat_id", problem)
    return vat_id


def _keys(options: places.Options) -> dict[str, str]:
    return {key: key for key, _ in options}
