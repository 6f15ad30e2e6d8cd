"""Whose money it is: a bank line → what it may settle, each with its reason."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import combinations

from drumbeat.core.allocation import OpenInvoice
from drumbeat.core.bank_lines import BankLine
from drumbeat.core.money import Money, total
from drumbeat.core.remittance import find_mention

MOST = 5  # candidates that somebody reads
_TOGETHER_MOST = 4  # invoices that one amount may pay without naming them
_SEARCHED = 12  # invoices of a client among which such a sum is looked for
_FEE_MOST = 2  # percent that a bank or a tax office may have kept
_LEGAL = re.compile(
    r"\b(bv|nv|gmbh|ag|ug|kg|sas|sarl|sa|ltd|limited|llc|inc|plc|srl|sl|oy|ab|as)\b"
)


class Strength(IntEnum):
    """How much a reason weighs; the stronger comes first."""

    AMOUNT = 1
    NAME = 2
    TYPO = 3
    PAYER = 4
    NAMED = 5


@dataclass(frozen=True, slots=True)
class Owed:
    """An invoice with something open, and whose it is."""

    client: int
    client_name: str
    invoice: OpenInvoice


@dataclass(frozen=True, slots=True)
class Learned:
    """Who paid before, from what was confirmed: clients by IBAN and by name."""

    by_iban: Mapping[str, int] = field(default_factory=dict)
    by_name: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Candidate:
    """What a line may settle: invoices of one client, in this order.

    `rest` stays on account, `short` stays open on them. A certain one may be booked
    without asking.
    """

    client: int
    client_name: str
    numbers: tuple[str, ...]
    strength: Strength
    reason: str
    rest: Money
    short: Money
    is_certain: bool = False


def candidates(
    line: BankLine, owed: Iterable[Owed], learned: Learned
) -> tuple[Candidate, ...]:
    """Return what the line may settle, the best first; at most one is certain.

    Amounts alone are never certain: two clients may owe the same.
    """
    same = [o for o in owed if o.invoice.open.currency == line.amount.currency]
    by_client: dict[int, list[Owed]] = defaultdict(list)
    for one in same:
        by_client[one.client].append(one)
    found = [c for mine in by_client.values() for c in _of_client(line, mine, learned)]
    found.sort(key=_rank)
    return tuple(_without_doubles(found))[:MOST]


def certain(found: Sequence[Candidate]) -> Candidate | None:
    """Return the one to be booked without asking, where no other is as strong."""
    sure = [candidate for candidate in found if candidate.is_certain]
    clients = {candidate.client for candidate in sure}
    return sure[0] if len(clients) == 1 else None


def name_key(name: str) -> str:
    """Return by what two spellings of a payer's name are the same."""
    plain = unicodedata.normalize("NFKD", name).casefold().replace(".", "")
    plain = "".join(c if c.isalnum() else " " for c in plain if not _is_mark(c))
    return " ".join(_LEGAL.sub(" ", plain).split())


def _of_client(
    line: BankLine, mine: Sequence[Owed], learned: Learned
) -> Iterator[Candidate]:
    """Yield what the line may settle with one client."""
    mine = sorted(mine, key=lambda o: (o.invoice.due_date, o.invoice.sequence))
    payer = _payer_of(line, mine[0], learned)
    named = _named(line, mine)
    if named:
        said = f"names {_listed(named)}"
        yield _candidate(line, named, Strength.NAMED, said, is_certain=True)
        return
    exact = [o for o in mine if o.invoice.open == line.amount]
    misspelt = [o for o in exact if _is_misspelt(line.said, o.invoice.number)]
    for one in misspelt:
        said = f"nearly names {one.invoice.number}, and the amount is right"
        sure = payer is Strength.PAYER
        yield _candidate(line, [one], Strength.TYPO, said, is_certain=sure)
    if payer is not None:
        yield from _by_payer(line, mine, exact, payer)
    elif exact and not misspelt:
        said = "the amount is right; nothing else says so"
        yield _candidate(line, exact[:1], Strength.AMOUNT, said)


