"""Engagement files are read completely, or refused with everything that is wrong."""

from datetime import date, time
from decimal import Decimal
from pathlib import Path

import pytest

from drumbeat.core.dates import Convention
from drumbeat.core.documents import Tax
from drumbeat.core.engagement_file import EngagementFileRefused, parse
from drumbeat.core.money import Money
from drumbeat.core.party import Contact
from drumbeat.core.terms import Anchor, Cadence, PayRun, ReminderPolicy

EXAMPLES = Path(__file__).parents[2] / "examples"
HEAD = 'name = "CMO"\nstarts = 2026-01-15\ncurrency = "EUR"\n'
RETAINER = '[[retainers]]\nname = "CMO, {period}"\namount = "6000.00"\nevery = "month"\n'


def problems(text, **options):
    with pytest.raises(EngagementFileRefused) as refused:
        parse(text, file="cmo.toml", **options)
    assert refused.value.rule == "FIL-1"
    assert refused.value.sentence == "\n".join(map(str, refused.value.problems))
    return [(problem.line, problem.sentence) for problem in refused.value.problems]


def test_the_sample_is_read_as_it_was_meant():
    file = EXAMPLES / "retainer-with-project.toml"
    terms = parse(file.read_text(encoding="utf-8"), file=file.name)

    retainer = terms.retainers[0]
    assert retainer.amount == Money(600000, "EUR")
    assert retainer.every == Cadence("month")
    assert retainer.anchor == Anchor(day=1)
    assert retainer.tax == Tax("S", Decimal(19))
    assert retainer.allowance_hours == 24
    assert terms.ends == date(2026, 12, 31)
    assert terms.due_moves is Convention.NONE
    assert terms.client.address == ("Lindenallee 2", "80331 München")
    assert terms.client.pay_run == PayRun(2, date(2026, 1, 8), 3)
    assert terms.client.contacts == (
        Contact("Ines Vogt", "ap@northwind.example", ("payer",)),
    )
    assert terms.projects[0].tax == retainer.tax
    assert terms.projects[0].bill_on == date(2026, 4, 14)
    assert terms.changes[0].amount == Money(750000, "EUR")
    assert terms.reminders == ReminderPolicy(time(9, 0))


def test_what_is_left_out_has_its_default():
    terms = parse(HEAD + RETAINER, file="cmo.toml")

    assert str(terms.payment) == "14 days"
    assert terms.time_zone == ""
    assert terms.auto_issue is False
    assert terms.retainers[0].tax == Tax("O")
    assert parse("auto_issue = true\n" + HEAD, file="f").auto_issue is True


def test_the_only_retainer_is_the_one_that_changes():
    change = '[[changes]]\nfrom = 2026-07-01\namount = "1.00"\n'

    terms = parse(HEAD + RETAINER + change, file="cmo.toml")

    assert terms.changes[0].retainer == "CMO, {period}"


