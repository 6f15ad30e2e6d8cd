"""The letters about an offer, written at the moment they go."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, cast
from zoneinfo import ZoneInfo

from drumbeat import wiring
from drumbeat.apps.delivery.operations import Claimed
from drumbeat.apps.identity.queries import get_workspace
from drumbeat.apps.offers.queries import (
    OfferRow,
    get_offer,
    given_answer,
    said_in_answer,
)
from drumbeat.apps.sharing.offers import is_wanted
from drumbeat.apps.sharing.queries import parts_of
from drumbeat.core.offer_port import OfferNews
from drumbeat.core.ports import Letter, Message
from drumbeat.jobs import client_links

Step = Literal["new", "nudge", "answer", "record"]


def write_offer(workspace: int, claimed: Claimed, *, at: datetime) -> Message | None:
    """Return a letter about an offer, or None when nobody needs it any more."""
    zone = ZoneInfo(get_workspace(workspace).time_zone)
    row = get_offer(workspace, claimed.offer, on=at.astimezone(zone).date())
    if not is_wanted(row, claimed.step):
        return None
    news = _news(claimed, row, zone)
    if news is None:
        return None
    [(name, email)] = claimed.recipients
    letter = Letter(
        recipients=claimed.recipients,
        audience="approver",
        message_id=claimed.message_id,
        written_at=at,
        page_url=client_links.offer_page_for(workspace, row.id, name, email, at=at),
    )
    return wiring.offer_letters().offer(row.offer, letter, news)


def _news(claimed: Claimed, row: OfferRow, zone: ZoneInfo) -> OfferNews | None:
    """Return what the letter says, None when it is true no more."""
    step, _, of = claimed.step.partition("-")
    if step == "handed":
        return _handed(row, int(of.partition("-")[0]))
    if step == "answer":
        question, text = said_in_answer(claimed.workspace, claimed.offer, int(of))
        return OfferNews("answer", text=text, question=question)
    answer = given_answer(claimed.workspace, claimed.offer)
    if step == "link":  # a new link, asked for on an old one
        step = "record" if answer and answer.is_yes else "new"
    agreed_at = answer.at.astimezone(zone) if answer else None
    return OfferNews(cast("Step", step), agreed_at=agreed_at, shown=row.sha256)


def _handed(row: OfferRow, number: int) -> OfferNews | None:
    """Return the news of a part that is with the client; None once it was answered."""
    for part in parts_of(row.workspace, row):
        if part.number == number and part.noted and part.is_delivered:
            until = part.noted.silence_on
            return OfferNews("handed", part=part.name, silence_on=until)
    return None
