"""What the template of an offer's page is given, for the client or for a preview."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from drumbeat.core.offer import OfferPage
from drumbeat.web.client.languages.offers import OFFERS
from drumbeat.web.client.offer_view import offer_view
from drumbeat.web.client.pen import Pen


def offer_words(page: OfferPage, *, on: date, zone: str) -> dict[str, object]:
    """Return what the template of the page is given."""
    buyer, link = page.offer.buyer, page.reader.link
    pen = Pen.for_buyer(buyer, on=on, zone=zone)
    return {
        "page": offer_view(page, pen),
        "say": pen.words,
        "offer": OFFERS[buyer.language],
        "language": buyer.language,
        "owner": page.owner,
        "waits": pen.words.waits_for.format(owner=page.owner),
        "is_preview": False,
        "look_url": reverse("offer_look", args=[link]),
        "logo_url": reverse("offer_logo", args=[link]),
    }
