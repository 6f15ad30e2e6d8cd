"""What a search means: of every kind, of those seen, at one cost."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cast import Practice, eur, monthly
from drumbeat.apps.parties.queries import list_client_links
from drumbeat.apps.reports.search import Found, find

DAY = date(2026, 4, 10)


@pytest.fixture
def practice(practice) -> Practice:
    """Halden and Öster: January is issued, Halden's is paid, February waits."""
    practice.agree(monthly("Halden"))
    practice.agree(monthly("Österhaus 100% Legal"))
    practice.bill_and_issue("2026-01-01")
    practice.pay("3630.00", "2026-01-20", reference="INV-2026-0001")
    practice.pay("77.70", "2026-02-03", reference="Nobody knows")
    practice.bill("2026-02-01")
    return practice


def found(practice: Practice, text: str, **seen: frozenset[int]) -> Found:
    return find(practice.id, text, on=DAY, **seen)


def client(practice: Practice, name: str) -> int:
    links = list_client_links(practice.id, most=9)
    return next(link.id for link in links if link.name.startswith(name))


def test_a_name_means_the_client_and_all_that_is_theirs(practice):
    meant = found(practice, "hald")

    assert [c.name for c in meant.clients] == ["Halden"]
    assert [(e.client_name, e.name) for e in meant.engagements] == [
        ("Halden", "Interim CMO")
    ]
    assert [d.number for d in meant.documents] == ["INV-2026-0001"]
    assert [(d.client_name, d.gross) for d in meant.drafts] == [
        ("Halden", eur("3630.00"))
    ]
    assert [(p.client_name, p.amount) for p in meant.payments] == [
        ("Halden", eur("3630.00"))
    ]


@pytest.mark.parametrize("text", ["österhaus", "ÖSTERHAUS", "100%", "legal öster"])
def test_capitals_order_and_signs_do_not_hide_a_name(practice, text):
    assert [c.name for c in found(practice, text).clients] == ["Österhaus 100% Legal"]


@pytest.mark.parametrize("text", ["%", "_", "zebra", "' OR 1=1 --", "hald zebra"])
def test_what_nothing_holds_finds_nothing_but_what_holds_it(practice, text):
    meant = found(practice, text)

    names = [c.name for c in meant.clients]
    assert names == (["Österhaus 100% Legal"] if text == "%" else [])


@pytest.mark.parametrize("text", ["INV-2026-0002", "2026-2", "2"])
def test_a_number_means_the_document(practice, text):
    assert [d.number for d in found(practice, text).documents] == ["INV-2026-0002"]


@pytest.mark.parametrize("text", ["3630", "3.630,00", "€3,630.00"])
def test_an_amount_means_invoices_payments_and_drafts(practice, text):
    meant = found(practice, text)

    numbers = [d.number for d in meant.documents]
    assert sorted(numbers) == ["INV-2026-0001", "INV-2026-0002"]
    assert [p.reference for p in meant.payments] == ["INV-2026-0001"]
    assert len(meant.drafts) == 2


def test_money_of_nobody_is_found_by_amount_and_by_reference(practice):
    for text in ("77.70", "nobody"):
        [payment] = found(practice, text).payments
        assert (payment.client, payment.client_name) == (None, "")


def test_without_a_word_there_is_what_is_at_hand(practice):
    meant = found(practice, "  ")

    assert len(meant.drafts) == 2
    assert [d.number for d in meant.documents] == ["INV-2026-0002", "INV-2026-0001"]
    assert meant.clients == meant.engagements == meant.payments == ()


@pytest.mark.parametrize("text", ["", "3630", "retainer", "a", "INV-2026-0001"])
def test_of_clients_who_are_not_seen_nothing_is_found(practice, text):
    """[ROL-2]"""
    halden = client(practice, "Halden")
    meant = found(practice, text, seen=frozenset({halden}))

    names = {c.name for c in meant.clients} | {
        row.client_name
        for rows in (meant.engagements, meant.documents, meant.payments, meant.drafts)
        for row in rows
    }
    assert names == {"Halden"}
    assert found(practice, text, seen=frozenset()) == Found()


def test_another_workspace_holds_nothing_of_this_one(practice):
    beside = Practice.beside("Beside")

    for text in ("", "halden", "3630", "INV-2026-0001", "nobody"):
        assert found(beside, text) == Found()


@pytest.mark.parametrize("text", ["", "client", "3630", "INV-2026-0001"])
def test_many_rows_cost_as_many_queries_as_few(practice, text):
    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            found(practice, text)
        return len(captured)

    practice.agree(monthly("Client"))
    before = asked()
    for n in range(12):
        practice.agree(monthly(f"Client {n}"))
    practice.bill_and_issue("2026-03-01")
    practice.bill("2026-04-01")

    assert asked() == before <= 16


def test_the_first_few_of_each_kind_are_given(practice):
    for n in range(9):
        practice.agree(monthly(f"Client {n}"))
    practice.bill_and_issue("2026-03-01")
    practice.bill("2026-04-01")
    meant = found(practice, "client")

    kinds = (meant.clients, meant.engagements, meant.documents, meant.drafts)
    assert [len(kind) for kind in kinds] == [6, 6, 6, 6]
