"""Read bank files, their lines, and whose money an open line may be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from drumbeat.apps.banking import models
from drumbeat.apps.parties.queries import list_client_names
from drumbeat.apps.payments.queries import list_open
from drumbeat.core.bank_lines import BankLine
from drumbeat.core.errors import Refusal
from drumbeat.core.matching import Candidate, Learned, Owed, candidates, name_key
from drumbeat.core.money import Money

OPEN = Q(payment=None, counts=True, set_aside="", amount_minor__gt=0)


class NoSuchFile(Refusal):
    """The workspace has read no such file, or took it back."""

    rule = "BNK-3"
    message = "There is no bank file {id} that counts."


class NoSuchLine(Refusal):
    """The workspace has no such line, or it is booked, set aside or taken back."""

    rule = "BNK-5"
    message = "There is no bank line {id} that waits."


@dataclass(frozen=True, slots=True)
class BankFileRow:
    """A file that was read: how many lines it brought, how many of them are booked."""

    id: int
    name: str
    read_at: datetime
    read_by: str
    lines: int
    payments: int
    is_taken_back: bool


@dataclass(frozen=True, slots=True)
class OpenLine:
    """Money that came and is nobody's yet."""

    id: int
    account: str
    line: BankLine
    is_doubtful: bool


def list_files(workspace: int) -> list[BankFileRow]:
    """Return the files that were read, the latest first."""
    rows = models.BankFile.objects.filter(workspace_id=workspace).annotate(
        lines=Count("bankline"),
        payments=Count("bankline", filter=Q(bankline__payment__isnull=False)),
    )
    return [
        BankFileRow(
            row.id,
            row.name,
            row.read_at,
            row.read_by,
            row.lines,
            row.payments,
            row.taken_back_at is not None,
        )
        for row in rows.order_by("-id")
    ]


def list_open_lines(workspace: int) -> list[OpenLine]:
    """Return the money that waits for somebody to say whose it is, the oldest first."""
    rows = models.BankLine.objects.filter(OPEN, workspace_id=workspace)
    return [_open(row) for row in rows.order_by("booked_on", "id")]


def get_open_line(workspace: int, line: int) -> OpenLine:
    """Return one of them.

    :raises NoSuchLine: it is not in this workspace, or waits no more
    """
    row = models.BankLine.objects.filter(OPEN, workspace_id=workspace, id=line).first()
    if row is None:
        raise NoSuchLine(id=line)
    return _open(row)


def owed_by_all(workspace: int, *, lock: bool = False) -> list[Owed]:
    """Return every invoice with something open, and whose it is."""
    names = list_client_names(workspace)
    return [
        Owed(row.client, names.get(row.client, ""), row.open_invoice)
        for row in list_open(workspace, lock=lock)
    ]


def learned(workspace: int) -> Learned:
    """Return who paid before, by account and by name; the latest counts."""
    paid = models.BankLine.objects.filter(
        workspace_id=workspace, payment__client__isnull=False, counts=True
    ).order_by("id")
    by_iban: dict[str, int] = {}
    by_name: dict[str, int] = {}
    for iban, payer, client in paid.values_list(
        "payer_iban", "payer", "payment__client_id"
    ):
        if iban:
            by_iban[iban] = client
        if key := name_key(payer):
            by_name[key] = client
    return Learned(by_iban, by_name)


def propose(workspace: int, line: int) -> tuple[OpenLine, tuple[Candidate, ...]]:
    """Return a line that waits, and what it may settle, the best first.

    :raises NoSuchLine: it is not in this workspace, or waits no more
    """
    found = get_open_line(workspace, line)
    return found, candidates(found.line, owed_by_all(workspace), learned(workspace))


def _open(row: models.BankLine) -> OpenLine:
    return OpenLine(row.id, row.account, _line(row), row.is_doubtful)


def _line(row: models.BankLine) -> BankLine:
    return BankLine(
        booked_on=row.booked_on,
        amount=Money(row.amount_minor, row.currency),
        text=row.text,
        payer=row.payer,
        payer_iban=row.payer_iban,
        reference=row.reference,
        bank_id=row.bank_id,
    )
