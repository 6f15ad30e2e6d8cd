"""The queue page, rendered from frozen rows without a database."""

import dataclasses
from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory, override_settings

from drumbeat.apps.identity.queries import MemberRow, Preferences, WorkspaceRow
from drumbeat.apps.parties.queries import ClientLink
from drumbeat.core.queue import Group
from drumbeat.web import queue, queue_view
from drumbeat.web.frame import Frame


@pytest.fixture
def member():
    facts = {field.name: "" for field in dataclasses.fields(WorkspaceRow)}
    workspace = WorkspaceRow(**(facts | {"id": 1, "time_zone": "Europe/Amsterdam"}))
    facts = {field.name: "" for field in dataclasses.fields(MemberRow)}
    nora = {"id": 1, "name": "Nora Lindqvist", "role": "owner", "workspace": workspace}
    return MemberRow(**(facts | nora | {"preferences": Preferences()}))


CLIENTS = (ClientLink(1, "Halden Robotics"), ClientLink(2, "Sable & Finch <b>"))


def html(page, peek, member, clients=CLIENTS, **more):
    words = queue.page_words(page, peek, member=member, asked="", client=None)
    around = Frame("queue", member.name, page.needs_you, clients, None)
    request = RequestFactory().get("/")
    return render_to_string(
        "pages/queue.html", words | {"frame": around} | more, request=request
    )


def test_every_row_says_who_what_why_and_how_much(page, peek, member):
    text = html(page, peek, member)

    assert "<b>Review and send.</b> Prepared from the terms on 1 Nov." in text
    assert '<span class="amt">€9,196<span class="c">.00</span></span>' in text
    assert "€16,358 + £2,400" in text
    assert "8 more." in text
    assert 'row__due--late">12 days late' in text


def test_what_clients_are_called_is_never_markup(page, peek, member):
    text = html(page, peek, member)

    assert "Sable &amp; Finch &lt;b&gt;" in text
    assert "Finch <b>" not in text


def test_the_row_of_the_peek_is_the_selected_one(page, peek, member):
    text = html(page, peek, member)

    assert text.count("is-selected") == 1
    assert 'data-open="/drafts/12" aria-current="true"' in text


def test_the_peek_approves_exactly_what_it_shows(page, peek, member):
    text = html(page, peek, member)

    assert 'action="/drafts/12/issuance" data-approve="draft:12"' in text
    assert 'name="expected_hash" value="9f86d081"' in text
    assert "Add the PO number." in text


def test_a_row_and_its_peek_lead_to_the_page(page, peek, member):
    text = html(page, peek, member)

    assert 'data-subject="draft:12" data-open="/drafts/12"' in text
    assert 'data-open="/invoices/INV-2026-051"' in text
    assert 'href="/drafts/12">Open' in text
    assert 'href="/drafts/12#update">Edit</a>' in text


def test_without_the_action_there_is_no_button(page, peek, member):
    waiting = dataclasses.replace(peek, actions=())

    assert "Approve and send<kbd" not in html(page, waiting, member)


def test_without_undo_the_button_says_that_it_sends_now(page, peek, member):
    with override_settings(DRUMBEAT_UNDO_SECONDS=0):
        assert "Approve and send now<kbd" in html(page, peek, member)


@pytest.mark.parametrize(("asked", "is_open"), [("draft:12", True), ("draft:9", False)])
def test_only_what_was_asked_for_takes_the_place_of_the_list(
    page, peek, member, asked, is_open
):
    context = queue.page_words(page, peek, member=member, asked=asked, client=None)

    assert context["is_open"] is is_open


def test_a_hold_can_be_undone_by_a_form(page, peek, member, held):
    toast = queue_view.toast((held,), at=held.send_at - timedelta(seconds=20))
    text = html(page, peek, member, toast=toast)

    assert 'action="/drafts/12/withdrawal" data-undo' in text
    assert "Sending to Halden Robotics in 20 seconds." in text


def test_an_empty_queue_names_the_next_thing(empty_page, member):
    text = html(empty_page, None, member)

    assert "Nothing needs you." in text
    assert "The next thing is Osterhaus Legal’s update, on Fri 13 Nov." in text
    assert "<aside" not in text


def test_the_first_day_says_how_to_start(empty_page, member):
    first = dataclasses.replace(empty_page, next_thing="")

    assert "Start with one engagement." in html(first, None, member, clients=())


def test_something_running_is_shown_below_an_empty_first_group(page, member):
    groups = tuple(g for g in page.groups if g.group is not Group.NEEDS_YOU)
    text = html(dataclasses.replace(page, groups=groups, needs_you=0), None, member)

    assert text.index("Nothing needs you.") < text.index("Overdue, reminders running")


def test_the_product_has_one_name(page, peek, member):
    text = html(page, peek, member, PRODUCT_NAME="Kettledrum")

    assert "Queue · Kettledrum</title>" in text
    assert "Drumbeat" not in text
