"""A year after issue: payments, refunds, credits, questions and reminders together."""

import itertools
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from drumbeat.core.allocation import (
    Application,
    OpenInvoice,
    apply_credit,
    apply_credit_note,
    apply_payment,
)
from drumbeat.core.corrections import credit, credited_lines
from drumbeat.core.documents import (
    InvoiceDocument,
    Lane,
    Line,
    Tax,
    TaxSubtotal,
    Totals,
)
from drumbeat.core.lifecycle import REMINDER_STEP, advance
from drumbeat.core.money import Money
from drumbeat.core.numbering import format_number, may_issue_on
from drumbeat.core.party import Buyer, PostalAddress, Seller
from drumbeat.core.reminders import Circumstances, ReminderRow, next_action
from drumbeat.core.remittance import creditor_reference
from drumbeat.core.settlement import Reduction, settle
from drumbeat.core.snapshot import sha256_hex
from drumbeat.core.snapshot_text import snapshot_text

ZONE = ZoneInfo("America/New_York")
STEPS = ((-3, "friendly"), (1, "friendly"), (7, "clear"), (14, "firm"), (30, "final"))
VAT = Tax("S", Decimal(21))


def eur(minor):
    return Money(minor, "EUR")


def document(number, minor, issue_date):
    net, tax = eur(minor), eur(minor).times(VAT.rate / 100)
    line = Line(
        lane="Retainer",
        description="Retainer",
        service_start=issue_date,
        service_end=issue_date,
        quantity=Decimal(1),
        unit_price=net.decimal,
        net=net,
        tax=VAT,
    )
    return InvoiceDocument(
        kind="invoice",
        number=number,
        issue_date=issue_date,
        due_date=issue_date + timedelta(days=14),
        payment_terms="14 days",
        seller=Seller("Studio", PostalAddress(country="NL")),
        buyer=Buyer("Halden", PostalAddress(country="NL")),
        currency="EUR",
        lanes=(Lane("retainer", "Retainer", (line,)),),
        totals=Totals(net, tax, net + tax, (TaxSubtotal(VAT, net, tax),)),
        reference=creditor_reference(number),
    )


def reminder_plan(due_date):
    rows = []
    for order, (days, tone) in enumerate(STEPS):
        day = due_date + timedelta(days=days)
        day += timedelta(days=max(7 - day.weekday(), 0) if day.weekday() > 4 else 0)
        at = datetime.combine(day, time(9), tzinfo=ZONE)
        rows.append(ReminderRow(order, f"{days:+d}", tone, at))
    return rows


@dataclass
class Ledger:
    """One invoice and everything that was booked on it."""

    invoice: InvoiceDocument
    rows: list
    fingerprint: str
    reductions: list = field(default_factory=list)
    notes: list = field(default_factory=list)
    sends: list = field(default_factory=list)
    disputed: bool = False
    promised_until: date | None = None
    call_logged: bool = False

    def settlement(self, on):
        gross, due = self.invoice.totals.gross, self.invoice.due_date
        return settle(gross, self.reductions, due_date=due, on=on)


def fingerprint(invoice):
    return sha256_hex(snapshot_text(invoice).encode())


