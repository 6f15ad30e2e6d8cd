"""A walk through the shell: from nothing to a paid invoice and proved books."""

import pytest


@pytest.fixture
def issued(shell, file):
    """Bill, update, approve and issue January; return the shell."""
    shell.run("engagements", "import", file())
    (draft,) = shell.json("bill", "--as-of", "2026-01-01")["drafts"]
    shell.run("updates", "write", draft, "--done", "Plan agreed", "--next", "Launch")
    shell.run("drafts", "approve", "--all", "--as-of", "2026-01-01")
    (done,) = shell.json("drafts", "issue", "--all-approved", "--as-of", "2026-01-01")
    assert done == {"draft": draft, "invoice": "INV-2026-0001"}
    return shell


def test_from_the_agreement_to_the_money(issued):
    (sent,) = issued.json("deliver", "--as-of", "2026-01-01")["sent"]
    assert (sent["invoice"], sent["step"]) == ("INV-2026-0001", None)
    assert sent["to"] == ["ines@halden.example"]

    (row,) = issued.json("invoices", "list", "--as-of", "2026-01-20")
    assert row == {
        "number": "INV-2026-0001",
        "client": "Halden GmbH",
        "issue_date": "2026-01-01",
        "due_date": "2026-01-15",
        "net": "6000.00",
        "tax": "1140.00",
        "gross": "7140.00",
        "open": "7140.00",
        "currency": "EUR",
        "settlement": "open",
        "overdue_days": 5,
    }

    (reminder,) = issued.json("remind", "--as-of", "2026-01-16")["sent"]
    assert (reminder["invoice"], reminder["step"]) == ("INV-2026-0001", "+1")
    assert issued.json("remind", "--as-of", "2026-01-16")["sent"] == []

    booked = issued.json(
        *("payments", "record", "--amount", "7140.00", "--currency", "EUR"),
        *("--on", "2026-01-19", "--reference", "INV-2026-0001"),
    )
    assert booked["allocations"] == [{"invoice": "INV-2026-0001", "amount": "7140.00"}]
    assert booked["on_account"] == "0.00"

    assert issued.json("remind", "--as-of", "2026-01-22")["sent"] == []
    (paid,) = issued.json("invoices", "list")
    assert (paid["settlement"], paid["open"]) == ("paid", "0.00")
    assert issued.json("fsck")["ok"] is True
    assert issued.json("audit", "verify")["ok"] is True


def test_a_second_run_finds_nothing_to_do(issued):
    again = issued.json("bill", "--as-of", "2026-01-01")

    assert again == {"drafts": [], "parked": [], "already": 1}


def test_the_queue_has_the_shape_programs_rely_on(issued):
    issued.json("deliver", "--as-of", "2026-01-01")

    rows = issued.json("queue", "--as-of", "2026-01-20")

    (row,) = [row for row in rows if row["subject_id"] == "invoice:INV-2026-0001"]
    assert (row["amount"], row["currency"]) == ("7140.00", "EUR")
    assert row["client"] == "Halden GmbH"
    assert row["next"]["what"]


def test_a_question_stops_the_reminders_until_it_is_settled(issued):
    issued.json("deliver", "--as-of", "2026-01-01")
    about = ("invoices", "question", "INV-2026-0001", "--text", "Which plan?")
    issued.run(*about, "--as-of", "2026-01-10")

    assert issued.json("remind", "--as-of", "2026-01-16")["sent"] == []

    settled = ("invoices", "settle", "INV-2026-0001", "--outcome", "The Q1 plan.")
    issued.run(*settled, "--as-of", "2026-01-19")
    (sent,) = issued.json("remind", "--as-of", "2026-01-19")["sent"]
    assert sent["step"] == "+1"


def test_a_promise_is_believed_until_its_day(issued):
    issued.json("deliver", "--as-of", "2026-01-01")
    promise = ("invoices", "promise", "INV-2026-0001", "--until", "2026-01-20")
    issued.run(*promise, "--as-of", "2026-01-15")

    assert issued.json("remind", "--as-of", "2026-01-16")["sent"] == []
    (sent,) = issued.json("remind", "--as-of", "2026-01-22")["sent"]
    assert sent["step"] == "+7"


