"""`drumbeat fsck`, `audit verify` and `doctor` see what is wrong and say what."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection

from drumbeat import clock
from drumbeat.adapters.backup import archive


@pytest.fixture
def books(shell, file):
    """An issued, delivered, partly paid invoice."""
    shell.run("engagements", "import", file())
    (draft,) = shell.json("bill", "--as-of", "2026-01-01")["drafts"]
    shell.run("updates", "write", draft, "--done", "Plan agreed")
    shell.run("drafts", "approve", draft, "--as-of", "2026-01-01")
    shell.run("drafts", "issue", draft, "--as-of", "2026-01-01")
    shell.json("deliver", "--as-of", "2026-01-01")
    shell.json("remind", "--as-of", "2026-01-16")
    pay = ("payments", "record", "--amount", "100.00", "--currency", "EUR")
    shell.json(*pay, "--on", "2026-01-19", "--reference", "INV-2026-0001")
    return shell


def tamper(*statements):
    """Change rows as no code of ours can: past the triggers."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
            for statement in statements:
                cursor.execute(statement)
            cursor.execute("SET LOCAL session_replication_role = origin")
            return
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}"')
        for statement in statements:
            cursor.execute(statement)


def broken(shell):
    found = shell.json("fsck", code=1)
    assert found["ok"] is False
    return {check["id"] for check in found["checks"] if not check["ok"]}


def test_whole_books_hold(books):
    found = books.json("fsck")

    assert found["ok"] is True
    assert {"I2", "I3", "I5", "I6", "I7", "I9", "I12", "I14", "I15", "I18"} <= {
        check["id"] for check in found["checks"]
    }


@pytest.mark.parametrize(
    ("check", "statement"),
    [
        ("I3", "UPDATE invoices_numberseries SET last_number = 7"),
        ("I6", "UPDATE invoices_invoice SET snapshot = snapshot || ' '"),
        ("I6", "UPDATE invoices_invoice SET sha256 = 'x'"),
        ("I7", "UPDATE invoices_invoiceline SET net_minor = net_minor + 1"),
        ("I7", "UPDATE invoices_taxsubtotal SET tax_minor = tax_minor - 1"),
        ("I8", "UPDATE payments_payment SET amount_minor = 5"),
        ("I9", "UPDATE payments_invoicebalance SET open_minor = 1"),
        ("I9", "UPDATE payments_openbyday SET open_minor = 1"),
        ("I12", "UPDATE billing_draft SET state = 'discarded', invoice_id = NULL"),
        ("I13", "UPDATE delivery_dispatch SET send_key = 'invoice:1:INV-9:' || id"),
        ("I15", "UPDATE delivery_dispatch SET state = 'lost'"),
        ("I18", "UPDATE audit_activity SET actor = 'nobody' WHERE seq = 2"),
        (
            "I24",
            "UPDATE delivery_dispatch SET state = 'sending', "
            "lease_until = '2026-01-01 00:00:00+00:00'",
        ),
        ("I25", "UPDATE reminders_reminder SET state = 'planned' WHERE step = '+1'"),
    ],
)
def test_each_break_is_seen(books, check, statement):
    tamper(statement)

    assert check in broken(books)


def test_a_row_of_another_workspace_is_seen(books):
    tamper(
        "INSERT INTO identity_workspace (name, country, currency, time_zone, "
        "update_required, two_person_above, created_at, restored, key, "
        "default_tax, is_sample) VALUES "
        "('Other', 'DE', 'EUR', 'UTC', true, '{}', "
        "'2026-01-01 00:00:00+00:00', false, '00000000000040008000000000000001', "
        "'O', false)",
        "UPDATE parties_client SET workspace_id = "
        "(SELECT max(id) FROM identity_workspace)",
    )

    assert "I20" in broken(books)


def test_a_touched_trail_is_named(books):
    tamper("UPDATE audit_activity SET actor = 'nobody' WHERE seq = 2")

    found = books.json("audit", "verify", code=1)

    assert found["checks"][0]["details"] == "Entry 2 was changed, moved or removed."


def test_people_read_what_is_broken(books):
    tamper("UPDATE invoices_numberseries SET last_number = 7")

    said = books.run("fsck", code=1).out

    assert "I3   numbers have no gap: BROKEN: invoice 2026: 1 documents" in said
    assert "I2   no number was given twice: holds" in said


def keep_backup(days, *, name="kept.tar"):
    """Leave a backup of that age; the copying itself has tests of its own."""
    made_at = clock.now() - timedelta(days=days)
    target = settings.DRUMBEAT_BACKUPS / name
    archive.pack(
        target,
        lambda copy: copy.write_bytes(b"a database"),
        {"made_at": made_at.isoformat()},
    )
    return target


def test_the_doctor_finds_a_sound_house(books):
    keep_backup(3)

    found = books.json("doctor")

    assert found["ok"] is True
    assert found["checks"][-1]["details"].endswith(".tar is whole and 3 days old")
    assert [check["what"] for check in found["checks"]] == [
        *("home", "database", "clock", "workspace", "numbers", "mail", "backups")
    ]


def test_the_doctor_names_what_is_missing(books):
    tamper("UPDATE parties_issuer SET iban = ''")

    assert "LOOK  workspace: Your IBAN is missing." in books.run("doctor", code=1).out


def test_the_doctor_asks_for_a_backup_once_something_is_issued(books):
    said = books.run("doctor", code=1).out
    assert "LOOK  backups: no whole one in" in said


def test_without_anything_issued_no_backup_is_no_fault(shell):
    assert shell.json("doctor")["ok"] is True


def test_the_doctor_believes_only_whole_and_young_backups(books):
    old = keep_backup(8, name="old.tar")
    said = books.run("doctor", code=1).out
    assert f"LOOK  backups: {old} is whole and 8 days old" in said

    broken = keep_backup(1, name="broken.tar")
    content = bytearray(broken.read_bytes())
    content[content.index(b"a database")] ^= 1
    broken.write_bytes(content)

    assert f"{old} is whole" in books.run("doctor", code=1).out
    keep_backup(1, name="young.tar")
    assert "well  backups" in books.run("doctor").out
