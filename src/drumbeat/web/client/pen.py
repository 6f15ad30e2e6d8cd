"""How one reader is written to: words, amounts, days and times of a country."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_time
from babel.lists import format_list

from drumbeat.adapters.email.words import WORDS as LETTERS
from drumbeat.adapters.email.words import LetterWords
from drumbeat.adapters.pdf.notation import Notation
from drumbeat.adapters.pdf.words import Words
from drumbeat.core.documents import InvoiceDocument
from drumbeat.core.money import Money, exponent
from drumbeat.core.party import Buyer
from drumbeat.core.sent_file import KeptFile
from drumbeat.web.client.vocabulary import ClientWords
from drumbeat.web.client.words import WORDS
from drumbeat.web.formats import file_size


@dataclass(frozen=True, slots=True)
class Figure:
    """An amount whose cents are set in a quieter ink: “9.196”, “,00”, “ €”."""

    whole: str
    cents: str = ""
    sign: str = ""

    def __str__(self) -> str:
        return f"{self.whole}{self.cents}{self.sign}"

    @property
    def typed(self) -> str:
        """Return it as one types it into a form of a bank there: “9196,00”."""
        return re.sub(r"\D", "", self.whole) + self.cents


@dataclass(frozen=True, slots=True)
class Pen:
    """Writes for the buyer of a document, on a day and in a zone."""

    words: ClientWords
    letters: LetterWords
    notation: Notation
    on: date
    zone: ZoneInfo

    @classmethod
    def of(cls, document: InvoiceDocument, *, on: date, zone: str) -> Pen:
        """Return what writes the language and country of the buyer."""
        return cls.for_buyer(document.buyer, on=on, zone=zone)

    @classmethod
    def for_buyer(cls, buyer: Buyer, *, on: date, zone: str) -> Pen:
        """Return what writes the buyer's language, as in their country."""
        return cls(
            words=WORDS[buyer.language],
            letters=LETTERS[buyer.language],
            notation=Notation.of(buyer.language, buyer.address.country),
            on=on,
            zone=ZoneInfo(zone),
        )

    @property
    def printed(self) -> Words:
        """Return the words of the paper, which say the same things there."""
        return self.notation.words

    def money(self, amount: Money) -> str:
        """Return “€9,196.00”."""
        return self.notation.money(amount)

    def figure(self, amount: Money) -> Figure:
        """Return the amount in parts; a currency without cents has one."""
        text = self.money(amount)
        cents = rf"(.*\d)([.,]\d{{{exponent(amount.currency)}}})(\D*)"
        parts = re.fullmatch(cents, text, re.DOTALL)
        return Figure(*parts.groups()) if parts else Figure(text)

    def day(self, day: date) -> str:
        """Return “17 November”, with its year when that is another one."""
        return self.notation.day_near(day, self.on)

    def time(self, at: datetime) -> str:
        """Return “4 November, 08:51” on the clock of the zone."""
        there = at.astimezone(self.zone)
        clock = format_time(there, "short", locale=self.printed.locale)
        return f"{self.day(there.date())}, {clock}"

    def size(self, file: KeptFile) -> str:
        """Return “1.2 MB”."""
        return file_size(file, self.printed.locale)

    def days(self, days: Sequence[date]) -> str:
        """Return “13 November, 24 November and 3 December”."""
        said = [self.day(day).replace(" ", "\N{NO-BREAK SPACE}") for day in days]
        return str(format_list(said, locale=self.printed.locale))
