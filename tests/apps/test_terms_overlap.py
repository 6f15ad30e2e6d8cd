"""The database itself keeps terms that overlap out, whoever writes them."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from cast import Practice, eur, monthly, noon
from drumbeat.apps.engagements.models import TermsVersion
from drumbeat.core.terms import Change, EngagementTerms, Pause
from drumbeat.core.terms_snapshot import terms_to_json

RETAINER = "Retainer, {period}"


@pytest.fixture
def engagement(practice: Practice) -> int:
    return practice.agree(monthly())


def march(first: int, last: int | None) -> Pause:
    return Pause(date(2026, 3, first), date(2026, 3, last) if last else None)


def change(day: int, retainer: str = RETAINER) -> Change:
    return Change(date(2026, 3, day), retainer, amount=eur("3500.00"))


def write(engagement: int, terms: EngagementTerms) -> None:
    """Write a version past every check of ours."""
    with transaction.atomic():
        TermsVersion.objects.create(
            engagement_id=engagement,
            number=2,
            terms=terms_to_json(terms),
            sha256="0" * 64,
            recorded_at=noon("2026-01-01"),
            recorded_by="Nobody",
        )


@pytest.mark.parametrize(
    "pauses",
    [
        (march(1, 10), march(10, 20)),  # the last day is a day of the pause
        (march(10, 20), march(1, 10)),
        (march(1, 31), march(5, 6)),
        (march(1, None), march(20, 25)),  # one without an end
        (march(20, 25), march(1, None)),
        (march(1, None), march(5, None)),
        (march(1, 5), march(6, 9), march(9, 12)),
        (march(10, 9),),  # ends before it starts
    ],
)
def test_overlapping_pauses_are_refused(engagement, pauses):  # S-36
    with pytest.raises(IntegrityError, match="do not overlap"):
        write(engagement, monthly(pauses=pauses))

    assert TermsVersion.objects.filter(engagement_id=engagement).count() == 1


@pytest.mark.parametrize(
    "pauses",
    [
        (),
        (march(1, 1),),
        (march(1, 9), march(10, 20)),  # touching
        (march(10, None), march(1, 9)),
    ],
)
def test_pauses_may_touch(engagement, pauses):  # S-36
    write(engagement, monthly(pauses=pauses))

    assert TermsVersion.objects.filter(engagement_id=engagement).count() == 2


def test_a_retainer_has_one_version_from_a_day_on(engagement):  # S-40
    with pytest.raises(IntegrityError, match="once a day"):
        write(engagement, monthly(changes=(change(1), change(1))))


def test_others_change_on_the_same_day(engagement):  # S-40
    terms = monthly()
    other = replace(terms.retainers[0], name="Week, {period}")
    both = (change(1), change(1, other.name), change(2))

    write(engagement, replace(terms, retainers=(*terms.retainers, other), changes=both))

    assert TermsVersion.objects.filter(engagement_id=engagement).count() == 2
