"""Every thing that needs a person has one row, with its reason and what to do."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drumbeat.core.errors import Finding
from drumbeat.core.money import Money
from drumbeat.core.queue import (
    DeliveredFact,
    DraftFact,
    GovernorFact,
    Group,
    InvoiceFact,
    NextReminder,
    OpenQuestion,
    OpenTalk,
    ParkedFact,
    PaymentFact,
    QueueFacts,
    ScheduledFact,
)
from drumbeat.core.queue_rules import queue

ON = date(2026, 11, 3)  # a Tuesday
AT = datetime(2026, 11, 13, 8, tzinfo=UTC)


def eur(minor):
    return Money(minor, "EUR")


def in_days(days):
    return ON + timedelta(days=days)


DRAFT = DraftFact(
    1,
    "Halden Robotics",
    "Fractional CMO",
    "November retainer",
    eur(919600),
    ON,
    in_days(14),
    prepared_on=date(2026, 11, 1),
    update_written=True,
    first_reminder=AT,
    reminder_count=4,
)
INVOICE = InvoiceFact(
    "INV-2026-0053",
    "Atlas Freight",
    "Advisory",
    "October advisory",
    eur(190000),
    in_days(7),
    in_days(-7),
    next_reminder=NextReminder(AT, 1, "friendly"),
)
LATE = replace(INVOICE, due_date=in_days(-12))
QUESTION = OpenQuestion("Is the spend inside line 2?", "Priya", in_days(-2))
NO_UPDATE = Finding("ISS-3", "update", "Write the update.")
NO_PO = Finding("ISS-2", "purchase_order", "Add the PO number.")
NO_PAYER = Finding("ISS-4", "contacts", "Say who pays.")
NO_IBAN = Finding("ISS-8", "iban", "Add your IBAN.", blocking=False)
LANE = Finding("ISS-13", "lanes", "Wait for the approval of Launch.")


def row(fact):
    names = {DraftFact: "drafts", InvoiceFact: "invoices"}
    (only,) = queue(QueueFacts(**{names[type(fact)]: (fact,)}), on=ON)
    return only


@pytest.mark.parametrize(
    ("change", "reason", "group", "status", "verb"),
    [
        ({}, "draft_ready", Group.NEEDS_YOU, "Ready", "Review and send."),
        ({"state": "approved"}, "draft_ready", Group.NEEDS_YOU, "Ready", "Send it."),
        (
            {"findings": (NO_IBAN,)},
            "draft_ready",
            Group.NEEDS_YOU,
            "Ready",
            "Review and send.",
        ),
        (
            {"findings": (NO_UPDATE, NO_PO)},
            "update_missing",
            Group.NEEDS_YOU,
            "Draft",
            "Write the update.",
        ),
        (
            {"findings": (NO_UPDATE,), "bill_on": in_days(1)},
            "update_missing",
            Group.NEEDS_YOU,
            "Draft",
            "Write the update.",
        ),
        (
            {"findings": (NO_UPDATE,), "bill_on": in_days(2)},
            "scheduled",
            Group.SCHEDULED,
            "Scheduled",
            "",
        ),
        (
            {"findings": (NO_PO,)},
            "po_missing",
            Group.NEEDS_YOU,
            "Draft",
            "Add the PO number.",
        ),
        (
            {"findings": (NO_PAYER,)},
            "draft_blocked",
            Group.NEEDS_YOU,
            "Draft",
            "Complete the draft.",
        ),
        (
            {"missed_periods": 3},
            "missed_periods",
            Group.NEEDS_YOU,
            "Draft",
            "Review 3 periods.",
        ),
        (
            {"state": "awaiting_approval"},
            "approval_requested",
            Group.NEEDS_YOU,
            "To approve",
            "Approve or decline.",
        ),
        (
            {"state": "awaiting_approval", "approver": "Luc", "findings": (LANE,)},
            "awaiting_client",
            Group.WAITING,
            "To approve",
            "",
        ),
        (
            {"held_reason": "Held while October is unpaid, as you asked."},
            "held",
            Group.SCHEDULED,
            "Held",
            "",
        ),
        (
            {"state": "approved", "sends_at": AT, "bill_on": in_days(1)},
            "scheduled",
            Group.SCHEDULED,
            "Scheduled",
            "",
        ),
    ],
)
def test_why_a_draft_is_there(change, reason, group, status, verb):
    found = row(replace(DRAFT, **change))
    assert (found.reason, found.group, found.status, found.verb) == (
        reason,
        group,
        status,
        verb,
    )
    assert found.amount == DRAFT.gross


@pytest.mark.parametrize("state", ["issued", "discarded"])
def test_i_49_a_draft_that_is_gone_has_no_row(state):
    assert queue(QueueFacts(drafts=(replace(DRAFT, state=state),)), on=ON) == []


@pytest.mark.parametrize(
    ("change", "reason", "group", "status", "verb"),
    [
        ({}, "awaiting_payment", Group.WAITING, "Sent", ""),
        ({"opened_count": 2}, "awaiting_payment", Group.WAITING, "Seen", ""),
        ({"approved_by": "Wouter"}, "awaiting_payment", Group.WAITING, "Approved", ""),
        ({"approver": "Wouter"}, "awaiting_client", Group.WAITING, "To approve", ""),
        (
            {"question": QUESTION},
            "question_open",
            Group.NEEDS_YOU,
            "Question",
            "Answer Priya.",
        ),
        (
            {"question": replace(QUESTION, is_dispute=True), "open": eur(0)},
            "dispute_open",
            Group.NEEDS_YOU,
            "Question",
            "Answer Priya.",
        ),
        (
            {"delivery": "failed"},
            "delivery_failed",
            Group.NEEDS_YOU,
            "Held",
            "Change the address.",
        ),
        (
            {"delivery": "possibly_sent"},
            "delivery_uncertain",
            Group.NEEDS_YOU,
            "Held",
            "Check the e-mail.",
        ),
        (
            {"promise_missed": in_days(-1)},
            "promise_missed",
            Group.NEEDS_YOU,
            "Sent",
            "Ask for the payment.",
        ),
    ],
)
def test_why_an_invoice_is_there(change, reason, group, status, verb):
    found = row(replace(INVOICE, **change))
    assert (found.reason, found.group, found.status, found.verb) == (
        reason,
        group,
        status,
        verb,
    )


def test_a_late_invoice_runs_by_itself_while_something_is_to_come():
    running = row(replace(LATE, usually_late_days=6, reminders_sent=1))
    assert (running.reason, running.group) == ("overdue_running", Group.OVERDUE)
    assert (running.days_late, running.status) == (12, "Overdue")
    assert running.sentence == "Usually pays 6 days late. 1 reminder sent."
    assert running.next.what == "reminder 1, friendly"


def test_a_late_invoice_with_nothing_to_come_needs_a_call():
    stuck = row(replace(LATE, next_reminder=None, reminders_sent=5))
    assert (stuck.reason, stuck.verb) == ("call_due", "Call Atlas Freight.")
    abbreviated = row(replace(LATE, client="Atlas N.V.", next_reminder=None))
    assert abbreviated.verb == "Call Atlas N.V."
    called = row(replace(LATE, call_needed=True, call_person="Jonas", opened_count=3))
    assert called.verb == "Call Jonas."
    assert called.sentence == (
        "0 reminders, opened, no payment. "
        "Your policy puts a call before the final notice."
    )
    promised = row(replace(LATE, next_reminder=None, promised_until=in_days(3)))
    assert promised.reason == "overdue_running"
    assert promised.next.what == "Paused, promised for Fri 6 Nov"


@pytest.mark.parametrize(
    ("open_", "amount", "waits"),
    [
        (eur(5), eur(5), "Reminders and the next invoice wait"),
        (eur(0), None, "The next invoice waits"),
    ],
)
def test_who_wants_to_talk_says_what_waits_for_it(open_, amount, waits):
    talk = OpenTalk("Ines Vos", "Scope?", in_days(-1))
    found = row(replace(INVOICE, open=open_, talk=talk))
    assert (found.reason, found.amount) == ("feedback_talk", amount)
    assert found.verb == "Talk to Ines Vos."
    assert found.sentence.endswith(f"{waits} until you say what came of it.")


def test_a_paid_invoice_has_no_row():
    paid = replace(LATE, open=eur(0), call_needed=True, promise_missed=in_days(-1))
    assert queue(QueueFacts(invoices=(paid,)), on=ON) == []


EVERYTHING = QueueFacts(
    drafts=(DRAFT, replace(DRAFT, id=2, findings=(NO_UPDATE,))),
    invoices=(
        replace(LATE, number="INV-1"),
        replace(LATE, number="INV-2", call_needed=True),
        replace(INVOICE, number="INV-3", delivery="failed"),
        replace(INVOICE, number="INV-4", question=QUESTION),
        INVOICE,
    ),
    parked=(ParkedFact(7, "Advisory", "Osterhaus", "More than 12 periods are due"),),
    governors=(
        GovernorFact(7, "Advisory", "Osterhaus", eur(1200000), eur(1000000), 47, 30),
        GovernorFact(8, "Audit", "Koru", eur(1), eur(1), 30, 30),
    ),
    scheduled=(
        ScheduledFact("a", "Sable", "CMO", "November", in_days(3), eur(1), AT),
        ScheduledFact("b", "Sable", "CMO", "December", in_days(31), eur(1)),
        ScheduledFact(
            "c", "Sable", "CMO", "Audit", in_days(9), eur(1), held_reason="Held."
        ),
    ),
    payments=(PaymentFact(3, "Meridian", eur(480000), in_days(-1)),),
    delivered=(
        DeliveredFact(
            1, 4, "Atlas", "Film", "Cut 1", eur(380000), "Wouter", in_days(-4)
        ),
        DeliveredFact(
            2, 4, "Atlas", "Film", "Cut 2", eur(1), "", in_days(-4), in_days(6)
        ),
    ),
)


def test_order_is_group_then_what_is_lost_by_waiting():
    rows = queue(EVERYTHING, on=ON)
    assert [found.reason for found in rows] == [
        "question_open",
        "delivery_failed",
        "call_due",
        "draft_ready",
        "parked",
        "update_missing",
        "payment_unmatched",
        "governor",
        "overdue_running",
        "awaiting_client",
        "awaiting_client",
        "awaiting_payment",
        "scheduled",
        "held",
    ]
    assert len({found.subject_id for found in rows}) == len(rows)


def test_sentences_are_facts_on_record():
    said = {found.subject_id: found.sentence for found in queue(EVERYTHING, on=ON)}
    assert said["draft:1"] == (
        "Prepared from the terms on Sun 1 Nov. The update is written."
    )
    assert said["draft:2"] == "Sends today and does not go out without one."
    assert said["invoice:INV-4"] == (
        "Priya asks: “Is the spend inside line 2?” Reminders wait for your answer."
    )
    assert said["delivered:4:1"] == (
        "Delivered Fri 30 Oct. Invoiced once Wouter accepts it."
    )
    assert said["delivered:4:2"] == (
        "Delivered Fri 30 Oct. Invoiced once Atlas accepts it. Without an answer by "
        "Mon 9 Nov it counts as accepted, as agreed."
    )
    assert said["payment:3"] == (
        "€4,800.00 from Meridian arrived Mon 2 Nov and fits no invoice."
    )
    assert said["governor:7"] == (
        "€12,000.00 of work is not billed; your limit is €10,000.00. "
        "47 days since the last invoice; your limit is 30."
    )


drafts = st.builds(
    replace,
    st.just(DRAFT),
    id=st.integers(1, 5),
    state=st.sampled_from(["draft", "awaiting_approval", "approved"]),
    bill_on=st.integers(-40, 40).map(in_days),
    missed_periods=st.integers(0, 2),
    findings=st.sets(st.sampled_from([NO_UPDATE, NO_PO, NO_PAYER, NO_IBAN])).map(tuple),
    approver=st.sampled_from(["", "Luc"]),
    held_reason=st.sampled_from(["", "", "Held."]),
)
invoices = st.builds(
    replace,
    st.just(INVOICE),
    number=st.sampled_from(["INV-1", "INV-2", "INV-3"]),
    open=st.sampled_from([eur(0), eur(500)]),
    due_date=st.integers(-40, 40).map(in_days),
    question=st.sampled_from([None, None, QUESTION]),
    delivery=st.sampled_from(["sent", "queued", "possibly_sent", "failed"]),
    next_reminder=st.sampled_from([None, INVOICE.next_reminder]),
    promise_missed=st.sampled_from([None, in_days(-1)]),
    call_needed=st.booleans(),
    opened_count=st.integers(0, 2),
)


@given(st.lists(drafts, max_size=4), st.lists(invoices, max_size=4))
def test_each_thing_once_with_something_to_do_or_to_expect(some_drafts, some_invoices):
    facts = QueueFacts(drafts=tuple(some_drafts), invoices=tuple(some_invoices))
    rows = queue(facts, on=ON)
    ids = [found.subject_id for found in rows]
    assert len(ids) == len(set(ids))
    wanted = {f"draft:{draft.id}" for draft in some_drafts}
    wanted |= {f"invoice:{i.number}" for i in some_invoices if i.open or i.question}
    assert wanted <= set(ids)
    for found in rows:
        assert found.action
        assert bool(found.verb) == (found.group is Group.NEEDS_YOU)
        assert found.sentence.endswith((".", "”"))
        assert "!" not in found.sentence + found.verb
        if found.group is Group.OVERDUE:
            assert found.next is not None
    places = [list(Group).index(found.group) for found in rows]
    assert places == sorted(places)


def test_a_question_about_a_section_rests_that_section_alone():  # S-66
    found = row(replace(INVOICE, question=replace(QUESTION, section="B")))
    assert found.sentence.endswith("Reminders leave section B out until you answer.")
    assert found.next
    assert found.next.what == "Section B paused, open for 2 days"


def test_a_long_question_is_cut():
    long = row(replace(INVOICE, question=replace(QUESTION, text="word " * 40)))
    assert len(long.sentence) < 120


def test_a_ready_draft_says_that_a_limit_is_passed():
    beyond = GovernorFact(
        7, "CMO", "Osterhaus", eur(1200000), eur(1000000), 3, None, DRAFT.id
    )
    [found] = queue(QueueFacts(drafts=(DRAFT,), governors=(beyond,)), on=ON)
    [ready] = queue(QueueFacts(drafts=(DRAFT,)), on=ON)
    assert (found.reason, ready.reason) == ("governor", "draft_ready")
    assert (found.subject_id, found.action) == (ready.subject_id, ready.action)
    assert found.sentence == (
        "€12,000.00 of work is not billed; your limit is €10,000.00. The draft is "
        "ready."
    )


def test_a_draft_that_cannot_go_leaves_the_limit_its_own_row():
    beyond = GovernorFact(7, "CMO", "Osterhaus", eur(2), eur(1), 3, None, DRAFT.id)
    blocked = replace(DRAFT, findings=(NO_UPDATE,))
    rows = queue(QueueFacts(drafts=(blocked,), governors=(beyond,)), on=ON)
    assert [found.reason for found in rows] == ["update_missing", "governor"]
