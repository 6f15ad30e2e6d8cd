"""The files of banks: read exactly, or refused with one sentence."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drumbeat.adapters.bankstatements import reader
from drumbeat.adapters.bankstatements.csv_presets import PRESETS
from drumbeat.adapters.bankstatements.reader import BankFiles
from drumbeat.core.bank_lines import (
    BankLine,
    BankStatement,
    DoesNotAddUp,
    StatementUnreadable,
    check_sum,
    key_of,
)
from drumbeat.core.money import Money
from drumbeat.core.ports import BankStatementReader

FILES = Path(__file__).parent / "bank_files"
FIXTURES = sorted(
    path
    for path in FILES.rglob("*")
    if path.is_file() and path.suffix != ".md" and path.name != "LICENSE"
)
EURO = "€".encode()


def content_of(name: str) -> bytes:
    return (FILES / name).read_bytes()


def read(content: str | bytes, currency: str = "", name: str = "bank.txt"):
    as_bytes = content.encode() if isinstance(content, str) else content
    port: BankStatementReader = BankFiles(currency)
    return port.read(as_bytes, name=name)


def refusal(content: str | bytes, currency: str = "", name: str = "bank.txt") -> str:
    with pytest.raises(StatementUnreadable) as caught:
        read(content, currency, name)
    return caught.value.sentence


def outcome(content: bytes, currency: str, name: str = "bank.txt"):
    """Return the statements, or the sentence of the refusal; nothing else escapes."""
    try:
        return read(content, currency, name)
    except StatementUnreadable as caught:
        return caught.sentence


def line(day: str, amount: str, currency: str = "EUR", **said) -> BankLine:
    return BankLine(date.fromisoformat(day), Money.parse(amount, currency), **said)


def eur(text: str) -> Money:
    return Money.parse(text, "EUR")


# --- what is read ------------------------------------------------------------------


def test_camt053_of_version_2_with_a_batch_a_reversal_and_a_pending_entry():
    (statement,) = read(content_of("camt053_v2.xml"))

    assert statement == BankStatement(
        account="DE89370400440532013000",
        currency="EUR",
        opening=eur("1000.00"),
        closing=eur("11200.50"),
        pending=1,
        lines=(
            line(
                "2026-02-02",
                "6000.00",
                text="Invoice INV-7 January",
                payer="Müller & Söhne",
                payer_iban="DE02120300000000202051",
                bank_id="E2E-1",
            ),
            line(
                "2026-02-02",
                "3000.50",
                payer="One GmbH",
                reference="RF18539007547034",
                bank_id="PART-1",
            ),
            line(
                "2026-02-02",
                "2000.00",
                text="INV-9",
                payer="Two GmbH",
                bank_id="BATCH-1",
            ),
            # Its payments do not add up to the entry, which stays one line.
            line(
                "2026-02-02",
                "-700.00",
                text="Collected payments rent power",
                bank_id="BATCH-2",
            ),
            line(
                "2026-02-02",
                "-100.00",
                text="Return of a payment",
                payer="Returned Ltd",
            ),
        ),
    )
    assert check_sum(statement) is None


def test_camt053_of_version_8_keeps_two_currencies_of_an_account_apart():
    francs, euros = read(content_of("camt053_v8.xml"))

    assert francs.lines == (
        line(
            "2026-03-31",
            "100.00",
            "CHF",
            payer="Rütli AG",
            reference="210000000003139471430009017",
        ),
    )
    assert (str(francs.opening), str(francs.closing)) == ("-10.00", "90.00")
    assert check_sum(francs) is None
    assert (euros.account, euros.currency, euros.lines) == (francs.account, "EUR", ())


def test_camt052_and_camt054_may_have_no_balances():
    (report,) = read(content_of("camt052_v6.xml"))
    (notice,) = read(content_of("camt054_v4.xml"))

    assert report.lines == (
        line(
            "2026-04-01",
            "-12000",
            "JPY",
            text="Rent",
            payer="Tokyo Office",
            bank_id="JP-1",
        ),
    )
    assert (report.account, report.opening, report.closing) == (
        "0532013000",
        None,
        None,
    )
    assert notice.lines == (line("2026-05-04", "75.25", "CHF"),)


@pytest.mark.parametrize(
    "version", ["02", "03", "04", "05", "06", "07", "08", "10", "13"]
)
def test_camt_is_read_whatever_its_version(version):
    said = content_of("camt053_v2.xml").replace(
        b"053.001.02", f"053.001.{version}".encode()
    )

    assert read(said) == read(content_of("camt053_v2.xml"))


def test_camt_in_utf_16_says_the_same():
    text = content_of("camt053_v2.xml").decode().replace('encoding="UTF-8"', "")

    assert read(text.encode("utf-16")) == read(content_of("camt053_v2.xml"))


def test_mt940_of_a_german_bank_with_a_second_page():
    (statement,) = read(content_of("mt940_german.sta"))

    assert statement == BankStatement(
        account="37040044/0532013000",
        currency="EUR",
        opening=eur("1000.00"),
        closing=eur("6899.50"),
        lines=(
            line(
                "2026-02-02",
                "6000.00",
                text="Rechnung INV-7 vom 31.01. Jan. 2026",
                payer="Müller & Söhne KG",
                payer_iban="DE02120300000000202051",
                bank_id="E2E-1",
            ),
            line("2026-02-02", "-100.00", text="free words about a return"),
            line("2026-02-03", "-0.50", text="KREF12 a fee"),
        ),
    )
    assert check_sum(statement) is None


def test_mt940_of_dutch_banks_and_a_day_of_entry_over_new_year():
    (statement,) = read(content_of("mt940_dutch.940"))

    assert statement.lines == (
        line(
            "2026-01-02",
            "12.34",
            text="Factuur INV-8",
            payer="J. Jansen",
            payer_iban="NL69INGB0123456789",
            bank_id="E2E-9",
        ),
        line(
            "2026-01-05",
            "-2.34",
            payer="Bakker BV",
            payer_iban="NL69INGB0123456789",
            reference="RF18539007547034",
        ),
    )
    assert check_sum(statement) is None


def test_mt942_takes_its_currency_from_the_floor_limit():
    (statement,) = read(content_of("mt942.sta"))

    assert statement.lines == (line("2026-01-05", "5.00", "USD"),)
    assert (statement.opening, statement.closing) == (None, None)


@pytest.mark.parametrize(
    ("mark", "amount"), [("C", "5.00"), ("D", "-5.00"), ("RC", "-5.00"), ("RD", "5.00")]
)
def test_mt940_a_reversal_moves_money_the_other_way(mark, amount):
    (statement,) = read(
        f":20:A\n:60F:C260101EUR0,\n:61:260102{mark}5,NTRF\n:62F:C260102EUR0,"
    )

    assert [str(one.amount) for one in statement.lines] == [amount]


def test_mt940_statements_that_are_no_pages_stay_apart():
    one = ":20:A\n:25:1\n:60F:C260101EUR0,\n:61:260101C5,NTRF\n:62F:C260101EUR5,\n"
    two = ":20:B\n:25:1\n:60F:C260101EUR5,\n:61:260102C1,NTRF\n:62F:C260102EUR6,\n"

    assert [str(s.closing) for s in read(one + two)] == ["5.00", "6.00"]


def test_ofx_1_with_two_accounts_two_currencies_and_a_pending_line():
    dollars, euros, card = read(content_of("ofx1_two_accounts.ofx"))

    assert dollars == BankStatement(
        account="111",
        currency="USD",
        closing=Money.parse("1499.50", "USD"),
        pending=1,
        lines=(
            line(
                "2026-01-15",
                "1500.00",
                "USD",
                text="INV-3",
                payer="Smith & Sons",
                reference="R-1",
                bank_id="A1",
            ),
            line("2026-01-16", "-0.50", "USD", payer="Fee", bank_id="A2"),
        ),
    )
    assert euros.lines == (line("2026-01-17", "20.00", payer="Paris", bank_id="A3"),)
    assert (card.account, card.lines) == ("222", ())


def test_ofx_2_says_the_same_as_ofx_1():
    (statement,) = read(content_of("bankfile/unnamed-bank-xml-declaration-ofx-2.ofx"))

    assert statement.lines == (
        line(
            "2026-01-15",
            "-10.00",
            "USD",
            text="ANON MEMO",
            payer="ANON ÉNERGIE",
            bank_id="T0001",
        ),
    )


CORPUS = {
    "chase-blank-line-before-header-none-after.qfx": ("-10.00", "ANON MERCHANT"),
    "chase-non-ascii-byte-declared-usascii.qfx": ("-10.00", "ANON ¦ MERCHANT"),
    "etrade-charset-none-with-encoding-usascii.ofx": ("-10.00", "ANON MERCHANT"),
    "hsbc-brasil-dtstart-ddmmyy.ofx": ("-10.00", "ANON MERCHANT"),
    "lcl-check-without-payee.ofx": ("-10.00", ""),
    "onpoint-community-credit-union-self-closing-memo-tag.ofx": (
        "-10.00",
        "ANON MERCHANT",
    ),
    "unnamed-bank-amount-comma-decimal.ofx": ("-2000.00", "ANON MERCHANT"),
    "unnamed-bank-amount-plus-sign-and-space.ofx": ("1006.60", "ANON MERCHANT"),
    "unnamed-bank-blank-line-before-header.ofx": ("-10.00", "ANON MERCHANT"),
    "unnamed-bank-character-outside-latin1.ofx": ("-10.00", "ANON UPRAVA č"),
    "unnamed-bank-charset-8859-1-without-iso-prefix.qfx": ("-10.00", "ANON MERCHANT"),
    "unnamed-bank-chknum-instead-of-checknum.ofx": ("-10.00", "ANON MERCHANT"),
    "unnamed-bank-mixed-case-trntype.ofx": ("-10.00", "ANON MERCHANT"),
    "unnamed-bank-tags-outside-spec.ofx": ("-10.00", "ANON MERCHANT"),
    "unnamed-bank-zero-date.ofx": ("-10.00", "ANON MERCHANT"),
    "wells-fargo-header-on-one-line.qfx": ("-10.00", "ANON MERCHANT"),
}


@pytest.mark.parametrize("name", CORPUS)
def test_ofx_as_real_banks_bend_it(name):
    (statement,) = read(content_of(f"bankfile/{name}"))

    (only,) = statement.lines
    assert (str(only.amount), only.payer) == CORPUS[name]
    assert (only.booked_on, only.bank_id) == (date(2026, 1, 15), "T0001")


@pytest.mark.parametrize(
    ("name", "amounts"),
    [
        ("bank_medium.ofx", ["-6.60", "-316.67", "-22.00"]),
        ("checking.ofx", ["0.01", "-34.51", "-25.00"]),
        ("empty_balance.ofx", ["120.00"]),
        ("multiple_accounts.ofx", []),
        ("ofx-v102-empty-tags.ofx", ["12.34"]),
        ("suncorp.ofx", ["-16.85"]),
    ],
)
def test_ofx_of_other_banks(name, amounts):
    statements = read(content_of(f"ofxparse/{name}"))

    found = [str(one.amount) for statement in statements for one in statement.lines]
    assert found == amounts


def test_qif_is_read_in_the_currency_that_is_said_beside_it():
    (statement,) = read(content_of("us.qif"), "USD")

    assert statement.lines == (
        line(
            "2026-01-31",
            "1500.00",
            "USD",
            text="INV-3",
            payer="Smith & Sons",
            reference="101",
        ),
        line("2026-02-03", "-0.50", "USD", payer="Fee"),
    )


def test_qif_with_the_day_first():
    (statement,) = read("!Type:Bank\nD31/01/2026\nT5\n^\nD01/02/2026\nT6\n^\n", "EUR")

    assert [str(one.booked_on) for one in statement.lines] == [
        "2026-01-31",
        "2026-02-01",
    ]


def test_csv_of_wise():
    (statement,) = read(content_of("wise.csv"))

    assert statement.lines == (
        line(
            "2026-04-02",
            "4800.00",
            "USD",
            text="INV-11 Received money from Acme, Inc.",
            payer="Acme, Inc.",
            bank_id="TRANSFER-1",
        ),
        line(
            "2026-04-03",
            "-420.50",
            "USD",
            text="Sent money to Bob",
            payer="Bob",
            bank_id="TRANSFER-2",
        ),
    )


def test_csv_of_revolut_counts_what_is_pending_and_drops_what_never_moved():
    euros, pounds = read(content_of("revolut.csv"))

    assert euros.lines == (
        line("2026-06-07", "100.00", text="Payment from Acme"),
        line("2026-06-07", "-0.20", text="Fee of Revolut"),
    )
    assert (euros.pending, pounds.pending) == (1, 0)
    assert pounds.lines == (line("2026-06-09", "7.00", "GBP", text="Exchanged"),)


def test_csv_of_n26():
    (statement,) = read(content_of("n26.csv"))

    assert statement.account == "Main Account"
    assert statement.lines == (
        line(
            "2026-04-17",
            "0.80",
            text="INV-2",
            payer="Acme GmbH",
            payer_iban="DE02120300000000202051",
        ),
    )


def test_csv_of_mercury_has_a_statement_for_each_account():
    checking, savings = read(content_of("mercury.csv"))

    assert checking.lines == (
        line("2026-11-30", "2500.00", "USD", text="ACME CORP; INV-5", payer="Acme"),
    )
    assert (savings.account, savings.lines, savings.pending) == (
        "Mercury Savings xx2",
        (),
        1,
    )


def test_csv_of_chase_and_barclays():
    (chase,) = read(content_of("chase.csv"))
    (barclays,) = read(content_of("barclays.csv"))

    assert [str(one.amount) for one in chase.lines] == ["500.00", "-140.00"]
    assert chase.lines[0].booked_on == date(2026, 9, 25)
    assert barclays.lines == (
        line("2026-08-03", "2450.00", "GBP", text="ACME LTD INV-4"),
    )


@pytest.mark.parametrize("preset", PRESETS, ids=lambda p: f"{p.bank}-{len(p.header)}")
def test_presets_name_columns_of_their_header(preset):
    named = {
        preset.date,
        preset.amount,
        preset.currency_column,
        preset.account,
        *preset.text,
        preset.payer,
        preset.payee,
        preset.iban,
        preset.reference,
        preset.bank_id,
        preset.fee,
        preset.state,
    }
    assert named - {""} <= set(preset.header)
    assert bool(preset.currency) is not bool(preset.currency_column)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_letters_are_those_of_the_file(encoding):
    text = content_of("mt940_german.sta").decode("cp1252")

    (statement,) = read(text.encode(encoding))

    assert statement.lines[0].payer == "Müller & Söhne KG"


def test_a_byte_that_cp1252_has_not_is_no_reason_to_refuse():
    said = content_of("mt940_german.sta").replace("ü".encode("cp1252"), b"\x81")

    assert read(said)[0].lines[0].payer == "Mller & Söhne KG"


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.name)
def test_the_name_of_a_file_decides_nothing(path):
    content = path.read_bytes()

    assert outcome(content, "USD", path.name) == outcome(content, "USD", "x.pdf")


# --- what is refused ---------------------------------------------------------------

CAMT = content_of("camt054_v4.xml").decode()
MT940 = (
    ":20:A\n:25:1\n:60F:C260101EUR0,00\n:61:2601020102C5,00NTRFX\n:62F:C260102EUR5,00\n"
)
OFX = content_of("bankfile/unnamed-bank-blank-line-before-header.ofx").decode()
QIF = "!Type:Bank\nD1/31/2026\nT5.00\n^\n"
CSV = content_of("chase.csv").decode()

REFUSED = {
    "nothing": ("", "", "", "is empty"),
    "blanks": (" \n", "", "", "is empty"),
    "words": ("hello", "", "", "mapping of its columns"),
    "a PDF": ("%PDF-1.7", "", "", "is a PDF"),
    "a spreadsheet": ("PK\x03\x04", "", "", "a ZIP file or a spreadsheet"),
    "a page": ("<html></html>", "", "", "no statement of an account"),
    "camt: cut": (CAMT, "</Document>", "", "damaged in line"),
    "camt: NUL": (CAMT, "75.25", "75\0.25", "damaged in line"),
    "camt: unknown encoding": (
        f'<?xml version="1.0" encoding="x"?>{CAMT}',
        "",
        "",
        "damaged",
    ),
    "camt: amount": (CAMT, "75.25", "75,25", "“75,25” is not an amount in CHF"),
    "camt: too exact": (CAMT, "75.25", "75.255", "is not an amount in CHF"),
    "camt: absurd": (CAMT, "75.25", "9" * 100_000, "is not an amount in CHF"),
    "camt: exponent": (CAMT, "75.25", "1E9", "is not an amount in CHF"),
    "camt: other digits": (CAMT, "75.25", "٣", "is not an amount in CHF"),
    "camt: signed": (CAMT, "75.25", "-75.25", "beside its direction"),
    "camt: beyond": (CAMT, "75.25", "9999999999999999", "is not an amount"),
    "camt: no amount": (CAMT, '<Amt Ccy="CHF">75.25</Amt>', "", "has no amount"),
    "camt: currency": (CAMT, '"CHF"', '"XXX"', "“XXX” is not a currency"),
    "camt: direction": (CAMT, "CRDT", "", "came in or went out"),
    "camt: status": (CAMT, "BOOK", "MAYBE", "whether it is booked"),
    "camt: zero date": (CAMT, "2026-05-04", "0000-00-00", "“0000-00-00” is not a date"),
    "camt: no such day": (CAMT, "2026-05-04", "2026-02-30", "is not a date"),
    "camt: written day first": (CAMT, "2026-05-04", "04.05.2026", "is not a date"),
    "camt: no currency": (
        CAMT,
        CAMT[CAMT.index("<Ntry>") : CAMT.index("</Ntfctn>")],
        "",
        "does not say its currency",
    ),
    "mt940: amount": (
        MT940,
        "C5,00",
        "C5.00",
        "“2601020102C5.00NTRFX” is no statement line",
    ),
    "mt940: letters in the amount": (
        MT940,
        "C5,00N",
        "C5,0x0N",
        "is no statement line",
    ),
    "mt940: too exact": (MT940, "C5,00N", "C5,000N", "is not an amount in EUR"),
    "mt940: absurd": (MT940, "C5,00N", f"C{'5' * 10_000},00N", "is no statement line"),
    "mt940: no mark": (MT940, "0102C5", "01025", "is no statement line"),
    "mt940: zero date": (
        MT940,
        "2601020102",
        "0000000102",
        "Line 4 (field :61:): “000000”",
    ),
    "mt940: no such day": (MT940, "2601020102", "2602300102", "“260230” is not a date"),
    "mt940: no such entry": (MT940, "2601020102", "2601020230", "“0230” is not a date"),
    "mt940: written day first": (MT940, "2601020102C", "150126C", "not written YYMMDD"),
    "mt940: balance": (MT940, "EUR5,00", "EUR5,00x", "Line 5 (field :62F:)"),
    "mt940: currency": (MT940, "EUR0", "EUX0", "“EUX” is not a currency"),
    "mt940: two currencies": (MT940, "EUR5", "USD5", "in two currencies"),
    "mt940: cut": (MT940, ":62F:C260102EUR5,00\n", "", "breaks off"),
    "mt940: no currency": (":20:A\n:61:260102C5,NTRF", "", "", "say its currency"),
    "mt940: unknown field": (MT940, ":61:", ":6X:", "unknown field :6X:"),
    "mt940: floor limit": (f"{MT940}:34F:much", "", "", "is no amount"),
    "mt940: before the first": (
        f":25:1\n{MT940}",
        "",
        "",
        "before the first statement",
    ),
    "mt940: indented": (f" {MT940[:8]}", "", "", "holds no statement"),
    "mt940: NUL": (MT940, "X", "\0", "bytes that no text has"),
    "ofx: cut": (OFX, "</OFX>", "", "breaks off"),
    "ofx: written day first": (
        OFX,
        "D>20260115",
        "D>150126",
        "Transaction 1 of 0000123456: “150126”",
    ),
    "ofx: zero date": (OFX, "D>20260115", "D>00000000", "“00000000” is not a date"),
    "ofx: no date": (OFX, "<DTPOSTED>20260115", "", "is not a date"),
    "ofx: no amount": (OFX, "-10.00", "", "“” is not an amount in USD"),
    "ofx: thousands": (OFX, "-10.00", "-1,000.00", "is not an amount in USD"),
    "ofx: comma of thousands": (OFX, "-10.00", "-1,000", "is not an amount in USD"),
    "ofx: point of thousands": (OFX, "-10.00", "-1.000", "is not an amount in USD"),
    "ofx: not a number": (OFX, "-10.00", "NaN", "is not an amount in USD"),
    "ofx: a transaction without its start": (
        content_of("ofx1_two_accounts.ofx").decode(),
        "<STMTTRN><TRNTYPE>DEBIT",
        "<TRNTYPE>DEBIT",
        "has 4 amounts for 2 transactions",
    ),
    "ofx: two transactions in one": (
        content_of("ofx1_two_accounts.ofx").decode(),
        "</STMTTRN>\n<STMTTRN>",
        "",
        "has 4 amounts for 2 transactions",
    ),
    "ofx: balance": (OFX, "90.00", "x", "“x” is not an amount"),
    "ofx: currency": (OFX, "USD", "XYZ", "is not a currency"),
    "ofx: no currency": (OFX, "<CURDEF>USD", "", "(CURDEF)"),
    "ofx: depot": (
        content_of("ofxparse/investment_medium.ofx").decode(),
        "",
        "",
        "no statement of a bank",
    ),
    "ofx: sign-on failed": (
        content_of("ofxparse/signon_fail.ofx").decode(),
        "",
        "",
        "no statement of a bank",
    ),
    "ofx: date missing": (
        content_of("ofxparse/date_missing.ofx").decode(),
        "",
        "",
        "“” is not a date",
    ),
    "ofx: 2 without ends": (
        content_of("ofxparse/anzcc.ofx").decode(),
        "",
        "",
        "damaged in line",
    ),
    "qif: amount": (QIF, "5.00", "1.234,50", "is not an amount in USD"),
    "qif: thousands or decimals": (QIF, "5.00", "1,234", "is not an amount in USD"),
    "qif: day or month": (QIF, "1/31", "1/12", "day or the month first"),
    "qif: zero date": (QIF, "1/31/2026", "0/31/2026", "is not a date"),
    "qif: no date": (QIF, "D1/31/2026\n", "", "“” is not a date"),
    "qif: cut": (QIF, "^", "", "is not ended"),
    "qif: two in one": (f"{QIF}{QIF[11:]}", "^\n", "", "a ^ is missing"),
    "qif: two accounts": (QIF + QIF, "", "", "holds 2 bank"),
    "qif: no account": (QIF, "Bank", "Invst", "holds 0 bank"),
    "csv: other columns": (CSV, "Details,", "Detail,", "mapping of its columns"),
    "csv: date": (
        CSV,
        "09/25/2026",
        "25/09/2026",
        "Line 2: “25/09/2026” is not a date",
    ),
    "csv: other date": (CSV, "09/25/2026", "2026-09-25", "is not a date of Chase"),
    "csv: amount": (CSV, "500.00", '"1,500.00"', "is not an amount in USD"),
    "csv: too few columns": (CSV, "AMEREN,-140.00,", "", "Line 3 has"),
    "csv: too many columns": (CSV, "2560.00,,", "2560.00,,x,y", "Line 3 has"),
    "csv: open quotes": (CSV, 'INV-6"', "INV-6", "damaged in line"),
    "csv: no rows": (CSV.splitlines()[0], "", "", "holds no transactions"),
    "csv: state": (
        content_of("revolut.csv").decode(),
        "REVERTED",
        "ODD",
        "a state that Revolut uses",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_trusted_is_refused_with_a_sentence(case):
    """What is wrong, where, and what to do. [BNK-1]"""
    text, old, new, expected = REFUSED[case]
    assert old in text

    sentence = refusal(text.replace(old, new, 1) if old else text, "USD")

    assert expected in sentence
    assert sentence.endswith(".")
    assert len(sentence) < 300
    assert sentence.isprintable()


def test_a_line_that_was_lost_on_the_way_is_noticed():
    """The balances of the file say so. [BNK-2]"""
    (statement,) = read(MT940.replace(":61:2601020102C5,00NTRFX\n", ""))

    with pytest.raises(DoesNotAddUp) as caught:
        check_sum(statement)
    assert "come to 0.00, and it says 5.00" in caught.value.sentence


def test_a_qif_file_without_a_currency_is_refused():
    assert "does not say its currency" in refusal(QIF)


def test_a_file_is_at_most_ten_megabytes():
    assert "larger than 10 MB" in refusal(b":20:" + b"x" * reader.BYTES_MAX)


def test_a_file_has_a_bounded_number_of_lines():
    many = MT940.replace(":61:2601020102C5,00NTRFX\n", ":61:260102C5,NTRF\n" * 260_000)

    assert "Export a shorter period" in refusal(many)


def test_a_name_is_data():
    sentence = refusal("a;b", name="{problem}\n<b>" + "x" * 500)

    assert "{problem} <b>xxx" in sentence
    assert len(sentence) < 300


def test_half_a_letter_of_utf_16_is_refused():
    assert "letters that are cut" in refusal(":20:A".encode("utf-16") + b"\xd8")


# --- what tries something ----------------------------------------------------------

BOMB = "<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {chr(98 + i)} '{f'&{chr(97 + i)};' * 10}'>" for i in range(9)
)
OUTSIDE = '<!ENTITY x SYSTEM "file:///etc/hostname">'


@pytest.mark.parametrize(
    "doctype",
    [
        f"<!DOCTYPE Document [{OUTSIDE}]>",
        f"<!DOCTYPE Document [{BOMB}]>",
        '<!DOCTYPE Document SYSTEM "http://192.0.2.1/x.dtd">',
        "<!DOCTYPE Document>",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_xml_with_a_document_type_is_refused(doctype, encoding):
    camt = doctype + CAMT.replace("75.25", "&x;" if "ENTITY x" in doctype else "&j;")
    ofx = f"<?xml version='1.0'?>{doctype.replace('Document', 'OFX')}<OFX></OFX>"

    for hostile in (camt, ofx):
        sentence = refusal(hostile.encode(encoding))
        assert "DOCTYPE" in sentence or "damaged" in sentence


def test_sgml_with_a_document_type_is_refused():
    assert "document type" in refusal(
        OFX.replace("<OFX>", f"<!DOCTYPE OFX [{BOMB}]><OFX>")
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_bomb_in_an_attribute_is_refused(encoding):
    hostile = f"<!DOCTYPE Document [{BOMB}]>{CAMT.replace('CHF', '&j;')}"

    assert "XML" in refusal(hostile.encode(encoding))


@pytest.mark.parametrize("depth", [101, 5_000, 100_000])
def test_xml_that_is_nested_too_deep_is_refused(depth):
    sentence = refusal("<a>" * depth + "</a>" * depth)

    assert "nested deeper" in sentence or "damaged" in sentence


@pytest.mark.parametrize(
    "hostile",
    [
        "OFXHEADER:100\n<OFX><STMTRS>" + "<PAYEE>" * 200_000 + "</OFX>",
        "OFXHEADER:100\n<OFX>" + "<A " * 500_000 + "</OFX>",
        "OFXHEADER:100\n<OFX>" + "<STMTRS>" * 200_000 + "</OFX>",
        ":20:\n" * 300_000,
        ":20:A\n:60F:C260101EUR" + "9" * 1_000_000,
        ":20:A\n:60F:C260101EUR0,\n:61:260101C5,NTRF\n" + ":86:a\n" * 300_000,
        '"' * 1_000_000,
        "Details," * 200_000,
        "!Type:Bank\n" + "D1/31/2026\nT" + "9" * 1_000_000 + "\n^\n",
        "!Type:Bank\nD" + "1 " * 100_000 + "\nT1\n^\n",
    ],
    ids=lambda text: text[:24],
)
def test_what_is_made_to_be_slow_is_refused(hostile):
    assert refusal(hostile, "EUR").endswith(".")


# --- whatever else -----------------------------------------------------------------


@st.composite
def mutated(draw) -> bytes:
    """Bytes of a fixture of which some are deleted, doubled, flipped or cut off."""
    content = bytearray(draw(st.sampled_from(FIXTURES)).read_bytes())
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, max(len(content) - 1, 0)))
        end = min(len(content), start + draw(st.sampled_from([1, 2, 7, 40, 400])))
        kind = draw(st.sampled_from(["delete", "double", "flip", "write", "cut"]))
        piece = bytes(content[start:end])
        if kind == "flip":
            piece = bytes([piece[0] ^ (1 << draw(st.integers(0, 7)))]) if piece else b""
            end = min(len(content), start + 1)
        elif kind == "write":
            piece = draw(
                st.sampled_from([b"\0", b"<", b"&#0;", b":", b"\xff", b"9" * 40, EURO])
            )
        content[start:end] = {"delete": b"", "double": piece * 2, "cut": b""}.get(
            kind, piece
        )
        if kind == "cut":
            del content[start:]
    return bytes(content)


def check_whole(found: tuple[BankStatement, ...] | str) -> None:
    if isinstance(found, str):
        assert found.endswith(".")
        assert found.isprintable()
        return
    assert found
    for statement in found:
        assert {one.amount.currency for one in statement.lines} <= {statement.currency}
        for one in statement.lines:
            assert type(one.booked_on) is date
            assert type(one.amount.minor) is int
            assert key_of(statement.account, one)
            for text in (one.text, one.payer, one.reference, one.bank_id):
                assert len(text) <= 1_000
                assert text.isprintable()


@settings(max_examples=400)
@given(content=mutated(), currency=st.sampled_from(["", "EUR", "JPY"]))
def test_whatever_becomes_of_a_file_it_is_read_whole_or_refused(content, currency):
    check_whole(outcome(content, currency))


BEGINNINGS = [
    b"",
    b"<",
    b"<?xml version='1.0'?>",
    b"OFXHEADER:100\n<OFX>",
    b":20:",
    b"!Type:Bank\n",
]


@settings(max_examples=200)
@given(start=st.sampled_from(BEGINNINGS), rest=st.binary(max_size=200))
def test_whatever_bytes_are_read_or_refused(start, rest):
    check_whole(outcome(start + rest, "EUR"))
