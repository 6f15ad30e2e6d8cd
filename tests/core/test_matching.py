"""Whose money it is: certain only with a name or a known account, never by amount."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drumbeat.core.allocation import OpenInvoice
from drumbeat.core.bank_lines import BankLine
from drumbeat.core.matching import (
    Learned,
    Owed,
    Strength,
    candidates,
    certain,
    name_key,
)
from drumbeat.core.money import Money
from drumbeat.core.remittance import creditor_reference

ON = date(2026, 3, 2)
IBAN = "NL91ABNA0417164300"
HALDEN, KORU = 1, 2


def eur(euros: int) -> Money:
    return Money(euros * 100, "EUR")


def owed(
    number: str, euros: int, client: int = HALDEN, name: str = "Halden Robotics B.V."
) -> Owed:
    invoice = OpenInvoice(
        number, int(number[-4:]), eur(euros), ON, creditor_reference(number)
    )
    return Owed(client, name, invoice)


FIRST, SECOND = owed("INV-2026-0017", 3_630), owed("INV-2026-0018", 968)
OTHER = owed("INV-2026-0019", 3_630, KORU, "Koru Coffee")
OPEN = (FIRST, SECOND, OTHER)
KNOWN = Learned(by_iban={IBAN: HALDEN})


def line(euros: int, text: str = "", payer: str = "", iban: str = "") -> BankLine:
    return BankLine(ON, eur(euros), text, payer, iban)


@pytest.mark.parametrize(
    ("arrived", "numbers", "strength", "sure"),
    [
        (line(3_630, "INV-2026-0017"), ("INV-2026-0017",), Strength.NAMED, True),
        (line(3_630, "inv 2026 17 thanks"), ("INV-2026-0017",), Strength.AMOUNT, False),
        (
            line(3_630, creditor_reference("INV-2026-0019")),
            ("INV-2026-0019",),
            Strength.NAMED,
            True,
        ),
        (line(500, "INV-2026-0017"), ("INV-2026-0017",), Strength.NAMED, True),
        (
            line(4_598, "INV-2026-0018 + INV-2026-0017"),
            ("INV-2026-0018", "INV-2026-0017"),
            Strength.NAMED,
            True,
        ),
        (line(968, "INV-2026-0081"), ("INV-2026-0018",), Strength.TYPO, False),
        (line(968, "2026-0018"), ("INV-2026-0018",), Strength.TYPO, False),
        (
            line(968, "INV-2026-0081", iban=IBAN),
            ("INV-2026-0018",),
            Strength.PAYER,
            True,
        ),
        (line(968, iban=IBAN), ("INV-2026-0018",), Strength.PAYER, True),
        (
            line(4_598, iban=IBAN),
            ("INV-2026-0017", "INV-2026-0018"),
            Strength.PAYER,
            False,
        ),
        (line(3_600, iban=IBAN), ("INV-2026-0017",), Strength.PAYER, False),
        (
            line(968, payer="HALDEN ROBOTICS BV"),
            ("INV-2026-0018",),
            Strength.NAME,
            False,
        ),
    ],
)
def test_the_best_candidate_and_why(arrived, numbers, strength, sure):
    found = candidates(arrived, OPEN, KNOWN)
    best = found[0]
    assert (best.numbers, best.strength, best.is_certain) == (numbers, strength, sure)
    assert (certain(found) == best) == sure
    assert best.reason


def test_two_clients_with_the_same_fee_are_never_told_apart_by_it():  # S-55
    found = candidates(line(3_630), OPEN, KNOWN)
    assert {c.client for c in found} == {HALDEN, KORU}
    assert certain(found) is None


def test_two_invoices_of_one_amount_are_a_question_even_from_a_known_account():
    twice = (FIRST, owed("INV-2026-0027", 3_630))
    assert certain(candidates(line(3_630, iban=IBAN), twice, KNOWN)) is None


def test_an_account_of_another_client_is_no_reason_for_this_one():
    found = candidates(line(3_630, payer="Koru Coffee", iban=IBAN), OPEN, KNOWN)
    assert [c.client for c in found if c.strength > Strength.AMOUNT] == [HALDEN]


def test_a_part_payment_says_what_stays_open_and_too_much_what_is_left():
    [part, *_] = candidates(line(630, "INV-2026-0017"), OPEN, KNOWN)
    assert (part.short, part.rest) == (eur(3_000), eur(0))
    [more, *_] = candidates(line(4_000, "INV-2026-0017"), OPEN, KNOWN)
    assert (more.short, more.rest) == (eur(0), eur(370))


def test_another_currency_is_none_of_it():
    dollars = BankLine(ON, Money(363_000, "USD"), "INV-2026-0017")
    assert candidates(dollars, OPEN, KNOWN) == ()


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("Halden Robotics B.V.", "halden robotics"),
        ("HALDEN-ROBOTICS BV", "halden robotics"),
        ("Müller & Söhne GmbH", "muller sohne"),
        ("  ", ""),
    ],
)
def test_spellings_of_a_name(written, key):
    assert name_key(written) == key


@given(
    st.integers(1, 10_000),
    st.text(max_size=30),
    st.text(max_size=20),
    st.sampled_from(["", IBAN, "DE89370400440532013000"]),
)
def test_what_is_certain_is_named_or_from_a_known_account(euros, text, payer, iban):
    found = candidates(line(euros, text, payer, iban), OPEN, KNOWN)
    sure = certain(found)
    if sure is not None:
        assert sure.strength is Strength.NAMED or iban == IBAN
    assert len(found) <= 5
    assert len({(c.client, c.numbers) for c in found}) == len(found)
