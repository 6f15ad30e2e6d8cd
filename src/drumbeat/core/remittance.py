"""What a payer writes: structured references (ISO 11649) and invoice numbers."""

from __future__ import annotations

import re

from drumbeat.core.errors import Refusal

_BODY_MAX = 21
_RF_START = re.compile(r"(?<![A-Z0-9])R ?F ?(\d) ?(\d)")
_NUMBERED = re.compile(
    r"(?<![A-Z0-9])INV[\s./_#:-]*(?:(20\d\d)[\s./_-]*)?(\d{1,9})(?![A-Z0-9])"
)
_BREAK = r"[\s./_#:-]*"


class ReferenceTooLong(Refusal):
    """A number has no letters or digits, or too many, for a structured reference."""

    rule = "REF-1"
    message = "“{number}” cannot be a payment reference: 1 to 21 letters and digits."


def reference_key(text: str) -> str:
    """Return the letters and digits in upper case, by which references compare."""
    return "".join(c for c in text.upper() if c.isascii() and c.isalnum())


def creditor_reference(number: str) -> str:
    """Return the ISO 11649 reference of an invoice number: “RF” and check digits."""
    body = reference_key(number)
    if not 1 <= len(body) <= _BODY_MAX:
        raise ReferenceTooLong(number=number)
    return f"RF{98 - _mod_97(f'{body}RF00'):02d}{body}"


def is_creditor_reference(text: str) -> bool:
    """Say whether the text, spaces aside, is a reference with right check digits."""
    compact = "".join(text.split()).upper()
    if not re.fullmatch(r"RF\d\d[A-Z0-9]{1,21}", compact, re.ASCII):
        return False
    return _mod_97(compact[4:] + compact[:4]) == 1


def find_references(text: str) -> list[str]:
    """Return structured references and invoice numbers, in the order of the text.

    References come without spaces, numbers as “INV-2026-0001” whatever the payer's
    spaces, dashes and case were.
    """
    upper = text.upper()
    found: list[tuple[int, str]] = []
    covered = 0
    for start in _RF_START.finditer(upper):
        if start.start() < covered:  # inside the reference before
            continue
        reference, end = _reference_at(upper, start)
        if reference:
            found.append((start.start(), reference))
            covered = end
            upper = upper[: start.start()] + " " * (end - start.start()) + upper[end:]
    for numbered in _NUMBERED.finditer(upper):
        year, number = numbered[1], numbered[2]
        name = f"INV-{year}-{number:0>4}" if year else f"INV-{number}"
        found.append((numbered.start(), name))
    return list(dict.fromkeys(name for _, name in sorted(found)))


def find_mention(text: str, *, number: str, reference: str) -> int | None:
    """Return where the text names this invoice, by number or reference, else None."""
    key = reference_key(text)
    if reference_key(number) not in key and reference_key(reference) not in key:
        return None
    places = [
        match.start()
        for name in (number, reference)
        if (match := _spelled(name).search(text.upper()))
    ]
    return min(places, default=None)


def _spelled(name: str) -> re.Pattern[str]:
    """Match the name with anything a bank makes of its breaks, but no longer name."""
    parts = re.findall(r"[A-Z]+|[0-9]+", name.upper())
    if re.match(r"RF\d\d", name):
        parts = list(reference_key(name))  # printed in groups of four
    if not parts:
        return re.compile(r"(?!)")
    return re.compile(rf"(?<![A-Z0-9]){_BREAK.join(parts)}(?![A-Z0-9])")


def _reference_at(upper: str, start: re.Match[str]) -> tuple[str, int]:
    """Return the longest valid reference that ends where a group of signs ends."""
    best, best_end = "", start.end()
    body = ""
    for group in re.finditer(r"[A-Z0-9]+|[^A-Z0-9 ]", upper[start.end() :]):
        body += group[0]
        if not group[0].isalnum() or len(body) > _BODY_MAX:
            break
        candidate = f"RF{start[1]}{start[2]}{body}"
        if is_creditor_reference(candidate):
            best, best_end = candidate, start.end() + group.end()
    return best, best_end


def _mod_97(text: str) -> int:
    return int("".join(str(int(c, 36)) for c in text)) % 97
