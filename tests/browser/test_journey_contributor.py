"""Somebody asked in for one client writes for it, and finds nothing of the other."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from browser.conftest import sign_in
from browser.furnish import CONTRIBUTOR

THEIRS, OTHER = "Atlas", "Brightwell"


def test_a_contributor_never_meets_the_other_client(furnished, visit):
    house = furnished("2", "contributor")
    page = visit(house)
    sign_in(page, CONTRIBUTOR)
    theirs, other = house.rooms[THEIRS], house.rooms[OTHER]

    looked_at = everything_linked(page)
    assert {"/", "/clients", "/engagements", f"/clients/{theirs['client']}"} <= set(
        looked_at
    )
    assert [path for path, text in looked_at.items() if OTHER in text] == []
    for address in (
        f"/clients/{other['client']}",
        f"/engagements/{other['engagement']}",
        f"/drafts/{other['draft']}",
        f"/drafts/{other['draft']}/pdf",
        f"/?part=peek&selected=draft:{other['draft']}",
        f"/invoices?client={other['client']}",
    ):
        answer = page.request.get(address)
        assert (answer.status, OTHER in answer.text()) == (404, False), address

    page.goto(f"/drafts/{theirs['draft']}")
    field = page.get_by_label("Deliverable", exact=True).first
    field.fill("Written by the contributor")
    field.press("Tab")
    expect(page.locator("#checks")).to_contain_text("Update")
    expect(page.get_by_role("button", name="Approve and send")).to_have_count(0)

    owner = visit(house)
    sign_in(owner)
    owner.goto(f"/drafts/{theirs['draft']}")
    expect(owner.get_by_label("Deliverable", exact=True).first).to_have_value(
        "Written by the contributor"
    )
    expect(owner.get_by_role("button", name="Approve and send")).to_be_visible()
    house.check()


def everything_linked(page: Page) -> dict[str, str]:
    """Follow all links; return what each page says, by its path."""
    found: dict[str, str] = {}
    waiting = ["/"]
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        page.goto(path)
        assert page.title(), path
        found[path] = page.content()
        for link in page.eval_on_selector_all("a[href]", "all => all.map(a => a.href)"):
            parts = urlsplit(link)
            is_ours = parts.netloc == urlsplit(page.url).netloc
            if is_ours and not parts.path.endswith((".csv", "/pdf", "/file")):
                waiting.append(parts.path)
    return found
