"""What breaks the books of issued documents: numbers, order, content, totals."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator

from django.db.models import Count, F, Max, Min, Q, Sum

from drumbeat.apps.audit.models import Activity
from drumbeat.apps.billing.models import Draft
from drumbeat.apps.invoices.models import (
    Invoice,
    InvoiceLine,
    NumberSeries,
    TaxSubtotal,
)
from drumbeat.core.snapshot import canonical_text, sha256_hex

_CHUNK = 500


def doubled_numbers(workspace: int) -> Iterator[str]:
    """Yield numbers and places of a series that were given twice."""
    mine = Invoice.objects.filter(workspace_id=workspace)
    for field in ("number", "sequence"):
        keys = ("series_id", field) if field == "sequence" else (field,)
        groups = mine.values_list(*keys).annotate(times=Count("id"))
        for *key, times in groups.filter(times__gt=1):
            yield f"{field} {' '.join(map(str, key))} is there {times} times"


def gaps(workspace: int) -> Iterator[str]:
    """Yield series that do not count 1, 2, 3 … to their last number. [S-50]

    Numbers that a person skipped after a restore are on the trail, with the reason.
    """
    skipped = _skipped_on_trail(workspace)
    series = NumberSeries.objects.filter(workspace_id=workspace).annotate(
        issued=Count("invoice"),
        first=Min("invoice__sequence"),
        last=Max("invoice__sequence"),
    )
    for s in series:
        gone = skipped.get(f"series:{s.kind}:{s.year}", set())
        is_bounded = (s.first or 1) >= 1 and (s.last or 0) <= s.last_number
        is_complete = s.issued + len(gone) == s.last_number
        if not is_bounded or not is_complete:
            yield (
                f"{s.kind} {s.year}: {s.issued} documents from {s.first} to {s.last}, "
                f"{len(gone)} skipped, the counter says {s.last_number}"
            )
        both = Invoice.objects.filter(series_id=s.id, sequence__in=gone)
        for number in both.values_list("number", flat=True):
            yield f"{number} is there and recorded as skipped"


def _skipped_on_trail(workspace: int) -> dict[str, set[int]]:
    entries = Activity.objects.filter(
        workspace_id=workspace, action="numbers skipped"
    ).values_list("subject", "payload")
    found: dict[str, set[int]] = defaultdict(set)
    for subject, payload in entries:
        gap = json.loads(payload)
        found[subject].update(range(gap["first"], gap["last"] + 1))
    return found


def unnumbered(workspace: int) -> Iterator[str]:
    """Yield drafts whose state and document disagree."""
    mine = Draft.objects.filter(workspace_id=workspace)
    wrong = mine.filter(
        Q(state="issued", invoice__isnull=True)
        | (~Q(state="issued") & Q(invoice__isnull=False))
        | Q(invoice__isnull=False) & ~Q(invoice__kind=F("kind"))
    )
    for draft in wrong.values_list("id", flat=True).iterator():
        yield f"draft {draft}"


def disordered(workspace: int) -> Iterator[str]:
    """Yield documents dated before the number that precedes them."""
    rows = (
        Invoice.objects.filter(workspace_id=workspace)
        .order_by("series_id", "sequence")
        .values_list("series_id", "number", "issue_date")
    )
    before = None
    for series, number, day in rows.iterator(chunk_size=_CHUNK):
        if before is not None and before[0] == series and day < before[1]:
            yield f"{number} is dated {day}, the one before {before[1]}"
        before = (series, day)


def changed(workspace: int) -> Iterator[str]:
    """Yield documents whose content is not what was issued and put on the trail."""
    on_trail = _hashes_on_trail(workspace)
    rows = Invoice.objects.filter(workspace_id=workspace).values_list(
        "number", "snapshot", "sha256", "currency"
    )
    for number, snapshot, kept, currency in rows.iterator(chunk_size=_CHUNK):
        if sha256_hex(snapshot.encode()) != kept:
            yield f"{number}: the content does not have its hash"
            continue
        if on_trail.get(number) != kept:
            yield f"{number}: the trail names another hash"
        plain = json.loads(snapshot)
        if canonical_text(plain) != snapshot:
            yield f"{number}: the content is not spelled canonically"
        if (plain["number"], plain["currency"]) != (number, currency):
            yield f"{number}: row and content name different documents"


def _hashes_on_trail(workspace: int) -> dict[str, str]:
    entries = Activity.objects.filter(
        workspace_id=workspace, action__in=["invoice issued", "credit note issued"]
    ).values_list("subject", "payload")
    return {
        subject.removeprefix("invoice:"): json.loads(payload)["sha256"]
        for subject, payload in entries.iterator(chunk_size=_CHUNK)
    }


def wrong_totals(workspace: int) -> Iterator[str]:
    """Yield documents whose lines or taxes do not add up to their totals."""
    mine = {"invoice__workspace_id": workspace}
    lines = InvoiceLine.objects.filter(**mine).values_list("invoice_id")
    taxes = TaxSubtotal.objects.filter(**mine).values_list("invoice_id")
    net_of = dict(lines.annotate(Sum("net_minor")).order_by())
    tax_of = {
        invoice: (base, tax)
        for invoice, base, tax in taxes.annotate(
            Sum("base_minor"), Sum("tax_minor")
        ).order_by()
    }
    rows = Invoice.objects.filter(workspace_id=workspace).values_list(
        "id", "number", "net_minor", "tax_minor", "gross_minor"
    )
    for row, number, net, tax, gross in rows.iterator(chunk_size=_CHUNK):
        if net + tax != gross:
            yield f"{number}: net and tax are not the total"
        if net_of.get(row, 0) != net:
            yield f"{number}: the lines add up to {net_of.get(row, 0)}, not {net}"
        if tax_of.get(row, (0, 0)) != (net, tax):
            yield f"{number}: the tax breakdown does not add up"
