"""The page of a draft: its update is written, its lines changed, and it is sent."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cast import NORA, Practice, monthly, noon, profile
from drumbeat.apps.billing import operations as billing
from drumbeat.apps.billing.queries import DraftRow, get_content, list_drafts
from drumbeat.apps.identity.models import Member, Workspace
from drumbeat.apps.parties.models import ClientMember, Contact
from drumbeat.core.documents import Deliverable, UpdatePage

pytestmark = pytest.mark.django_db

KEY = "retainer:Retainer, {period}#0#0#2026-01-01"
BY_SCRIPT = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def draft(practice: Practice) -> DraftRow:
    Workspace.objects.update(update_required=True)
    practice.agree(monthly("Halden <b>"))
    practice.bill("2026-01-01")
    [row] = list_drafts(practice.id)
    return row


def now(practice: Practice) -> DraftRow:
    return list_drafts(practice.id)[0]


def address(draft: DraftRow, page: str = "") -> str:
    return f"/drafts/{draft.id}{page}"


def save(browser: Client, draft: DraftRow, typed: dict, seen: str = "", **more):
    fields = {"title": "December 2025", "next_title": "January 2026"}
    fields |= {"expected_hash": seen or draft.content_hash}
    return browser.post(address(draft, "/update"), fields | typed, **more)


def with_update(practice: Practice, draft: DraftRow, text: str = "Signed off") -> None:
    page = UpdatePage(title="December 2025", accomplished=(Deliverable(text),))
    billing.pair_update(practice.id, draft.id, page, actor=NORA, at=noon("2026-01-01"))


def test_the_page_shows_what_would_go_out_today(practice, nora, draft) -> None:
    text = nora.get(address(draft)).text

    assert "Halden &lt;b&gt;" in text
    assert "Halden <b>" not in text
    assert "Update for December 2025" in text
    assert "number at issue" in text
    assert "Retainer, January 2026" in text
    assert "1 to 31 January 2026" in text
    assert "VAT 21%" in text
    assert re.search(r"<li class=\"is-send\"><b>Today</b><small>Invoice</small>", text)
    assert "Call first, then final notice" in text


def test_a_missing_update_is_a_link_to_where_it_is_written(nora, draft) -> None:
    text = nora.get(address(draft)).text

    assert f'<a href="{address(draft)}#update">Write the update' in text
    assert "Fix 1 thing" in text
    assert "Approve and send" not in text


def test_the_update_is_saved_by_a_plain_form(practice, nora, draft) -> None:
    answer = save(
        nora,
        draft,
        {
            "text": ["Positioning signed off", "", "Page live"],
            "evidence": ["Slide 12", "", ""],
            "needed": "Confirm the list.",
        },
    )

    assert (answer.status_code, answer["Location"]) == (303, f"{address(draft)}#update")
    update = get_content(practice.id, draft.id).update
    assert update is not None
    assert update.accomplished == (
        Deliverable("Positioning signed off", "Slide 12"),
        Deliverable("Page live"),
    )
    assert (update.needed, update.author) == ("Confirm the list.", "Nora")
    text = nora.get(address(draft)).text
    assert "Update attached" in text
    assert "Approve and send" in text


def test_a_script_gets_what_changes_with_a_save_and_no_more(nora, draft) -> None:
    answer = save(nora, draft, {"text": ["Done"], "evidence": [""]}, **BY_SCRIPT)

    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert 'id="seen"' in answer.text
    assert "Saved " in answer.text
    assert "Update attached" in answer.text
    assert draft.content_hash not in answer.text


@pytest.mark.parametrize(
    ("move", "order"),
    [
        ("up 2", ["A", "C", "B"]),
        ("down 0", ["B", "A", "C"]),
        ("remove 1", ["A", "C"]),
        ("up 0", ["A", "B", "C"]),
        ("down 2", ["A", "B", "C"]),
        ("remove 9", ["A", "B", "C"]),
        ("sideways", ["A", "B", "C"]),
    ],
)
def test_deliverables_are_moved_by_buttons(practice, nora, draft, move, order) -> None:
    save(nora, draft, {"text": list("ABC"), "evidence": ["", "", ""], "move": move})

    update = get_content(practice.id, draft.id).update
    assert update is not None
    assert [done.text for done in update.accomplished] == order


def test_adding_without_a_script_opens_an_empty_row(nora, draft) -> None:
    answer = save(nora, draft, {"text": ["A"], "evidence": [""], "add": "1"})

    text = nora.get(answer["Location"].partition("#")[0]).text
    assert text.count('class="deliv__text"') == 3  # A, the new one, the script's model


@pytest.mark.parametrize("by", [{}, BY_SCRIPT])
def test_another_tab_is_never_overwritten(practice, nora, draft, by) -> None:
    with_update(practice, draft, "Theirs")

    answer = save(nora, draft, {"text": ["Mine"], "evidence": [""]}, **by)

    assert answer.status_code == 409
    assert "changed in another tab" in answer.text
    assert "Theirs" in answer.text
    assert ("Mine" in answer.text) is not bool(by)  # the script has it in its fields
    update = get_content(practice.id, draft.id).update
    assert update is not None
    assert update.accomplished[0].text == "Theirs"
    seen = {"keep": now(practice).content_hash}
    assert save(nora, draft, {"text": ["Mine"], "evidence": [""]} | seen).status_code
    update = get_content(practice.id, draft.id).update
    assert update is not None
    assert update.accomplished[0].text == "Mine"


@pytest.mark.parametrize("by", [{}, BY_SCRIPT])
def test_what_is_too_long_is_refused_and_kept(practice, nora, draft, by) -> None:
    answer = save(nora, draft, {"text": ["x" * 501], "evidence": [""]}, **by)

    assert answer.status_code == 422
    assert "500 are as many as fit" in answer.text
    assert get_content(practice.id, draft.id).update is None


def lines(browser: Client, draft: DraftRow, seen: str = "", **typed):
    names = {"price": f"price {KEY}", "drop": f"drop {KEY}"}
    fields = {names.get(name, name): value for name, value in typed.items()}
    fields["expected_hash"] = seen or draft.content_hash
    return browser.post(address(draft, "/lines"), fields)


def test_a_line_is_changed_with_a_reason(practice, nora, draft) -> None:
    assert "Fractional" not in nora.get(address(draft, "/lines")).text

    answer = lines(nora, draft, price="2000.00")

    assert answer.status_code == 422
    assert "Say why" in answer.text
    assert 'value="2000.00"' in answer.text
    assert lines(nora, draft, price="2000.00", reason="Agreed.").status_code == 303
    assert str(now(practice).net) == "2000.00"
    text = nora.get(address(draft)).text
    assert "2000.00 EUR instead of 3000.00" in text
    assert "“Agreed.”" in text


def test_a_line_is_added_and_the_order_named(practice, nora, draft) -> None:
    new = {
        f"new description {KEY}": "Travel",
        f"new price {KEY}": "2 × 100",
        "purchase_order": "PO-77",
        "reason": "Agreed.",
    }
    assert "“2 × 100” is not a number" in lines(nora, draft, **new).text
    lines(nora, draft, **(new | {f"new price {KEY}": "200"}))

    document = get_content(practice.id, draft.id)
    assert [line.description for line in document.lanes[0].lines][1] == "Travel"
    assert (str(document.totals.net), document.purchase_order) == ("3200.00", "PO-77")


def test_dropping_the_last_line_is_refused(nora, draft) -> None:
    answer = lines(nora, draft, drop="1", reason="No.")

    assert answer.status_code == 422
    assert "at least one line" in answer.text


def test_lines_of_another_tab_are_never_overwritten(practice, nora, draft) -> None:
    with_update(practice, draft)

    answer = lines(nora, draft, price="1.00", reason="Mine")

    assert answer.status_code == 409
    assert "changed in another tab" in answer.text
    assert 'value="1.00"' in answer.text
    kept = lines(
        nora, draft, price="1.00", reason="Mine", keep=now(practice).content_hash
    )
    assert kept.status_code == 303
    assert str(now(practice).net) == "1.00"


def test_the_letter_can_neither_act_nor_fetch(practice, nora, draft) -> None:
    with_update(practice, draft, "<script>alert(1)</script>")
    answer = nora.get(address(draft, "/letter?reader=0"))

    assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none';")
    assert "<script>" not in answer.text
    assert "number at issue" in answer.text
    page = nora.get(address(draft, "?preview=letter")).text
    assert 'sandbox title="The letter' in page
    assert "December 2025 update and invoice number at issue" in page


def test_the_clients_page_is_seen_before_it_goes_out(practice, nora, draft) -> None:
    answer = nora.get(address(draft, "/page?reader=0"))

    assert answer["Content-Security-Policy"].startswith("sandbox allow-same-origin; ")
    assert "form-action 'none'" in answer["Content-Security-Policy"]
    assert "Approve invoice" in answer.text
    assert "3,630" in answer.text
    assert 'href="/settings/look/colours.css"' in answer.text
    assert "--brand" in nora.get("/settings/look/colours.css").text
    page = nora.get(address(draft, "?preview=page")).text
    assert (
        f'src="{address(draft, "/page")}?reader=0" sandbox="allow-same-origin"' in page
    )


def test_each_reader_has_a_letter_of_their_own(practice, nora, draft) -> None:
    client = Contact.objects.get().client
    Contact.objects.update(roles="approver")
    Contact.objects.create(
        client=client, name="Finance", email="f@halden.example", roles="payer"
    )
    nora.post(address(draft, "/parties"))

    first, second = (nora.get(address(draft, f"/letter?reader={n}")) for n in "01")

    assert first.text != second.text
    assert nora.get(address(draft, "/letter?reader=7")).text == first.text


def test_the_pdf_is_the_one_that_goes_out(nora, draft) -> None:
    answer = nora.get(address(draft, "/pdf"))

    assert answer.content.startswith(b"%PDF-")
    assert answer["Content-Disposition"] == f'inline; filename="draft-{draft.id}.pdf"'
    kept = nora.get(address(draft, "/pdf?download"))
    assert kept["Content-Disposition"].startswith("attachment;")


def test_without_an_update_it_goes_with_a_reason_only(practice, nora, draft) -> None:
    page = nora.get(address(draft, "/exception"))
    assert "without an update?" in page.text
    send = {"expected_hash": draft.content_hash, "then": ""}

    refused = nora.post(address(draft, "/issuance"), send | {"reason": " "})
    assert refused["Location"] == address(draft)
    assert now(practice).state == "draft"

    nora.post(address(draft, "/issuance"), send | {"reason": "First month."})
    assert now(practice).state == "approved"
    assert now(practice).send_at is not None
    assert "“First month.”" in nora.get(address(draft)).text


def test_with_an_update_there_is_no_exception_to_make(practice, nora, draft) -> None:
    with_update(practice, draft)

    assert nora.get(address(draft, "/exception"))["Location"] == address(draft)


def test_the_walk_leads_from_one_ready_draft_to_the_next(practice, nora, draft) -> None:
    for name in ("Osterhaus", "Tulp"):
        practice.agree(monthly(name))
    practice.bill("2026-01-01")
    for row in list_drafts(practice.id):
        with_update(practice, row)
    first, second, third = list_drafts(practice.id)

    text = nora.get(address(first)).text
    assert "1 of 3" in text
    assert f'href="{address(second)}" title="Next"' in text
    send = {"expected_hash": second.content_hash, "then": str(third.id)}
    answer = nora.post(address(second, "/issuance"), send)

    assert answer["Location"] == address(third)
    opened = nora.get(answer["Location"]).text
    assert "2 of 2" in opened
    assert "Sending to Osterhaus in " in opened
    undone = nora.post(address(second, "/withdrawal"), {"back": "draft"})
    assert undone["Location"] == address(second)
    assert "1 of 3" in nora.get(address(first)).text


def test_a_refused_approval_comes_back_to_the_draft(nora, draft) -> None:
    send = {"expected_hash": "0" * 64, "then": ""}

    answer = nora.post(address(draft, "/issuance"), send, follow=True)

    assert answer.redirect_chain == [(address(draft), 303)]
    assert "This has changed since you were asked" in answer.text


def test_new_details_are_taken_over_when_somebody_says_so(
    practice, nora, draft
) -> None:
    assert "Details changed" not in nora.get(address(draft)).text
    Contact.objects.update(email="new@halden.example")
    assert "Details changed" in nora.get(address(draft)).text

    nora.post(address(draft, "/parties"))

    assert get_content(practice.id, draft.id).contacts[0].email == "new@halden.example"
    assert "Details changed" not in nora.get(address(draft)).text


def test_a_discarded_draft_leads_to_the_queue(practice, nora, draft) -> None:
    answer = nora.post(address(draft, "/disposal"))

    assert answer["Location"] == "/"
    assert list_drafts(practice.id) == []
    assert nora.get(address(draft))["Location"] == "/"


def test_an_open_draft_of_a_credit_note_has_no_lines_to_edit(practice, nora) -> None:
    engagement = practice.agree(monthly())
    practice.bill_and_issue("2026-03-01")
    practice.pause(engagement, "2026-03-11", "2026-03-20", on="2026-03-05")
    practice.bill("2026-03-05")
    [note] = list_drafts(practice.id)

    text = nora.get(address(note)).text

    assert "Credit note" in text
    assert "credits INV-2026-0003" in text
    assert "Edit lines" not in text
    assert nora.get(address(note, "/lines"))["Location"] == address(note)


PAGES = ("", "/lines", "/letter", "/page", "/pdf", "/exception")
ACTIONS = ("/update", "/lines", "/parties", "/issuance", "/withdrawal", "/disposal")


def test_another_workspace_finds_nothing(practice, cleo, draft) -> None:
    for page in PAGES:
        assert cleo.get(address(draft, page)).status_code == 404, page
    for action in ACTIONS:
        answer = cleo.post(
            address(draft, action), {"expected_hash": draft.content_hash}
        )
        assert answer.status_code == 404, action
    assert now(practice) == draft


def test_a_reader_looks_and_changes_nothing(practice, nora, draft) -> None:
    Member.objects.update(role="reader")

    text = nora.get(address(draft)).text
    assert "It is not written yet." in text
    assert "<textarea" not in text
    assert "Edit lines" not in text
    for action in ACTIONS:
        assert nora.post(address(draft, action)).status_code == 403, action
    assert now(practice) == draft


def test_a_contributor_writes_for_their_clients_alone(practice, nora, draft) -> None:
    Member.objects.update(role="contributor")
    assert nora.get(address(draft)).status_code == 404
    typed = {"text": ["Mine"], "evidence": [""]}
    assert save(nora, draft, typed).status_code == 404

    ClientMember.objects.create(client_id=draft.client, member=Member.objects.get())

    text = nora.get(address(draft)).text
    assert "Add a deliverable" in text
    assert "Fix 1 thing" not in text
    assert save(nora, draft, typed).status_code == 303


@pytest.mark.parametrize("action", sorted(set(ACTIONS) - {"/lines"}))
def test_a_get_of_an_action_does_nothing(practice, nora, draft, action) -> None:
    answer = nora.get(address(draft, action), follow=True)

    assert "Nothing was done before you signed in." in answer.text
    assert now(practice) == draft


def test_the_page_asks_as_often_whatever_else_is_open(practice, nora, draft) -> None:
    counts = []
    for size in (1, 40):
        for number in range(size):
            practice.agree(
                monthly(f"{size} {number}", client=profile(f"{size}{number}"))
            )
        practice.bill("2026-01-01")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert nora.get(address(draft)).status_code == 200
        counts.append(len(asked))

    assert counts[0] == counts[1] <= 35
