"""What breaks the books of offers: not what was shown, or not what was answered."""

from __future__ import annotations

from collections.abc import Iterator

from drumbeat.apps.offers.models import Offer
from drumbeat.core.snapshot import sha256_hex

_ANSWERED = {"approved": True, "rejected": False}


def changed(workspace: int) -> Iterator[str]:
    """Yield offers that are not as they were shown, or not as they were answered."""
    mine = Offer.objects.filter(workspace_id=workspace).select_related("offeranswer")
    for offer in mine.iterator():
        if sha256_hex(offer.content.encode()) != offer.sha256:
            yield f"offer {offer.id} is not what was shown"
        given = getattr(offer, "offeranswer", None)
        if given is not None and given.shown != offer.sha256:
            yield f"offer {offer.id} was answered about something else"
        wanted = _ANSWERED.get(offer.state)
        is_yes = given.is_yes if given else None
        # One that was declined may be withdrawn after it.
        if is_yes != wanted and (offer.state != "withdrawn" or is_yes):
            yield f"offer {offer.id} is {offer.state}, its answer {is_yes}"
