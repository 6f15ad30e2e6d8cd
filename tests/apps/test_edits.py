"""A draft is changed by a person: recomposed, explained, approved anew."""

import json
from decimal import Decimal

import pytest

from cast import (
    DOMAIN,
    NORA,
    Practice,
    billed_minus_target,
    eur,
    faults,
    faults_by_fsck,
    monthly,
    noon,
    working_days,
)
from drumbeat import wiring
from drumbeat.apps.audit.models import Activity
from drumbeat.apps.billing import operations as billing
from drumbeat.apps.billing.checks import list_draft_findings
from drumbeat.apps.billing.models import DraftTax
from drumbeat.apps.billing.queries import DraftRow, get_content
from drumbeat.apps.identity.models import Workspace
from drumbeat.apps.parties.models import Client
from drumbeat.core.approval import ExceptionUnexplained, StaleRequest
from drumbeat.core.documents import Deliverable, UpdatePage
from drumbeat.core.lifecycle import NotAllowedNow
from drumbeat.core.line_edits import LineEdits, ReasonMissing, Wish

AT = noon("2026-01-01")
KEY = "retainer:Retainer, {period}#0#0#2026-01-01"


@pytest.fixture
def draft(practice) -> DraftRow:
    practice.agree(monthly())
    practice.bill("2026-01-01")
    (row,) = practice.drafts()
    return row


def wish(price: str, *, text: str = "Retainer, January 2026") -> Wish:
    return Wish(text, Decimal(1), Decimal(price))


def edit(
    practice: Practice, draft: DraftRow, edits: LineEdits, reason="Agreed", **more
):
    billing.edit_lines(
        practice.id, draft.id, edits, reason=reason, actor=NORA, at=AT, **more
    )


def rules(practice: Practice, draft: DraftRow) -> dict[str, str]:
    found = list_draft_findings(practice.id, [draft])[draft.id]
    return {finding.rule: finding.message for finding in found}


def test_a_changed_line_is_recomposed_and_asks_for_a_new_yes(practice, draft):  # I-43
    billing.approve_and_issue(practice.id, draft.id, actor=NORA, at=AT)

    edit(practice, draft, LineEdits({KEY: wish("2500.00")}))

    (row,) = practice.drafts()
    assert (row.net, row.tax, row.gross) == (
        eur("2500.00"),
        eur("525.00"),
        eur("3025.00"),
    )
    assert (row.state, row.send_at) == ("draft", None)
    assert row.content_hash != draft.content_hash
    tax = DraftTax.objects.get(draft_id=draft.id)
    assert (tax.base_minor, tax.tax_minor) == (250000, 52500)
    with pytest.raises(NotAllowedNow):
        practice.issue([draft.id], "2026-01-01")


def test_what_the_terms_give_stays_known(practice, draft):  # I-28
    assert "ISS-10" not in rules(practice, draft)

    edit(practice, draft, LineEdits({KEY: wish("2000.00")}))

    (row,) = practice.drafts()
    assert "2000.00 EUR instead of 3000.00" in rules(practice, row)["ISS-10"]
    assert practice.issue_all("2026-01-01") == ["INV-2026-0001"]
    assert practice.bill("2026-01-02").drafts == []
    assert practice.open_of("INV-2026-0001") == 242000
    assert faults(practice) == []
    assert faults_by_fsck(practice, on=AT.date()) == []
    assert billed_minus_target(practice, on=AT.date()) == {}


def test_a_line_is_added_and_dropped_with_a_reason_on_the_trail(practice, draft):
    more = LineEdits({}, added=[(KEY, wish("250.00", text="Travel to Utrecht"))])
    edit(practice, draft, more, reason="Agreed by phone.")

    document = get_content(practice.id, draft.id)
    texts = [line.description for line in document.lanes[0].lines]
    assert texts == ["Retainer, January 2026", "Travel to Utrecht"]
    edit(
        practice, draft, LineEdits({"added#1": None}), reason="They pay it themselves."
    )
    assert get_content(practice.id, draft.id).totals.net == eur("3000.00")
    trail = Activity.objects.filter(action="lines edited").order_by("seq")
    assert [json.loads(a.payload)["reason"] for a in trail] == [
        "Agreed by phone.",
        "They pay it themselves.",
    ]
    assert json.loads(trail[0].payload)["net_minor"] == [300000, 325000]


