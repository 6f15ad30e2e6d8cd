"""A new engagement: from common work or from a file, seen before it is agreed."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from cast import Practice, eur, monthly, noon, profile
from drumbeat.apps.engagements.models import Engagement
from drumbeat.apps.engagements.queries import list_engagements
from drumbeat.core.documents import Tax
from drumbeat.core.engagement_file import render
from drumbeat.core.party import Contact
from drumbeat.core.terms import Anchor, PaymentTerms
from drumbeat.core.terms_grammar import step_words
from drumbeat.web.starters import list_starters

NEW = "/engagements/new"
FILLED = {
    "starter": "fractional-cmo",
    "client": "Halden Robotics B.V.",
    "country": "NL",
    "address": "Torenallee 20\r\n5617 BC Eindhoven",
    "vat_id": "NL861234567B01",
    "language": "nl",
    "approver": "Ingrid Solberg",
    "approver_email": "ingrid@halden.example",
    "payer_email": "invoices@halden.example",
    "name": "Fractional CMO",
    "amount": "6,500",
    "currency": "EUR",
    "starts": "2026-12-01",
    "day": "1",
    "days": "30",
    "tax": "S",
    "rate": "21",
    "order": "4500-118",
}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(noon("2026-11-03"), tick=False):
        yield


def seen(page: str) -> str:
    found = re.search(r'name="seen" value="([^"]*)"', page)
    assert found, page
    return found[1]


def agree(browser, **typed):
    page = browser.post(NEW, typed | {"intent": "preview"}).text
    return browser.post(NEW, typed | {"intent": "create", "seen": seen(page)})


def terms_of(practice: Practice):
    [row] = list_engagements(practice.id)
    return row.terms


def test_it_begins_with_the_usual_reminders_of_the_workspace(practice, nora):
    """S-61: a new engagement starts from the policy in the settings."""
    own = {"policy": "own", "steps": "-2 friendly\r\n+10 firm", "send_at": "08:30"}
    nora.post("/settings/reminders", own | {"moves": "following"})
    agree(nora, **FILLED)
    policy = terms_of(practice).reminders
    assert [step_words(step) for step in policy.steps] == ["-2 friendly", "+10 firm"]
    assert policy.send_at.isoformat() == "08:30:00"


def test_every_starter_is_a_file_that_reads():
    starters = list_starters()
    folder = Path(__file__).parents[2] / "src" / "drumbeat" / "web" / "starter_files"
    assert {path.stem for path in folder.glob("*.toml")} == set(starters)
    for starter in starters.values():
        assert starter.words.endswith(".")
        assert starter.terms.retainers or starter.terms.projects


def test_common_work_is_offered_with_what_it_is(practice, nora):
    text = nora.get(NEW).text
    for starter in list_starters().values():
        assert f'href="?starter={starter.key}"' in text
        assert starter.words in text


@pytest.mark.parametrize("key", list_starters())
def test_each_starter_is_filled_in_and_agreed(practice, nora, key):
    assert nora.get(f"{NEW}?starter={key}").status_code == 200
    answer = agree(nora, **FILLED | {"starter": key})
    assert answer.status_code == 303, answer.text
    assert list_starters()[key].terms.projects == () or terms_of(practice).projects


def test_the_form_begins_with_what_is_known(practice, nora):
    text = nora.get(f"{NEW}?starter=fractional-cmo").text
    assert '<option value="NL" selected>Netherlands</option>' in text
    assert 'value="2026-12-01"' in text
    assert 'value="6000.00"' in text


def test_the_first_invoices_are_seen_before_anything_is_agreed(practice, nora):
    text = nora.post(NEW, FILLED | {"intent": "preview"}).text
    assert "Monthly retainer of €6,500 on the 1st, in advance, payable in 30" in text
    assert "Tue 1 Dec" in text
    assert '€7,865<span class="c">.00</span>' in text
    assert "Fri 1 Jan 2027" in text
    assert Engagement.objects.count() == 0


def test_what_was_seen_is_agreed(practice, nora):
    answer = agree(nora, **FILLED)
    [row] = list_engagements(practice.id)
    assert answer["Location"] == f"/engagements/{row.id}"
    assert "is agreed." in nora.get(answer["Location"]).text
    terms = row.terms
    assert (terms.starts, terms.payment) == (
        date(2026, 12, 1),
        PaymentTerms("days", days=30),
    )
    assert (terms.holidays, terms.purchase_order) == ("NL", "4500-118")
    [retainer] = terms.retainers
    assert (retainer.amount, retainer.anchor) == (eur("6500.00"), Anchor(day=1))
    assert retainer.tax == Tax("S", Decimal(21))
    assert terms.client.address == ("Torenallee 20", "5617 BC Eindhoven")
    assert terms.client.contacts == (
        Contact("Ingrid Solberg", "ingrid@halden.example", ("approver",)),
        Contact("", "invoices@halden.example", ("payer",)),
    )


def test_who_approves_also_pays_when_nobody_else_does(practice, nora):
    agree(nora, **FILLED | {"payer_email": "", "tax": "AE", "rate": ""})
    terms = terms_of(practice)
    assert terms.client.contacts[0].roles == ("approver", "payer")
    assert terms.retainers[0].tax == Tax("AE")


def test_what_was_changed_after_the_preview_is_shown_again(practice, nora):
    page = nora.post(NEW, FILLED | {"intent": "preview"}).text
    changed = FILLED | {"amount": "9999", "intent": "create", "seen": seen(page)}
    answer = nora.post(NEW, changed)
    assert answer.status_code == 200
    assert "€9,999" in answer.text
    assert Engagement.objects.count() == 0


WRONG = [
    ({"client": ""}, "Name the client."),
    ({"approver_email": "ingrid"}, "Write an address like “ap@client.example”."),
    ({"approver_email": ""}, "Write their e-mail address."),
    ({"approver": ""}, "Name the person who approves."),
    ({"amount": "-5"}, "Write an amount above zero."),
    ({"starts": ""}, "Choose a day."),
    ({"days": "soon"}, "are no payment terms"),
    ({"rate": "300"}, "is not a tax"),
    ({"currency": "XYZ"}, "Choose one of these."),
    ({"country": "Mars"}, "Choose one of these."),
    ({"name": ""}, "Say what you do."),
]


@pytest.mark.parametrize(("wrong", "sentence"), WRONG)
def test_what_is_wrong_is_said_beside_its_field(practice, nora, wrong, sentence):
    answer = nora.post(NEW, FILLED | wrong | {"intent": "create"})
    assert answer.status_code == 422
    assert answer.text.count(sentence) == 2  # at the top, and at the field
    assert Engagement.objects.count() == 0


def upload(text: str | bytes, name: str = "halden.toml") -> SimpleUploadedFile:
    content = text.encode() if isinstance(text, str) else text
    return SimpleUploadedFile(name, content)


def test_a_file_is_read_shown_and_agreed(practice, nora):
    client = profile("Halden & <Co>", at="ap@halden.example")
    terms = monthly(client=client)
    text = render(terms)
    page = nora.post(NEW, {"file": upload(text)}).text
    assert "Halden &amp; &lt;Co&gt;" in page
    assert "11 invoices due already." in page
    answer = agree(nora, text=text.replace("\n", "\r\n"))
    assert answer.status_code == 303
    assert terms_of(practice) == terms


def test_the_same_file_again_changes_nothing(practice, nora):
    text = render(monthly())
    agree(nora, text=text)
    answer = agree(nora, text=text)
    said = nora.get(answer["Location"]).text
    assert "was here already. Nothing changed." in said
    assert Engagement.objects.count() == 1


def test_a_refused_file_names_its_lines(practice, nora):
    text = 'name = "CMO"\nstarts = 2026-01-01\ncurency = "EUR"\n'
    answer = nora.post(NEW, {"file": upload(text)})
    assert answer.status_code == 422
    assert "Line 3: “curency” is not a key here; did you mean" in answer.text
    assert "“currency” is missing; add it." in answer.text
    assert "curency = &#34;EUR&#34;" in answer.text  # to be mended in place


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\xff\xfe\x00", "This is not UTF-8 text"),
        (b"#" * 200_001, "too large to be an engagement"),
        ('name = "CMO"\nstarts = 2026-01-01\ncurrency = "EUR"\n', "names no client"),
        ("name = ", "Line 1: This is not TOML"),
    ],
)
def test_what_is_no_engagement_file_is_refused(practice, nora, content, sentence):
    answer = nora.post(NEW, {"file": upload(content)})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert Engagement.objects.count() == 0


def test_there_is_no_such_starter(practice, nora):
    assert nora.get(f"{NEW}?starter=chef").status_code == 404


def test_what_is_agreed_belongs_to_who_agreed_it(practice, cleo):
    agree(cleo, **FILLED)
    assert list_engagements(practice.id) == []
