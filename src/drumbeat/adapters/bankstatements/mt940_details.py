"""Field 86 of MT940: who paid and what for, in the ways that banks write it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from drumbeat.adapters.bankstatements.values import iban, tidy

_GERMAN = re.compile(r"[0-9]{3}\?")
_PURPOSE = re.compile(r"2[0-9]|6[0-3]")
_SEPA = re.compile(
    r"(EREF|KREF|MREF|CRED|DEBT|COAM|OAMT|SVWZ|ABWA|ABWE|IBAN|BIC|RREF|PREF)\+"
)
_SLASHED = re.compile(
    r"/(EREF|PREF|MARF|CSID|CNTP|REMI|NAME|IBAN|BIC|TRTP|BENM|ORDP|ID|PURP|RTRN|ULTC"
    r"|ULTD|EXCH|CHGS|TRCD|SVCL|BUSP|ISDT|OPRP)/"
)
_STRUCTURED = re.compile(r"STRD/(?:CUR|ISO)/([^/]+)")
_LINE_LENGTH, _SUBFIELD_LENGTH = 65, 27
_NO_ID = {"", "NOTPROVIDED", "NONREF"}
_LENGTH_MAX = 4_000


@dataclass(frozen=True, slots=True)
class Details:
    """What field 86 says of a line."""

    text: str = ""
    payer: str = ""
    payer_iban: str = ""
    reference: str = ""
    end_to_end: str = ""


def details_of(said: str) -> Details:
    """Read the field by the way it is written; free text stays text."""
    lines = said[:_LENGTH_MAX].split("\n")
    if _GERMAN.match(lines[0]):
        return _german("".join(lines))
    whole = _rejoined(lines, _LINE_LENGTH)
    if _SLASHED.match(whole):
        return _slashed(whole)
    return Details(text=tidy(whole))


def _rejoined(pieces: list[str], length: int) -> str:
    """Put pieces together; a full one was cut where it was full, maybe in a word."""
    whole = ""
    for piece in pieces:
        whole += piece if len(piece) >= length else f"{piece} "
    return whole.strip()


def _german(said: str) -> Details:
    """Read “166?00GUTSCHRIFT?20EREF+…?31IBAN?32NAME” (DFÜ agreement, annex 3)."""
    parts = [(part[:2], part[2:]) for part in said.split("?")[1:]]
    first: dict[str, str] = {}
    for key, value in parts:
        first.setdefault(key, value)
    purpose = _rejoined(
        [v for k, v in parts if _PURPOSE.fullmatch(k)], _SUBFIELD_LENGTH
    )
    free, words = _by_keyword(_SEPA, purpose)
    return Details(
        text=tidy(words.get("SVWZ") or free),
        payer=tidy(first.get("32", "") + first.get("33", "")),
        payer_iban=iban(first.get("38"))
        or iban(first.get("31"))
        or iban(words.get("IBAN")),
        end_to_end=_id(words.get("EREF", "")),
    )


def _slashed(said: str) -> Details:
    """Read “/TRTP/SEPA/IBAN/NL…/NAME/…/REMI/…/EREF/…”, as Dutch banks write it."""
    _, words = _by_keyword(_SLASHED, said)
    party = words.get("CNTP", "").split("/")
    remitted = words.get("REMI", "")
    structured = _STRUCTURED.search(remitted)
    return Details(
        text="" if structured else tidy(remitted.removeprefix("USTD//")),
        payer=tidy(words.get("NAME") or (party[2] if len(party) > 2 else "")),
        payer_iban=iban(words.get("IBAN")) or iban(party[0]),
        reference=tidy(structured[1]) if structured else "",
        end_to_end=_id(words.get("EREF", "")),
    )


def _by_keyword(keyword: re.Pattern[str], said: str) -> tuple[str, dict[str, str]]:
    """Return what stands before the first keyword, and what each keyword says."""
    free, *rest = keyword.split(said)
    words: dict[str, str] = {}
    for key, value in zip(rest[::2], rest[1::2], strict=True):
        words.setdefault(key, value.strip().strip("/"))
    return free, words


def _id(text: str) -> str:
    compact = tidy(text)
    return "" if compact in _NO_ID else compact
