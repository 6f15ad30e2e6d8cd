"""A document comes back from its snapshot as it was, and its hash never changes."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drumbeat.core.documents import (
    Deliverable,
    InvoiceDocument,
    Lane,
    Line,
    PlannedReminder,
    Tax,
    TaxSubtotal,
    Totals,
    UpdatePage,
)
from drumbeat.core.money import Money
from drumbeat.core.party import Buyer, Contact, PostalAddress, Seller
from drumbeat.core.snapshot import (
    canonical_json,
    canonical_text,
    sha256_hex,
    snapshot_to_document,
)
from drumbeat.core.snapshot_text import snapshot_text

words = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=6
).map(lambda text: normalize("NFC", text))
days = st.dates(date(2020, 1, 1), date(2040, 1, 1))
amounts = st.integers(-(10**9), 10**9).map(lambda minor: Money(minor, "EUR"))
decimals = st.decimals(
    min_value=-9999, max_value=9999, places=4, allow_nan=False, allow_infinity=False
)
taxes = st.builds(
    Tax, st.sampled_from(["S", "AE", "O"]), decimals, exemption_reason=words
)
lines = st.builds(
    Line,
    lane=words,
    description=words,
    service_start=days,
    service_end=days,
    quantity=decimals,
    unit_price=decimals,
    net=amounts,
    tax=taxes,
    prorated=st.none() | words,
    charge_key=words,
    detail=words,
)
few = {"min_size": 1, "max_size": 2}
lanes = st.builds(
    Lane,
    kind=st.sampled_from(["retainer", "add_on", "project"]),
    name=words,
    lines=st.lists(lines, **few).map(tuple),
    purchase_order=words,
    cost_centre=words,
    agreed=words,
)
addresses = st.builds(PostalAddress, st.lists(words, max_size=2).map(tuple), words)
texts_of_seller = dict.fromkeys(
    "vat_id tax_number legal_id email phone contact_name iban bic brand_colour".split(),
    words,
)
documents = st.builds(
    InvoiceDocument,
    kind=st.sampled_from(["invoice", "credit_note"]),
    number=words,
    issue_date=days,
    due_date=days,
    payment_terms=words,
    seller=st.builds(Seller, words, addresses, **texts_of_seller),
    buyer=st.builds(
        Buyer, words, addresses, words, words, st.sampled_from(["en", "de"]), words
    ),
    currency=st.just("EUR"),
    lanes=st.lists(lanes, **few).map(tuple),
    totals=st.builds(
        Totals,
        amounts,
        amounts,
        amounts,
        st.lists(st.builds(TaxSubtotal, taxes, amounts, amounts), **few).map(tuple),
    ),
    reference=words,
    update=st.none()
    | st.builds(
        UpdatePage,
        words,
        st.lists(st.builds(Deliverable, words, words), max_size=2).map(tuple),
        words,
        words,
        words,
        words,
        words,
    ),
    purchase_order=words,
    preceding_invoice=words,
    reason=words,
    engagement=words,
    contacts=st.lists(
        st.builds(Contact, words, words, st.just(("payer",))), max_size=2
    ).map(tuple),
    reminders=st.lists(
        st.builds(
            PlannedReminder,
            words,
            words,
            st.integers(0, 10**9).map(lambda s: datetime.fromtimestamp(s, UTC)),
            st.lists(words, max_size=2).map(tuple),
        ),
        max_size=2,
    ).map(tuple),
)


@given(documents)
def test_i_37_a_document_comes_back_as_it_was_with_the_same_hash(document):
    content = snapshot_text(document)

    plain = json.loads(content)
    back = snapshot_to_document(plain)

    assert back == document
    assert canonical_json(plain) == content.encode()  # sorted, close, composed letters
    assert canonical_text(plain) == content
    assert sha256_hex(snapshot_text(back).encode()) == sha256_hex(content.encode())


def test_canonical_json_has_one_spelling():
    value = {
        "b": [Money(600000, "EUR"), Decimal("1.50"), date(2026, 11, 17), None, True],
        "a": "Cafe\u0301",
    }
    expected = (
        '{"a":"Café","b":[{"currency":"EUR","minor":600000},'
        '"1.50","2026-11-17",null,true]}'
    )
    assert canonical_json(value) == expected.encode()
    assert canonical_json(dict(reversed(value.items()))) == expected.encode()


@pytest.mark.parametrize("value", [1.5, {"a": [0.1]}, Decimal("NaN"), object(), {1, 2}])
def test_i_33_a_float_never_reaches_a_document(value):
    with pytest.raises(TypeError):
        canonical_json(value)


def test_a_time_keeps_its_offset():
    at = datetime.fromisoformat("2026-11-17T09:00:00+01:00")
    assert canonical_json(at) == b'"2026-11-17T09:00:00+01:00"'
    assert datetime.fromisoformat(json.loads(canonical_json(at))) == at
    assert at.utcoffset() == timedelta(hours=1)


def test_the_hash_is_sha_256():
    known = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert sha256_hex(b"") == known
