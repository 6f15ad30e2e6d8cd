"""What changes after it was billed becomes a draft to look at, never an edit."""

from dataclasses import replace
from datetime import date

import pytest

from cast import (
    NORA,
    arrears,
    billed_minus_target,
    eur,
    faults,
    faults_by_fsck,
    monthly,
    noon,
    working_days,
)
from drumbeat.apps.billing import operations as billing
from drumbeat.apps.billing.content import Agreement
from drumbeat.apps.billing.models import Charge
from drumbeat.apps.billing.queries import get_content
from drumbeat.apps.engagements.queries import get_terms
from drumbeat.apps.invoices.queries import credited_by_line, get_document
from drumbeat.apps.parties.models import Client as ClientRow
from drumbeat.apps.parties.queries import get_seller, list_clients
from drumbeat.core.corrections import (
    CorrectionUnexplained,
    NothingToCredit,
    PartlyCredited,
)
from drumbeat.core.terms import Change, Pause
from drumbeat.core.terms_edits import replacing

RETAINER = "Retainer, {period}"


def raise_to(practice, engagement, amount, starts, on):
    change = Change(date.fromisoformat(starts), RETAINER, amount=eur(amount))
    practice.change(engagement, change, on=on)


def agreement(practice, engagement) -> Agreement:
    terms = get_terms(practice.id, engagement)
    clients = list_clients(practice.id, None)
    client = next(c for c in clients.values() if c.buyer.name == terms.client.name)
    return Agreement(
        id=engagement,
        terms=terms,
        client=client,
        seller=get_seller(practice.id),
        working=working_days("none"),
        zone="Europe/Amsterdam",
    )


def test_a_pause_of_what_is_billed_becomes_a_draft_credit_note(practice):  # S-37, S-25
    engagement = practice.agree(monthly())
    (number,) = practice.bill_and_issue("2026-03-01")[-1:]
    before = practice.invoice(number).sha256

    practice.pause(engagement, "2026-03-11", "2026-03-20", on="2026-03-05")
    practice.bill("2026-03-05")

    (note,) = practice.drafts()
    assert (note.kind, note.state) == ("credit_note", "draft")
    assert note.net == eur("967.74")  # 10/31 of 3000.00
    assert get_content(practice.id, note.id).preceding_invoice == number
    assert practice.bill("2026-03-06").drafts == []
    assert practice.issue_all("2026-03-06") == ["CN-2026-0001"]
    assert practice.invoice(number).sha256 == before
    assert billed_minus_target(practice, on=date(2026, 3, 6)) == {}
    assert faults(practice) == []


def test_a_pause_of_what_is_not_billed_only_bills_less(practice):  # S-37
    engagement = practice.agree(arrears())
    practice.bill("2026-03-05")
    practice.issue_all("2026-03-05")

    practice.pause(engagement, "2026-03-11", "2026-03-20", on="2026-03-06")
    practice.bill("2026-04-01")

    (draft,) = practice.drafts()
    assert (draft.kind, draft.net) == ("invoice", eur("2032.26"))
    assert billed_minus_target(practice, on=date(2026, 4, 1)) == {}


def test_an_early_end_credits_the_days_not_served(practice):  # S-45
    engagement = practice.agree(monthly())
    practice.bill_and_issue("2026-03-01")

    practice.end(engagement, "2026-03-10", on="2026-03-10")
    practice.bill("2026-03-10")

    (note,) = practice.drafts()
    assert (note.kind, note.net) == ("credit_note", eur("2032.26"))
    practice.issue_all("2026-03-10")
    assert practice.bill("2026-05-01").drafts == []
    assert billed_minus_target(practice, on=date(2026, 5, 1)) == {}


def test_a_retroactive_raise_rebuilds_drafts_and_charges_more(practice):  # S-42
    engagement = practice.agree(monthly())
    practice.bill("2026-01-01")
    practice.issue_all("2026-01-01")
    practice.bill("2026-02-01")
    (february,) = practice.drafts()

    raise_to(practice, engagement, "3600.00", "2026-01-01", "2026-02-02")
    practice.bill("2026-02-02")

    drafts = {d.id: d for d in practice.drafts()}
    assert february.id not in drafts
    assert eur("3600.00") in {d.net for d in drafts.values() if d.kind == "invoice"}
    practice.issue_all("2026-02-02")
    assert practice.bill("2026-02-03").drafts == []
    assert billed_minus_target(practice, on=date(2026, 2, 3)) == {}
    assert faults(practice) == []


