"""Clients on their pages: the list, one of them, and what their forms do."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cast import Practice, monthly, noon
from drumbeat.apps.billing.checks import list_draft_findings
from drumbeat.apps.billing.queries import list_drafts
from drumbeat.apps.identity.models import Member
from drumbeat.apps.parties.models import ClientMember
from drumbeat.apps.parties.queries import get_client_file, list_client_links

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(noon("2026-04-10"), tick=False):
        yield


@pytest.fixture
def halden(practice) -> int:
    practice.agree(monthly("Halden <b>"))
    practice.bill_and_issue("2026-03-01")
    practice.pay("3630.00", "2026-03-20", reference="INV-2026-0001")
    return list_client_links(practice.id, most=1)[0].id


def typed(client: int, workspace: int, **changes: str) -> dict[str, str]:
    """Return the profile as its form sends it."""
    profile = get_client_file(workspace, client).profile
    return {
        "name": profile.name,
        "language": profile.language,
        "country": profile.country,
        "address": "\r\n".join(profile.address),
        "vat_id": profile.vat_id,
        "e_invoice": profile.e_invoice,
    } | changes


def test_the_list_says_what_is_open_and_agreed(practice, halden, nora):
    text = nora.get("/clients").text

    assert "Halden &lt;b&gt;" in text
    assert "Interim CMO" in text
    assert "€7,260" in text  # February and March are open
    assert "Too few payments so far to know a habit." in text
    assert "Nobody is archived." in nora.get("/clients?state=archived").text


def test_an_empty_list_says_how_to_start(practice, nora):
    assert "Start with one engagement." in nora.get("/clients").text


def test_the_page_shows_everything_about_a_client(practice, halden, nora):
    text = nora.get(f"/clients/{halden}").text

    assert "Client since January 2026." in text
    assert "€3,000 monthly, in advance" in text
    assert "INV-2026-0003, issued 1 Mar" in text
    assert "20 Mar" in text
    assert "Approves, pays" in text
    assert "Keizersgracht 1" in text
    assert f'href="/invoices?state=overdue&amp;client={halden}"' in text
    assert f'href="/payments/new?client={halden}"' in text


def test_a_profile_is_saved_and_shown(practice, halden, nora):
    sent = typed(
        halden,
        practice.id,
        name="Halden AI",
        language="de",
        purchase_order_required="yes",
        cost_centre="4711",
        pay_run="every 2nd thursday from 2026-01-08",
    )
    answer = nora.post(f"/clients/{halden}/profile", sent)

    assert (answer.status_code, answer["Location"]) == (303, f"/clients/{halden}")
    text = nora.get(answer["Location"]).text
    assert "Saved. It holds from the next invoice." in text
    for line in ("Halden AI", "German", "4711", "every 2nd thursday from 2026-01-08"):
        assert line in text
    assert get_client_file(practice.id, halden).profile.purchase_order_required


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "Name the client."),
        ("name", "x" * 201, "Write one line of at most 200 letters."),
        ("country", "XX", "Choose one of these."),
        ("vat_id", "NL123456789B01", "The check digits do not fit."),
        ("e_invoice", "peppol", "Write the Peppol id; without it nothing arrives."),
        ("peppol_id", "nonsense", "is not a Peppol id"),
        ("pay_run", "now and then", "is not a pay run"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    practice, halden, nora, field, value, sentence
):
    before = get_client_file(practice.id, halden)
    sent = typed(halden, practice.id, cost_centre="kept", **{field: value})
    answer = nora.post(f"/clients/{halden}/profile", sent)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="kept"' in answer.text  # nothing typed is lost
    assert get_client_file(practice.id, halden) == before


def test_a_taken_name_is_refused(practice, halden, nora):
    practice.agree(monthly("Atlas"))
    answer = nora.post(
        f"/clients/{halden}/profile", typed(halden, practice.id, name="Atlas")
    )

    assert answer.status_code == 422
    assert "Another client is called “Atlas”." in answer.text


def test_contacts_are_added_changed_and_removed(practice, halden, nora):
    page = f"/clients/{halden}/contacts"
    sent = {"name": "Finance", "email": "fin@halden.example", "payer": "yes"}

    assert nora.post(page, sent)["Location"] == f"/clients/{halden}"
    again = nora.post(page, sent)
    assert again.status_code == 422
    assert "fin@halden.example is on record for this client already." in again.text
    assert "Choose at least one part" in nora.post(page, sent | {"payer": ""}).text
    assert "is not an e-mail address" in nora.post(page, sent | {"email": "x@y"}).text

    contact = get_client_file(practice.id, halden).contacts[-1].id
    assert "Finance" in nora.get(f"{page}/{contact}").text
    nora.post(f"{page}/{contact}", sent | {"name": "Accounts", "copy": "yes"})
    changed = get_client_file(practice.id, halden).contacts[-1].contact
    assert (changed.name, changed.roles) == ("Accounts", ("payer", "copy"))

    nora.post(f"{page}/{contact}/removal")
    assert len(get_client_file(practice.id, halden).contacts) == 1


def test_a_changed_address_is_pointed_out_on_the_next_draft(practice, halden, nora):
    """A new recipient is a finding of whatever is composed from now on. [ISS-9]"""
    contact = get_client_file(practice.id, halden).contacts[0].id
    page = f"/clients/{halden}/contacts/{contact}"
    sent = {"name": "Accounts", "email": "new@halden.example"}
    practice.bill("2026-04-01")
    nora.post(page, sent | {"approver": "yes", "payer": "yes"})
    said = nora.get(f"/clients/{halden}").text
    assert "Retainer, April 2026” is a draft already and keeps the earlier" in said

    practice.bill("2026-05-01")
    april, may = list_drafts(practice.id)
    findings = list_draft_findings(practice.id, [april, may])
    assert "new@halden.example" in "".join(f.message for f in findings[may.id])
    assert "new@halden.example" not in "".join(f.message for f in findings[april.id])


def test_a_client_is_archived_once_nothing_is_billed(practice, halden, nora):
    refused = nora.post(f"/clients/{halden}/archival", follow=True)
    assert "“Interim CMO” still bills this client." in refused.text

    [engagement] = [row.id for row in engagements_of(practice, halden)]
    practice.end(engagement, "2026-03-31", on="2026-04-10")
    practice.bill("2026-04-10")
    practice.issue_all("2026-04-10")
    done = nora.post(f"/clients/{halden}/archival", follow=True)

    assert "is archived. Nothing about them is removed." in done.text
    assert "Halden" not in done.text.split("is archived", 1)[1]
    assert "Halden" in nora.get("/clients?state=archived").text
    page = nora.get(f"/clients/{halden}").text
    assert "Nothing is billed to this client" in page
    nora.post(f"/clients/{halden}/restoration")
    assert "Halden" in nora.get("/clients").text


def engagements_of(practice: Practice, client: int):
    from drumbeat.apps.engagements.queries import list_of_client

    return list_of_client(practice.id, client)


def test_a_get_where_only_a_form_acts_changes_nothing(practice, halden, nora):
    for action in ("archival", "restoration"):
        answer = nora.get(f"/clients/{halden}/{action}", follow=True)
        assert "Nothing was done before you signed in." in answer.text


def test_a_reader_sees_and_does_not_change(practice, halden, nora):
    Member.objects.update(role="reader")

    page = nora.get(f"/clients/{halden}")
    assert "Record a payment" not in page.text
    assert "Change" not in page.text.split("Billing profile", 1)[1]
    for address in ("profile", "contacts"):
        assert nora.get(f"/clients/{halden}/{address}").status_code == 403
    assert nora.post(f"/clients/{halden}/archival").status_code == 403
    assert nora.get("/payments/new").status_code == 403


def test_a_contributor_finds_only_their_clients(practice, halden, nora):
    practice.agree(monthly("Atlas"))
    atlas = next(c.id for c in list_client_links(practice.id, most=9) if c.id != halden)
    Member.objects.update(role="contributor")
    ClientMember.objects.create(client_id=halden, member=Member.objects.get())

    text = nora.get("/clients").text
    assert "Halden" in text
    assert "Atlas" not in text
    assert nora.get(f"/clients/{halden}").status_code == 200
    assert nora.get(f"/clients/{atlas}").status_code == 404
    assert "INV-2026-0001" in nora.get("/invoices").text
    assert nora.get(f"/invoices?client={atlas}").status_code == 404
    assert nora.get(f"/payments?client={atlas}").status_code == 404


def test_pages_ask_as_often_for_many_rows_as_for_few(practice, halden, nora):
    def asked(address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert nora.get(address).status_code == 200
        return len(captured)

    pages = ("/clients", f"/clients/{halden}")
    before = [asked(page) for page in pages]
    for n in range(12):
        practice.agree(monthly(f"Client {n}"))
    practice.bill_and_issue("2026-04-01")

    assert [asked(page) for page in pages] == before
    assert max(before) <= 45
