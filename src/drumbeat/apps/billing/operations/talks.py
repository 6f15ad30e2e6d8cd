"""A talk that a client asked for is answered in the next update."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from drumbeat.apps.audit.operations import Actor
from drumbeat.apps.billing.models import Draft
from drumbeat.apps.billing.operations.edit import pair_update
from drumbeat.apps.billing.queries import get_content
from drumbeat.apps.sharing import feedback as answers
from drumbeat.core.documents import UpdatePage
from drumbeat.core.lifecycle import DRAFT
from drumbeat.core.party import Language
from drumbeat.core.period_names import update_titles


@transaction.atomic
def answer_talk(
    workspace: int,
    feedback: int,
    text: str,
    *,
    domain: str,
    actor: Actor,
    at: datetime,
) -> str:
    """Say what came of a talk; return the number of the invoice it was about.

    It goes to who asked by mail, and into the update of the draft that waits in the
    same engagement, the earliest of them.

    :raises NothingToTalkAbout: nobody asked, or it was answered already
    :raises NothingNoted: there are no words
    """
    said = answers.answer_talk(
        workspace, feedback, text, domain=domain, actor=actor, at=at
    )
    waiting = Draft.objects.filter(
        workspace_id=workspace, engagement_id=said.engagement, kind="invoice"
    ).exclude(state__in=DRAFT.final)
    draft = waiting.order_by("bill_on", "id").first()
    if draft is not None:
        document = get_content(workspace, draft.id)
        update = document.update or _blank(draft, document.buyer.language, actor)
        whole = "\n\n".join(filter(None, (update.answer, said.text)))
        page = replace(update, answer=whole)
        pair_update(workspace, draft.id, page, actor=actor, at=at)
    return said.number


def _blank(draft: Draft, language: Language, actor: Actor) -> UpdatePage:
    title, coming = update_titles(draft.bill_on, language)
    return UpdatePage(title=title, next_title=coming, author=actor.name)
