"""Read bank files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from drumbeat.apps.banking.models import BankFile


@dataclass(frozen=True, slots=True)
class BankFileRow:
    """A file that was read: how many lines it brought, how many of them money in."""

    id: int
    name: str
    read_at: datetime
    read_by: str
    lines: int
    payments: int
    is_taken_back: bool


def list_files(workspace: int) -> list[BankFileRow]:
    """Return the files that were read, the latest first."""
    rows = BankFile.objects.filter(workspace_id=workspace).annotate(
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
