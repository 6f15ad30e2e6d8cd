"""Correct what was issued: draft credit notes and later charges."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction

from drumbeat.apps.audit import operations as audit
from drumbeat.apps.audit.operations import Actor, Event
from drumbeat.apps.billing.content import (
    Agreement,
    compose,
    frozen,
    lanes_for,
    subject_of,
)
from drumbeat.apps.billing.models import DRAFT_TAX_COLUMNS, Charge, Draft
from drumbeat.apps.billing.queries import OPEN_STATES, list_contents
from drumbeat.apps.invoices.operations import tax_rows
from drumbeat.apps.invoices.queries import (
    credited_by_line,
    get_invoice,
    list_documents,
)
from drumbeat.apps.rows import insert_rows
from drumbeat.core.billing_run import Correction
from drumbeat.core.composition import ChargeGroup
from drumbeat.core.corrections import credit
from drumbeat.core.documents import InvoiceDocument, Line
from drumbeat.core.money import Money


@dataclass(frozen=True, slots=True)
class _Basis:
    """An issued invoice to be credited in part, and what is left of its lines."""

    invoice: int
    document: InvoiceDocument
    credited: Mapping[int, Money]

    def left(self, place: int) -> int:
        lines = _lines(self.document)
        before = self.credited.get(place)
        return lines[place].net.minor - (before.minor if before else 0)


def draft_corrections(
    workspace: int,
    agreement: Agreement,
    corrections: Sequence[Correction],
    *,
    on: date,
    at: datetime,
) -> list[int]:
    """Draft what the new targets differ by: credit notes, and charges of more. [S-25]

    Everything waits for review; nothing issued changes. [S-37, S-42, S-45]
    """
    credits_ = [c for c in corrections if c.minor < 0]
    more = [c for c in corrections if c.minor > 0 and c.like is not None]
    drafts = _draft_credits(workspace, agreement, credits_, on=on, at=at)
    if more:
        drafts.append(_draft_more(workspace, agreement, more, on=on, at=at))
    return drafts


def _draft_credits(
    workspace: int,
    agreement: Agreement,
    corrections: Sequence[Correction],
    *,
    on: date,
    at: datetime,
) -> list[int]:
    bases = _bases(workspace, agreement, corrections)
    taken: dict[int, dict[int, Money]] = defaultdict(dict)
    parts: dict[int, list[tuple[Correction, int]]] = defaultdict(list)
    for correction in corrections:
        rest = -correction.minor
        for basis in bases:  # the latest invoice gives first
            given = _take(basis, correction, rest)
            taken[basis.invoice] |= given
            part = sum(amount.minor for amount in given.values())
            if part:
                parts[basis.invoice].append((correction, part))
                rest -= part
    drafts = []
    for basis in bases:
        if taken[basis.invoice]:
            note = credit(
                basis.document,
                lines=taken[basis.invoice],
                already_credited=basis.credited,
                number="CN-0",  # given at issue; the reference with it
                issue_date=on,
                reason="The service changed after it was billed.",
            )
            draft = store_draft(
                workspace,
                agreement,
                replace(note, number="", reference=""),
                on,
                at,
                preceding=basis.invoice,
            )
            _store_charges(agreement, draft, parts[basis.invoice], sign=-1, on=on)
            drafts.append(draft)
    return drafts


def _take(basis: _Basis, correction: Correction, rest: int) -> dict[int, Money]:
    """Return what the lines of that period give, by place, up to `rest`."""
    given: dict[int, Money] = {}
    for place, line in enumerate(_lines(basis.document)):
        if line.charge_key.startswith(_prefix(correction)):
            part = min(rest, basis.left(place))
            if part > 0:
                given[place] = Money(part, line.net.currency)
                rest -= part
    return given


def _draft_more(
    workspace: int,
    agreement: Agreement,
    corrections: Sequence[Correction],
    *,
    on: date,
    at: datetime,
) -> int:
    charges = tuple(
        replace(c.like, amount=Money(c.minor, agreement.terms.currency), bill_date=on)
        for c in corrections
        if c.like is not None
    )
    lanes = lanes_for(agreement, ChargeGroup(on, "", charges))
    document = compose(agreement, lanes, bill_on=on, update=None)
    draft = store_draft(workspace, agreement, document, on, at)
    parts = [(c, c.minor) for c in corrections]
    _store_charges(agreement, draft, parts, sign=1, on=on)
    return draft


@transaction.atomic
def credit_invoice(
    workspace: int,
    number: str,
    agreement: Agreement,
    *,
    reason: str,
    on: date,
    actor: Actor,
    at: datetime,
) -> int:
    """Draft a credit note over all that is left of an invoice; return the draft.

    :raises NothingToCredit: everything is credited already
    :raises NotAnInvoice: it is itself a credit note
    """
    invoice = get_invoice(workspace, number)
    basis = _basis(workspace, invoice.id)
    note = credit(
        basis.document,
        already_credited=basis.credited,
        number="CN-0",
        issue_date=on,
        reason=reason,
    )
    draft = store_draft(
        workspace,
        agreement,
        replace(note, number="", reference=""),
        on,
        at,
        preceding=invoice.id,
    )
    event = Event("credit note drafted", f"invoice:{number}")
    audit.record(workspace, [event], actor=actor, at=at)
    return draft


def _bases(
    workspace: int, agreement: Agreement, corrections: Sequence[Correction]
) -> list[_Basis]:
    """Return the issued invoices that billed these periods, the latest first."""
    components = {c.period[0] for c in corrections}
    invoices = (
        Charge.objects.filter(
            engagement_id=agreement.id,
            component__in=components,
            amount_minor__gt=0,
            draft__state="issued",
        )
        .order_by("-draft__invoice_id")
        .values_list("draft__invoice_id", flat=True)
        .distinct()
    )
    return [_basis(workspace, invoice) for invoice in invoices if invoice is not None]


def is_credited(workspace: int, invoice: int) -> bool:
    """Say whether anything of an invoice is credited, or about to be."""
    return bool(_basis(workspace, invoice).credited)


def _basis(workspace: int, invoice: int) -> _Basis:
    document = list_documents(workspace, [invoice])[invoice]
    by_key = credited_by_line(workspace, invoice)
    for line in _waiting_lines(workspace, invoice):
        by_key[line.charge_key] = by_key.get(line.charge_key, 0) + line.net.minor
    credited: dict[int, Money] = {}
    for place, line in enumerate(_lines(document)):
        if minor := by_key.get(line.charge_key, 0):
            credited[place] = Money(minor, line.net.currency)
    return _Basis(invoice, document, credited)


def _waiting_lines(workspace: int, invoice: int) -> list[Line]:
    """Return what drafts of credit notes will take off it: they count as made."""
    waiting = Draft.objects.filter(
        workspace_id=workspace, preceding_id=invoice, state__in=OPEN_STATES
    )
    contents = list_contents(workspace, waiting.values_list("id", flat=True))
    return [line for document in contents.values() for line in _lines(document)]


def _lines(document: InvoiceDocument) -> list[Line]:
    return [line for lane in document.lanes for line in lane.lines]


def _prefix(correction: Correction) -> str:
    component, version, index = correction.period
    return f"{component}#{version}#{index}#"


def store_draft(
    workspace: int,
    agreement: Agreement,
    document: InvoiceDocument,
    on: date,
    at: datetime,
    *,
    preceding: int | None = None,
) -> int:
    """Store a draft of a document that no billing run made; return its id."""
    content, digest = frozen(document)
    totals = document.totals
    draft = Draft.objects.create(
        workspace_id=workspace,
        engagement_id=agreement.id,
        client_id=agreement.client.id,
        kind=document.kind,
        preceding_id=preceding,
        reason=document.reason,
        subject=subject_of(document.lanes),
        bill_on=on,
        due_date=document.due_date,
        currency=document.currency,
        net_minor=totals.net.minor,
        tax_minor=totals.tax.minor,
        gross_minor=totals.gross.minor,
        content=content,
        content_hash=digest,
        composed_at=at,
    )
    insert_rows("billing_drafttax", DRAFT_TAX_COLUMNS, tax_rows(draft.id, document))
    return draft.id


def _store_charges(
    agreement: Agreement,
    draft: int,
    parts: Sequence[tuple[Correction, int]],
    *,
    sign: int,
    on: date,
) -> None:
    Charge.objects.bulk_create(
        Charge(
            engagement_id=agreement.id,
            draft_id=draft,
            position=position,
            component=correction.period[0],
            version=correction.period[1],
            period_index=correction.period[2],
            kind=f"adjustment {correction.number}.{draft}",
            service_start=on,
            service_end=on,
            bill_on=on,
            amount_minor=sign * minor,
        )
        for position, (correction, minor) in enumerate(parts)
    )