def _by_payer(
    line: BankLine, mine: Sequence[Owed], exact: Sequence[Owed], payer: Strength
) -> Iterator[Candidate]:
    known = payer is Strength.PAYER
    who = "they paid from this account before" if known else "the payer has their name"
    if exact:
        # Two with the same amount: which of them it is, a person says.
        sure = known and len(exact) == 1
        said = f"{who}, and the amount is right"
        yield _candidate(line, exact[:1], payer, said, is_certain=sure)
        return
    together = _sum_of(line.amount, mine)
    if together:
        said = f"{who}, and {len(together)} invoices come to it"
        yield _candidate(line, together, payer, said)
        return
    kept = [o for o in mine if _is_after_fees(line.amount, o.invoice.open)]
    if kept:
        yield _candidate(line, kept[:1], payer, f"{who}; fees may have been kept")
        return
    yield _candidate(line, mine, payer, f"{who}; the oldest come first")


def _candidate(
    line: BankLine,
    paid: Sequence[Owed],
    strength: Strength,
    reason: str,
    *,
    is_certain: bool = False,
) -> Candidate:
    zero = Money.zero(line.amount.currency)
    taken, rest = [], line.amount
    for one in paid:
        if rest.minor <= 0:
            break
        taken.append(one)
        rest -= min(rest, one.invoice.open)
    whole = total((o.invoice.open for o in taken), line.amount.currency)
    return Candidate(
        client=paid[0].client,
        client_name=paid[0].client_name,
        numbers=tuple(o.invoice.number for o in taken),
        strength=strength,
        reason=reason,
        rest=rest,
        short=max(whole - line.amount, zero),
        is_certain=is_certain,
    )


def _named(line: BankLine, mine: Sequence[Owed]) -> list[Owed]:
    """Return the invoices that the text names, in its order."""
    places = [
        (place, one)
        for one in mine
        if (
            place := find_mention(
                line.said, number=one.invoice.number, reference=one.invoice.reference
            )
        )
        is not None
    ]
    return [one for _, one in sorted(places, key=lambda p: p[0])]


def _payer_of(line: BankLine, one: Owed, learned: Learned) -> Strength | None:
    """Return how the payer is known to be this client, None when it is not."""
    if line.payer_iban and line.payer_iban in learned.by_iban:
        mine = learned.by_iban[line.payer_iban] == one.client
        return Strength.PAYER if mine else None
    key = name_key(line.payer)
    if key and (
        learned.by_name.get(key) == one.client or key == name_key(one.client_name)
    ):
        return Strength.NAME
    return None


def _is_misspelt(said: str, number: str) -> bool:
    """Say whether one digit of a number is wrong, missing, or two changed places."""
    wanted = re.sub(r"\D", "", number)
    if len(wanted) < 5:  # too short to be told from any other figure
        return False
    runs = re.findall(r"\d(?:[\d\s./_-]*\d)?", said)
    return any(_is_near(re.sub(r"\D", "", run), wanted) for run in runs)


def _is_near(written: str, wanted: str) -> bool:
    if written == wanted:
        return True
    if len(written) == len(wanted):
        wrong = [
            n for n, (a, b) in enumerate(zip(written, wanted, strict=True)) if a != b
        ]
        if len(wrong) == 1:
            return True
        first, *_ = wrong
        return (
            len(wrong) == 2
            and written[first : first + 2] == wanted[first : first + 2][::-1]
        )
    longer, shorter = sorted((written, wanted), key=len, reverse=True)
    if len(longer) - len(shorter) != 1:
        return False
    return any(longer[:n] + longer[n + 1 :] == shorter for n in range(len(longer)))


def _sum_of(amount: Money, mine: Sequence[Owed]) -> list[Owed]:
    """Return few invoices that come to the amount, the oldest such; else none."""
    some = mine[:_SEARCHED]
    for count in range(2, min(_TOGETHER_MOST, len(some)) + 1):
        for part in combinations(some, count):
            if total((o.invoice.open for o in part), amount.currency) == amount:
                return list(part)
    return []


def _is_after_fees(amount: Money, owed: Money) -> bool:
    kept = owed.minor - amount.minor
    return kept > 0 and kept * 100 <= owed.minor * _FEE_MOST


def _listed(named: Sequence[Owed]) -> str:
    return ", ".join(one.invoice.number for one in named)


def _rank(candidate: Candidate) -> tuple[bool, int, int, int, str]:
    return (
        not candidate.is_certain,
        -candidate.strength,
        candidate.short.minor,
        candidate.rest.minor,
        candidate.client_name,
    )


def _without_doubles(found: Iterable[Candidate]) -> Iterator[Candidate]:
    """Yield each set of invoices once, with its best reason."""
    seen = set()
    for candidate in found:
        key = (candidate.client, candidate.numbers)
        if key not in seen:
            seen.add(key)
            yield candidate


def _is_mark(character: str) -> bool:
    return unicodedata.category(character) == "Mn"
