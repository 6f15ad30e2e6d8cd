"""Edits of terms on record: none is lost, none is made on what nobody saw."""

from datetime import date

import pytest

from cast import Practice, eur, monthly, working_days
from drumbeat.apps.engagements.models import TermsVersion
from drumbeat.apps.engagements.queries import (
    NoSuchEngagement,
    get_version,
    preview_edit,
)
from drumbeat.core.terms import Change, Pause
from drumbeat.core.terms_edits import (
    NotPossible,
    TermsChanged,
    changing,
    ending,
    pausing,
    replacing,
)

PAUSE = pausing(Pause(date(2026, 3, 1), date(2026, 3, 31)))
RAISE = changing(Change(date(2026, 4, 1), "Retainer, {period}", amount=eur("3600.00")))


def test_an_edit_thought_out_on_an_older_version_is_refused(practice):  # ENG-5
    engagement = practice.agree(monthly())
    read = get_version(practice.id, engagement)
    assert practice.edit(engagement, PAUSE, read=read.number, on="2026-02-01") == 2
    whole = replacing(read.terms, reason="as it was on my screen")

    with pytest.raises(TermsChanged):
        practice.edit(engagement, whole, read=read.number, on="2026-02-01")

    now = get_version(practice.id, engagement)
    assert (now.number, len(now.terms.pauses)) == (2, 1)
    assert practice.edit(engagement, RAISE, on="2026-02-02") == 3
    both = get_version(practice.id, engagement).terms
    assert (len(both.pauses), len(both.changes)) == (1, 1)


def test_a_refused_edit_adds_no_version(practice):
    engagement = practice.agree(monthly())
    practice.edit(engagement, PAUSE, on="2026-02-01")

    with pytest.raises(NotPossible):
        practice.edit(engagement, PAUSE, on="2026-02-02")

    assert TermsVersion.objects.count() == 2


def test_a_preview_is_what_is_billed_and_writes_nothing(practice):  # I-21
    engagement = practice.agree(monthly())
    practice.bill_and_issue("2026-02-01")

    shown = preview_edit(
        practice.id,
        engagement,
        RAISE,
        today=date(2026, 2, 5),
        calendars=working_days,
    )

    assert shown.read == 1
    assert TermsVersion.objects.count() == 1
    first = shown.changes[0]
    assert (first.bill_on, first.after) == (date(2026, 4, 1), eur("3600.00"))
    practice.edit(engagement, RAISE, read=shown.read, on="2026-02-05")
    practice.bill("2026-04-01")
    billed = {draft.bill_on: draft.net for draft in practice.drafts()}
    assert billed[first.bill_on] == first.after


def test_another_workspace_neither_sees_nor_edits(practice):
    engagement = practice.agree(monthly())
    other = Practice.beside("Beside")

    with pytest.raises(NoSuchEngagement):
        get_version(other.id, engagement)
    with pytest.raises(NoSuchEngagement):
        other.edit(engagement, ending(date(2026, 3, 31)), on="2026-02-01")
    assert get_version(practice.id, engagement).number == 1
