"""What a program may do with a token, at most; the role of its member limits it too."""

from __future__ import annotations

from typing import Literal, get_args

Scope = Literal["read", "prepare", "send"]

SCOPES: tuple[Scope, ...] = get_args(Scope)
PERMITS: dict[Scope, str] = {
    "read": "Reads clients, engagements, drafts, invoices, payments and the queue.",
    "prepare": "Changes agreements and drafts, writes updates, records payments.",
    "send": "Approves drafts, and lets invoices and reminders go out.",
}