def test_a_raise_in_mid_period_bills_both_slices(practice):  # S-40, I-28
    engagement = practice.agree(monthly())
    practice.bill_and_issue("2026-03-01")

    raise_to(practice, engagement, "6000.00", "2026-03-17", "2026-03-10")
    practice.bill_and_issue("2026-03-17")

    assert billed_minus_target(practice, on=date(2026, 3, 17)) == {}
    assert faults(practice) == []


def test_a_change_from_the_first_day_of_a_slice_is_no_double_charge(practice):  # S-42
    engagement = practice.agree(monthly())
    practice.bill_and_issue("2026-03-01")

    raise_to(practice, engagement, "6000.00", "2026-03-01", "2026-03-10")
    practice.bill_and_issue("2026-03-10")

    assert faults_by_fsck(practice, on=date(2026, 3, 10)) == []
    march = Charge.objects.filter(service_start=date(2026, 3, 1), kind="base")
    twice = march.values_list("component", "version")
    assert sorted(version for _, version in twice) == [0, 1]
    Charge.objects.filter(amount_minor__lt=0).delete()
    (fault, *_) = faults_by_fsck(practice, on=date(2026, 3, 10))
    assert fault.startswith("I12")


@pytest.mark.parametrize("issue_between", [False, True])
def test_there_and_back_again_nets_to_nothing(practice, issue_between):  # I-29
    engagement = practice.agree(monthly())
    practice.bill_and_issue("2026-03-01")
    agreed = get_terms(practice.id, engagement)

    for terms, day in ((_paused(agreed), "2026-03-05"), (agreed, "2026-03-06")) * 2:
        practice.edit(engagement, replacing(terms, reason="again"), on=day)
        practice.bill("2026-03-06")
        if issue_between:
            practice.issue_all("2026-03-06")

    practice.issue_all("2026-03-07")
    assert billed_minus_target(practice, on=date(2026, 3, 7)) == {}
    assert faults(practice) == []


def _paused(terms):
    return replace(terms, pauses=(Pause(date(2026, 3, 11), date(2026, 3, 20)),))


def test_corrections_never_credit_more_than_a_line_has(practice):  # I-41
    break_ = Pause(date(2026, 3, 11), date(2026, 3, 20))
    engagement = practice.agree(monthly(pauses=(break_,)))  # March has two lines
    practice.bill_and_issue("2026-03-01")
    march = practice.invoice("INV-2026-0003")

    practice.pause(engagement, "2026-03-01", "2026-03-05", on="2026-03-05")
    practice.bill("2026-03-05")
    practice.end(engagement, "2026-02-28", on="2026-03-06")
    practice.bill("2026-03-06")
    practice.issue_all("2026-03-06")

    lines = march.invoiceline_set.values_list("charge_key", "net_minor")
    assert credited_by_line(practice.id, march.id) == dict(lines)
    assert practice.open_of(march.number) == 0
    assert faults(practice) == []
    assert billed_minus_target(practice, on=date(2026, 3, 6)) == {}


def test_a_credit_that_waits_counts_as_made(practice):  # I-41
    engagement = practice.agree(monthly())
    (number,) = practice.bill_and_issue("2026-01-01")
    whole = agreement(practice, engagement)

    def credit():
        return billing.credit_invoice(
            practice.id,
            number,
            whole,
            reason="Sent in error.",
            on=date(2026, 1, 2),
            actor=NORA,
            at=noon("2026-01-02"),
        )

    credit()
    with pytest.raises(NothingToCredit):
        credit()

    assert practice.issue_all("2026-01-02") == ["CN-2026-0001"]
    assert practice.open_of(number) == 0
    assert faults(practice) == []


