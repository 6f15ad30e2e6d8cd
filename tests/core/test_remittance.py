"""References are right by arithmetic and found in whatever a bank makes of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drumbeat.core.remittance import (
    ReferenceTooLong,
    creditor_reference,
    find_mention,
    find_references,
    is_creditor_reference,
)

NUMBER = "INV-2026-0001"
REFERENCE = creditor_reference(NUMBER)
GROUPED = " ".join(REFERENCE[i : i + 4] for i in range(0, len(REFERENCE), 4))
numbers = st.from_regex(r"[A-Z]{0,4}-20[0-9]{2}-[0-9]{4,7}", fullmatch=True)


def test_the_standards_own_examples():
    assert creditor_reference("539007547034") == "RF18539007547034"
    assert is_creditor_reference("RF18 5390 0754 7034")
    assert is_creditor_reference("rf18539007547034")
    assert not is_creditor_reference("RF19539007547034")


@pytest.mark.parametrize("text", ["", "RF", "RF18", "RF1853900754703４", "INV-1"])
def test_what_is_not_a_reference(text):
    assert not is_creditor_reference(text)


@given(numbers)
def test_every_number_has_a_reference_that_checks(number):
    reference = creditor_reference(number)
    assert is_creditor_reference(reference)
    assert len(reference) <= 25


@given(numbers, st.data())
def test_one_wrong_sign_is_noticed(number, data):
    reference = creditor_reference(number)
    at = data.draw(st.integers(2, len(reference) - 1))
    other = data.draw(st.sampled_from("0123456789"))
    changed = reference[:at] + other + reference[at + 1 :]
    same = changed == reference
    if reference[at].isdigit():
        assert is_creditor_reference(changed) == same


@pytest.mark.parametrize("number", ["", "---", "X" * 22])
def test_a_number_without_room_is_refused(number):
    with pytest.raises(ReferenceTooLong):
        creditor_reference(number)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"payment {REFERENCE} thank you", [REFERENCE]),
        (f"{GROUPED} Halden Robotics", [REFERENCE]),
        (GROUPED.lower(), [REFERENCE]),
        ("Invoice INV-2026-0001", [NUMBER]),
        ("inv 2026 0001", [NUMBER]),
        ("INV20260001 and INV2026/0012.", [NUMBER, "INV-2026-0012"]),
        ("INV-2026-12345", ["INV-2026-12345"]),
        (f"INV-2026-0002, {GROUPED}", ["INV-2026-0002", REFERENCE]),
        ("INV-2026-0001 INV-2026-0001", [NUMBER]),
        ("consulting October", []),
        ("RF00 1234 5678", []),
    ],
)
def test_references_are_read_out_of_free_text(text, expected):
    assert find_references(text) == expected


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("inv2026 0001", True),
        (GROUPED, True),
        (f"SEPA {REFERENCE}/", True),
        ("INV-2026-00012", False),
        ("XINV-2026-0001", False),
        ("INV-2026-0002", False),
        ("", False),
    ],
)
def test_an_invoice_is_named_or_not(text, named):
    place = find_mention(text, number=NUMBER, reference=REFERENCE)
    assert (place is not None) == named


def test_a_series_with_another_pattern_is_named_too():
    assert find_mention("your 2026/017 of May", number="2026/017", reference="") == 5
    assert find_mention("May", number="2026/017", reference="") is None
