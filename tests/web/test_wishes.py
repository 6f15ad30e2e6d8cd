"""From the queue: remind now, put off until a day; from the editor: send later."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
import time_machine

from cast import NORA, CountingMailer, Practice, monthly, noon
from drumbeat.apps.billing.models import Draft
from drumbeat.apps.reminders import operations as reminders
from drumbeat.apps.reminders.models import Reminder, Snooze
from drumbeat.apps.reminders.operations import Doubt

pytestmark = pytest.mark.django_db

NUMBER = "INV-2026-0001"
SUBJECT = f"invoice:{NUMBER}"


@pytest.fixture(autouse=True)
def _now():
    """It is Tuesday the 20th, five days after the invoice was due."""
    with time_machine.travel(noon("2026-01-20"), tick=False):
        yield


@pytest.fixture
def sent(practice: Practice) -> Practice:
    practice.agree(monthly("Halden <b>"))
    practice.bill_and_issue("2026-01-01")
    practice.deliver(noon("2026-01-01"), CountingMailer())
    return practice


@pytest.fixture
def asked(sent: Practice) -> Practice:
    reminders.dispute(
        sent.id,
        sent.invoice(NUMBER).id,
        NUMBER,
        Doubt("question", "Ines", "Is travel in?"),
        on=date(2026, 1, 5),
        actor=NORA,
        at=noon("2026-01-05"),
    )
    return sent


def test_the_next_reminder_is_sent_from_the_queue_and_taken_back(sent, nora):
    page = nora.get(f"/?selected={SUBJECT}").text
    assert f'action="/invoices/{NUMBER}/reminder"' in page
    planned = Reminder.objects.order_by("position").first().due_at

    after = nora.post(f"/invoices/{NUMBER}/reminder", follow=True)

    assert after.redirect_chain == [("/", 303)]
    assert "Reminder to Halden &lt;b&gt; in 20 seconds." in after.text
    assert "Friendly, to " in after.text
    undo = re.search(r'action="([^"]+)" data-undo', after.text)[1]
    back = nora.post(undo, follow=True)
    assert "Not sent. The reminder keeps its day." in back.text
    assert Reminder.objects.order_by("position").first().due_at == planned


def test_from_the_page_of_the_invoice_one_stays_there(sent, nora):
    here = f"/invoices/{NUMBER}"
    after = nora.post(f"{here}/reminder", {"back": "yes"}, follow=True)

    assert after.redirect_chain == [(here, 303)]
    assert '<input type="hidden" name="back" value="yes">' in after.text
    assert "Reminder brought forward" in after.text


def test_what_stops_a_reminder_is_said(asked, nora):
    answer = nora.post(f"/invoices/{NUMBER}/reminder", follow=True)

    assert "A question about INV-2026-0001 is open; answer it first." in answer.text
    assert not Reminder.objects.exclude(planned_at=None).exists()


def test_what_needs_somebody_is_put_off_and_comes_back(asked, nora):
    page = nora.get(f"/?selected={SUBJECT}").text
    assert f'action="/queue/{SUBJECT}/snooze"' in page
    assert 'value="2026-01-21" data-day="1"' in page
    assert 'value="2026-01-26" data-day="2"' in page

    put_off = f"/queue/{SUBJECT}/snooze"
    after = nora.post(put_off, {"until": "2026-01-26"}, follow=True)

    assert "Snoozed until Mon 26 Jan." in after.text
    assert "Nothing needs you." in after.text
    assert "You look at it again on Mon 26 Jan." in after.text
    undo = re.search(r'action="([^"]+)" data-undo', after.text)[1]
    assert undo == f"/queue/{SUBJECT}/waking"
    assert 'data-do="s"' in nora.get(f"/?selected={SUBJECT}&part=peek").text
    back = nora.post(undo, follow=True)
    assert "It is back where it was." in back.text
    assert "Nothing needs you." not in back.text


@pytest.mark.parametrize(
    ("until", "sentence"),
    [
        ("", "Choose a day."),
        ("soon", "soon"),
        ("2026-01-20", "Choose a day after today, so that it comes back then."),
    ],
)
def test_without_a_later_day_nothing_is_put_off(asked, nora, until, sentence):
    put_off = f"/queue/{SUBJECT}/snooze"
    assert sentence in nora.post(put_off, {"until": until}, follow=True).text
    assert not Snooze.objects.exists()


def test_what_needs_nobody_is_not_put_off(sent, nora):
    page = nora.get(f"/?selected={SUBJECT}").text
    assert f"/queue/{SUBJECT}/snooze" not in page

    put_off = f"/queue/{SUBJECT}/snooze"
    answer = nora.post(put_off, {"until": "2026-02-20"}, follow=True)
    assert "This does not need you today" in answer.text
    assert (
        nora.post("/queue/draft:77/snooze", {"until": "2026-02-20"}).status_code == 404
    )


@pytest.fixture
def draft(practice: Practice) -> int:
    practice.agree(monthly())
    practice.bill("2026-01-01")
    [row] = practice.drafts()
    return row.id


def send(nora, draft: int, later: str):
    page = nora.get(f"/drafts/{draft}").text
    seen = re.search(r'name="expected_hash" value="(\w+)"', page)[1]
    fields = {"expected_hash": seen, "then": "", "later": later, "reason": "Agreed"}
    return nora.post(f"/drafts/{draft}/issuance", fields, follow=True)


def test_a_draft_is_approved_for_a_later_day(practice, draft, nora):
    after = send(nora, draft, "2026-01-27")

    assert "Approved. It goes out Tue 27 Jan at 9:00." in after.text
    assert "data-toast" not in after.text
    assert "Sends Tue 27 Jan at 09:00." in after.text
    page = nora.get(f"/drafts/{draft}").text
    assert "Goes out " in page
    assert "Take it back" in page
    assert "Approve and send" not in page
    goes_at = Draft.objects.get(id=draft).send_at
    assert goes_at == noon("2026-01-27") - timedelta(hours=4)

    back = nora.post(f"/drafts/{draft}/withdrawal", {"back": "yes"}, follow=True)
    assert "Not sent. The draft is as it was." in back.text
    assert "Approve and send" in back.text


@pytest.mark.parametrize("later", ["2026-01-20", "2025-12-31", "soon"])
def test_a_day_that_is_not_later_approves_nothing(practice, draft, nora, later):
    answer = send(nora, draft, later)

    assert answer.redirect_chain == [(f"/drafts/{draft}", 303)]
    assert Draft.objects.get(id=draft).send_at is None
