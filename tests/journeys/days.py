"""Days of a practice whose clients answer: the worker passes, letters go, people act.

Everybody is outside: clients open the links of their letters, the owner signs in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import time_machine
from django.test import Client
from lxml import html

from apps.offer_cast import PAY, WOUTER, KeepingMailer
from cast import SELLER, VAT, Practice, eur, faults_by_fsck, monthly, noon
from drumbeat import clock, wiring
from drumbeat.apps.identity.models import User
from drumbeat.apps.parties.operations import set_issuer
from drumbeat.apps.reports.queries import queue_rows
from drumbeat.core.party import Contact
from drumbeat.core.ports import Message
from drumbeat.core.queue import Group, QueueRow
from drumbeat.core.terms import AddOn, EngagementTerms
from drumbeat.jobs import duties
from drumbeat.jobs.duties import DayReport, Shift

NUMBER = "INV-2026-0001"
FIRST = "2026-01-01"
LAUNCH = AddOn("Launch", eur("800.00"), date(2026, 1, 1), VAT)
_LINK = re.compile(r"/i/[\w-]{43}")
Letters = dict[str, list[str]]  # by day, those that went: “to whom: subject”


def january(**changes: object) -> EngagementTerms:
    """Return the terms of one month, of which every invoice goes out by itself."""
    terms = monthly(ends=date(2026, 1, 31), auto_issue=True)
    client = replace(terms.client, contacts=(WOUTER, PAY))
    return replace(terms, **({"client": client} | changes))


def words_in(page: str) -> str:
    """Return what stands on a page, as one line."""
    body = html.fromstring(page).find("body")
    assert body is not None
    return " ".join(body.text_content().split())


@dataclass(frozen=True)
class Visit:
    """Somebody of the client's at their own page; nobody signs in."""

    browser: Client
    path: str

    def reads(self) -> str:
        """Return what stands on the page now."""
        answer = self.browser.get(self.path)
        assert answer.status_code == 200
        return words_in(answer.text)

    def acts(self, noun: str, **fields: object) -> str:
        """Send a form of the page; return what stands there then."""
        answer = self.browser.post(f"{self.path}/{noun}", fields)
        assert answer.status_code == 303, answer.content
        return words_in(self.browser.get(answer["Location"]).text)


@dataclass
class Days:
    """The practice, the clock of everybody, and the letters that went."""

    practice: Practice
    moved: time_machine.Coordinates
    letters: list[Message] = field(default_factory=list)

    @classmethod
    def begin(cls, moved: time_machine.Coordinates) -> Days:
        """Open a practice on the first day of the year."""
        practice = Practice.open(on=FIRST)
        set_issuer(practice.id, replace(SELLER, email="nora@x.example"))
        return cls(practice, moved)

    @property
    def today(self) -> date:
        """Return the day at which everybody's clock stands."""
        return clock.today(self.practice.workspace.time_zone)

    def live(self, first: str, last: str = "") -> Letters:
        """Let the worker do its duties on each of the days; return what it sent."""
        went: Letters = {}
        day = date.fromisoformat(first)
        while day <= date.fromisoformat(last or first):
            letters = self._work(day)
            if letters:
                went[day.isoformat()] = sorted(
                    f"{letter.to[0][1]}: {letter.subject}" for letter in letters
                )
            self.letters += letters
            day += timedelta(days=1)
        return went

    def _work(self, day: date) -> list[Message]:
        self.moved.move_to(noon(day))
        mailer, report = KeepingMailer(), DayReport()
        register = wiring.number_register()
        shift = Shift(self.practice.workspace, noon(day), mailer, register)
        for duty in duties.DUTIES:
            duty(shift, report)
        assert (report.refused, report.feeds) == ([], [])
        return mailer.kept

    def letter_to(self, reader: Contact) -> Message:
        """Return the newest letter to somebody."""
        mine = [one for one in self.letters if one.to == ((reader.name, reader.email),)]
        return mine[-1]

    def reader(self, reader: Contact) -> Visit:
        """Return somebody who followed the link of their newest letter."""
        link = _LINK.search(self.letter_to(reader).text)
        assert link is not None
        browser = Client()
        led = browser.get(link[0])
        assert led.status_code == 303
        return Visit(browser, led["Location"])

    def owner(self) -> Client:
        """Return the owner's browser, signed in anew: days end a session."""
        browser = Client()
        browser.force_login(User.objects.get())
        return browser

    def owner_reads(self, path: str = "/") -> str:
        """Return what stands on a page of the owner's."""
        return words_in(self.owner().get(path).text)

    def owner_acts(self, path: str, fields: Mapping[str, object]) -> str:
        """Send a form as the owner; return what stands on the page it leads to."""
        answer = self.owner().post(path, fields, follow=True)
        assert answer.status_code == 200
        return words_in(answer.text)

    def needs_owner(self) -> dict[str, QueueRow]:
        """Return the rows of the queue that wait for the owner, by their reasons."""
        rows = queue_rows(self.practice.id, on=self.today)
        return {row.reason: row for row in rows if row.group is Group.NEEDS_YOU}

    def assert_books_are_whole(self) -> None:
        """Prove the books as the house does it."""
        assert faults_by_fsck(self.practice, on=self.today) == []
