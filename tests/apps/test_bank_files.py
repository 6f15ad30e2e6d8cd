"""Files of banks: read whole or not, each line once, taken back while unused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from cast import NORA, Practice, eur, faults, faults_by_fsck, monthly, noon
from drumbeat.apps.audit.models import Activity
from drumbeat.apps.banking import operations as banking
from drumbeat.apps.banking.models import BankFile, BankLine
from drumbeat.apps.banking.operations import AlreadyUsed, Imported, NoSuchFile
from drumbeat.apps.banking.queries import list_files
from drumbeat.apps.payments.models import Payment
from drumbeat.apps.reports.queries import queue_rows
from drumbeat.core.bank_lines import BankLine as Line
from drumbeat.core.bank_lines import BankStatement, DoesNotAddUp

pytestmark = pytest.mark.django_db

IBAN = "NL91ABNA0417164300"
NUMBER = "INV-2026-0001"
ON = date(2026, 1, 20)
AT = noon("2026-01-20")
PAID = Line(ON, eur("3630.00"), f"Thank you {NUMBER}", "Halden", bank_id="A1")
STRAY = Line(ON, eur("480.00"), "Whose is this", "Somebody")
RENT = Line(ON, -eur("900.00"), "Rent", "Landlord")


@pytest.fixture
def owed(practice: Practice) -> Practice:
    practice.agree(monthly())
    assert practice.bill_and_issue("2026-01-01") == [NUMBER]
    return practice


def read(practice: Practice, *lines: Line, name: str = "a.xml", **more) -> Imported:
    statement = BankStatement(IBAN, "EUR", lines, **more)
    content = repr((name, lines)).encode()
    return banking.import_file(
        practice.id, content, name, lambda _: (statement,), actor=NORA, at=AT
    )


def test_what_names_an_invoice_settles_it_and_the_rest_waits(owed):
    done = read(owed, PAID, STRAY, RENT, pending=2)

    assert (done.lines, done.known, done.pending) == (3, 0, 2)
    assert [len(b.recorded.application.allocations) for b in done.booked] == [1, 0]
    assert owed.open_of(NUMBER) == 0
    [row] = [r for r in queue_rows(owed.id, on=ON) if r.reason == "payment_unmatched"]
    assert "Somebody Whose is this" in row.subject
    assert BankLine.objects.count() == 3
    assert faults(owed) == []
    assert faults_by_fsck(owed, on=ON) == []


def test_the_same_file_twice_is_nothing_and_says_so(owed):
    first, again = read(owed, PAID, STRAY), read(owed, PAID, STRAY)

    assert (again.is_again, again.file, again.lines) == (True, first.file, 0)
    assert Payment.objects.count() == 2
    assert BankFile.objects.count() == 1


def test_a_file_that_overlaps_brings_only_what_is_new(owed):
    read(owed, PAID, name="january.xml")
    done = read(owed, STRAY, PAID, name="february.xml")

    assert (done.lines, done.known) == (1, 1)
    assert Payment.objects.count() == 2


def test_what_may_be_a_second_record_settles_nothing_by_itself(owed):
    read(owed, PAID)
    done = read(owed, replace(PAID, bank_id="B2"), name="again.xml")

    [booked] = done.booked
    assert booked.is_doubtful
    assert booked.recorded.application.allocations == ()
    assert "payment_unmatched" in {r.reason for r in queue_rows(owed.id, on=ON)}
    assert faults(owed) == []


def test_a_file_that_does_not_add_up_leaves_nothing(owed):
    with pytest.raises(DoesNotAddUp):
        read(owed, PAID, opening=eur("0.00"), closing=eur("1.00"))
    assert not BankFile.objects.exists()
    assert not Payment.objects.exists()


def test_a_file_is_taken_back_and_can_be_read_again(owed):
    first = read(owed, STRAY, RENT)
    assert banking.take_back(owed.id, first.file, actor=NORA, at=AT) == 2

    assert "payment_unmatched" not in {r.reason for r in queue_rows(owed.id, on=ON)}
    with pytest.raises(NoSuchFile):
        banking.take_back(owed.id, first.file, actor=NORA, at=AT)
    again = read(owed, STRAY, RENT)
    assert (again.is_again, again.lines) == (False, 2)
    assert [row.is_taken_back for row in list_files(owed.id)] == [False, True]
    done = Activity.objects.filter(action__startswith="bank file")
    assert list(done.order_by("id").values_list("action", flat=True)) == [
        "bank file read",
        "bank file taken back",
        "bank file read",
    ]
    assert faults_by_fsck(owed, on=ON) == []


def test_what_settles_something_is_not_taken_back(owed):
    done = read(owed, PAID, STRAY)
    with pytest.raises(AlreadyUsed, match="1 of its payments settle"):
        banking.take_back(owed.id, done.file, actor=NORA, at=AT)
    assert BankLine.objects.filter(counts=True).count() == 2


def test_another_workspace_reads_the_same_file_for_itself(owed):
    first = read(owed, STRAY)
    other = Practice.beside("Other")
    assert not read(other, STRAY).is_again
    with pytest.raises(NoSuchFile):
        banking.take_back(other.id, first.file, actor=NORA, at=AT)