def take_back(practice, engagement, number, **changes):
    facts = {"reason": "Wrong address.", "on": date(2026, 1, 2), "hold_seconds": 20}
    return billing.credit_whole(
        practice.id,
        number,
        agreement(practice, engagement),
        **(facts | changes),
        actor=NORA,
        at=noon("2026-01-02"),
    )


def reissue(practice, engagement, number, reason="Wrong address."):
    return billing.reissue_invoice(
        practice.id,
        number,
        agreement(practice, engagement),
        reason=reason,
        on=date(2026, 1, 2),
        actor=NORA,
        at=noon("2026-01-02"),
    )


def test_a_whole_credit_is_neither_open_nor_billed_again(practice):  # I-41
    engagement = practice.agree(monthly())
    (number,) = practice.bill_and_issue("2026-01-01")

    assert take_back(practice, engagement, number) is not None

    (note,) = practice.drafts()
    assert (note.kind, note.state) == ("credit_note", "approved")
    practice.issue([note.id], "2026-01-02")
    assert practice.open_of(number) == 0
    assert practice.bill("2026-01-03").drafts == []
    with pytest.raises(NothingToCredit):
        take_back(practice, engagement, number)
    assert faults(practice) == []


@pytest.mark.parametrize("correct", [take_back, reissue])
def test_a_correction_says_why(practice, correct):  # COR-4
    engagement = practice.agree(monthly())
    (number,) = practice.bill_and_issue("2026-01-01")

    with pytest.raises(CorrectionUnexplained):
        correct(practice, engagement, number, reason=" ")
    assert practice.drafts() == []


def test_a_reissue_takes_back_and_asks_anew(practice):  # I-28, I-41
    engagement = practice.agree(monthly())
    (number,) = practice.bill_and_issue("2026-01-01")
    ClientRow.objects.update(address="Singel 2\n1012 AB Amsterdam")

    drafts = reissue(practice, engagement, number)

    again = get_content(practice.id, drafts.invoice)
    issued = get_document(practice.id, number)
    assert again.lanes == issued.lanes
    assert again.buyer.address.lines != issued.buyer.address.lines
    assert [d.kind for d in practice.drafts()] == ["credit_note", "invoice"]
    practice.issue_all("2026-01-02")
    assert practice.open_of(number) == 0
    assert practice.open_of("INV-2026-0002") == 363000
    assert practice.bill("2026-01-03").drafts == []
    assert billed_minus_target(practice, on=date(2026, 1, 3)) == {}
    assert faults(practice) == []
    assert faults_by_fsck(practice, on=date(2026, 1, 3)) == []


def test_what_changes_later_corrects_the_reissued_invoice(practice):  # S-45, I-28
    engagement = practice.agree(monthly())
    (number,) = practice.bill_and_issue("2026-01-01")
    reissue(practice, engagement, number)
    practice.issue_all("2026-01-02")

    practice.end(engagement, "2026-01-10", on="2026-01-10")
    practice.bill("2026-01-10")

    (note,) = practice.drafts()
    assert note.net == eur("2032.26")
    assert get_content(practice.id, note.id).preceding_invoice == "INV-2026-0002"
    practice.issue_all("2026-01-10")
    assert billed_minus_target(practice, on=date(2026, 1, 10)) == {}
    assert faults(practice) == []


def test_half_a_reissue_is_put_right_by_the_next_run(practice):  # I-28
    engagement = practice.agree(monthly())
    (number,) = practice.bill_and_issue("2026-01-01")
    drafts = reissue(practice, engagement, number)

    billing.discard(practice.id, drafts.invoice, actor=NORA, at=noon("2026-01-02"))
    practice.bill("2026-01-03")
    practice.issue_all("2026-01-03")

    assert billed_minus_target(practice, on=date(2026, 1, 3)) == {}
    assert faults(practice) == []


def test_what_is_credited_in_part_is_not_reissued(practice):  # COR-5
    engagement = practice.agree(monthly())
    (number,) = practice.bill_and_issue("2026-01-01")
    practice.pause(engagement, "2026-01-11", "2026-01-20", on="2026-01-05")
    practice.bill("2026-01-05")

    with pytest.raises(PartlyCredited):
        reissue(practice, engagement, number)
