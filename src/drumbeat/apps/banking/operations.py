"""Read the files of banks into payments, each line once; take a file back."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import transaction

from drumbeat.apps.audit import operations as audit
from drumbeat.apps.audit.operations import Actor, Event
from drumbeat.apps.banking import models
from drumbeat.apps.banking.queries import (
    NoSuchFile,
    get_open_line,
    learned,
    owed_by_all,
)
from drumbeat.apps.payments import operations as payments
from drumbeat.apps.payments.operations import Receipt, Recorded
from drumbeat.apps.payments.queries import list_open
from drumbeat.core.allocation import Application
from drumbeat.core.bank_lines import (
    BankLine as Line,
)
from drumbeat.core.bank_lines import (
    BankStatement,
    NewLine,
    by_account,
    check_sum,
    counted,
    likeness,
    new_lines,
)
from drumbeat.core.errors import Refusal
from drumbeat.core.matching import Candidate, Learned, Owed, candidates, certain
from drumbeat.core.snapshot import sha256_hex

Read = Callable[[bytes], tuple[BankStatement, ...]]
_ACCOUNT, _SHORT, _NAME, _REASON = 64, 140, 200, 200  # characters


class AlreadyUsed(Refusal):
    """Money of the file is booked."""

    rule = "BNK-4"
    message = (
        "{count} of its lines are booked as payments, so the file cannot be taken back."
    )


class NothingSaid(Refusal):
    """What is set aside has a reason."""

    rule = "BNK-6"
    message = "Write what this money is; it is set aside with that."


@dataclass(frozen=True, slots=True)
class Taken:
    """A new line that brought money: booked, or waiting with what it may settle."""

    id: int
    line: Line
    recorded: Recorded | None
    reason: str  # why it was booked without asking
    candidates: tuple[Candidate, ...]


@dataclass(slots=True)
class Imported:
    """What reading a file did; nothing at all when it was read before."""

    file: int
    is_again: bool = False
    lines: int = 0  # of the file
    new: int = 0
    known: int = 0  # on record already
    pending: int = 0  # not booked by the bank yet, so not read
    taken: list[Taken] = field(default_factory=list)

    @property
    def booked(self) -> list[Taken]:
        """Return the lines that were certain."""
        return [one for one in self.taken if one.recorded is not None]

    @property
    def waiting(self) -> list[Taken]:
        """Return the money that is nobody's yet."""
        return [one for one in self.taken if one.recorded is None]


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
    """Read a file of a bank whole, or not at all.

    Money in that is certainly for some invoices is booked; the rest waits until a
    person says whose it is, as does what may be a second record of the same movement.
    Lines that are on record already, from this file or another, stay once.

    :raises StatementUnreadable: it is no statement
    :raises DoesNotAddUp: its balances contradict its lines
    """
    audit.hold_trail(workspace)  # of two who read the same file one waits
    digest = sha256_hex(content)
    mine = models.BankFile.objects.filter(workspace_id=workspace, taken_back_at=None)
    before = mine.filter(sha256=digest).first()
    if before is not None:
        return Imported(before.id, is_again=True)
    statements = read(content)
    for statement in statements:
        check_sum(statement)
    file = models.BankFile.objects.create(
        workspace_id=workspace,
        name=name[:_NAME],
        sha256=digest,
        read_at=at,
        read_by=actor.name,
    )
    done = Imported(file.id)
    matcher = _Matcher(owed_by_all(workspace, lock=True), learned(workspace))
    for statement in by_account(statements):
        _take_in(file, statement, matcher, done, actor=actor, at=at)
    facts = {"sha256": digest, "lines": done.new, "payments": len(done.booked)}
    _record(workspace, "bank file read", f"bank file:{file.id}", facts, actor, at)
    return done


@transaction.atomic
def confirm(
    workspace: int,
    line: int,
    client: int,
    numbers: Sequence[str],
    *,
    actor: Actor,
    at: datetime,
) -> Recorded:
    """Book a line as a client's payment of those invoices; the rest is on account.

    :raises NoSuchLine: it is not in this workspace, or waits no more
    :raises NotOpen: an invoice has nothing open, or is another client's
    """
    audit.hold_trail(workspace)
    found = get_open_line(workspace, line)
    mine = {row.open_invoice.number for row in list_open(workspace, client=client)}
    for number in numbers:
        if number not in mine:
            raise payments.NotOpen(number=number, currency=found.line.amount.currency)
    recorded = _record_payment(
        workspace,
        f"line:{line}",
        found.line,
        client,
        tuple(numbers),
        actor=actor,
        at=at,
    )
    models.BankLine.objects.filter(id=line).update(payment_id=recorded.payment)
    facts: dict[str, object] = {"line": line, "invoices": list(numbers)}
    subject = f"payment:{recorded.payment}"
    _record(workspace, "bank line matched", subject, facts, actor, at)
    return recorded


@transaction.atomic
def set_aside(
    workspace: int, line: int, reason: str, *, actor: Actor, at: datetime
) -> None:
    """Say that money is no client's payment: it waits no more.

    :raises NoSuchLine: it is not in this workspace, or waits no more
    :raises NothingSaid: there is no reason
    """
    get_open_line(workspace, line)
    said = reason.strip()
    if not said:
        raise NothingSaid
    models.BankLine.objects.filter(id=line).update(set_aside=said[:_REASON])
    facts: dict[str, object] = {"reason": said[:_REASON]}
    _record(workspace, "bank line set aside", f"bank line:{line}", facts, actor, at)


