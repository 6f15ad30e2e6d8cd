"""A client’s page by hand: two sections, an update, a reader who may do all."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from django.template.loader import render_to_string
from django.test import RequestFactory

from adapters.pdf_cast import invoice
from drumbeat.core.client_page import (
    Announced,
    ClientPage,
    GivenApproval,
    GivenFeedback,
    Reader,
    Said,
    SharedLane,
    Thread,
)
from drumbeat.core.lane_amounts import lane_amounts, lettered
from drumbeat.core.money import Money
from drumbeat.core.party import Contact, Language
from drumbeat.core.settlement import Settlement, SettlementStatus
from drumbeat.web.client import page_words

DAY = date(2026, 11, 3)
AT = datetime(2026, 11, 4, 7, 51, tzinfo=UTC)  # 08:51 in Amsterdam
ZONE = "Europe/Amsterdam"
INGRID = Contact("Ingrid Solberg", "ingrid@halden.example", ("approver", "payer"))


def client_page(language: Language = "en", **changes) -> ClientPage:
    """Return the page as it is on the day of issue, with some of it changed."""
    document = changes.pop("document", None) or invoice(language=language)
    gross = document.totals.gross
    amounts = lane_amounts(document)
    page = ClientPage(
        reader=Reader(5, INGRID.name, INGRID.email, INGRID.roles),
        document=document,
        shown="9f86d081",
        owner="Nora Lindqvist",
        settlement=Settlement(gross, SettlementStatus.OPEN, 0),
        payable=gross,
        lanes=tuple(
            SharedLane(letter, lane, amounts[letter])
            for letter, lane in lettered(document)
        ),
        bank_since=date(2025, 3, 1),
        reminders=(Announced(date(2026, 11, 24), "friendly"),),
        coming=(Announced(date(2026, 12, 1), subject="Retainer", amount=gross),),
    )
    return replace(page, **changes)


def settled(page: ClientPage, status: SettlementStatus, **changes) -> ClientPage:
    """Return the page with nothing left open."""
    nothing = Money.zero(page.document.currency)
    closed = Settlement(nothing, status, 0)
    return replace(page, settlement=closed, payable=nothing, **changes)


def approved(page: ClientPage, letters: str = "AB", **changes) -> ClientPage:
    """Return the page with those sections approved at 08:51."""
    given = GivenApproval("Ingrid Solberg", AT, **changes)
    lanes = tuple(
        replace(lane, approval=given if lane.letter in letters else None)
        for lane in page.lanes
    )
    return replace(page, lanes=lanes)


def question(**changes) -> Thread:
    """Return a question about the first line of section B."""
    asked = Said("Ingrid Solberg", "Does this include <b>week 43</b>?", AT)
    return Thread(
        **({"id": 12, "reason": "detail", "messages": (asked,)} | changes),
        **({} if "lane" in changes else {"lane": "B"}),
        **({} if "line" in changes else {"line": 0}),
    )


def answered(page: ClientPage, choice: str, text: str = "") -> ClientPage:
    return replace(page, feedback=GivenFeedback(choice, text, AT))


def html(page: ClientPage, *, on: date = DAY) -> str:
    """Return the page as it is sent."""
    words = page_words.page_words(page, on=on, zone=ZONE)
    request = RequestFactory().get("/c/5")
    return render_to_string("pages/client_invoice.html", words, request=request)
