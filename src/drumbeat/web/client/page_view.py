"""A client’s page in words and shapes: what is due, the update, the answers."""

from __future__ import annotations

from itertools import groupby

from drumbeat.core.client_page import ClientPage, Forwarded
from drumbeat.core.client_sums import held_back
from drumbeat.core.documents import Deliverable
from drumbeat.core.settlement import SettlementStatus
from drumbeat.web.client import invoice_view, payment_view
from drumbeat.web.client.pen import Pen
from drumbeat.web.client.shapes import (
    ApprovalView,
    ChoiceView,
    DoneView,
    DueView,
    FeedbackView,
    PageView,
    UpdateView,
)

_CLOSED_AS = {
    SettlementStatus.PAID: "Paid",
    SettlementStatus.CREDITED: "Void",
    SettlementStatus.WRITTEN_OFF: "Void",
}


def page_view(page: ClientPage, pen: Pen) -> PageView:
    """Write the page for its reader."""
    document, reader, words = page.document, page.reader, pen.words
    is_invoice = document.kind == "invoice"
    sender, client = document.seller.name, document.buyer.name
    waiting = _waiting(page)
    payment = payment_view.payment(page, pen)
    title = words.title if is_invoice else words.title_credit
    return PageView(
        link=reader.link,
        title=title.format(number=document.number, sender=sender),
        sender=sender,
        private=words.private_page.format(name=reader.called, client=client),
        not_you=words.not_you_said.format(name=reader.called, sender=sender),
        has_logo=bool(page.logo),
        due=_due(page, pen),
        approval=_approval(page, pen, waiting),
        update=_update(page, pen),
        invoice=invoice_view.invoice(page, pen, waiting=waiting),
        payment=payment,
        closing=payment_view.closing(page, pen),
        reminders=_reminders(page, pen),
        coming=tuple(
            (pen.day(c.on), c.subject, pen.figure(c.amount) if c.amount else None)
            for c in page.coming
        ),
        legal=_legal(page, pen),
        email=document.seller.email,
        pays_first=payment is not None and not waiting,
        forwarded=tuple(_forwarded(one, pen) for one in page.forwarded),
        has_receipt=page.receipt is not None,
    )


def _forwarded(one: Forwarded, pen: Pen) -> str:
    words = pen.words
    said = words.forwarded_seen if one.is_seen else words.forwarded_unseen
    return said.format(name=one.name)


def _waiting(page: ClientPage) -> tuple[str, ...]:
    """Return the sections that wait for this reader’s yes; none that is in question."""
    asks = page.document.kind == "invoice" and bool(page.settlement.open.minor)
    if not asks or not page.reader.may_approve:
        return ()
    return tuple(
        lane.letter
        for lane in page.lanes
        if lane.approval is None and not lane.is_disputed
    )


def _due(page: ClientPage, pen: Pen) -> DueView:
    words, settlement, document = pen.words, page.settlement, page.document
    status, label = _status(page, pen)
    is_open = bool(settlement.open.minor) and document.kind == "invoice"
    part = is_open and settlement.open != document.totals.gross
    notes = [pen.letters.part_paid] if part else []
    held = held_back(page)
    if is_open and held.minor > 0:
        notes.append(words.held_back.format(amount=pen.money(held)))
    amount = settlement.open if is_open else document.totals.gross
    return DueView(
        heading=_heading(page, pen, is_part=part),
        amount=pen.figure(amount),
        status=status,
        label=label,
        when=_when(page, pen) if is_open else "",
        notes=tuple(notes),
    )


def _heading(page: ClientPage, pen: Pen, *, is_part: bool) -> str:
    words = pen.words
    if page.document.kind == "credit_note":
        return words.amount_credited
    if page.settlement.open.minor:
        return words.amount_open if is_part else words.amount_due
    closed = {
        SettlementStatus.PAID: words.amount_paid,
        SettlementStatus.CREDITED: words.amount_credited,
    }
    return closed.get(page.settlement.status, words.amount_open)


def _status(page: ClientPage, pen: Pen) -> tuple[str, str]:
    """Return the one word for where it stands, and how the reader calls it."""
    words, settlement = pen.words, page.settlement
    if page.document.kind == "credit_note":
        return "Approved", pen.printed.credit_note
    if not settlement.open.minor:
        status = _CLOSED_AS.get(settlement.status, "Paid")
        paid = status == "Paid"
        return status, words.status_paid if paid else words.status_cancelled
    if settlement.is_overdue:
        return "Overdue", _late(settlement.overdue_days, pen)
    states = (
        (page.has_question, "Question", words.status_question),
        (
            settlement.status is SettlementStatus.PARTLY_PAID,
            "Part paid",
            words.status_part_paid,
        ),
        (bool(_waiting(page)), "To approve", words.status_to_approve),
        (page.is_approved, "Approved", words.status_approved),
    )
    return next(
        ((status, label) for holds, status, label in states if holds),
        ("Sent", words.status_due),
    )


