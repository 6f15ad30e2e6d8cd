"""Of all that waits for a person, the three things that move most money."""

from drumbeat.core.cash_actions import CashAction, action_of, what_would_move
from drumbeat.core.money import Money
from drumbeat.core.queue import Group, QueueRow


def action(units: int, currency: str = "EUR", subject_id: str = "draft:1"):
    amount = Money(units * 100, currency)
    return CashAction("call_due", "Call Jonas", "Brightwell", "", amount, subject_id)


def row(**changes) -> QueueRow:
    facts = {
        "reason": "call_due",
        "group": Group.NEEDS_YOU,
        "status": "Overdue",
        "client": "Brightwell",
        "engagement": "CFO",
        "subject": "October retainer",
        "subject_id": "invoice:INV-2026-0001",
        "verb": "Call Jonas.",
        "sentence": "3 reminders, no payment.",
        "amount": Money(450_000, "EUR"),
        "next": None,
        "action": "call",
    }
    return QueueRow(**(facts | changes))


def test_a_row_that_needs_somebody_moves_its_money():
    found = action_of(row())

    assert found is not None
    assert (found.verb, found.worth) == ("Call Jonas", "phone call")
    assert found.subject_id == "invoice:INV-2026-0001"


def test_the_point_of_a_name_stays():
    found = action_of(row(client="Brightwell B.V.", verb="Call Brightwell B.V."))

    assert found is not None
    assert found.verb == "Call Brightwell B.V."


def test_what_runs_by_itself_or_moves_nothing_is_no_action():
    assert action_of(row(group=Group.OVERDUE)) is None
    assert action_of(row(reason="payment_unmatched")) is None
    assert action_of(row(amount=None)) is None


def test_three_actions_the_main_currency_first_then_the_largest():
    """FOR-7"""
    found = what_would_move(
        [action(9, "GBP"), action(1), action(3), action(9, "USD")], "EUR"
    )

    assert [(a.amount.minor, a.amount.currency) for a in found] == [
        *((300, "EUR"), (100, "EUR"), (900, "GBP"))
    ]


def test_equal_amounts_keep_one_order():
    two = [action(1, subject_id="draft:2"), action(1, subject_id="draft:1")]

    assert what_would_move(two, "EUR") == what_would_move(reversed(two), "EUR")
