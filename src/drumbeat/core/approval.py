"""A yes belongs to a content: its hash, when it is stale, and who may give it."""

from __future__ import annotations

from collections.abc import Mapping

from drumbeat.core.errors import Refusal
from drumbeat.core.money import Money
from drumbeat.core.snapshot import canonical_json, sha256_hex


class StaleRequest(Refusal):
    """The content changed after the question was asked."""

    rule = "APR-1"
    message = "This has changed since you were asked; open it again to see what is new."


class SamePerson(Refusal):
    """Two people must look where the rule asks for four eyes."""

    rule = "APR-2"
    message = "{person} asked for this approval; somebody else must give it."


class ExceptionUnexplained(Refusal):
    """What goes out without its update goes with a reason."""

    rule = "APR-3"
    message = "Say why it goes without an update; the reason is kept."


def content_hash(snapshot: Mapping[str, object]) -> str:
    """Return the hash an approval is bound to."""
    return sha256_hex(canonical_json(dict(snapshot)))


def is_stale(approved_hash: str, snapshot: Mapping[str, object]) -> bool:
    """Say whether the content is another than the one asked about or approved."""
    return content_hash(snapshot) != approved_hash


def check_answer(requested_hash: str, snapshot: Mapping[str, object]) -> None:
    """Refuse an answer to a question about content that is gone. [APR-1]"""
    if is_stale(requested_hash, snapshot):
        raise StaleRequest


def needs_two_people(amount: Money, above: Mapping[str, int]) -> bool:
    """Say whether two people must look at an amount.

    `above` is the most, in minor units by currency, that one may approve alone; a
    currency that is not in it has no limit.
    """
    limit = above.get(amount.currency)
    return limit is not None and amount.minor > limit


def check_approver(*, requester: str, approver: str, four_eyes: bool) -> None:
    """Refuse a yes from the person who asked, where the rule says so. [APR-2]"""
    if four_eyes and requester.casefold() == approver.casefold():
        raise SamePerson(person=approver)
