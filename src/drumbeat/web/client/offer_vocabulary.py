"""Everything that the page of an offer says; each language fills it in whole."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OfferPageWords:
    """The sentences of one language; names in braces are filled in."""

    # what it is and where it stands
    for_approval: str
    to_confirm: str
    agreed_by: str
    declined_by: str
    ended: str
    withdrawn: str
    renew: str
    please_renew: str
    price_note: str
    # a project
    when: str
    where: str
    invoice: str
    invoice_on: str
    invoice_accepted: str
    invoice_after: str
    you_get: str
    # a plan
    plan: str
    starts: str
    pay_by: str
    reminders: str
    no_reminders: str
    # a change
    change: str
    now: str
    then: str
    none: str
    together: str
    difference: str
    same: str
    stay: str
    # deciding
    approve_as: str
    confirm_as: str
    po: str
    po_hint: str
    may_spend: str
    approve: str
    confirm: str
    does_on: str
    does_accepted: str
    does_after: str
    does_plan: str
    does_change: str
    not_now: str
    why: str
    say_not_now: str
    # asking, and what follows
    ask: str
    questions: str
    record: str
    accept: str
    accepts: str
    accepted: str
    billed: str
    # one deliverable
    part_open: str
    part_accept: str
    part_ask: str
    part_waits: str
    part_silence: str
    part_accepted: str
    part_billed: str
    part_back: str
    part_about: str
    # what is agreed of accepting
    silence: str
    weekly: str
    fortnightly: str
