"""Documents → finished letters: the packet that goes out, and its reminders."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.template import Context, Engine

from drumbeat.adapters.email.greeting import hello, letterhead
from drumbeat.adapters.email.offer_letters import offer_letter
from drumbeat.adapters.email.words import WORDS, LetterWords
from drumbeat.adapters.pdf.notation import Notation
from drumbeat.adapters.pdf.payment_code import grouped
from drumbeat.core.documents import InvoiceDocument, Tax
from drumbeat.core.offer import Offer
from drumbeat.core.offer_port import OfferNews
from drumbeat.core.ports import (
    Attachment,
    Letter,
    Message,
    NoticeLetter,
    ReminderState,
)

_TEMPLATES = Engine(
    dirs=[str(Path(__file__).parent / "templates")], autoescape=True, debug=False
)
_PLAIN = Engine(
    dirs=[str(Path(__file__).parent / "templates")], autoescape=False, debug=False
)
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Letters:
    """Writes letters in the client's language, from the seller's own address.

    `fallback_address` is used while the seller has none on record.
    """

    fallback_address: str

    def invoice(
        self, document: InvoiceDocument, letter: Letter, *, pdf: bytes
    ) -> Message:
        """Return the mail that carries an invoice or a credit note.

        A reader who only pays gets amount, reference and account first; everybody
        else the update.
        """
        words = WORDS[document.buyer.language]
        facts = _facts(document)
        with_update = document.has_update and letter.audience != "payer"
        if document.kind == "credit_note":
            subject, intro = words.subject_credit, words.intro_credit
        elif with_update:
            subject, intro = words.subject_with_update, words.intro_with_update
        else:
            subject, intro = words.subject, words.intro
        shown = _shown(document, words, facts) | {
            "hello": hello(words, letter),
            "intro": intro.format(**facts),
            "update": document.update if with_update else None,
            "is_payer": letter.audience == "payer",
        }
        kind = document.kind.replace("_", "-")
        name = "-".join(filter(None, (kind, document.number)))
        filename = _UNSAFE.sub("-", f"{name}.pdf")
        return self._message(
            document,
            letter,
            subject.format(**facts),
            "invoice",
            shown,
            attachments=(Attachment(filename, "application/pdf", pdf),),
        )

    def reminder(
        self, document: InvoiceDocument, letter: Letter, state: ReminderState
    ) -> Message:
        """Return the reminder; amounts are those of the day it is written. [S-70]"""
        words = WORDS[document.buyer.language]
        notation = Notation.of(document.buyer.language, document.buyer.address.country)
        late = max((state.on - document.due_date).days, 0)
        tone = words.heads_up
        if late:
            tones = {"clear": words.clear, "firm": words.firm, "final": words.final}
            tone = tones.get(state.tone, words.friendly)
        how_late = words.one_day_late if late == 1 else words.days_late
        facts = _facts(document) | {
            "amount": notation.money(state.open_balance),
            "late": how_late.format(days=late),
            "weekday": notation.day_with_weekday(document.due_date),
        }
        promise = ""
        if tone is words.friendly and state.next_contact_on is not None:
            promise = words.silence.format(next=notation.day(state.next_contact_on))
        is_part_paid = state.open_balance != document.totals.gross
        before = tone.before.format(**facts)
        if is_part_paid and tone is words.friendly:
            before = ""  # “not seen it arrive” would contradict what follows
        shown = _shown(document, words, facts) | {
            "hello": hello(words, letter),
            "before": before,
            "after": tone.after.format(**facts),
            "promise": promise,
            "part_paid": _why_less(words, state) if is_part_paid else "",
            "amount": facts["amount"],
            "when": facts["late"] if late else words.due.format(**facts),
        }
        return self._message(
            document, letter, tone.subject.format(**facts), "reminder", shown
        )

    def answer(
        self, document: InvoiceDocument, letter: Letter, *, question: str, text: str
    ) -> Message:
        """Return our answer to what the reader asked about the document."""
        words = WORDS[document.buyer.language]
        facts = _facts(document)
        shown = _shown(document, words, facts) | {
            "hello": hello(words, letter),
            "text": text,
            "question": question,
        }
        subject = words.answer_subject.format(**facts)
        return self._message(document, letter, subject, "answer", shown)

    def approval(
        self, document: InvoiceDocument, letter: Letter, *, by: str, on: date
    ) -> Message:
        """Return what tells who pays that the document was approved, by whom, when."""
        words = WORDS[document.buyer.language]
        notation = Notation.of(document.buyer.language, document.buyer.address.country)
        facts = _facts(document) | {"by": by, "day": notation.day(on)}
        shown = _shown(document, words, facts) | {
            "hello": hello(words, letter),
            "text": words.approved.format(**facts),
        }
        subject = words.approved_subject.format(**facts)
        return self._message(document, letter, subject, "approval", shown)

    def offer(self, offer: Offer, letter: Letter, news: OfferNews) -> Message:
        """Return a letter about something a client is asked to agree on."""
        subject, shown = offer_letter(offer, letter, news)
        return self._message(offer, letter, subject, "offer", shown)

    def notice(self, letter: NoticeLetter) -> Message:
        """Return a letter of the house to one of its members."""
        sender, subject = _one_line(letter.sender), _one_line(letter.subject)
        # A paragraph that is an address becomes a link; nothing else is marked up.
        blocks = [block.strip() for block in letter.text.split("\n\n")]
        shown = {"subject": subject, "sender": sender, "blocks": blocks}
        return Message(
            message_id=letter.message_id,
            written_at=letter.written_at,
            sender=(sender, self.fallback_address),
            to=(("", letter.to),),
            subject=subject,
            text=f"{letter.text}\n\n{sender}\n",
            html=_TEMPLATES.get_template("notice.html").render(Context(shown)),
            headers=(("Auto-Submitted", "auto-generated"),),
        )

    def _message(
        self,
        document: InvoiceDocument | Offer,
        letter: Letter,
        subject: str,
        template: str,
        shown: Mapping[str, Any],
        *,
        attachments: tuple[Attachment, ...] = (),
    ) -> Message:
        sender = _one_line(document.seller.contact_name or document.seller.name)
        address = document.seller.email or self.fallback_address
        context = dict(shown) | {
            "sender": sender,
            "subject": _one_line(subject),
            "page_url": letter.page_url,
        }
        return Message(
            message_id=letter.message_id,
            written_at=letter.written_at,
            sender=(sender, address),
            to=tuple((_one_line(n), address) for n, address in letter.recipients),
            subject=_one_line(subject),
            text=_PLAIN.get_template(f"{template}.txt").render(
                Context(context, autoescape=False)
            ),
            html=_TEMPLATES.get_template(f"{template}.html").render(Context(context)),
            reply_to=address,
            in_reply_to=letter.in_reply_to,
            attachments=attachments,
        )


def _facts(document: InvoiceDocument) -> dict[str, str]:
    """Return what sentences are filled with, in the reader's notation."""
    notation = Notation.of(document.buyer.language, document.buyer.address.country)
    to_come = notation.words.number_at_issue  # a draft has neither number nor reference
    return {
        "number": document.number or to_come,
        "preceding": document.preceding_invoice,
        "amount": notation.money(document.totals.gross),
        "due": notation.day(document.due_date),
        "title": document.update.title if document.update else "",
        "iban": grouped(document.seller.iban),
        "reference": grouped(document.reference) or to_come,
        "po": ", ".join(_purchase_orders(document)),
        "count": str(len(document.update.accomplished)) if document.update else "",
    }


