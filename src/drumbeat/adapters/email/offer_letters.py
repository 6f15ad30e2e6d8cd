"""Offers → what their letters say: here it is, it ends soon, our answer, a record."""

from __future__ import annotations

from typing import Any

from babel.dates import format_time

from drumbeat.adapters.email.greeting import hello, letterhead
from drumbeat.adapters.email.offer_words import OFFER_WORDS, OfferWords
from drumbeat.adapters.email.words import WORDS
from drumbeat.adapters.pdf.notation import Notation
from drumbeat.core.offer import Offer
from drumbeat.core.offer_port import OfferNews
from drumbeat.core.ports import Letter


def offer_letter(
    offer: Offer, letter: Letter, news: OfferNews
) -> tuple[str, dict[str, Any]]:
    """Return the subject of a letter and what its template is given."""
    words = OFFER_WORDS[offer.buyer.language]
    notation = Notation.of(offer.buyer.language, offer.buyer.address.country)
    kind = words.kinds[offer.kind]
    facts = {
        "title": offer.title,
        "part": news.part,
        "until": notation.day_with_weekday(offer.valid_until),
        "at": _moment(news, notation),
    }
    subject, intro = {
        "new": (kind.subject, kind.intro),
        "nudge": (f"Re: {kind.subject}", words.nudge),
        "answer": (words.answer_subject, ""),
        "record": (kind.record_subject, kind.record),
        "handed": (words.handed_subject, words.handed),
    }[news.step]
    shown = letterhead(offer.seller, offer.buyer) | {
        "hello": hello(WORDS[offer.buyer.language], letter),
        "intro": intro.format(**facts),
        "title": news.part or offer.title,
        "facts": _facts(offer, news, words, notation),
        "text": news.text,
        "question": news.question,
        "button": words.button,
    }
    return subject.format(**facts), shown


def _facts(
    offer: Offer, news: OfferNews, words: OfferWords, notation: Notation
) -> list[str]:
    """Return the lines below the title."""
    if news.step == "handed":
        if news.silence_on is None:
            return []
        until = notation.day_with_weekday(news.silence_on)
        return [words.silence.format(until=until)]
    lines = []
    if offer.project is not None:
        lines.append(words.price.format(price=notation.money(offer.project.amount)))
    if news.step == "record":
        lines.append(words.proof.format(shown=news.shown))
    else:
        until = notation.day_with_weekday(offer.valid_until)
        lines.append(words.until.format(until=until))
    return lines


def _moment(news: OfferNews, notation: Notation) -> str:
    """Return the time of a yes, as the reader writes it."""
    if news.agreed_at is None:
        return ""
    clock = format_time(news.agreed_at, "short", locale=notation.words.locale)
    return f"{notation.day(news.agreed_at.date())}, {clock}"