# Text after HEAD (3 lines), the line, and a part of the sentence.
REFUSED = [
    ('paymnt = "14 days"', 4, "did you mean “payment”?"),
    ("payment = 14", 4, "a text in quotes"),
    ('payment = "soon"', 4, "no payment terms"),
    ('payment = "day 32 of next month"', 4, "no payment terms"),
    ("unbilled_limit = 4000.00", 4, "write it in quotes"),
    ('unbilled_limit = "-1.00"', 4, "not a price"),
    ('unbilled_limit = "4000.001"', 4, "is not an amount in EUR"),
    ("days_without_invoice_limit = true", 4, "a whole number"),
    ("days_without_invoice_limit = 0", 4, "from 1 to 3660"),
    ("ends = 2025-12-31", 4, "before “starts”"),
    ('ends = "2026-12-31"', 4, "a date without quotes"),
    ("ends = 2026-12-31T10:00:00", 4, "a date without quotes"),
    ("ends = 9999-12-31", 4, "from 1900 to 2999"),
    ('time_zone = "Europe/Berlino"', 4, "not a time zone"),
    ('time_zone = "../etc/passwd"', 4, "not a time zone"),
    ('holidays = "Germany"', 4, "not a holiday calendar"),
    ('due_moves = "forward"', 4, "is not one of"),
    ('auto_issue = "yes"', 4, "true or false"),
    ("client = 1", 4, "a table"),
    ("retainers = 1", 4, "begin each with [[retainers]]"),
    ('name = "Twice"', 4, "This is not TOML"),
    ('[client]\nlanguage = "it"', 5, "is not one of"),
    ('[client]\ncountry = "XX"', 5, "not a country"),
    ('[client]\ne_invoice = "peppol"', 5, "needs “peppol_id”"),
    ('[client]\npeppol_id = "DE1"', 5, "not a Peppol id"),
    ('[client]\npay_run = "every friday from 2026-01-08"', 5, "not a pay run"),
    ('[[client.contacts]]\nname = "A"', 4, "“email” is missing"),
    ('[[client.contacts]]\nemail = "a@b"', 5, "not an e-mail address"),
    ('[[client.contacts]]\nemail = "a@b.c"\nroles = ["boss"]', 6, "not a role"),
    ('[[client.contacts]]\nemail = "a@b.c"\nroles = [1]', 6, "Entry 1"),
    ("[[retainers]]", 4, "“name” is missing"),
    (RETAINER + "tax = 19", 8, "a text in quotes"),
    (RETAINER + 'tax = "S 101"', 8, "not a tax"),
    (RETAINER + 'tax = "E"', 8, "not a tax"),
    (RETAINER + 'tax = "X 19"', 8, "not a tax"),
    (RETAINER + "anchor = 32", 8, "not an anchor"),
    (RETAINER + 'anchor = "monday"', 8, "Months have no weekday"),
    (RETAINER.replace("month", "week") + "anchor = 1", 8, "Weeks have no day"),
    (RETAINER.replace("month", "half month") + "anchor = 7", 8, "Half months"),
    (RETAINER.replace("month", "fortnight"), 7, "not a cadence"),
    (RETAINER + 'timing = "in arrears"\nbill_days_before = 3', 9, "in advance"),
    (RETAINER + 'overage_rate = "1.00"', 8, "needs “allowance_hours”"),
    (RETAINER + 'allowance_hours = "24"', 8, "a number without quotes"),
    (RETAINER + 'allowance_hours = 1\nrollover = "some"', 9, "not a rollover"),
    (RETAINER + RETAINER, 9, "is there twice"),
    (RETAINER.replace("CMO, ", ""), 5, "needs words beside {period}"),
    (RETAINER.replace("CMO, ", "C\\nMO"), 5, "one line"),
    ('[[add_ons]]\nname = "A"\namount = "1.00"\nfrom = 2026-01-14', 7, "is outside"),
    (
        '[[add_ons]]\nname = "A"\namount = "1.00"\nfrom = 2026-02-01\n'
        "until = 2026-01-31",
        8,
        "is before “from”",
    ),
    ('[[projects]]\nname = "P"\namount = "1.00"\nbill_on = "later"', 7, "not a day"),
    (
        '[[projects]]\nname = "P"\namount = "2.00"\nbill_on = 2026-04-14\n'
        '[[projects.deliverables]]\nname = "D"\nmeasure = "M"\namount = "1.00"',
        6,
        "The deliverables are 1.00 together",
    ),
    (
        '[[projects]]\nname = "P"\namount = "2.00"\nbill_on = "acceptance"\n'
        'instalments = ["50% on approval", "40% on completion"]',
        8,
        "90 % together",
    ),
    (
        '[[projects]]\nname = "P"\namount = "2.00"\nbill_on = "acceptance"\n'
        'instalments = ["half on approval"]',
        8,
        "not an instalment",
    ),
    ("[[pauses]]\nfrom = 2026-08-02\nuntil = 2026-08-01", 6, "is before “from”"),
    (
        "[[pauses]]\nfrom = 2026-08-01\nuntil = 2026-08-31\n"
        "[[pauses]]\nfrom = 2026-08-31",
        8,
        "overlaps",
    ),
    ('[[changes]]\nfrom = 2026-07-01\nretainer = "X"\nevery = "week"', 6, "no retainer"),
    (RETAINER + '[[changes]]\nfrom = 2026-01-01\namount = "1.00"', 9, "is outside"),
    (RETAINER + "[[changes]]\nfrom = 2026-07-01", 8, "nothing new"),
    (
        RETAINER + 'anchor = 1\n[[changes]]\nfrom = 2026-07-01\nevery = "week"',
        11,
        "Weeks have no day",
    ),
    (
        RETAINER + '[[changes]]\nfrom = 2026-07-01\namount = "1.00"\n'
        '[[changes]]\nfrom = 2026-07-01\namount = "2.00"',
        12,
        "already changes",
    ),
    ('[reminders]\nsend_at = "25:00"', 5, "not a time of day"),
    ('[reminders]\nsteps = ["7 days"]', 5, "not a reminder step"),
    ('[reminders]\nsteps = ["+7 clear", "+1 friendly"]', 5, "in the order"),
]


@pytest.mark.parametrize(("text", "line", "part"), REFUSED)
def test_refused_at_its_line_with_a_sentence(text, line, part):
    found = problems(HEAD + text + "\n")

    assert line in [at for at, _ in found]
    assert any(part in sentence for at, sentence in found if at == line), found


def test_every_problem_is_reported_in_the_order_of_the_file():
    text = 'nmae = "x"\ncurrency = "EURO"\n[[retainers]]\namount = 6000.00\n'

    found = problems(text)

    assert [line for line, _ in found] == sorted(line for line, _ in found)
    together = " ".join(sentence for _, sentence in found)
    for part in (
        "“name” is missing",
        "“starts” is missing",
        "did you mean “name”?",
        "“EURO” is not a currency",
        "“every” is missing",
        "write it in quotes",
    ):
        assert part in together


@pytest.mark.parametrize("text", ["x = [", "[a", 'x = "a', "x = " + "9" * 5000])
def test_what_is_not_toml_is_refused_at_a_line(text):
    ((line, sentence),) = problems(f"{HEAD}{text}")

    assert line in (1, 4)
    assert sentence.startswith("This is not TOML")


def test_endless_nesting_is_refused():
    ((_, sentence),) = problems("x = " + "[" * 20000)

    assert "nested too deeply" in sentence


def test_a_calendar_nobody_has_is_refused():
    text = HEAD + 'holidays = "ZZ"\n'

    assert parse(text, file="f").holidays == "ZZ"
    assert problems(text, known_holidays=lambda code: code == "NL")[0][0] == 4
