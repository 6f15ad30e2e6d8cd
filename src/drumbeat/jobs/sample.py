"""The sample workspace: seven clients and a hundred days, played by the real duties."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from drumbeat import wiring
from drumbeat.apps.audit.operations import Actor
from drumbeat.apps.banking import operations as banking
from drumbeat.apps.billing import operations as billing
from drumbeat.apps.billing.queries import DraftRow, list_drafts
from drumbeat.apps.engagements import operations as engagements
from drumbeat.apps.identity.operations import (
    NewWorkspace,
    open_first_workspace,
    set_monthly_floor,
)
from drumbeat.apps.identity.queries import get_workspace
from drumbeat.apps.invoices.queries import IssuedRow, list_invoices
from drumbeat.apps.parties.operations import set_issuer
from drumbeat.apps.payments import operations as payments
from drumbeat.apps.payments.operations import Receipt
from drumbeat.apps.reminders import operations as reminders
from drumbeat.apps.reminders.operations import Doubt
from drumbeat.core.bank_lines import BankLine, BankStatement
from drumbeat.core.documents import Deliverable, UpdatePage
from drumbeat.core.engagement_file import parse
from drumbeat.core.money import Money
from drumbeat.core.party import PostalAddress, Seller
from drumbeat.jobs import duties
from drumbeat.jobs.duties import DayReport, Shift
from drumbeat.jobs.sample_offers import make_offers
from drumbeat.jobs.sample_terms import HISTORY, sample_files

OWNER = "nora@lindqvist.example"
ZONE = ZoneInfo("Europe/Amsterdam")
NORA = Actor("Nora Lindqvist", "cli")

_SELLER = Seller(
    name="Lindqvist Advisory B.V.",
    address=PostalAddress(("Herengracht 401", "1017 BP Amsterdam"), "NL"),
    vat_id="NL812345678B01",
    legal_id="KvK 76543210",
    email=OWNER,
    phone="+31 20 555 0142",
    contact_name="Nora Lindqvist",
    iban="NL91ABNA0417164300",
    bic="ABNANL2A",
    brand_colour="#1f4a3d",
)
_DONE = (
    Deliverable("Positioning signed off by the board", "Board deck, slide 12"),
    Deliverable("Launch page live: 1,240 sign-ups in 9 days", "halden.example/h2-arm"),
    Deliverable("Two agencies briefed, one shortlisted", "Scorecard"),
    Deliverable("Sales narrative rolled out to 14 people", "Recording, 38 min"),
    Deliverable("Marketing lead hired, starts on the 16th"),
)
# Days after the issue on which each client pays; who is missing has not paid lately.
_PAYS_AFTER = {
    "Halden Robotics B.V.": 9,
    "Koru Coffee Roasters": 1,
    "Atlas Freight N.V.": 13,
    "Osterhaus Legal PartG mbB": 11,
    "Sable & Finch Ltd": 12,
    "Brightwell Health B.V.": 16,
    "Meridian Analytics SAS": 24,
}
_UNPAID_SINCE = {"Brightwell Health B.V.": 40, "Sable & Finch Ltd": 12}


@dataclass(slots=True)
class _Play:
    """The workspace while its history is played."""

    workspace: int
    today: date


def make_sample(
    password: str,
    *,
    at: datetime,
    progress: Callable[[int, int], None],
    owner: str = OWNER,
) -> int:
    """Make the workspace and play its history up to `at`; return its id.

    `owner` is the address with which one signs in to look around.

    Everything is done by the operations that a person and the worker use, so what the
    demo shows is what the product does.

    :raises AlreadyOpen: there is a workspace here
    """
    today = at.astimezone(ZONE).date()
    first = at - HISTORY
    new = NewWorkspace(
        name="Lindqvist Advisory",
        country="NL",
        currency="EUR",
        time_zone=ZONE.key,
        owner_email=owner,
        owner_name=NORA.name,
        password=password,
        default_tax="S 21",
        is_sample=True,
    )
    workspace = open_first_workspace(new, at=first)
    set_issuer(workspace, _SELLER)
    set_monthly_floor(workspace, Money(1_800_000, "EUR"), actor=NORA, at=first)
    for number, text in enumerate(sample_files(today), start=1):
        terms = parse(text, file=f"sample {number}")
        engagements.import_engagement(workspace, terms, actor=NORA, at=first)
    play = _Play(workspace, today)
    for day in range(HISTORY.days):
        on = today - HISTORY + timedelta(days=day)
        _play_day(play, on, datetime.combine(on, time(18), tzinfo=ZONE).astimezone(UTC))
        progress(day + 1, HISTORY.days + 1)
    _play_today(play, at)
    progress(HISTORY.days + 1, HISTORY.days + 1)
    return workspace


def _shift(play: _Play, at: datetime) -> Shift:
    workspace, register = get_workspace(play.workspace), wiring.number_register()
    mailbox = wiring.mailbox(workspace.key)
    return Shift(workspace, at, mailbox, register, NORA)


def _play_day(play: _Play, on: date, at: datetime) -> None:
    """Bill, approve, issue and send; money arrives as each client usually pays."""
    shift, report = _shift(play, at), DayReport()
    duties.bill(shift, report)
    drafts = list_drafts(play.workspace)
    for draft in drafts:
        _write_update(play, draft, at)
        billing.approve(play.workspace, draft.id, actor=NORA, at=at)
    billing.issue_drafts(
        play.workspace,
        [draft.id for draft in drafts],
        at=at,
        actor=NORA,
        calendars=wiring.calendars,
        domain=wiring.mail_domain(),
        register=shift.register,
    )
    duties.deliver(shift, report)
    duties.remind(shift, report)
    _receive(play, on, at)


def _write_update(play: _Play, draft: DraftRow, at: datetime) -> None:
    month = f"{draft.bill_on:%B %Y}"
    page = UpdatePage(
        title=month,
        accomplished=_DONE[: 2 + draft.id % 4],
        next_steps="Press and partner week. Demand plan for the board.",
        needed="Confirm the partner list, so that invitations can leave."
        if draft.id % 2
        else "",
        next_title=f"{draft.bill_on + timedelta(days=31):%B}",
        author=NORA.name,
    )
    billing.pair_update(play.workspace, draft.id, page, actor=NORA, at=at)


def _receive(play: _Play, on: date, at: datetime) -> None:
    """Record what arrives on the day, with the reference of the invoice."""
    for row in list_invoices(play.workspace):
        after = _PAYS_AFTER[row.client_name]
        if row.issue_date + timedelta(days=after) != on:
            continue
        silent = _UNPAID_SINCE.get(row.client_name, 0)
        if row.issue_date > play.today - timedelta(days=silent):
            continue
        # One client pays in two parts; the second has not come yet.
        is_part = (
            row.client_name.startswith("Meridian") and on.month == play.today.month
        )
        _pay(play, row, row.gross.split((1, 1))[0] if is_part else row.gross, on, at)


def _pay(play: _Play, row: IssuedRow, amount: Money, on: date, at: datetime) -> None:
    receipt = Receipt(
        amount=amount,
        received_on=on,
        reference=f"{row.reference} {row.number}",
        source="bank",
        external_id=f"sample-{row.number}",
        client=row.client,
    )
    payments.record_payment(play.workspace, receipt, actor=NORA, at=at)


def _play_today(play: _Play, at: datetime) -> None:
    """Leave today as a morning finds it: drafts, a question, one stray payment."""
    shift, report = _shift(play, at), DayReport()
    duties.bill(shift, report)
    for draft in list_drafts(play.workspace):
        if not draft.client_name.startswith("Koru"):
            _write_update(play, draft, at)
    duties.remind(shift, report)
    make_offers(play.workspace, ZONE.key, on=play.today, actor=NORA, at=at)
    duties.deliver(shift, report)
    invoices = list_invoices(play.workspace)
    asked = [r for r in invoices if r.client_name.startswith("Sable")][-1]
    reminders.dispute(
        play.workspace,
        asked.id,
        asked.number,
        Doubt("question", "Priya Raman", "Is the LinkedIn spend inside line 2?"),
        on=play.today - timedelta(days=2),
        actor=NORA,
        at=at,
    )
    stray = BankLine(play.today, Money(180000, "EUR"), "Facture octobre", "MA SAS 4471")
    statement = BankStatement("NL91ABNA0417164300", "EUR", (stray,))
    banking.import_file(
        play.workspace,
        repr(statement).encode(),
        f"statement-{play.today}.xml",
        lambda _: (statement,),
        actor=NORA,
        at=at,
    )
