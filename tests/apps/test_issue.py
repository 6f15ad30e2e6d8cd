"""Numbers without gaps, approvals of exactly one content, documents for ever."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from cast import DOMAIN, NORA, Practice, eur, faults, monthly, noon, working_days
from drumbeat import wiring
from drumbeat.apps.audit.models import Activity
from drumbeat.apps.audit.queries import verify_chain
from drumbeat.apps.billing import operations as billing
from drumbeat.apps.billing.models import Draft
from drumbeat.apps.billing.operations import steps
from drumbeat.apps.invoices.models import NumberSeries
from drumbeat.apps.invoices.queries import PATTERNS
from drumbeat.core.approval import StaleRequest
from drumbeat.core.documents import Deliverable, UpdatePage
from drumbeat.core.errors import Refusal
from drumbeat.core.lifecycle import DraftState, NotAllowedNow
from drumbeat.core.numbering import IssueDateRefused, PatternRefused
from drumbeat.core.party import Contact
from drumbeat.core.terms import ClientProfile

PAGE = UpdatePage("January 2026", (Deliverable("Signed the plan off"),))


def three(practice: Practice) -> list[int]:
    for client in ("Halden", "Osterhaus", "Tulp"):
        practice.agree(monthly(client))
    practice.bill("2026-01-01")
    return [d.id for d in practice.drafts()]


def test_an_approval_is_bound_to_what_was_seen(practice):  # I-43
    draft = three(practice)[0]
    seen = practice.drafts()[0].content_hash
    billing.pair_update(practice.id, draft, PAGE, actor=NORA, at=noon("2026-01-01"))

    with pytest.raises(StaleRequest):
        billing.approve(
            practice.id, draft, actor=NORA, at=noon("2026-01-01"), expected_hash=seen
        )
    billing.approve(practice.id, draft, actor=NORA, at=noon("2026-01-01"))
    other = UpdatePage("January 2026", (Deliverable("Signed both plans off"),))
    billing.pair_update(practice.id, draft, other, actor=NORA, at=noon("2026-01-01"))

    with pytest.raises(NotAllowedNow):
        practice.issue([draft], "2026-01-01")
    assert practice.issue_all("2026-01-01")[0] == "INV-2026-0001"


def test_an_update_written_while_the_yes_is_given_voids_it(practice):  # I-43
    draft = three(practice)[0]
    stale = steps.get(practice.id, draft)
    billing.pair_update(practice.id, draft, PAGE, actor=NORA, at=noon("2026-01-01"))

    with pytest.raises(StaleRequest):
        steps.move(stale, DraftState.APPROVED)

    assert Draft.objects.get(id=draft).state == "draft"


def test_a_draft_changed_behind_our_back_is_not_issued(practice):  # I-43
    draft = three(practice)[0]
    practice.approve_all("2026-01-01")
    row = Draft.objects.get(id=draft)
    Draft.objects.filter(id=draft).update(
        content=row.content.replace("3000", "9000", 1)
    )

    with pytest.raises(StaleRequest):
        practice.issue([draft], "2026-01-01")
    assert NumberSeries.objects.filter(last_number__gt=0).count() == 0


def test_a_refused_issue_takes_no_number(practice):  # I-35, I-36
    drafts = three(practice)
    practice.approve_all("2026-01-01")
    billing.undo_send(practice.id, drafts[2], actor=NORA, at=noon("2026-01-01"))

    with pytest.raises(NotAllowedNow):
        practice.issue(drafts, "2026-01-01")
    assert practice.issue(drafts[:2], "2026-01-01") == [
        "INV-2026-0001",
        "INV-2026-0002",
    ]
    assert practice.issue_all("2026-01-02") == ["INV-2026-0003"]
    assert faults(practice) == []


def test_issuing_twice_gives_no_second_number(practice):  # S-49
    drafts = three(practice)
    practice.issue_all("2026-01-01")

    assert practice.issue(drafts, "2026-01-02") == []
    assert faults(practice) == []


def test_a_series_never_goes_back_in_time(practice):  # S-48
    drafts = three(practice)
    practice.approve_all("2026-01-05")
    practice.issue(drafts[:1], "2026-01-05")

    with pytest.raises(IssueDateRefused):
        practice.issue(drafts[1:], "2026-01-04")
    assert len(practice.issue(drafts[1:], "2026-01-05")) == 2


def test_each_year_counts_anew(practice):  # S-47
    practice.agree(monthly())
    practice.bill_and_issue("2026-12-01")
    assert practice.bill_and_issue("2027-01-01") == ["INV-2027-0001"]
    assert faults(practice) == []


def hold(practice: Practice, draft: int) -> None:
    billing.approve_and_issue(practice.id, draft, actor=NORA, at=noon("2026-01-01"))


def issue_held(practice: Practice, day: str) -> list[str]:
    issued = billing.issue_held(
        practice.id,
        at=noon(day),
        actor=NORA,
        calendars=working_days,
        domain=DOMAIN,
        register=wiring.number_register(),
    )
    return [one.number for one in issued]


def test_an_undone_hold_sends_nothing(practice):
    first, second, _ = three(practice)
    hold(practice, first)
    hold(practice, second)
    billing.undo_send(practice.id, first, actor=NORA, at=noon("2026-01-01"))

    assert issue_held(practice, "2026-01-01") == []
    assert issue_held(practice, "2026-01-02") == ["INV-2026-0001"]
    assert issue_held(practice, "2026-01-03") == []


def test_a_held_draft_that_is_unfit_stops_no_other(practice):  # I-24
    no_payer = ClientProfile(name="Nobody", contacts=(Contact("A", "a@b.example"),))
    practice.agree(monthly("Nobody", client=no_payer))
    practice.agree(monthly("Zenith"))
    practice.bill("2026-01-01")
    for draft in practice.drafts():
        hold(practice, draft.id)

    assert issue_held(practice, "2026-01-02") == ["INV-2026-0001"]

    (unfit,) = practice.drafts()
    assert (unfit.client_name, unfit.send_at) == ("Nobody", None)
    with pytest.raises(Refusal, match="ISS-4"):
        practice.issue_all("2026-01-02")


def test_a_series_is_opened_only_with_a_pattern_that_counts(practice, monkeypatch):
    monkeypatch.setitem(PATTERNS, "invoice", "INV-{year}")
    three(practice)

    with pytest.raises(PatternRefused):  # NUM-1
        practice.issue_all("2026-01-01")

    assert NumberSeries.objects.count() == 0


FROZEN = (
    "invoices_invoice",
    "invoices_invoiceline",
    "invoices_taxsubtotal",
    "audit_activity",
    "engagements_termsversion",
    "payments_payment",
    "payments_allocation",
)


@pytest.mark.parametrize("table", FROZEN)
def test_what_is_issued_is_never_changed_or_removed(practice, table):  # I-37, S-49
    three(practice)
    practice.issue_all("2026-01-01")
    practice.pay("100.00", "2026-01-02", reference="INV-2026-0001")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} ORDER BY id")
        before = cursor.fetchall()
        columns = [c[0] for c in cursor.description]
    assert before
    row = dict(zip(columns, before[0], strict=True))

    connection.check_constraints()  # PostgreSQL truncates nothing with checks due
    for statement in _attacks(table, columns):
        with (
            pytest.raises(DatabaseError, match="never changed"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement, row)

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} ORDER BY id")
        assert cursor.fetchall() == before


def _attacks(table: str, columns: list[str]) -> list[str]:
    names = ", ".join(f'"{c}"' for c in columns)
    values = ", ".join(f"%({c})s" for c in columns)
    other = columns[-1]
    attacks = [
        f'UPDATE {table} SET "{other}" = "{other}"',
        f"DELETE FROM {table}",
        f"INSERT INTO {table} ({names}) VALUES ({values}) "
        f'ON CONFLICT (id) DO UPDATE SET "{other}" = excluded."{other}"',
    ]
    if connection.vendor == "postgresql":
        return [*attacks, f"TRUNCATE {table} CASCADE"]
    return [*attacks, f"INSERT OR REPLACE INTO {table} ({names}) VALUES ({values})"]


@pytest.mark.parametrize("table", ["invoices_invoiceline", "invoices_taxsubtotal"])
def test_nothing_is_added_to_what_is_issued(practice, table):  # I-37, S-49
    three(practice)
    practice.issue_all("2026-01-01")
    before = _count(table)
    fresh = ("id", "position")
    values = ", ".join(f"{c} + 1000" if c in fresh else c for c in _columns(table))

    with (
        pytest.raises(DatabaseError, match="nor added to"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"INSERT INTO {table} SELECT {values} FROM {table}")

    assert _count(table) == before > 0


def _count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return cursor.fetchone()[0]


UNIQUE = (
    ("invoices_invoice", ("id", "sequence")),  # collides by number
    ("payments_payment", ("id",)),  # collides by source and external id
    ("audit_activity", ("id", "prev_hash")),  # collides by place
)


@pytest.mark.parametrize(("table", "fresh"), UNIQUE)
def test_a_foreign_connection_cannot_replace_a_row(practice, table, fresh):  # I-37
    """Another program has recursive triggers off: then REPLACE fires no DELETE."""
    three(practice)
    practice.issue_all("2026-01-01")
    practice.pay("100.00", "2026-01-02", reference="INV-2026-0001")
    values = ", ".join(f"{c} + 1000" if c in fresh else c for c in _columns(table))
    is_sqlite = connection.vendor == "sqlite"
    # PostgreSQL does not know the word; its upsert is refused above.
    refused = "never changed" if is_sqlite else "syntax error"
    with connection.cursor() as cursor:
        if is_sqlite:
            cursor.execute("PRAGMA recursive_triggers = OFF")
        try:
            with pytest.raises(DatabaseError, match=refused), transaction.atomic():
                cursor.execute(
                    f"INSERT OR REPLACE INTO {table} SELECT {values} FROM {table}"
                )
        finally:
            if is_sqlite:
                cursor.execute("PRAGMA recursive_triggers = ON")


def _columns(table: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} LIMIT 1")
        return [column[0] for column in cursor.description]


def test_the_trail_finds_a_changed_entry(practice):  # I-63
    three(practice)
    practice.issue_all("2026-01-01")
    assert verify_chain(practice.id).ok
    assert Activity.objects.filter(action="invoice issued").count() == 3
    _unfreeze("audit_activity")

    Activity.objects.filter(seq=3).update(actor="Somebody else")

    verdict = verify_chain(practice.id)
    assert (verdict.ok, verdict.details[:7]) == (False, "Entry 3")


def test_the_trail_finds_a_cut_tail(practice):  # I-63
    three(practice)
    _unfreeze("audit_activity")

    Activity.objects.order_by("-seq")[:1].get().delete()

    assert not verify_chain(practice.id).ok


def _unfreeze(table: str) -> None:
    """Take the triggers off, as only the owner of the database could."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            return
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
            [table],
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}"')


def test_a_document_says_what_was_approved(practice):
    three(practice)
    (number, *_) = practice.issue_all("2026-01-01")
    invoice = practice.invoice(number)

    assert invoice.net_minor == eur("3000.00").minor
    assert invoice.gross_minor == eur("3630.00").minor
    assert invoice.issued_by == "Nora"


def test_three_drafts_are_issued_with_the_statements_of_one(practice):
    for n in range(5):
        practice.agree(monthly(f"Client {n}"))
    practice.bill("2026-01-01")
    first, one, *others = practice.approve_all("2026-01-01")
    practice.issue([first], "2026-01-01")  # opens the series and its day

    counts = []
    for drafts in ([one], others):
        with CaptureQueriesContext(connection) as captured:
            practice.issue(drafts, "2026-01-01")
        counts.append(len([q for q in captured if "SAVEPOINT" not in q["sql"]]))

    # One of them asks who wants to talk first. COPY, for more rows, is not captured.
    assert counts[1] <= counts[0] <= 26