def test_an_added_line_is_credited_like_any_other(practice, draft):  # I-41
    more = LineEdits({}, added=[(KEY, wish("250.00", text="Travel"))])
    edit(practice, draft, more)
    (number,) = practice.issue_all("2026-01-01")

    practice.end(draft.engagement, "2026-01-10", on="2026-01-10")
    practice.bill("2026-01-10")
    practice.issue_all("2026-01-10")

    assert 0 < practice.open_of(number) < 393250
    assert faults(practice) == []


def test_another_amount_needs_a_reason_not_so_other_words(practice, draft):  # LIN-5
    with pytest.raises(ReasonMissing):
        edit(practice, draft, LineEdits({KEY: wish("2500.00")}), reason=" ")
    assert practice.drafts()[0].content_hash == draft.content_hash

    edit(practice, draft, LineEdits({KEY: wish("3000.00", text="CMO")}), reason="")

    assert practice.drafts()[0].subject == "CMO"


def test_nothing_changed_leaves_the_yes_as_it_is(practice, draft):
    practice.approve_all("2026-01-01")

    edit(practice, draft, LineEdits({}), reason="")

    (row,) = practice.drafts()
    assert (row.state, row.content_hash) == ("approved", draft.content_hash)


def test_what_changed_in_another_tab_is_not_overwritten(practice, draft):
    edit(practice, draft, LineEdits({KEY: wish("2500.00")}))
    seen = draft.content_hash

    with pytest.raises(StaleRequest):
        edit(practice, draft, LineEdits({KEY: wish("9.00")}), expected_hash=seen)
    page = UpdatePage("January", (Deliverable("Signed"),))
    with pytest.raises(StaleRequest):
        billing.pair_update(
            practice.id, draft.id, page, actor=NORA, at=AT, expected_hash=seen
        )
    assert practice.drafts()[0].net == eur("2500.00")


def test_an_issued_draft_is_not_edited(practice, draft):
    practice.issue_all("2026-01-01")

    with pytest.raises(NotAllowedNow):
        edit(practice, draft, LineEdits({KEY: wish("1.00")}))


def issue_held(practice: Practice, day: str) -> list[str]:
    issued = billing.issue_held(
        practice.id,
        at=noon(day),
        actor=NORA,
        calendars=working_days,
        domain=DOMAIN,
        register=wiring.number_register(),
    )
    return [one.number for one in issued]


def hold(practice: Practice, draft: DraftRow, reason: str | None = None) -> None:
    billing.approve_and_issue(
        practice.id, draft.id, actor=NORA, at=AT, override_reason=reason
    )


def test_without_an_update_it_goes_only_with_a_reason(practice, draft):
    Workspace.objects.update(update_required=True)
    hold(practice, draft)
    assert issue_held(practice, "2026-01-02") == []

    hold(practice, draft, "First month, nothing to tell yet.")

    assert issue_held(practice, "2026-01-02") == ["INV-2026-0001"]
    issued = Activity.objects.get(action="invoice issued")
    assert json.loads(issued.payload)["override"] == "First month, nothing to tell yet."


def test_an_exception_without_a_reason_is_none(practice, draft):  # APR-3
    with pytest.raises(ExceptionUnexplained):
        hold(practice, draft, "  ")
    assert practice.drafts()[0].state == "draft"


def test_the_reason_sets_nothing_else_aside(practice, draft):
    Workspace.objects.update(update_required=True)
    Client.objects.update(purchase_order_required=True)
    hold(practice, draft, "Nothing to tell yet.")

    assert issue_held(practice, "2026-01-02") == []


def test_a_reason_given_for_another_content_is_none(practice, draft):
    Workspace.objects.update(update_required=True)
    hold(practice, draft, "Nothing to tell yet.")
    edit(practice, draft, LineEdits({KEY: wish("2500.00")}))
    hold(practice, draft)

    assert issue_held(practice, "2026-01-02") == []


def test_a_plan_alone_is_no_update(practice, draft):
    Workspace.objects.update(update_required=True)
    only_plans = UpdatePage("January", next_steps="Press week.")
    billing.pair_update(practice.id, draft.id, only_plans, actor=NORA, at=AT)

    assert "ISS-3" in rules(practice, practice.drafts()[0])


def test_an_approval_given_before_names_its_content_too(practice, draft):  # I-43
    practice.approve_all("2026-01-01")

    with pytest.raises(StaleRequest):
        billing.approve_and_issue(
            practice.id, draft.id, actor=NORA, at=AT, expected_hash="0" * 64
        )
    assert practice.drafts()[0].send_at is None
