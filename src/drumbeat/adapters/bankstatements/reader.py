"""Any file of a bank: its format is told by its content, never by its name."""

from __future__ import annotations

import re
from dataclasses import dataclass

from drumbeat.adapters.bankstatements import camt, csv_table, mt940, ofx, qif
from drumbeat.adapters.bankstatements.encodings import beginning
from drumbeat.adapters.bankstatements.values import shown, unreadable
from drumbeat.core.bank_lines import BankStatement

BYTES_MAX = 10 * 1024 * 1024
_OFX = re.compile(r"OFXHEADER\s*[:=]|<\?OFX\b|<OFX[\s>]", re.IGNORECASE)
_MT940 = re.compile(r"^:\n?20:", re.MULTILINE)
_QIF = re.compile(r"!(?:type|account|option|clear)\b", re.IGNORECASE)
_OTHERS = {"%PDF": "a PDF", "PK\x03\x04": "a ZIP file or a spreadsheet"}


@dataclass(frozen=True, slots=True)
class BankFiles:
    """Read CAMT, MT940, OFX, QIF and the CSV of some banks.

    `currency` is that of files which cannot say theirs (QIF); without it they are
    refused.
    """

    currency: str = ""

    def read(self, content: bytes, *, name: str) -> tuple[BankStatement, ...]:
        """Return the statements of a file in their order.

        :raises StatementUnreadable: it is none, or cannot be trusted
        """
        head = beginning(content)
        _check(content, head, shown(name) or "The file")
        if _OFX.search(head):
            return ofx.read(content)
        if head.startswith("<"):
            return camt.read(content)
        if _MT940.search(head):
            return mt940.read(content)
        if _QIF.match(head):
            return qif.read(content, self.currency)
        return csv_table.read(content, name)


def _check(content: bytes, head: str, called: str) -> None:
    if not content.strip():
        raise unreadable(f"{called} is empty.")
    if len(content) > BYTES_MAX:
        size = BYTES_MAX // 1024**2
        raise unreadable(
            f"{called} is larger than {size} MB.", "Export a shorter period."
        )
    for mark, kind in _OTHERS.items():
        if head.startswith(mark):
            raise unreadable(
                f"{called} is {kind}, which says nothing for certain.",
                "Ask the bank for CAMT.053, MT940 or OFX.",
            )
