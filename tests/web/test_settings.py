"""Settings of the workspace: the business, its looks, numbers, people and the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from io import BytesIO

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from cast import faults_by_fsck, monthly, noon
from drumbeat.apps.audit.models import Activity
from drumbeat.apps.audit.queries import verify_chain
from drumbeat.apps.identity.models import Notice, Workspace
from drumbeat.apps.parties.models import Issuer, Logo
from drumbeat.apps.parties.queries import get_seller
from drumbeat.apps.reminders.queries import usual_policy
from drumbeat.core.terms import ReminderPolicy
from drumbeat.core.terms_grammar import step_words
from web.visitors import PASSWORD, confirm, join

BUSINESS = {
    "name": "Lindqvist Growth B.V.",
    "address": "Prinsengracht 2\r\n1015 DV Amsterdam",
    "country": "NL",
    "currency": "EUR",
    "time_zone": "Europe/Amsterdam",
    "tax_status": "registered",
    "vat_id": "NL 8123.45678 B01",
    "tax_number": "",
    "legal_id": "KvK 76543210",
    "email": "Billing@Lindqvist.example",
    "phone": "+31 20 555 0142",
    "contact_name": "Nora Lindqvist",
}
NEW_IBAN = "NL20INGB0001234567"

pytestmark = pytest.mark.django_db


def said(page: str) -> list[str]:
    """Return what stands beside the fields that were refused."""
    return re.findall(r'<p class="error"[^>]*>([^<]*)', page)


OWNERS_ONLY = [
    "/settings/business",
    "/settings/look",
    "/settings/numbers",
    "/settings/reminders",
    "/settings/people",
    "/settings/approvals",
    "/settings/mail",
    "/settings/tokens",
    "/settings/export",
    "/settings/danger",
]


@pytest.mark.parametrize("address", OWNERS_ONLY)
@pytest.mark.parametrize("role", ["reader", "contributor", "biller"])
def test_settings_of_the_workspace_are_for_owners(practice, role, address):
    """ROL-1: a member without the right reads why."""
    browser = join(practice, role)
    answer = browser.get(address)
    assert answer.status_code == 403
    assert "Only an owner can open this page." in answer.text
    page = browser.get("/settings").text
    assert address not in page
    assert "/settings/account" in page


@pytest.mark.parametrize("address", [*OWNERS_ONLY, "/settings/preferences"])
def test_each_page_asks_a_fixed_number_of_questions(
    practice, nora, address, django_assert_max_num_queries
):
    with django_assert_max_num_queries(24):
        assert nora.get(address).status_code == 200


# ── the business ──────────────────────────────────────────────────────────────


def test_the_business_shows_what_is_stored(nora):
    page = nora.get("/settings/business").text
    assert 'value="Lindqvist Advisory B.V."' in page
    assert "Herengracht 401\n1017 BP Amsterdam" in page
    assert '<option value="NL" selected>' in page
    assert "It was never changed." in page


def test_the_business_is_changed_for_the_next_invoice(practice, nora):
    before = get_seller(practice.id)
    answer = nora.post("/settings/business", BUSINESS, follow=True)
    assert "Saved. The next invoice shows it" in answer.text
    seller = get_seller(practice.id)
    assert seller.name == "Lindqvist Growth B.V."
    assert seller.address.lines == ("Prinsengracht 2", "1015 DV Amsterdam")
    assert seller.email == "billing@lindqvist.example"
    assert (seller.iban, seller.brand_colour) == (before.iban, before.brand_colour)
    workspace = Workspace.objects.get()
    assert (workspace.name, workspace.default_tax) == ("Lindqvist Growth B.V.", "S 21")
    assert Activity.objects.latest("id").action == "business changed"
    assert verify_chain(practice.id).ok


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": ""}, "Write the name that stands on your invoices."),
        ({"vat_id": "NL812345679B01"}, "The check digits do not fit."),
        ({"email": "nowhere"}, "This is not an e-mail address."),
        ({"time_zone": "Mars/Olympus"}, "Choose one of these."),
    ],
)
def test_a_wrong_business_is_not_saved(practice, nora, wrong, sentence):
    answer = nora.post("/settings/business", BUSINESS | wrong)
    assert answer.status_code == 422
    assert any(sentence in error for error in said(answer.text))
    assert "Prinsengracht 2" in answer.text
    assert get_seller(practice.id).name == "Lindqvist Advisory B.V."


def test_the_bank_account_changes_after_showing_who_one_is(practice, nora):
    join(practice, "owner", "ben@x.example")
    join(practice, "biller", "bea@x.example")
    typed = {"iban": "nl20 ingb 0001 2345 67", "bic": "INGBNL2A"}
    answer = nora.post("/settings/business/bank-account", typed)
    assert answer["Location"].startswith("/account/confirmation")
    assert get_seller(practice.id).iban == "NL91ABNA0417164300"
    # Confirming goes on with what was asked.
    answer = nora.post(answer["Location"], {"password": PASSWORD}, follow=True)
    assert "Every owner was told by e-mail." in answer.text
    assert "Last changed on" in answer.text
    seller = get_seller(practice.id)
    assert (seller.iban, seller.bic) == (NEW_IBAN, "INGBNL2A")
    letters = Notice.objects.filter(subject="The bank account was changed")
    assert set(letters.values_list("to", flat=True)) == {
        "nora@x.example",
        "ben@x.example",
    }
    assert "NL20 INGB 0001 2345 67" in letters[0].text
    [trail] = Activity.objects.filter(action="bank account changed")
    assert trail.payload == '{"after":"4567","before":"4300"}'


def test_the_same_bank_account_is_no_change(practice, nora):
    confirm(nora)
    nora.post("/settings/business/bank-account", {"iban": "NL91 ABNA 0417 1643 00"})
    assert Issuer.objects.get().bank_changed_at is None
    assert not Notice.objects.exists()


def test_a_wrong_bank_account_is_refused_before_anything_is_asked(practice, nora):
    wrong = {"iban": "NL91ABNA0417164301", "bic": "ABN"}
    answer = nora.post("/settings/business/bank-account", wrong)
    assert answer.status_code == 422
    assert len(said(answer.text)) == 2
    assert "Lindqvist Advisory B.V." in answer.text
    assert get_seller(practice.id).iban == "NL91ABNA0417164300"


def test_a_biller_changes_no_bank_account(practice):
    browser = join(practice, "biller")
    confirm(browser)
    answer = browser.post("/settings/business/bank-account", {"iban": NEW_IBAN})
    assert answer.status_code == 403
    assert get_seller(practice.id).iban == "NL91ABNA0417164300"


# ── the look ──────────────────────────────────────────────────────────────────


def test_both_results_are_shown_before_a_colour_is_saved(practice, nora):
    page = nora.get("/settings/look?colour=%23FFD400").text
    assert 'fill="#8a7200"' in page
    assert 'fill="#ffd400"' in page
    assert "White text is hard to read on #ffd400, so the button uses #8a7200." in page
    assert get_seller(practice.id).brand_colour == "#1b1a17"
    answer = nora.post("/settings/look", {"colour": "#ffd400"}, follow=True)
    assert "Clients see it from the next invoice on." in answer.text
    assert get_seller(practice.id).brand_colour == "#ffd400"


def test_what_is_no_colour_is_not_saved(practice, nora):
    answer = nora.post("/settings/look", {"colour": '"/><script>'})
    assert answer.status_code == 422
    assert "is not a colour" in said(answer.text)[0]
    assert "<script>" not in answer.text
    assert get_seller(practice.id).brand_colour == "#1b1a17"


def upload(content: bytes, name: str = "logo.png") -> dict[str, SimpleUploadedFile]:
    return {"logo": SimpleUploadedFile(name, content, content_type="image/png")}


def picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (900, 300), "#1f4a3d").save(out, "JPEG")
    return out.getvalue()


def test_a_logo_is_shown_as_we_wrote_it_and_removed_again(practice, nora):
    page = nora.post("/settings/look/logo", upload(picture()), follow=True).text
    [address] = re.findall(r'src="(/settings/look/logo/\w+\.png)"', page)
    assert 'width="600" height="200"' in page
    answer = nora.get(address)
    assert answer["Content-Type"] == "image/png"
    assert answer.content.startswith(b"\x89PNG")
    assert answer["X-Content-Type-Options"] == "nosniff"
    elsewhere = Client()
    assert elsewhere.get(address).status_code == 302
    assert nora.get(address.replace("logo/", "logo/0")).status_code == 404
    page = nora.post("/settings/look/logo/removal", follow=True).text
    assert "The logo is removed." in page
    assert nora.get(address).status_code == 404
    assert verify_chain(practice.id).ok


def test_another_workspace_finds_no_logo(practice, nora, cleo):
    page = nora.post("/settings/look/logo", upload(picture()), follow=True).text
    [address] = re.findall(r'src="(/settings/look/logo/\w+\.png)"', page)
    assert cleo.get(address).status_code == 404


def test_what_is_no_picture_does_not_become_a_logo(nora):
    answer = nora.post("/settings/look/logo", upload(b"<svg/>"), follow=True)
    assert "it is neither PNG nor JPEG" in answer.text
    assert "Choose a file first." in nora.post("/settings/look/logo", follow=True).text
    assert not Logo.objects.exists()


# ── the numbers ───────────────────────────────────────────────────────────────


@pytest.fixture
def in_january() -> Iterator[None]:
    with time_machine.travel(noon("2026-01-01"), tick=False):
        yield


def test_a_practice_goes_on_from_another_tool(practice, nora, in_january):
    page = nora.get("/settings/numbers").text
    assert "The next one is <b>INV-2026-0001</b>." in page
    typed = {"pattern": "R-{year}-{number:03}", "first": "41"}
    answer = nora.post("/settings/numbers/invoice", typed, follow=True)
    assert "Saved. The next one is R-2026-041." in answer.text
    practice.agree(monthly())
    assert practice.bill_and_issue("2026-01-01") == ["R-2026-041"]
    assert practice.bill_and_issue("2026-02-01") == ["R-2026-042"]
    assert faults_by_fsck(practice, on=date(2026, 2, 1)) == []
    assert "The last one was R-2026-042." in nora.get("/settings/numbers").text


def test_a_series_that_began_keeps_its_pattern_until_the_next(
    practice, nora, in_january
):
    """NUM-4: a live series is never re-based."""
    practice.agree(monthly())
    practice.bill_and_issue("2026-01-01")
    typed = {"pattern": "{year}/{number:05}", "first": "2"}
    answer = nora.post("/settings/numbers/invoice", typed, follow=True)
    assert "2027 begins with it." in answer.text
    assert "The next year begins with 2027/00001." in answer.text
    assert practice.bill_and_issue("2026-02-01") == ["INV-2026-0002"]
    practice.bill("2027-01-01")
    assert practice.issue_all("2027-01-01")[-1].startswith("2027/")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"pattern": "INV-{year}", "first": "1"}, "it needs {number} exactly once"),
        ({"pattern": "", "first": "1"}, "Write how the numbers look."),
        ({"pattern": "INV-{number}", "first": "0"}, "Write a whole number from 1 on."),
        ({"pattern": "INV-{number}", "first": "-3"}, "Write a whole number from 1 on."),
        (
            {"pattern": "CN-{year}-{number:04}", "first": "1"},
            "invoices and credit notes would have the same numbers",
        ),
    ],
)
def test_a_pattern_that_gives_no_clear_numbers_is_refused(nora, typed, sentence):
    answer = nora.post("/settings/numbers/invoice", typed)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert nora.post("/settings/numbers/other", typed).status_code == 404


# ── the reminders ─────────────────────────────────────────────────────────────

CALM = {"policy": "calm, then firm", "steps": "", "send_at": "09:00"}
REMINDERS = CALM | {"moves": "following"}


def test_a_new_engagement_begins_with_the_usual_reminders(practice, nora):
    page = nora.get("/settings/reminders").text
    assert "Calm, then firm: −3, +1, +7, +14, +30 days from the due date" in page
    own = {"policy": "own", "steps": "-2 friendly\r\n+10 firm", "send_at": "08:30"}
    answer = nora.post("/settings/reminders", REMINDERS | own, follow=True)
    assert "Saved. New engagements begin with it" in answer.text
    policy = usual_policy(practice.id)
    assert [step_words(step) for step in policy.steps] == ["-2 friendly", "+10 firm"]
    assert (policy.send_at.isoformat(), policy.moves) == ("08:30:00", "following")
    nora.post("/settings/reminders", REMINDERS | {"policy": "off"})
    assert usual_policy(practice.id).steps == ()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"policy": "own", "steps": "+7 shouting"}, "is not a reminder step"),
        ({"policy": "own", "steps": "+7 firm\n+1 clear"}, "in the order of their days"),
        ({"policy": "own", "steps": " "}, "Write at least one step"),
        ({"send_at": "25:00"}, "is not a time of day"),
        ({"moves": "sideways"}, "Choose one of these."),
        ({"policy": "harsh"}, "Choose one of these."),
    ],
)
def test_reminders_that_cannot_be_kept_are_refused(practice, nora, wrong, sentence):
    answer = nora.post("/settings/reminders", REMINDERS | wrong)
    assert answer.status_code == 422
    assert any(sentence in error for error in said(answer.text))
    assert usual_policy(practice.id) == ReminderPolicy()


@pytest.mark.parametrize(
    ("tone", "language", "words"),
    [
        ("heads-up", "en", "A short note so it does not get lost"),
        ("final", "en", "Final notice: INV-"),
        ("friendly", "de", "Guten Tag"),
        ("clear", "fr", "Bonjour"),
        ("firm", "nl", "Hallo"),
        ("nonsense", "xx", "I have not seen it arrive yet"),
    ],
)
def test_every_letter_is_shown_as_it_goes_out(nora, tone, language, words):
    page = nora.get(f"/settings/reminders?tone={tone}&language={language}").text
    assert words in page
    assert "Lindqvist" in page
