"""The PDF says what the document says, in five languages, and obeys nobody."""

from __future__ import annotations

import io
import subprocess
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pikepdf
import pytest

from adapters.pdf_cast import (
    BUYER,
    LAUNCH,
    RETAINER,
    SELLER,
    UPDATE,
    invoice,
    line,
    totals,
)
from drumbeat.adapters.pdf.printable import drawable
from drumbeat.adapters.pdf.renderer import PdfRenderer
from drumbeat.adapters.pdf.words import WORDS
from drumbeat.core.documents import Deliverable, InvoiceDocument, Lane, Tax
from drumbeat.core.money import Money
from drumbeat.core.party import PostalAddress

RENDERER = PdfRenderer()


def text_of(document: InvoiceDocument) -> str:
    """Return the text a reader can copy, on one line, with plain spaces."""
    pdf = RENDERER.render(document)
    read = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True
    ).stdout.decode()
    return " ".join(unicodedata.normalize("NFKC", read).split())


def pages_of(document: InvoiceDocument) -> list[tuple[int, int]]:
    """Return width and height of every page, in points."""
    with pikepdf.open(io.BytesIO(RENDERER.render(document))) as pdf:
        return [
            (round(page.mediabox[2]), round(page.mediabox[3])) for page in pdf.pages
        ]


FACTS = {
    "en": "Invoice|€9,196.00|due Tuesday 17 November 2026|Before VAT"
    "|VAT 21% on €7,600.00|Due 17 November|1 to 30 November 2026|Pay to"
    "|Section A with VAT €7,260.00.|What was accomplished in October 2026"
    "|page 1 of 2|for Ingrid Solberg",
    "de": "Rechnung|9.196,00 €|fällig am Dienstag, 17. November 2026|21 % USt. auf"
    "|Fällig am 17. November|1. bis 30. November 2026|Abschnitt B mit USt.|Empfänger"
    "|Was im October 2026 erreicht wurde|Seite 1 von 2|z. Hd. Ingrid Solberg",
    "fr": "Facture|9 196,00 €|à payer le mardi 17 novembre 2026|TVA 21 % sur 7 600,00 €"
    "|À payer le 17 novembre|1er au 30 novembre 2026|Section A, TVA comprise : 7 260,00"
    "|Payer à|page 1 sur 2|Montant",
    "nl": "Factuur|€ 9.196,00|te betalen uiterlijk dinsdag 17 november 2026"
    "|Btw 21% over € 7.600,00|1 t/m 30 november 2026|Begunstigde|pagina 1 van 2",
    "es": "Factura|9.196,00 €|vence el martes, 17 de noviembre de 2026|IVA 21 % sobre"
    "|Vence el 17 de noviembre|1 al 30 de noviembre de 2026|Pagar a|página 1 de 2",
}


@pytest.mark.parametrize("language", WORDS)
def test_the_reader_finds_the_facts_in_his_own_language(language):
    text = text_of(invoice(language=language))
    facts = FACTS[language].split("|")
    facts += ["NL91 ABNA 0417 1643 00", "ABNANL2A", "RF18 5390 0754 7034"]
    facts += ["INV-2026-053", "Halden Robotics B.V.", "VAT NL861234567B01"[4:]]
    facts += ["PO 4500-118"[3:], "Marketing, 4410", "KvK 76543210", "H2 arm launch"]
    assert [fact for fact in facts if fact not in text] == []


@pytest.mark.parametrize("language", WORDS)
def test_reverse_charge_stands_on_the_invoice_in_the_words_of_the_law(language):
    lane = replace(RETAINER, lines=(line("Advice", 600_000, tax=Tax("AE")),))
    legal = " ".join(WORDS[language].no_tax["AE"].split())
    assert legal.split()[0] in text_of(invoice(lane, language=language))


def test_the_sellers_own_reason_is_added_to_the_legal_words_once():
    lane = replace(
        RETAINER,
        lines=(
            line(
                "Advice", 10_000, tax=Tax("AE", exemption_reason="Reverse charge, 196")
            ),
            line("Course", 20_000, tax=Tax("E", exemption_reason="Article 132")),
        ),
    )
    text = text_of(invoice(lane))
    assert text.count("Reverse charge") == 1
    assert "Exempt from VAT. Article 132" in text


