"""Every route of ours, and a workspace so full that each has something to lead to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from io import BytesIO

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse
from lxml import html
from PIL import Image

from cast import NORA, VAT, Practice, eur, monthly, noon
from drumbeat import clock, wiring
from drumbeat.adapters.images.logo import read_logo
from drumbeat.apps.banking import operations as banking
from drumbeat.apps.banking.queries import list_open_lines
from drumbeat.apps.billing.operations import approve_and_issue
from drumbeat.apps.calendars.models import EventMove
from drumbeat.apps.calendars.operations import add_calendar
from drumbeat.apps.identity.models import ApiToken, Member, User
from drumbeat.apps.identity.operations import (
    NewInvitation,
    NewToken,
    invite,
    make_token,
    require_two_people,
)
from drumbeat.apps.offers.queries import get_basis
from drumbeat.apps.parties.operations import NewLogo, set_logo
from drumbeat.apps.parties.queries import find_client, find_logo, get_client_file
from drumbeat.apps.reminders.answers import NewQuestion
from drumbeat.apps.reminders.answers import ask as ask_about
from drumbeat.apps.reminders.queries import list_files
from drumbeat.apps.sharing.offers import Post, share
from drumbeat.apps.sharing.operations import make_token as make_token_of_link
from drumbeat.apps.sharing.queries import open_link
from drumbeat.core.bank_lines import BankLine, BankStatement
from drumbeat.core.money import Money
from drumbeat.core.party import Contact
from drumbeat.core.sent_file import read_file
from drumbeat.core.terms import Project
from drumbeat.jobs import duties
from drumbeat.jobs.duties import DayReport, Shift

# Addresses that have no id in them, but a word that is the same in every workspace,
# or a secret of its own: with none of them does one reach for what is another's.
WORDS = {"term": "amount", "kind": "invoice", "uidb36": "1", "key": "a-secret"}
WORDS |= {"word": "another-secret", "secret": "a-third-secret"}
METHODS = ("GET", "POST")
# What a client opens with a private link, whoever else is signed in.
BY_LINK = {
    f"client_{name}"
    for name in """approval approval_withdrawal feedback forwarding link logo look order
    page payment_day pdf questions receipt renewal reply settlement thread_file
    visit""".split()
} | {
    f"offer_{name}"
    for name in """acceptance decision logo look page part_acceptance part_questions
    questions visit""".split()
}
HIDDEN = ("Halden", "3,630", "3630")  # what only A's pages say


@dataclass(frozen=True)
class Route:
    """An address of ours: its name, and what must be filled in."""

    name: str
    parameters: tuple[str, ...]

    @property
    def leads_to_rows(self) -> bool:
        """Say whether an id stands in it."""
        return bool(set(self.parameters) - set(WORDS))

    def path(self, ids: Mapping[str, object]) -> str:
        known = {**WORDS, **ids}
        unknown = set(self.parameters) - set(known)
        assert not unknown, (
            f"The route {self.name!r} has a parameter that this test does not know: "
            f"add {sorted(unknown)} to the ids of full_workspace() here if it leads to "
            "rows of a workspace, else to WORDS."
        )
        return reverse(self.name, kwargs={key: known[key] for key in self.parameters})


def every_route(resolver: URLResolver | None = None) -> Iterator[Route]:
    """Yield the routes as the addresses are resolved, so that none is forgotten."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from every_route(entry)
        else:
            yield Route(str(entry.name), _parameters(entry))


def _parameters(entry: URLPattern) -> tuple[str, ...]:
    return tuple(entry.pattern.regex.groupindex)


def full_workspace(practice: Practice) -> dict[str, object]:
    """Fill a workspace with one of each; return the ids, by the parameter's name."""
    theirs = monthly()
    engagement = practice.agree(theirs)
    [number] = practice.bill_and_issue("2026-01-01")
    mailbox = wiring.mailbox(practice.workspace.key)
    shift = Shift(
        practice.workspace, noon("2026-01-02"), mailbox, wiring.number_register()
    )
    duties.deliver(shift, DayReport())
    practice.pay("1000.00", "2026-01-05", client="Halden")
    practice.bill("2026-02-01")
    [draft] = practice.drafts()
    practice.agree(replace(monthly(), name="Board seat", starts=date(2026, 2, 1)))
    practice.bill("2026-02-01")
    held = practice.drafts()[-1]
    approve_and_issue(
        practice.id,
        held.id,
        actor=NORA,
        at=clock.now(),
        hold_seconds=600,
        expected_hash=held.content_hash,
        override_reason=None,
    )
    client = find_client(practice.id, "Halden")
    [contact] = get_client_file(practice.id, client).contacts
    picture = BytesIO()
    Image.new("RGB", (300, 100), "#1f4a3d").save(picture, "PNG")
    made = read_logo(picture.getvalue())
    logo = NewLogo(made.png, made.width, made.height)
    set_logo(practice.id, logo, actor=NORA, at=noon("2026-01-01"))
    kept = mailbox.list_messages()[0]
    colleague = User.objects.create_user("ben@x.example", None)
    person = Member.objects.create(
        workspace_id=practice.id, user=colleague, name="Ben", role="biller"
    )
    invitation = invite(
        practice.id,
        NewInvitation("ann@x.example", "reader"),
        address=str,
        actor=NORA,
        at=clock.now(),
    )
    limit = Money(1_000_000_000, "EUR")
    require_two_people(practice.id, "EUR", limit, actor=NORA, at=clock.now())
    ends = clock.now() + timedelta(days=9)
    nora = Member.objects.get(workspace_id=practice.id, role="owner")
    token = NewToken("Bookkeeping", frozenset({"read"}), ends)
    make_token(practice.id, nora.id, token, actor=NORA, at=clock.now())
    passkey = Authenticator.objects.create(
        user=nora.user, type="webauthn", data={"name": "Laptop", "credential": {}}
    )
    return {
        "client": client,
        "contact": contact.id,
        "currency": "EUR",  # of which this workspace alone has a limit
        "draft": draft.id,
        "engagement": engagement,
        "invitation": invitation,
        "message_id": kept.id,
        "number": number,
        "person": person.id,
        "pk": passkey.pk,
        "token": ApiToken.objects.get(workspace_id=practice.id).id,
        "subject": f"invoice:{number}",
        "sha256": find_logo(practice.id).sha256,
        **private_link(practice, number, contact.contact),
        **private_offer(practice, engagement, contact.contact),
        **moved_event(practice, engagement),
        **waiting_money(practice),
    }


