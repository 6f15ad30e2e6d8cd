"""Bank accounts: length, structure and check digits of IBAN and BIC."""

from __future__ import annotations

from schwifty import BIC, IBAN
from schwifty.exceptions import (
    InvalidChecksumDigits,
    InvalidCountryCode,
    InvalidLength,
    SchwiftyException,
)


def problem_with_iban(text: str) -> str:
    """Return what is wrong with an IBAN, or nothing."""
    try:
        IBAN(text)
    except InvalidCountryCode:
        return "An IBAN begins with the two letters of its country, like NL."
    except InvalidLength:
        return (
            f"This IBAN has {len(compact(text))} characters; one is missing or extra."
        )
    except InvalidChecksumDigits:
        return "The check digits do not fit. One character is wrong or swapped."
    except SchwiftyException:
        return "This is not an IBAN. Copy it from a bank statement."
    return ""


def problem_with_bic(text: str) -> str:
    """Return what is wrong with a BIC, or nothing."""
    try:
        BIC(text)
    except SchwiftyException:
        return "A BIC has 8 or 11 characters, like ABNANL2A. It may be left out."
    return ""


def compact(text: str) -> str:
    """Return the number without blanks, in capitals."""
    return "".join(text.split()).upper()