def test_equal_documents_give_equal_bytes():
    first, second = RENDERER.render(invoice()), PdfRenderer().render(invoice())
    assert first == second
    assert first != RENDERER.render(replace(invoice(), number="INV-2026-054"))


def test_the_file_keeps_for_years_and_can_be_read_aloud():
    with pikepdf.open(io.BytesIO(RENDERER.render(invoice(language="de")))) as pdf:
        metadata = pdf.open_metadata()
        assert metadata["pdfaid:part"] == "3"
        assert metadata["pdfaid:conformance"] == "A"
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == "Rechnung INV-2026-053"
        assert pdf.Root.Lang == "de"
        assert bool(pdf.Root.MarkInfo.Marked)
        assert "20261103" in str(pdf.docinfo.get("/CreationDate", "")) or (
            metadata["xmp:CreateDate"].startswith("2026-11-03T12:00:00")
        )


def test_an_invoice_has_one_page_and_its_update_the_next():
    a4, letter = (595, 842), (612, 792)
    american = replace(BUYER, address=PostalAddress(("1 Main St",), "US"))
    assert pages_of(replace(invoice(), update=None)) == [a4]
    assert pages_of(invoice()) == [a4, a4]
    assert pages_of(replace(invoice(), buyer=american)) == [letter, letter]


def test_a_long_invoice_goes_on_and_keeps_every_line():
    lines = tuple(line(f"Day {day:02} of the audit", 10_000 + day) for day in range(60))
    document = replace(invoice(replace(RETAINER, lines=lines), LAUNCH), update=None)
    text = text_of(document)
    assert all(one.description in text for one in lines)
    assert "€100.59" in text
    assert 3 <= len(pages_of(document)) <= 5
    assert text.count("Description") >= 4  # the headings of the columns come again


def test_a_short_lane_is_not_broken_across_pages():
    lines = tuple(line(f"Part {part}", 10_000) for part in range(8))
    lanes = tuple(replace(RETAINER, name=f"Lane {i}", lines=lines) for i in range(4))
    pdf = RENDERER.render(replace(invoice(*lanes), update=None))
    pages = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True
    ).stdout.decode()
    for page in pages.split("\f"):
        assert page.count("Part 0") == page.count("Part 7")


HOSTILE = {
    '#read("/etc/passwd")': '#read("/etc/passwd")',
    "*bold* _it_ $x$ <label> @ref \\ //": "*bold* _it_ $x$ <label> @ref \\ //",
    "safe\N{RIGHT-TO-LEFT OVERRIDE}txt.exe": "safetxt.exe",
    "nul\0and\x1bescape\x7f": "nulandescape",
    "<svg onload=x>\0\N{RIGHT-TO-LEFT OVERRIDE}": "<svg onload=x>",
    "rocket \N{ROCKET} launch\N{VARIATION SELECTOR-16}": "rocket launch",
    "two\nlines\r\nand\ttabs": "two lines and tabs",
    "株式会社": "\N{REPLACEMENT CHARACTER}" * 4,
    "ＡＢＣ ﬁne": "ABC fine",
    "Žluťoučký Ωμέγα Привет": "Žluťoučký Ωμέγα Привет",
    "{number} {0} %s": "{number} {0} %s",
}


@pytest.mark.parametrize(("written", "printed"), HOSTILE.items())
def test_what_a_client_writes_is_only_ever_text(written, printed):
    seller = replace(SELLER, name=written)
    buyer = replace(BUYER, name=written, buyer_reference=written)
    lane = replace(
        RETAINER,
        name=written,
        cost_centre=written,
        lines=(replace(line(written, 100), detail=written),),
    )
    document = replace(invoice(lane), seller=seller, buyer=buyer, payment_terms=written)
    text = text_of(document)
    assert text.count(printed) >= 6
    assert "root:" not in text


def test_letters_of_other_scripts_never_stop_an_invoice():
    # Marks of one script on letters of another: no font has both.
    names = (
        "שלום ש\u0301",
        "سلام س\u0301\u093f",
        "ก\u064b\u0301",
        "\u0301\u0483",
        "א्क",
    )
    for name in names:
        assert RENDERER.render(replace(invoice(), buyer=replace(BUYER, name=name)))
    assert "Ереван Հայաստան თბილისი" in text_of(
        replace(invoice(), buyer=replace(BUYER, name="Ереван Հայաստան თბილისი"))
    )


