"""Bank statements: their lines, whether they add up, and which of them are new."""

from __future__ import annotations

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from drumbeat.core.errors import Refusal
from drumbeat.core.money import Money, total


class StatementUnreadable(Refusal):
    """The bytes are no bank statement that can be read."""

    rule = "BNK-1"
    message = "{problem}"


class DoesNotAddUp(Refusal):
    """Opening balance and lines do not come to the closing balance."""

    rule = "BNK-2"
    message = (
        "The statement of {account} does not add up: {opening} and its lines come to "
        "{found}, and it says {closing}. Ask the bank for it again; nothing was read."
    )


@dataclass(frozen=True, slots=True)
class BankLine:
    """One line of an account: money in is positive, money out negative.

    `text` is what the payer wrote, `reference` one that the bank gives apart (ISO
    11649, QRR). `bank_id` is the bank's own, which is not always unique.
    """

    booked_on: date
    amount: Money
    text: str = ""
    payer: str = ""
    payer_iban: str = ""
    reference: str = ""
    bank_id: str = ""

    @property
    def said(self) -> str:
        """Return all that may name an invoice."""
        return " ".join(filter(None, (self.reference, self.text)))


@dataclass(frozen=True, slots=True)
class BankStatement:
    """The booked lines of one account for some days; pending ones are only counted.

    `account` is its IBAN, or what else the bank calls it, empty where the file does
    not say. Balances are None where it gives none.
    """

    account: str
    currency: str
    lines: tuple[BankLine, ...]
    opening: Money | None = None
    closing: Money | None = None
    pending: int = 0


@dataclass(frozen=True, slots=True)
class NewLine:
    """A line that is not on record yet, and the key it will be known by.

    `is_doubtful` when the same was booked under another id of the bank: a person
    says whether that is a second payment.
    """

    key: str
    line: BankLine
    is_doubtful: bool = False


def check_sum(statement: BankStatement) -> None:
    """Refuse a statement whose balances contradict its lines. [BNK-2]

    :raises DoesNotAddUp: they do
    """
    opening, closing = statement.opening, statement.closing
    if opening is None or closing is None:
        return
    moved = total((line.amount for line in statement.lines), statement.currency)
    if opening + moved != closing:
        raise DoesNotAddUp(
            account=statement.account or "the account",
            opening=opening,
            found=opening + moved,
            closing=closing,
        )


def by_account(statements: Iterable[BankStatement]) -> list[BankStatement]:
    """Return one statement for each account and currency of a file, balances aside.

    A file may hold several pages or days of an account: equal lines are counted over
    all of them.
    """
    found: dict[tuple[str, str], BankStatement] = {}
    for statement in statements:
        key = (statement.account, statement.currency)
        before = found.get(key, BankStatement(*key, lines=()))
        found[key] = replace(
            before,
            lines=before.lines + statement.lines,
            pending=before.pending + statement.pending,
        )
    return list(found.values())


def new_lines(
    statement: BankStatement, known: Mapping[str, int], alike: Mapping[str, int]
) -> list[NewLine]:
    """Return the lines that are not on record, in their order.

    `known` counts what is on record by key and `alike` by likeness, both without
    their number: two equal lines of one day stay two, and a file that was read before,
    whole or in part and in any order, gives nothing again. [I11]
    """
    seen: Counter[str] = Counter()
    likes: Counter[str] = Counter()
    found = []
    for line in statement.lines:
        key, like = key_of(statement.account, line), likeness(statement.account, line)
        seen[key] += 1
        likes[like] += 1
        if seen[key] <= known.get(key, 0):
            continue
        doubtful = likes[like] <= alike.get(like, 0)
        found.append(NewLine(f"{key}:{seen[key]}", line, doubtful))
    return found


def counted(keys: Iterable[str]) -> Counter[str]:
    """Return how often each key is on record, without the numbers of equal lines."""
    return Counter(key.rpartition(":")[0] for key in keys)


def key_of(account: str, line: BankLine) -> str:
    """Return what a line is known by: never by the bank's id alone."""
    return _digest(account, line, line.bank_id)


def likeness(account: str, line: BankLine) -> str:
    """Return what two records of one movement have in common, whatever their ids."""
    return _digest(account, line, "")


def _digest(account: str, line: BankLine, bank_id: str) -> str:
    text = unicodedata.normalize("NFKC", f"{line.payer} {line.said}").casefold()
    parts = (
        account,
        bank_id,
        line.booked_on.isoformat(),
        str(line.amount.minor),
        line.amount.currency,
        "".join(letter for letter in text if letter.isalnum()),
    )
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]
