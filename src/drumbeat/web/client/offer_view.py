"""The page of an offer in words and shapes: what it is, where it stands, what to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from drumbeat.core.client_page import Said
from drumbeat.core.money import Money
from drumbeat.core.offer import ChangedInvoice, Offer, OfferPage, OfferState
from drumbeat.core.offer_parts import OfferedPart
from drumbeat.core.payment_words import payment_terms_text
from drumbeat.core.terms import Project
from drumbeat.web.client.languages.offers import OFFERS
from drumbeat.web.client.offer_vocabulary import OfferPageWords
from drumbeat.web.client.pen import Figure, Pen
from drumbeat.web.client.shapes import MessageView

_ACCEPTED = {"accepted", "invoiced"}
_STATUS = {
    OfferState.OPEN: "To approve",
    OfferState.AGREED: "Approved",
    OfferState.DECLINED: "Held",
    OfferState.WITHDRAWN: "Void",
    OfferState.EXPIRED: "Void",
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One of the facts below the title, in one or two lines."""

    name: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlanRow:
    """An invoice of the plan."""

    day: str
    what: str
    amount: Figure
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """An invoice before and after a change."""

    day: str
    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class DecisionView:
    """What the reader may decide now; `may_spend` is empty where no price is paid."""

    heading: str
    shown: str
    yes: str
    does: str
    may_spend: str


@dataclass(frozen=True, slots=True)
class PartView:
    """A deliverable; `said` is how far it has come, empty before the yes.

    `may_answer` when the reader may accept it or ask about it now.
    """

    number: int
    name: str
    measure: str
    amount: Figure | None
    said: tuple[str, ...]
    icon: str
    may_answer: bool


@dataclass(frozen=True, slots=True)
class OfferView:
    """The page of one reader of an offer."""

    link: int
    kind: str
    title: str
    sender: str
    private: str
    not_you: str
    has_logo: bool
    eyebrow: str
    status: str  # a word of the design's status vocabulary
    price: Figure | None
    price_note: str
    facts: tuple[Fact, ...]
    deliverables: tuple[PartView, ...]
    agreed: tuple[str, ...]
    text: str
    plan: tuple[PlanRow, ...]
    changes: tuple[ChangeRow, ...]
    sums: tuple[str, ...]
    decision: DecisionView | None
    said: tuple[str, ...]
    thread: tuple[MessageView, ...]
    may_ask: bool
    may_renew: bool
    may_accept: bool
    accepts: tuple[str, ...]  # what is said above the button for the whole
    legal: tuple[str, ...]
    email: str


def offer_view(page: OfferPage, pen: Pen) -> OfferView:
    """Write the page for its reader."""
    offer, reader, words = page.offer, page.reader, OFFERS[page.offer.buyer.language]
    sender = offer.seller.name
    project = offer.project
    return OfferView(
        link=reader.link,
        kind=offer.kind,
        title=offer.title,
        sender=sender,
        private=reader.called,
        not_you=pen.words.not_you_said.format(name=reader.called, sender=sender),
        has_logo=bool(page.logo),
        eyebrow=_eyebrow(page, pen, words),
        status=_STATUS[page.state],
        price=pen.figure(project.amount) if project else None,
        price_note=_price_note(project, pen, words) if project else "",
        facts=_facts(offer, pen, words),
        deliverables=_deliverables(page, project, pen, words) if project else (),
        agreed=_agreed(project, words) if project else (),
        text=offer.text,
        plan=_plan(offer, pen, words),
        changes=tuple(_change(change, pen, words) for change in offer.changes),
        sums=_sums(offer, pen, words),
        decision=_decision(page, pen, words) if page.may_decide else None,
        said=_said(page, pen, words),
        thread=tuple(
            MessageView(said.by, pen.time(said.at), _about(said, words), said.is_ours)
            for said in page.thread
        ),
        may_ask=page.state in {OfferState.OPEN, OfferState.AGREED},
        may_renew=page.state in {OfferState.EXPIRED, OfferState.DECLINED},
        may_accept=_may_accept(page),
        accepts=_accepts(page, pen, words),
        legal=(", ".join((sender, *filter(None, offer.seller.address.lines))),),
        email=offer.seller.email,
    )


