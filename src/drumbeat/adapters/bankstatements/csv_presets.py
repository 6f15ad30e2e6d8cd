"""The CSV files of known banks, told by their exact header row."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

Columns: TypeAlias = tuple[str, ...]

_YMD = re.compile(r"(?P<y>[0-9]{4})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})(?: [0-9:]{5,8})?")
_DMY_DASHES = re.compile(r"(?P<d>[0-9]{2})-(?P<m>[0-9]{2})-(?P<y>[0-9]{4})")
_DMY_SLASHES = re.compile(r"(?P<d>[0-9]{2})/(?P<m>[0-9]{2})/(?P<y>[0-9]{4})")
_MDY_DASHES = re.compile(r"(?P<m>[0-9]{2})-(?P<d>[0-9]{2})-(?P<y>[0-9]{4})")
_MDY_SLASHES = re.compile(r"(?P<m>[0-9]{2})/(?P<d>[0-9]{2})/(?P<y>[0-9]{4})")


@dataclass(frozen=True, slots=True)
class Preset:
    """Where a bank's file has what. Amounts have a point; money out is negative.

    `currency` is a code, or empty where `currency_column` says it. Of a column that
    tells the state of a line, `booked` and `pending` are its words, and lines with
    one of `never` did not move anything.
    """

    bank: str
    header: Columns
    date: str
    date_form: re.Pattern[str]
    amount: str
    currency: str = ""
    currency_column: str = ""
    account: str = ""
    text: Columns = ()
    payer: str = ""
    payee: str = ""
    iban: str = ""
    reference: str = ""
    bank_id: str = ""
    fee: str = ""
    state: str = ""
    booked: frozenset[str] = frozenset()
    pending: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()


def _columns(text: str) -> Columns:
    return tuple(text.split(","))


def _wise(header: str) -> Preset:
    return Preset(
        bank="Wise",
        header=_columns(header),
        date="Date",
        date_form=_DMY_DASHES,
        amount="Amount",
        currency_column="Currency",
        text=("Payment Reference", "Description"),
        payer="Payer Name",
        payee="Payee Name",
        bank_id="TransferWise ID",
    )


def _mercury(header: str) -> Preset:
    return Preset(
        bank="Mercury",
        header=_columns(header),
        date="Date (UTC)",
        date_form=_MDY_DASHES,
        amount="Amount",
        currency="USD",
        account="Source Account",
        text=("Reference", "Bank Description"),
        payer="Description",
        payee="Description",
        bank_id="Tracking ID" if "Tracking ID" in header else "",
        state="Status",
        booked=frozenset({"Sent"}),
        pending=frozenset({"Pending"}),
        never=frozenset({"Failed", "Cancelled", "Blocked"}),
    )


_WISE = (
    "Payer Name,Payee Name,Payee Account Number,Merchant,Card Last Four Digits,"
    "Card Holder Full Name,Attachment,Note,Total fees"
)
_WISE_EXCHANGE = (
    "Amount,Currency,Description,Payment Reference,Running Balance,Exchange From,"
    "Exchange To,Exchange Rate"
)
_MERCURY = (
    "Date (UTC),Description,Amount,Status,Source Account,Bank Description,Reference,"
    "Note,Last Four Digits,Name On Card"
)

PRESETS = (
    _wise(f"TransferWise ID,Date,{_WISE_EXCHANGE},{_WISE}"),
    _wise(f"TransferWise ID,Date,{_WISE_EXCHANGE},{_WISE},Exchange To Amount"),
    _wise(
        f"TransferWise ID,Date,Date Time,{_WISE_EXCHANGE},{_WISE},"
        "Exchange To Amount,Transaction Type,Transaction Details Type"
    ),
    Preset(
        bank="Revolut",
        header=_columns(
            "Type,Product,Started Date,Completed Date,Description,Amount,Fee,Currency,"
            "State,Balance"
        ),
        date="Completed Date",
        date_form=_YMD,
        amount="Amount",
        currency_column="Currency",
        account="Product",
        text=("Description",),
        fee="Fee",
        state="State",
        booked=frozenset({"COMPLETED"}),
        pending=frozenset({"PENDING"}),
        never=frozenset({"REVERTED", "DECLINED", "FAILED"}),
    ),
    Preset(
        bank="N26",
        header=_columns(
            "Booking Date,Value Date,Partner Name,Partner Iban,Type,Payment Reference,"
            "Account Name,Amount (EUR),Original Amount,Original Currency,Exchange Rate"
        ),
        date="Booking Date",
        date_form=_YMD,
        amount="Amount (EUR)",
        currency="EUR",
        account="Account Name",
        text=("Payment Reference",),
        payer="Partner Name",
        payee="Partner Name",
        iban="Partner Iban",
    ),
    _mercury(f"{_MERCURY},Category,GL Code,Timestamp,Original Currency"),
    _mercury(
        f"{_MERCURY},Category,GL Code,Timestamp,Original Currency,Check Number,Tags"
    ),
    _mercury(
        f"{_MERCURY},Mercury Category,Category,GL Code,Timestamp,Original Currency,"
        "Check Number,Tags,Cardholder Email,Tracking ID"
    ),
    Preset(
        bank="Chase",
        header=_columns(
            "Details,Posting Date,Description,Amount,Type,Balance,Check or Slip #"
        ),
        date="Posting Date",
        date_form=_MDY_SLASHES,
        amount="Amount",
        currency="USD",
        text=("Description",),
    ),
    Preset(
        bank="Barclays",
        header=_columns("Number,Date,Account,Amount,Subcategory,Memo"),
        date="Date",
        date_form=_DMY_SLASHES,
        amount="Amount",
        currency="GBP",
        account="Account",
        text=("Memo",),
    ),
)
BY_HEADER = {preset.header: preset for preset in PRESETS}
