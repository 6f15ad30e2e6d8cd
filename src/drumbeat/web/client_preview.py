"""The client's page, looked at by us before or after it goes out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from drumbeat.adapters.pdf.notation import Notation
from drumbeat.core.client_page import Reader, foreseen
from drumbeat.core.documents import InvoiceDocument
from drumbeat.core.offer import Offer, OfferPage, OfferState
from drumbeat.web.client.offer_words import offer_words
from drumbeat.web.client.page_words import page_words
from drumbeat.web.previews import place_of

# A client's page is shown with its looks; its forms lead nowhere, for nobody asked.
_PAGE_POLICY = (
    "sandbox allow-same-origin; default-src 'none'; style-src 'self'; "
    "img-src 'self' data:; font-src 'self'; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'self'"
)


def page_of(
    request: HttpRequest, document: InvoiceDocument, *, on: date, zone: str
) -> HttpResponse:
    """Serve the client's page, as the reader that the address names will find it."""
    if not document.readers:
        raise Http404
    reader = document.readers[place_of(request, document.readers)]
    if not document.number:
        words = Notation.of(document.buyer.language, document.buyer.address.country)
        document = replace(document, number=words.words.number_at_issue)
    page = foreseen(document, reader, on=on)
    return _framed(
        request, "pages/client_invoice.html", page_words(page, on=on, zone=zone)
    )


def offer_page_of(
    request: HttpRequest, offer: Offer, *, on: date, zone: str
) -> HttpResponse:
    """Serve the client's page of an offer, as who approves will find it."""
    name = offer.buyer.contact_name or offer.buyer.name
    reader = Reader(0, name, "", ("approver",))
    page = OfferPage(reader=reader, offer=offer, shown="", state=OfferState.OPEN)
    return _framed(
        request, "pages/client_offer.html", offer_words(page, on=on, zone=zone)
    )


def not_yet(request: HttpRequest, sentences: Sequence[str]) -> HttpResponse:
    """Serve what is still missing, in the frame of the page."""
    return _framed(request, "pages/client_not_yet.html", {"sentences": sentences})


def _framed(
    request: HttpRequest, template: str, words: Mapping[str, object]
) -> HttpResponse:
    """Serve a client's page to a frame of ours, with our colour and no way out."""
    shown = {**words, "look_url": reverse("brand_look"), "is_preview": True}
    answer = render(request, template, shown)
    answer["Content-Security-Policy"] = _PAGE_POLICY
    answer["X-Frame-Options"] = "SAMEORIGIN"
    return answer
