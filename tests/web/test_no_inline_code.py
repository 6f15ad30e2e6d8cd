"""A policy forbids what a page does not bring as a file, and no page needs it."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from lxml import html

from web.conftest import PASSWORD
from web.routes import METHODS, ask, confirm, every_route, full_workspace

pytestmark = pytest.mark.django_db

# Letters and PDFs are shown in a frame, under stricter policies of their own: see
# tests/web/test_mailbox.py and tests/web/test_draft_pages.py.
FRAMED = {
    *("draft_letter", "draft_pdf", "invoice_letter", "invoice_pdf", "mailbox_letter"),
    "client_pdf",
}


@pytest.fixture
def answers(settings, tmp_path, practice, nora):
    """Return what every route answers its owner, by method and name."""
    settings.DRUMBEAT_HOME = settings.DRUMBEAT_BACKUPS = tmp_path
    confirm(nora, PASSWORD)
    ids = full_workspace(practice)
    nora.cookies["links"] = ids["links"]  # as if she were that client, too
    Authenticator.objects.all().delete()  # no device made it, so it cannot be read
    return {
        f"{method} {route.name}": ask(nora, method, route.path(ids))
        for route in every_route()
        for method in METHODS
        if route.name not in FRAMED
    }


def test_the_policy_is_strict_everywhere(answers):
    policies = {
        name: answer.headers.get("Content-Security-Policy", "")
        for name, answer in answers.items()
    }

    assert [
        n for n, policy in policies.items() if "default-src 'none'" not in policy
    ] == []
    assert [n for n, policy in policies.items() if "unsafe" in policy] == []


def test_no_page_has_code_or_styles_in_it(answers):
    found, pages = [], 0
    for name, answer in answers.items():
        if "html" not in answer.headers.get("Content-Type", "") or not answer.content:
            continue
        pages += 1
        for element in html.fromstring(answer.content).iter("*"):
            found += [f"{name}: {what}" for what in inline(element)]

    assert found == []
    assert pages > len({name for name in answers if name.startswith("GET")}) / 2


def inline(element) -> list[str]:
    """Return what of an element is code or style written into the page."""
    tag, attributes = element.tag, dict(element.attrib)
    written = [name for name in attributes if name == "style" or name.startswith("on")]
    written += [name for name in attributes if name.startswith(("hx-on", "data-hx-on"))]
    written += [v for v in attributes.values() if v.strip().startswith("javascript:")]
    is_code = tag == "script" and attributes.get("type") != "application/json"
    if tag == "style" or (is_code and "src" not in attributes):
        written.append(f"<{tag}>")
    return written