def _eyebrow(page: OfferPage, pen: Pen, words: OfferPageWords) -> str:
    until = pen.notation.day_with_weekday(page.offer.valid_until)
    answer = page.answer
    if answer is not None and page.state in {OfferState.AGREED, OfferState.DECLINED}:
        said = words.agreed_by if answer.is_yes else words.declined_by
        return said.format(name=answer.by, time=pen.time(answer.at))
    open_words = words.for_approval if page.offer.project else words.to_confirm
    said = {
        OfferState.WITHDRAWN: words.withdrawn,
        OfferState.EXPIRED: words.ended,
    }.get(page.state, open_words)
    return said.format(until=until, owner=page.owner)


def _price_note(project: Project, pen: Pen, words: OfferPageWords) -> str:
    """Return “fixed, VAT 21%” or why no tax is added."""
    tax = project.tax
    if tax.category != "S":
        return f"{words.price_note}, {pen.printed.no_tax[tax.category]}"
    rate = pen.notation.percent(tax.rate)
    return f"{words.price_note}, + {pen.printed.vat} {rate}"


def _facts(offer: Offer, pen: Pen, words: OfferPageWords) -> tuple[Fact, ...]:
    if offer.project is not None:
        return _project_facts(offer, offer.project, pen, words)
    facts = [Fact(pen.printed.terms, (_terms(offer),))]
    if offer.starts is not None:
        facts.insert(0, Fact(words.starts, (pen.notation.day(offer.starts),)))
    return tuple(facts)


def _project_facts(
    offer: Offer, project: Project, pen: Pen, words: OfferPageWords
) -> tuple[Fact, ...]:
    if isinstance(project.bill_on, date):
        invoice = words.invoice_on.format(day=pen.day(project.bill_on))
    else:
        accepted = project.bill_on == "acceptance"
        invoice = words.invoice_accepted if accepted else words.invoice_after
    told = (
        (words.when, tuple(offer.when.splitlines())),
        (words.where, tuple(offer.where.splitlines())),
        (words.invoice, (invoice, _terms(offer))),
    )
    return tuple(Fact(name, lines) for name, lines in told if lines)


def _terms(offer: Offer) -> str:
    return payment_terms_text(offer.payment, offer.buyer.language)


def _plan(offer: Offer, pen: Pen, words: OfferPageWords) -> tuple[PlanRow, ...]:
    return tuple(
        PlanRow(
            day=pen.notation.day(invoice.bill_on),
            what=invoice.what,
            amount=pen.figure(invoice.gross),
            notes=(
                words.pay_by.format(due=pen.day(invoice.due)),
                words.reminders.format(
                    days=pen.days([day for day, _ in invoice.reminders])
                )
                if invoice.reminders
                else words.no_reminders,
            ),
        )
        for invoice in offer.invoices
    )


def _change(change: ChangedInvoice, pen: Pen, words: OfferPageWords) -> ChangeRow:
    def figure(amount: Money | None) -> str:
        return words.none if amount is None else pen.money(amount)

    return ChangeRow(
        pen.notation.day(change.bill_on),
        change.what,
        figure(change.before),
        figure(change.after),
    )


def _sums(offer: Offer, pen: Pen, words: OfferPageWords) -> tuple[str, ...]:
    """Return the changed invoices together: before, after, and the difference."""
    if not offer.changes:
        return ()
    before, after = offer.sums
    more = after - before
    sign = "+" if more.minor > 0 else ""
    told = words.difference.format(amount=f"{sign}{pen.money(more)}")
    return pen.money(before), pen.money(after), told if more else words.same


def _decision(page: OfferPage, pen: Pen, words: OfferPageWords) -> DecisionView:
    offer, name = page.offer, page.reader.called
    project = offer.project
    if project is None:
        does = words.does_plan if offer.kind == "plan" else words.does_change
        heading = words.confirm_as.format(name=name)
        tick = words.may_spend.format(client=offer.buyer.name)
        tick = tick if offer.asks_for_money else ""
        return DecisionView(heading, page.shown, words.confirm, does, tick)
    amount = pen.money(project.amount)
    if isinstance(project.bill_on, date):
        does = words.does_on.format(amount=amount, day=pen.day(project.bill_on))
    else:
        accepted = project.bill_on == "acceptance"
        does = (words.does_accepted if accepted else words.does_after).format(
            amount=amount
        )
    return DecisionView(
        heading=words.approve_as.format(name=name),
        shown=page.shown,
        yes=words.approve.format(amount=amount),
        does=does,
        may_spend=words.may_spend.format(client=offer.buyer.name),
    )


