"""For whom and for which moment a command acts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import click

from drumbeat import clock
from drumbeat.apps.audit.operations import Actor
from drumbeat.apps.identity.queries import (
    WorkspaceRow,
    get_only_workspace,
    owner_of,
)
from drumbeat.core.errors import Refusal
from drumbeat.core.money import CURRENCIES, Money
from drumbeat.core.terms_grammar import parse_day

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


class DayNotCome(Refusal):
    """Nothing is billed, issued, sent or booked in the future."""

    rule = "CLI-1"
    message = (
        "{day} has not come, today is {today}; look ahead with `drumbeat rehearse`."
    )


class NotACurrency(Refusal):
    """Money has a currency of ISO 4217."""

    rule = "CLI-4"
    message = "“{code}” is not a currency; write it like EUR."


def read_day(
    ctx: click.Context, param: click.Parameter, value: str | None
) -> date | None:
    """Read a date of the command line."""
    if value is None:
        return None
    try:
        return parse_day(value)
    except Refusal as refusal:
        raise click.BadParameter(refusal.sentence, ctx, param) from None


def read_amount(amount: str, currency: str) -> Money:
    """Read an amount of the command line, in that currency.

    :raises NotACurrency: ISO 4217 has no such code
    """
    if currency not in CURRENCIES:
        raise NotACurrency(code=currency)
    return Money.parse(amount, currency)


as_of_option: Decorator = click.option(
    "--as-of",
    callback=read_day,
    metavar="DATE",
    help="Act or report as at the end of that day in the workspace's zone.",
)
json_option: Decorator = click.option(
    "--json", "as_json", is_flag=True, help="For programs."
)


@dataclass(frozen=True, slots=True)
class Session:
    """The workspace, the moment and who acts."""

    workspace: WorkspaceRow
    at: datetime
    on: date  # the day of `at` in the workspace
    actor: Actor

    @property
    def id(self) -> int:
        """Return the id of the workspace."""
        return self.workspace.id


def reading(as_of: date | None = None) -> Session:
    """Return the session of a command that only reads; any day may be asked for.

    :raises NoWorkspace: nothing is set up
    """
    workspace = get_only_workspace()
    zone = ZoneInfo(workspace.time_zone)
    now = clock.now()
    if as_of is None or as_of == now.astimezone(zone).date():
        at = now
    else:
        end = time(23, 59, 59)
        at = datetime.combine(as_of, end, tzinfo=zone).astimezone(UTC)
    actor = Actor(owner_of(workspace.id).name, "cli")
    return Session(workspace, at, at.astimezone(zone).date(), actor)


def acting(as_of: date | None = None) -> Session:
    """Return the session of a command that acts: never in the future.

    :raises NoWorkspace: nothing is set up
    :raises DayNotCome: the day is after today in the workspace
    """
    session = reading(as_of)
    today = clock.today(session.workspace.time_zone)
    if session.on > today:
        raise DayNotCome(day=session.on, today=today)
    return session
