"""The list of documents in the words and shapes of its page and its file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from drumbeat.apps.reports.invoice_list import (
    SUMMED,
    InvoiceFilter,
    InvoiceList,
    InvoiceSum,
    ListedInvoice,
    State,
)
from drumbeat.apps.reports.invoice_search import WINDOW
from drumbeat.core.money import Money
from drumbeat.core.settlement import SettlementStatus
from drumbeat.web import addresses, asked, formats

STATES: dict[State, str] = {
    "all": "All",
    "open": "Open",
    "overdue": "Overdue",
    "paid": "Paid",
    "void": "Void",
    "credit_notes": "Credit notes",
}
_HEADS: dict[State, str] = STATES | {"all": "All invoices"}
_EMPTY: dict[State, tuple[str, str]] = {
    "all": ("Nothing is issued yet.", "A draft that is approved becomes an invoice."),
    "open": ("Nothing is open.", "Every invoice is paid or void."),
    "overdue": ("Nothing is overdue.", "Reminders before the due date go on."),
    "paid": ("Nothing is paid yet.", "Money that arrives settles the oldest first."),
    "void": ("Nothing is void.", "A credit note over all of an invoice makes it so."),
    "credit_notes": ("There is no credit note.", "One is drafted from its invoice."),
}
_STANDING = {
    SettlementStatus.OPEN: "Sent",
    SettlementStatus.PARTLY_PAID: "Part paid",
    SettlementStatus.PAID: "Paid",
    SettlementStatus.CREDITED: "Void",
    SettlementStatus.WRITTEN_OFF: "Void",
}
_FILE_HEAD = (
    *("Number", "Client", "Subject", "Issued", "Due", "Currency"),
    *("Net", "Tax", "Gross", "Open", "Status", "Days late"),
)


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """A document as it is written; `label` stands for the status where it is set."""

    href: str
    client: str
    subject: str
    issued: str
    status: str
    label: str
    amount: Money
    due: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class StateLink:
    """A state to choose."""

    name: str
    href: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class ListView:
    """The list as it is written."""

    name: str
    count: str
    hint: str
    sums: str
    rows: tuple[InvoiceRow, ...]
    empty: tuple[str, str]
    states: tuple[StateLink, ...]
    note: str
    file: str
    back: str
    on: str
    back_word: str
    on_word: str


def list_view(
    found: InvoiceList, wanted: InvoiceFilter, *, issued: int, on: date
) -> ListView:
    """Write a page; `issued` is how many documents there are in all."""
    by_due = wanted.state in {"open", "overdue"}
    back, forth = asked.ways(found.page, reverse("invoices"), narrow(wanted))
    is_narrowed = bool(wanted.text or wanted.client or wanted.year)
    return ListView(
        name=_HEADS[wanted.state],
        count=_count(found.sums),
        hint=_hint(found.sums, wanted, by_due=by_due),
        sums=_sums(found.sums, wanted),
        rows=tuple(invoice_row(row, on=on) for row in found.page.rows),
        empty=(
            ("Nothing fits.", "Search for less, or for all clients and years.")
            if is_narrowed
            else _EMPTY[wanted.state]
        ),
        states=tuple(
            StateLink(name, _address(wanted, state), state == wanted.state)
            for state, name in STATES.items()
        ),
        note=_note(found.sums, wanted, issued),
        file=asked.address(reverse("invoice_file"), narrow(wanted)),
        back=back,
        on=forth,
        back_word="Due earlier" if by_due else "Newer",
        on_word="Due later" if by_due else "Older",
    )


def narrow(wanted: InvoiceFilter) -> dict[str, object]:
    """Return a filter as an address spells it."""
    return {
        "state": "" if wanted.state == "all" else wanted.state,
        "client": wanted.client,
        "year": wanted.year,
        "q": wanted.text,
    }


def _address(wanted: InvoiceFilter, state: State) -> str:
    other = narrow(wanted) | {"state": "" if state == "all" else state}
    return asked.address(reverse("invoices"), other)


def invoice_row(row: ListedInvoice, *, on: date) -> InvoiceRow:
    """Write a document of the list."""
    status, label = standing(row)
    is_note = row.standing is None
    return InvoiceRow(
        href=addresses.invoice(row.number),
        client=row.client_name,
        subject=row.subject,
        issued=f"{row.number}, issued {formats.short_day(row.issue_date, on=on)}",
        status=status,
        label=label,
        amount=-row.gross if is_note else row.gross,
        due="" if is_note else _due(row, on),
        is_late=row.overdue_days > 0,
    )


def standing(row: ListedInvoice) -> tuple[str, str]:
    """Return the status word, and what is written in its place if not itself."""
    if row.standing is None:
        return "", "Credit note"
    if row.is_asked and row.open:
        return "Question", ""
    if row.overdue_days:
        return "Overdue", formats.days_late(row.overdue_days)
    is_lost = row.standing is SettlementStatus.WRITTEN_OFF
    return _STANDING[row.standing], "Written off" if is_lost else ""


def _due(row: ListedInvoice, on: date) -> str:
    if row.open and row.open < row.gross:
        return f"{formats.short_amount(row.open)} open"
    return f"due {formats.short_day(row.due_date, on=on)}" if row.open else ""


def _count(sums: tuple[InvoiceSum, ...] | None) -> str:
    if sums is None:
        return f"more than {SUMMED:,}"
    return f"{sum(one.count for one in sums):,}"


def _hint(
    sums: tuple[InvoiceSum, ...] | None, wanted: InvoiceFilter, *, by_due: bool
) -> str:
    order = "due first" if by_due else "newest first"
    owed = formats.sums(one.open for one in sums or () if one.open)
    return f"{order}, {owed} open" if owed and wanted.state == "all" else order


def _sums(sums: tuple[InvoiceSum, ...] | None, wanted: InvoiceFilter) -> str:
    is_owed = wanted.state in {"open", "overdue"}
    amounts = [
        one.open if is_owed or one.gross is None else one.gross for one in sums or ()
    ]
    sign = formats.MINUS if wanted.state == "credit_notes" and amounts else ""
    return sign + formats.sums(amounts)


def _note(
    sums: tuple[InvoiceSum, ...] | None, wanted: InvoiceFilter, issued: int
) -> str:
    """Return what the page leaves out, when it does."""
    notes = []
    if wanted.text and issued > WINDOW and not wanted.year:
        notes.append(
            f"Words are looked for in the newest {WINDOW:,}; "
            "choose a year to look further back."
        )
    if sums is None:
        notes.append("Choose a client or a year to see what they come to.")
    return " ".join(notes)


def file_rows(rows: Iterable[ListedInvoice]) -> Iterator[tuple[str, ...]]:
    """Write documents as rows of a file: days by ISO 8601, plain decimals."""
    yield _FILE_HEAD
    for row in rows:
        status, label = standing(row)
        yield (
            row.number,
            _inert(row.client_name),
            _inert(row.subject),
            row.issue_date.isoformat(),
            row.due_date.isoformat(),
            row.gross.currency,
            *(
                str(-money if row.standing is None else money)
                for money in (row.net, row.tax, row.gross)
            ),
            str(row.open),
            status or label,
            str(row.overdue_days),
        )


def _inert(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text
