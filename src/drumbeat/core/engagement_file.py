"""An engagement file: TOML text → the terms of an engagement, or every problem."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import get_args

from drumbeat.core.dates import Convention
from drumbeat.core.documents import Tax
from drumbeat.core.engagement_toml import render as render
from drumbeat.core.errors import Refusal
from drumbeat.core.file_table import FileTable, Notes
from drumbeat.core.money import CURRENCIES, Money
from drumbeat.core.party import Contact, Language
from drumbeat.core.party_words import (
    parse_address,
    parse_country,
    parse_email,
    parse_peppol_id,
    parse_role,
)
from drumbeat.core.payment_terms import parse_payment_terms
from drumbeat.core.terms import (
    AddOn,
    Cadence,
    Change,
    ClientProfile,
    Collected,
    EInvoiceFormat,
    EngagementTerms,
    PartPeriod,
    Pause,
    PaymentTerms,
    Project,
    PromisedDeliverable,
    ReminderPolicy,
    Retainer,
    Timing,
)
from drumbeat.core.terms_checks import impossible_combinations
from drumbeat.core.terms_grammar import (
    WordsNotUnderstood,
    parse_anchor,
    parse_cadence,
    parse_instalment,
    parse_pay_run,
    parse_project_day,
    parse_rollover,
    parse_step,
    parse_tax,
    parse_time,
)
from drumbeat.core.toml_lines import key_lines, line_of
from drumbeat.core.zones import is_zone

_HOLIDAYS = re.compile(r"none|[A-Z]{2}(-[A-Z0-9]{1,3})?|[A-Z]{3,4}")
_SYNTAX_LINE = re.compile(r" \(at line ([0-9]+), column [0-9]+\)$")
_SYNTAX_END = " (at end of document)"
_CONVENTIONS = tuple(Convention)
_NO_TAX = Tax("O")
_ON_ACCEPTANCE: date | str = "acceptance"  # read for a day that is wrong


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a file: where, and what to do about it."""

    file: str
    line: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.sentence}"


class EngagementFileRefused(Refusal):
    """The file is refused, with everything that is wrong with it, in its order."""

    rule = "FIL-1"
    message = "{listing}"

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__(listing="\n".join(str(problem) for problem in problems))


def parse(
    text: str, *, file: str, known_holidays: Callable[[str], bool] | None = None
) -> EngagementTerms:
    """Read an engagement file.

    `known_holidays` says whether a holiday calendar exists; without it only the form
    of the code is checked.

    :raises EngagementFileRefused: with every problem, not only the first
    """
    values = _toml_values(text, file)
    notes: Notes = []
    terms = _terms(FileTable(values, (), notes), known_holidays)
    # What was read as absent because it is wrong must not be reported a second time.
    wrong = {path[:2] for path, _ in notes}
    notes += [
        (path, sentence)
        for path, sentence in impossible_combinations(terms)
        if path[:2] not in wrong and (path[:1] not in wrong)
    ]
    if notes:
        raise EngagementFileRefused(_problems(notes, text, file))
    return terms


def _toml_values(text: str, file: str) -> dict[str, object]:
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except RecursionError:
        problem = Problem(file, 1, "The file is nested too deeply; write it flat.")
        raise EngagementFileRefused((problem,)) from None
    except ValueError as error:  # tomllib lets int() complain about endless numbers
        sentence, line = str(error), 1
        if found := _SYNTAX_LINE.search(sentence):
            line, sentence = int(found.group(1)), sentence[: found.start()]
        elif sentence.endswith(_SYNTAX_END):
            line = text.count("\n") + (0 if text.endswith("\n") else 1)
            sentence = sentence.removesuffix(_SYNTAX_END) + " at the end of the file"
        problem = Problem(file, max(line, 1), f"This is not TOML: {sentence}.")
        raise EngagementFileRefused((problem,)) from None


