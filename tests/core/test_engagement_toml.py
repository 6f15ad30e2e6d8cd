"""What is written as an engagement file reads back as the same terms."""

from datetime import date, time, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from drumbeat.core.dates import Convention
from drumbeat.core.documents import Tax
from drumbeat.core.engagement_file import parse, render
from drumbeat.core.money import Money
from drumbeat.core.party import Contact
from drumbeat.core.terms import (
    LAST_DAY,
    AddOn,
    Anchor,
    Cadence,
    Change,
    ClientProfile,
    EngagementTerms,
    Instalment,
    Pause,
    PaymentTerms,
    PayRun,
    Project,
    PromisedDeliverable,
    ReminderPolicy,
    ReminderStep,
    Retainer,
)

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.toml"))
STARTS = date(2026, 1, 1)
ENDS = date(2027, 12, 31)

words = st.text(
    st.characters(exclude_categories=("C", "Z"), include_characters=' "\\;#'),
    min_size=1,
    max_size=12,
).filter(lambda text: text == text.strip() and text.strip(" ,;:–—-()[]|/·"))
amounts = st.integers(0, 10**9).map(lambda minor: Money(minor, "EUR"))
days = st.dates(STARTS, ENDS)
reasons = words.map(lambda text: " ".join(text.split()))
taxes = st.one_of(
    st.integers(1, 10000).map(lambda n: Tax("S", Decimal(n) / 100)),
    st.sampled_from([Tax("Z"), Tax("AE"), Tax("G"), Tax("O"), Tax("K")]),
    reasons.map(lambda reason: Tax("E", Decimal(0), reason)),
)
grids = st.one_of(
    st.tuples(
        st.integers(1, 52).map(lambda n: Cadence("week", n)),
        st.none()
        | st.integers(0, 6).map(lambda n: Anchor(weekday=n))
        | days.map(lambda day: Anchor(on=day)),
    ),
    st.tuples(
        st.integers(1, 24).map(lambda n: Cadence("month", n)),
        st.none()
        | st.integers(1, LAST_DAY).map(lambda n: Anchor(day=n))
        | days.map(lambda day: Anchor(on=day)),
    ),
    st.tuples(
        st.just(Cadence("half month")),
        st.none() | st.sampled_from([1, 15, 16, LAST_DAY]).map(lambda n: Anchor(day=n)),
    ),
)
payments = st.one_of(
    st.just(PaymentTerms("on receipt")),
    st.builds(
        PaymentTerms,
        st.sampled_from(["days", "days after end of month", "end of month after days"]),
        days=st.integers(0, 365),
    ),
    st.builds(PaymentTerms, st.just("day of next month"), day=st.integers(1, 31)),
    st.builds(
        PaymentTerms,
        st.just("day after days"),
        days=st.integers(0, 365),
        day=st.integers(1, 31),
    ),
)


@st.composite
def retainers(draw):
    every, anchor = draw(grids)
    hours = draw(st.none() | st.decimals(0, 999, places=1))
    is_in_advance = draw(st.booleans())
    part_period = st.sampled_from(["prorate", "full", "free"])
    rollovers = ["none", "full", "capped 10"] if hours is not None else ["none"]
    return Retainer(
        name=draw(words) + draw(st.sampled_from(["", ", {period}"])),
        amount=draw(amounts),
        every=every,
        anchor=anchor,
        timing="in advance" if is_in_advance else "in arrears",
        bill_days_before=draw(st.integers(0, 60)) if is_in_advance else 0,
        first_period=draw(part_period),
        last_period=draw(part_period),
        tax=draw(taxes),
        allowance_hours=hours,
        overage_rate=draw(amounts) if hours is not None else None,
        rollover=draw(st.sampled_from(rollovers)),
    )


@st.composite
def projects(draw):
    parts = draw(st.lists(amounts, max_size=3))
    percent = draw(st.integers(1, 99))
    split = (
        Instalment(Decimal(percent), "approval"),
        Instalment(Decimal(100 - percent), "2026-05-05", date(2026, 5, 5)),
    )
    return Project(
        name=draw(words),
        amount=Money(sum(part.minor for part in parts), "EUR"),
        bill_on=draw(days | st.sampled_from(["acceptance", "event a-1@b"])),
        tax=draw(taxes),
        instalments=draw(st.sampled_from([(), split])),
        deliverables=tuple(
            PromisedDeliverable(draw(words), draw(words), part) for part in parts
        ),
    )


