"""Read the files of banks into payments, each line once; take a file back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from drumbeat.apps.audit import operations as audit
from drumbeat.apps.audit.operations import Actor, Event
from drumbeat.apps.banking.models import BankFile, BankLine
from drumbeat.apps.payments import operations as payments
from drumbeat.apps.payments.operations import Receipt, Recorded
from drumbeat.apps.payments.queries import free_of
from drumbeat.core.bank_lines import (
    BankLine as Line,
)
from drumbeat.core.bank_lines import (
    BankStatement,
    NewLine,
    check_sum,
    counted,
    likeness,
    new_lines,
)
from drumbeat.core.errors import Refusal
from drumbeat.core.money import Money
from drumbeat.core.snapshot import sha256_hex

Read = Callable[[bytes], tuple[BankStatement, ...]]
_SHORT, _NAME = 140, 200  # characters


class NoSuchFile(Refusal):
    """The workspace has read no such file, or took it back."""

    rule = "BNK-3"
    message = "There is no bank file {id} that counts."


class AlreadyUsed(Refusal):
    """Money of the file settles invoices, or went back."""

    rule = "BNK-4"
    message = (
        "{count} of its payments settle invoices already. Take them off first, then "
        "the file can be taken back."
    )


@dataclass(frozen=True, slots=True)
class Booked:
    """A line that brought money, and what it settled."""

    line: Line
    recorded: Recorded
    is_doubtful: bool


@dataclass(slots=True)
class Imported:
    """What reading a file did; nothing at all when it was read before."""

    file: int
    is_again: bool = False
    lines: int = 0  # new ones
    known: int = 0  # on record already
    pending: int = 0  # not booked by the bank yet, so not read
    booked: list[Booked] = field(default_factory=list)


@transaction.atomic
def import_file(
    workspace: int,
    content: bytes,
    name: str,
    read: Read,
    *,
    actor: Actor,
    at: datetime,
) -> Imported:
    """Read a file of a bank whole, or not at all. [D11]

    Money in becomes a payment that settles the invoices it names; the rest waits in
    the queue. What may be a second record of the same movement settles nothing by
    itself. Lines that are on record already, from this file or another, stay once.

    :raises StatementUnreadable: it is no statement
    :raises DoesNotAddUp: its balances contradict its lines
    """
    audit.hold_trail(workspace)  # of two who read the same file one waits
    digest = sha256_hex(content)
    mine = BankFile.objects.filter(workspace_id=workspace, taken_back_at=None)
    before = mine.filter(sha256=digest).first()
    if before is not None:
        return Imported(before.id, is_again=True)
    statements = read(content)
    for statement in statements:
        check_sum(statement)
    file = BankFile.objects.create(
        workspace_id=workspace,
        name=name[:_NAME],
        sha256=digest,
        read_at=at,
        read_by=actor.name,
    )
    done = Imported(file.id)
    for statement in statements:
        _take_in(file, statement, done, actor=actor, at=at)
    facts = {"sha256": digest, "lines": done.lines, "payments": len(done.booked)}
    _record(workspace, "bank file read", file.id, facts, actor, at)
    return done


@transaction.atomic
def take_back(workspace: int, file: int, *, actor: Actor, at: datetime) -> int:
    """Undo a file while none of its money settles anything; return how many lines.

    Each payment it made gets its counterpart of the same day, so that the books show
    both. The file can be read again.

    :raises NoSuchFile: it is not in this workspace, or taken back already
    :raises AlreadyUsed: money of it settles something, or was paid back
    """
    audit.hold_trail(workspace)
    row = BankFile.objects.filter(
        workspace_id=workspace, id=file, taken_back_at=None
    ).first()
    if row is None:
        raise NoSuchFile(id=file)
    lines = BankLine.objects.filter(file=row).order_by("id")
    brought = [
        (payment, Money(minor, currency), on)
        for payment, minor, currency, on in lines.exclude(payment=None).values_list(
            "payment_id", "amount_minor", "currency", "booked_on"
        )
    ]
    used = [p for p, amount, _ in brought if free_of(workspace, p) != amount]
    if used:
        raise AlreadyUsed(count=len(used))
    for payment, amount, on in brought:
        payments.refund(
            workspace,
            payment,
            amount,
            on=on,
            reason=f"The bank file “{row.name}” was taken back.",
            actor=actor,
            at=at,
        )
    BankFile.objects.filter(id=row.id).update(taken_back_at=at)
    count = lines.update(counts=False)
    _record(workspace, "bank file taken back", row.id, {"lines": count}, actor, at)
    return count


def _take_in(
    file: BankFile,
    statement: BankStatement,
    done: Imported,
    *,
    actor: Actor,
    at: datetime,
) -> None:
    on_record = BankLine.objects.filter(
        workspace_id=file.workspace_id, account=statement.account, counts=True
    )
    keys: Iterable[tuple[str, str]] = on_record.values_list("key", "likeness")
    pairs = list(keys)
    alike = counted(f"{like}:" for _, like in pairs)
    found = new_lines(statement, counted(key for key, _ in pairs), alike)
    done.lines += len(found)
    done.known += len(statement.lines) - len(found)
    done.pending += statement.pending
    rows = []
    for new in found:
        recorded = _book(file, new, actor=actor, at=at)
        if recorded is not None:
            done.booked.append(Booked(new.line, recorded, new.is_doubtful))
        rows.append(_row(file, statement.account, new, recorded))
    BankLine.objects.bulk_create(rows)


def _book(
    file: BankFile, new: NewLine, *, actor: Actor, at: datetime
) -> Recorded | None:
    """Book the money a line brings; None when it takes some out, or moves none."""
    line = new.line
    if line.amount.minor <= 0:
        return None
    receipt = Receipt(
        amount=line.amount,
        received_on=line.booked_on,
        reference=f"{line.payer} {line.said}".strip(),
        source="bank",
        external_id=f"{file.id}:{new.key}",
        settles=not new.is_doubtful,
    )
    return payments.record_payment(file.workspace_id, receipt, actor=actor, at=at)


def _row(
    file: BankFile, account: str, new: NewLine, recorded: Recorded | None
) -> BankLine:
    line = new.line
    return BankLine(
        workspace_id=file.workspace_id,
        file=file,
        account=account,
        key=new.key,
        likeness=likeness(account, line),
        booked_on=line.booked_on,
        amount_minor=line.amount.minor,
        currency=line.amount.currency,
        text=line.text,
        payer=line.payer[:_NAME],
        payer_iban=line.payer_iban[:34],
        reference=line.reference[:_SHORT],
        bank_id=line.bank_id[:_SHORT],
        is_doubtful=new.is_doubtful,
        payment_id=recorded.payment if recorded else None,
    )


def _record(
    workspace: int,
    action: str,
    file: int,
    facts: dict[str, object],
    actor: Actor,
    at: datetime,
) -> None:
    payload = json.dumps(facts, sort_keys=True, separators=(",", ":"))
    event = Event(action, f"bank file:{file}", payload)
    audit.record(workspace, [event], actor=actor, at=at)
