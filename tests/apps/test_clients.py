"""What is on record about a client: changed by a person, kept on the trail."""

import json
from dataclasses import replace
from datetime import date

import pytest

from cast import NORA, Practice, monthly, noon
from drumbeat.apps.audit.models import Activity
from drumbeat.apps.billing import operations as billing
from drumbeat.apps.parties import operations as parties
from drumbeat.apps.parties.queries import (
    NoSuchClient,
    get_client_file,
    list_client_links,
)
from drumbeat.apps.reports.client_list import list_clients
from drumbeat.apps.reports.client_page import client_page
from drumbeat.apps.reports.paging import Cursor
from drumbeat.core.party import Contact
from drumbeat.core.terms import PayRun

DAY = date(2026, 3, 10)
AT = noon("2026-03-10")


def client_of(practice: Practice, name: str = "Halden") -> int:
    links = list_client_links(practice.id, most=99)
    return next(link.id for link in links if link.name == name)


def change(practice: Practice, client: int, **changes) -> None:
    file = get_client_file(practice.id, client)
    cost_centre = changes.pop("cost_centre", file.cost_centre)
    parties.change_client(
        practice.id,
        client,
        replace(file.profile, **changes),
        cost_centre=cost_centre,
        actor=NORA,
        at=AT,
    )


def trail(practice: Practice, client: int) -> list[tuple[str, list[str]]]:
    rows = Activity.objects.filter(workspace_id=practice.id, subject=f"client:{client}")
    return [
        (row.action, json.loads(row.payload)["what"]) for row in rows.order_by("seq")
    ]


def test_a_profile_is_changed_and_the_trail_names_fields_only(practice):
    practice.agree(monthly())
    client = client_of(practice)
    run = PayRun(2, date(2026, 1, 8), 3)

    change(practice, client, name="Halden AI", pay_run=run, cost_centre="4711")
    change(practice, client)  # nothing differs

    file = get_client_file(practice.id, client)
    assert (file.profile.name, file.cost_centre) == ("Halden AI", "4711")
    assert file.profile.pay_run == run
    assert trail(practice, client) == [
        ("client changed", ["cost_centre", "name", "pay_run"])
    ]


def test_two_clients_have_two_names(practice):
    practice.agree(monthly("Halden"))
    practice.agree(monthly("Atlas"))

    with pytest.raises(parties.NameTaken) as refused:
        change(practice, client_of(practice, "Atlas"), name="Halden")

    assert refused.value.sentence == "Another client is called “Halden”."
    assert client_of(practice, "Atlas")


def test_contacts_come_change_and_go(practice):
    practice.agree(monthly())
    client = client_of(practice)
    finance = Contact("Finance", "finance@halden.example", ("payer",))

    parties.add_contact(practice.id, client, finance, actor=NORA, at=AT)
    again = replace(finance, email="Finance@halden.example")
    with pytest.raises(parties.AddressTaken):
        parties.add_contact(practice.id, client, again, actor=NORA, at=AT)
    first, second = get_client_file(practice.id, client).contacts
    moved = replace(second.contact, email="pay@halden.example")
    parties.change_contact(practice.id, client, second.id, moved, actor=NORA, at=AT)
    parties.remove_contact(practice.id, client, first.id, actor=NORA, at=AT)

    assert [c.contact for c in get_client_file(practice.id, client).contacts] == [moved]
    assert [action for action, _ in trail(practice, client)] == [
        "contact added",
        "contact changed",
        "contact removed",
    ]
    assert "finance" not in "".join(
        row.payload.lower()
        for row in Activity.objects.filter(subject=f"client:{client}")
    )


def test_what_is_another_workspaces_is_not_there(practice):
    practice.agree(monthly())
    client = client_of(practice)
    contact = get_client_file(practice.id, client).contacts[0]
    other = Practice.beside("Beside")
    other.agree(monthly("Theirs"))
    theirs = client_of(other, "Theirs")

    with pytest.raises(NoSuchClient):
        get_client_file(other.id, client)
    with pytest.raises(NoSuchClient):
        change(other, client)
    with pytest.raises(NoSuchClient):
        parties.archive_client(other.id, client, actor=NORA, at=AT)
    with pytest.raises(parties.NoSuchContact):
        parties.remove_contact(other.id, theirs, contact.id, actor=NORA, at=AT)
    assert len(get_client_file(practice.id, client).contacts) == 1


def test_who_is_still_billed_is_not_archived(practice):
    practice.agree(replace(monthly(), ends=date(2026, 2, 28)))
    client = client_of(practice)

    def archive() -> None:
        billing.archive_client(practice.id, client, on=DAY, actor=NORA, at=AT)

    with pytest.raises(billing.StillBilled) as refused:
        archive()
    assert refused.value.sentence.startswith("“Interim CMO” still bills")

    practice.bill("2026-03-10")
    with pytest.raises(billing.DraftWaits):
        archive()
    practice.issue_all("2026-03-10")
    archive()

    assert list_client_links(practice.id, most=9) == ()
    assert [c.id for c in list_client_links(practice.id, most=9, also=client)] == [
        client
    ]
    assert get_client_file(practice.id, client).is_archived
    assert trail(practice, client) == [("client archived", [])]


def test_an_archived_client_is_back_when_asked_or_agreed_with(practice):
    practice.agree(monthly())
    client = client_of(practice)
    for back in ("asked", "agreed"):
        parties.archive_client(practice.id, client, actor=NORA, at=AT)
        if back == "asked":
            parties.restore_client(practice.id, client, actor=NORA, at=AT)
        else:
            practice.agree(replace(monthly(), name="Second engagement"))
        assert not get_client_file(practice.id, client).is_archived


def test_the_list_says_what_they_owe_and_how_they_pay(practice):
    practice.agree(monthly("Halden"))
    practice.agree(monthly("Atlas"))
    for month, paid in (("01", "20"), ("02", "20"), ("03", "")):
        for number in practice.bill_and_issue(f"2026-{month}-01"):
            if paid:
                practice.pay("3630.00", f"2026-{month}-{paid}", reference=number)
    practice.pay("630.00", "2026-03-09", client="Halden")
    [atlas, halden] = list_clients(practice.id, Cursor(), on=date(2026, 3, 20)).rows

    assert (halden.name, halden.engagements) == ("Halden", ("Interim CMO",))
    assert [str(m) for m in halden.owed.open] == ["3000.00"]
    assert [str(m) for m in halden.owed.overdue] == ["3000.00"]
    assert (halden.owed.open_count, halden.owed.overdue_count) == (1, 1)
    assert str(atlas.habit) == "Too few payments so far to know a habit."
    assert list_clients(practice.id, Cursor(), on=DAY).rows[1].owed.overdue == ()
    assert list_clients(practice.id, Cursor(), on=DAY, archived=True).rows == ()
    assert list_clients(practice.id, Cursor(), on=DAY, seen=frozenset()).rows == ()


def test_a_client_page_has_the_newest_of_everything(practice):
    practice.agree(monthly())
    for month in range(1, 4):
        practice.bill_and_issue(f"2026-0{month}-01")
    practice.pay("3630.00", "2026-01-14", reference="INV-2026-0001")
    page = client_page(practice.id, client_of(practice), on=DAY)

    assert [row.number for row in page.invoices] == [
        f"INV-2026-000{n}" for n in (3, 2, 1)
    ]
    assert [row.settled[0].number for row in page.payments] == ["INV-2026-0001"]
    assert [row.name for row in page.engagements] == ["Interim CMO"]
