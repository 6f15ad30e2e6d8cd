"""The shell says when money should arrive, and why."""


def test_an_empty_house_expects_nothing(shell):
    assert shell.run("forecast").out == "Nothing is expected.\n"
    found = shell.json("forecast", "--as-of", "2026-01-07")
    assert found == {
        "on": "2026-01-07",
        "until": "2026-03-29",
        "weeks": [],
        "receipts": [],
    }


def test_the_plan_the_drafts_and_the_invoices_are_expected_by_week(shell, file):
    shell.run("engagements", "import", file())
    shell.run("bill", "--as-of", "2026-01-01")

    found = shell.json("forecast", "--as-of", "2026-01-02")

    assert [week["week"] for week in found["weeks"]] == [
        *("2026-01-12", "2026-02-09", "2026-03-09")
    ]
    assert found["weeks"][0] == {
        "week": "2026-01-12",
        "currency": "EUR",
        "parts": {"Scheduled": "7140.00"},
        "total": "7140.00",
    }
    draft, february, _ = found["receipts"]
    assert draft == {
        "expected": "2026-01-16",
        "due": "2026-01-16",
        "client": "Halden GmbH",
        "subject": "CMO retainer, January 2026",
        "subject_id": draft["subject_id"],
        "stage": "Scheduled",
        "amount": "7140.00",
        "currency": "EUR",
        "reason": "Not sent yet. Due Fri 16 Jan if it goes out today."
        " Too few payments so far to know a habit.",
    }
    assert draft["subject_id"].startswith("draft:")
    assert february["reason"].startswith("Sends Sun 1 Feb, due Sun 15 Feb.")
    table = shell.run("forecast", "--as-of", "2026-01-02").out
    assert "CMO retainer, February 2026" in table
    assert "7140.00 EUR" in table
