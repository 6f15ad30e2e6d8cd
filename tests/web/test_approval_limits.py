"""Approvals in the settings: the amount above which two people are needed."""

import pytest

from drumbeat.apps.audit.models import Activity
from drumbeat.apps.audit.queries import verify_chain
from drumbeat.apps.identity.queries import get_workspace
from web.visitors import confirm, join

HERE = "/settings/approvals"

pytestmark = pytest.mark.django_db


def limits(practice) -> dict[str, int]:
    return dict(get_workspace(practice.id).two_person_above)


def test_a_limit_is_set_for_each_currency_and_removed(practice, nora):
    confirm(nora)
    nora.post(HERE, {"currency": "EUR", "amount": "5,000"})
    page = nora.post(HERE, {"currency": "JPY", "amount": "900000"}, follow=True).text
    assert "Saved. It holds for every approval from now on." in page
    assert limits(practice) == {"EUR": 500_000, "JPY": 900_000}
    assert "Two people, for every draft in JPY." in page
    page = nora.post(f"{HERE}/EUR/removal", follow=True).text
    assert "One person may approve any amount in EUR again." in page
    assert limits(practice) == {"JPY": 900_000}
    assert Activity.objects.filter(action="limit of one person set").count() == 3
    assert verify_chain(practice.id).ok


def test_who_is_alone_reads_what_a_limit_would_do(practice, nora):
    assert "Only one person here may approve." in nora.get(HERE).text
    join(practice, "biller")
    assert "Only one person here may approve." not in nora.get(HERE).text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"currency": "EUR", "amount": ""}, "Write the amount."),
        ({"currency": "EUR", "amount": "0"}, "Write an amount above zero."),
        ({"currency": "EUR", "amount": "-5"}, "Write an amount above zero."),
        ({"currency": "EUR", "amount": "many"}, "many"),
        ({"currency": "XXX", "amount": "5"}, "Choose one of these."),
    ],
)
def test_what_is_no_limit_is_refused(practice, nora, typed, sentence):
    confirm(nora)
    answer = nora.post(HERE, typed)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert limits(practice) == {}


def test_a_limit_moves_only_after_showing_who_one_is(practice, nora):
    answer = nora.post(HERE, {"currency": "EUR", "amount": "5"})
    assert answer["Location"].startswith("/account/confirmation")
    answer = nora.post(f"{HERE}/EUR/removal")
    assert answer["Location"].startswith("/account/confirmation")
    assert limits(practice) == {}


def test_nobody_lifts_the_limit_of_another_workspace(practice, nora, cleo):
    confirm(nora)
    nora.post(HERE, {"currency": "EUR", "amount": "5000"})
    confirm(cleo)
    assert cleo.post(f"{HERE}/EUR/removal").status_code == 404
    biller = join(practice, "biller")
    confirm(biller)
    assert biller.post(f"{HERE}/EUR/removal").status_code == 403
    assert limits(practice) == {"EUR": 500_000}
