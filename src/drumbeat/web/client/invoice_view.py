"""The document on a client’s page: its sections, and what is asked under each line."""

from __future__ import annotations

from drumbeat.core.client_page import ClientPage, SharedLane, Thread
from drumbeat.core.client_sums import rest_beside
from drumbeat.core.documents import Line, TaxSubtotal
from drumbeat.core.sent_file import KeptFile
from drumbeat.web.client.pen import Pen
from drumbeat.web.client.shapes import (
    AskView,
    FileView,
    InvoiceView,
    LaneView,
    LineView,
    MessageView,
    ThreadView,
    TotalView,
)


def invoice(page: ClientPage, pen: Pen, *, waiting: tuple[str, ...]) -> InvoiceView:
    """Write the document; `waiting` are the sections the reader may approve."""
    document, printed = page.document, pen.printed
    is_invoice = document.kind == "invoice"
    kind = printed.invoice if is_invoice else printed.credit_note
    facts = [pen.notation.day(document.issue_date)]
    facts += [document.payment_terms] if is_invoice else []
    totals = document.totals
    due = printed.due.format(day=pen.day(document.due_date))
    taxes = (_tax(subtotal, pen) for subtotal in totals.subtotals)
    return InvoiceView(
        heading=f"{kind} {document.number}",
        facts=", ".join(fact for fact in facts if fact),
        lanes=tuple(_lane(page, lane, pen, waiting) for lane in page.lanes),
        totals=(TotalView(printed.before_vat, pen.figure(totals.net)), *taxes),
        payable=TotalView(due if is_invoice else kind, pen.figure(totals.gross)),
        threads=_threads(page, pen, "", None),
        ask=_ask(page, pen, pen.words.ask_invoice),
        order=_order(page, pen),
        is_payable_yet=_takes_answers(page),
    )


def _takes_answers(page: ClientPage) -> bool:
    """Say whether something is still asked for that the reader may speak about."""
    asks = page.document.kind == "invoice" and bool(page.settlement.open.minor)
    return asks and not page.reader.only_reads


def _order(page: ClientPage, pen: Pen) -> str:
    """Return the purchase order that was named after the issue, and by whom."""
    named = page.order
    if named is None:
        return ""
    return pen.words.order_named.format(
        number=named.number, name=named.by, time=pen.time(named.at)
    )


def _tax(subtotal: TaxSubtotal, pen: Pen) -> TotalView:
    printed, tax = pen.printed, subtotal.tax
    amount = pen.figure(subtotal.amount)
    if tax.category == "S":
        return TotalView(f"{printed.vat} {pen.notation.percent(tax.rate)}", amount)
    return TotalView(printed.no_tax[tax.category], amount, tax.exemption_reason)


def _lane(
    page: ClientPage, shared: SharedLane, pen: Pen, waiting: tuple[str, ...]
) -> LaneView:
    lane, printed, words = shared.lane, pen.printed, pen.words
    codes = (
        (printed.purchase_order, lane.purchase_order),
        (printed.cost_centre, lane.cost_centre),
        (printed.agreed, lane.agreed),
    )
    periods = {(line.service_start, line.service_end) for line in lane.lines}
    # What is true of one section alone is said at the top already.
    is_one_of_many = len(page.lanes) > 1
    given, letter = shared.approval if is_one_of_many else None, shared.letter
    return LaneView(
        letter=letter,
        name=lane.name,
        period=pen.notation.month(*periods.pop()) if len(periods) == 1 else "",
        net=pen.figure(lane.net),
        codes=tuple((name, code) for name, code in codes if code),
        lines=tuple(
            _line(page, letter, place, line, pen)
            for place, line in enumerate(lane.lines)
        ),
        threads=_threads(page, pen, letter, None),
        approved=words.approved_by.format(name=given.by, time=pen.time(given.at))
        if given
        else "",
        approve=words.approve_section.format(letter=letter)
        if is_one_of_many and letter in waiting
        else "",
    )


def _line(page: ClientPage, letter: str, place: int, line: Line, pen: Pen) -> LineView:
    notation = pen.notation
    period = notation.days(line.service_start, line.service_end)
    share = pen.printed.prorated.format(share=line.prorated) if line.prorated else ""
    price = notation.unit_price(line.unit_price, line.net.currency)
    figures = f"{notation.quantity(line.quantity)} × {price}"
    details = ("" if line.quantity == 1 else figures, period, share, line.detail)
    return LineView(
        text=line.description,
        details=tuple(detail for detail in details if detail),
        net=pen.figure(line.net),
        threads=_threads(page, pen, letter, place),
        ask=_ask(page, pen, pen.words.ask_line, letter, place),
    )


def _ask(
    page: ClientPage, pen: Pen, label: str, lane: str = "", line: int | None = None
) -> AskView | None:
    if not _takes_answers(page):
        return None
    words = pen.words
    rest = rest_beside(page, lane) if lane else None
    said = [words.answers_here.format(owner=page.owner)]
    if rest and rest.minor:
        said = [
            words.answers_part.format(owner=page.owner),
            words.rest_stays.format(amount=pen.money(rest)),
        ]
    return AskView(ask_key(lane, line), label, lane, line, tuple(said))


def ask_key(lane: str, line: int | None) -> str:
    """Return what tells the form of a question from the others of its page."""
    return f"{lane.lower()}{line}" if line is not None else "all"


def _threads(
    page: ClientPage, pen: Pen, lane: str, line: int | None
) -> tuple[ThreadView, ...]:
    return tuple(
        _thread(thread, pen, may_act=not page.reader.only_reads)
        for thread in page.threads
        if (thread.lane, thread.line) == (lane, line)
    )


def _thread(thread: Thread, pen: Pen, *, may_act: bool) -> ThreadView:
    words = pen.words
    headings = {
        "detail": words.reason_detail,
        "amount": words.reason_amount,
        "not_agreed": words.reason_not_agreed,
        "wrong_order": words.reason_wrong_order,
    }
    waits = words.dispute_open if thread.is_dispute else words.question_open
    return ThreadView(
        id=thread.id,
        heading=headings.get(thread.reason, ""),
        status="Question" if thread.is_open else "Approved",
        label=waits if thread.is_open else words.question_settled,
        messages=tuple(
            MessageView(
                by=said.by,
                when=pen.time(said.at),
                text=said.text,
                is_ours=said.is_ours,
                file=_file(said.file, pen) if said.file else None,
            )
            for said in thread.messages
        ),
        is_open=thread.is_open and may_act,
    )


def _file(kept: KeptFile, pen: Pen) -> FileView:
    return FileView(kept.id, kept.name, pen.size(kept))
