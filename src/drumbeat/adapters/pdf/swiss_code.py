"""The Swiss QR code that fills in a transfer in francs (Swiss Payment Standards)."""

from __future__ import annotations

import re

from qrbill import QRBill
from schwifty import IBAN
from schwifty.exceptions import SchwiftyException

from drumbeat.core.documents import InvoiceDocument
from drumbeat.core.money import Money

START = "SPC"  # what every code of this kind begins with
_COUNTRIES = ("CH", "LI")
_LARGEST = 99_999_999_999  # CHF 999 999 999.99, in centimes
_TOWN = re.compile(r"(?:(?:CH|LI)[- ])?(\d{4})\s+(\S.*)")


def swiss_payload(document: InvoiceDocument, asked: Money) -> str | None:
    """Return the text of the code, or None where a transfer in francs does not fit.

    The account must be Swiss or of Liechtenstein, and our address must have a street
    and a town with its code: an address in free lines is not allowed any more. An
    account that takes only a QR reference has no code, for ours is ISO 11649.
    """
    seller = document.seller
    town = _TOWN.fullmatch(seller.address.lines[-1]) if seller.address.lines else None
    street = seller.address.lines[0] if len(seller.address.lines) > 1 else ""
    fits = asked.currency == "CHF" and 0 < asked.minor <= _LARGEST
    if not fits or town is None or not street or not _is_swiss(seller.iban):
        return None
    structured = document.reference.upper().startswith("RF")
    try:
        bill = QRBill(
            account=seller.iban.replace(" ", "").upper(),
            creditor={
                "name": _one_line(seller.name)[:70],
                "street": _one_line(street)[:70],
                "pcode": town[1],
                "city": _one_line(town[2])[:35],
                "country": seller.address.country,
            },
            amount=str(asked.decimal),
            currency="CHF",
            reference_number=document.reference.replace(" ", "")
            if structured
            else None,
            additional_information=_one_line(document.number)[:140],
        )
    except ValueError:  # the library says with it what the standard does not allow
        return None
    return str(bill.qr_data())


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _is_swiss(iban: str) -> bool:
    try:
        return IBAN(iban).country_code in _COUNTRIES
    except SchwiftyException:
        return False