class AfterIssue(RuleBasedStateMachine):
    """Two books: the core's, and the plainest sums beside it."""

    @initialize()
    def open_the_books(self):
        self.at = datetime(2026, 1, 1, 8, tzinfo=ZONE)
        self.ledgers: list[Ledger] = []
        self.on_account = eur(0)
        self.received = self.refunded = self.written_off = 0
        self.external_ids: set[int] = set()
        self.issued_on: list[date] = []
        self.issue(100000)

    def on(self):
        return self.at.date()

    def open_invoices(self):
        return [
            OpenInvoice(
                ledger.invoice.number,
                sequence,
                ledger.settlement(self.on()).open,
                ledger.invoice.due_date,
                ledger.invoice.reference,
            )
            for sequence, ledger in enumerate(self.ledgers)
        ]

    def book(self, application: Application):
        for allocation in application.allocations:
            ledger = next(
                x for x in self.ledgers if x.invoice.number == allocation.number
            )
            ledger.reductions.append(Reduction("allocation", allocation.amount))
        self.on_account += application.on_account

    @rule(minor=st.integers(1, 10**6))
    def issue(self, minor):
        last = self.issued_on[-1] if self.issued_on else None
        may_issue_on(self.on(), last_issue_date=last, today=self.on())
        self.issued_on.append(self.on())
        number = format_number(
            "INV-{year}-{number:04}", year=2026, number=len(self.ledgers) + 1
        )
        invoice = document(number, minor, self.on())
        rows = reminder_plan(invoice.due_date)
        self.ledgers.append(Ledger(invoice, rows, fingerprint(invoice)))

    @rule(minor=st.integers(1, 2 * 10**6), external_id=st.integers(1, 30), d=st.data())
    def pay(self, minor, external_id, d):
        if external_id in self.external_ids:
            return  # I-46: the same transfer again is the same transfer
        self.external_ids.add(external_id)
        named = [x.invoice.number for x in self.ledgers]
        reference = d.draw(st.sampled_from(["", *named]))
        application = apply_payment(
            eur(minor), self.open_invoices(), reference=reference
        )
        self.received += minor
        self.book(application)

    @precondition(lambda self: self.on_account.minor > 0)
    @rule()
    def use_client_credit(self):
        amount, self.on_account = self.on_account, eur(0)
        self.book(apply_credit(amount, self.open_invoices()))

    @precondition(lambda self: self.on_account.minor > 0)
    @rule(d=st.data())
    def refund_what_is_on_account(self, d):
        minor = d.draw(st.integers(1, self.on_account.minor))
        self.on_account -= eur(minor)
        self.refunded += minor

    @precondition(lambda self: self.ledgers)
    @rule(d=st.data(), comes_back=st.booleans())
    def charge_back(self, d, comes_back):
        ledger = d.draw(st.sampled_from(self.ledgers))
        paid = sum(r.amount.minor for r in ledger.reductions if r.kind == "allocation")
        if not paid:
            return
        before = ledger.settlement(self.on())
        ledger.reductions.append(Reduction("allocation", eur(-paid)))
        assert ledger.settlement(self.on()).open == before.open + eur(paid)
        if comes_back:
            ledger.reductions.append(Reduction("allocation", eur(paid)))
            assert ledger.settlement(self.on()) == before  # I-47
        else:
            self.refunded += paid

    @precondition(lambda self: self.ledgers)
    @rule(d=st.data(), share=st.integers(1, 4))
    def credit(self, d, share):
        ledger = d.draw(st.sampled_from(self.ledgers))
        before = credited_lines(ledger.invoice, ledger.notes)
        left = ledger.invoice.totals.net - before.get(0, eur(0))
        if not left:
            return
        part = {0: eur(max(left.minor // share, 1))}
        note = credit(
            ledger.invoice,
            lines=part if share > 1 else None,
            already_credited=before,
            number=f"CN-2026-{sum(len(x.notes) for x in self.ledgers) + 1:04}",
            issue_date=self.on(),
            reason="Agreed",
        )
        ledger.notes.append(note)
        open_invoice = self.open_invoices()[self.ledgers.index(ledger)]
        effect = apply_credit_note(note.totals.gross, open_invoice)
        taken = note.totals.gross - effect.on_account
        ledger.reductions.append(Reduction("credit", taken))
        self.on_account += effect.on_account

    @precondition(lambda self: self.ledgers)
    @rule(d=st.data())
    def write_off(self, d):
        ledger = d.draw(st.sampled_from(self.ledgers))
        left = ledger.settlement(self.on()).open
        if left:
            ledger.reductions.append(Reduction("write_off", left))
            self.written_off += left.minor

    @precondition(lambda self: self.ledgers)
    @rule(d=st.data(), word=st.sampled_from(["ask", "answer", "promise", "call"]))
    def talk(self, d, word):
        ledger = d.draw(st.sampled_from(self.ledgers))
        if word in {"ask", "answer"}:
            ledger.disputed = word == "ask"
        elif word == "promise":
            ledger.promised_until = self.on() + timedelta(days=7)
        else:
            ledger.call_logged = True

    @rule(days=st.integers(0, 40), hour=st.sampled_from([0, 8, 9, 12, 23]))
    def advance_the_clock(self, days, hour):
        """Let time pass with no worker running."""
        day = self.on() + timedelta(days=days)
        later = datetime.combine(day, time(hour), tzinfo=ZONE)
        self.at = max(self.at, later)

    @rule(
        downtimes=st.lists(st.integers(1, 12), min_size=6, max_size=12),
        lost=st.booleans(),
    )
    def work(self, downtimes, lost):
        """Let a worker run some mornings, with the days of downtime between them."""
        for days in downtimes:
            self.advance_the_clock(days, 9)
            self.remind(lost=lost)

    @rule(lost=st.booleans())
    def remind(self, lost):
        for ledger in self.ledgers:
            self.remind_of(ledger, lost=lost)
            sent_before = len(ledger.sends)
            self.remind_of(ledger, lost=False)
            assert len(ledger.sends) == sent_before  # I-53

    def remind_of(self, ledger, *, lost):
        circumstances = Circumstances(
            "America/New_York",
            ledger.invoice.due_date,
            ledger.settlement(self.on()).open,
            disputed=ledger.disputed,
            promised_until=ledger.promised_until,
            last_sent_on=ledger.sends[-1][1] if ledger.sends else None,
            call_logged=ledger.call_logged,
        )
        decision = next_action(ledger.rows, circumstances, at=self.at)
        actions = {skip.row.step: ["skip"] for skip in decision.skip}
        if decision.cancel:
            waiting = ("planned", "due", "failed")
            steps = [row.step for row in ledger.rows if row.state in waiting]
            actions = {key: ["cancel"] for key in steps}
        if decision.send:
            assert circumstances.open  # I-51
            assert not ledger.disputed
            ledger.sends.append((decision.send.step, self.on()))
            ended = ["lose_sight", "confirm_sent"] if lost else ["deliver"]
            actions[decision.send.step] = ["fall_due", "claim", *ended]
        ledger.rows = [
            replace(row, state=self.moved(row, actions.get(row.step, ())))
            for row in ledger.rows
        ]

    @staticmethod
    def moved(row, actions):
        state = row.state
        for action in actions:
            state = advance(REMINDER_STEP, state, action)  # I-58
        return state

    @invariant()
    def i_44_open_is_between_nothing_and_all(self):
        for ledger in self.ledgers:
            left = ledger.settlement(self.on()).open
            assert eur(0) <= left <= ledger.invoice.totals.gross
        assert self.on_account.minor >= 0

    @invariant()
    def i_48_the_clients_balance_is_the_sum_of_the_facts(self):
        invoiced = sum(x.invoice.totals.gross.minor for x in self.ledgers)
        credited = sum(n.totals.gross.minor for x in self.ledgers for n in x.notes)
        left = sum(x.settlement(self.on()).open.minor for x in self.ledgers)
        by_facts = invoiced - credited - self.received + self.refunded
        assert by_facts - self.written_off == left - self.on_account.minor

    @invariant()
    def i_41_credits_never_exceed_their_invoice(self):
        for ledger in self.ledgers:
            for part in ("net", "tax", "gross"):
                invoiced = getattr(ledger.invoice.totals, part).minor
                taken = sum(getattr(n.totals, part).minor for n in ledger.notes)
                assert 0 <= taken <= invoiced

    @invariant()
    def i_37_an_issued_document_never_changes(self):
        for ledger in self.ledgers:
            assert fingerprint(ledger.invoice) == ledger.fingerprint

    @invariant()
    def i_50_to_i_54_reminders_are_few_and_in_order(self):
        for ledger in self.ledgers:
            steps = [step for step, _ in ledger.sends]
            assert steps == sorted(set(steps))
            days = [on for _, on in ledger.sends]
            assert all((b - a).days >= 3 for a, b in itertools.pairwise(days))

    @invariant()
    def i_35_numbers_are_contiguous_and_monotone_with_the_day(self):
        numbers = [int(x.invoice.number[-4:]) for x in self.ledgers]
        assert numbers == list(range(1, len(numbers) + 1))
        assert self.issued_on == sorted(self.issued_on)


TestAfterIssue = AfterIssue.TestCase
TestAfterIssue.settings = settings(
    max_examples=60, stateful_step_count=40, deadline=None
)
