"""How a business stands to VAT, and the tax its next engagement begins with."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from drumbeat.core.documents import Tax

TaxStatusKey = Literal["registered", "small", "outside"]

# The standard rates of VAT or what stands for it, in percent, as of 2026. They are
# proposals: each engagement says its own tax.
STANDARD_RATES = {
    country: Decimal(rate)
    for country, rate in (
        pair.split(":")
        for pair in """AT:20 BE:21 BG:20 CY:19 CZ:21 DE:19 DK:25 EE:24 ES:21 FI:25.5
        FR:20 GR:24 HR:25 HU:27 IE:23 IT:22 LT:21 LU:17 LV:21 MT:18 NL:21 PL:23 PT:23
        RO:21 SE:25 SI:22 SK:23 AE:5 AU:10 CA:5 CH:8.1 GB:20 IN:18 IS:24 JP:10 LI:8.1
        NO:25 NZ:15 SG:9 ZA:15""".split()
    )
}
# What the law of a country wants to read on the invoice of a small business.
_SMALL = {
    "AT": "Umsatzsteuerfrei, Kleinunternehmerregelung (§ 6 Abs. 1 Z 27 UStG)",
    "BE": "Bijzondere vrijstellingsregeling kleine ondernemingen",
    "DE": "Kein Ausweis von Umsatzsteuer, da Kleinunternehmer (§ 19 UStG)",
    "FR": "TVA non applicable, art. 293 B du CGI",
    "IT": "Operazione in franchigia da IVA, legge 190/2014",
    "LU": "Régime de franchise de taxe, art. 57 LTVA",
    "NL": "Vrijgesteld van btw, kleineondernemersregeling (art. 25 Wet OB 1968)",
    "PT": "IVA – regime de isenção (art. 53.º CIVA)",
}


@dataclass(frozen=True, slots=True)
class TaxStatus:
    """One way to stand to VAT: its key, its words, the tax it leads to."""

    key: TaxStatusKey
    words: str
    tax: Tax


def statuses_in(country: str) -> tuple[TaxStatus, ...]:
    """Return how a business in a country can stand to VAT, the most usual first."""
    rate = STANDARD_RATES.get(country)
    outside = TaxStatus("outside", "No VAT applies to us", Tax("O", Decimal(0)))
    if rate is None:
        return (outside,)
    reason = _SMALL.get(country, "Exempt, small enterprise scheme")
    return (
        TaxStatus("registered", f"Registered for VAT, {rate:f}%", Tax("S", rate)),
        TaxStatus(
            "small", "Small business, no VAT is shown", Tax("E", Decimal(0), reason)
        ),
        outside,
    )


def status_in(country: str, key: str) -> TaxStatus | None:
    """Return the status of that key, if the country has it."""
    return next((s for s in statuses_in(country) if s.key == key), None)
