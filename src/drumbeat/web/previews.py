"""What goes out, looked at before or after: the letter in its frame, the PDF."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse

from drumbeat import wiring
from drumbeat.core.documents import InvoiceDocument
from drumbeat.core.party import Contact
from drumbeat.core.payment_receipt import PaymentReceipt
from drumbeat.core.ports import Message
from drumbeat.jobs.letters import letter_to

TABS = (
    ("invoice", "Invoice"),
    ("page", "Client’s page"),
    ("letter", "E-mail"),
    ("pdf", "PDF"),
)
_OF_ONE_READER = ("page", "letter")

# A letter is shown as it arrives: its own styles, and nothing else that could act.
_LETTER_POLICY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
)
# The browser's own viewer brings the styles and the plug-in it needs.
_PDF_POLICY = (
    "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; "
    "img-src data:; base-uri 'none'; frame-ancestors 'self'"
)
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class Tab:
    """A way to look at the document."""

    name: str
    href: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who gets a letter of their own."""

    name: str
    href: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """How the document is looked at: which tab, and for the letter whose."""

    kind: str
    tabs: tuple[Tab, ...]
    readers: tuple[Reader, ...] = ()
    letter: Message | None = None
    reader: int = 0


def preview(
    request: HttpRequest, document: InvoiceDocument, *, at: datetime
) -> Preview:
    """Return the preview that the address asks for; an unknown one is the invoice."""
    kind = request.GET.get("preview", "invoice")
    kinds = [name for name, _ in TABS]
    if kind not in kinds or (kind in _OF_ONE_READER and not document.readers):
        kind = "invoice"
    tabs = tuple(
        Tab(words, f"?{urlencode({'preview': name})}", name == kind)
        for name, words in TABS
        if name not in _OF_ONE_READER or document.readers
    )
    if kind not in _OF_ONE_READER:
        return Preview(kind, tabs)
    place = place_of(request, document.readers)
    readers = _readers(document, kind, place)
    if kind == "page":
        return Preview(kind, tabs, readers, reader=place)
    message = letter_to(document, document.readers[place], at=at)
    return Preview(kind, tabs, readers, message, place)


def _readers(document: InvoiceDocument, kind: str, here: int) -> tuple[Reader, ...]:
    return tuple(
        Reader(
            contact.name or contact.email,
            f"?{urlencode({'preview': kind, 'reader': place})}",
            place == here,
        )
        for place, contact in enumerate(document.readers)
    )


def letter_of(
    request: HttpRequest, document: InvoiceDocument, *, at: datetime
) -> HttpResponse:
    """Serve the letter to the reader that the address names."""
    if not document.readers:
        raise Http404
    reader = document.readers[place_of(request, document.readers)]
    return letter(letter_to(document, reader, at=at).html)


def letter(html: str) -> HttpResponse:
    """Serve the HTML of a letter to its frame, under a policy of its own."""
    answer = HttpResponse(html)
    answer["Content-Security-Policy"] = _LETTER_POLICY
    answer["X-Frame-Options"] = "SAMEORIGIN"
    return answer


def pdf(document: InvoiceDocument, *, name: str, download: bool) -> HttpResponse:
    """Serve the PDF as it goes out, to be looked at or kept."""
    content = wiring.document_renderer().render(document)
    return _pdf_file(content, name, download=download)


def receipt(receipt: PaymentReceipt, *, download: bool) -> HttpResponse:
    """Serve the receipt of a paid invoice."""
    content = wiring.document_renderer().render_receipt(receipt)
    name = f"{receipt.document.number}-receipt"
    return _pdf_file(content, name, download=download)


def _pdf_file(content: bytes, name: str, *, download: bool) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/pdf")
    how = "attachment" if download else "inline"
    filename = _UNSAFE.sub("-", f"{name}.pdf")
    answer["Content-Disposition"] = f'{how}; filename="{filename}"'
    answer["Content-Security-Policy"] = _PDF_POLICY
    answer["X-Frame-Options"] = "SAMEORIGIN"
    return answer


def place_of(request: HttpRequest, readers: Sequence[Contact]) -> int:
    """Return which of the readers the address names; the first for nobody."""
    asked = request.GET.get("reader", "0")
    return int(asked) if asked.isdecimal() and int(asked) < len(readers) else 0
