"""Notices: sent once by one worker, tried again, forgotten when they have gone."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from cast import Practice, noon
from drumbeat import wiring
from drumbeat.apps.identity import operations as identity
from drumbeat.apps.identity.models import Notice
from drumbeat.apps.identity.operations import NewNotice
from drumbeat.core.ports import DeliveryReport

AT = noon("2026-01-01")
LETTER = NewNotice(
    "ben@x.example",
    "Choose a new\npassword",
    "this link works once:\n\nhttps://books.example/password-reset/1-a\n\nGoodbye <b>",
)


@dataclass
class Server:
    outcome: str = "sent"
    got: list = field(default_factory=list)

    def send(self, message, *, note_phase):
        note_phase("dot")
        self.got.append(message)
        return DeliveryReport(self.outcome, "250 noted")


@pytest.fixture
def practice(db):
    return Practice.open()


def deliver(practice, server, at=AT):
    write = wiring.letters().notice
    return identity.deliver_notices(
        practice.id, write, mailer=server, at=at, domain="mail.example"
    )


def test_a_notice_goes_once_and_its_links_are_forgotten(practice):
    identity.queue_notice(practice.id, LETTER, at=AT)
    server = Server()

    assert deliver(practice, server) == ["sent"]
    assert deliver(practice, server, AT + timedelta(hours=1)) == []
    [message] = server.got
    assert message.to == (("", "ben@x.example"),)
    assert message.subject == "Choose a new password"
    link = "https://books.example/password-reset/1-a"
    assert f'<a class="ink" href="{link}"' in message.html
    assert "Goodbye &lt;b&gt;" in message.html
    assert link in message.text
    row = Notice.objects.get()
    assert (row.state, row.text, row.sent_at) == ("sent", "", AT)


def test_a_notice_that_was_claimed_is_not_taken_by_another_worker(practice):
    identity.queue_notice(practice.id, LETTER, at=AT)
    second = Server()

    class Slow(Server):
        def send(self, message, *, note_phase):
            deliver(practice, second)
            return super().send(message, note_phase=note_phase)

    slow = Slow()
    deliver(practice, slow)

    assert (len(slow.got), len(second.got)) == (1, 0)


def test_what_a_dead_worker_left_is_sent_later(practice):
    identity.queue_notice(practice.id, LETTER, at=AT)

    class Dies(Server):
        def send(self, message, *, note_phase):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        deliver(practice, Dies())
    server = Server()

    assert deliver(practice, server, AT + timedelta(minutes=1)) == []
    assert deliver(practice, server, AT + timedelta(minutes=6)) == ["sent"]


def test_a_server_that_waits_is_asked_again_but_not_for_ever(practice):
    identity.queue_notice(practice.id, LETTER, at=AT)
    server = Server("retry")
    for hour in range(1, 20):
        deliver(practice, server, AT + timedelta(hours=hour))

    assert len(server.got) == 8
    assert len({message.message_id for message in server.got}) == 1
    row = Notice.objects.get()
    assert (row.state, row.text, row.answer) == ("failed", "", "250 noted")


def test_after_a_restore_no_stale_link_goes_out(practice):
    identity.queue_notice(practice.id, LETTER, at=AT)
    identity.mark_restored(practice.id, restored=True)

    assert deliver(practice, Server()) == []
    assert Notice.objects.get().text == ""
