"""The figures of a page: shares of tax, the payment code, the seller's colour."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.pdf_cast import RETAINER, SELLER, VAT, invoice, line
from drumbeat.adapters.pdf.colours import brand_colours
from drumbeat.adapters.pdf.layout import layout
from drumbeat.adapters.pdf.notation import Notation
from drumbeat.adapters.pdf.payment_code import (
    is_creditor_reference,
    payment_code,
    payment_modules,
    payment_payload,
)
from drumbeat.adapters.pdf.printable import printable
from drumbeat.core.documents import InvoiceDocument, Tax
from drumbeat.core.money import Money
from drumbeat.core.party import PostalAddress, Seller

TAXES = [VAT, Tax("S", Decimal(9)), Tax("AE"), Tax("S", Decimal("5.5"))]
LANES = st.lists(
    st.lists(
        st.tuples(st.integers(-10_000, 10**9), st.sampled_from(TAXES)),
        min_size=1,
        max_size=4,
    ),
    min_size=1,
    max_size=5,
)


def test_a_currency_without_cents_has_none_set_lighter():
    lane = replace(RETAINER, lines=(line("x", 1_000, currency="JPY"),))
    yen = layout(invoice(lane, currency="JPY"))
    assert yen["sum"] == ["JP¥1,210", "", ""]


def test_the_payment_code_follows_epc069_12():
    assert payment_payload(invoice()) == "\n".join(
        (
            "BCD",
            "002",
            "1",
            "SCT",
            "ABNANL2A",
            "Lindqvist Advisory B.V.",
            "NL91ABNA0417164300",
            "EUR9196.00",
            "",
            "RF18539007547034",
        )
    )


def test_a_reference_without_check_digits_goes_into_the_free_text():
    payload = payment_payload(replace(invoice(), reference=""))
    assert payload is not None
    assert payload.endswith("EUR9196.00\n\n\nINV-2026-053")


def test_the_code_may_ask_for_what_is_left_to_pay():
    payload = payment_payload(invoice(), Money(726_000, "EUR"))
    assert payload is not None
    assert "\nEUR7260.00\n" in payload
    assert payment_payload(invoice(), Money(0, "EUR")) is None


SWISS = replace(
    SELLER,
    name="Lindqvist AG",
    address=PostalAddress(("Bahnhofstrasse 3", "8001 Zürich"), "CH"),
    iban="CH93 0076 2011 6238 5295 7",
)


def francs(seller: Seller = SWISS) -> InvoiceDocument:
    lane = replace(RETAINER, lines=(line("x", 380_000, currency="CHF"),))
    return replace(invoice(lane, currency="CHF"), seller=seller)


def test_a_transfer_in_francs_has_the_swiss_code():
    assert payment_payload(francs()) == "\r\n".join(
        (
            *("SPC", "0200", "1", "CH9300762011623852957"),
            *("S", "Lindqvist AG", "Bahnhofstrasse 3", "", "8001", "Zürich", "CH"),
            *([""] * 7),
            *("4598.00", "CHF"),
            *([""] * 7),
            *("SCOR", "RF18539007547034", "INV-2026-053", "EPD"),
        )
    )
    modules = payment_modules(payment_payload(francs()))
    white, black, *_ = modules.cross
    assert (white.is_dark, black.is_dark) == (False, True)
    assert white.x + white.width / 2 == pytest.approx(modules.size / 2)
    assert payment_code(payment_payload(francs())).count("<rect") == 4
    assert payment_modules("BCD").cross == ()


@pytest.mark.parametrize(
    "seller",
    [
        replace(SWISS, iban="NL91ABNA0417164300"),
        replace(SWISS, iban="CH4431999123000889012"),
        replace(SWISS, address=PostalAddress(("8001 Zürich",), "CH")),
        replace(SWISS, address=PostalAddress(("Bahnhofstrasse 3", "Zürich"), "CH")),
        replace(SWISS, address=PostalAddress((), "CH")),
    ],
    ids=["not Swiss", "wants a QR reference", "no street", "no code", "no address"],
)
def test_there_is_no_swiss_code_where_it_would_be_wrong(seller):
    assert payment_payload(francs(seller)) is None


def test_a_code_is_one_path_with_a_stroke_for_each_run():
    modules = payment_modules("BCD")
    dark = {
        (int(x) + i, int(y))
        for x, y, length in re.findall(r"M(\d+) (\d+)\.5h(\d+)", modules.path)
        for i in range(int(length))
    }
    assert modules.size == 21
    assert {(x, 0) for x in range(7)} <= dark  # the upper edge of a finder
    assert (1, 1) not in dark
    assert all(0 <= x < 21 and 0 <= y < 21 for x, y in dark)
    drawn = payment_code("BCD").partition('d="')[2].partition('"')[0]
    assert len(re.findall("h", drawn)) == len(re.findall("h", modules.path))


@pytest.mark.parametrize(
    "document",
    [
        replace(invoice(), kind="credit_note"),
        replace(invoice(), number=""),
        replace(invoice(), seller=replace(SELLER, iban="")),
        replace(invoice(), seller=replace(SELLER, iban="NL92ABNA0417164300")),
        invoice(
            replace(RETAINER, lines=(line("x", 100, currency="USD"),)), currency="USD"
        ),
        invoice(replace(RETAINER, lines=(line("x", 0),))),
    ],
    ids=["credit note", "draft", "no IBAN", "wrong IBAN", "dollars", "nothing to pay"],
)
def test_there_is_no_code_where_a_transfer_would_be_wrong(document):
    assert payment_payload(document) is None


def test_a_name_cannot_add_lines_to_the_code():
    seller = replace(SELLER, name="Evil\nNL00FAKE\r\n" + "x" * 200)
    payload = payment_payload(replace(invoice(), seller=seller))
    assert payload is not None
    lines = payload.split("\n")
    assert lines[6] == "NL91ABNA0417164300"
    assert len(lines[5]) <= 70


def test_the_code_is_drawn_as_lines_not_as_pixels():
    svg = payment_code("BCD")
    assert svg.startswith("<svg")
    assert "<path" in svg


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("RF18539007547034", True),
        ("rf18 5390 0754 7034", True),
        ("RF19539007547034", False),
        ("INV-2026-053", False),
        ("RF", False),
        ("", False),
    ],
)
def test_creditor_references(text, expected):
    assert is_creditor_reference(text) is expected


@pytest.mark.parametrize(
    ("chosen", "tile", "letter", "figures"),
    [
        ("#1F4A3D", "#1f4a3d", "#ffffff", "#1f4a3d"),
        ("#ffe000", "#ffe000", "#1b1a17", "#1b1a17"),
        ("red; }", "#1b1a17", "#ffffff", "#1b1a17"),
        ("", "#1b1a17", "#ffffff", "#1b1a17"),
    ],
)
def test_the_brand_colour_stays_readable(chosen, tile, letter, figures):
    colours = brand_colours(chosen)
    assert (colours.tile, colours.letter, colours.figures) == (tile, letter, figures)


@given(st.text())
def test_printable_text_has_no_controls_and_stays_the_same_when_repeated(text):
    once = printable(text)
    assert not any(ord(character) < 32 for character in once)
    assert not set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068\ufeff\x7f") & set(once)
    assert printable(once).replace("\u200b", "") == once.replace("\u200b", "")


def test_amounts_follow_the_reader_not_the_seller():
    amount = Money(123456789, "EUR")
    written = [
        Notation.of(language, "").money(amount) for language in ("en", "de", "nl")
    ]
    assert written == ["€1,234,567.89", "1.234.567,89\xa0€", "€\xa01.234.567,89"]
    assert Notation.of("en", "US").money(Money(100, "USD")) == "$1.00"
    assert Notation.of("en", "GB").money(Money(100, "USD")) == "US$1.00"


def test_a_price_keeps_all_of_its_decimals():
    assert Notation.of("en", "").unit_price(Decimal("0.1234"), "EUR") == "€0.1234"
    assert Notation.of("de", "").quantity(Decimal("2.500")) == "2,5"


def test_the_decimals_of_the_sum_are_set_apart():
    assert layout(invoice())["sum"] == ["€9,196", ".00", ""]
    assert layout(invoice(language="de"))["sum"] == ["9.196", ",00", "\xa0€"]