@transaction.atomic
def take_back(workspace: int, file: int, *, actor: Actor, at: datetime) -> int:
    """Undo a file while none of its money is booked; return how many lines.

    The file can be read again.

    :raises NoSuchFile: it is not in this workspace, or taken back already
    :raises AlreadyUsed: money of it is booked
    """
    audit.hold_trail(workspace)
    mine = models.BankFile.objects.filter(
        workspace_id=workspace, id=file, taken_back_at=None
    )
    if not mine.exists():
        raise NoSuchFile(id=file)
    lines = models.BankLine.objects.filter(file_id=file)
    booked = lines.exclude(payment=None).count()
    if booked:
        raise AlreadyUsed(count=booked)
    mine.update(taken_back_at=at)  # whoever holds the trail is alone
    count = lines.update(counts=False)
    facts: dict[str, object] = {"lines": count}
    _record(workspace, "bank file taken back", f"bank file:{file}", facts, actor, at)
    return count


@dataclass(slots=True)
class _Matcher:
    """What is open and who paid before, as far as this run has come."""

    owed: list[Owed]
    learned: Learned

    def certain(self, new: NewLine) -> Candidate | None:
        """Return what a new line certainly settles, or None."""
        if new.is_doubtful:
            return None
        return certain(candidates(new.line, self.owed, self.learned))

    def take(self, application: Application) -> None:
        """Note what was settled."""
        settled = {part.number: part.amount for part in application.allocations}
        for place, one in enumerate(self.owed):
            if one.invoice.number in settled:
                left = one.invoice.open - settled[one.invoice.number]
                self.owed[place] = replace(one, invoice=replace(one.invoice, open=left))
        self.owed = [one for one in self.owed if one.invoice.open]


def _take_in(
    file: models.BankFile,
    statement: BankStatement,
    matcher: _Matcher,
    done: Imported,
    *,
    actor: Actor,
    at: datetime,
) -> None:
    on_record = models.BankLine.objects.filter(
        workspace_id=file.workspace_id,
        account=statement.account[:_ACCOUNT],
        counts=True,
    )
    pairs = list(on_record.values_list("key", "likeness"))
    alike = Counter(like for _, like in pairs)
    found = new_lines(statement, counted(key for key, _ in pairs), alike)
    done.lines += len(statement.lines)
    done.new += len(found)
    done.known += len(statement.lines) - len(found)
    done.pending += statement.pending
    rows = [_row(file, statement.account, new) for new in found]
    matches: list[tuple[Candidate, Recorded] | None] = []
    for new, row in zip(found, rows, strict=True):
        match = _booked(file, new, matcher, actor=actor, at=at)
        row.payment_id = match[1].payment if match else None
        matches.append(match)
    models.BankLine.objects.bulk_create(rows)
    for new, row, match in zip(found, rows, matches, strict=True):
        if new.line.amount.minor > 0:
            done.taken.append(_taken(row.id, new, match, matcher))


def _booked(
    file: models.BankFile,
    new: NewLine,
    matcher: _Matcher,
    *,
    actor: Actor,
    at: datetime,
) -> tuple[Candidate, Recorded] | None:
    """Book a line that is certain; return for what, and the payment."""
    match = matcher.certain(new) if new.line.amount.minor > 0 else None
    if match is None:
        return None
    known_as = f"file:{file.id}:{new.key}"
    recorded = _record_payment(
        file.workspace_id,
        known_as,
        new.line,
        match.client,
        match.numbers,
        actor=actor,
        at=at,
    )
    matcher.take(recorded.application)
    return match, recorded


def _taken(
    line: int,
    new: NewLine,
    match: tuple[Candidate, Recorded] | None,
    matcher: _Matcher,
) -> Taken:
    if match is None:
        found = candidates(new.line, matcher.owed, matcher.learned)
        return Taken(line, new.line, None, "", found)
    candidate, recorded = match
    return Taken(line, new.line, recorded, candidate.reason, ())


def _record_payment(
    workspace: int,
    known_as: str,
    line: Line,
    client: int,
    numbers: tuple[str, ...],
    *,
    actor: Actor,
    at: datetime,
) -> Recorded:
    receipt = Receipt(
        amount=line.amount,
        received_on=line.booked_on,
        reference=f"{line.payer} {line.said}".strip(),
        source="bank",
        external_id=known_as,
        client=client,
        chosen=numbers,
    )
    return payments.record_payment(workspace, receipt, actor=actor, at=at)


def _row(file: models.BankFile, account: str, new: NewLine) -> models.BankLine:
    line = new.line
    return models.BankLine(
        workspace_id=file.workspace_id,
        file=file,
        account=account[:_ACCOUNT],
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
    )


def _record(
    workspace: int,
    action: str,
    subject: str,
    facts: dict[str, object],
    actor: Actor,
    at: datetime,
) -> None:
    payload = json.dumps(facts, sort_keys=True, separators=(",", ":"))
    event = Event(action, subject, payload)
    audit.record(workspace, [event], actor=actor, at=at)