def waiting_money(practice: Practice) -> dict[str, object]:
    """Read a file of the bank that brings money nobody knows."""
    now = clock.now()
    stray = BankLine(now.date(), eur("36.30"), "Who is this", "Halden")
    statement = BankStatement("NL91ABNA0417164300", "EUR", (stray,))
    done = banking.import_file(
        practice.id, b"one", "one.xml", lambda _: (statement,), actor=NORA, at=now
    )
    [line] = list_open_lines(practice.id)
    return {"bank_file": done.file, "bank_line": line.id}


def private_link(practice: Practice, number: str, reader: Contact) -> dict[str, object]:
    """Give the client a link and have it used; “links” is the cookie that opens it."""
    now = clock.now()
    invoice = practice.invoice(number).id
    secret = make_token_of_link(practice.id, reader, invoice=invoice, at=now)
    link = open_link(secret).link
    sent = read_file("why.txt", b"Because of this.")
    question = NewQuestion("detail", "Why?", file=sent)
    thread = ask_about(practice.id, link, question, on=now.date(), at=now)
    [kept] = list_files(invoice)
    return {"link": link, "links": secret, "thread": thread, "file": kept.file.id}


def private_offer(
    practice: Practice, engagement: int, reader: Contact
) -> dict[str, object]:
    """Offer the client a workshop; “offer_links” is the cookie that opens it."""
    now = clock.now()
    basis = get_basis(practice.id, engagement)
    workshop = Project("Workshop", eur("3630.00"), "acceptance", VAT)
    until = now.date() + timedelta(days=9)
    offer = share(
        practice.id,
        engagement,
        replace(
            basis.offer("project", "Workshop", valid_until=until), project=workshop
        ),
        [replace(reader, roles=("approver",))],
        post=Post("x.example", "Europe/Amsterdam"),
        on=now.date(),
        actor=NORA,
        at=now,
    )
    secret = make_token_of_link(practice.id, reader, offer=offer, at=now)
    link = open_link(secret).link
    return {"offer": offer, "offer_link": link, "offer_links": secret, "part": 0}


def moved_event(practice: Practice, engagement: int) -> dict[str, object]:
    """Give the workspace a calendar, and an entry of it that moved."""
    now = clock.now()
    calendar = add_calendar(practice.id, "Nora", "", actor=NORA, at=now)
    move = EventMove.objects.create(
        workspace_id=practice.id,
        engagement_id=engagement,
        project="Workshop",
        was=now.date(),
        at=now,
    )
    return {"calendar": calendar, "move": move.id}


def second_client(practice: Practice) -> int:
    """Add a client beside the one whom everything of the full workspace is about."""
    terms = monthly("Osterhaus", starts=date(2026, 2, 1))
    retainer = replace(terms.retainers[0], amount=eur("700.00"))
    practice.agree(replace(terms, retainers=(retainer,)))
    practice.bill("2026-02-01")
    return find_client(practice.id, "Osterhaus")


def joined(workspace: int, role: str, password: str) -> Client:
    """Return the browser of somebody who has that part, signed in."""
    email = f"{role}-{workspace}@x.example"
    user = User.objects.create_user(email, password)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    Member.objects.create(workspace_id=workspace, user=user, name=role, role=role)
    browser = Client()
    answer = browser.post("/sign-in", {"email": email, "password": password})
    assert answer["Location"] == "/"
    confirm(browser, password)
    return browser


def confirm(browser: Client, password: str) -> None:
    """Show once more that it is them, as pages about one's passkeys ask."""
    answer = browser.post("/account/confirmation", {"password": password})
    assert answer.status_code == 302


def ask(
    browser: Client, method: str, path: str, fields: Mapping[str, object] | None = None
) -> HttpResponse:
    """Ask, and let everything be as it was before."""
    cookies = browser.cookies.copy()
    with transaction.atomic():
        answer = getattr(browser, method.lower())(path, fields or {})
        if answer.streaming:
            whole = b"".join(answer.streaming_content)
            while answer._resource_closers:  # not close(), which ends the connection
                answer._resource_closers.pop()()
            answer.streaming_content = (whole,)
        transaction.set_rollback(True)
    browser.cookies = cookies
    return answer


def said(answer: HttpResponse) -> str:
    """Return the whole answer as text, whatever it is."""
    whole = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return whole.decode(errors="replace")


def is_html(answer: HttpResponse) -> bool:
    return answer.status_code == 200 and "html" in answer.get("Content-Type", "")


def offers(answer: HttpResponse) -> Iterator[tuple[str, str]]:
    """Yield what a page lets one do: method and route of each link and form."""
    page = html.fromstring(answer.content)
    asked = [("GET", link.get("href")) for link in page.iter("a") if link.get("href")]
    asked += [
        (form.get("method", "get").upper(), form.get("action") or "")
        for form in page.iter("form")
    ]
    for method, address in asked:
        path = address.partition("#")[0].partition("?")[0]
        if path.startswith("/"):
            yield method, str(resolve(path).url_name)
