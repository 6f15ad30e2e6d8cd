"""People: their parts, the letters that ask them in, and how they leave."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.test import Client

from cast import NORA, monthly, noon
from drumbeat.apps.audit.models import Activity
from drumbeat.apps.audit.queries import verify_chain
from drumbeat.apps.identity import operations
from drumbeat.apps.identity.models import Invitation, Member, Notice, User
from drumbeat.apps.parties.models import Client as OurClient
from drumbeat.apps.parties.models import ClientMember
from web.visitors import PASSWORD, confirm, join, signed_in

NEW_PASSWORD = "four words are easy"
BEA = {"email": "bea@x.example", "role": "biller"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(noon("2026-11-03"), tick=False) as travelled:
        yield travelled


@pytest.fixture
def confirmed(practice, clock, nora) -> Client:
    """Nora’s browser, after she showed that it is her."""
    confirm(nora)
    return nora


def link(to: str = "bea@x.example") -> str:
    """Return the path in the latest letter to somebody."""
    text = Notice.objects.filter(to=to).latest("id").text
    [found] = re.findall(r"http://127\.0\.0\.1:8000(/invitations/\S+)", text)
    return found


def invited(nora: Client, **typed: object) -> str:
    answer = nora.post("/settings/people", BEA | typed, follow=True)
    assert "A letter is on its way to" in answer.text, answer.text
    return link(str(typed.get("email", BEA["email"])))


def accept(path: str, name: str = "Bea") -> Client:
    browser = Client()
    page = browser.get(path, follow=True)
    assert page.status_code == 200
    typed = {"name": name, "password": NEW_PASSWORD}
    answer = browser.post("/invitation", typed)
    assert answer.get("Location") == "/", answer
    return browser


def role_of(email: str) -> str:
    return Member.objects.get(user__email=email).role


# ── being asked in ────────────────────────────────────────────────────────────


def test_a_person_is_asked_in_by_a_letter_and_joins(practice, confirmed):
    """ROL-3: nobody has an account but by invitation."""
    path = invited(confirmed)
    letter = Notice.objects.get(to="bea@x.example")
    assert "asks you to join Lindqvist as biller." in letter.text
    assert "10 November 2026" in letter.text
    assert "bea@x.example" in confirmed.get("/settings/people").text

    stranger = Client()
    answer = stranger.get(path)
    assert (answer.status_code, answer["Location"]) == (302, "/invitation")
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer["Cache-Control"]
    page = stranger.get("/invitation").text
    assert "Join Lindqvist." in page
    assert 'value="bea@x.example"' in page

    browser = accept(path)
    assert browser.get("/").status_code == 200
    assert role_of("bea@x.example") == "biller"
    assert signed_in_with_new_password()
    actions = list(Activity.objects.values_list("action", flat=True))
    assert actions[-2:] == ["member invited", "member joined"]
    assert "bea@" not in "".join(Activity.objects.values_list("payload", flat=True))
    assert verify_chain(practice.id).ok


def signed_in_with_new_password() -> bool:
    typed = {"email": "bea@x.example", "password": NEW_PASSWORD}
    return Client().post("/sign-in", typed).get("Location") == "/"


def test_the_word_of_a_link_is_kept_only_as_a_hash(confirmed):
    word = invited(confirmed).rsplit("/", 1)[1]
    assert len(word) >= 43
    row = Invitation.objects.get()
    assert word not in str(row.__dict__)
    page = confirmed.get("/settings/people").text
    assert word not in page
    assert row.token_hash not in page


def test_a_link_opens_once(confirmed):
    path = invited(confirmed)
    second = Client()
    second.get(path)
    accept(path)
    assert Client().get(path).status_code == 404
    typed = {"name": "Eve", "password": NEW_PASSWORD}
    assert second.get("/invitation").status_code == 404
    assert second.post("/invitation", typed).status_code == 404
    assert Member.objects.count() == 2


def expired(nora: Client, clock: time_machine.Coordinates) -> None:
    clock.shift(timedelta(days=7, seconds=1))


def withdrawn(nora: Client, clock: time_machine.Coordinates) -> None:
    row = Invitation.objects.get()
    nora.post(f"/settings/people/invitations/{row.id}/withdrawal")


def sent_again(nora: Client, clock: time_machine.Coordinates) -> None:
    row = Invitation.objects.get()
    nora.post(f"/settings/people/invitations/{row.id}/letter")


@pytest.mark.parametrize("ending", [expired, withdrawn, sent_again])
def test_a_link_that_is_over_tells_no_more_than_an_unknown_one(
    confirmed, clock, ending
):
    path = invited(confirmed)
    waiting = Client()
    waiting.get(path)
    ending(confirmed, clock)
    over = Client().get(path)
    unknown = Client().get("/invitations/" + "x" * 43)
    assert over.status_code == unknown.status_code == 404
    assert over.content == unknown.content
    assert not over.cookies
    assert waiting.get("/invitation").status_code == 404
    assert "Lindqvist" not in over.text


def test_a_letter_sent_again_has_a_link_that_works(confirmed, clock):
    invited(confirmed)
    clock.shift(timedelta(days=8))
    page = confirmed.get("/settings/people").text
    assert "The link ended on 10 November 2026." in page
    sent_again(confirmed, clock)
    accept(link())
    assert role_of("bea@x.example") == "biller"


def test_looking_at_a_link_changes_nothing(confirmed):
    path = invited(confirmed)
    before = list(Invitation.objects.values())
    browser = Client()
    browser.head(path)
    browser.get(path, follow=True)
    assert list(Invitation.objects.values()) == before
    assert browser.post(path).status_code == 405


def test_guessing_links_is_slowed_down(practice):
    browser = Client()
    answers = [browser.get(f"/invitations/{n}").status_code for n in range(31)]
    assert answers[0] == 404
    assert answers[-1] == 429


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": "", "password": NEW_PASSWORD}, "Write your name."),
        ({"name": "Bea", "password": "Tr0ub4dor"}, "at least 12 characters"),
        ({"name": "Bea", "password": "password1234"}, "too common"),
    ],
)
def test_joining_with_too_little_is_refused(confirmed, typed, sentence):
    path = invited(confirmed)
    browser = Client()
    browser.get(path)
    answer = browser.post("/invitation", typed)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert typed["password"] not in answer.text
    assert Member.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"email": "nowhere"}, "This is not an e-mail address."),
        ({"email": ""}, "Write the e-mail address."),
        ({"email": "Nora@x.example"}, "nora@x.example is a member already."),
        ({"role": "king"}, "Choose one of these."),
        ({"role": "contributor"}, "Tick at least one client"),
    ],
)
def test_an_invitation_that_makes_no_sense_is_refused(confirmed, typed, sentence):
    answer = confirmed.post("/settings/people", BEA | typed)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert not Invitation.objects.exists()
    assert not Notice.objects.exists()


def test_one_letter_at_a_time(confirmed):
    invited(confirmed)
    answer = confirmed.post("/settings/people", BEA)
    assert answer.status_code == 422
    assert "bea@x.example is invited already." in answer.text
    assert Invitation.objects.count() == 1


def test_inviting_asks_who_one_is(practice, nora):
    answer = nora.post("/settings/people", BEA)
    assert answer["Location"].startswith("/account/confirmation")
    assert not Invitation.objects.exists()


def test_a_member_who_left_comes_back_as_the_same_member(practice, confirmed):
    ben = join(practice, "owner")
    operations.deactivate_member(
        practice.id, member("ben@x.example").id, actor=NORA, at=noon("2026-11-03")
    )
    assert ben.get("/").status_code == 302
    accept(invited(confirmed, email="ben@x.example", role="reader"), "Ben again")
    row = member("ben@x.example")
    assert (row.name, row.role, row.left_at) == ("Ben again", "reader", None)
    assert Member.objects.count() == 2
    old = {"email": "ben@x.example", "password": PASSWORD}
    assert Client().post("/sign-in", old).status_code == 422


def member(email: str) -> Member:
    return Member.objects.get(user__email=email)


# ── parts ─────────────────────────────────────────────────────────────────────


def test_a_contributor_sees_the_clients_they_were_asked_in_for(practice, confirmed):
    """ROL-2: the others are none of their business."""
    practice.agree(monthly("Halden"))
    practice.agree(monthly("Osterhaus"))
    halden, osterhaus = OurClient.objects.order_by("name")
    path = invited(confirmed, role="contributor", client=[halden.id, 10_000])
    browser = accept(path)
    assert browser.get(f"/clients/{halden.id}").status_code == 200
    assert browser.get(f"/clients/{osterhaus.id}").status_code == 404
    page = confirmed.get("/settings/people").text
    assert "Contributor for Halden" in page

    bea = member("bea@x.example")
    change = {"role": "contributor", "client": [osterhaus.id]}
    answer = confirmed.post(f"/settings/people/{bea.id}", change, follow=True)
    assert "Saved. Bea is a contributor from the next click on." in answer.text
    assert browser.get(f"/clients/{halden.id}").status_code == 404
    assert browser.get(f"/clients/{osterhaus.id}").status_code == 200
    confirmed.post(f"/settings/people/{bea.id}", {"role": "reader"})
    assert not ClientMember.objects.exists()
    assert browser.get(f"/clients/{halden.id}").status_code == 200
    assert verify_chain(practice.id).ok


def test_a_role_holds_from_the_next_click(practice, confirmed):
    ben = join(practice, "biller")
    assert ben.get("/settings/people").status_code == 403
    path = f"/settings/people/{member('ben@x.example').id}"
    confirmed.post(path, {"role": "owner"})
    assert ben.get("/settings/people").status_code == 200
    trail = Activity.objects.get(action="role changed")
    assert trail.payload == '{"after":"owner","before":"biller"}'


def test_the_last_owner_stays_one(practice, confirmed):
    path = f"/settings/people/{member('nora@x.example').id}"
    answer = confirmed.post(path, {"role": "reader"})
    assert answer.status_code == 422
    assert "is the only owner." in answer.text
    answer = confirmed.post(f"{path}/departure", follow=True)
    assert "is the only owner." in answer.text
    row = member("nora@x.example")
    assert (row.role, row.left_at) == ("owner", None)


def test_an_owner_leaves_once_there_is_another(practice, confirmed):
    join(practice, "owner")
    path = f"/settings/people/{member('nora@x.example').id}/departure"
    assert confirmed.post(path)["Location"] == "/sign-in"
    assert confirmed.get("/").status_code == 302
    assert member("nora@x.example").left_at is not None


def test_who_is_deactivated_is_out_at_once(practice, confirmed):
    ben, also_ben = join(practice, "biller"), signed_in("ben@x.example")
    row = member("ben@x.example")
    page = confirmed.get(f"/settings/people/{row.id}").text
    assert "ben is signed out everywhere at once" in page
    answer = confirmed.post(f"/settings/people/{row.id}/departure", follow=True)
    assert "ben is deactivated and signed out everywhere." in answer.text
    assert "ben@x.example" not in answer.text
    for browser in (ben, also_ben):
        assert browser.get("/")["Location"].startswith("/sign-in")
    assert not UserSession.objects.filter(user=row.user_id).exists()
    typed = {"email": "ben@x.example", "password": PASSWORD}
    assert Client().post("/sign-in", typed).status_code == 422
    assert not User.objects.get(id=row.user_id).is_active
    assert confirmed.get(f"/settings/people/{row.id}").status_code == 404
    assert Activity.objects.latest("id").action == "member deactivated"


def test_another_workspace_finds_nobody(practice, confirmed, cleo):
    invited(confirmed)
    nora, row = member("nora@x.example"), Invitation.objects.get()
    confirm(cleo)
    people = f"/settings/people/{nora.id}"
    letters = f"/settings/people/invitations/{row.id}"
    assert cleo.get(people).status_code == 404
    for path in (
        people,
        f"{people}/departure",
        f"{letters}/letter",
        f"{letters}/withdrawal",
    ):
        assert cleo.post(path, {"role": "reader"}).status_code == 404
    page = cleo.get("/settings/people").text
    assert "nora@x.example" not in page
    assert "bea@x.example" not in page
    assert Invitation.objects.get().withdrawn_at is None


@pytest.mark.parametrize("role", ["reader", "contributor", "biller"])
def test_nobody_but_owners_changes_people(practice, role):
    browser = join(practice, role)
    confirm(browser)
    own = f"/settings/people/{member('ben@x.example').id}"
    for path in ("/settings/people", own, f"{own}/departure"):
        assert browser.post(path, BEA | {"role": "owner"}).status_code == 403
    assert role_of("ben@x.example") == role
    assert not Invitation.objects.exists()


def test_the_list_asks_as_much_for_many_as_for_few(
    practice, nora, django_assert_max_num_queries
):
    for number in range(5):
        join(practice, "reader", f"r{number}@x.example")
    with django_assert_max_num_queries(24):
        page = nora.get("/settings/people").text
    assert page.count("@x.example") >= 6


def test_two_owners_cannot_both_give_the_part_up(practice):
    """IDN-4, also when the second decided on what they saw before."""
    join(practice, "owner")
    first, second = Member.objects.order_by("id")
    at = noon("2026-11-03")
    operations.change_role(practice.id, first.id, "reader", actor=NORA, at=at)
    with pytest.raises(operations.LastOwner):
        operations.change_role(practice.id, second.id, "reader", actor=NORA, at=at)
