"""Deliverables of an agreed project: handed over, answered one by one, billed once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from apps.offer_cast import (
    AT,
    ON,
    POST,
    WORKSHOP,
    KeepingMailer,
    agreed,
    link_in,
    mails,
    offered,
    say_yes,
)
from cast import NORA, Practice, eur, faults, faults_by_fsck, noon
from drumbeat import wiring
from drumbeat.apps.audit.models import Activity
from drumbeat.apps.engagements import operations as engagements
from drumbeat.apps.engagements.models import Deliverable
from drumbeat.apps.engagements.operations import NoSuchDeliverable, Part
from drumbeat.apps.engagements.operations.deliverables import AmountFrozen
from drumbeat.apps.engagements.queries import get_terms
from drumbeat.apps.offers.models import Offer
from drumbeat.apps.reports.queries import queue_rows
from drumbeat.apps.reports.shared_offer import shared_offer
from drumbeat.apps.sharing import deliverables
from drumbeat.apps.sharing import offers as sharing
from drumbeat.apps.sharing.operations import revoke
from drumbeat.core.lifecycle import NotAllowedNow
from drumbeat.core.terms import PromisedDeliverable
from drumbeat.core.terms_edits import replacing
from drumbeat.jobs import duties
from drumbeat.jobs.duties import DayReport, Shift

pytestmark = pytest.mark.django_db

LAUNCH = replace(
    WORKSHOP,
    name="Launch",
    amount=eur("600.00"),
    collected="week",
    accepted_after_days=10,
    deliverables=tuple(
        PromisedDeliverable(f"Cut {n}", "shown to the board", eur(f"{n}00.00"))
        for n in (1, 2, 3)
    ),
)


def begun(practice: Practice, project: object = LAUNCH) -> int:
    """Agree on the launch by link; return that link."""
    offered(practice, agreed(practice), project=project, title="Launch")
    [mail] = mails(practice, AT)
    link = link_in(mail)
    say_yes(practice, link, Offer.objects.get().sha256)
    practice.bill_and_issue("2026-01-05")  # the retainer
    mails(practice, AT)  # that, and the record of the yes
    return link


@pytest.fixture
def link(practice: Practice) -> int:
    return begun(practice)


def hand_over(practice: Practice, number: int, on: str = "2026-01-06") -> None:
    deliverables.hand_over(
        practice.id,
        Offer.objects.get().id,
        number,
        post=POST,
        on=date.fromisoformat(on),
        actor=NORA,
        at=noon(on),
    )


def accept(practice: Practice, link: int, number: int, on: str) -> None:
    day = date.fromisoformat(on)
    deliverables.accept_deliverable(practice.id, link, number, on=day, at=noon(on))


def silence(practice: Practice, on: str) -> None:
    at = noon(on)
    shift = Shift(practice.workspace, at, KeepingMailer(), wiring.number_register())
    duties.accept_silence(shift, DayReport())


def states() -> dict[str, str]:
    rows = Deliverable.objects.order_by("number")
    return {row.name: row.state for row in rows}


def nets(practice: Practice, numbers: list[str]) -> list[int]:
    return [practice.invoice(number).net_minor for number in numbers]


def test_accepted_deliverables_come_together_on_a_small_invoice(practice, link):  # I-59
    for number, on in ((1, "2026-01-06"), (2, "2026-01-07")):
        hand_over(practice, number, on)
        accept(practice, link, number, on)
    assert practice.bill("2026-01-07").drafts == []

    # The week is that of the engagement's first day, a Thursday.
    numbers = practice.bill_and_issue("2026-01-08")

    assert nets(practice, numbers) == [30_000]
    assert states() == {"Cut 1": "invoiced", "Cut 2": "invoiced"}
    assert practice.bill_and_issue("2026-01-22") == []
    accept(practice, link, 3, "2026-01-22")
    assert nets(practice, practice.bill_and_issue("2026-01-22")) == [30_000]
    page = shared_offer(practice.id, link, on=date(2026, 1, 22))
    assert page.project_state == "invoiced"
    assert {part.state for part in page.parts} == {"invoiced"}
    assert faults(practice) == []
    assert faults_by_fsck(practice, on=date(2026, 1, 23)) == []


def test_the_client_is_told_what_was_delivered_and_until_when(practice, link):
    hand_over(practice, 1)

    [mail] = mails(practice, noon("2026-01-06"))
    assert mail.subject == "Cut 1 is ready"
    assert "as part of Launch" in mail.text
    assert "Without an answer by Friday 16 January" in mail.text
    [row] = [
        row
        for row in queue_rows(practice.id, on=date(2026, 1, 6))
        if row.subject_id.startswith("delivered")
    ]
    assert (row.reason, row.amount) == ("awaiting_client", eur("100.00"))
    assert row.sentence.startswith("Delivered Tue 6 Jan. Invoiced once Wouter Claes")


def test_a_letter_about_what_was_answered_meanwhile_is_not_sent(practice, link):
    hand_over(practice, 1)
    accept(practice, link, 1, "2026-01-06")
    assert mails(practice, noon("2026-01-06")) == []


def test_silence_accepts_only_after_its_last_day_and_says_so(practice, link):
    hand_over(practice, 1)
    silence(practice, "2026-01-16")
    assert states() == {"Cut 1": "submitted"}

    silence(practice, "2026-01-17")
    silence(practice, "2026-01-18")

    row = Deliverable.objects.get()
    assert (row.state, row.accepted_on) == ("accepted", date(2026, 1, 17))
    [said] = Activity.objects.filter(action="deliverable accepted")
    assert '"by":"silence, as agreed"' in said.payload


def test_silence_accepts_nothing_where_nobody_agreed_on_that(practice):
    begun(practice, replace(LAUNCH, accepted_after_days=None))
    hand_over(practice, 1)
    silence(practice, "2027-01-06")
    assert states() == {"Cut 1": "submitted"}


def test_a_question_stops_silence_until_it_is_delivered_again(practice, link):
    hand_over(practice, 1)
    deliverables.question_deliverable(
        practice.id, link, 1, "Where is the end?", on=ON, at=AT
    )

    silence(practice, "2026-03-01")
    assert states() == {"Cut 1": "rejected"}
    page = shared_offer(practice.id, link, on=ON)
    assert [(said.about, said.text) for said in page.thread] == [
        ("Cut 1", "Where is the end?")
    ]
    reasons = {row.reason for row in queue_rows(practice.id, on=date(2026, 1, 6))}
    assert "question_open" in reasons
    hand_over(practice, 1, "2026-02-01")
    assert Deliverable.objects.get().silence_on == date(2026, 2, 11)


def test_a_question_about_work_that_is_accepted_whole_stops_silence_too(practice):
    whole = replace(LAUNCH, deliverables=(), collected="")
    link = begun(practice, whole)
    hand_over(practice, 0)
    deliverables.ask(practice.id, link, "Is that all?", on=ON, at=AT)
    silence(practice, "2026-03-01")
    assert states() == {"Launch": "rejected"}


def test_accepting_the_whole_accepts_what_is_left(practice, link):
    accept(practice, link, 1, "2026-01-06")
    on = date(2026, 1, 7)
    sharing.accept_work(practice.id, link, on=on, at=noon("2026-01-07"))

    with pytest.raises(NotAllowedNow):
        accept(practice, link, 2, "2026-01-07")
    assert nets(practice, practice.bill_and_issue("2026-01-08")) == [60_000]
    assert faults(practice) == []


def test_the_last_one_accepted_accepts_the_project(practice, link):
    for number in (1, 2):
        accept(practice, link, number, "2026-01-06")
        assert shared_offer(practice.id, link, on=ON).accepted_on is None
    accept(practice, link, 3, "2026-01-07")
    page = shared_offer(practice.id, link, on=ON)
    assert page.accepted_on == date(2026, 1, 7)


def test_a_limit_makes_a_draft_before_the_week_is_over(practice):
    engagement = agreed(practice)
    limited = replace(get_terms(practice.id, engagement), unbilled_limit=eur("250.00"))
    practice.edit(engagement, replacing(limited, reason="a limit"), on="2026-01-02")
    offered(practice, engagement, project=LAUNCH, title="Launch")
    link = link_in(mails(practice, AT)[0])
    say_yes(practice, link, Offer.objects.get().sha256)
    practice.bill_and_issue("2026-01-05")

    accept(practice, link, 1, "2026-01-06")
    assert practice.bill("2026-01-06").drafts == []
    accept(practice, link, 2, "2026-01-06")
    [draft] = practice.bill("2026-01-06").drafts

    rows = queue_rows(practice.id, on=date(2026, 1, 6))
    [row] = [row for row in rows if row.subject_id == f"draft:{draft}"]
    assert row.reason == "governor"
    assert "€300.00 of work is not billed; your limit is €250.00." in row.sentence
    assert "governor" not in {r.reason for r in rows if r is not row}
    assert nets(practice, practice.issue_all("2026-01-06")) == [30_000]
    assert practice.bill("2026-01-08").drafts == []
    assert faults_by_fsck(practice, on=date(2026, 1, 9)) == []


def test_what_is_accepted_keeps_its_price_until_it_is_invoiced(practice, link):
    accept(practice, link, 1, "2026-01-06")
    engagement = Offer.objects.get().engagement_id
    terms = get_terms(practice.id, engagement)
    cheaper = replace(
        LAUNCH,
        amount=eur("599.00"),
        deliverables=(
            replace(LAUNCH.deliverables[0], amount=eur("99.00")),
            *LAUNCH.deliverables[1:],
        ),
    )
    after = replacing(replace(terms, projects=(cheaper,)), reason="less")
    with pytest.raises(AmountFrozen, match="“Cut 1” is accepted at"):
        practice.edit(engagement, after, on="2026-01-06")


def test_nobody_accepts_what_is_not_there_or_not_theirs(practice, link):
    with pytest.raises(NoSuchDeliverable, match="no deliverable 7"):
        accept(practice, link, 7, "2026-01-06")
    with pytest.raises(NotAllowedNow):
        deliverables.question_deliverable(
            practice.id, link, 1, "Where is it?", on=ON, at=AT
        )
    hand_over(practice, 1)
    with pytest.raises(NotAllowedNow):
        hand_over(practice, 1)
    revoke(practice.id, link, actor=NORA, at=AT)
    with pytest.raises(sharing.NobodyToAsk):
        hand_over(practice, 2)
    assert "Cut 2" not in states()


def test_one_workspace_never_answers_for_another(practice, link):
    engagement = Offer.objects.get().engagement_id
    part = Part(engagement, "Launch", 1)
    with pytest.raises(Exception, match="no engagement"):
        engagements.accept_part(
            practice.id + 1,
            part,
            on=ON,
            by="Eve",
            actor=NORA,
            at=AT + timedelta(days=1),
        )
    assert states() == {}
