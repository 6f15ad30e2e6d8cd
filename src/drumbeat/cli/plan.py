"""`drumbeat plan`: the billing plan of engagement files, with no database."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click

from drumbeat.adapters.holidays.calendar import is_known, working_days
from drumbeat.cli.main import OUTSIDE_FAILED, REFUSED
from drumbeat.cli.plan_json import plan_object
from drumbeat.core.billing_plan import PlannedInvoice, bill_plan
from drumbeat.core.dates import clamped, month_shifted
from drumbeat.core.engagement_file import EngagementFileRefused, parse
from drumbeat.core.errors import OutsideFailure, Refusal
from drumbeat.core.terms import EngagementTerms
from drumbeat.core.terms_grammar import parse_day

_ZONE = "UTC"  # there is no workspace here to ask
_MANY_FILES = 20
_LAST_YEAR = 2999


class FileNotReadable(OutsideFailure):
    """The file is not there, may not be read, or is not UTF-8."""


@dataclass(frozen=True, slots=True)
class FilePlan:
    """The plan of one file; `trouble` and `exit_code` say why there is none."""

    file: str
    terms: EngagementTerms | None
    until: date
    invoices: tuple[PlannedInvoice, ...] = ()
    trouble: str = ""
    exit_code: int = 0


def _day(ctx: click.Context, param: click.Parameter, value: str | None) -> date | None:
    """Read a date of the command line, up to the year 2999."""
    if value is None:
        return None
    try:
        day = parse_day(value)
    except Refusal as refusal:
        raise click.BadParameter(refusal.sentence, ctx, param) from None
    if day.year > _LAST_YEAR:
        raise click.BadParameter(
            f"A plan ends by {_LAST_YEAR}-12-31; choose an earlier day.", ctx, param
        )
    return day


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@click.option(
    "--until",
    callback=_day,
    metavar="DATE",
    help="Last bill date to show; 12 months after the start when left out.",
)
@click.option(
    "--json", "as_json", is_flag=True, help="One JSON object a line, for programs."
)
@click.pass_context
def plan(
    ctx: click.Context, files: tuple[str, ...], until: date | None, as_json: bool
) -> None:
    """Show every invoice to come: dates, lanes, amounts and reminders.

    A file that is refused is reported as FILE:LINE: what to do; the others are
    planned all the same.
    """
    codes = {0}
    for each in _with_progress(files, until):
        codes.add(each.exit_code)
        if each.terms is None:
            click.echo(each.trouble, err=True)
        elif as_json:
            found = plan_object(each.file, each.terms, each.until, each.invoices)
            click.echo(json.dumps(found, ensure_ascii=False))
        else:
            _show(each, each.terms)
    ctx.exit(max(codes))


def _with_progress(files: tuple[str, ...], until: date | None) -> Iterable[FilePlan]:
    plans = (_plan_of(file, until) for file in files)
    if len(files) < _MANY_FILES or not sys.stderr.isatty():
        return plans
    return _behind_bar(plans, len(files))


def _behind_bar(plans: Iterable[FilePlan], count: int) -> Iterator[FilePlan]:
    with click.progressbar(
        plans, length=count, label="Planning", file=sys.stderr
    ) as bar:
        # On one terminal the bar and the plans would write over each other.
        yield from list(bar) if sys.stdout.isatty() else bar


def _plan_of(file: str, until: date | None) -> FilePlan:
    try:
        terms = parse(_text_of(file), file=file, known_holidays=is_known)
    except EngagementFileRefused as refusal:
        trouble = "\n".join(f"{each} [{refusal.rule}]" for each in refusal.problems)
        return FilePlan(file, None, date.min, trouble=trouble, exit_code=REFUSED)
    except FileNotReadable as failure:
        return FilePlan(
            file, None, date.min, trouble=str(failure), exit_code=OUTSIDE_FAILED
        )
    last = until or _a_year_after(terms.starts)
    invoices = bill_plan(
        terms, until=last, working=working_days(terms.holidays), zone=_ZONE
    )
    return FilePlan(file, terms, last, tuple(invoices))


def _text_of(file: str) -> str:
    try:
        return Path(file).read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileNotReadable(
            f"{file}: This is not UTF-8 text; save it as UTF-8."
        ) from None
    except OSError as error:
        raise FileNotReadable(
            f"{file}: It cannot be read ({error.strerror}); check name and rights."
        ) from None


def _a_year_after(day: date) -> date:
    return clamped(*month_shifted(day.year, day.month, 12), day.day)


def _show(each: FilePlan, terms: EngagementTerms) -> None:
    # Loaded here: programs ask for JSON and need no tables.
    from drumbeat.cli.plan_table import show_plan

    show_plan(each.file, terms, each.until, each.invoices)