def test_a_credit_note_takes_the_way_of_a_draft(issued):
    credit = ("invoices", "credit", "INV-2026-0001", "--reason", "Billed too early.")
    draft = issued.json(*credit, "--as-of", "2026-01-05")["draft"]
    issued.run("drafts", "approve", draft, "--as-of", "2026-01-05")

    (note,) = issued.json("drafts", "issue", draft, "--as-of", "2026-01-05")

    assert note["invoice"] == "CN-2026-0001"
    (row,) = issued.json("invoices", "list")
    assert (row["settlement"], row["open"]) == ("credited", "0.00")
    (listed,) = issued.json("invoices", "list", "--credit-notes")
    assert (listed["number"], listed["gross"]) == ("CN-2026-0001", "7140.00")
    assert issued.json("fsck")["ok"] is True


def test_the_statement_runs_to_what_is_open(issued):
    pay = ("payments", "record", "--amount", "1000.00", "--currency", "EUR")
    issued.json(*pay, "--on", "2026-01-19", "--client", "Halden GmbH")

    found = issued.json("statement", "Halden GmbH", "--as-of", "2026-01-31")

    (account,) = found["accounts"]
    assert [e["balance"] for e in account["entries"]] == ["7140.00", "6140.00"]
    (aged,) = issued.json("ageing", "--as-of", "2026-01-31")
    assert (aged["1–30"], aged["total"]) == ("6140.00", account["closing"])


def test_a_loss_is_accepted_with_its_reason(issued):
    loss = ("payments", "write-off", "INV-2026-0001", "--amount", "7140.00")
    issued.run(*loss, "--on", "2026-02-01", "--reason", "Insolvent")

    (row,) = issued.json("invoices", "list")
    assert (row["settlement"], row["open"]) == ("written_off", "0.00")


def test_free_money_goes_back_and_no_more(issued):
    pay = ("payments", "record", "--amount", "7200.00", "--currency", "EUR")
    booked = issued.json(*pay, "--on", "2026-01-19", "--reference", "INV-2026-0001")
    assert booked["on_account"] == "60.00"
    back = ("payments", "refund", booked["payment"], "--on", "2026-01-20")

    assert "RCP-2" in issued.refused(*back, "--amount", "60.01")
    issued.run(*back, "--amount", "60.00")
    assert issued.json("payments", "list")[0]["free"] == "0.00"


def test_a_payment_is_taken_off_an_invoice_and_used_again(issued):
    pay = ("payments", "record", "--amount", "7140.00", "--currency", "EUR")
    paid = issued.json(*pay, "--on", "2026-01-19", "--reference", "INV-2026-0001")
    reverse = ("payments", "reverse", paid["payment"], "INV-2026-0001")
    when = ("--on", "2026-01-20")
    issued.run(*reverse, *when, "--reason", "Charged back.")
    assert issued.json("invoices", "list")[0]["open"] == "7140.00"
    assert "RCP-5" in issued.refused(*reverse, *when, "--reason", "Again.")

    credit = ("payments", "apply-credit", "--client", "Halden GmbH", "--currency")
    (used,) = issued.json(*credit, "EUR", *when, "--invoice", "INV-2026-0001")

    assert used == {
        "from": f"payment {paid['payment']}",
        "invoice": "INV-2026-0001",
        "amount": "7140.00",
    }
    assert issued.json("invoices", "list")[0]["settlement"] == "paid"
    assert "RCP-6" in issued.refused(*credit, "EUR", *when)
    assert issued.json("fsck")["ok"] is True


def test_the_pdf_is_written(issued, tmp_path):
    output = tmp_path / "january.pdf"

    issued.run("invoices", "pdf", "INV-2026-0001", "-o", output)

    assert output.read_bytes().startswith(b"%PDF-")
