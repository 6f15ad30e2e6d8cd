"""Everything that a client’s page says; each language fills it in whole."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ClientWords:
    """The sentences of one language; names in braces are filled in.

    What stands on the document itself (“Before VAT”, “Reference”) is said by the words
    of the PDF, so that paper and page agree.
    """

    # around the page
    skip: str
    title: str
    title_credit: str
    private_page: str
    not_you: str
    not_you_said: str
    keeps: str
    # the amount and where it stands
    amount_due: str
    amount_open: str
    amount_paid: str
    amount_credited: str
    due_in: str
    due_tomorrow: str
    due_today: str
    was_due: str
    status_due: str
    status_to_approve: str
    status_approved: str
    status_question: str
    status_part_paid: str
    status_paid: str
    status_cancelled: str
    held_back: str
    # approving
    approve: str
    approve_invoice: str
    approve_section: str
    one_section: str
    approved_by: str
    section_approved_by: str
    undo: str
    # the update
    update_from: str
    matches: str
    on_track: str
    mostly: str
    lets_talk: str
    you_said: str
    more_to_say: str
    send: str
    # asking
    ask_line: str
    ask_invoice: str
    add_order: str
    order_number: str
    order_follows: str
    order_named: str
    save: str
    ask_about: str
    reason_detail: str
    reason_amount: str
    reason_not_agreed: str
    reason_wrong_order: str
    your_question: str
    attach: str
    attach_kinds: str
    answers_here: str
    rest_stays: str
    answers_part: str
    send_question: str
    question_open: str
    dispute_open: str
    question_settled: str
    waits_for: str
    your_reply: str
    send_reply: str
    settle: str
    # paying
    pay: str
    pay_amount: str
    copy: str
    copied: str
    trust: str
    trust_always: str
    bank_changed: str
    already_paid: str
    paid_on: str
    we_pay_on: str
    tell: str
    promised: str
    paid_thanks: str
    paid_when: str
    cancelled_by: str
    nothing_left: str
    # files and what follows
    download: str
    pdf_file: str
    receipt: str
    forward: str
    forward_name: str
    forward_email: str
    forward_says: str
    forward_send: str
    forwarded_seen: str
    forwarded_unseen: str
    what_follows: str
    reminders_follow: str
    coming: str
    # links that open nothing, and too many visits
    ended_title: str
    ended_text: str
    ended_again: str
    ended_ask: str
    ended_goes: str
    ended_sent: str
    too_many_title: str
    too_many: str
