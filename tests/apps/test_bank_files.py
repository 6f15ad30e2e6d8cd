"""Files of banks: read whole or not, each line once, booked when it is certain."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from cast import NORA, Practice, eur, faults, faults_by_fsck, monthly, noon
from drumbeat.apps.audit.models import Activity
from drumbeat.apps.banking import operations as banking
from drumbeat.apps.banking.models import BankFile, BankLine
from drumbeat.apps.banking.operations import (
    AlreadyUsed,
    Imported,
    NothingSaid,
)
from drumbeat.apps.banking.queries import (
    NoSuchFile,
    NoSuchLine,
    list_files,
    list_open_lines,
    propose,
)
from drumbeat.apps.payments.models import Payment
from drumbeat.apps.payments.operations import NotOpen
from drumbeat.core.bank_lines import BankLine as Line
from drumbeat.core.bank_lines import BankStatement, DoesNotAddUp
from drumbeat.core.matching import Strength

pytestmark = pytest.mark.django_db

IBAN, PAYERS = "NL91ABNA0417164300", "DE89370400440532013000"
NUMBER, SECOND = "INV-2026-0001", "INV-2026-0002"
ON = date(2026, 2, 20)
AT = noon("2026-02-20")
PAID = Line(ON, eur("3630.00"), f"Thank you {NUMBER}", "Halden", bank_id="A1")
STRAY = Line(ON, eur("480.00"), "Whose is this", "Somebody")
RENT = Line(ON, -eur("900.00"), "Rent", "Landlord")


@pytest.fixture
def owed(practice: Practice) -> Practice:
    """Halden owes January and February, 3,630.00 each."""
    practice.agree(monthly())
    practice.bill_and_issue("2026-01-01")
    practice.bill_and_issue("2026-02-01")
    return practice


def read(practice: Practice, *lines: Line, name: str = "a.xml", **more) -> Imported:
    statement = BankStatement(IBAN, "EUR", lines, **more)
    content = repr((name, lines)).encode()
    return banking.import_file(
        practice.id, content, name, lambda _: (statement,), actor=NORA, at=AT
    )


def client_of(practice: Practice) -> int:
    return practice.invoice(NUMBER).client_id


def confirm(practice: Practice, line: int, *numbers: str) -> None:
    banking.confirm(practice.id, line, client_of(practice), numbers, actor=NORA, at=AT)


def test_what_names_an_invoice_is_booked_and_the_rest_waits(owed):
    done = read(owed, PAID, STRAY, RENT, pending=2)

    assert (done.lines, done.new, done.known, done.pending) == (3, 3, 0, 2)
    assert len(done.waiting) == 1
    assert [b.reason for b in done.booked] == [f"names {NUMBER}"]
    assert owed.open_of(NUMBER) == 0
    assert [one.line for one in list_open_lines(owed.id)] == [STRAY]
    assert faults(owed) == []
    assert faults_by_fsck(owed, on=ON) == []


def test_the_same_file_twice_is_nothing_and_says_so(owed):
    first, again = read(owed, PAID, STRAY), read(owed, PAID, STRAY)

    assert (again.is_again, again.file, again.new) == (True, first.file, 0)
    assert Payment.objects.count() == 1
    assert BankFile.objects.count() == 1


def test_a_file_that_overlaps_brings_only_what_is_new(owed):
    read(owed, PAID, name="january.xml")
    done = read(owed, STRAY, PAID, name="february.xml")

    assert (done.lines, done.new, done.known) == (2, 1, 1)
    assert Payment.objects.count() == 1


def test_what_may_be_a_second_record_waits(owed):
    read(owed, PAID)
    done = read(owed, replace(PAID, bank_id="B2"), name="again.xml")

    assert (done.booked, len(done.waiting)) == ([], 1)
    [waiting] = list_open_lines(owed.id)
    assert waiting.is_doubtful
    assert faults(owed) == []


def test_one_statement_never_settles_an_invoice_twice(owed):
    """The second that names it finds nothing open any more: a person looks."""
    again = replace(PAID, text=f"Again {NUMBER}", bank_id="A2")
    done = read(owed, PAID, again)

    assert [b.line for b in done.booked] == [PAID]
    assert [one.line for one in done.waiting] == [again]
    assert faults_by_fsck(owed, on=ON) == []


def test_a_payer_is_learned_from_what_a_person_confirmed(owed):
    unnamed = Line(ON, eur("3630.00"), "Retainer", "H. Robotics", PAYERS)
    read(owed, unnamed)
    [waiting] = list_open_lines(owed.id)
    _, found = propose(owed.id, waiting.id)
    assert [c.strength for c in found] == [Strength.AMOUNT]
    confirm(owed, waiting.id, SECOND)
    assert owed.open_of(SECOND) == 0

    later = replace(unnamed, booked_on=date(2026, 3, 3))
    done = read(owed, later, name="march.xml")
    assert [b.recorded.application.allocations[0].number for b in done.booked] == [
        NUMBER
    ]
    assert faults_by_fsck(owed, on=date(2026, 3, 4)) == []


def test_a_line_is_confirmed_once_and_only_for_what_is_open(owed):
    read(owed, STRAY)
    [waiting] = list_open_lines(owed.id)
    with pytest.raises(NotOpen):
        confirm(owed, waiting.id, "INV-2026-0099")
    confirm(owed, waiting.id, NUMBER)
    assert owed.open_of(NUMBER) == 315_000
    with pytest.raises(NoSuchLine):
        confirm(owed, waiting.id, NUMBER)
    assert Activity.objects.filter(action="bank line matched").count() == 1


def test_money_that_is_no_payment_is_set_aside_with_a_reason(owed):
    read(owed, STRAY)
    [waiting] = list_open_lines(owed.id)
    with pytest.raises(NothingSaid):
        banking.set_aside(owed.id, waiting.id, "  ", actor=NORA, at=AT)
    banking.set_aside(owed.id, waiting.id, "My own transfer", actor=NORA, at=AT)
    assert list_open_lines(owed.id) == []
    assert BankLine.objects.get().set_aside == "My own transfer"


def test_a_file_that_does_not_add_up_leaves_nothing(owed):
    with pytest.raises(DoesNotAddUp):
        read(owed, PAID, opening=eur("0.00"), closing=eur("1.00"))
    assert not BankFile.objects.exists()
    assert not Payment.objects.exists()


def test_a_file_is_taken_back_and_can_be_read_again(owed):
    first = read(owed, STRAY, RENT)
    assert banking.take_back(owed.id, first.file, actor=NORA, at=AT) == 2

    assert list_open_lines(owed.id) == []
    with pytest.raises(NoSuchFile):
        banking.take_back(owed.id, first.file, actor=NORA, at=AT)
    again = read(owed, STRAY, RENT)
    assert (again.is_again, again.new) == (False, 2)
    assert [row.is_taken_back for row in list_files(owed.id)] == [False, True]
    done = Activity.objects.filter(action__startswith="bank file")
    assert list(done.order_by("id").values_list("action", flat=True)) == [
        "bank file read",
        "bank file taken back",
        "bank file read",
    ]
    assert faults_by_fsck(owed, on=ON) == []


def test_what_is_booked_is_not_taken_back(owed):
    done = read(owed, PAID, STRAY)
    with pytest.raises(AlreadyUsed, match="1 of its lines"):
        banking.take_back(owed.id, done.file, actor=NORA, at=AT)
    assert BankLine.objects.filter(counts=True).count() == 2


def test_another_workspace_reads_the_same_file_for_itself(owed):
    first = read(owed, STRAY, PAID)
    other = Practice.beside("Other")
    assert not read(other, STRAY).is_again
    with pytest.raises(NoSuchFile):
        banking.take_back(other.id, first.file, actor=NORA, at=AT)
    [waiting] = list_open_lines(owed.id)
    with pytest.raises(NoSuchLine):
        propose(other.id, waiting.id)