def _late(days: int, pen: Pen) -> str:
    return (
        pen.letters.one_day_late
        if days == 1
        else pen.letters.days_late.format(days=days)
    )


def _when(page: ClientPage, pen: Pen) -> str:
    words, due = pen.words, page.document.due_date
    day, days = pen.notation.day_with_weekday(due), (due - pen.on).days
    if days < 0:
        return words.was_due.format(day=day)
    said = {0: words.due_today, 1: words.due_tomorrow}.get(days, words.due_in)
    return said.format(day=day, days=days)


def _approval(page: ClientPage, pen: Pen, waiting: tuple[str, ...]) -> ApprovalView:
    return ApprovalView(
        lanes=waiting,
        shown=page.shown,
        said=_approved(page, pen),
        may_be_undone=any(
            lane.approval and lane.approval.may_be_undone for lane in page.lanes
        ),
        by_section=len(waiting) > 1,
    )


def _approved(page: ClientPage, pen: Pen) -> tuple[str, ...]:
    """Return who approved and when: one sentence when one person approved it all."""
    words = pen.words
    given = [(lane.letter, lane.approval) for lane in page.lanes if lane.approval]
    whole = page.is_approved and len({(g.by, g.at) for _, g in given}) == 1
    if given and whole:
        by, at = given[0][1].by, given[0][1].at
        return (words.approved_by.format(name=by, time=pen.time(at)),)
    return tuple(
        words.section_approved_by.format(
            letter=", ".join(letter for letter, _ in same),
            name=one.by,
            time=pen.time(one.at),
        )
        for one, same in groupby(given, key=lambda pair: pair[1])
    )


def _update(page: ClientPage, pen: Pen) -> UpdateView | None:
    document, printed = page.document, pen.printed
    update = document.update
    if update is None or not document.has_update:
        return None
    author = update.author or document.seller.contact_name or document.seller.name
    day = pen.notation.day(document.issue_date)
    following = printed.next_in.format(period=update.next_title)
    parts = (
        (printed.talked, update.answer),
        (following if update.next_title else printed.next_steps, update.next_steps),
        (printed.needed, update.needed),
    )
    return UpdateView(
        eyebrow=pen.words.update_from.format(author=author, day=day),
        title=printed.accomplished_in.format(period=update.title),
        done=tuple(_done(done) for done in update.accomplished),
        parts=tuple((name, text.strip()) for name, text in parts if text.strip()),
        feedback=_feedback(page, pen) if page.reader.hears_of_work else None,
    )


def _done(done: Deliverable) -> DoneView:
    evidence = done.evidence.strip()
    # Text of people: only what is plainly an address becomes one.
    is_address = evidence.lower().startswith(("https://", "http://"))
    href = evidence if is_address and " " not in evidence else ""
    shown = evidence.split("://", 1)[-1].rstrip("/") if href else evidence
    return DoneView(done.text, shown, href)


def _feedback(page: ClientPage, pen: Pen) -> FeedbackView:
    words, given = pen.words, page.feedback
    labels = {
        "on_track": words.on_track,
        "mostly": words.mostly,
        "lets_talk": words.lets_talk,
    }
    chosen = given.choice if given else ""
    return FeedbackView(
        choices=tuple(
            ChoiceView(value, label, value == chosen) for value, label in labels.items()
        ),
        chosen=chosen,
        said=words.you_said.format(choice=labels[chosen]) if chosen in labels else "",
        text=given.text if given else "",
    )


def _reminders(page: ClientPage, pen: Pen) -> str:
    """Return when we write again; nothing while a question or a promise rests it."""
    days = page.reminded_on(pen.on)
    rests = page.has_question and not held_back(page).minor  # about all of it
    if not days or rests or not page.settlement.open.minor:
        return ""
    return pen.words.reminders_follow.format(days=pen.days(days))


def _legal(page: ClientPage, pen: Pen) -> tuple[str, ...]:
    seller, printed = page.document.seller, pen.printed
    address = ", ".join((seller.name, *filter(None, seller.address.lines)))
    codes = (
        (printed.vat, seller.vat_id),
        (printed.tax_number, seller.tax_number),
        ("", seller.legal_id),
    )
    return (address, *(f"{name} {code}".strip() for name, code in codes if code))
