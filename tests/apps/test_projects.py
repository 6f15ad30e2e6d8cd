"""A project on its way: accepted, billed once, invoiced for good."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from cast import (
    NORA,
    VAT,
    Practice,
    charges_of,
    eur,
    faults,
    faults_by_fsck,
    monthly,
    noon,
    working_days,
)
from drumbeat.apps.audit.models import Activity
from drumbeat.apps.billing import operations as billing
from drumbeat.apps.billing.agreements import agreement_of
from drumbeat.apps.engagements import operations as engagements
from drumbeat.apps.engagements.project_queries import list_projects
from drumbeat.apps.engagements.queries import get_terms
from drumbeat.apps.reports.queries import queue_rows
from drumbeat.core.lifecycle import NotAllowedNow
from drumbeat.core.terms import Instalment, Project
from drumbeat.core.terms_edits import replacing

WORKSHOP = Project("Workshop", eur("3200.00"), "acceptance", VAT)
DATED = replace(WORKSHOP, bill_on=date(2026, 1, 20))
HALVES = replace(
    WORKSHOP,
    instalments=(
        Instalment(Decimal(50), "", date(2026, 1, 15)),
        Instalment(Decimal(50), "completion"),
    ),
)


def agree(practice: Practice, project: Project) -> int:
    return practice.agree(monthly(retainers=(), projects=(project,)))


def accept(practice: Practice, engagement: int, on: str) -> None:
    engagements.accept_project(
        practice.id,
        engagement,
        "Workshop",
        on=date.fromisoformat(on),
        by="Ines",
        actor=NORA,
        at=noon(on),
    )


def state_of(practice: Practice) -> str:
    (row,) = list_projects(practice.id)
    return row.state


def events(action: str) -> list[str]:
    return list(
        Activity.objects.filter(action=action).values_list("payload", flat=True)
    )


def queued(practice: Practice, on: str) -> list[str]:
    return [
        row.subject_id for row in queue_rows(practice.id, on=date.fromisoformat(on))
    ]


def credit_whole(practice: Practice, number: str, on: str) -> None:
    row = practice.invoice(number)
    billing.credit_invoice(
        practice.id,
        number,
        agreement_of(
            practice.id,
            row.engagement_id,
            client=row.client_id,
            calendars=working_days,
        ),
        reason="Held in another quarter.",
        on=date.fromisoformat(on),
        actor=NORA,
        at=noon(on),
    )


def test_a_project_is_invoiced_when_its_document_is_issued(practice):  # I-59
    engagement = agree(practice, WORKSHOP)
    accept(practice, engagement, "2026-01-20")
    practice.bill("2026-01-20")
    assert state_of(practice) == "accepted"
    assert len(queued(practice, "2026-01-20")) == 1

    assert practice.issue_all("2026-01-20") == ["INV-2026-0001"]

    assert state_of(practice) == "invoiced"
    assert events("project invoiced") == ['{"project":"Workshop"}']
    assert practice.bill("2026-02-20").drafts == []
    assert queued(practice, "2026-01-21") == ["invoice:INV-2026-0001"]
    assert faults_by_fsck(practice, on=date(2026, 1, 21)) == []


def test_the_last_instalment_makes_it_invoiced(practice):
    engagement = agree(practice, HALVES)
    practice.bill_and_issue("2026-01-15")
    assert state_of(practice) == "planned"

    accept(practice, engagement, "2026-02-10")
    practice.bill_and_issue("2026-02-10")

    assert state_of(practice) == "invoiced"
    assert len(events("project accepted")) == 1
    assert [charge[8] for charge in charges_of(practice)] == [160_000, 160_000]


def test_an_agreed_date_accepts_a_project_with_an_event_of_its_own(practice):
    agree(practice, DATED)

    practice.bill_and_issue("2026-01-20")

    (row,) = list_projects(practice.id)
    assert (row.state, row.accepted_on) == ("invoiced", date(2026, 1, 20))
    assert len(events("project accepted")) == len(events("project invoiced")) == 1
    assert practice.bill("2026-03-20").drafts == []
    assert faults(practice) == []


def test_a_whole_credit_leaves_it_invoiced_and_bills_nothing_again(practice):  # I-59
    engagement = agree(practice, WORKSHOP)
    accept(practice, engagement, "2026-01-20")
    (number,) = practice.bill_and_issue("2026-01-20")

    credit_whole(practice, number, "2026-01-25")
    assert practice.issue_all("2026-01-25") == ["CN-2026-0001"]

    assert practice.open_of(number) == 0
    assert state_of(practice) == "invoiced"  # final; a new invoice is a new project
    with pytest.raises(NotAllowedNow):
        accept(practice, engagement, "2026-01-26")
    for day in ("2026-01-26", "2026-03-01"):
        assert practice.bill(day).drafts == []
        assert queued(practice, day) == []
    assert faults(practice) == []


def test_a_project_agreed_later_can_be_accepted(practice):
    engagement = practice.agree(monthly())
    terms = get_terms(practice.id, engagement)
    wanted = replace(terms, projects=(WORKSHOP,))
    practice.edit(engagement, replacing(wanted, reason="a workshop"), on="2026-01-10")

    accept(practice, engagement, "2026-01-20")
    practice.bill_and_issue("2026-01-20")

    assert state_of(practice) == "invoiced"


def test_a_project_of_another_workspace_stays_as_it_is(practice):
    other = Practice.beside("Beside")
    agree(practice, DATED)
    agree(other, DATED)

    practice.bill_and_issue("2026-01-20")

    assert (state_of(practice), state_of(other)) == ("invoiced", "planned")
