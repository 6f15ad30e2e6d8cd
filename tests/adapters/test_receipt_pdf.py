"""The receipt as paper: what came and when, in five languages, and no tax document."""

from __future__ import annotations

import io
import subprocess
import unicodedata
from dataclasses import replace
from datetime import date

import pikepdf
import pytest

from adapters.pdf_cast import BUYER, SELLER, invoice
from drumbeat.adapters.pdf.receipt_words import RECEIPT_WORDS
from drumbeat.adapters.pdf.renderer import PdfRenderer
from drumbeat.core.documents import InvoiceDocument
from drumbeat.core.money import Money
from drumbeat.core.party import PostalAddress
from drumbeat.core.payment_receipt import Arrival, PaymentReceipt, receipt_of

RENDERER = PdfRenderer()


def eur(minor: int) -> Money:
    return Money(minor, "EUR")


ARRIVED = (
    Arrival(7, date(2026, 11, 10), eur(500_000), is_transfer=True),
    Arrival(8, date(2026, 11, 17), eur(419_600)),
)


def receipt(
    document: InvoiceDocument | None = None,
    arrived: tuple[Arrival, ...] = ARRIVED,
    **less: int,
) -> PaymentReceipt:
    made = receipt_of(
        document or invoice(),
        arrived,
        credited=eur(less.get("credited", 0)),
        waived=eur(less.get("waived", 0)),
        settled_on=date(2026, 11, 17),
    )
    assert made is not None
    return made


def text_of(made: PaymentReceipt) -> str:
    """Return the text a reader can copy, on one line, with plain spaces."""
    read = subprocess.run(
        ["pdftotext", "-layout", "-", "-"],
        input=RENDERER.render_receipt(made),
        capture_output=True,
        check=True,
    ).stdout.decode()
    return " ".join(unicodedata.normalize("NFKC", read).split())


FACTS = {
    "en": "Receipt for invoice|€9,196.00|received by Tuesday 17 November 2026"
    "|was settled in full on 17 November 2026.|Means of payment"
    "|10 November 2026 Bank transfer €5,000.00|17 November 2026 – €4,196.00"
    "|Invoice total €9,196.00|Received −€9,196.00|Still open €0.00"
    "|It is not an invoice and not a tax document|page 1 of 1|Invoice|3 November 2026",
    "de": "Zahlungsbestätigung zur Rechnung|eingegangen bis Dienstag, 17. November 2026"
    "|vollständig beglichen.|10. November 2026 Überweisung 5.000,00 €"
    "|Rechnungsbetrag 9.196,00 €|Noch offen 0,00 €|weder Rechnung noch Steuerbeleg"
    "|Seite 1 von 1|z. Hd. Ingrid",
    "fr": "Reçu de paiement, facture|reçus jusqu’au mardi 17 novembre 2026"
    "|entièrement réglée depuis le 17 novembre 2026|ni un document fiscal"
    "|10 novembre 2026 Virement 5 000,00 €|Reste dû 0,00 €",
    "nl": "Betalingsbewijs bij factuur|ontvangen t/m dinsdag 17 november 2026"
    "|volledig voldaan.|10 november 2026 Overboeking € 5.000,00|Nog open € 0,00"
    "|geen fiscaal document",
    "es": "Recibo de pago de la factura|recibidos hasta el martes, 17 de noviembre"
    "|saldada por completo el 17 de noviembre de 2026|ni un documento fiscal"
    "|10 de noviembre de 2026 Transferencia 5.000,00 €|Pendiente 0,00 €",
}


@pytest.mark.parametrize("language", RECEIPT_WORDS)
def test_the_reader_finds_what_came_in_their_own_language(language):
    text = text_of(receipt(invoice(language=language)))
    facts = FACTS[language].split("|")
    facts += ["INV-2026-053", "Halden Robotics B.V.", "Lindqvist Advisory B.V."]
    facts += ["NL861234567B01", "KvK 76543210"]

    assert [fact for fact in facts if fact not in text] == []


@pytest.mark.parametrize("language", RECEIPT_WORDS)
def test_it_asks_for_no_money(language):
    text = text_of(receipt(invoice(language=language)))

    assert "NL91" not in text
    assert "ABNANL2A" not in text
    assert "RF18" not in text


def test_what_no_money_settled_is_named():
    arrived = (Arrival(7, date(2026, 11, 10), eur(900_000)),)
    text = text_of(receipt(arrived=arrived, credited=19_000, waived=600))

    assert "10 November 2026 €9,000.00" in text  # how it came, nobody knows
    assert "Means of payment" not in text
    assert "Credited −€190.00" in text
    assert "No longer asked for −€6.00" in text
    assert "Still open €0.00" in text


def test_equal_receipts_give_equal_bytes():
    first, again = receipt(), receipt(arrived=ARRIVED[::-1])

    assert RENDERER.render_receipt(first) == PdfRenderer().render_receipt(again)
    other = receipt(replace(invoice(), number="INV-2026-054"))
    assert RENDERER.render_receipt(first) != RENDERER.render_receipt(other)
    assert RENDERER.render(invoice()) == PdfRenderer().render(invoice())


def test_it_keeps_for_years_and_can_be_read_aloud():
    content = RENDERER.render_receipt(receipt(invoice(language="de")))
    with pikepdf.open(io.BytesIO(content)) as pdf:
        metadata = pdf.open_metadata()
        assert metadata["pdfaid:part"] == "3"
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == "Zahlungsbestätigung zur Rechnung INV-2026-053"
        assert pdf.Root.Lang == "de"
        assert len(pdf.pages) == 1


def test_an_american_reads_it_on_their_paper():
    american = replace(BUYER, address=PostalAddress(("1 Main St",), "US"))
    made = receipt(replace(invoice(), buyer=american))
    with pikepdf.open(io.BytesIO(RENDERER.render_receipt(made))) as pdf:
        assert [round(edge) for edge in pdf.pages[0].mediabox[2:]] == [612, 792]
    assert "November 10, 2026" in text_of(made)


def test_fifty_payments_go_on_over_the_pages():
    many = tuple(
        Arrival(key, date(2026, 11, 10), eur(18_392), is_transfer=True)
        for key in range(50)
    )
    text = text_of(receipt(arrived=many))

    assert text.count("€183.92") == 50
    assert "page 1 of 2" in text
    assert text.count("Received on") == 2  # the headings of the columns come again


def test_names_are_only_ever_text():
    hostile = '#read("/etc/passwd") *bold* \N{RIGHT-TO-LEFT OVERRIDE}txt.exe'
    document = replace(
        invoice(),
        seller=replace(SELLER, name=hostile),
        buyer=replace(BUYER, name=hostile),
    )
    text = text_of(receipt(document))

    assert text.count('#read("/etc/passwd") *bold* txt.exe') >= 3
    assert "root:" not in text
