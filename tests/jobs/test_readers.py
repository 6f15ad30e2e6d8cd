"""A letter to several readers, over a real socket: each of them gets it once.

S-69, I-50: who has it is never sent it again; who was asked to wait is not forgotten.
"""

import re
from dataclasses import replace
from datetime import date, timedelta
from email import message_from_bytes, policy

import pytest

from adapters.smtp_server import ScriptedServer
from cast import Practice, faults_by_fsck, monthly, noon
from drumbeat import wiring
from drumbeat.adapters.email.smtp import SmtpMailer
from drumbeat.apps.delivery import operations as delivery
from drumbeat.apps.delivery.models import Dispatch, DispatchAttempt, KnownAddress
from drumbeat.apps.reminders.models import Reminder
from drumbeat.apps.sharing.models import LinkToken
from drumbeat.apps.sharing.queries import find_reader, open_link
from drumbeat.core.party import Contact
from drumbeat.jobs import duties
from drumbeat.jobs.duties import DayReport, Shift

DAY = noon("2026-01-22")  # seven days late: payer and approver are reminded
SOON = DAY + timedelta(minutes=16)
AP, LATER, GONE = "ap@halden.example", "later@halden.example", "gone@halden.example"


@pytest.fixture
def late(db):
    """Return a practice whose January invoice is seven days late, for two readers."""

    def owed_by(*readers: str) -> Practice:
        practice = Practice.open()
        contacts = tuple(
            Contact(address, address, (role,))
            for address, role in zip(readers, ("payer", "approver"), strict=True)
        )
        terms = monthly()
        practice.agree(replace(terms, client=replace(terms.client, contacts=contacts)))
        practice.bill_and_issue("2026-01-01")
        Dispatch.objects.update(state="sent", sent_at=noon("2026-01-01"))
        return practice

    return owed_by


def remind(practice: Practice, server: ScriptedServer, at) -> DayReport:
    mailer = SmtpMailer("127.0.0.1", server.port, connect_seconds=2, dot_seconds=1)
    report = DayReport()
    duties.remind(
        Shift(practice.workspace, at, mailer, wiring.number_register()), report
    )
    return report


def letters() -> list[tuple[str, str]]:
    rows = Dispatch.objects.filter(kind="reminder").order_by("id")
    return [(row.state, row.recipients) for row in rows]


def step(name: str = "+7") -> str:
    return Reminder.objects.get(invoice__isnull=False, step=name).state


def test_who_was_asked_to_wait_gets_it_later_and_nobody_twice(late):
    practice = late(AP, LATER)
    with ScriptedServer() as server:
        first = remind(practice, server, DAY)
        assert server.taken_for == [[AP]]
        assert [(r.outcome, r.to) for r in first.results] == [
            ("sent", (AP,)),
            ("retry", (LATER,)),
        ]
        assert step() == "sent"
        assert remind(practice, server, DAY + timedelta(minutes=5)).results == []

        server.deferred = b"nobody"
        second = remind(practice, server, SOON)

        assert server.taken_for == [[AP], [LATER]]
        assert [r.to for r in second.results] == [(LATER,)]
        assert remind(practice, server, SOON + timedelta(hours=1)).results == []
    assert [state for state, _ in letters()] == ["sent", "sent"]
    known = set(KnownAddress.objects.values_list("address", flat=True))
    assert {AP, LATER} <= known
    assert faults_by_fsck(practice, on=date(2026, 1, 22)) == []


def test_each_reader_has_a_page_of_their_own(late):
    practice = late(AP, LATER)
    with ScriptedServer(deferred=b"nobody") as server:
        remind(practice, server, DAY)
        mails = [
            message_from_bytes(mail, policy=policy.default) for mail in server.accepted
        ]
    links = [
        re.search(r"http://\S+/i/(\S{43})", mail.get_body(("plain",)).get_content())[1]
        for mail in mails
    ]
    assert len(set(links)) == 2
    opened = [open_link(token) for token in links]
    assert {one.number for one in opened} == {"INV-2026-0001"}
    readers = [find_reader(practice.id, one.link)[0] for one in opened]
    assert [reader.email for reader in readers] == [AP, LATER]
    assert [reader.may_approve for reader in readers] == [False, True]
    kept = " ".join(LinkToken.objects.values_list("token_hash", flat=True))
    assert not any(token in kept for token in links)


def test_the_second_reader_is_given_up_in_the_end_and_shown(late):
    practice = late(AP, LATER)
    at = DAY
    with ScriptedServer() as server:
        for _ in range(delivery.ATTEMPTS_MAX + 2):
            remind(practice, server, at)
            at += delivery.RETRY_AFTER * delivery.ATTEMPTS_MAX
        assert server.taken_for == [[AP]]
    assert [state for state, _ in letters()] == ["sent", "failed"]
    alone = Dispatch.objects.filter(kind="reminder", state="failed")
    tries = DispatchAttempt.objects.filter(dispatch=alone.get())
    assert tries.count() == delivery.ATTEMPTS_MAX
    assert step() == "sent"
    assert faults_by_fsck(practice, on=date(2026, 1, 22)) == []


def test_who_does_not_exist_waits_for_a_person(late):
    practice = late(AP, GONE)
    with ScriptedServer() as server:
        remind(practice, server, DAY)
        assert remind(practice, server, SOON).results == []
        assert server.taken_for == [[AP]]
    (first, alone) = letters()
    assert (first[0], alone[0]) == ("sent", "bounced")


def test_one_reader_in_doubt_keeps_nobody_else_waiting(late):
    practice = late(AP, LATER)
    with ScriptedServer("accept, drop") as server:
        remind(practice, server, DAY)
    assert [state for state, _ in letters()] == ["possibly_sent", "retry"]
    assert step() == "unknown"

    with ScriptedServer(deferred=b"nobody") as server:
        remind(practice, server, SOON)
        assert server.taken_for == [[LATER]]
    assert [state for state, _ in letters()] == ["possibly_sent", "sent"]
    assert faults_by_fsck(practice, on=date(2026, 1, 22)) == []