@st.composite
def pauses(draw):
    edges = sorted(draw(st.lists(days, max_size=4, unique=True)))
    return tuple(map(Pause, edges[::2], edges[1::2]))


@st.composite
def steps(draw):
    offsets = sorted(draw(st.sets(st.integers(-30, 90), max_size=4)))
    tones = st.sampled_from(["friendly", "clear", "firm", "final"])
    return tuple(ReminderStep(offset, draw(tones)) for offset in offsets)


clients = st.builds(
    ClientProfile,
    name=st.just("") | words,
    language=st.sampled_from(["en", "de", "fr", "nl", "es"]),
    country=st.sampled_from(["", "DE", "NL"]),
    address=st.lists(words, max_size=3).map(tuple),
    e_invoice=st.sampled_from(["none", "peppol", "cii"]),
    peppol_id=st.just("9930:DE136695976"),
    purchase_order_required=st.booleans(),
    pay_run=st.none()
    | st.builds(PayRun, st.integers(1, 30), days, st.integers(0, 30)),
    contacts=st.lists(
        st.builds(
            Contact,
            st.just("") | words,
            st.sampled_from(["a@b.example", "ü+x@y.example"]),
            st.sampled_from([(), ("payer",), ("approver", "copy")]),
        ),
        max_size=2,
    ).map(tuple),
)


def named_once(components):
    return st.lists(components, max_size=2, unique_by=lambda each: each.name).map(tuple)


@st.composite
def engagements(draw):
    recurring = draw(named_once(retainers()))
    changes = ()
    if recurring:
        every, anchor = draw(grids)
        assume(anchor is not None)
        change = Change(
            starts=draw(days),
            retainer=recurring[0].name,
            amount=draw(st.none() | amounts),
            every=every,
            anchor=anchor,
            timing=draw(st.sampled_from([None, "in advance", "in arrears"])),
            tax=draw(st.none() | taxes),
        )
        changes = (change,)
    return EngagementTerms(
        name=draw(words),
        starts=STARTS,
        ends=draw(st.sampled_from([None, ENDS + timedelta(days=1)])),
        currency="EUR",
        time_zone=draw(st.sampled_from(["", "Europe/Berlin"])),
        holidays=draw(st.sampled_from(["none", "DE-BE", "XECB"])),
        payment=draw(payments),
        due_moves=draw(st.sampled_from(Convention)),
        bill_moves=draw(st.sampled_from(Convention)),
        purchase_order=draw(st.just("") | words),
        unbilled_limit=draw(st.none() | amounts),
        days_without_invoice_limit=draw(st.none() | st.integers(1, 99)),
        auto_issue=draw(st.booleans()),
        client=draw(clients),
        retainers=recurring,
        add_ons=draw(
            named_once(st.builds(AddOn, words, amounts, days, taxes, st.none()))
        ),
        projects=draw(named_once(projects())),
        pauses=draw(pauses()),
        changes=draw(st.sampled_from([(), changes])),
        reminders=draw(
            st.builds(
                ReminderPolicy,
                st.sampled_from([time(9, 0), time(18, 45)]),
                st.sampled_from(Convention),
                steps(),
            )
        ),
    )


@given(engagements())
def test_written_and_read_back_nothing_is_lost(terms):
    text = render(terms)

    assert parse(text, file="f") == terms
    assert render(parse(text, file="f")) == text


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_examples_survive_a_round_trip(example):
    terms = parse(example.read_text(encoding="utf-8"), file=example.name)

    assert parse(render(terms), file="again") == terms


def test_only_what_is_not_default_is_written():
    terms = EngagementTerms(name="CMO", starts=STARTS, currency="EUR")

    assert render(terms) == 'name = "CMO"\nstarts = 2026-01-01\ncurrency = "EUR"\n'
