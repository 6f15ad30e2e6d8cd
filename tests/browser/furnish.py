"""Fill an empty house for a journey; say by JSON what stands in it.

python furnish.py CLIENTS                bill that many clients today, updates unwritten
python furnish.py CLIENTS written        … with an update in each draft
python furnish.py CLIENTS contributor    … and somebody asked in for the first client
"""

from __future__ import annotations

import json
import os
import sys
from datetime import date, datetime

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "drumbeat.config.settings")
NAMES = "Atlas Brightwell Halden Koru Meridian Osterhaus Sable".split()
OWNER, CONTRIBUTOR = "nora@x.example", "ben@x.example"
PASSWORD = "always small invoices"


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
    engagements = agree(practice, NAMES[:clients], today, now)
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
    json.dump(found, sys.stdout)


def agree(practice, names: list[str], today: date, now: datetime) -> dict[str, int]:
    from cast import NORA, monthly
    from drumbeat.apps.engagements import operations

    found = {}
    for name in names:
        terms = monthly(name, starts=today.replace(day=1))
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


if __name__ == "__main__":
    main(int(sys.argv[1]), *sys.argv[2:])
