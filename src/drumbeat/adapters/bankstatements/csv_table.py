"""The CSV files of banks, by the preset that their header row names."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from io import StringIO

from drumbeat.adapters.bankstatements.csv_presets import BY_HEADER, PRESETS, Preset
from drumbeat.adapters.bankstatements.encodings import decoded
from drumbeat.adapters.bankstatements.values import (
    bounded,
    currency_of,
    day,
    iban,
    money,
    one_per_currency,
    shown,
    tidy,
    unreadable,
)
from drumbeat.core.bank_lines import BankLine, BankStatement

Row = dict[str, str]


def read(content: bytes, name: str) -> tuple[BankStatement, ...]:
    """Return the accounts in the order the file first names them.

    :raises StatementUnreadable: the header is none of a known bank
    """
    rows = _rows(decoded(content))
    header = tuple(cell.strip() for cell in next(rows, (0, []))[1])
    preset = BY_HEADER.get(header) or BY_HEADER.get(_without_empty_end(header))
    if preset is None:
        banks = ", ".join(dict.fromkeys(preset.bank for preset in PRESETS))
        raise unreadable(
            f"The columns of {shown(name) or 'the file'} are not known here; such a "
            "CSV needs a mapping of its columns.",
            f"Ask the bank for CAMT.053, MT940 or OFX; CSV is read from {banks}.",
        )
    return _accounts(preset, rows)


def _without_empty_end(header: tuple[str, ...]) -> tuple[str, ...]:
    return header[:-1] if header and not header[-1] else header


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that hold something, with the line of the file they end in."""
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield reader.line_num, row
    except csv.Error:
        raise unreadable(f"The CSV is damaged in line {reader.line_num}.") from None


def _accounts(
    preset: Preset, rows: Iterator[tuple[int, list[str]]]
) -> tuple[BankStatement, ...]:
    lines: dict[str, list[BankLine]] = {}
    pending: dict[str, list[str]] = {}
    for number, cells in bounded(rows):
        where = f"Line {number}"
        row = _row(preset, cells, where)
        account = tidy(row.get(preset.account))
        lines.setdefault(account, [])
        state = _state(preset, row, where)
        if state == "booked":
            lines[account] += _lines(preset, row, where)
        elif state == "pending":
            pending.setdefault(account, []).append(_currency(preset, row, where))
    found = [
        statement
        for account, booked in lines.items()
        for statement in one_per_currency(
            account, preset.currency, booked, pending=pending.get(account, ())
        )
    ]
    if not found:
        raise unreadable(
            f"The file of {preset.bank} holds no transactions.",
            "Choose a period that has some and export it again.",
        )
    return tuple(found)


def _row(preset: Preset, cells: list[str], where: str) -> Row:
    width = len(preset.header)
    # Chase ends its rows, but not its header, with a comma.
    if len(cells) < width or any(cell.strip() for cell in cells[width:]):
        raise unreadable(f"{where} has {len(cells)} columns, the header {width}.")
    return dict(zip(preset.header, (cell.strip() for cell in cells), strict=False))


def _state(preset: Preset, row: Row, where: str) -> str:
    """Return “booked”, “pending” or “never”."""
    if not preset.state:
        return "booked"
    word = row[preset.state]
    if word in preset.booked:
        return "booked"
    if word in preset.pending:
        return "pending"
    if word in preset.never:
        return "never"
    raise unreadable(
        f"{where}: “{shown(word)}” is not a state that {preset.bank} uses."
    )


def _currency(preset: Preset, row: Row, where: str) -> str:
    return preset.currency or currency_of(row[preset.currency_column], where)


def _lines(preset: Preset, row: Row, where: str) -> Iterator[BankLine]:
    """Yield the movement, and what the bank took for it as a line of its own."""
    currency = _currency(preset, row, where)
    on = _booked_on(preset, row, where)
    amount = money(row[preset.amount], currency, where)
    party = preset.payer if amount.minor >= 0 else preset.payee
    yield BankLine(
        booked_on=on,
        amount=amount,
        text=tidy(" ".join(filter(None, (row[column] for column in preset.text)))),
        payer=tidy(row.get(party)),
        payer_iban=iban(row.get(preset.iban)),
        reference=tidy(row.get(preset.reference)),
        bank_id=tidy(row.get(preset.bank_id)),
    )
    if preset.fee and (fee := money(row[preset.fee], currency, where)):
        yield BankLine(booked_on=on, amount=-fee, text=f"Fee of {preset.bank}")


def _booked_on(preset: Preset, row: Row, where: str) -> date:
    text = row[preset.date]
    found = preset.date_form.fullmatch(text)
    if not found:
        raise unreadable(f"{where}: “{shown(text)}” is not a date of {preset.bank}.")
    year, month, of_month = (int(found[part]) for part in "ymd")
    return day(year, month, of_month, text=text, where=where)
