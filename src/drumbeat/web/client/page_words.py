"""What the template of a client's page is given, for the client or for a preview."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from drumbeat.core.client_page import ClientPage
from drumbeat.core.sent_file import ENDINGS
from drumbeat.web.client.page_view import page_view
from drumbeat.web.client.pen import Pen
from drumbeat.web.client.shapes import TypedView


def page_words(
    page: ClientPage, *, on: date, zone: str, typed: TypedView | None = None
) -> dict[str, object]:
    """Return what the template is given; `typed` is what was refused just now."""
    pen = Pen.of(page.document, on=on, zone=zone)
    return {
        "page": page_view(page, pen),
        "say": pen.words,
        "language": page.document.buyer.language,
        "waits": pen.words.waits_for.format(owner=page.owner),
        "scan": pen.printed.scan,
        "typed": typed,
        "endings": ",".join(ENDINGS),
        "is_preview": False,
        "look_url": reverse("client_look", args=[page.reader.link]),
        "logo_url": reverse("client_logo", args=[page.reader.link]),
    }
