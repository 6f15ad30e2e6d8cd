"""The mail that carries a document: as it goes, and as it is looked at before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Literal, cast
from zoneinfo import ZoneInfo

from drumbeat import wiring
from drumbeat.apps.delivery.operations import Claimed
from drumbeat.apps.delivery.queries import first_message_id
from drumbeat.apps.invoices.queries import list_documents
from drumbeat.apps.reminders.queries import OpenPlan, get_answer, plan_of
from drumbeat.apps.sharing.queries import list_approvals, said_of_talk
from drumbeat.core.documents import InvoiceDocument
from drumbeat.core.party import Contact
from drumbeat.core.ports import Letter, Message, ReminderState
from drumbeat.jobs import client_links
from drumbeat.jobs.offer_letters import write_offer

Writer = Callable[[Claimed], Message | None]


def letter_writer(workspace: int, *, at: datetime) -> Writer:
    """Return what writes the mail of one dispatch of the workspace.

    The readers of one invoice follow each other, so its PDF is made once for them.
    """
    rendered: dict[int, bytes] = {}

    def write(claimed: Claimed) -> Message | None:
        if claimed.kind == "offer":
            return write_offer(workspace, claimed, at=at)
        document = list_documents(workspace, [claimed.invoice])[claimed.invoice]
        if claimed.kind == "reminder":
            return _reminder(workspace, claimed, document, at=at)
        if claimed.kind == "answer":
            return _answer(workspace, claimed, document, at=at)
        if claimed.kind == "approval":
            return _approved(workspace, claimed, document, at=at)
        if claimed.invoice not in rendered:
            rendered.clear()
            rendered[claimed.invoice] = wiring.document_renderer().render(document)
        letter = _letter(claimed, document, at=at)
        return wiring.letters().invoice(document, letter, pdf=rendered[claimed.invoice])

    return write


def letter_to(document: InvoiceDocument, reader: Contact, *, at: datetime) -> Message:
    """Return the letter that carries a document to one person, to be looked at.

    The same hand writes it as when it goes; only the PDF is not enclosed.
    """
    letter = Letter(
        recipients=((reader.name, reader.email),),
        audience=reader.audience,
        message_id="",
        written_at=at,
    )
    return wiring.letters().invoice(document, letter, pdf=b"")


def _letter(
    claimed: Claimed, document: InvoiceDocument, *, at: datetime, in_reply_to: str = ""
) -> Letter:
    return Letter(
        recipients=claimed.recipients,
        audience=cast("Literal['approver', 'payer']", claimed.audience),
        message_id=claimed.message_id,
        written_at=at,
        in_reply_to=in_reply_to,
        page_url=client_links.page_for(
            claimed.workspace, claimed.invoice, document, claimed.recipients, at=at
        ),
    )


def _answer(
    workspace: int, claimed: Claimed, document: InvoiceDocument, *, at: datetime
) -> Message:
    """Write what we answered, with the question below it."""
    of, _, talk = claimed.step.partition("-")
    if talk:
        question, text = said_of_talk(workspace, int(talk))
    else:
        said = get_answer(workspace, int(of))
        question, text = said.question, said.text
    first = first_message_id(workspace, claimed.invoice)
    letter = _letter(claimed, document, at=at, in_reply_to=first)
    return wiring.letters().answer(document, letter, question=question, text=text)


def _approved(
    workspace: int, claimed: Claimed, document: InvoiceDocument, *, at: datetime
) -> Message | None:
    """Tell who pays that it is approved, unless that was taken back or it is paid."""
    given = list_approvals(workspace, claimed.invoice)
    plan = plan_of(workspace, claimed.invoice)
    if len(given) < len(document.lanes) or plan is None:
        return None
    last = max(given, key=lambda row: row.id)
    if str(last.id) != claimed.step or plan.circumstances.open.minor <= 0:
        return None  # taken back, and given anew with a letter of its own; or paid
    zone = ZoneInfo(plan.circumstances.zone)
    first = first_message_id(workspace, claimed.invoice)
    letter = _letter(claimed, document, at=at, in_reply_to=first)
    day = last.at.astimezone(zone).date()
    return wiring.letters().approval(document, letter, by=last.by, on=day)


def _reminder(
    workspace: int, claimed: Claimed, document: InvoiceDocument, *, at: datetime
) -> Message | None:
    """Write a reminder from the facts of this very moment."""
    plan = plan_of(workspace, claimed.invoice)
    if plan is None or not _may_go(plan, at=at):
        return None
    place = ZoneInfo(plan.circumstances.zone)
    row = next((r for r in plan.rows if r.name == claimed.step), None)
    if row is None:
        return None
    later = [r.at for r in plan.rows if r.state == "planned" and r.step > row.step]
    state = ReminderState(
        tone=row.tone,
        # Who gets it later than the others reads the same number.
        number=1 + sum(r.state == "sent" and r.step < row.step for r in plan.rows),
        open_balance=plan.circumstances.open,
        on=at.astimezone(place).date(),
        next_contact_on=min(later).astimezone(place).date() if later else None,
        in_question=", ".join(plan.in_question),
    )
    first = first_message_id(workspace, claimed.invoice)
    letter = _letter(claimed, document, at=at, in_reply_to=first)
    return wiring.letters().reminder(document, letter, state)


def _may_go(plan: OpenPlan, *, at: datetime) -> bool:
    """Say whether nothing happened since the claim that makes the letter wrong."""
    now = plan.circumstances
    promised = now.promised_until
    on = at.astimezone(ZoneInfo(now.zone)).date()
    return (
        now.open.minor > 0
        and not now.disputed
        and not now.paused
        and (promised is None or on > promised)
    )
