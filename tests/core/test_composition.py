"""Charges become invoices: grouped, in lanes, in words a client can read."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from drumbeat.core.composition import group_charges, lane_name, lanes_of
from drumbeat.core.dates import Convention, WeekdaysOnly
from drumbeat.core.documents import Tax
from drumbeat.core.money import Money
from drumbeat.core.schedule import charges
from drumbeat.core.terms import (
    AddOn,
    Cadence,
    EngagementTerms,
    Project,
    PromisedDeliverable,
    Retainer,
)

S19 = Tax("S", Decimal(19))
MONTH = Cadence("month")


def eur(minor):
    return Money(minor, "EUR")


def terms(**parts):
    return EngagementTerms("CMO", date(2026, 1, 1), "EUR", **parts)


def retainer(name="CMO, {period}", **parts):
    return Retainer(name, eur(600000), MONTH, S19, **parts)


def groups(agreed, until=date(2026, 1, 31)):
    found = charges(agreed, until=until)
    return group_charges(agreed, found, working=WeekdaysOnly())


def test_retainers_and_add_ons_of_a_day_share_an_invoice():
    """Group by bill date and keep projects apart: S-32."""
    agreed = terms(
        retainers=(retainer(), retainer("Board")),
        add_ons=(AddOn("Launch", eur(180000), date(2026, 1, 1), S19),),
        projects=(
            Project("Workshop", eur(1), date(2026, 1, 1), S19),
            Project("Audit", eur(2), date(2026, 1, 1), S19),
        ),
    )

    found = groups(agreed)

    assert [(group.bill_on, group.project) for group in found] == [
        (date(2026, 1, 1), ""),
        (date(2026, 1, 1), "Audit"),
        (date(2026, 1, 1), "Workshop"),
    ]
    kinds = [lane.kind for lane in lanes_of(found[0].charges, "en", terms())]
    assert kinds == ["retainer", "retainer", "add_on"]


def test_more_than_four_lanes_become_another_invoice():
    agreed = terms(retainers=tuple(retainer(f"R{n}") for n in range(6)))

    sizes = [len(lanes_of(group.charges, "en", agreed)) for group in groups(agreed)]

    assert sizes == [4, 2]


def test_bill_dates_move_and_service_periods_do_not():
    """Move from Sunday 1 February to Monday, or back to January: I-25."""
    agreed = terms(retainers=(retainer(),), bill_moves=Convention.FOLLOWING)

    group = groups(agreed, until=date(2026, 2, 28))[1]

    assert group.bill_on == date(2026, 2, 2)
    assert group.charges[0].service.start == date(2026, 2, 1)


def test_a_line_names_its_period_in_the_language_of_the_client():
    agreed = terms(retainers=(retainer(),), purchase_order="PO-1")

    (lane,) = lanes_of(groups(agreed)[0].charges, "de", agreed)

    assert (lane.name, lane.purchase_order, lane.net) == ("CMO", "PO-1", eur(600000))
    (line,) = lane.lines
    assert line.description == "CMO, Januar 2026"
    assert (line.service_start, line.service_end) == (
        date(2026, 1, 1),
        date(2026, 1, 31),
    )
    assert line.quantity * line.unit_price == line.net.decimal
    assert line.prorated is None
    assert line.charge_key == "retainer:CMO, {period}#0#0#2026-01-01"


def test_a_prorated_line_names_the_days_it_charges():
    agreed = EngagementTerms(
        "CMO", date(2026, 1, 15), "EUR", retainers=(retainer(anchor=None),)
    )
    cut = EngagementTerms(
        "CMO", date(2026, 1, 15), "EUR", ends=date(2026, 1, 31), retainers=(retainer(),)
    )

    (whole,) = lanes_of(groups(agreed)[0].charges, "en", agreed)
    (part,) = lanes_of(groups(cut)[0].charges, "en", cut)

    assert whole.lines[0].description == "CMO, 15 Jan – 14 Feb 2026"
    assert part.lines[0].description == "CMO, 15–31 January 2026"
    assert part.lines[0].prorated == "17/31"


def test_a_project_is_one_lane_with_a_line_for_each_deliverable():
    promised = (
        PromisedDeliverable("Plan", "approved", eur(100)),
        PromisedDeliverable("Deck", "presented", eur(200)),
    )
    project = Project("Q2", eur(300), date(2026, 1, 9), S19, deliverables=promised)

    agreed = terms(projects=(project,), purchase_order="PO-1")

    (group,) = groups(agreed)
    (lane,) = lanes_of(group.charges, "en", agreed)

    assert (lane.kind, lane.name, lane.net) == ("project", "Q2", eur(300))
    assert [line.description for line in lane.lines] == ["Plan", "Deck"]
    assert [line.detail for line in lane.lines] == ["approved", "presented"]
    assert lane.purchase_order == "PO-1"
    own = replace(agreed, projects=(replace(project, purchase_order="PO-9"),))
    (lane,) = lanes_of(group.charges, "en", own)
    assert lane.purchase_order == "PO-9"


@pytest.mark.parametrize(
    ("name", "lane"),
    [
        ("Fractional CMO retainer, {period}", "Fractional CMO retainer"),
        ("CMO – {period}", "CMO"),
        ("CMO ({period})", "CMO"),
        ("{period}: CMO", "CMO"),
        ("CMO {period} Berlin", "CMO Berlin"),
        ("CMO – {period} – Berlin", "CMO – Berlin"),
        ("Launch", "Launch"),
        ("{period}", "{period}"),
    ],
)
def test_a_lane_has_the_name_without_the_period(name, lane):
    assert lane_name(name) == lane