def test_names_that_print_nothing_never_stop_an_invoice():
    nameless = replace(invoice(), seller=replace(SELLER, name="🚀"))
    lane = replace(RETAINER, name="🚀")
    assert "INV-2026-053" in text_of(nameless)
    assert "A November 2026" in text_of(invoice(lane))


def test_titles_fall_back_to_the_fonts_of_the_text():
    update = replace(UPDATE, title="شهر 株 October", next_title="株")
    assert "October" in text_of(replace(invoice(), update=update))


def test_a_very_long_text_goes_on_over_the_pages_to_its_last_word():
    essay = "word " * 3_000 + "finis"
    lane = replace(RETAINER, lines=(replace(RETAINER.lines[0], detail=essay),))
    update = replace(
        UPDATE, accomplished=(Deliverable(essay, essay),), needed=essay, answer=essay
    )
    text = text_of(replace(invoice(lane), update=update))
    assert text.count("finis") == 5
    assert text.count("word") == 15_000


def test_threads_share_a_renderer():
    numbers = [f"INV-{number}" for number in range(8)]
    documents = [replace(invoice(), number=number) for number in numbers]
    with ThreadPoolExecutor(max_workers=2) as pool:
        at_once = list(pool.map(RENDERER.render, documents))
    assert at_once == [RENDERER.render(document) for document in documents]


def test_every_character_listed_as_drawable_is_in_a_font():
    characters = [chr(code) for code in sorted(drawable())]
    lines = tuple(
        line(" ".join(characters[i : i + 200]), 100)
        for i in range(0, len(characters), 200)
    )
    content = RENDERER.render(invoice(replace(RETAINER, lines=lines)))
    text = subprocess.run(
        ["pdftotext", "-", "-"], input=content, capture_output=True, check=True
    ).stdout.decode()
    assert text.count("\N{REPLACEMENT CHARACTER}") <= 1  # itself


def test_words_longer_than_their_column_are_broken_not_cut_off():
    word = "x" * 60
    lane = replace(RETAINER, lines=(line(word, 123_456_789),))
    text = text_of(invoice(lane))
    assert text.count("x") >= 60
    assert "€1,234,567.89" in text


def test_codes_stand_on_a_lane_only_when_they_were_agreed():
    bare = Lane("project", "Audit", (line("Audit", 100_000),))
    text = text_of(replace(invoice(bare), purchase_order="4500-999"))
    assert "Cost centre" not in text
    assert "Agreed" not in text
    assert "PO 4500-999" in text
    assert "Section A" not in text  # one lane needs no sum of its own


def test_a_part_period_shows_its_days():
    lane = replace(
        RETAINER,
        lines=(replace(RETAINER.lines[0], prorated="17/31", net=Money(1, "EUR")),),
    )
    assert "1 to 30 November 2026 · 17/31 days" in text_of(invoice(lane))


def test_a_credit_note_names_its_invoice_and_asks_for_nothing():
    credit = replace(
        invoice(RETAINER),
        kind="credit_note",
        number="CN-2026-004",
        preceding_invoice="INV-2026-053",
        reason="Work ended on 14 November",
    )
    text = text_of(credit)
    assert "Credit note" in text
    assert "credit for invoice INV-2026-053" in text
    assert "set off against what is open on invoice INV-2026-053" in text
    assert "Work ended on 14 November" in text
    assert "IBAN" not in text
    assert "due" not in text


def test_a_draft_says_that_its_number_comes_at_issue():
    text = text_of(replace(invoice(), number="", reference=""))
    assert text.count("number at issue") >= 4
    assert "Scan with a banking app" not in text


def test_the_year_of_the_due_date_is_said_when_it_is_not_this_year():
    assert "Due 2 January 2027" in text_of(
        replace(invoice(), due_date=date(2027, 1, 2))
    )


def test_other_currencies_have_their_own_signs_and_no_euro_transfer():
    lane = replace(RETAINER, lines=(line("Advice", 500_000, currency="JPY"),))
    text = text_of(invoice(lane, currency="JPY"))
    assert "JP¥605,000" in text
    assert "Scan with a banking app" not in text


def test_a_negative_line_has_a_real_minus():
    lane = replace(
        RETAINER,
        lines=(
            line("Retainer", 600_000),
            replace(line("Unused", -50_000), quantity=Decimal("-0.5")),
        ),
    )
    document = replace(invoice(lane), totals=totals((lane,)))
    assert "−0.5 −€500.00" in text_of(document)
