"""The client's page, looked at by us before or after it goes out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from drumbeat.adapters.pdf.notation import Notation
from drumbeat.core.client_page import foreseen
from drumbeat.core.documents import InvoiceDocument
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
    shown = page_words(page, on=on, zone=zone) | {"look_url": reverse("brand_look")}
    answer = render(request, "pages/client_invoice.html", shown)
    answer["Content-Security-Policy"] = _PAGE_POLICY
    answer["X-Frame-Options"] = "SAMEORIGIN"
    return answer
