"""The QR code that fills in a transfer in a banking app: EPC069-12, or Swiss."""

from __future__ import annotations

import io
import unicodedata
from itertools import groupby
from typing import NamedTuple

import segno
from schwifty import IBAN
from schwifty.exceptions import SchwiftyException

from drumbeat.adapters.pdf.swiss_code import START, swiss_payload
from drumbeat.core.documents import InvoiceDocument
from drumbeat.core.money import Money

_LARGEST = 99_999_999_999  # EUR 999 999 999.99, in cents
_BYTES_MAX = 331


class Square(NamedTuple):
    """A part of the Swiss cross in the middle of a code, in squares of the code."""

    x: float
    y: float
    width: float
    height: float
    is_dark: bool


class Modules(NamedTuple):
    """The dark squares of a code: how many on a side, and the path that draws them.

    `cross` are the squares that lie over a Swiss code, the lowest first.
    """

    size: int
    path: str
    cross: tuple[Square, ...] = ()


def is_iban(text: str) -> bool:
    """Say whether the text is an IBAN with right length and check digits."""
    try:
        IBAN(text)
    except SchwiftyException:
        return False
    return True


def is_creditor_reference(text: str) -> bool:
    """Say whether the text is an ISO 11649 reference with right check digits."""
    compact = text.replace(" ", "").upper()
    if not (compact.isascii() and compact.isalnum() and 5 <= len(compact) <= 25):
        return False
    moved = compact[4:] + compact[:4]
    return (
        compact.startswith("RF")
        and int("".join(str(int(c, 36)) for c in moved)) % 97 == 1
    )


def grouped(text: str) -> str:
    """Return an IBAN or reference in groups of four."""
    compact = text.replace(" ", "")
    return " ".join(compact[i : i + 4] for i in range(0, len(compact), 4))


def payment_payload(
    document: InvoiceDocument, asked: Money | None = None
) -> str | None:
    """Return the text of the code, or None where no transfer by code fits.

    Only an issued invoice in euro or francs that asks for something and names a valid
    IBAN. It asks for the total, or for what is left to pay when that is `asked`.
    """
    seller = document.seller
    gross = document.totals.gross if asked is None else asked
    if document.kind != "invoice" or not document.number:
        return None
    if gross.currency == "CHF":
        return swiss_payload(document, gross)
    if not _is_payable(gross) or not is_iban(seller.iban):
        return None
    structured = is_creditor_reference(document.reference)
    lines = (
        "BCD",
        "002",
        "1",  # UTF-8
        "SCT",
        _one_line(seller.bic.replace(" ", ""), 11),
        _one_line(seller.name, 70),
        seller.iban.replace(" ", "").upper(),
        f"EUR{gross}",
        "",
        document.reference.replace(" ", "") if structured else "",
        "" if structured else _one_line(document.reference or document.number, 140),
    )
    payload = "\n".join(lines).rstrip("\n")
    return payload if len(payload.encode()) <= _BYTES_MAX else None


def payment_code(payload: str) -> str:
    """Return the code as SVG without quiet zone; the page gives it the white."""
    svg = io.BytesIO()
    code = _code(payload)
    code.save(svg, kind="svg", border=0, xmldecl=False, dark="#1b1a17", omitsize=True)
    cross = "".join(
        f'<rect x="{s.x:.3f}" y="{s.y:.3f}" width="{s.width:.3f}" '
        f'height="{s.height:.3f}" fill="{"#1b1a17" if s.is_dark else "#ffffff"}"/>'
        for s in _cross(payload, len(code.matrix))
    )
    return svg.getvalue().decode("ascii").replace("</svg>", f"{cross}</svg>")


def payment_modules(payload: str) -> Modules:
    """Return the code as one path, a stroke for each run of dark squares."""
    rows = [list(row) for row in _code(payload).matrix]
    path = []
    for y, row in enumerate(rows):
        x = 0
        for is_dark, run in groupby(row):
            length = len(list(run))
            path += [f"M{x} {y}.5h{length}"] if is_dark else []
            x += length
    return Modules(len(rows), "".join(path), _cross(payload, len(rows)))


def _cross(payload: str, size: int) -> tuple[Square, ...]:
    """Return the cross of a Swiss code: 7 mm of 46 in the middle, as the style asks."""
    if not payload.startswith(START):
        return ()
    middle, mm = size / 2, size / 46

    def square(width: float, height: float, *, is_dark: bool) -> Square:
        w, h = width * mm, height * mm
        return Square(middle - w / 2, middle - h / 2, w, h, is_dark)

    return (
        square(7, 7, is_dark=False),
        square(6, 6, is_dark=True),
        square(1.17, 3.9, is_dark=False),
        square(3.9, 1.17, is_dark=False),
    )


def _code(payload: str) -> segno.QRCode:
    # Any mask is readable; choosing the prettiest of eight costs as much as the page.
    return segno.make(
        payload, error="m", boost_error=False, encoding="utf-8", micro=False, mask=2
    )


def _is_payable(gross: Money) -> bool:
    return gross.currency == "EUR" and 0 < gross.minor <= _LARGEST


def _one_line(text: str, length: int) -> str:
    visible = "".join(
        " " if character.isspace() else character
        for character in text
        if character.isspace() or not unicodedata.category(character).startswith("C")
    )
    return visible[:length].strip()
