"""`drumbeat init`: the tables, the first workspace, its owner and its legal entity."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from typing import Any

import click
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.validators import validate_email
from django.db import transaction

from drumbeat import clock
from drumbeat.adapters.pdf.payment_code import is_iban
from drumbeat.apps.identity.operations import NewWorkspace, open_first_workspace
from drumbeat.apps.parties.operations import set_issuer
from drumbeat.core.countries import COUNTRIES
from drumbeat.core.errors import Refusal
from drumbeat.core.money import CURRENCIES
from drumbeat.core.party import PostalAddress, Seller
from drumbeat.core.zones import is_zone

_VAT_ID = re.compile(r"[A-Z]{2}[0-9A-Z+*]{2,13}")


class WeakPassword(Refusal):
    """The password of the owner would not protect the books."""

    rule = "CLI-2"
    message = "Choose another password: {problem}"


def apply_migrations() -> None:
    """Bring the tables up to date; twice changes nothing."""
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)


def _checked(fits: Callable[[str], bool], sentence: str) -> Callable[..., str]:
    """Return a callback that refuses an option's value with a sentence."""

    def check(ctx: click.Context, param: click.Parameter, value: str) -> str:
        if value and not fits(value):
            raise click.BadParameter(f"“{value}” {sentence}", ctx, param)
        return value

    return check


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _compact(text: str) -> str:
    return text.replace(" ", "").upper()


_OPTIONS = (
    click.option("--workspace", required=True, help="The name on your documents."),
    click.option(
        "--owner",
        required=True,
        metavar="EMAIL",
        callback=_checked(_is_email, "is not an e-mail address."),
    ),
    click.option("--owner-name", default="", help="As others see it."),
    click.option("--password-stdin", is_flag=True, help="Read it from stdin."),
    click.option(
        "--country",
        required=True,
        callback=_checked(
            COUNTRIES.__contains__, "is not a country; write it like DE."
        ),
    ),
    click.option(
        "--currency",
        required=True,
        callback=_checked(
            CURRENCIES.__contains__, "is not a currency; write it like EUR."
        ),
    ),
    click.option(
        "--time-zone",
        required=True,
        callback=_checked(is_zone, "is not a zone; write it like Europe/Berlin."),
    ),
    click.option(
        "--vat-id",
        default="",
        callback=_checked(
            lambda text: bool(_VAT_ID.fullmatch(_compact(text))),
            "is not a VAT id; write it like DE136695976.",
        ),
    ),
    click.option(
        "--iban",
        default="",
        callback=_checked(is_iban, "is not an IBAN; check its digits."),
    ),
    click.option("--address", default="", help="Lines separated by “;”."),
)


def _with_options(function: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


@click.command()
@_with_options
def init(password_stdin: bool, **facts: str) -> None:
    """Set up the tables, the first workspace and its owner; this runs once."""
    password = _password(from_stdin=password_stdin)
    try:
        validate_password(password)
    except ValidationError as weak:
        raise WeakPassword(problem=" ".join(weak.messages)) from None
    apply_migrations()
    new = NewWorkspace(
        name=facts["workspace"],
        country=facts["country"],
        currency=facts["currency"],
        time_zone=facts["time_zone"],
        owner_email=facts["owner"],
        owner_name=facts["owner_name"] or facts["owner"].split("@")[0],
        password=password,
    )
    with transaction.atomic():
        workspace = open_first_workspace(new, at=clock.now())
        set_issuer(workspace, _seller(facts))
    click.echo(f"“{new.name}” is ready; {new.owner_email} can sign in.")


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    entered: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return entered


def _seller(facts: dict[str, str]) -> Seller:
    lines = tuple(line.strip() for line in facts["address"].split(";") if line.strip())
    return Seller(
        name=facts["workspace"],
        address=PostalAddress(lines, facts["country"]),
        vat_id=_compact(facts["vat_id"]),
        email=facts["owner"],
        contact_name=facts["owner_name"],
        iban=_compact(facts["iban"]),
    )