def _deliverables(
    page: OfferPage, project: Project, pen: Pen, words: OfferPageWords
) -> tuple[PartView, ...]:
    """Return what the reader gets, part by part where it is accepted part by part."""
    if not any(part.number for part in page.parts):
        return tuple(
            PartView(0, each.name, each.measure, None, (), "check", may_answer=False)
            for each in project.deliverables
        )
    is_agreed = page.state is OfferState.AGREED
    return tuple(
        PartView(
            number=part.number,
            name=part.name,
            measure=part.measure,
            amount=pen.figure(part.amount),
            said=_part_said(part, pen, words) if is_agreed else (),
            icon=_part_icon(part) if is_agreed else "check",
            may_answer=is_agreed and part.is_delivered and page.reader.may_approve,
        )
        for part in page.parts
    )


def _part_said(part: OfferedPart, pen: Pen, words: OfferPageWords) -> tuple[str, ...]:
    """Return how far a part has come, in sentences."""
    note = part.noted
    if note is None:
        return (words.part_open,)
    if part.state == "rejected":
        return (words.part_back,)
    if note.accepted_on is not None:
        accepted = words.part_accepted.format(day=pen.day(note.accepted_on))
        return (
            (accepted, words.part_billed) if part.state == "invoiced" else (accepted,)
        )
    said = []
    if note.delivered_on is not None:
        said.append(words.part_waits.format(day=pen.day(note.delivered_on)))
    if note.silence_on is not None:
        said.append(words.part_silence.format(day=pen.day(note.silence_on)))
    return tuple(said)


def _part_icon(part: OfferedPart) -> str:
    if part.state in _ACCEPTED:
        return "check"
    return "clock" if part.is_delivered else "dots"


def _agreed(project: Project, words: OfferPageWords) -> tuple[str, ...]:
    """Return what a yes says about accepting: silence, and what comes together."""
    days = project.accepted_after_days
    together = {"week": words.weekly, "2 weeks": words.fortnightly}
    said = (
        "" if days is None else words.silence.format(days=days),
        together.get(project.collected, ""),
    )
    return tuple(filter(None, said))


def _accepts(page: OfferPage, pen: Pen, words: OfferPageWords) -> tuple[str, ...]:
    """Return what stands above the button that accepts the whole."""
    whole = next((part for part in page.parts if part.number == 0), None)
    if whole is not None and whole.noted is not None:
        return (*_part_said(whole, pen, words), words.accepts)
    return (words.accepts,)


def _about(said: Said, words: OfferPageWords) -> str:
    """Return a message with the deliverable it is about, where it is about one."""
    if not said.about:
        return said.text
    return f"{words.part_about.format(name=said.about)}: {said.text}"


def _said(page: OfferPage, pen: Pen, words: OfferPageWords) -> tuple[str, ...]:
    """Return what follows from a yes: the record, and how far the work has come."""
    if page.state is not OfferState.AGREED:
        return ()
    said = [words.record.format(shown=page.shown[:16])]
    answer = page.answer
    if answer is not None and answer.purchase_order:
        said.insert(0, f"{words.po} {answer.purchase_order}")
    if page.accepted_on is not None:
        said.append(words.accepted.format(day=pen.day(page.accepted_on)))
    if page.project_state == "invoiced":
        said.append(words.billed)
    return tuple(said)


def _may_accept(page: OfferPage) -> bool:
    """Say whether the work waits for the reader's acceptance."""
    project = page.offer.project
    return (
        project is not None
        and page.state is OfferState.AGREED
        and page.reader.may_approve
        and project.bill_on == "acceptance"
        and page.project_state not in _ACCEPTED
        and not any(part.number for part in page.parts)  # each by itself
    )
