"""A queue with something in every group, one thing seen closely, and who looks."""

from datetime import UTC, date, datetime

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client

from drumbeat.core.errors import Finding
from drumbeat.core.money import Money
from drumbeat.core.queue import Group, NextStep, QueueRow
from drumbeat.core.queue_page import (
    HeldSend,
    PeekLine,
    PeekPage,
    PeekRecipient,
    PeekReminder,
    PeekTax,
    QueueGroup,
    QueuePage,
    StripWeek,
)

PASSWORD = "always small invoices"
DAY = date(2026, 11, 3)
EVENING_IN_UTC = datetime(2026, 11, 12, 23, 30, tzinfo=UTC)  # the 13th in Amsterdam


def eur(units: int) -> Money:
    return Money(units * 100, "EUR")


def row(group: Group, subject_id: str, **changes) -> QueueRow:
    facts = {
        "reason": "ready",
        "group": group,
        "status": "Ready",
        "client": "Halden Robotics",
        "engagement": "Interim CMO",
        "subject": "November retainer",
        "subject_id": subject_id,
        "verb": "Review and send.",
        "sentence": "Prepared from the terms on 1 Nov.",
        "amount": eur(9196),
        "next": NextStep(EVENING_IN_UTC, "4 steps attached"),
        "action": "approve",
        "due": date(2026, 11, 17),
    }
    return QueueRow(**(facts | changes))


def group(kind: Group, *rows: QueueRow, **changes) -> QueueGroup:
    facts = {"group": kind, "rows": rows, "count": len(rows), "sums": (eur(9196),)}
    return QueueGroup(**(facts | changes))


@pytest.fixture
def page() -> QueuePage:
    hostile = row(
        Group.NEEDS_YOU,
        "invoice:INV-2026-051",
        client="Sable & Finch <b>",
        status="Question",
        next=NextStep(None, "paused, open for 2 days"),
    )
    late = row(
        Group.OVERDUE, "invoice:1", verb="", status="Overdue", due=None, days_late=12
    )
    return QueuePage(
        day=DAY,
        groups=(
            group(
                Group.NEEDS_YOU,
                row(Group.NEEDS_YOU, "draft:12"),
                hostile,
                sums=(eur(16358), Money(240000, "GBP")),
            ),
            group(Group.OVERDUE, late, count=9, more=8),
            group(Group.WAITING, sums=()),
            group(Group.SCHEDULED, sums=()),
        ),
        needs_you=2,
        next_30_days=(eur(37103), Money(480000, "GBP")),
        overdue=(eur(11115),),
        overdue_count=3,
        weeks=(StripWeek(DAY, received=40), StripWeek(DAY, is_now=True)),
    )


@pytest.fixture
def empty_page() -> QueuePage:
    return QueuePage(
        day=DAY,
        groups=tuple(group(kind, sums=()) for kind in Group),
        needs_you=0,
        next_30_days=(),
        overdue=(),
        overdue_count=0,
        weeks=(),
        next_thing="Osterhaus Legal’s update, on Fri 13 Nov",
    )


@pytest.fixture
def peek() -> PeekPage:
    return PeekPage(
        subject_id="draft:12",
        client="Halden Robotics",
        what="November retainer + milestone 2",
        status="Ready",
        amount=eur(9196),
        due=date(2026, 11, 17),
        lines=(
            PeekLine("A", "Retainer, November", eur(6000)),
            PeekLine("B", "Milestone 2 of 3", eur(1600)),
        ),
        taxes=(PeekTax("VAT 21%", eur(1596)),),
        total=eur(9196),
        update_title="Update for October",
        update=("Positioning signed off by the board",),
        reminders=(
            PeekReminder(date(2026, 11, 13), "Heads-up"),
            PeekReminder(date(2026, 11, 17), "Due", is_due=True),
        ),
        goes_to=(PeekRecipient("Ingrid Solberg", "approves"),),
        findings=(Finding("ISS-2", "purchase_order", "Add the PO number."),),
        actions=("approve",),
        number="INV-2026-053",
        approval_hash="9f86d081",
    )


@pytest.fixture
def held() -> HeldSend:
    return HeldSend(
        subject_id="draft:12",
        client="Halden Robotics",
        amount=eur(9196),
        goes_to=("Ingrid Solberg", "accounts payable"),
        send_at=datetime(2026, 11, 3, 9, 0, 20, tzinfo=UTC),
    )


# Django is loaded after this file: what stands on it is named where it is used.


@pytest.fixture
def practice(settings):
    """The practice that Nora signs in to."""
    # What is tested on pages is not how long a hash takes.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    from cast import Practice
    from drumbeat.apps.identity.models import User

    call_command("createcachetable", verbosity=0)
    cache.clear()
    practice = Practice.open()
    user = User.objects.get()
    user.set_password(PASSWORD)
    user.save()
    return practice


@pytest.fixture
def nora(practice) -> Client:
    browser = Client()
    answer = browser.post("/sign-in", {"email": "nora@x.example", "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    return browser


@pytest.fixture
def cleo(practice) -> Client:
    """Somebody from another workspace."""
    from drumbeat.apps.identity.models import Member, User, Workspace

    elsewhere = Workspace.objects.create(
        name="Elsewhere",
        country="DE",
        currency="EUR",
        time_zone="Europe/Berlin",
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    user = User.objects.create_user("cleo@elsewhere.example", PASSWORD)
    Member.objects.create(workspace=elsewhere, user=user, name="Cleo", role="owner")
    browser = Client()
    browser.force_login(user)
    return browser