def _problems(notes: Notes, text: str, file: str) -> tuple[Problem, ...]:
    lines = key_lines(text)
    found = [Problem(file, line_of(path, lines), sentence) for path, sentence in notes]
    return tuple(sorted(found, key=lambda problem: problem.line))


def _terms(
    table: FileTable, known_holidays: Callable[[str], bool] | None
) -> EngagementTerms:
    table.require("name", "starts", "currency")
    currency = table.worded("currency", _currency, "EUR")
    default_tax = _first_tax(table)
    retainers = tuple(
        _retainer(each, currency, default_tax) for each in table.tables("retainers")
    )
    terms = EngagementTerms(
        name=table.text("name"),
        starts=table.day("starts") or date.min,
        ends=table.day("ends"),
        currency=currency,
        time_zone=table.worded("time_zone", _time_zone, ""),
        holidays=table.worded(
            "holidays", lambda text: _holidays(text, known_holidays), "none"
        ),
        payment=table.worded(
            "payment", parse_payment_terms, PaymentTerms("days", days=14)
        ),
        due_moves=table.choice("due_moves", _CONVENTIONS, Convention.NONE),
        bill_moves=table.choice("bill_moves", _CONVENTIONS, Convention.NONE),
        purchase_order=table.text("purchase_order"),
        unbilled_limit=table.money("unbilled_limit", currency),
        days_without_invoice_limit=table.whole("days_without_invoice_limit", 1, 3660),
        auto_issue=table.flag("auto_issue"),
        client=_client(table.table("client")),
        retainers=retainers,
        add_ons=tuple(
            _add_on(each, currency, default_tax) for each in table.tables("add_ons")
        ),
        projects=tuple(
            _project(each, currency, default_tax) for each in table.tables("projects")
        ),
        pauses=tuple(_pause(each) for each in table.tables("pauses")),
        changes=tuple(
            _change(each, currency, retainers) for each in table.tables("changes")
        ),
        reminders=_reminders(table.table("reminders")),
    )
    table.finish()
    return terms


def _first_tax(table: FileTable) -> Tax:
    """Return the tax of the first retainer that states one; else not subject to VAT."""
    retainers = table.values.get("retainers")
    for retainer in retainers if isinstance(retainers, list) else []:
        if isinstance(retainer, dict) and isinstance(retainer.get("tax"), str):
            try:
                return parse_tax(retainer["tax"])
            except WordsNotUnderstood:
                return _NO_TAX  # noted where the retainer is read
    return _NO_TAX


def _retainer(table: FileTable, currency: str, default_tax: Tax) -> Retainer:
    table.require("name", "amount", "every")
    retainer = Retainer(
        name=table.text("name"),
        amount=table.money("amount", currency) or Money.zero(currency),
        every=table.worded("every", parse_cadence, Cadence("month")),
        anchor=table.of_any_type("anchor", parse_anchor, None),
        timing=table.choice("timing", get_args(Timing), "in advance"),
        bill_days_before=table.whole("bill_days_before", 0, 366) or 0,
        first_period=table.choice("first_period", get_args(PartPeriod), "prorate"),
        last_period=table.choice("last_period", get_args(PartPeriod), "prorate"),
        tax=table.worded("tax", parse_tax, default_tax),
        allowance_hours=table.number("allowance_hours"),
        overage_rate=table.money("overage_rate", currency),
        rollover=table.worded("rollover", parse_rollover, "none"),
    )
    table.finish()
    return retainer


def _add_on(table: FileTable, currency: str, default_tax: Tax) -> AddOn:
    table.require("name", "amount", "from")
    add_on = AddOn(
        name=table.text("name"),
        amount=table.money("amount", currency) or Money.zero(currency),
        starts=table.day("from") or date.min,
        until=table.day("until"),
        tax=table.worded("tax", parse_tax, default_tax),
    )
    table.finish()
    return add_on


