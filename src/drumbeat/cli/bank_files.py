"""What `drumbeat payments import` says of a file."""

from __future__ import annotations

from dataclasses import replace

from drumbeat.apps.banking.operations import Imported, Taken
from drumbeat.core.bank_lines import BankStatement, StatementUnreadable
from drumbeat.core.ports import BankStatementReader


def read_for(
    reader: BankStatementReader, account: str, name: str, content: bytes
) -> tuple[BankStatement, ...]:
    """Read a file; `account` names whose it is where the file does not.

    :raises StatementUnreadable: it is none, or of another account
    """
    statements = reader.read(content, name=name)
    wanted = "".join(account.split()).upper()
    for statement in statements:
        if wanted and statement.account not in {"", wanted}:
            problem = f"{name} is of {statement.account}, not of {wanted}."
            raise StatementUnreadable(problem=problem)
    return tuple(
        replace(statement, account=statement.account or wanted)
        for statement in statements
    )


def as_facts(name: str, done: Imported) -> dict[str, object]:
    """Return what reading a file did, for programs."""
    return {
        "file": name,
        "lines": done.lines,
        "new": done.new,
        "duplicates": done.known,
        "pending": done.pending,
        "read_before": done.is_again,
        "booked": [
            {
                "line": _line(one),
                "reasons": [one.reason],
                "allocations": [
                    {"invoice": part.number, "amount": str(part.amount)}
                    for part in one.recorded.application.allocations
                ],
            }
            for one in done.booked
            if one.recorded is not None
        ],
        "proposed": [
            {
                "line": _line(one),
                "candidates": [
                    {
                        "client": candidate.client_name,
                        "invoices": list(candidate.numbers),
                        "reasons": [candidate.reason],
                        "score": int(candidate.strength),
                    }
                    for candidate in one.candidates
                ],
            }
            for one in done.waiting
            if one.candidates
        ],
        "unmatched": [_line(one) for one in done.waiting if not one.candidates],
    }


def as_words(done: Imported) -> str:
    """Return the same for people."""
    if done.is_again:
        return "read before, nothing changed"
    said = f"{done.new} new of {done.lines} lines, {len(done.booked)} booked"
    return f"{said}, {len(done.waiting)} to be matched"


def _line(one: Taken) -> dict[str, object]:
    return {
        "id": one.id,
        "booked_on": one.line.booked_on.isoformat(),
        "amount": str(one.line.amount),
        "currency": one.line.amount.currency,
        "payer": one.line.payer,
        "text": one.line.said,
    }