def _purchase_orders(document: InvoiceDocument) -> list[str]:
    """Return every PO of the document once: its own and those of its lanes."""
    named = (document.purchase_order, *(lane.purchase_order for lane in document.lanes))
    return [po for po in dict.fromkeys(named) if po]


def _shown(
    document: InvoiceDocument, words: LetterWords, facts: Mapping[str, str]
) -> dict[str, Any]:
    notation = Notation.of(document.buyer.language, document.buyer.address.country)
    is_invoice = document.kind == "invoice"
    title = words.document if is_invoice else words.credit_document
    payment = []
    if is_invoice and document.seller.iban:
        payment = [
            words.pay_by_transfer.format(**facts),
            words.reference.format(**facts),
        ]
    return letterhead(document.seller, document.buyer) | {
        "number": facts["number"],
        "document": title.format(**facts),
        "due": words.due.format(**facts) if is_invoice else "",
        "lanes": [
            ("ABCD"[place % 4], lane.name, notation.money(lane.net))
            for place, lane in enumerate(document.lanes)
        ],
        "taxes": [
            (_tax_name(words, notation, s.tax), notation.money(s.amount))
            for s in document.totals.subtotals
        ],
        "total": notation.money(document.totals.gross),
        "payment": payment,
        "po": words.purchase_order.format(**facts) if facts["po"] else "",
        "preview_count": words.preview_count.format(**facts),
    }


def _tax_name(words: LetterWords, notation: Notation, tax: Tax) -> str:
    """Return “VAT 21%”, or why there is none, in the words of the PDF."""
    if tax.category != "S":
        return notation.words.no_tax[tax.category]
    return words.vat.format(rate=notation.percent(tax.rate).replace("%", "").strip())


def _why_less(words: LetterWords, state: ReminderState) -> str:
    """Say why less is asked for than the document says."""
    if state.in_question:
        return words.in_question.format(sections=state.in_question)
    return words.part_paid


def _one_line(text: str) -> str:
    return _CONTROL.sub(" ", text).strip()
