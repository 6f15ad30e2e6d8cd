"""Fill an empty house for a journey; say by JSON what stands in it.

python furnish.py CLIENTS                bill that many clients today, updates unwritten
python furnish.py CLIENTS written        … with an update in each draft
python furnish.py CLIENTS contributor    … and somebody asked in for the first client
python furnish.py CLIENTS readers        … all issued, with links for who reads them
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from datetime import date, datetime

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "drumbeat.config.settings")
NAMES = "Atlas Brightwell Halden Koru Meridian Osterhaus Sable".split()
OWNER, CONTRIBUTOR = "nora@x.example", "ben@x.example"
PASSWORD = "always small invoices"
READERS = {"Ada": "approver", "Pia": "payer", "Cem": "copy"}


def main(clients: int, *wishes: str) -> None:
    django.setup()
    from cast import NORA, Practice
    from drumbeat import clock
    from drumbeat.apps.identity.models import User, Workspace
    from drumbeat.cli.setup import apply_migrations

    apply_migrations()
    practice = Practice.open(on="2026-01-01")
    Workspace.objects.update(update_required=True)
    user = User.objects.get()
    user.set_password(PASSWORD)
    user.save()
    now = clock.now()
    today = clock.today(practice.workspace.time_zone)
    with_launch = "readers" in wishes  # so that there are two sections
    engagements = agree(practice, NAMES[:clients], today, now, with_launch=with_launch)
    practice.bill_at(now)
    if wishes:
        write_updates(practice, now)
    if "contributor" in wishes:
        ask_in(practice, NAMES[0])
    found = {
        draft.client_name: {
            "draft": draft.id,
            "client": draft.client,
            "engagement": engagements[draft.client_name],
        }
        for draft in practice.drafts()
    }
    assert len(found) == clients, (NORA, found)
    if "readers" in wishes:
        found = {
            name: links_to(practice, number, now)
            for name, number in issued(practice, now)
        }
    json.dump(found, sys.stdout)


def agree(
    practice, names: list[str], today: date, now: datetime, *, with_launch: bool
) -> dict[str, int]:
    from cast import NORA, VAT, eur, monthly
    from drumbeat.apps.engagements import operations
    from drumbeat.core.terms import AddOn

    first, found = today.replace(day=1), {}
    launch = AddOn("Launch", eur("800.00"), first, VAT)
    add_ons = (launch,) if with_launch else ()
    for name in names:
        terms = monthly(name, starts=first, add_ons=add_ons)
        made = operations.import_engagement(practice.id, terms, actor=NORA, at=now)
        found[name] = made.id
    return found


def write_updates(practice, now: datetime) -> None:
    from cast import NORA
    from drumbeat.apps.billing.operations import pair_update
    from drumbeat.core.documents import Deliverable, UpdatePage

    for draft in practice.drafts():
        done = Deliverable(f"Plan for {draft.client_name} signed off")
        page = UpdatePage(title="This month", accomplished=(done,))
        pair_update(practice.id, draft.id, page, actor=NORA, at=now)


def ask_in(practice, client: str) -> None:
    from allauth.account.models import EmailAddress

    from drumbeat.apps.identity.models import Member, User
    from drumbeat.apps.parties.models import ClientMember
    from drumbeat.apps.parties.queries import find_client

    user = User.objects.create_user(CONTRIBUTOR, PASSWORD)
    EmailAddress.objects.create(
        user=user, email=CONTRIBUTOR, verified=True, primary=True
    )
    member = Member.objects.create(
        workspace_id=practice.id, user=user, name="Ben", role="contributor"
    )
    ClientMember.objects.create(
        client_id=find_client(practice.id, client), member=member
    )


def issued(practice, now: datetime) -> Iterator[tuple[str, str]]:
    """Issue every draft; yield whose it was and the number it got."""
    from cast import DOMAIN, NORA
    from drumbeat import wiring
    from drumbeat.apps.billing import operations as billing

    drafts = {draft.id: draft.client_name for draft in practice.drafts()}
    for draft in drafts:
        billing.approve(practice.id, draft, actor=NORA, at=now)
    for done in billing.issue_drafts(
        practice.id,
        list(drafts),
        at=now,
        actor=NORA,
        calendars=wiring.calendars,
        domain=DOMAIN,
        register=wiring.number_register(),
    ):
        yield drafts[done.draft], done.number


def links_to(practice, number: str, now: datetime) -> dict[str, str]:
    """Return the address of each reader’s page by their part, and the number."""
    from drumbeat.apps.sharing.operations import make_token
    from drumbeat.core.party import Contact

    invoice, found = practice.invoice(number).id, {"number": number}
    for name, role in READERS.items():
        reader = Contact(name, f"{name.lower()}@x.example", (role,))
        token = make_token(practice.id, reader, invoice=invoice, at=now)
        found[role] = f"/i/{token}"
    return found


if __name__ == "__main__":
    main(int(sys.argv[1]), *sys.argv[2:])