def _project(table: FileTable, currency: str, default_tax: Tax) -> Project:
    table.require("name", "amount", "bill_on")
    project = Project(
        name=table.text("name"),
        amount=table.money("amount", currency) or Money.zero(currency),
        bill_on=table.of_any_type("bill_on", parse_project_day, _ON_ACCEPTANCE),
        tax=table.worded("tax", parse_tax, default_tax),
        instalments=table.worded_list("instalments", parse_instalment),
        deliverables=tuple(
            _deliverable(each, currency) for each in table.tables("deliverables")
        ),
        purchase_order=table.text("purchase_order"),
        collected=table.choice("collected", get_args(Collected), ""),
        accepted_after_days=table.whole("accepted_after_days", 1, 366),
    )
    table.finish()
    return project


def _deliverable(table: FileTable, currency: str) -> PromisedDeliverable:
    table.require("name", "measure")
    deliverable = PromisedDeliverable(
        name=table.text("name"),
        measure=table.text("measure"),
        amount=table.money("amount", currency),
    )
    table.finish()
    return deliverable


def _pause(table: FileTable) -> Pause:
    table.require("from")
    pause = Pause(starts=table.day("from") or date.min, until=table.day("until"))
    table.finish()
    return pause


def _change(table: FileTable, currency: str, retainers: tuple[Retainer, ...]) -> Change:
    table.require("from")
    only = retainers[0].name if len(retainers) == 1 else ""
    if not only and not table.has("retainer"):
        table.require("retainer")
    change = Change(
        starts=table.day("from") or date.min,
        retainer=table.text("retainer", only),
        amount=table.money("amount", currency),
        every=table.worded("every", parse_cadence, None),
        anchor=table.of_any_type("anchor", parse_anchor, None),
        timing=table.choice("timing", (*get_args(Timing), None), None),
        tax=table.worded("tax", parse_tax, None),
    )
    table.finish()
    return change


def _client(table: FileTable) -> ClientProfile:
    client = ClientProfile(
        name=table.text("name"),
        language=table.choice("language", get_args(Language), "en"),
        country=table.worded("country", parse_country, ""),
        address=table.of_any_type("address", parse_address, ()),
        vat_id=table.text("vat_id"),
        buyer_reference=table.text("buyer_reference"),
        e_invoice=table.choice("e_invoice", get_args(EInvoiceFormat), "none"),
        peppol_id=table.worded("peppol_id", parse_peppol_id, ""),
        purchase_order_required=table.flag("purchase_order_required"),
        pay_run=table.worded("pay_run", parse_pay_run, None),
        contacts=tuple(_contact(each) for each in table.tables("contacts")),
    )
    table.finish()
    return client


def _contact(table: FileTable) -> Contact:
    table.require("email")
    contact = Contact(
        name=table.text("name"),
        email=table.worded("email", parse_email, ""),
        roles=table.worded_list("roles", parse_role),
    )
    table.finish()
    return contact


def _reminders(table: FileTable) -> ReminderPolicy:
    standard = ReminderPolicy()
    steps = table.worded_list("steps", parse_step)
    policy = ReminderPolicy(
        send_at=table.worded("send_at", parse_time, standard.send_at),
        moves=table.choice("moves", _CONVENTIONS, standard.moves),
        steps=steps if table.has("steps") else standard.steps,
    )
    table.finish()
    return policy


def _currency(text: str) -> str:
    if text in CURRENCIES:
        return text
    raise WordsNotUnderstood(
        text=text, what="a currency", examples="its ISO 4217 code, like “EUR”"
    )


def _time_zone(text: str) -> str:
    if is_zone(text):
        return text
    raise WordsNotUnderstood(
        text=text, what="a time zone", examples="its IANA name, like “Europe/Berlin”"
    )


def _holidays(text: str, is_known: Callable[[str], bool] | None) -> str:
    if _HOLIDAYS.fullmatch(text) and (
        text == "none" or is_known is None or is_known(text)
    ):
        return text
    raise WordsNotUnderstood(
        text=text,
        what="a holiday calendar",
        examples="a country or subdivision of ISO 3166 like “NL” or “DE-BE”, “XECB”, or"
        " “none”",
    )
